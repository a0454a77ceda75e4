//! Luck, or what we do not know: the variance of each plan's cost and of a CSM's pay, within and between draws of the market's parameters.

use plotters::style::RGBColor;

use super::canvas::{Look, sheet};
use super::heading::Heading;
use super::rows::{NAMES, name, row_height};
use super::stacked::{Part, axis_of, bar, legend, percent_axis, values};
use super::style::{INK, MARGIN, PAPER, WIDTH};
use super::{ChartError, Figure, Run};
use crate::compare::draws_lived;
use crate::report::number::{grouped, money_of};
use crate::stats::Estimate;

/// Between the two panels, with room for what is written at a bar's end.
const BETWEEN: f64 = 100.0;

/// Luck is grey as in other pictures; what is not known is amber.
const PARTS: [Part; 2] = [
    Part { words: "luck", colour: RGBColor(0x7C, 0x8A, 0x9E), ink: PAPER, hatched: false },
    Part { words: "not known", colour: RGBColor(0xE8, 0xA8, 0x4C), ink: INK, hatched: false },
];

/// What each panel splits.
const PANELS: [(&str, &str); 2] = [("uncertainty@cost", "A year’s cost"), ("uncertainty@pay_per_csm", "A CSM’s pay")];

/// Shares of luck and of what is not known, and the spread of both together.
type Split = (Vec<Option<Estimate>>, Option<Estimate>);

fn split(run: &Run, plan: usize, measure: &str) -> Option<Split> {
    let unknown = run.summary.get(run.id(plan), measure, "unknown_share")?;
    let luck = unknown.scaled(-1.0).shifted(1.0);
    Some((vec![Some(luck), Some(unknown)], run.summary.get(run.id(plan), measure, "sd")))
}

pub(super) fn draw(run: &Run) -> Result<Option<Figure>, ChartError> {
    let splits = |plan| PANELS.map(|(measure, _)| split(run, plan, measure));
    let plans: Vec<(usize, [Option<Split>; 2])> =
        run.plans().map(|plan| (plan, splits(plan))).filter(|(_, own)| own.iter().any(Option::is_some)).collect();
    if plans.is_empty() {
        return Ok(None);
    }
    let question = "Is the spread luck, or do we not know the market?";
    let assumptions = format!(
        "Shares of the variance, plans as published; {}, {} draws of the market’s parameters. Beside each bar: standard deviation of luck and ignorance together. Luck is dealt anew every year; what is not known is the same every year, until there is more history.",
        run.basis(),
        grouped(draws_lived(&run.scenario.run, run.result.base.trials) as u64),
    );
    let heading = Heading::new(run, question, &assumptions, WIDTH);
    let (left, right) = (MARGIN + NAMES, WIDTH - MARGIN - BETWEEN);
    let width = (right - left - BETWEEN) / 2.0;
    let rooms = [(left, left + width), (right - width, right)];
    let titles = heading.height() + 4.0;
    let key = titles + 26.0;
    let top = key + 20.0;
    let row = row_height(plans.len()) - 6.0;
    let bottom = top + row * plans.len() as f64;
    let height = bottom + 26.0 + MARGIN * 0.6;
    let svg = sheet(WIDTH, height, question, |canvas| {
        heading.draw(canvas)?;
        for (nth, (room, (_, title))) in rooms.into_iter().zip(PANELS).enumerate() {
            canvas.text(room.0, titles, title, Look::LABEL.bold())?;
            legend(canvas, &PARTS, room.0, room.1 + BETWEEN, key)?;
            let bars: Vec<Vec<f64>> = plans.iter().filter_map(|(_, own)| Some(values(&own[nth].as_ref()?.0))).collect();
            let axis = axis_of(&bars, room, 4);
            percent_axis(canvas, &axis, top - 2.0, bottom)?;
            for (i, (_, own)) in plans.iter().enumerate() {
                let Some((shares, sd)) = &own[nth] else { continue };
                let y = top + row * (i as f64 + 0.5);
                bar(canvas, &axis, &PARTS, shares, y)?;
                if let Some(sd) = sd {
                    canvas.text(room.1 + 10.0, y, &format!("± {}", money_of(&run.scenario.currency, *sd)), Look::LABEL)?;
                }
            }
        }
        plans.iter().enumerate().try_for_each(|(i, (plan, _))| name(canvas, run, *plan, left - 14.0, top + row * (i as f64 + 0.5)))
    })?;
    Ok(Some(Figure {
        name: "uncertainty",
        title: "Luck and what we do not know".into(),
        question: question.into(),
        svg,
        width: WIDTH as u32,
        height: height as u32,
    }))
}
