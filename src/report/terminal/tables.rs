//! The terminal's tables: the plans in one compact table, and the same under stress.

use super::columns::{Table, fit, wrapped};
use super::{WIDTH, response};
use crate::compare::{Summary, shown_name};
use crate::plan::Plan;
use crate::report::equal_cost;
use crate::report::number::{MoneyUnit, in_unit, money_error, money_of, percent_of, points_error};
use crate::scenario::Scenario;
use crate::stats::Estimate;
use crate::trial::RunResult;

/// Most columns for a plan's name.
const LONGEST_NAME: usize = 28;

/// Columns that give way to growth and net dollars where people respond: the page has them.
const GIVES_WAY: [&str; 2] = ["90% ask", "<half"];

/// One column of the table: its head and the cell of a plan.
pub(super) type Column<'a> = (&'a str, Box<dyn Fn(&str) -> Option<String> + 'a>);

/// What the columns are, by head.
const LEGEND: [(&str, &str); 5] = [
    ("over", "chance of more than the budget"),
    ("90% ask", "the budget that holds 9 years in 10"),
    ("sd/CSM", "typical swing of one CSM’s pay"),
    ("<half", "CSM-years below half of target"),
    ("no-CSM", "paid with no CSM at all"),
];

/// The plans, at equal cost where they are scaled.
pub(super) fn plans(scenario: &Scenario, result: &RunResult, summary: &Summary) -> Vec<String> {
    let equal = equal_cost::compared(result, scenario.reference);
    let responds = response::shown(scenario, summary);
    let (cost, pay) = if equal { ("cost_neutral", "pay_per_csm_neutral") } else { ("cost", "pay_per_csm") };
    let largest = scenario.plans.iter().filter_map(|p| summary.get(&p.id, cost, "p50")).map(|e| e.value).fold(0.0, f64::max);
    let unit = MoneyUnit::of(largest);
    let decimals = match (unit, largest / unit.size()) {
        (MoneyUnit::One, _) => 0,
        (MoneyUnit::Thousand, scaled) => i32::from(scaled < 9.95),
        (_, scaled) => 1 + i32::from(scaled < 9.95),
    };
    let whole = move |e| in_unit(e, unit, decimals);
    let get = move |plan: &str, measure: &str, statistic: &str| summary.get(plan, measure, statistic);
    let band = move |id: &str| Some(format!("{}–{}", whole(get(id, cost, "p5")?), whole(get(id, cost, "p95")?)));
    let half = move |id: &str| get(id, pay, "p_below_half").map(percent_of);
    let windfall = move |id: &str| get(id, "windfall", "share").map(percent_of);
    let columns: Vec<Column> = if result.base.trials == 1 {
        let only = move |id: &str| get(id, cost, "mean").map(whole);
        vec![("cost", Box::new(only)), ("<half", Box::new(half)), ("no-CSM", Box::new(windfall))]
    } else {
        let ask = move |id: &str| get(id, cost, "ask90").map(whole);
        let mut columns: Vec<Column> = vec![
            ("P5–P95", Box::new(move |id| band(id).or_else(|| equal.then(|| "not scaled".into())))),
            ("over", Box::new(move |id| get(id, cost, "p_over_budget").map(percent_of))),
            ("90% ask", Box::new(ask)),
            ("sd/CSM", Box::new(move |id| get(id, pay, "sd_within").map(|e| money_of("", e)))),
            ("<half", Box::new(half)),
            ("no-CSM", Box::new(windfall)),
        ];
        if responds {
            columns.retain(|(head, _)| !GIVES_WAY.contains(head));
        }
        columns
    };
    let columns = columns.into_iter().chain(if responds { response::columns(scenario, summary) } else { Vec::new() });
    let mut table = Table::new("plan");
    let mut legend = Vec::new();
    for (head, cell) in columns {
        let cells: Vec<Option<String>> = scenario.plans.iter().map(|p| cell(&p.id)).collect();
        // A column that nothing can fill is left out.
        if cells.iter().any(Option::is_some) {
            legend.extend(LEGEND.iter().filter(|(of, _)| *of == head).map(|(of, what)| format!("{of}: {what}")));
            table.column(head, cells.into_iter().map(Option::unwrap_or_default).collect());
        }
    }
    let reference = summary.get(&scenario.plans[scenario.reference].id, "cost", "mean");
    let title = match (equal, reference) {
        (true, Some(cost)) => format!("Same expected cost, {}", money_of(&scenario.currency, cost)),
        (true, None) => "Same expected cost".into(),
        (false, _) => "Cost as published".into(),
    };
    let suffix = if unit.suffix().is_empty() { scenario.currency.clone() } else { format!("{}{}", scenario.currency, unit.suffix()) };
    let mut lines = vec![format!("{title}   costs in {suffix}, bonus only, before employer tax")];
    lines.extend(table.lines(names(scenario, WIDTH.saturating_sub(table.width()))));
    lines.extend(wrapped("  ", "  ", &legend.join("; "), WIDTH));
    if let Some(error) = monte_carlo(scenario, summary, cost, pay) {
        lines.push(error);
    }
    lines
}

/// The plans' names as rows of a table that has so many columns for them.
fn names(scenario: &Scenario, room: usize) -> Vec<String> {
    let room = room.min(LONGEST_NAME);
    let name = |title: &str, columns: usize| fit(&shown_name(title), columns);
    let row = |(i, plan): (usize, &Plan)| {
        if i == scenario.reference { format!("{} TODAY", name(&plan.title, room.saturating_sub(6))) } else { name(&plan.title, room) }
    };
    scenario.plans.iter().enumerate().map(row).collect()
}

/// The same plans in the stress twins: two of them beside each other, the rest is in the report.
pub(super) fn stress(scenario: &Scenario, result: &RunResult, summary: &Summary) -> Vec<String> {
    const BESIDE: usize = 2;
    if result.stress.is_empty() {
        return Vec::new();
    }
    let mut table = Table::new("plan");
    for twin in result.stress.iter().take(BESIDE) {
        let measure = format!("cost@{}", twin.id);
        let column = |statistic: &str, show: &dyn Fn(Estimate) -> String| -> Vec<String> {
            scenario.plans.iter().map(|p| summary.get(&p.id, &measure, statistic).map(show).unwrap_or_default()).collect()
        };
        let name = fit(&shown_name(&twin.id), 12);
        table.column(&format!("{name} mean"), column("mean", &|e| money_of("", e)));
        table.column("over", column("p_over_budget", &percent_of));
    }
    let more = result.stress.len().saturating_sub(BESIDE);
    let more = if more > 0 { format!("   {more} more in the report") } else { String::new() };
    let mut lines = vec![String::new(), format!("Under stress, as published{more}")];
    lines.extend(table.lines(names(scenario, LONGEST_NAME)));
    lines.push(String::new());
    lines
}

/// The largest error of each kind of cell, and where all of them are.
fn monte_carlo(scenario: &Scenario, summary: &Summary, cost: &str, pay: &str) -> Option<String> {
    let largest = |measure: &str, statistic: &str| {
        let errors = scenario.plans.iter().filter_map(|p| summary.get(&p.id, measure, statistic)?.standard_error);
        errors.fold(None, |most: Option<f64>, error| Some(most.map_or(error, |m| m.max(error))))
    };
    let p95 = largest(cost, "p95").map(|e| format!("P95 {}", money_error(e)));
    let over = largest(cost, "p_over_budget").map(|e| format!("over {} points", points_error(e)));
    let sd = largest(pay, "sd_within").map(|e| format!("sd {}", money_error(e)));
    let parts: Vec<String> = [p95, over, sd].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("  error at most: {} (1 s.e.; all in summary.csv)", parts.join(", ")))
}
