//! Where pay asks for anything: months in which more work pays next to nothing, pays as usual, or has a jump in reach.

use plotters::style::RGBColor;

use super::canvas::sheet;
use super::heading::Heading;
use super::rows::{NAMES, name, row_height};
use super::stacked::{Part, axis_of, bar, legend, percent_axis, values};
use super::style::{INK, MARGIN, PAPER, WIDTH};
use super::{ChartError, Figure, Run};

/// From nothing over the usual to too much.
const PARTS: [Part; 3] = [
    Part { words: "more work pays next to nothing", colour: RGBColor(0xB4, 0xBC, 0xC8), ink: INK, hatched: false },
    Part { words: "more work pays more", colour: RGBColor(0x0D, 0x94, 0x88), ink: PAPER, hatched: false },
    Part { words: "a jump is in reach", colour: RGBColor(0xE0, 0x8A, 0x1E), ink: INK, hatched: false },
];
const ROWS: [&str; 3] = ["none", "normal", "cliff_in_reach"];

pub(super) fn draw(run: &Run) -> Result<Option<Figure>, ChartError> {
    let of = |plan: usize| ROWS.map(|row| run.summary.get(run.id(plan), "incentive", row));
    let plans: Vec<usize> = run.plans().filter(|&plan| of(plan).iter().any(Option::is_some)).collect();
    if plans.is_empty() {
        return Ok(None);
    }
    let question = "How often does more work pay more?";
    let assumptions = format!(
        "Shares of the months of all CSMs, plans as published; {}. Next to nothing: a further result pays less than a quarter of the straight line to target pay. A jump: it pays more than two and a half times what it pays when a period begins.",
        run.basis()
    );
    let heading = Heading::new(run, question, &assumptions, WIDTH);
    let key = heading.height() + 4.0;
    let top = key + 24.0;
    let row = row_height(plans.len()) - 6.0;
    let bottom = top + row * plans.len() as f64;
    let height = bottom + 26.0 + MARGIN * 0.6;
    let left = MARGIN + NAMES;
    let all: Vec<Vec<f64>> = plans.iter().map(|&plan| values(&of(plan))).collect();
    let axis = axis_of(&all, (left, WIDTH - MARGIN - 16.0), 5);
    let svg = sheet(WIDTH, height, question, |canvas| {
        heading.draw(canvas)?;
        legend(canvas, &PARTS, left, WIDTH - MARGIN, key)?;
        percent_axis(canvas, &axis, top - 2.0, bottom)?;
        for (i, &plan) in plans.iter().enumerate() {
            let y = top + row * (i as f64 + 0.5);
            name(canvas, run, plan, left - 14.0, y)?;
            bar(canvas, &axis, &PARTS, &of(plan), y)?;
        }
        Ok(())
    })?;
    Ok(Some(Figure {
        name: "incentive",
        title: "Where pay asks for more".into(),
        question: question.into(),
        svg,
        width: WIDTH as u32,
        height: height as u32,
    }))
}
