//! Equal cost by rates: the factor on a plan's rates at which it is expected to cost what the reference costs.
//!
//! Caps, floors and guarantees stay as published, so the factor has to be searched; a short pilot of the same luck serves for
//! all candidate factors.

use rayon::prelude::*;

use crate::measure::{Facts, Presence};
use crate::plan::{Cents, Ledger, Terms, pay};

use super::engine::{Engine, Seen, World};
use super::ground::Luck;

/// Trials of the pilot.
const PILOT: u32 = 200;
/// Factors tried at most beyond which a plan counts as not scalable.
const LARGEST: f64 = 64.0;

impl Engine<'_> {
    /// Searches each plan's factor by bisection on the pilot and keeps the scaled terms; `None` where no factor up to 64 reaches
    /// the reference's cost (capped plans, plans that never pay).
    pub(crate) fn scale_rates(&mut self) -> Vec<Option<f64>> {
        let trials: Vec<u32> = (0..PILOT).collect();
        let pilot: Vec<(Vec<Facts>, Presence)> =
            trials.par_chunks(self.isa.width()).flat_map_iter(|trials| self.pilot_trials(trials)).collect();
        let reference = self.scenario.reference;
        let lived = |plan: usize| pilot.iter().map(move |(facts, presence)| (&facts[plan], presence));
        let wanted = mean_cost(&self.terms[reference], lived(reference));
        let factors: Vec<Option<f64>> = (0..self.terms.len())
            .map(|plan| if plan == reference { Some(1.0) } else { solve(&self.terms[plan], || lived(plan), wanted) })
            .collect();
        self.neutral_terms = self
            .terms
            .iter()
            .zip(&factors)
            .map(|(terms, factor)| {
                let mut scaled = terms.clone();
                scaled.rate_scale = factor.unwrap_or(1.0);
                scaled
            })
            .collect();
        factors
    }

    fn pilot_trials(&self, trials: &[u32]) -> Vec<(Vec<Facts>, Presence)> {
        let lucks: Vec<Luck> = trials.iter().map(|&trial| Luck::of(trial)).collect();
        // rates are set before anybody knows better than the point values
        let lived = match self.base_ground() {
            Some(ground) => self.live_on(ground, World::SameBook, false, &lucks),
            None => self.live_trials(World::SameBook, false, &lucks),
        };
        let read = |(seen, &trial): (Seen<'_>, &u32)| {
            let facts = (0..self.terms.len()).map(|plan| {
                let mut room = Facts::default();
                self.facts_of(plan, &seen, trial, &mut room).clone()
            });
            (facts.collect(), seen.presence(0).clone())
        };
        lived.into_iter().zip(trials).map(read).collect()
    }
}

/// Mean cost over trials of the pilot, \[$\].
pub(super) fn mean_cost<'p>(terms: &Terms, pilot: impl Iterator<Item = (&'p Facts, &'p Presence)>) -> f64 {
    let mut ledger = Ledger::default();
    let (total, trials) = pilot.fold((Cents(0), 0_u32), |(total, trials), (facts, presence)| {
        pay(terms, facts, presence, &mut ledger);
        (Cents(total.0 + ledger.total().0), trials + 1)
    });
    total.dollars() / f64::from(trials)
}

/// The factor on rates at which a plan's mean cost is `wanted`, \[$\]; `None` where none up to [`LARGEST`] is.
pub(super) fn solve<'p, I: Iterator<Item = (&'p Facts, &'p Presence)>>(terms: &Terms, pilot: impl Fn() -> I, wanted: f64) -> Option<f64> {
    let mut terms = terms.clone();
    let mut cost = |factor: f64| {
        terms.rate_scale = factor;
        mean_cost(&terms, pilot())
    };
    let (mut low, mut high) = (0.0, 1.0);
    while cost(high) < wanted {
        low = high;
        high *= 2.0;
        if high > LARGEST {
            return None;
        }
    }
    if cost(low) > wanted {
        return None; // floors and guarantees alone cost more
    }
    for _ in 0..40 {
        let middle = 0.5 * (low + high);
        if cost(middle) < wanted { low = middle } else { high = middle }
    }
    Some(0.5 * (low + high))
}
