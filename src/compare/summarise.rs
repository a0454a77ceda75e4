//! The walk from outcomes to the long table: one file a subject, plans in the scenario's order.

use super::columns::Columns;
use super::{Row, Summary, against, cost, growth, market, pay, reliability, variance};
use crate::scenario::Scenario;
use crate::stats::Estimate;
use crate::trial::RunResult;

/// Every statistic of a run. Rows about the market first, then plan by plan.
///
/// `result` must be of `scenario`: the same plans and seats.
#[must_use]
pub fn summarise(scenario: &Scenario, result: &RunResult) -> Summary {
    let columns = Columns::new(scenario, result);
    let mut table = Table::default();
    market::add(&mut table, scenario, result);
    reliability::add(&mut table, scenario, result);
    let winners = against::lowest_cost(&columns);
    for (p, plan) in scenario.plans.iter().enumerate().take(result.base.plans) {
        table.plan.clone_from(&plan.id);
        cost::add(&mut table, scenario, result, &columns, p);
        pay::add(&mut table, scenario, result, &columns, p);
        variance::add(&mut table, scenario, result, p);
        growth::add(&mut table, scenario, result, &columns, p);
        against::add(&mut table, scenario, result, &columns, p);
        table.put("best", "p_lowest_cost", winners[p]);
    }
    Summary { rows: table.rows }
}

/// Rows being collected for one plan after another.
#[derive(Default)]
pub(super) struct Table {
    plan: String,
    rows: Vec<Row>,
}

impl Table {
    /// Adds a statistic that is no difference.
    pub(super) fn put(&mut self, measure: &str, statistic: &str, estimate: Option<Estimate>) {
        self.put_against(measure, statistic, "", estimate);
    }

    /// Adds a comparison. A number that is not finite is undefined.
    pub(super) fn put_against(&mut self, measure: &str, statistic: &str, against: &str, estimate: Option<Estimate>) {
        self.rows.push(Row {
            plan: self.plan.clone(),
            measure: measure.to_owned(),
            statistic: statistic.to_owned(),
            against: against.to_owned(),
            estimate: estimate.filter(|e| e.value.is_finite()),
            assumes_behaviour: false,
        });
    }
}
