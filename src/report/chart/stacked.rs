//! Bars of parts that sum to the whole, in per cent: the parts by name above the first bar, their shares written into them.

use plotters::style::RGBColor;

use super::axis::Axis;
use super::canvas::{Anchor, Canvas, Drawn, Look};
use super::style::{GRID, INK, LABEL, PAPER, SMALL, text_width};
use crate::report::number::percent_of;
use crate::stats::Estimate;

/// Half the height of a bar.
const BAR: f64 = 13.0;
/// Between the parts' names.
const GAP: f64 = 20.0;
/// Room for what is written left of a part that takes away.
const LEAD: f64 = 46.0;
/// Least share that is drawn: of less there is nothing to be seen, the table has it.
const LEAST: f64 = 0.0025;
/// Width of a part's square.
const SQUARE: f64 = 22.0;

/// One kind of part.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    /// Its name, one or two words.
    pub(super) words: &'static str,
    pub(super) colour: RGBColor,
    /// Colour of what is written on it.
    pub(super) ink: RGBColor,
    /// Hatched: it rests on assumptions about people.
    pub(super) hatched: bool,
}

impl Part {
    fn draw(self, canvas: &Canvas, (left, top, right, bottom): (f64, f64, f64, f64)) -> Drawn {
        // A hatch needs room for its lines.
        if self.hatched && right - left > 6.0 {
            canvas.hatch(left, top, right, bottom, self.colour)
        } else {
            canvas.rect(left, top, right, bottom, self.colour, 1.0)
        }
    }
}

/// The ends of each part, stacked from 0: parts above 0 to the right, parts below it to the left, where nothing can hide them.
pub(super) fn ends(shares: &[f64]) -> Vec<(f64, f64)> {
    let (mut right, mut left) = (0.0, 0.0);
    let mut end = |share: &f64| {
        let side = if *share < 0.0 { &mut left } else { &mut right };
        let from = *side;
        *side += share;
        (from.min(*side), from.max(*side))
    };
    shares.iter().map(&mut end).collect()
}

/// Lowest and highest end of all bars, at least 0 and 1.
fn range(bars: &[Vec<f64>]) -> (f64, f64) {
    let all = bars.iter().flat_map(|shares| ends(shares));
    all.fold((0.0, 1.0), |(low, high), (from, to)| (if from < -LEAST { low.min(from) } else { low }, f64::max(high, to)))
}

/// An axis for bars of these shares, between two pixels; with room on the left where something is written there.
pub(super) fn axis_of(bars: &[Vec<f64>], (from, to): (f64, f64), ticks: usize) -> Axis {
    let (low, high) = range(bars);
    Axis::new(low, high, if low < 0.0 { from + LEAD } else { from }, to, ticks)
}

/// Shares as plain numbers, 0 for none.
pub(super) fn values(shares: &[Option<Estimate>]) -> Vec<f64> {
    shares.iter().map(|e| e.map_or(0.0, |e| e.value)).collect()
}

/// The parts by name, in a row from `left`; as many rows as they need to end before `right`.
pub(super) fn legend(canvas: &Canvas, parts: &[Part], left: f64, right: f64, y: f64) -> Drawn {
    let (mut x, mut y) = (left, y);
    for part in parts {
        let width = SQUARE + 7.0 + text_width(part.words, SMALL, false);
        if x > left && x + width > right {
            (x, y) = (left, y + 20.0);
        }
        part.draw(canvas, (x, y - 6.5, x + SQUARE, y + 6.5))?;
        canvas.text(x + SQUARE + 7.0, y, part.words, Look { size: SMALL, ..Look::LABEL })?;
        x += width + GAP;
    }
    Ok(())
}

/// Rows that [`legend`] takes.
pub(super) fn legend_rows(parts: &[Part], left: f64, right: f64) -> usize {
    let (mut x, mut rows) = (left, 1);
    for part in parts {
        let width = SQUARE + 7.0 + text_width(part.words, SMALL, false);
        if x > left && x + width > right {
            (x, rows) = (left, rows + 1);
        }
        x += width + GAP;
    }
    rows
}

/// One bar around `y`; parts without a number are left out. What has no room inside its part is not written: the table has it.
pub(super) fn bar(canvas: &Canvas, axis: &Axis, parts: &[Part], shares: &[Option<Estimate>], y: f64) -> Drawn {
    for ((part, share), (from, to)) in parts.iter().zip(shares).zip(ends(&values(shares))) {
        let Some(share) = share else { continue };
        if to - from < LEAST {
            continue;
        }
        let (from, to) = (axis.at(from), axis.at(to).max(axis.at(from) + 0.8));
        part.draw(canvas, (from, y - BAR, to, y + BAR))?;
        let text = percent_of(*share);
        let half = text_width(&text, SMALL, true) / 2.0;
        let middle = (from + to) / 2.0;
        if to - from > 2.0 * half + 4.0 {
            if part.hatched {
                canvas.rect(middle - half - 3.0, y - 8.5, middle + half + 3.0, y + 8.5, PAPER, 0.9)?;
            }
            let ink = if part.hatched { INK } else { part.ink };
            canvas.text(middle, y, &text, Look { size: SMALL, ..Look::LABEL }.bold().colour(ink).anchor(Anchor::Middle))?;
        } else if share.value < 0.0 {
            // What is taken away is written even where it is small.
            canvas.text(from - 5.0, y, &text, Look { size: SMALL, ..Look::LABEL }.colour(part.colour).anchor(Anchor::End))?;
        }
    }
    Ok(())
}

/// Grid lines with their per cent below; a darker one at 0 where bars reach below it.
pub(super) fn percent_axis(canvas: &Canvas, axis: &Axis, top: f64, bottom: f64) -> Drawn {
    for tick in axis.ticks() {
        let (x, zero) = (axis.at(tick), tick == 0.0 && axis.low < 0.0);
        canvas.line((x, top), (x, bottom), if zero { INK } else { GRID }, if zero { 1.4 } else { 1.0 })?;
        canvas.text(x, bottom + LABEL, &axis.percent(tick), Look::NOTE.anchor(Anchor::Middle))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_below_zero_hang_on_the_left_and_the_ends_still_differ_by_the_whole() {
        assert_eq!(ends(&[0.9, -0.25, 0.35]), [(0.0, 0.9), (-0.25, 0.0), (0.9, 1.25)]);
        assert_eq!(range(&[vec![0.9, -0.25, 0.35], vec![0.5, 0.5, 0.0]]), (-0.25, 1.25));
        assert_eq!(range(&[vec![0.2, 0.1]]), (0.0, 1.0), "a bar never looks longer than the whole");
        let axis = axis_of(&[vec![0.9, -0.25, 0.35]], (100.0, 900.0), 5);
        assert!(axis.at(axis.low) == 100.0 + LEAD && axis.at(0.0) > 100.0 + LEAD);
    }
}
