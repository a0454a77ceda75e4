//! The page's first picture: a dot and a band per plan with the budget's line. Drawn narrow, so that it stays readable on a phone.

use super::axis::{Axis, range_over};
use super::canvas::{Anchor, Canvas, Drawn, Look, sheet};
use super::heading::Heading;
use super::rows::marker;
use super::spread::Spread;
use super::style::{GRID, LABEL, MARGIN, PAPER, SMALL, elide, text_width};
use super::{ChartError, Figure, Run};
use crate::report::equal_cost;
use crate::report::number::percent_of;

const WIDTH: f64 = 640.0;
const ROW: f64 = 58.0;
/// Middle of the band below the top of its row.
const BAND: f64 = 40.0;

struct Band {
    plan: usize,
    spread: Spread,
    /// Mean cost as published, where that is another.
    published: Option<f64>,
    /// What stands at the right: how often it is over budget; the cost itself where one trial says no more.
    note: Option<String>,
}

pub(super) fn draw(run: &Run) -> Result<Option<Figure>, ChartError> {
    let base = &run.result.base;
    if base.trials == 0 {
        return Ok(None);
    }
    let equal = equal_cost::compared(run.result, run.scenario.reference);
    let bands: Vec<Band> = run
        .plans()
        .filter_map(|plan| {
            let costs = base.costs(plan);
            let published = costs.iter().sum::<f64>() / costs.len() as f64;
            let scaled = if equal { equal_cost::costs(run.result, plan) } else { None };
            let moved = scaled.as_ref().is_some_and(|s| {
                let mean = s.iter().sum::<f64>() / s.len() as f64;
                (mean - published).abs() > 0.05 * mean.abs()
            });
            let measure = if scaled.is_some() { "cost_neutral" } else { "cost" };
            let spread = Spread::of(scaled.unwrap_or(costs))?;
            let note = if base.trials == 1 {
                Some(run.money(published))
            } else {
                run.summary.get(run.id(plan), measure, "p_over_budget").map(|share| format!("over budget {}", percent_of(share)))
            };
            Some(Band { plan, spread, published: moved.then_some(published), note })
        })
        .collect();
    let any_moved = bands.iter().any(|b| b.published.is_some());
    let single = base.trials == 1;

    let question = "What could each plan cost?";
    let mut assumptions = format!("Bonus cost of {}", run.basis());
    if equal {
        assumptions.push_str(", every plan scaled to today’s expected cost");
    }
    assumptions.push_str(if single { "." } else { ". Dark: half of all years; light: nine in ten; dot: the mean." });
    if any_moved {
        assumptions.push_str(" Ring: mean cost as published, before scaling.");
    }
    let heading = Heading::new(run, question, &assumptions, WIDTH);
    let top = heading.height() + 24.0;
    let bottom = top + ROW * bands.len() as f64;
    let height = bottom + 26.0 + MARGIN * 0.6;

    let ends: Vec<[f64; 2]> = bands.iter().map(|b| b.spread.ends()).collect();
    let (low, high) = range_over(&ends, run.budget());
    let rings = bands.iter().filter_map(|b| b.published).filter(|&p| p < high * 1.3);
    let low = rings.fold(low, f64::min);
    let axis = Axis::new(low.max(0.0), high, MARGIN + 6.0, WIDTH - MARGIN - 10.0, 6);
    let svg = sheet(WIDTH, height, question, |canvas| {
        heading.draw(canvas)?;
        for tick in axis.ticks() {
            let x = axis.at(tick);
            // Grid lines only behind the bands: names stand between them.
            for row in 0..bands.len() {
                let y = top + ROW * row as f64 + BAND;
                canvas.line((x, y - 14.0), (x, y + 14.0), GRID, 1.0)?;
            }
            let label = axis.money(&run.scenario.currency, tick);
            let half = text_width(&label, SMALL, false) / 2.0;
            canvas.text(x.clamp(half, WIDTH - half), bottom + 15.0, &label, Look::NOTE.anchor(Anchor::Middle))?;
        }
        marker(canvas, &axis, run.budget(), top, bottom, &format!("budget {}", run.money(run.budget())))?;
        for (row, band) in bands.iter().enumerate() {
            draw_band(canvas, run, &axis, band, top + ROW * row as f64)?;
        }
        Ok(())
    })?;
    Ok(Some(Figure {
        name: "overview",
        title: "Cost at a glance".into(),
        question: question.into(),
        svg,
        width: WIDTH as u32,
        height: height as u32,
    }))
}

fn draw_band(canvas: &Canvas, run: &Run, axis: &Axis, band: &Band, top: f64) -> Drawn {
    let colour = run.colour(band.plan);
    let today = run.is_today(band.plan);
    let words = top + 15.0;
    let y = top + BAND;
    let right = WIDTH - MARGIN;
    let note = band.note.as_deref().unwrap_or_default();
    let note_width = text_width(note, SMALL, false);
    let tag = if today { "  today" } else { "" };
    let room = WIDTH - 2.0 * MARGIN - note_width - text_width(tag, SMALL, false) - 24.0;
    let title = elide(&run.title(band.plan), LABEL, true, room);
    let name_width = text_width(&title, LABEL, true);
    let look = Look::LABEL.bold().colour(colour);
    // Words cover the budget's line instead of being crossed by it.
    canvas.rect(right - note_width - 4.0, words - 9.0, right, words + 9.0, PAPER, 1.0)?;
    canvas.rect(MARGIN, words - 9.0, MARGIN + name_width + 4.0, words + 9.0, PAPER, 1.0)?;
    canvas.text(MARGIN, words, &title, look)?;
    canvas.text(MARGIN + name_width + 8.0, words, tag.trim(), Look { size: SMALL, bold: false, ..look })?;
    canvas.text(right, words, note, Look::NOTE.anchor(Anchor::End))?;
    let Spread { p95: most, mean, .. } = band.spread;
    let [p5, p25, p75, p95] = [band.spread.p5, band.spread.p25, band.spread.p75, most].map(|value| axis.at(value));
    if p95 - p5 > 4.0 {
        canvas.rect(p5, y - 8.0, p95, y + 8.0, colour, 0.26)?;
        canvas.rect(p25, y - 8.0, p75, y + 8.0, colour, 0.55)?;
    }
    if most > axis.high {
        let note = format!("to {} →", run.money(most));
        canvas.text(p95 - 6.0, y, &note, Look::NOTE.bold().colour(super::style::INK).anchor(Anchor::End))?;
    }
    if let Some(published) = band.published.filter(|&p| axis.holds(p)) {
        canvas.ring(axis.at(published), y, 5.0, colour)?;
    }
    if axis.holds(mean) { canvas.dot(axis.at(mean), y, 5.5, colour) } else { Ok(()) }
}
