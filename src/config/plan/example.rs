//! Worked examples in plan files: what was measured in one pay period, and what the plan pays for it.
//!
//! ```toml
//! [[example]]
//! about = "2 % over target: 120 % of the quarter's bonus."
//! target = 5000.0               # target bonus of the pay period; without it, pay is told as a share
//! measured = { nrr = 1.0404 }   # by measure; "wins+movers" for a shared target
//! goals = { nrr = 1.02 }        # where the goal is not a number in the plan
//! dollars = 6000.0              # or pays = 1.2
//! ```
//!
//! Instead of measures, `attainment = 1.02` (or `attainments = { "Component" = 1.02 }`) says where components stand. Deals are
//! `credits = [{ measure = "renewed", dollars = 120000.0, before = 100000.0, month = 1 }]`, invoiced a month later. `period` is the pay period (1 unless said),
//! `tenure_months` how long the person has been there at its start (long, unless said).

use std::collections::BTreeMap;

use super::point::whole;
use crate::config::{Bounds, Table};
use crate::measure::Metric;
use crate::plan::{Goal, Plan};

/// Target bonus of the period where an example tells shares.
const TARGET: f64 = 10_000.0;

/// One worked example.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// What it shows.
    pub about: String,
    /// Target bonus of the pay period, \[$\].
    pub target: f64,
    /// 0-based pay period.
    pub period: usize,
    /// Months in the job at the start of that period; `None` for people who have been there for long.
    pub tenure_months: Option<u16>,
    /// What was measured, by the key of a metric: its measures joined by `+`.
    pub measured: BTreeMap<String, f64>,
    /// Goals, by the same key.
    pub goals: BTreeMap<String, f64>,
    /// Where components stand, by name, instead of what was measured.
    pub attainments: BTreeMap<String, f64>,
    /// Dated deals.
    pub credits: Vec<ExampleCredit>,
    /// What is paid.
    pub expected: Expected,
}

/// A deal of an example.
#[derive(Debug, Clone, PartialEq)]
pub struct ExampleCredit {
    /// Key of the metric.
    pub metric: String,
    /// Annual dollars.
    pub dollars: f64,
    /// Annual dollars before a renewal.
    pub before: f64,
    /// Contract years.
    pub years: u8,
    /// Month of the pay period in which it is credited, 1-based; its invoice is paid a month later.
    pub month: u16,
}

/// What an example expects the whole plan to pay in the period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Expected {
    /// Share of the period's target.
    Share(f64),
    /// Dollars, to the cent.
    Dollars(f64),
}

/// The name of a metric in examples: its measures joined by `+`.
#[must_use]
pub(super) fn metric_key(metric: &Metric) -> String {
    metric.measures.iter().map(|m| m.id()).collect::<Vec<_>>().join("+")
}

/// Reads the examples of a plan file whose plan is `plan`. Problems go to the table's notes.
#[must_use]
pub fn read_examples(table: &Table<'_>, plan: &Plan) -> Vec<Example> {
    table.tables("example").iter().filter_map(|t| read(t, plan)).collect()
}

/// Reads one example.
pub(super) fn read(table: &Table<'_>, plan: &Plan) -> Option<Example> {
    let before = table.notes().count();
    let keys: Vec<String> = plan.metrics.iter().map(metric_key).collect();
    let names: Vec<String> = plan.components.iter().map(|c| c.name.clone()).collect();
    let about = table.string("about").required();
    let target = table.f64("target", Bounds::NOT_NEGATIVE).optional();
    let period = table.integer("period", 1..=120_u16).optional().unwrap_or(1);
    let tenure_months = table.integer("tenure_months", 0..=600_u16).optional();
    let measured = numbers(table, "measured", &keys);
    let goals = numbers(table, "goals", &keys);
    let mut attainments = numbers(table, "attainments", &names);
    if let Some(attainment) = table.f64("attainment", ..).optional() {
        match names.as_slice() {
            [only] => drop(attainments.insert(only.clone(), attainment)),
            _ => table.problem("attainment", "the plan has several components: say `attainments = { \"name\" = … }`"),
        }
    }
    for component in &plan.components {
        let key = metric_key(&plan.metrics[component.metric]);
        let open = matches!(component.goal, Goal::Segment | Goal::Quota | Goal::Measured);
        let looked_at = measured.contains_key(&key) && !attainments.contains_key(&component.name);
        if open && looked_at && !goals.contains_key(&key) {
            let problem = table.problem_at("measured", format!("the plan leaves the goal of `{key}` to roster or market"));
            table.notes().problem(problem.allowed(format!("goals = {{ {key} = … }} beside it")));
        }
    }
    let credits = table.tables("credits").iter().filter_map(|t| credit(t, plan, &keys)).collect();
    let dollars = table.f64("dollars", ..).optional();
    let pays = table.f64("pays", ..).optional();
    if table.has("dollars") == table.has("pays") {
        let problem = whole(table, "an example says once what is paid").allowed("`dollars = …`, or `pays = …` as a share of target");
        table.notes().problem(problem);
    }
    table.finish();
    let expected = dollars.map(Expected::Dollars).or(pays.map(Expected::Share));
    let example = Example {
        about: about?,
        target: target.unwrap_or(TARGET),
        period: usize::from(period - 1),
        tenure_months,
        measured,
        goals,
        attainments,
        credits,
        expected: expected?,
    };
    (table.notes().count() == before).then_some(example)
}

/// A table of numbers whose keys are among `names`.
fn numbers(table: &Table<'_>, key: &str, names: &[String]) -> BTreeMap<String, f64> {
    let Some(inner) = table.table(key).optional() else { return BTreeMap::new() };
    let mut numbers = BTreeMap::new();
    for (name, entry) in inner.entries() {
        if names.iter().any(|n| n == name) {
            numbers.extend(entry.f64(..).map(|x| (name.to_string(), x)));
        } else {
            let problem = inner.problem_at(name, "the plan has nothing of that name").allowed(names.join(", "));
            table.notes().problem(problem.nearest(name, names.iter().map(String::as_str)));
        }
    }
    numbers
}

fn credit(table: &Table<'_>, plan: &Plan, keys: &[String]) -> Option<ExampleCredit> {
    let names: Vec<(&str, &str)> = keys.iter().map(|k| (k.as_str(), k.as_str())).collect();
    let metric = table.one_of("measure", &names).required();
    let dollars = table.f64("dollars", Bounds::POSITIVE).required();
    let before = table.f64("before", Bounds::NOT_NEGATIVE).optional().unwrap_or(0.0);
    let years = table.integer("years", 1..=3_u8).optional().unwrap_or(1);
    let month = table.integer("month", 1..=plan.cadence).optional().unwrap_or(1);
    table.finish();
    Some(ExampleCredit { metric: metric?.to_string(), dollars: dollars?, before, years, month })
}
