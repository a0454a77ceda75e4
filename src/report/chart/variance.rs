//! Within against between variance: how much of the spread of pay is luck from year to year, how much is who you are.

use super::axis::{Axis, limit};
use super::canvas::{Anchor, Heading, Look, sheet};
use super::rows::{NAMES, name, row_height, value_axis};
use super::style::{INK, MARGIN, SMALL, WIDTH};
use super::{ChartError, Figure, Run};
use crate::report::number::{money_of, percent};
use crate::stats::Estimate;

struct Spread {
    plan: usize,
    within: Option<Estimate>,
    between: Option<Estimate>,
}

pub(super) fn draw(run: &Run) -> Result<Option<Figure>, ChartError> {
    let spreads: Vec<Spread> = run
        .plans()
        .map(|plan| {
            let of = |statistic| run.summary.get(run.id(plan), "pay_per_csm", statistic);
            Spread { plan, within: of("sd_within"), between: of("sd_between") }
        })
        .filter(|s| s.within.is_some() || s.between.is_some())
        .collect();
    let most = limit(spreads.iter().map(|s| [s.within, s.between].into_iter().flatten().map(|e| e.value).fold(0.0, f64::max)));
    if most <= 0.0 {
        return Ok(None);
    }
    let question = "Is a CSM’s pay luck, or the difference between people?";
    let assumptions = format!(
        "Standard deviation of a CSM’s pay, plans as published; {}. Luck: the same person from year to year. Between people: differences that last, different target bonuses included. Whiskers: 95\u{202f}% Monte Carlo interval.",
        run.basis()
    );
    let heading = Heading::new(question, &assumptions, WIDTH);
    let row = row_height(spreads.len());
    let titles = heading.height() + 2.0;
    let top = titles + 18.0;
    let bottom = top + row * spreads.len() as f64;
    let height = bottom + 26.0 + MARGIN * 0.6;
    let left = MARGIN + NAMES;
    let share_column = 96.0;
    let axis = Axis::new(0.0, most, left, WIDTH - MARGIN - share_column - 92.0, 6);
    let svg = sheet(WIDTH, height, question, |canvas| {
        heading.draw(canvas)?;
        canvas.text(WIDTH - MARGIN, titles, "luck’s share", Look::NOTE.anchor(Anchor::End))?;
        value_axis(canvas, &axis, top - 2.0, bottom, |tick| axis.money(&run.scenario.currency, tick))?;
        for (i, spread) in spreads.iter().enumerate() {
            let middle = top + row * (i as f64 + 0.5);
            let colour = run.colour(spread.plan);
            name(canvas, run, spread.plan, left - 14.0, middle)?;
            for (estimate, y, opacity, word) in
                [(spread.within, middle - 11.0, 0.9, "luck"), (spread.between, middle + 11.0, 0.35, "people")]
            {
                let Some(estimate) = estimate else { continue };
                let value = estimate.value.max(0.0);
                let end = axis.at(value);
                canvas.rect(axis.at(0.0), y - 8.0, end.max(axis.at(0.0) + 1.0), y + 8.0, colour, opacity)?;
                let mut label = end;
                if let (Some(low), Some(high)) = (estimate.low, estimate.high)
                    && axis.at(high) - axis.at(low.max(0.0)) > 1.5
                {
                    canvas.line((axis.at(low.max(0.0)), y), (axis.at(high), y), INK, 1.4)?;
                    label = axis.at(high);
                }
                let beyond = if value > axis.high { " →" } else { "" };
                let text = format!("{word} {}{beyond}", money_of(&run.scenario.currency, estimate));
                canvas.text(label + 8.0, y, &text, Look { size: SMALL, ..Look::LABEL })?;
            }
            if let (Some(within), Some(between)) = (spread.within, spread.between) {
                let (within, between) = (within.value.powi(2), between.value.max(0.0).powi(2));
                if within + between > 0.0 {
                    let text = percent(within / (within + between), Some(0.01));
                    canvas.text(WIDTH - MARGIN, middle, &text, Look::LABEL.bold().anchor(Anchor::End))?;
                }
            }
        }
        Ok(())
    })?;
    Ok(Some(Figure {
        name: "variance",
        title: "Luck and people".into(),
        question: question.into(),
        svg,
        width: WIDTH as u32,
        height: height as u32,
    }))
}
