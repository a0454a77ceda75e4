//! How every rule of decision does in rehearsals: what it does with the new plan, how long it takes, what it loses.

use plotters::style::RGBColor;

use super::canvas::{Anchor, Look, sheet};
use super::heading::Heading;
use super::stacked::{Part, axis_of, bar, legend, percent_axis};
use super::style::{INK, LABEL, MARGIN, PAPER, SMALL, WIDTH};
use super::{ChartError, Figure};
use crate::experiment::rehearse::{Rehearsal, RuleRecord, Settings};
use crate::report::number::{grouped, money_of, plain};
use crate::scenario::Scenario;
use crate::stats::Estimate;

/// Width of the column of names, and of those of numbers.
const NAMES: f64 = 372.0;
const NUMBERS: f64 = 180.0;
const ROW: f64 = 40.0;

const PARTS: [Part; 3] = [
    Part { words: "everybody gets the new plan", colour: RGBColor(0x2B, 0x6C, 0xB0), ink: PAPER, hatched: false },
    Part { words: "a guardrail stops it", colour: RGBColor(0xE8, 0xA8, 0x4C), ink: INK, hatched: false },
    Part { words: "today’s plan stays", colour: RGBColor(0xC9, 0xD1, 0xDC), ink: INK, hatched: false },
];

/// The picture of a rehearsal; `None` without rules.
///
/// # Errors
/// [`ChartError::Drawing`] if the drawing library refuses, which it does not for finite numbers.
pub fn rules(scenario: &Scenario, rehearsal: &Rehearsal, settings: &Settings) -> Result<Option<Figure>, ChartError> {
    if rehearsal.rules.is_empty() {
        return Ok(None);
    }
    let question = "What would each rule of decision make of this experiment?";
    let best = if rehearsal.truth.net_benefit.value > 0.0 { "the new plan" } else { "today’s plan" };
    let assumptions = format!(
        "Share of {} rehearsals with {} CSMs over up to {} quarters. In the simulated market {best} is worth more. Regret: what the best decision, made at once, would bring more over {} quarters.",
        grouped(rehearsal.rehearsals as u64),
        grouped(rehearsal.csms as u64),
        settings.quarters,
        settings.horizon
    );
    let heading = Heading::plain(question, &assumptions, WIDTH);
    let (left, right) = (MARGIN + NAMES, WIDTH - MARGIN - NUMBERS);
    let key = heading.height() + 8.0;
    let top = key + 40.0;
    let bottom = top + ROW * rehearsal.rules.len() as f64;
    let height = bottom + 26.0 + MARGIN * 0.6;
    let svg = sheet(WIDTH, height, question, |canvas| {
        heading.draw(canvas)?;
        legend(canvas, &PARTS, MARGIN, WIDTH - MARGIN, key)?;
        let axis = axis_of(&[vec![1.0]], (left, right), 4);
        percent_axis(canvas, &axis, top - 2.0, bottom)?;
        let columns = [(right + 80.0, "quarters"), (WIDTH - MARGIN, "regret")];
        for (x, words) in columns {
            canvas.text(x, top - 14.0, words, Look::NOTE.anchor(Anchor::End))?;
        }
        for (nth, record) in rehearsal.rules.iter().enumerate() {
            let y = top + ROW * (nth as f64 + 0.5);
            canvas.text(left - 14.0, y - SMALL * 0.62, record.rule.id(), Look::LABEL.bold().anchor(Anchor::End))?;
            let small = Look { size: SMALL, ..Look::NOTE };
            canvas.text(left - 14.0, y + LABEL * 0.62, record.rule.about(), small.anchor(Anchor::End))?;
            bar(canvas, &axis, &PARTS, &shares(record), y)?;
            canvas.text(columns[0].0, y, &plain(record.quarters.value, 1, None), Look::LABEL.anchor(Anchor::End))?;
            canvas.text(columns[1].0, y, &money_of(&scenario.currency, record.regret), Look::LABEL.anchor(Anchor::End))?;
        }
        Ok(())
    })?;
    Ok(Some(Figure {
        name: "rules",
        title: "How each rule decides".into(),
        question: question.into(),
        svg,
        width: WIDTH as u32,
        height: height as u32,
    }))
}

/// Shipped, stopped, neither.
fn shares(record: &RuleRecord) -> Vec<Option<Estimate>> {
    let neither = 1.0 - record.ships.value - record.stopped_by_guardrail.value;
    let rest = Estimate { value: neither.max(0.0), ..record.ships };
    vec![Some(record.ships), Some(record.stopped_by_guardrail), Some(rest)]
}
