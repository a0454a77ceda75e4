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

/// One panel: what it shows, between which pixels.
struct Panel<'a> {
    title: &'static str,
    parts: &'a [Part],
    /// By plan.
    bars: Vec<Option<Shares>>,
    room: (f64, f64),
    /// Right end of its parts' names.
    names_end: f64,
}

pub(super) fn draw(run: &Run) -> Result<Option<Figure>, ChartError> {
    // Nobody responds: no effort to show.
    let responds = assumed(run.scenario);
    let parts_shown = if responds { &PARTS[..] } else { &PARTS[..2] };
    let causes_of = |plan| shares(run, plan, "shapley", &CAUSE_ROWS);
    let parts_of = |plan| shares(run, plan, "pay_split", &PART_ROWS[..parts_shown.len()]);
    let plans: Vec<usize> = run.plans().filter(|&plan| parts_of(plan).is_some()).collect();
    if plans.is_empty() {
        return Ok(None);
    }
    let (causes, parts): (Vec<_>, Vec<_>) = plans.iter().map(|&plan| (causes_of(plan), parts_of(plan))).unzip();
    let by_cause = causes.iter().any(Option::is_some);
    let question = if responds { "Is a CSM’s pay luck, skill or effort?" } else { "Is a CSM’s pay luck or skill?" };
    let assumptions = format!(
        "Shares of the variance of pay among CSMs of the same segment, book size and target, plans as published; {}. {}hat lasts from year to year is skill{}",
        run.basis(),
        if by_cause { "Left: with everybody working as on a salary. Right: w" } else { "W" },
        if responds { "; effort is what responding to the plan adds, left of 0 where it evens pay out." } else { ", the rest is luck." }
    );
    let heading = Heading::new(run, question, &assumptions, WIDTH);
    let (left, right) = (MARGIN + NAMES, WIDTH - MARGIN - SKILLED);
    let middle = left + (right - left - BETWEEN) * LEFT;
    let mut panels = Vec::new();
    if by_cause {
        panels.push(Panel { title: "By cause", parts: &CAUSES, bars: causes, room: (left, middle), names_end: middle + BETWEEN });
    }
    let from = if by_cause { middle + BETWEEN } else { left };
    let skills: Vec<String> = parts.iter().map(|shares| shares.as_ref().and_then(|s| s[1]).map(percent_of).unwrap_or_default()).collect();
    panels.push(Panel { title: "Luck or the person", parts: parts_shown, bars: parts, room: (from, right), names_end: WIDTH - MARGIN });
    let keys = panels.iter().map(|p| legend_rows(p.parts, p.room.0, p.names_end)).max().unwrap_or(1) as f64;
    let titles = heading.height() + 4.0;
    let key = titles + 26.0;
    let top = key + KEY * keys;
    let row = row_height(plans.len()) - 6.0;
    let bottom = top + row * plans.len() as f64;
    let height = bottom + 26.0 + MARGIN * 0.6;
    let y = |i: usize| top + row * (i as f64 + 0.5);
    let svg = sheet(WIDTH, height, question, |canvas| {
        heading.draw(canvas)?;
        canvas.text(WIDTH - MARGIN, titles, "skill’s share", Look::NOTE.anchor(Anchor::End))?;
        for panel in &panels {
            canvas.text(panel.room.0, titles, panel.title, Look::LABEL.bold())?;
            legend(canvas, panel.parts, panel.room.0, panel.names_end, key)?;
            let axis = axis_of(&all_values(&panel.bars), panel.room, if panel.room.1 - panel.room.0 > 300.0 { 5 } else { 2 });
            percent_axis(canvas, &axis, top - 2.0, bottom)?;
            for (i, shares) in panel.bars.iter().enumerate() {
                if let Some(shares) = shares {
                    bar(canvas, &axis, panel.parts, shares, y(i))?;
                }
            }
        }
        for (i, (&plan, skill)) in plans.iter().zip(&skills).enumerate() {
            name(canvas, run, plan, left - 14.0, y(i))?;
            canvas.text(WIDTH - MARGIN, y(i), skill, Look::LABEL.bold().colour(SKILL).anchor(Anchor::End))?;
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

#[cfg(test)]
mod tests {
    use crate::report::chart::charts;
    use crate::report::fixture;

    #[test]
    fn a_panel_without_numbers_is_left_out_and_effort_needs_people_who_respond() {
        let drawn = |f: &fixture::Fixture| {
            let figures = charts(&f.scenario, &f.result, &f.summary).unwrap();
            figures.into_iter().find(|f| f.name == "luck-skill").map(|f| f.svg)
        };
        let mut f = fixture::responding(40);
        let svg = drawn(&f).unwrap();
        assert!(svg.contains("By cause") && svg.contains("economy") && svg.contains("effort"));
        f.summary.rows.retain(|row| row.measure != "shapley");
        let svg = drawn(&f).unwrap();
        assert!(!svg.contains("By cause") && !svg.contains("economy") && !svg.contains("Left:") && svg.contains("Luck or the person"));
        f.summary.rows.retain(|row| row.measure != "pay_split");
        assert!(drawn(&f).is_none());
        assert!(!drawn(&fixture::meterline(40)).unwrap().contains("effort"));
    }
}
