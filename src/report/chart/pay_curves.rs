//! Pay curves on top of the attainment that really occurs: a threshold only matters where people are.

use super::axis::Axis;
use super::canvas::{Anchor, Canvas, Drawn, Look, sheet};
use super::heading::Heading;
use super::panels::{Cell, Grid, ticks_below, title};
use super::style::{GRID, INK, MARGIN, WIDTH};
use super::{ChartError, Figure, Run};
use crate::plan::{Curve, Edge, Pays};
use crate::report::number::percent_of;
use crate::trial::ATTAINMENT_BINS;

/// Width of a bin of the attainment histogram.
const BIN: f64 = 0.02;
/// Most that is shown of a curve, share of target.
const HIGHEST: f64 = 2.5;

pub(super) fn draw(run: &Run) -> Result<Option<Figure>, ChartError> {
    let panels: Vec<(usize, &Curve)> = run
        .plans()
        .filter_map(|plan| match &run.scenario.plans[plan].components.first()?.pays {
            Pays::Curve(curve) => Some((plan, curve)),
            _ => None,
        })
        .filter(|&(plan, _)| mostly_inside(histogram(run, plan)))
        .collect();
    if panels.is_empty() {
        return Ok(None);
    }
    let question = "Where on the pay curve do people land?";
    let without = run.plans().len() - panels.len();
    let mut assumptions = format!(
        "Line: share of target paid by a plan’s first component. Bars: how often each attainment occurs, one count per person and pay period; percentage: how often anything is paid. {}.",
        run.basis()
    );
    if without > 0 {
        let (noun, verb) = if without == 1 { ("plan", "pays") } else { ("plans", "pay") };
        assumptions.push_str(&format!(" {without} more {noun} {verb} without a curve, or mostly beyond 200\u{202f}%."));
    }
    let heading = Heading::new(run, question, &assumptions, WIDTH);
    let highest = panels.iter().flat_map(|(_, curve)| curve.knots.iter().map(|k| k.value)).fold(1.0, f64::max).min(HIGHEST);
    let grid = Grid::new(panels.len(), heading.height() + 8.0, 170.0, 52.0);
    let height = grid.bottom() + 24.0;
    let svg = sheet(WIDTH, height, question, |canvas| {
        heading.draw(canvas)?;
        for (i, &(plan, curve)) in panels.iter().enumerate() {
            let cell = grid.cell(i);
            let note = run.summary.get(run.id(plan), "reach", "threshold").map(|e| format!("{} paid", percent_of(e))).unwrap_or_default();
            title(canvas, run, plan, cell, &note)?;
            panel(canvas, run, plan, curve, cell, highest)?;
        }
        let middle = (MARGIN + 52.0 + WIDTH - MARGIN) / 2.0;
        canvas.text(middle, height - MARGIN * 0.75, "attainment (result against goal)", Look::NOTE.anchor(Anchor::Middle))
    })?;
    Ok(Some(Figure {
        name: "pay-curves",
        title: "Pay curves and attainment".into(),
        question: question.into(),
        svg,
        width: WIDTH as u32,
        height: height as u32,
    }))
}

/// Whether a panel has something to show: more people within 0 to 200 % than beyond.
fn mostly_inside(counts: &[u64]) -> bool {
    let all: u64 = counts.iter().sum();
    let inside: u64 = counts.get(1..ATTAINMENT_BINS - 1).unwrap_or(&[]).iter().sum();
    2 * inside > all
}

fn histogram<'a>(run: &Run<'a>, plan: usize) -> &'a [u64] {
    run.result.attainment.get(plan * ATTAINMENT_BINS..(plan + 1) * ATTAINMENT_BINS).unwrap_or(&[])
}

/// Middle of a bin; the two outer bins count as the nearest inner edge.
fn middle(bin: usize) -> f64 {
    match bin {
        0 => 0.0,
        b if b == ATTAINMENT_BINS - 1 => 2.0,
        b => (b as f64 - 0.5) * BIN,
    }
}

/// From the first to the last attainment that 99 % of people reach, with all thresholds near them.
fn range(counts: &[u64], curve: &Curve) -> (f64, f64) {
    let all: u64 = counts.iter().sum();
    let mut seen = 0;
    let (mut low, mut high) = (2.0f64, 0.0f64);
    for (bin, &count) in counts.iter().enumerate() {
        let before = seen as f64 / all as f64;
        seen += count;
        let after = seen as f64 / all as f64;
        if count > 0 && after > 0.005 && before < 0.995 {
            low = low.min(middle(bin) - BIN);
            high = high.max(middle(bin) + BIN);
        }
    }
    let reach = (high - low).max(0.1);
    for knot in &curve.knots {
        if knot.at > low - reach && knot.at < high + reach {
            low = low.min(knot.at - 0.05 * reach);
            high = high.max(knot.at + 0.05 * reach);
        }
    }
    (low.max(0.0), high.min(2.0))
}

fn panel(canvas: &Canvas, run: &Run, plan: usize, curve: &Curve, cell: Cell, highest: f64) -> Drawn {
    let counts = histogram(run, plan);
    let (low, high) = range(counts, curve);
    let across = Axis::new(low, high, cell.left, cell.right, 4);
    let up = Axis::new(0.0, highest, cell.bottom, cell.top, 4);
    for tick in up.ticks() {
        canvas.line((cell.left, up.at(tick)), (cell.right, up.at(tick)), GRID, 1.0)?;
        if cell.first {
            canvas.text(cell.left - 10.0, up.at(tick), &up.percent(tick), Look::NOTE.anchor(Anchor::End))?;
        }
    }
    ticks_below(canvas, cell, across.ticks().into_iter().map(|tick| (across.at(tick), across.percent(tick))))?;
    let colour = run.colour(plan);
    let most = counts.iter().copied().max().unwrap_or(1).max(1) as f64;
    for (bin, &count) in counts.iter().enumerate() {
        let (from, to) = (middle(bin) - BIN / 2.0, middle(bin) + BIN / 2.0);
        if count == 0 || to <= across.low || from >= across.high {
            continue;
        }
        let tall = (cell.bottom - cell.top) * 0.62 * count as f64 / most;
        let (left, right) = (across.at(from), across.at(to));
        canvas.rect(left + 0.4, cell.bottom - tall, right - 0.4, cell.bottom, colour, 0.32)?;
    }
    for piece in pieces(curve, across.low, across.high, up.high) {
        let points: Vec<(f64, f64)> = piece.iter().map(|&(x, y)| (across.at(x), up.at(y))).collect();
        canvas.path(&points, INK, 1.0, 2.4)?;
    }
    for knot in curve.knots.iter().filter(|k| across.holds(k.at) && up.holds(k.value) && k.edge == Edge::Inclusive) {
        canvas.dot(across.at(knot.at), up.at(knot.value), 3.0, INK)?;
    }
    Ok(())
}

/// The curve between `low` and `high` as straight pieces, cut at `top`; jumps are left open.
fn pieces(curve: &Curve, low: f64, high: f64, top: f64) -> Vec<Vec<(f64, f64)>> {
    let mut pieces = Vec::new();
    let first = curve.knots.first().map_or(high, |k| k.at);
    let mut add = |from: f64, to: f64, value: f64, slope: f64| {
        let (start, end) = (from.max(low), to.min(high));
        if end <= start {
            return;
        }
        let at = |x: f64| value + slope * (x - from);
        let mut points = vec![(start, at(start)), (end, at(end))];
        if slope > 0.0 && at(end) > top {
            if at(start) >= top {
                return;
            }
            points[1] = (from + (top - value) / slope, top);
        }
        if points.iter().all(|p| (0.0..=top).contains(&p.1)) {
            pieces.push(points);
        }
    };
    add(low.min(first), first, curve.below, 0.0);
    for (i, knot) in curve.knots.iter().enumerate() {
        let end = curve.knots.get(i + 1).map_or(high, |next| next.at);
        add(knot.at, end, knot.value, knot.slope);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Knot;

    #[test]
    fn a_curve_is_cut_at_the_edges_of_the_panel() {
        let knot = |at, value, slope| Knot { at, edge: Edge::Inclusive, value, slope };
        let curve = Curve { below: 0.0, knots: vec![knot(0.9, 0.5, 5.0), knot(1.0, 1.0, 10.0)] };
        let expected = [vec![(0.8, 0.0), (0.9, 0.0)], vec![(0.9, 0.5), (1.0, 1.0)], vec![(1.0, 1.0), (1.1, 2.0)]];
        let drawn = pieces(&curve, 0.8, 1.5, 2.0);
        assert_eq!(drawn.len(), expected.len());
        for (piece, wanted) in drawn.iter().flatten().zip(expected.iter().flatten()) {
            assert!((piece.0 - wanted.0).abs() < 1e-12 && (piece.1 - wanted.1).abs() < 1e-12, "{drawn:?}");
        }
    }
}
