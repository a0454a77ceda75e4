//! What people's response to pay brings, and what the pay is paid for. Every row assumes behaviour.

use super::columns::{Columns, of_plan};
use super::summarise::Table;
use super::worlds::{World, Worlds, minus, salaried_costs};
use crate::scenario::Scenario;
use crate::stats::{Estimate, mean, ratio_fieller, ratio_of_means};
use crate::trial::{Column, RunResult};

pub(super) fn add(table: &mut Table, scenario: &Scenario, result: &RunResult, columns: &Columns, worlds: &Worlds, p: usize) {
    let (own, salaried) = (&worlds.plans[p], &worlds.salaried[p]);
    for (name, other) in worlds.named_comparators(scenario, p) {
        let arr = own.arr_beyond(other);
        table.put_against("growth", "arr", name, mean(&arr));
        table.put_against("growth", "arr_percent", name, ratio_of_means(&arr, &result.base.arr_start.values()).map(|e| e.scaled(100.0)));
        table.put_against("growth", "gross_margin", name, mean(&own.margin_beyond(other)));
    }
    paid_for(table, result, &columns.own.cost, own, salaried, p);
    leak(table, result, p);
}

/// Cost taken apart: what no CSM at all would have earned, what salaried work earns beyond that, what the response adds.
fn paid_for(table: &mut Table, result: &RunResult, cost: &[f64], own: &World, salaried: &World, p: usize) {
    let at_salaried = salaried_costs(&result.base, p);
    let unserved: Vec<f64> = of_plan(&result.base.no_csm_cost, result.base.plans, p).iter().map(|c| *c as f64 / 100.0).collect();
    let more = minus(cost, &at_salaried);
    table.put("paid_for", "windfall", mean(&unserved));
    table.put("paid_for", "salaried", mean(&minus(&at_salaried, &unserved)));
    table.put("paid_for", "response", mean(&more));
    table.put_against("paid_for", "pay_per_extra_arr", "salaried", ratio_over_positive(&more, &own.arr_beyond(salaried)));
    table.put_against("paid_for", "pay_per_extra_margin", "salaried", ratio_over_positive(&more, &own.margin_beyond(salaried)));
}

/// Dollars that go elsewhere than to pay. People leave salaried teams, too: what the plan adds to that has a row of its own.
fn leak(table: &mut Table, result: &RunResult, p: usize) {
    let r = &result.base.response;
    let of = |column: &Column<f64>| of_plan(column, result.base.plans, p);
    let rehire = of(&r.rehire_cost);
    table.put("leak", "discounts", mean(&of(&r.discounts)));
    table.put("leak", "padding", mean(&of(&r.padding_cost)));
    table.put("leak", "rehire", mean(&rehire));
    table.put_against("leak", "rehire", "salaried", mean(&minus(&rehire, &r.salaried_rehire_cost.values())));
}

/// A ratio with Fieller's limits, where the bottom's mean is three standard errors above 0.
pub(super) fn ratio_over_positive(top: &[f64], bottom: &[f64]) -> Option<Estimate> {
    let positive = mean(bottom).is_some_and(|e| e.value > 0.0);
    if positive { ratio_fieller(top, bottom) } else { None }
}
