//! How probable it is that the new plan is better, and that it earns back what it costs.

use super::super::Effect;
use super::super::bayes::{FRIEBEL, Likelihood, Posterior, Prior};
use super::{Data, Line, Settings};

/// Means of an outcome that a yearly ratio of revenue may have.
const RATIOS: std::ops::Range<f64> = 0.3..2.0;

/// Posterior of the uplift: Student's likelihood with the regression's degrees of freedom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Belief {
    /// What was believed before.
    pub prior: Prior,
    /// Whether that is the public prior (Friebel et al. 2017).
    pub is_public: bool,
    /// P(uplift > 0).
    pub above_zero: f64,
    /// P(uplift > break-even), where that is given.
    pub above_break_even: Option<f64>,
    /// Mean of the posterior.
    pub mean: f64,
    /// Its interval of level 1 − α.
    pub interval: (f64, f64),
}

/// From the line whose error is to be believed; `None` where it has none.
#[must_use]
pub fn believe(data: &Data, line: &Line, settings: &Settings) -> Option<Belief> {
    let effect = Effect { estimate: line.estimate, standard_error: line.standard_error?, degrees_of_freedom: line.degrees_of_freedom? };
    let mean = data.outcome.iter().sum::<f64>() / data.outcome.len() as f64;
    let usual = if RATIOS.contains(&mean) && !settings.lower_is_better { FRIEBEL } else { Prior::Flat };
    let prior = settings.prior.unwrap_or(usual);
    let posterior = Posterior::new(&effect, prior, Likelihood::Student)?;
    Some(Belief {
        prior,
        is_public: prior == FRIEBEL,
        above_zero: posterior.probability_above(0.0),
        above_break_even: settings.break_even.map(|value| posterior.probability_above(value)),
        mean: posterior.mean(),
        interval: posterior.interval(1.0 - settings.alpha),
    })
}
