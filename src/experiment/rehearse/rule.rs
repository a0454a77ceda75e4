//! Rules of decision: how people make up their minds about a plan that was tried.

use serde::Serialize;

use super::look::Look;
use crate::experiment::bayes::{Likelihood, Posterior, Prior};
use crate::experiment::sequential::{NormalMixture, RunningP, Spending, boundaries, equal_fractions, z_equivalent};

/// A rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// Nobody is tried; the old plan stays.
    Keep,
    /// Nobody is tried; everybody gets the new plan.
    ShipNow,
    /// After the planned quarters the plan whose CSMs did better on average.
    Gut,
    /// The documented headline test after the planned quarters.
    Headline,
    /// Stop at the first quarter whose plain p is below alpha, as whoever peeks does.
    Peek,
    /// Group sequential looks, O'Brien–Fleming.
    GroupSequential,
    /// Looks with a confidence sequence.
    AlwaysValid,
    /// After the planned quarters whatever has the higher expected net benefit, given the prior.
    NetBenefit,
}

impl Rule {
    /// All, in the order of tables.
    pub const ALL: [Self; 8] =
        [Self::Keep, Self::ShipNow, Self::Gut, Self::Peek, Self::Headline, Self::GroupSequential, Self::AlwaysValid, Self::NetBenefit];

    /// Name in tables.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::ShipNow => "ship-now",
            Self::Gut => "gut",
            Self::Peek => "peek",
            Self::Headline => "headline",
            Self::GroupSequential => "group-sequential",
            Self::AlwaysValid => "always-valid",
            Self::NetBenefit => "net-benefit",
        }
    }

    /// What it does, in a few words.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Keep => "keep today's plan, test nothing",
            Self::ShipNow => "give everybody the new plan, test nothing",
            Self::Gut => "run to the end, take the better average",
            Self::Peek => "look every quarter, stop at the first p below alpha",
            Self::Headline => "run to the end, one test",
            Self::GroupSequential => "look every quarter, stop at a group sequential boundary",
            Self::AlwaysValid => "look every quarter, always-valid interval",
            Self::NetBenefit => "run to the end, take the higher expected net benefit",
        }
    }

    /// Whether anybody is tried at all.
    #[must_use]
    pub fn tests(self) -> bool {
        !matches!(self, Self::Keep | Self::ShipNow)
    }
}

/// How far the outcome must rise to pay for itself, and what was believed before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Margin {
    /// Uplift at which extra pay is earned back; 0 where unknown.
    pub break_even: f64,
    /// Prior on the uplift.
    pub prior: Prior,
}

/// What a rule says in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Everybody gets the new plan.
    pub ships: bool,
    /// It calls the plans different, in either direction.
    pub differs: bool,
    /// Quarters looked at.
    pub quarters: usize,
}

/// What all rules need to decide.
#[derive(Debug, Clone)]
pub(super) struct Judge {
    alpha: f64,
    margin: Margin,
    /// Group sequential boundaries of equally spaced looks, settled once.
    boundaries: Vec<Option<f64>>,
}

impl Judge {
    /// For `looks` looks, two-sided `alpha`.
    pub(super) fn new(looks: usize, alpha: f64, margin: Margin) -> Self {
        Self { alpha, margin, boundaries: boundaries(Spending::OBrienFleming, alpha, &equal_fractions(looks)) }
    }

    /// Lets a rule decide on looks in their order; `None` for a look at which nothing could be estimated.
    pub(super) fn decide(&self, rule: Rule, looks: &[Option<Look>]) -> Verdict {
        let end = looks.len();
        let last = looks.last().copied().flatten();
        let found = |ships: bool, differs: bool, quarters: usize| Verdict { ships, differs, quarters };
        let nothing = found(false, false, end);
        let stopped = |at: Option<(usize, f64)>| at.map_or(nothing, |(nth, estimate)| found(estimate > 0.0, true, nth + 1));
        let seen = || looks.iter().enumerate().filter_map(|(nth, look)| Some((nth, (*look)?)));
        match rule {
            Rule::Keep => found(false, false, 0),
            Rule::ShipNow => found(true, false, 0),
            Rule::Gut => last.map_or(nothing, |look| found(look.effect.estimate > 0.0, true, end)),
            Rule::Headline => stopped(last.filter(|look| look.p <= self.alpha).map(|look| (end - 1, look.effect.estimate))),
            Rule::Peek => {
                let crosses = |look: &Look| look.effect.p().is_some_and(|p| p <= self.alpha);
                stopped(seen().find(|(_, look)| crosses(look)).map(|(nth, look)| (nth, look.effect.estimate)))
            }
            Rule::GroupSequential => {
                let crosses =
                    |nth: usize, look: &Look| z_equivalent(&look.effect).zip(self.boundaries[nth]).is_some_and(|(z, b)| z.abs() >= b);
                stopped(seen().find(|(nth, look)| crosses(*nth, look)).map(|(nth, look)| (nth, look.effect.estimate)))
            }
            Rule::AlwaysValid => {
                // narrowest in the middle of the planned quarters
                let Some(middle) = looks.get(end.saturating_sub(1) / 2).copied().flatten().or(last) else { return nothing };
                let mixture = NormalMixture::tuned(middle.effect.standard_error.powi(-2), self.alpha);
                let mut running = RunningP::default();
                let mut crosses = |look: &Look| {
                    let information = mixture.deflated(&look.effect);
                    information.is_some_and(|v| running.see(mixture.log_e_value(look.effect.estimate, v)) <= self.alpha)
                };
                stopped(seen().find(|(_, look)| crosses(look)).map(|(nth, look)| (nth, look.effect.estimate)))
            }
            Rule::NetBenefit => {
                let posterior = last.and_then(|look| Posterior::new(&look.effect, self.margin.prior, Likelihood::Student));
                posterior.map_or(nothing, |posterior| found(posterior.mean() > self.margin.break_even, false, end))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Effect;
    use crate::experiment::bayes::FRIEBEL;

    fn look(estimate: f64, p: f64) -> Option<Look> {
        Some(Look { effect: Effect { estimate, standard_error: 0.01, degrees_of_freedom: 20.0 }, p })
    }

    #[test]
    fn rules_differ_where_they_should() {
        // t 2.2 in the first quarter, 0.5 in the last: whoever peeks ships at once, whoever waits does not
        let looks = [look(0.022, 0.04), look(0.015, 0.15), look(0.01, 0.3), look(0.005, 0.6)];
        let margin = Margin { break_even: 0.004, prior: FRIEBEL };
        let judge = Judge::new(4, 0.05, margin);
        let of = |rule| judge.decide(rule, &looks);
        assert_eq!(of(Rule::Peek), Verdict { ships: true, differs: true, quarters: 1 });
        for rule in [Rule::Headline, Rule::GroupSequential, Rule::AlwaysValid] {
            assert_eq!(of(rule), Verdict { ships: false, differs: false, quarters: 4 }, "{rule:?}");
        }
        // the prior mean is .015: shrunk from .005 towards it, above .004
        assert!(of(Rule::NetBenefit).ships && of(Rule::Gut).ships && of(Rule::ShipNow).ships && !of(Rule::Keep).ships);
        assert_eq!((of(Rule::ShipNow).quarters, of(Rule::NetBenefit).quarters), (0, 4));
        let strong = [look(0.06, 0.001); 4];
        let stopped = judge.decide(Rule::GroupSequential, &strong);
        assert!(stopped.ships && stopped.quarters < 4, "{stopped:?}");
        let harmful = judge.decide(Rule::AlwaysValid, &[look(-0.08, 0.001); 4]);
        assert!(harmful.differs && !harmful.ships);
    }
}
