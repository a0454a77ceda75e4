//! The walk from outcomes to the long table: one file a subject, plans in the scenario's order.

use super::columns::Columns;
use super::people::people;
use super::quarters::quarters;
use super::range::Both;
use super::worlds::Worlds;
use super::{
    Row, Summary, against, certainty, conduct, cost, devils, equal_cost, growth, incentive, market, net, pay, range, reliability, response,
    uncertainty, variance,
};
use crate::scenario::Scenario;
use crate::stats::Estimate;
use crate::trial::RunResult;

/// Every statistic of a run. Rows about the market first, then plan by plan.
///
/// `result` must be of `scenario`: the same plans and seats.
#[must_use]
pub fn summarise(scenario: &Scenario, result: &RunResult) -> Summary {
    let mut columns = Columns::new(scenario, result);
    let quarters = quarters(scenario, result);
    let worlds = Worlds::own(scenario, result);
    let mut table = Table { responds: worlds.is_some(), ..Table::default() };
    market::add(&mut table, scenario, result);
    reliability::add(&mut table, scenario, result);
    let winners = against::lowest_cost(&columns);
    let others = range::others(scenario, result);
    let scaled = equal_cost::worlds(scenario, result);
    let unsure = uncertainty::splits(&scenario.run, &result.base, scenario.reference);
    let earners = worlds.as_ref().map_or_else(Vec::new, net::highest);
    for (p, plan) in scenario.plans.iter().enumerate().take(result.base.plans) {
        table.plan.clone_from(&plan.id);
        columns.turn_to(scenario, result, p);
        let columns = &columns;
        cost::add(&mut table, scenario, result, columns, &quarters, p);
        pay::add(&mut table, scenario, result, columns, p);
        variance::add(&mut table, scenario, result, p);
        growth::add(&mut table, scenario, result, columns, p);
        uncertainty::add(&mut table, scenario, &unsure, p);
        incentive::add(&mut table, scenario, &result.base, p);
        against::add(&mut table, scenario, result, columns, p);
        table.put("best", "p_lowest_cost", winners[p]);
        if let Some(worlds) = &worlds {
            table.put("best", "p_highest_net", earners[p]);
            response::add(&mut table, scenario, result, columns, worlds, p);
            net::add(&mut table, scenario, worlds, p);
            conduct::add(&mut table, scenario, result, p);
            certainty::add(&mut table, scenario, result, p);
            range::add(&mut table, scenario, result, columns, &Both { own: worlds, others: &others }, p);
            devils::add(&mut table, scenario, result, &others, p);
            if let Some(scaled) = &scaled {
                equal_cost::add(&mut table, scenario, result, worlds, scaled, p);
            }
        }
    }
    Summary { rows: table.rows, quarters, people: people(scenario, result) }
}

/// Rows being collected for one plan after another.
#[derive(Default)]
pub(super) struct Table {
    plan: String,
    /// People respond to pay: what they do is in every number but those that say otherwise.
    responds: bool,
    rows: Vec<Row>,
}

impl Table {
    /// Adds a statistic that is no difference.
    pub(super) fn put(&mut self, measure: &str, statistic: &str, estimate: Option<Estimate>) {
        self.put_against(measure, statistic, "", estimate);
    }

    /// Adds a comparison.
    pub(super) fn put_against(&mut self, measure: &str, statistic: &str, against: &str, estimate: Option<Estimate>) {
        self.push(measure, statistic, against, estimate, self.responds);
    }

    /// Adds a statistic of a world in which nobody responds to pay: it assumes nothing about behaviour even where others do.
    pub(super) fn put_unmoved(&mut self, measure: &str, statistic: &str, estimate: Option<Estimate>) {
        self.put_unmoved_against(measure, statistic, "", estimate);
    }

    /// The same for a row that is about something else than a plan.
    pub(super) fn put_unmoved_against(&mut self, measure: &str, statistic: &str, against: &str, estimate: Option<Estimate>) {
        self.push(measure, statistic, against, estimate, false);
    }

    /// A number that is not finite is undefined.
    fn push(&mut self, measure: &str, statistic: &str, against: &str, estimate: Option<Estimate>, assumes_behaviour: bool) {
        self.rows.push(Row {
            plan: self.plan.clone(),
            measure: measure.to_owned(),
            statistic: statistic.to_owned(),
            against: against.to_owned(),
            estimate: estimate.filter(|e| e.value.is_finite()),
            assumes_behaviour,
        });
    }
}
