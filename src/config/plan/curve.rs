//! Curves in plan files: lines through points, steps, the ladder of an objective, all or nothing.

use super::point::{self, Point, whole};
use crate::config::{Bounds, Table, Value};
use crate::plan::{Curve, Edge, Knot};

/// What a curve of lines does beyond its last point.
#[derive(Clone, Copy)]
enum Beyond {
    Hold,
    Extend,
    Slope(f64),
}

/// `curve = { below = 0.0, points = [{ from = 0.9, pays = 0.0 }, …], above = "hold" | "extend" | { slope = 2.0 } }`.
///
/// Straight lines between points; `below` (0 unless said) is paid under the first.
pub(super) fn curve(table: &Table<'_>) -> Option<Curve> {
    let below = table.f64("below", Bounds::NOT_NEGATIVE).or(0.0);
    let tables = table.tables("points");
    if tables.is_empty() {
        table.problem("points", "a curve needs at least one point in `points`");
    }
    let points = point::points(&tables, true);
    let beyond = beyond(table);
    table.finish();
    let (points, beyond) = (points.filter(|p| !p.is_empty())?, beyond?);
    if matches!(beyond, Beyond::Extend) && points.len() < 2 {
        let problem = table.problem_at("above", "one point has no slope to go on with").allowed("\"hold\", or { slope = … }");
        table.notes().problem(problem);
        return None;
    }
    Some(Curve { below, knots: knots(&points, &beyond) })
}

fn beyond(table: &Table<'_>) -> Option<Beyond> {
    const ALLOWED: &str = "\"hold\" (capped), \"extend\" (uncapped, with the last slope) or { slope = … }";
    let Some(entry) = table.entry("above") else {
        let problem = whole(table, "does not say what is paid above the last point: missing key `above`");
        table.notes().problem(problem.allowed(ALLOWED));
        return None;
    };
    match entry.value() {
        Value::String(word) if word == "hold" || word == "extend" => entry.one_of(&[("hold", Beyond::Hold), ("extend", Beyond::Extend)]),
        Value::Table(slope) => {
            let value = slope.f64("slope", Bounds::NOT_NEGATIVE).required();
            slope.finish();
            value.map(Beyond::Slope)
        }
        _ => {
            table.notes().problem(entry.problem_at("unknown way to go on").allowed(ALLOWED));
            None
        }
    }
}

fn knots(points: &[Point], beyond: &Beyond) -> Vec<Knot> {
    let mut knots: Vec<Knot> = Vec::with_capacity(points.len());
    for (i, p) in points.iter().enumerate() {
        let slope = match (points.get(i + 1), beyond) {
            (Some(next), _) => (next.arrives - p.pays) / (next.at - p.at),
            (None, Beyond::Hold) => 0.0,
            (None, Beyond::Extend) => knots.last().map_or(0.0, |k: &Knot| k.slope),
            (None, Beyond::Slope(slope)) => *slope,
        };
        knots.push(Knot { at: p.at, edge: p.edge, value: p.pays, slope });
    }
    knots
}

/// `steps = [{ from = 0.9, pays = 0.5 }, { above = 1.15, pays = 1.5 }]`: nothing below the first, flat between, flat above the last.
pub(super) fn steps(tables: &[Table<'_>]) -> Option<Curve> {
    let points = point::points(tables, false)?;
    Some(Curve { below: 0.0, knots: knots_flat(&points) })
}

fn knots_flat(points: &[Point]) -> Vec<Knot> {
    points.iter().map(|p| Knot { at: p.at, edge: p.edge, value: p.pays, slope: 0.0 }).collect()
}

/// `ladder = { misses = 0.0, meets = { from = 1.0, pays = 1.0 }, exceeds = { from = 1.2, pays = 1.5 } }`, the last optional.
pub(super) fn ladder(table: &Table<'_>) -> Option<Curve> {
    let misses = table.f64("misses", Bounds::NOT_NEGATIVE).required();
    let rungs: Vec<Table<'_>> = [table.table("meets").required(), table.table("exceeds").optional()].into_iter().flatten().collect();
    let points = point::points(&rungs, false);
    table.finish();
    let (below, points) = (misses?, points.filter(|p| !p.is_empty())?);
    Some(Curve { below, knots: knots_flat(&points) })
}

/// `binary = { from = 1.0 }`: nothing, or the whole target (or the share `pays` of it).
pub(super) fn binary(table: &Table<'_>) -> Option<Curve> {
    let threshold = point::threshold(table);
    let pays = table.f64("pays", Bounds::POSITIVE).or(1.0);
    table.finish();
    let (at, edge): (f64, Edge) = threshold?;
    Some(Curve { below: 0.0, knots: vec![Knot { at, edge, value: pays, slope: 0.0 }] })
}
