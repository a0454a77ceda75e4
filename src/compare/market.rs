//! Rows about the market itself, as it was under the reference plan.

use super::columns::{defined, of_plan};
use super::summarise::Table;
use crate::scenario::{Market, Scenario};
use crate::stats::{Estimate, Moments, mean};
use crate::trial::{Column, RunResult};

pub(super) fn add(table: &mut Table, scenario: &Scenario, result: &RunResult) {
    let outcomes = &result.base;
    let of_reference = |matrix: &Column<f64>| defined(&of_plan(matrix, outcomes.plans, scenario.reference));
    // Drawn attainments have no customers behind them: no revenue, no retention.
    let customers = !matches!(scenario.market, Market::Attainment(_));
    let known = |estimate: Option<Estimate>| estimate.filter(|_| customers);
    table.put_unmoved("market", "arr_start", known(mean(&defined(&outcomes.arr_start.values()))));
    table.put("market", "arr_end", known(mean(&of_reference(&outcomes.arr_end))));
    let nrr = Moments::of(&of_reference(&outcomes.nrr));
    table.put("market", "nrr", known(nrr.mean_estimate()));
    table.put("market", "nrr_sd", known(nrr.sd_estimate()));
    table.put("market", "grr", known(mean(&of_reference(&outcomes.grr))));
    table.put_unmoved("market", "nrr_no_csm", known(mean(&defined(&outcomes.no_csm_nrr.values()))));
    let months = (outcomes.seats * usize::from(scenario.months)) as f64;
    let vacant: Vec<f64> = outcomes.vacant_months.values().iter().map(|m| f64::from(*m) / months).collect();
    table.put_unmoved("market", "vacant_share", mean(&defined(&vacant)));
    let left_out: Vec<f64> = outcomes.no_base_accounts.values().iter().map(|n| f64::from(*n)).collect();
    table.put_unmoved("market", "no_base_accounts", known(mean(&left_out)));
}
