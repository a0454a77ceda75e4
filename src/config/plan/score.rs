//! `score = [{ measure, goal, weight, … }, …]`: a scorecard, several measures in one weighted attainment.

use super::component::{attain, goal};
use super::{fit, metric};
use crate::config::{Bounds, Table};
use crate::measure::{Metric, WindowKind};
use crate::plan::{Attain, Goal, MOST_SCORED};

/// One measure of a scorecard.
pub(super) struct Part {
    pub(super) metric: Metric,
    pub(super) goal: Goal,
    pub(super) attain: Attain,
    pub(super) weight: f64,
}

/// Reads a component's scorecard, two parts or more.
pub(super) fn read(table: &Table<'_>, cadence: u16) -> Option<Vec<Part>> {
    let notes = table.notes();
    let before = notes.count();
    for key in metric::KEYS.into_iter().chain(["goal", "attain"]) {
        if let Some(entry) = table.entry(key) {
            notes.problem(entry.problem_at("a score says what is measured").allowed("in each part of `score`"));
        }
    }
    let tables = table.tables("score");
    let parts: Vec<Option<Part>> = tables.iter().map(|t| part(t, cadence)).collect();
    if notes.count() == before && !(2..=MOST_SCORED).contains(&parts.len()) {
        notes.problem(table.problem_at("score", format!("scores {}", parts.len())).allowed(format!("2 to {MOST_SCORED} measures")));
    }
    let parts: Vec<Part> = parts.into_iter().collect::<Option<_>>()?;
    let sum: f64 = parts.iter().map(|part| part.weight).sum();
    if notes.count() == before && (sum - 1.0).abs() > 1e-6 {
        let sum = (sum * 1e6).round() / 1e6;
        notes.problem(table.problem_at("score", format!("the weights of the score sum to {sum}")).allowed("a sum of 1"));
    }
    if let Some(first) = parts.first()
        && parts.iter().any(|part| part.metric.scope != first.metric.scope)
    {
        notes.problem(table.problem_at("score", "one score of different people's results").allowed("the same `scope` in all parts"));
    }
    (notes.count() == before).then_some(parts)
}

fn part(table: &Table<'_>, cadence: u16) -> Option<Part> {
    let metric = metric::metric(table, cadence, WindowKind::Trailing);
    let goal = goal(table);
    let attain = attain(table, &goal);
    let weight = table.f64("weight", Bounds::above_to(0.0, 1.0)).required();
    table.finish();
    let (metric, goal, attain) = (metric?, goal?.goal, attain?);
    if goal == Goal::None {
        table.problem("goal", "missing key `goal`: without it there is no attainment to score");
        return None;
    }
    fit::check_goal(table, &metric, &goal);
    Some(Part { metric, goal, attain, weight: weight? })
}
