//! An estimated effect: how much more of the outcome one arm has than the other.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// An effect with its standard error, judged by Student's t.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// Difference between the arms, in units of the outcome.
    pub estimate: f64,
    /// Its standard error, in units of the outcome.
    pub standard_error: f64,
    /// Degrees of freedom of the standard error; infinite for a normal law.
    pub degrees_of_freedom: f64,
}

impl Effect {
    /// Estimate ÷ standard error; `None` where the standard error is not positive.
    #[must_use]
    pub fn t(&self) -> Option<f64> {
        (self.standard_error > 0.0).then(|| self.estimate / self.standard_error)
    }

    /// Two-sided p of no effect.
    #[must_use]
    pub fn p(&self) -> Option<f64> {
        Some(2.0 * self.law()?.sf(self.t()?.abs()))
    }

    /// One-sided p of the hypothesis that the effect is at most `margin`: small where the effect is certainly greater.
    #[must_use]
    pub fn p_at_most(&self, margin: f64) -> Option<f64> {
        let shifted = Self { estimate: self.estimate - margin, ..*self };
        Some(self.law()?.sf(shifted.t()?))
    }

    /// The interval of that level, for example 0.95.
    #[must_use]
    pub fn interval(&self, level: f64) -> Option<(f64, f64)> {
        let half = self.law()?.inverse_cdf(0.5 + level / 2.0) * self.standard_error;
        half.is_finite().then_some((self.estimate - half, self.estimate + half))
    }

    fn law(&self) -> Option<StudentsT> {
        StudentsT::new(0.0, 1.0, self.degrees_of_freedom).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::super::oracle::{assert_close, column, number, texts};
    use super::*;

    #[test]
    fn the_data_sets_are_those_of_the_numbers() {
        let (arms, outcomes) = (texts("d1_accounts", "arm"), column("d1_accounts", "nrr_post"));
        let mean = |arm: &str| {
            let own: Vec<f64> = arms.iter().zip(&outcomes).filter(|(a, _)| *a == arm).map(|(_, y)| *y).collect();
            own.iter().sum::<f64>() / own.len() as f64
        };
        assert_close(mean("1") - mean("0"), number("O7_cluster", "diff_est"), 1e-9);
    }

    #[test]
    fn p_and_interval_are_those_of_the_oracle() {
        let of = |key: &str| number("O7_cluster", key);
        let effect = Effect { estimate: of("diff_est"), standard_error: of("diff_se_cr2"), degrees_of_freedom: of("diff_df_satt") };
        assert_close(effect.t().unwrap(), of("diff_t_cr2"), 1e-9);
        assert_close(effect.p().unwrap(), of("diff_p_cr2_satt"), 1e-9);
        let (low, high) = effect.interval(0.95).unwrap();
        assert_close(low, of("diff_ci_lo"), 1e-9);
        assert_close(high, of("diff_ci_hi"), 1e-9);
        assert_close(effect.p_at_most(0.0).unwrap(), of("diff_p_cr2_satt") / 2.0, 1e-9);
    }
}
