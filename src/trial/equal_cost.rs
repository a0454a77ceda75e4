//! The same plans at the same expected cost, with people who respond to the scaled rates: what each plan would bring for the money that
//! today's plan costs.
//!
//! Rates are scaled, caps, floors and guarantees stay (as in [`neutral`](super::neutral)), and everybody keeps today's pay mix, so that
//! base salaries cost the same as well. The factor is of equal cost at salaried effort, in the pilot; once people respond, costs differ
//! by what responding earns.

use crate::scenario::{Neutral, Scenario};

use super::engine::Engine;
use super::neutral::{mean_cost, solve};
use super::outcome::Outcomes;
use super::pilot::Pilot;

/// Pilot trials on which a factor is searched.
const TRIALS: usize = 200;

/// Plans at equal cost.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EqualCost {
    /// Factor on each plan's rates; `None` where no factor makes it cost what today's plan does. Empty where nothing was compared at
    /// equal cost.
    pub factors: Vec<Option<f64>>,
    /// What was lived, same luck, in every [`PEOPLE_EVERY`](super::PEOPLE_EVERY)th trial.
    pub outcomes: Outcomes,
}

/// The scenario's plans with today's pay mix, to be scaled. `None` where nothing is to be compared at equal cost.
pub(crate) fn with_todays_mix(scenario: &Scenario) -> Option<Scenario> {
    let compares = scenario.neutral != Neutral::Off && scenario.plans.len() > 1;
    compares.then(|| Scenario { stress: Vec::new(), ..scenario.at_todays_mix() })
}

impl Engine<'_> {
    /// An engine of its own for the plans at equal cost, and the factors; `scenario` is this one's [`with_todays_mix`]. `None` where no
    /// customers are sampled, or a plan does not fit today's pay mix.
    pub(crate) fn at_equal_cost<'o>(&self, scenario: &'o Scenario, pilot: &Pilot) -> Option<(Engine<'o>, Vec<Option<f64>>)> {
        let mut engine = self.bind_beside(scenario)?.ok()?;
        let today = scenario.reference;
        let lived = |plan: usize| pilot.facts[plan].iter().take(TRIALS).map(|facts| (facts, &pilot.presence));
        let wanted = mean_cost(&engine.terms[today], lived(today));
        let factor = |plan: usize| if plan == today { Some(1.0) } else { solve(&engine.terms[plan], || lived(plan), wanted) };
        let factors: Vec<Option<f64>> = (0..engine.terms.len()).map(factor).collect();
        for (terms, factor) in engine.terms.iter_mut().zip(&factors) {
            terms.rate_scale = factor.unwrap_or(1.0);
        }
        engine.policies = engine.solve(pilot, scenario.behaviour, &scenario.assumptions);
        Some((engine, factors))
    }
}
