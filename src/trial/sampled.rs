//! Customers without any plan: what a company would have seen of them under a salaried team.
//!
//! For writing an invented history, and for holding what is simulated against a real one. Nobody is paid here.

use std::ops::Range;

use rayon::prelude::*;

use crate::dynamics::Panel;
use crate::lanes::Isa;
use crate::scenario::{Market, Scenario};

use super::ground::{Ground, Luck};

/// The customers of some trials of a sampled market, from the first unpaid month to the last paid one: those that a run of this
/// scenario reads under a salaried team, at the point values of its parameters. `None` where no customers are sampled.
#[must_use]
pub fn sample_customers(scenario: &Scenario, trials: Range<u32>) -> Option<Vec<Panel>> {
    let Market::Cohorts(base) = &scenario.market else { return None };
    let isa = Isa::best();
    let ground = Ground::of(scenario, base, 0);
    let shifts = ground.opening_shifts(&scenario.segments, isa);
    let ground = ground.open_at(&shifts);
    let lucks: Vec<Luck> = trials.map(Luck::of).collect();
    Some(lucks.par_chunks(isa.width()).flat_map_iter(|lucks| ground.live_salaried(isa, lucks)).collect())
}

#[cfg(test)]
mod tests {
    use super::super::ground::tests::scenario;
    use super::*;
    use crate::trial::Engine;

    /// What is sampled is what a run reads, trial by trial.
    #[test]
    fn the_customers_are_those_of_a_run() {
        let scenario = scenario(2);
        let sampled = sample_customers(&scenario, 3..22).unwrap();
        let engine = Engine::bind(&scenario).unwrap();
        for (trial, panel) in (3..22).zip(&sampled) {
            let (run, _) = engine.customers(trial).unwrap();
            assert_eq!((&panel.revenue, &panel.left, &panel.owner, &panel.moves), (&run.revenue, &run.left, &run.owner, &run.moves));
        }
    }
}
