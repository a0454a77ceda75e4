//! What pictures with one row per plan share: names on the left, a value axis below, the budget's line through all rows.

use super::Run;
use super::axis::Axis;
use super::canvas::{Anchor, Canvas, Drawn, Look};
use super::style::{GRID, INK, LABEL, SMALL, text_width, wrap};

/// Width of the column of names, logical pixels.
pub(super) const NAMES: f64 = 190.0;

/// Height of one row for so many rows.
pub(super) fn row_height(rows: usize) -> f64 {
    if rows > 8 { 48.0 } else { 58.0 }
}

/// The name of a plan, ending at `right`, on up to two lines; today's plan is set bold in its colour and says so.
pub(super) fn name(canvas: &Canvas, run: &Run, plan: usize, right: f64, y: f64) -> Drawn {
    let look = Look::LABEL.anchor(Anchor::End);
    let room = NAMES - 12.0;
    if run.is_today(plan) {
        let look = look.bold().colour(run.colour(plan));
        let lines = wrap(&run.title(plan), LABEL, true, room, 1);
        canvas.lines(right, y - SMALL * 0.62, &lines, look)?;
        return canvas.text(right, y + SMALL * 0.62, "today", Look { size: SMALL, bold: false, ..look });
    }
    canvas.lines(right, y, &wrap(&run.title(plan), LABEL, false, room, 2), look)
}

/// Grid lines from `top` to `bottom` with their labels below.
pub(super) fn value_axis(canvas: &Canvas, axis: &Axis, top: f64, bottom: f64, label: impl Fn(f64) -> String) -> Drawn {
    axis.ticks().into_iter().try_for_each(|tick| {
        let x = axis.at(tick);
        canvas.line((x, top), (x, bottom), GRID, 1.0)?;
        canvas.text(x, bottom + 15.0, &label(tick), Look::NOTE.anchor(Anchor::Middle))
    })
}

/// A value that matters in every row, such as the budget: a dark line through all rows, named above it.
pub(super) fn marker(canvas: &Canvas, axis: &Axis, value: f64, top: f64, bottom: f64, label: &str) -> Drawn {
    if !axis.holds(value) {
        return Ok(());
    }
    let x = axis.at(value);
    canvas.line((x, top), (x, bottom), INK, 1.6)?;
    let half = text_width(label, SMALL, true) / 2.0;
    let x = x.clamp(axis.at(axis.low) + half - 8.0, axis.at(axis.high) - half + 8.0);
    canvas.text(x, top - 11.0, label, Look { size: SMALL, ..Look::LABEL }.bold().anchor(Anchor::Middle))
}
