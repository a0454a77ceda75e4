//! One task, one metric: how strongly should it be paid? (Holmström & Milgrom 1987, model section 1.2)

/// Output = γ·effort + noise, pay linear in output, effort cost c·e²/2, exponential utility.
///
/// ```
/// use paylift::behaviour::agency::SingleTask;
/// let task = SingleTask { value: 1.0, productivity: 2.0, cost: 1.5, risk_aversion: 0.8, sd: 1.2 };
/// assert!((task.optimal_slope() - 0.69832402).abs() < 1e-8); // computed independently
/// // Without risk, the person is paid the whole value.
/// assert_eq!(SingleTask { sd: 0.0, ..task }.optimal_slope(), 1.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SingleTask {
    /// p: what a unit of output is worth to the firm, \[$\].
    pub value: f64,
    /// γ: output per unit of effort, not 0.
    pub productivity: f64,
    /// c: cost of effort, \[$\] per squared unit of effort, above 0.
    pub cost: f64,
    /// r: constant absolute risk aversion, \[1/$\], 0 or more.
    pub risk_aversion: f64,
    /// σ: standard deviation of output.
    pub sd: f64,
}

impl SingleTask {
    /// Effort that a slope of pay (dollars per unit of output) buys: slope·γ/c. Risk aversion plays no part.
    #[must_use]
    pub fn effort(&self, slope: f64) -> f64 {
        slope * self.productivity / self.cost
    }

    /// Effort if the firm could see it: p·γ/c.
    #[must_use]
    pub fn first_best_effort(&self) -> f64 {
        self.effort(self.value)
    }

    /// Share of an output's value that is worth paying on, 1 ÷ (1 + r·c·σ²/γ²): 1 where effort decides, 0 where luck does.
    #[must_use]
    pub fn controllability(&self) -> f64 {
        1.0 / (1.0 + self.risk_aversion * self.cost * (self.sd / self.productivity).powi(2))
    }

    /// Slope that leaves most to share: p·controllability.
    #[must_use]
    pub fn optimal_slope(&self) -> f64 {
        self.value * self.controllability()
    }

    /// What the person's risk costs: r/2 · slope² · σ², \[$\].
    #[must_use]
    pub fn risk_premium(&self, slope: f64) -> f64 {
        0.5 * self.risk_aversion * (slope * self.sd).powi(2)
    }

    /// What firm and person have to share under a slope, beyond no effort at all: value of output − cost of effort − risk premium,
    /// \[$\].
    #[must_use]
    pub fn surplus(&self, slope: f64) -> f64 {
        let effort = self.effort(slope);
        self.value * self.productivity * effort - 0.5 * self.cost * effort * effort - self.risk_premium(slope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_task_has_the_known_answers() {
        // Computed independently.
        let task = SingleTask { value: 1.0, productivity: 2.0, cost: 1.5, risk_aversion: 0.8, sd: 1.2 };
        let slope = task.optimal_slope();
        for (name, value, known) in [
            ("slope", slope, 0.698_324_022_346_368_7),
            ("effort", task.effort(slope), 0.931_098_696_461_825),
            ("first best", task.first_best_effort(), 1.333_333_333_333_333_3),
            ("surplus", task.surplus(slope), 0.931_098_696_461_825_2),
            ("risk premium", task.risk_premium(slope), 0.280_890_109_547_142_66),
            ("effort at 0.2", task.effort(0.2), 0.266_666_666_666_666_66),
        ] {
            assert!((value - known).abs() < 1e-14, "{name}: {value} instead of {known}");
        }
    }

    proptest! {
        #[test]
        fn the_optimal_slope_beats_others_and_falls_with_risk_aversion(
            value in 0.1..5.0_f64, productivity in 0.2..3.0_f64, cost in 0.1..5.0_f64,
            r in 0.0..2.0_f64, sd in 0.1..3.0_f64, other in -1.0..6.0_f64,
        ) {
            let task = SingleTask { value, productivity, cost, risk_aversion: r, sd };
            prop_assert!(task.surplus(task.optimal_slope()) >= task.surplus(other) - 1e-9);
            let bolder = SingleTask { risk_aversion: 0.5 * r, ..task };
            prop_assert!(task.optimal_slope() <= bolder.optimal_slope());
            // At a given slope, risk aversion moves nothing.
            prop_assert_eq!(task.effort(other), bolder.effort(other));
        }

        #[test]
        fn the_unit_of_money_is_irrelevant(scale in 0.01..100.0_f64, r in 0.0..2.0_f64, slope in 0.0..3.0_f64) {
            let task = SingleTask { value: 1.0, productivity: 2.0, cost: 1.5, risk_aversion: r, sd: 1.2 };
            let scaled = SingleTask { value: scale, cost: 1.5 * scale, risk_aversion: r / scale, ..task };
            prop_assert!((scaled.effort(slope * scale) - task.effort(slope)).abs() < 1e-12);
            prop_assert!((scaled.controllability() - task.controllability()).abs() < 1e-12);
        }
    }
}
