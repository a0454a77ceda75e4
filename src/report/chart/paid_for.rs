//! Paid for what: the part of each plan's cost that no CSM at all would have earned, that salaried effort earns, and that people's
//! response to the plan adds or takes away.

use super::axis::{Axis, limit};
use super::canvas::{Anchor, Canvas, Drawn, Look, sheet};
use super::heading::Heading;
use super::rows::{NAMES, name, row_height, value_axis};
use super::style::{INK, MARGIN, MUTED, PAPER, SMALL, WIDTH, text_width};
use super::{ChartError, Figure, Run};
use crate::report::number::{difference_of, money_of, plain};
use crate::report::response::SALARIED;
use crate::stats::Estimate;

/// Width of the column that says what a dollar of growth cost.
const PRICE: f64 = 118.0;
/// Room for what is written right of a bar.
const BESIDE: f64 = 138.0;
/// Half the height of a bar.
const BAR: f64 = 11.0;

struct Parts {
    plan: usize,
    windfall: Estimate,
    salaried: Estimate,
    response: Estimate,
}

impl Parts {
    fn of(run: &Run, plan: usize) -> Option<Self> {
        let of = |statistic| run.summary.get(run.id(plan), "paid_for", statistic);
        Some(Self { plan, windfall: of("windfall")?, salaried: of("salaried")?, response: of("response")? })
    }

    /// Where each part begins and ends.
    fn ends(&self) -> [f64; 4] {
        let earned = self.windfall.value + self.salaried.value;
        [0.0, self.windfall.value, earned, earned + self.response.value]
    }
}

pub(super) fn draw(run: &Run) -> Result<Option<Figure>, ChartError> {
    let parts: Vec<Parts> = run.plans().filter_map(|plan| Parts::of(run, plan)).collect();
    let most = limit(parts.iter().map(|p| p.ends().into_iter().fold(0.0, f64::max)));
    if most <= 0.0 {
        return Ok(None);
    }
    let price = |plan| run.summary.get_against(run.id(plan), "paid_for", "pay_per_extra_arr", SALARIED);
    let priced = parts.iter().any(|p| price(p.plan).is_some());
    let question = "What is each plan’s pay paid for?";
    let assumptions = format!(
        "Mean bonus cost, plans as published; {}. Hatched: what people’s response to the plan adds to its cost; below the bar, in red, what it takes away. Dark stroke: what is paid in the end.{}",
        run.basis(),
        if priced {
            " Right: further pay per further dollar of ARR beyond salaried effort; empty where no such growth is certain."
        } else {
            ""
        }
    );
    let heading = Heading::new(run, question, &assumptions, WIDTH);
    let row = row_height(parts.len()) + 4.0;
    let key = heading.height() + 4.0;
    let top = key + 34.0;
    let bottom = top + row * parts.len() as f64;
    let left = MARGIN + NAMES;
    let least = parts.iter().map(|p| p.ends().into_iter().fold(0.0, f64::min)).fold(0.0, f64::min);
    let axis = Axis::new(least, most, left, WIDTH - MARGIN - BESIDE - if priced { PRICE } else { 0.0 }, 6);
    let height = bottom + 26.0 + MARGIN * 0.6;
    let svg = sheet(WIDTH, height, question, |canvas| {
        heading.draw(canvas)?;
        legend(canvas, left, key)?;
        if priced {
            canvas.text(WIDTH - MARGIN, key, "per extra dollar", Look::NOTE.anchor(Anchor::End))?;
        }
        value_axis(canvas, &axis, top - 6.0, bottom, |tick| axis.money(&run.scenario.currency, tick))?;
        for (i, parts) in parts.iter().enumerate() {
            let middle = top + row * (i as f64 + 0.5);
            name(canvas, run, parts.plan, left - 14.0, middle)?;
            bar(canvas, run, &axis, parts, middle)?;
            if let Some(price) = price(parts.plan) {
                let look = Look::LABEL.bold().anchor(Anchor::End);
                canvas.text(WIDTH - MARGIN, middle, &per_dollar(&run.scenario.currency, price), look)?;
            }
        }
        Ok(())
    })?;
    Ok(Some(Figure {
        name: "paid-for",
        title: "Paid for what".into(),
        question: question.into(),
        svg,
        width: WIDTH as u32,
        height: height as u32,
    }))
}

/// Pay per dollar of growth, with cents.
fn per_dollar(currency: &str, price: Estimate) -> String {
    let sign = if price.value < 0.0 { "−" } else { "" };
    format!("{sign}{currency}{}", plain(price.value.abs(), 2, price.standard_error))
}

/// The three parts by name, over the first bar.
fn legend(canvas: &Canvas, left: f64, y: f64) -> Drawn {
    let mut x = left;
    for (i, words) in ["with no CSM at all", "for salaried effort", "because of the response"].into_iter().enumerate() {
        part(canvas, i, (x, y - 7.0, x + 22.0, y + 7.0), MUTED)?;
        canvas.text(x + 30.0, y, words, Look { size: SMALL, ..Look::LABEL })?;
        x += 30.0 + text_width(words, SMALL, false) + 26.0;
    }
    Ok(())
}

/// One part: solid, pale, hatched.
fn part(canvas: &Canvas, which: usize, (left, top, right, bottom): (f64, f64, f64, f64), colour: plotters::style::RGBColor) -> Drawn {
    match which {
        0 => canvas.rect(left, top, right, bottom, colour, 0.9),
        1 => canvas.rect(left, top, right, bottom, colour, 0.35),
        _ => canvas.hatch(left, top, right, bottom, colour),
    }
}

fn bar(canvas: &Canvas, run: &Run, axis: &Axis, parts: &Parts, y: f64) -> Drawn {
    let colour = run.colour(parts.plan);
    let ends = parts.ends().map(|end| axis.at(end));
    for which in 0..2 {
        let (from, to) = (ends[which].min(ends[which + 1]), ends[which].max(ends[which + 1]));
        if to - from > 0.3 {
            part(canvas, which, (from, y - BAR, to, y + BAR), colour)?;
        }
    }
    let (from, to) = (ends[2].min(ends[3]), ends[2].max(ends[3]));
    // What is taken away hangs below the bar, so that nothing is hidden under it.
    let hangs = parts.response.value < 0.0 && to - from > 3.0;
    let (shade, upper, lower) = if hangs { (LOST, y + BAR + 2.0, y + BAR + 11.0) } else { (colour, y - BAR, y + BAR) };
    if to - from > 6.0 {
        part(canvas, 2, (from, upper, to, lower), shade)?;
    } else if to - from > 0.3 && (hangs || parts.response.value > 0.0) {
        // Too narrow for a hatch.
        canvas.rect(from, upper, to, lower, shade, 0.9)?;
    }
    let end = y + BAR + if hangs { 13.0 } else { 3.0 };
    canvas.line((ends[3], y - BAR - 3.0), (ends[3], end), PAPER, 4.0)?;
    canvas.line((ends[3], y - BAR - 3.0), (ends[3], end), INK, 2.0)?;
    words(canvas, run, parts, ends, y)
}

/// What the response takes away.
const LOST: plotters::style::RGBColor = plotters::style::RGBColor(0xA8, 0x32, 0x2A);

fn words(canvas: &Canvas, run: &Run, parts: &Parts, ends: [f64; 4], y: f64) -> Drawn {
    let currency = &run.scenario.currency;
    for (which, estimate, look) in [
        (0, parts.windfall, Look { size: SMALL, ..Look::LABEL }.bold().colour(PAPER)),
        (1, parts.salaried, Look { size: SMALL, ..Look::LABEL }),
    ] {
        let text = money_of(currency, estimate);
        let (from, to) = (ends[which].min(ends[which + 1]), ends[which].max(ends[which + 1]));
        if to - from > text_width(&text, SMALL, true) + 10.0 {
            canvas.text((from + to) / 2.0, y, &text, look.anchor(Anchor::Middle))?;
        }
    }
    let text = format!("response {}", difference_of(currency, parts.response));
    canvas.text(ends[2].max(ends[3]) + 9.0, y, &text, Look { size: SMALL, ..Look::LABEL })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_is_taken_away_ends_where_less_is_paid() {
        let of = |value| Estimate::symmetric(value, None, 100);
        let parts = Parts { plan: 0, windfall: of(400.0), salaried: of(100.0), response: of(-30.0) };
        assert_eq!(parts.ends(), [0.0, 400.0, 500.0, 470.0]);
    }
}
