//! Luck, skill or effort: the variance of pay among like CSMs by cause, beside what of it is luck, lasting skill and response to the plan.

use plotters::style::RGBColor;

use super::canvas::{Anchor, Look, sheet};
use super::heading::Heading;
use super::rows::{NAMES, name, row_height};
use super::stacked::{Part, axis_of, bar, legend, legend_rows, percent_axis, values};
use super::style::{INK, MARGIN, PAPER, WIDTH};
use super::{ChartError, Figure, Run};
use crate::report::number::percent_of;
use crate::report::response::assumed;
use crate::stats::Estimate;

/// Between the two panels.
const BETWEEN: f64 = 46.0;
/// Width of the left panel, as a share of what both have.
const LEFT: f64 = 0.58;
/// Width of the column that says how much of pay is skill.
const SKILLED: f64 = 88.0;
/// Height of a row of names of parts.
const KEY: f64 = 20.0;

const SKILL: RGBColor = RGBColor(0x0D, 0x94, 0x88);

/// All of luck is grey or amber, skill is teal in both panels.
const CAUSES: [Part; 4] = [
    Part { words: "economy", colour: RGBColor(0x47, 0x55, 0x69), ink: PAPER, hatched: false },
    Part { words: "accounts", colour: RGBColor(0xA8, 0xB4, 0xC4), ink: INK, hatched: false },
    Part { words: "book", colour: RGBColor(0xE8, 0xA8, 0x4C), ink: INK, hatched: false },
    Part { words: "skill", colour: SKILL, ink: PAPER, hatched: false },
];
const CAUSE_ROWS: [&str; 4] = ["macro_share", "accounts_share", "book_share", "skill_share"];

const PARTS: [Part; 3] = [
    Part { words: "luck", colour: RGBColor(0x7C, 0x8A, 0x9E), ink: PAPER, hatched: false },
    Part { words: "skill", colour: SKILL, ink: PAPER, hatched: false },
    Part { words: "effort", colour: RGBColor(0x8E, 0x5B, 0xB5), ink: INK, hatched: true },
];
const PART_ROWS: [&str; 3] = ["luck_share", "skill_share", "effort_share"];

type Shares = Vec<Option<Estimate>>;

/// Shares of one plan, where there are any.
fn shares(run: &Run, plan: usize, measure: &str, rows: &[&str]) -> Option<Shares> {
    let all: Shares = rows.iter().map(|row| run.summary.get(run.id(plan), measure, row)).collect();
    all.iter().any(Option::is_some).then_some(all)
}

fn all_values(bars: &[Option<Shares>]) -> Vec<Vec<f64>> {
    bars.iter().flatten().map(|shares| values(shares)).collect()
}

pub(super) fn draw(run: &Run) -> Result<Option<Figure>, ChartError> {
    // Nobody responds: no effort to show.
    let shown = if assumed(run.scenario) { PARTS.len() } else { 2 };
    let of = |plan| (shares(run, plan, "shapley", &CAUSE_ROWS), shares(run, plan, "pay_split", &PART_ROWS[..shown]));
    let plans: Vec<usize> = run.plans().filter(|&plan| of(plan).0.is_some() || of(plan).1.is_some()).collect();
    if plans.is_empty() {
        return Ok(None);
    }
    let (causes, parts): (Vec<_>, Vec<_>) = plans.iter().map(|&plan| of(plan)).unzip();
    let parts_shown = &PARTS[..shown];
    let question = "Is a CSM’s pay luck, skill or effort?";
    let assumptions = format!(
        "Shares of the variance of pay among CSMs of the same segment, book size and target, plans as published; {}. Left: with everybody working as on a salary. Right: what lasts from year to year is skill{}",
        run.basis(),
        if assumed(run.scenario) {
            "; effort is what responding to the plan adds, left of 0 where it evens pay out."
        } else {
            ", the rest is luck."
        }
    );
    let heading = Heading::new(run, question, &assumptions, WIDTH);
    let room = WIDTH - 2.0 * MARGIN - NAMES - BETWEEN - SKILLED;
    let left = (MARGIN + NAMES, MARGIN + NAMES + room * LEFT);
    let right = (left.1 + BETWEEN, WIDTH - MARGIN - SKILLED);
    let keys = legend_rows(&CAUSES, left.0, left.1 + BETWEEN).max(legend_rows(parts_shown, right.0, WIDTH - MARGIN)) as f64;
    let titles = heading.height() + 4.0;
    let key = titles + 26.0;
    let top = key + KEY * keys;
    let row = row_height(plans.len()) - 6.0;
    let bottom = top + row * plans.len() as f64;
    let height = bottom + 26.0 + MARGIN * 0.6;
    let (by_cause, by_part) = (axis_of(&all_values(&causes), left, 5), axis_of(&all_values(&parts), right, 2));
    let svg = sheet(WIDTH, height, question, |canvas| {
        heading.draw(canvas)?;
        canvas.text(left.0, titles, "By cause", Look::LABEL.bold())?;
        canvas.text(right.0, titles, "Luck or the person", Look::LABEL.bold())?;
        canvas.text(WIDTH - MARGIN, titles, "skill’s share", Look::NOTE.anchor(Anchor::End))?;
        legend(canvas, &CAUSES, left.0, left.1 + BETWEEN, key)?;
        legend(canvas, parts_shown, right.0, WIDTH - MARGIN, key)?;
        percent_axis(canvas, &by_cause, top - 2.0, bottom)?;
        percent_axis(canvas, &by_part, top - 2.0, bottom)?;
        for (i, &plan) in plans.iter().enumerate() {
            let y = top + row * (i as f64 + 0.5);
            name(canvas, run, plan, left.0 - 14.0, y)?;
            if let Some(shares) = &causes[i] {
                bar(canvas, &by_cause, &CAUSES, shares, y)?;
            }
            if let Some(shares) = &parts[i] {
                bar(canvas, &by_part, parts_shown, shares, y)?;
                let skill = shares[1].map(percent_of).unwrap_or_default();
                canvas.text(WIDTH - MARGIN, y, &skill, Look::LABEL.bold().colour(SKILL).anchor(Anchor::End))?;
            }
        }
        Ok(())
    })?;
    Ok(Some(Figure {
        name: "luck-skill",
        title: "Luck, skill and effort".into(),
        question: question.into(),
        svg,
        width: WIDTH as u32,
        height: height as u32,
    }))
}
