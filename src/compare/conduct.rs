//! What people do under each plan: effort by activity, games, leaving.

use super::columns::of_plan;
use super::summarise::Table;
use super::worlds::{flat, minus};
use crate::scenario::Scenario;
use crate::stats::mean;
use crate::trial::{CONDUCT_COLUMNS, Outcomes, RunResult};

const EFFORTS: [&str; 5] = ["adoption", "rescue", "expansion", "advocacy", "documented"];
/// Degrees 0 to 1 of seven games, then shares of CSM-months in which deals are pulled forward or held back.
pub(super) const GAMES: [&str; 9] = ["pressure", "padding", "shallow", "inflation", "begging", "neglect", "sandbagging", "pulled", "held"];

pub(super) fn add(table: &mut Table, scenario: &Scenario, result: &RunResult, p: usize) {
    let outcomes = &result.base;
    let column = |k: usize| -> Vec<f64> {
        of_plan(&outcomes.response.conduct, outcomes.plans * CONDUCT_COLUMNS, p * CONDUCT_COLUMNS + k).into_iter().map(f64::from).collect()
    };
    for (k, name) in EFFORTS.into_iter().enumerate() {
        table.put("effort", name, mean(&column(k)));
    }
    for (k, name) in GAMES.into_iter().enumerate() {
        table.put("gaming", name, mean(&column(EFFORTS.len() + k)));
    }
    let own = departures(scenario, outcomes, p);
    table.put("people", "departures", mean(&own));
    if let Some(flat) = flat(scenario).filter(|flat| *flat != p) {
        table.put_against("people", "departures_over_pay", "flat", mean(&minus(&own, &departures(scenario, outcomes, flat))));
    }
}

/// People who leave a year, by trial.
fn departures(scenario: &Scenario, outcomes: &Outcomes, plan: usize) -> Vec<f64> {
    let years = f64::from(scenario.months) / 12.0;
    of_plan(&outcomes.response.departures, outcomes.plans, plan).into_iter().map(|n| f64::from(n) / years).collect()
}
