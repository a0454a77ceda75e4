//! How much the numbers depend on who the people are: the same plans with angels and with devils, on the trials that they live.

use super::columns::{Columns, Pays};
use super::summarise::Table;
use super::worlds::Worlds;
use crate::behaviour::Behaviour;
use crate::scenario::Scenario;
use crate::stats::{difference, mean};
use crate::trial::{PEOPLE_EVERY, RunResult};

/// Other people's worlds, by the name of their kind.
pub(super) fn others(scenario: &Scenario, result: &RunResult) -> Vec<Option<Worlds>> {
    (0..result.people.len()).map(|kind| Worlds::others(scenario, result, kind)).collect()
}

pub(super) fn add(table: &mut Table, scenario: &Scenario, result: &RunResult, columns: &Columns, others: &[Option<Worlds>], p: usize) {
    let today = scenario.reference;
    for (people, worlds) in result.people.iter().zip(others) {
        let named = |statistic: &str| format!("{statistic}@{}", people.id);
        if let Some(worlds) = worlds {
            let (own, salaried) = (&worlds.plans[p], &worlds.salaried[p]);
            table.put_against("growth", &named("arr"), "salaried", mean(&own.arr_beyond(salaried)));
            table.put_against("net", &named("dollars"), "salaried", mean(&own.net_beyond(salaried)));
            if p != today {
                table.put_against("net", &named("dollars"), &scenario.plans[today].id, mean(&own.net_beyond(&worlds.plans[today])));
            }
        }
        let cost = Pays::published(&people.outcomes, p).costs();
        let own: Vec<f64> = columns.published[p].cost.iter().step_by(PEOPLE_EVERY as usize).copied().collect();
        let shift = if own.len() == cost.len() { difference(&cost, &own) } else { None };
        table.put(&named("cost"), "mean", mean(&cost));
        table.put_against(&named("cost"), "mean_difference", name(scenario.behaviour), shift);
    }
}

/// What the run's own people are called in tables.
pub(super) fn name(behaviour: Behaviour) -> &'static str {
    match behaviour {
        Behaviour::Off => "off",
        Behaviour::Angels => "angels",
        Behaviour::Mixed => "mixed",
        Behaviour::Devils => "devils",
    }
}
