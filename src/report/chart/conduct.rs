//! What people do under each plan: effort by activity and games, as two heat tables. Numbers stand in the cells; colour only repeats them.

use super::canvas::{Anchor, Canvas, Drawn, Look, sheet};
use super::heading::Heading;
use super::rows::{NAMES, name};
use super::style::{GRID, MARGIN, MUTED, PAPER, SMALL, WIDTH, wrap};
use super::{ChartError, Figure, Run};
use crate::report::number::{percent_of, plain};
use crate::report::response::{EFFORTS, GAMES};
use crate::stats::Estimate;
use plotters::style::RGBColor;

const ROW: f64 = 38.0;
/// Height of the names of activities and games.
const HEADS: f64 = 44.0;

/// The least degree of a game that is worth a table.
const LEAST: f64 = 0.0005;

const MORE: RGBColor = RGBColor(0x0D, 0x94, 0x88);
const LESS: RGBColor = RGBColor(0xD9, 0x77, 0x06);
const GAME: RGBColor = RGBColor(0xA8, 0x32, 0x2A);

/// One table: what it is about, its columns, and how a number looks.
struct Table<'a> {
    title: &'static str,
    measure: &'static str,
    columns: &'a [(&'static str, &'static str)],
    paint: fn(f64) -> (RGBColor, f64),
    show: fn(Estimate) -> String,
}

const TABLES: [Table; 2] = [
    Table {
        title: "Effort by activity, 1.00 = salaried",
        measure: "effort",
        columns: &EFFORTS,
        paint: effort,
        show: |e| plain(e.value, 2, e.standard_error),
    },
    Table {
        title: "Games, 100\u{202f}% = all that is possible; deals: share of months",
        measure: "gaming",
        columns: &GAMES,
        paint: game,
        show: percent_of,
    },
];

/// Teal for more than salaried, amber for less, full at ±50 %.
fn effort(e: f64) -> (RGBColor, f64) {
    (if e > 1.0 { MORE } else { LESS }, ((e - 1.0).abs() * 2.0).min(1.0) * 0.75)
}

/// Red by the root, so that a little is seen.
fn game(m: f64) -> (RGBColor, f64) {
    (GAME, m.clamp(0.0, 1.0).sqrt() * 0.75)
}

pub(super) fn draw(run: &Run) -> Result<Option<Figure>, ChartError> {
    let get = |plan: usize, table: &Table, column: usize| run.summary.get(run.id(plan), table.measure, table.columns[column].0);
    let known = |plan: &usize| TABLES.iter().any(|table| (0..table.columns.len()).any(|c| get(*plan, table, c).is_some()));
    let plans: Vec<usize> = run.plans().filter(known).collect();
    if plans.is_empty() {
        return Ok(None);
    }
    let played = (0..GAMES.len()).any(|c| plans.iter().any(|&plan| get(plan, &TABLES[1], c).is_some_and(|e| e.value >= LEAST)));
    let tables = &TABLES[..if played { 2 } else { 1 }];
    let question = "What would people do under each plan?";
    let assumptions = format!(
        "Means over the months of all CSMs; {}. Teal: more than on a salary, amber: less{}",
        run.basis(),
        if played { ", red: games with the plan’s rules." } else { ". Nobody plays games with any plan’s rules." }
    );
    let heading = Heading::new(run, question, &assumptions, WIDTH);
    let pitch = 30.0 + HEADS + ROW * plans.len() as f64 + 22.0;
    let height = heading.height() + 4.0 + pitch * tables.len() as f64 + MARGIN * 0.2;
    let svg = sheet(WIDTH, height, question, |canvas| {
        heading.draw(canvas)?;
        for (i, table) in tables.iter().enumerate() {
            let top = heading.height() + 4.0 + pitch * i as f64;
            canvas.text(MARGIN, top + 8.0, table.title, Look::LABEL.bold())?;
            heads(canvas, table, top + 30.0)?;
            for (row, &plan) in plans.iter().enumerate() {
                let top = top + 30.0 + HEADS + ROW * row as f64;
                canvas.line((MARGIN, top), (WIDTH - MARGIN, top), GRID, 1.0)?;
                name(canvas, run, plan, MARGIN + NAMES - 14.0, top + ROW / 2.0)?;
                for column in 0..table.columns.len() {
                    cell(canvas, table, column, get(plan, table, column), top)?;
                }
            }
        }
        Ok(())
    })?;
    Ok(Some(Figure {
        name: "conduct",
        title: "Effort and games".into(),
        question: question.into(),
        svg,
        width: WIDTH as u32,
        height: height as u32,
    }))
}

fn width(table: &Table) -> f64 {
    (WIDTH - 2.0 * MARGIN - NAMES) / table.columns.len() as f64
}

fn heads(canvas: &Canvas, table: &Table, top: f64) -> Drawn {
    let width = width(table);
    for (i, (_, words)) in table.columns.iter().enumerate() {
        let lines = wrap(words, SMALL, false, width - 6.0, 2);
        let middle = MARGIN + NAMES + width * (i as f64 + 0.5);
        let y = top + HEADS - 14.0 - 8.75 * (lines.len() as f64 - 1.0);
        canvas.lines(middle, y, &lines, Look::NOTE.anchor(Anchor::Middle))?;
    }
    Ok(())
}

fn cell(canvas: &Canvas, table: &Table, column: usize, estimate: Option<Estimate>, top: f64) -> Drawn {
    let Some(estimate) = estimate else { return Ok(()) };
    let width = width(table);
    let left = MARGIN + NAMES + width * column as f64;
    let (colour, strength) = (table.paint)(estimate.value);
    canvas.rect(left + 2.0, top + 2.0, left + width - 2.0, top + ROW - 2.0, colour, strength)?;
    let look = Look::LABEL.anchor(Anchor::Middle);
    let look = match strength {
        s if s > 0.6 => look.bold().colour(PAPER),
        s if s < 0.03 => look.colour(MUTED),
        _ => look,
    };
    canvas.text(left + width / 2.0, top + ROW / 2.0, &(table.show)(estimate), look)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn salaried_effort_and_no_game_have_no_colour() {
        assert_eq!((effort(1.0).1, game(0.0).1), (0.0, 0.0));
        assert!(effort(1.3).0 == MORE && effort(0.7).0 == LESS);
        assert!(effort(9.0).1 <= 0.75 && game(1.0).1 <= 0.75);
    }
}
