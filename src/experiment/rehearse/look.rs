//! One look at an experiment: what the analysis that would really be made says of what it would really see.

use super::{Layout, Team};
use crate::experiment::Effect;
use crate::experiment::clustered::Model;
use crate::experiment::permutation::{Adjustment, RandomisationTest, Statistic};
use crate::stats::Moments;

/// Experiments that settle a standard error: to about one part in thirty with two dozen CSMs.
const SAMPLE: usize = 200;

/// CSMs from which on the regression is the headline, and degrees of freedom it then needs: the documented rule of `analyse`.
const ENOUGH_CSMS: usize = 24;
const ENOUGH_DEGREES: f64 = 10.0;

/// What is seen of one experiment at one look: a number for each CSM.
#[derive(Debug, Clone)]
pub(super) struct Seen<'a> {
    pub outcome: &'a [f64],
    pub before: Option<&'a [f64]>,
    pub treated: &'a [bool],
}

/// What the analysis says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Look {
    /// Analysis of covariance with strata, CR2 and Satterthwaite.
    pub effect: Effect,
    /// p of the headline: by permutation with few CSMs, by the regression otherwise.
    pub p: f64,
}

impl Look {
    /// Analyses; `None` where nothing can be estimated.
    pub(super) fn at(layout: &Layout, seen: &Seen<'_>, clusters: &[usize]) -> Option<Self> {
        let effect = effect(layout, seen, clusters)?;
        let by_regression = layout.csms() >= ENOUGH_CSMS && effect.degrees_of_freedom >= ENOUGH_DEGREES;
        let p = if by_regression { effect.p()? } else { by_permutation(layout, seen)? };
        Some(Self { effect, p })
    }
}

/// The uplift by analysis of covariance, strata and the year before held equal.
pub(super) fn effect(layout: &Layout, seen: &Seen<'_>, clusters: &[usize]) -> Option<Effect> {
    let strata = layout.strata.iter().any(|s| *s > 0).then_some(layout.strata.as_slice());
    let model = Model::new(seen.outcome, seen.treated, clusters).strata(strata).baseline(seen.before);
    model.effect().ok().filter(|effect| effect.standard_error > 0.0)
}

/// p by dealing the plans again, the year before taken out.
fn by_permutation(layout: &Layout, seen: &Seen<'_>) -> Option<f64> {
    let adjustment = seen.before.map_or_else(|| Ok(Adjustment::none()), Adjustment::cuped).ok()?;
    let test = RandomisationTest::new(&layout.assignments, seen.outcome, seen.treated, &Statistic::Studentised, &adjustment).ok()?;
    Some(test.counts().p())
}

/// Standard error of one experiment's uplift to the end of the first `quarters`, over experiments; 0 where nothing can be estimated.
pub(super) fn standard_error(team: &Team, layout: &Layout, quarters: usize, baseline: bool) -> f64 {
    let clusters: Vec<usize> = (0..layout.csms()).collect();
    let treated = layout.assignments.assignment(0);
    let of = |nth: usize| {
        let outcome = layout.gather(team, nth, |trial| team.outcome(0, trial, quarters - 1));
        let before = if baseline { layout.before(team, nth) } else { None };
        let seen = Seen { outcome: &outcome, before: before.as_deref(), treated: &treated };
        Some(effect(layout, &seen, &clusters)?.standard_error.powi(2))
    };
    let squares: Vec<f64> = (0..team.trials.min(SAMPLE)).filter_map(of).collect();
    Moments::of(&squares).mean().map_or(0.0, f64::sqrt)
}
