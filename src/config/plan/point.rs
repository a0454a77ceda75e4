//! A point of a curve, a step, a rung or a gate: a threshold that says whether it belongs to what is above it.

use crate::config::{Bounds, Problem, Table};
use crate::plan::Edge;

/// A problem with a table as a whole.
pub(super) fn whole(table: &Table<'_>, message: &str) -> Problem {
    Problem { path: table.path().into(), ..table.problem_at("", message) }
}

/// A threshold. `from = x` is reached by `x` itself, `above = x` has to be exceeded.
pub(super) fn threshold(table: &Table<'_>) -> Option<(f64, Edge)> {
    let from = table.f64("from", ..).optional();
    let above = table.f64("above", ..).optional();
    match (table.has("from"), table.has("above")) {
        (true, false) => from.map(|x| (x, Edge::Inclusive)),
        (false, true) => above.map(|x| (x, Edge::Exclusive)),
        (true, true) => {
            table.problem("above", "both `from` and `above`: a threshold is either reached or exceeded");
            None
        }
        (false, false) => {
            let problem = whole(table, "no threshold").allowed("`from = x` (x itself is enough) or `above = x` (x has to be exceeded)");
            table.notes().problem(problem);
            None
        }
    }
}

/// A point of a curve or a step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    /// Threshold.
    pub(super) at: f64,
    /// Whether it belongs to what is above.
    pub(super) edge: Edge,
    /// What is paid there: a share of target, or a factor.
    pub(super) pays: f64,
    /// What the line from the point before arrives at, just below here; the same as `pays` unless there is a jump.
    pub(super) arrives: f64,
}

/// Reads one point; only curves have lines that can arrive at another value than they leave with.
fn point(table: &Table<'_>, lines: bool) -> Option<Point> {
    let threshold = threshold(table);
    let pays = table.f64("pays", Bounds::NOT_NEGATIVE).required();
    let arrives = if lines { table.f64("arrives", Bounds::NOT_NEGATIVE).optional() } else { None };
    table.finish();
    let ((at, edge), pays) = (threshold?, pays?);
    Some(Point { at, edge, pays, arrives: arrives.unwrap_or(pays) })
}

/// Reads points and checks that their thresholds increase.
pub(super) fn points(tables: &[Table<'_>], lines: bool) -> Option<Vec<Point>> {
    let points: Vec<Option<Point>> = tables.iter().map(|t| point(t, lines)).collect();
    let increasing = increasing(tables);
    points.into_iter().collect::<Option<Vec<_>>>().filter(|_| increasing)
}

/// Whether thresholds increase; a problem at each that does not.
pub(super) fn increasing(tables: &[Table<'_>]) -> bool {
    let thresholds: Vec<Option<f64>> = tables.iter().map(|t| threshold(t).map(|(at, _)| at)).collect();
    let mut fine = true;
    for i in 1..thresholds.len() {
        let (Some(before), Some(at)) = (thresholds[i - 1], thresholds[i]) else { continue };
        if at <= before {
            let key = if tables[i].has("from") { "from" } else { "above" };
            let problem = tables[i].problem_at(key, "thresholds have to increase");
            tables[i].notes().problem(problem.allowed(format!("more than {before}, the threshold before")));
            fine = false;
        }
    }
    fine
}
