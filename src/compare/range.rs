//! How much the numbers depend on who the people are: the same plans with angels and with devils, on the trials that they live.

use super::columns::Columns;
use super::summarise::Table;
use super::worlds::{World, Worlds, minus};
use crate::behaviour::Behaviour;
use crate::scenario::Scenario;
use crate::stats::{Estimate, Moments, difference, mean};
use crate::trial::{PEOPLE_EVERY, RunResult};

/// What is compared: the run's own people and others.
pub(super) struct Both<'a> {
    pub(super) own: &'a Worlds,
    pub(super) others: &'a [Option<Worlds>],
}

/// Other people's worlds, by the name of their kind.
pub(super) fn others(scenario: &Scenario, result: &RunResult) -> Vec<Option<Worlds>> {
    (0..result.people.len()).map(|kind| Worlds::others(scenario, result, kind)).collect()
}

pub(super) fn add(table: &mut Table, scenario: &Scenario, result: &RunResult, columns: &Columns, worlds: &Both<'_>, p: usize) {
    let today = scenario.reference;
    for (people, others) in result.people.iter().zip(worlds.others) {
        let named = |statistic: &str| format!("{statistic}@{}", people.id);
        if let Some(others) = others {
            let of = |worlds: &Worlds, column: fn(&World, &World) -> Vec<f64>, other: Option<usize>| {
                column(&worlds.plans[p], other.map_or(&worlds.salaried[p], |q| &worlds.plans[q]))
            };
            let carried = |column, other| carry(&of(worlds.own, column, other), &of(others, column, other));
            table.put_against("growth", &named("arr"), "salaried", carried(World::arr_beyond, None));
            table.put_against("net", &named("dollars"), "salaried", carried(World::net_beyond, None));
            if p != today {
                table.put_against("net", &named("dollars"), &scenario.plans[today].id, carried(World::net_beyond, Some(today)));
            }
        }
        let cost = people.outcomes.costs(p);
        let own: Vec<f64> = columns.own.cost.iter().step_by(PEOPLE_EVERY as usize).copied().collect();
        let shift = if own.len() == cost.len() { difference(&cost, &own) } else { None };
        table.put(&named("cost"), "mean", mean(&cost));
        table.put_against(&named("cost"), "mean_difference", name(scenario.behaviour), shift);
    }
}

/// Mean over all trials of a column that other people lived in one trial in [`PEOPLE_EVERY`] only: the mean of the run's own people over
/// all trials, plus the paired difference where both lived (double sampling). Unbiased, and the luck of the trials that were left out
/// does not stand between the kinds of people. The interval has the degrees of freedom of the shared trials.
pub(super) fn carry(own: &[f64], others: &[f64]) -> Option<Estimate> {
    let every = PEOPLE_EVERY as usize;
    let shared = others.len();
    if shared == 0 || own.len().div_ceil(every) != shared {
        return None;
    }
    let (all, few) = (own.len() as f64, shared as f64);
    let shift = minus(others, &own.iter().step_by(every).copied().collect::<Vec<_>>());
    let value = own.iter().sum::<f64>() / all + shift.iter().sum::<f64>() / few;
    // A shared trial moves the estimate by own/all + shift/few, any other by own/all.
    let both: Moments = own.iter().step_by(every).zip(&shift).map(|(own, shift)| own / all + shift / few).collect();
    let alone: Moments = own.iter().enumerate().filter(|(t, _)| t % every != 0).map(|(_, own)| own / all).collect();
    let variance = few * both.variance()? + alone.n() as f64 * alone.variance().unwrap_or(0.0);
    Some(Estimate::symmetric(value, Some(variance.sqrt()), shared as u64))
}

/// What the run's own people are called in tables.
pub(super) fn name(behaviour: Behaviour) -> &'static str {
    match behaviour {
        Behaviour::Off => "off",
        Behaviour::Angels => "angels",
        Behaviour::Mixed => "mixed",
        Behaviour::Devils => "devils",
        Behaviour::Fixed => "fixed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
    use rand_distr::{Distribution, StandardNormal};

    #[test]
    fn the_same_people_are_carried_to_their_own_mean() {
        let own: Vec<f64> = (0..101).map(|t| f64::from(t * t % 17)).collect();
        let shared: Vec<f64> = own.iter().step_by(4).map(|x| x + 3.0).collect();
        let carried = carry(&own, &shared).unwrap();
        assert!((carried.value - (own.iter().sum::<f64>() / 101.0 + 3.0)).abs() < 1e-12);
        let alone = mean(&own).unwrap().standard_error.unwrap();
        // One variance within shared trials and one within the others, instead of one of all: within a few per cent here.
        assert!((carried.standard_error.unwrap() / alone - 1.0).abs() < 0.05);
        assert_eq!(carried.n, 26);
        assert_eq!((carry(&own, &shared[1..]), carry(&[], &[])), (None, None));
    }

    #[test]
    fn carried_means_are_covered_and_closer_than_shared_trials_alone() {
        // Own N(0, 1), others 0.9 of it plus 2 and noise of sd 0.2: correlation 0.976. 2,000 runs of 80 trials, 20 of them shared.
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(77);
        let mut normal = || -> f64 { StandardNormal.sample(&mut rng) };
        let (mut covered, mut carried_squares, mut alone_squares) = (0_u32, 0.0, 0.0);
        for _ in 0..2_000 {
            let own: Vec<f64> = (0..80).map(|_| normal()).collect();
            let shared: Vec<f64> = own.iter().step_by(4).map(|x| 2.0 + 0.9 * x + 0.2 * normal()).collect();
            let e = carry(&own, &shared).unwrap();
            covered += u32::from(e.low.unwrap() <= 2.0 && 2.0 <= e.high.unwrap());
            carried_squares += (e.value - 2.0).powi(2);
            alone_squares += (shared.iter().sum::<f64>() / 20.0 - 2.0).powi(2);
        }
        // At least 1,900 − 39 (4 SE of a share of .95; false alarm 3e-5). The t of 19 degrees of freedom is wider than needed: at most 1,970.
        assert!((1_861..=1_970).contains(&covered), "{covered}");
        // Var: own/80 + shift (.1² + .2²)/20 − 2 × .1/80 = .0125 + .0025 − .0025, against (.81 + .04)/20 = .0425: a ratio of .294 ± 4 × 3 %.
        let ratio: f64 = carried_squares / alone_squares;
        assert!((ratio - 0.294).abs() < 0.036, "{ratio}");
    }
}
