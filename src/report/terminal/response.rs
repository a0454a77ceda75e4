//! Growth and net dollars in the terminal's table, and the line that says which people they assume.

use super::WIDTH;
use super::columns::wrapped;
use super::tables::Column;
use crate::compare::{Summary, recommended, shown_name};
use crate::report::number::{difference_of, money_error};
use crate::report::response::{assumed, growth, people};
use crate::scenario::Scenario;
use crate::stats::Estimate;

/// Most plans whose range from angels to devils is told.
const MOST_RANGES: usize = 3;

/// Whether the table has growth to show.
pub(super) fn shown(scenario: &Scenario, summary: &Summary) -> bool {
    assumed(scenario) && scenario.plans.iter().any(|plan| beyond_today(scenario, summary, &plan.id, "growth", "arr").is_some())
}

/// ARR beyond today's with its error, and net dollars against today's.
pub(super) fn columns<'a>(scenario: &'a Scenario, summary: &'a Summary) -> Vec<Column<'a>> {
    let today = &scenario.plans[scenario.reference].id;
    let cell = move |id: &str, measure, statistic, with_error: bool| {
        if id == today {
            return Some("–".to_owned());
        }
        let e = beyond_today(scenario, summary, id, measure, statistic)?;
        let error = e.standard_error.filter(|_| with_error).map_or_else(String::new, |error| format!(" {}", money_error(error)));
        Some(format!("{}{error}", difference_of("", e)))
    };
    vec![("growth", Box::new(move |id| cell(id, "growth", "arr", true))), ("net", Box::new(move |id| cell(id, "net", "dollars", false)))]
}

/// At equal cost where that was lived, as published otherwise.
fn beyond_today(scenario: &Scenario, summary: &Summary, id: &str, measure: &str, statistic: &str) -> Option<Estimate> {
    let of = |statistic: &str| summary.get_against(id, measure, statistic, &scenario.plans[scenario.reference].id);
    of(&format!("{statistic}@equal-cost")).or_else(|| of(statistic))
}

/// Whether the plan's growth is shown as published, though the table is at equal cost.
fn is_published(scenario: &Scenario, summary: &Summary, id: &str) -> bool {
    let of = |statistic: &str| summary.get_against(id, "growth", statistic, &scenario.plans[scenario.reference].id).is_some();
    of("arr") && !of("arr@equal-cost")
}

/// What the two columns are, who the people are, and what other people would make of the plans that matter.
pub(super) fn assumes(scenario: &Scenario, summary: &Summary) -> Vec<String> {
    if !shown(scenario, summary) {
        return Vec::new();
    }
    let others = || scenario.plans.iter().enumerate().filter(|(p, _)| *p != scenario.reference).map(|(_, plan)| plan);
    let published: Vec<String> =
        others().filter(|plan| is_published(scenario, summary, &plan.id)).map(|plan| shown_name(&plan.title)).collect();
    let at = match published.len() {
        0 => "both at today’s expected cost".to_owned(),
        n if n == others().count() => "both as published".to_owned(),
        _ => format!("both at today’s expected cost, but as published for {}", published.join(", ")),
    };
    let columns =
        format!("growth: yearly revenue (ARR) against today’s plan, ± 1 s.e.; net: gross margin of it after pay and leakage; {at}");
    let columns = columns.as_str();
    let mut lines = wrapped("  ", "  ", columns, WIDTH);
    let words = format!("behaviour: {}{}", people(scenario), ranges(scenario, summary));
    lines.extend(wrapped("ASSUMES  ", "         ", &words, WIDTH));
    lines
}

fn ranges(scenario: &Scenario, summary: &Summary) -> String {
    let of = |plan: usize| growth(summary, &scenario.plans[plan].id);
    let best = (0..scenario.plans.len()).filter_map(|p| Some((p, of(p)?.own.value))).max_by(|a, b| a.1.total_cmp(&b.1)).map(|(p, _)| p);
    let mut told: Vec<usize> = Vec::new();
    for plan in [Some(scenario.reference), recommended(scenario, summary), best].into_iter().flatten() {
        if !told.contains(&plan) {
            told.push(plan);
        }
    }
    let range = |plan: usize| {
        let range = of(plan)?;
        let cash = |e| difference_of(&scenario.currency, e);
        Some(format!("{} {} … {}", shown_name(&scenario.plans[plan].title), cash(range.angels?), cash(range.devils?)))
    };
    let parts: Vec<String> = told.into_iter().filter_map(range).take(MOST_RANGES).collect();
    if parts.is_empty() { String::new() } else { format!(". ARR beyond salaried effort, angels … devils: {}", parts.join("; ")) }
}
