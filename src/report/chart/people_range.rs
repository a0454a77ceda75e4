//! Growth with angels, with the run's own people and with devils: how much of the answer is an assumption about character.

use super::axis::{Axis, limit};
use super::canvas::{Anchor, Canvas, Drawn, Look, sheet};
use super::heading::Heading;
use super::rows::{NAMES, marker, name, row_height, value_axis};
use super::style::{MARGIN, PAPER, SMALL, WIDTH, text_width};
use super::{ChartError, Figure, Run};
use crate::config::behaviour_name;
use crate::report::number::difference_of;
use crate::report::response::{self, Range};
use crate::stats::Estimate;

/// Width of the column of numbers.
const NUMBERS: f64 = 150.0;

pub(super) fn draw(run: &Run) -> Result<Option<Figure>, ChartError> {
    let ranges: Vec<(usize, Range)> = run
        .plans()
        .filter_map(|plan| Some((plan, response::growth(run.summary, run.id(plan))?)))
        .filter(|(_, range)| range.angels.is_some() || range.devils.is_some())
        .collect();
    if ranges.is_empty() {
        return Ok(None);
    }
    let end = |sign: f64| limit(ranges.iter().map(|(_, r)| values(r).map(|value| sign * value).fold(0.0, f64::max)));
    let (above, below) = (end(1.0), end(-1.0));
    let question = "What if everybody were an angel, or a devil?";
    let own = behaviour_name(run.scenario.behaviour);
    let assumptions = format!(
        "Yearly revenue (ARR) at the end beyond salaried effort, plans as published; {}. Ring: angels respond to pay but never play games; dot: {own}, pale its 95\u{202f}% Monte Carlo interval; square: devils play wherever it pays. Nobody has measured which your people are. Angels and devils live every fourth of the trials.",
        run.basis()
    );
    let heading = Heading::new(run, question, &assumptions, WIDTH);
    let row = row_height(ranges.len());
    let top = heading.height() + 34.0;
    let bottom = top + row * ranges.len() as f64;
    let left = MARGIN + NAMES;
    let room = 0.04 * (above + below);
    let axis = Axis::new(-below - room, above + room, left, WIDTH - MARGIN - NUMBERS, 6);
    let height = bottom + 26.0 + MARGIN * 0.6;
    let svg = sheet(WIDTH, height, question, |canvas| {
        heading.draw(canvas)?;
        value_axis(canvas, &axis, top, bottom, |tick| axis.money(&run.scenario.currency, tick))?;
        marker(canvas, &axis, 0.0, top, bottom, "as salaried")?;
        canvas.text(WIDTH - MARGIN, top - 11.0, "angels … devils", Look::NOTE.anchor(Anchor::End))?;
        for (i, (plan, range)) in ranges.iter().enumerate() {
            let y = top + row * (i as f64 + 0.5);
            name(canvas, run, *plan, left - 14.0, y)?;
            span(canvas, run, &axis, *plan, range, y)?;
            let text = [range.angels, range.devils].map(|e| e.map_or("?".into(), |e| difference_of(&run.scenario.currency, e)));
            canvas.text(WIDTH - MARGIN, y, &text.join(" … "), Look { size: SMALL, ..Look::LABEL }.anchor(Anchor::End))?;
        }
        Ok(())
    })?;
    Ok(Some(Figure {
        name: "people-range",
        title: "Angels and devils".into(),
        question: question.into(),
        svg,
        width: WIDTH as u32,
        height: height as u32,
    }))
}

/// Every value that the picture has to hold.
fn values(range: &Range) -> impl Iterator<Item = f64> {
    all(range).map(|e| e.value).chain([range.own.low, range.own.high].into_iter().flatten())
}

fn all(range: &Range) -> impl Iterator<Item = Estimate> {
    [range.angels, Some(range.own), range.devils].into_iter().flatten()
}

fn span(canvas: &Canvas, run: &Run, axis: &Axis, plan: usize, range: &Range, y: f64) -> Drawn {
    let colour = run.colour(plan);
    let low = all(range).map(|e| e.value).fold(f64::INFINITY, f64::min);
    let high = all(range).map(|e| e.value).fold(f64::NEG_INFINITY, f64::max);
    canvas.dashes((axis.at(low), y), (axis.at(high), y), colour, 1.6)?;
    if let (Some(low), Some(high)) = (range.own.low, range.own.high) {
        canvas.line((axis.at(low), y), (axis.at(high), y), PAPER, 6.0)?;
        canvas.path(&[(axis.at(low), y), (axis.at(high), y)], colour, 0.4, 5.0)?;
    }
    if let Some(devils) = range.devils {
        let x = axis.at(devils.value);
        canvas.rect(x - 6.5, y - 6.5, x + 6.5, y + 6.5, PAPER, 1.0)?;
        canvas.rect(x - 5.0, y - 5.0, x + 5.0, y + 5.0, colour, 1.0)?;
    }
    if let Some(angels) = range.angels {
        canvas.ring(axis.at(angels.value), y, 5.5, colour)?;
    }
    let x = axis.at(range.own.value);
    canvas.dot(x, y, 5.0, colour)?;
    let text = difference_of(&run.scenario.currency, range.own);
    let half = text_width(&text, SMALL, true) / 2.0;
    let x = x.clamp(axis.at(axis.low) + half, axis.at(axis.high) - half);
    canvas.rect(x - half - 3.0, y - 25.0, x + half + 3.0, y - 9.0, PAPER, 0.9)?;
    canvas.text(x, y - 17.0, &text, Look { size: SMALL, ..Look::LABEL }.bold().anchor(Anchor::Middle))
}
