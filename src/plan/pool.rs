//! A common pot shared by score.
//!
//! Pot = funding × sum of the component's targets in the period. Each seat's share is its target × score^power over the sum of
//! the same for all seats, so that equal scores pay everyone the same share of target. Nobody scoring leaves the pot unpaid.

use super::calendar::Attendance;
use super::{Accumulation, Pays, Pool, Terms};
use crate::measure::{Facts, Presence};

/// The largest score that counts: attainment can be infinite where less is better.
const HIGHEST_SCORE: f64 = 100.0;

/// One pot.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Pot {
    /// Dollars in it.
    pub(super) dollars: f64,
    /// Sum of all seats' weights.
    pub(super) weight: f64,
}

/// Fills the pots of every component and period (component-major; empty ones for components that are no pools).
pub(super) fn fill(terms: &Terms, facts: &Facts, presence: &Presence, pots: &mut Vec<Pot>) {
    let plan = terms.plan();
    pots.clear();
    pots.resize(plan.components.len() * terms.periods(), Pot::default());
    for (component, rules) in plan.components.iter().enumerate() {
        let Pays::Pool(pool) = &rules.pays else { continue };
        for period in 0..terms.periods() {
            let pot = &mut pots[component * terms.periods() + period];
            for seat in 0..terms.payees().len() {
                let attendance = Attendance::new(plan, presence.of(seat));
                let target = pooled_target(terms, &attendance, component, seat, period);
                pot.dollars += pool.funding * target;
                pot.weight += weight(terms, facts, pool, target, component, seat, period).unwrap_or(0.0);
            }
        }
    }
}

/// The target with which a seat takes part: of the period, or to date.
pub(super) fn pooled_target(terms: &Terms, attendance: &Attendance<'_>, component: usize, seat: usize, period: usize) -> f64 {
    let rules = &terms.plan().components[component];
    let months = match rules.accumulation {
        Accumulation::Discrete => attendance.months_in_force(rules, period),
        Accumulation::YearToDate => attendance.months_in_force_to_date(rules, period),
    };
    terms.target(component, seat, months)
}

/// A seat's weight in the pot; `None` where its score is undefined.
pub(super) fn weight(terms: &Terms, facts: &Facts, pool: &Pool, target: f64, component: usize, seat: usize, period: usize) -> Option<f64> {
    let score = terms.standing(facts, component, seat, period)?.attainment.clamp(0.0, HIGHEST_SCORE);
    Some(if score > 0.0 { target * libm::pow(score, pool.power) } else { 0.0 })
}
