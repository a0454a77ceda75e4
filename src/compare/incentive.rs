//! Where pay asks for anything at all: months without an incentive, months near a cliff, people who go without pay.

use super::columns::of_plan;
use super::summarise::Table;
use crate::scenario::Scenario;
use crate::stats::mean;
use crate::trial::{CONDUCT_COLUMNS, Outcomes};

/// Places among the columns of conduct.
const NO_INCENTIVE: usize = CONDUCT_COLUMNS - 2;
const CLIFF: usize = CONDUCT_COLUMNS - 1;

pub(super) fn add(table: &mut Table, scenario: &Scenario, outcomes: &Outcomes, p: usize) {
    let dry: Vec<f64> =
        of_plan(&outcomes.dry_spells, outcomes.plans, p).iter().map(|n| f64::from(*n) / outcomes.seats.max(1) as f64).collect();
    table.put("pay_per_csm", "p_nothing_twice", mean(&dry));
    let conduct = &outcomes.response.conduct;
    if conduct.is_empty() || !scenario.behaviour.responds() {
        return;
    }
    let shares = |column: usize| -> Vec<f64> {
        of_plan(conduct, outcomes.plans * CONDUCT_COLUMNS, p * CONDUCT_COLUMNS + column).into_iter().map(f64::from).collect()
    };
    let (none, cliff) = (shares(NO_INCENTIVE), shares(CLIFF));
    let normal: Vec<f64> = none.iter().zip(&cliff).map(|(none, cliff)| (1.0 - none - cliff).max(0.0)).collect();
    table.put("incentive", "none", mean(&none));
    table.put("incentive", "normal", mean(&normal));
    table.put("incentive", "cliff_in_reach", mean(&cliff));
}
