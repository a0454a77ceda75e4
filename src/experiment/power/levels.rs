//! The levels of assignment side by side: precision against the bias of effort that shifts.

use super::design::Design;
use super::level::{Level, break_even_shift, root_mean_squared_error};
use super::significance::Significance;

/// One level of assignment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LevelRow {
    /// The level.
    pub level: Level,
    /// Variance of the estimated effect, squared units of the outcome; `None` where there are too few units to estimate anything.
    pub variance: Option<f64>,
    /// Degrees of freedom.
    pub degrees_of_freedom: Option<f64>,
    /// Chance to find the effect (with its bias, were it upwards, left out).
    pub power: Option<f64>,
    /// Bias when the share of effort that was asked about shifts between the arms: cohorts only.
    pub bias: f64,
    /// Root of mean squared error with that bias.
    pub rmse: Option<f64>,
    /// Share of effort shifted up to which cohorts beat this level on mean squared error; `None` for cohorts themselves and where they never do.
    pub break_even: Option<f64>,
    /// Smallest p of a permutation test.
    pub smallest_p: Option<f64>,
}

/// What the levels are compared under.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelsQuestion {
    /// The design; its own level does not matter.
    pub design: Design,
    /// CSMs a pod and correlation in it; without, there are no pods.
    pub pods: Option<(f64, f64)>,
    /// The true effect, in units of the outcome.
    pub effect: f64,
    /// Share of effort that shifts between cohorts of one book, 0 to 1.
    pub shifted: f64,
    /// The test.
    pub test: Significance,
}

impl LevelsQuestion {
    /// The levels, from the highest down.
    #[must_use]
    pub fn rows(&self) -> Vec<LevelRow> {
        let pods = self.pods.map(|(csms, icc)| (Level::Pod { csms, icc }, Level::CsmInPod { csms, icc }));
        let levels = [pods.map(|p| p.0), Some(Level::Csm), pods.map(|p| p.1), Some(Level::Cohort)];
        let at = |level: Level| Design { level, ..self.design.clone() };
        let cohort = at(Level::Cohort).sight().map(|sight| sight.variance);
        levels
            .into_iter()
            .flatten()
            .map(|level| {
                let design = at(level);
                let sight = design.sight();
                let bias = if level == Level::Cohort { self.shifted * self.effect.abs() } else { 0.0 };
                let variance = sight.map(|sight| sight.variance);
                LevelRow {
                    level,
                    variance,
                    degrees_of_freedom: sight.map(|sight| sight.degrees_of_freedom),
                    power: design.power(self.effect, &self.test),
                    bias,
                    rmse: variance.map(|variance| root_mean_squared_error(variance, bias)),
                    break_even: (level != Level::Cohort)
                        .then(|| break_even_shift(variance?, cohort?, self.effect * design.dilution()))
                        .flatten(),
                    smallest_p: design.smallest_p(),
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::oracle::{assert_close, number};

    #[test]
    fn the_levels_of_twenty_four_csms() {
        let of = |key: &str| number("O19_level", key);
        let question = LevelsQuestion {
            design: Design { effect_spread: 0.02, ..Design::plain(12.0, 24.0, 0.08) },
            pods: Some((4.0, 0.03)),
            effect: 0.3,
            shifted: 0.1,
            test: Significance::default(),
        };
        let rows = question.rows();
        let [pod, csm, inside, cohort] = rows.as_slice() else { panic!("{rows:?}") };
        assert_close(csm.variance.unwrap(), of("var_csm_with_om2"), 1e-12);
        assert_close(csm.power.unwrap(), of("power_csm_with_om2"), 1e-10);
        assert_close(cohort.power.unwrap(), of("power_cohort"), 1e-10);
        assert_close(cohort.rmse.unwrap(), of("rmse_cohort"), 1e-12);
        assert_close(cohort.bias, of("spill_bias_cohort_10pct_shift"), 1e-12);
        // the spread of the effect among treated CSMs is in every level
        assert_close(pod.variance.unwrap(), of("var_pod") + 0.02 / 12.0, 1e-12);
        assert_close(inside.variance.unwrap(), of("var_csm_within_pod") + 0.02 / 12.0, 1e-12);
        assert_eq!((cohort.break_even, csm.bias), (None, 0.0));
        // at the break-even share, both have the same root of mean squared error
        let share = csm.break_even.unwrap();
        assert_close(root_mean_squared_error(cohort.variance.unwrap(), share * 0.3), csm.rmse.unwrap(), 1e-12);
        assert!(pod.break_even > csm.break_even && csm.break_even > inside.break_even);
    }

    #[test]
    fn without_pods_there_are_two_levels() {
        let question = LevelsQuestion {
            design: Design::plain(12.0, 24.0, 0.08),
            pods: None,
            effect: 0.3,
            shifted: 0.0,
            test: Significance::default(),
        };
        assert_eq!(question.rows().iter().map(|row| row.level).collect::<Vec<_>>(), [Level::Csm, Level::Cohort]);
    }
}
