//! A row for each answer to one question, all on one scale: the headline first, the others beside it, the traps greyed with the reason.

use super::axis::Axis;
use super::canvas::{Anchor, Canvas, Drawn, Look, sheet};
use super::heading::Heading;
use super::style::{GRID, INK, MARGIN, MUTED, SMALL, WIDTH, elide, series_colour, text_width};
use super::{ChartError, Figure};
use crate::report::number::plain;

/// Width of the column of names, and of that of numbers.
const NAMES: f64 = 288.0;
const NUMBERS: f64 = 228.0;
/// Height of a row, and what a reason under its name adds.
const ROW: f64 = 29.0;
const REASON: f64 = 16.0;

/// How a row is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// The answer to be told.
    First,
    /// One beside it.
    Beside,
    /// One that is not to be used.
    Greyed,
}

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub struct ForestRow {
    /// Its name.
    pub name: String,
    /// Why it is greyed; empty otherwise.
    pub reason: String,
    /// The estimate.
    pub estimate: f64,
    /// Ends of its interval, where it has one.
    pub interval: Option<[f64; 2]>,
    /// Both in words.
    pub text: String,
    /// How it is drawn.
    pub rank: Rank,
}

/// Rows with their words.
#[derive(Debug, Clone, PartialEq)]
pub struct Forest {
    /// File name without ending.
    pub name: &'static str,
    /// The question over it.
    pub question: String,
    /// What it rests on.
    pub assumptions: String,
    /// What runs across.
    pub across: String,
    /// Values marked through all rows, with their names: zero, break-even.
    pub marks: Vec<(f64, String)>,
    /// The answers.
    pub rows: Vec<ForestRow>,
}

/// Draws it; `None` without any row.
///
/// # Errors
/// [`ChartError::Drawing`] if the drawing library refuses, which it does not for finite numbers.
pub fn draw_forest(forest: &Forest) -> Result<Option<Figure>, ChartError> {
    let rows: Vec<&ForestRow> = forest.rows.iter().filter(|row| row.estimate.is_finite()).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let heading = Heading::plain(&forest.question, &forest.assumptions, WIDTH);
    let top = heading.height() + 26.0;
    let heights: Vec<f64> = rows.iter().map(|row| if row.reason.is_empty() { ROW } else { ROW + REASON }).collect();
    let bottom = top + heights.iter().sum::<f64>();
    let height = bottom + 44.0 + MARGIN * 0.6;
    let axis = axis(&rows, &forest.marks);
    let svg = sheet(WIDTH, height, &forest.question, |canvas| {
        heading.draw(canvas)?;
        for tick in axis.ticks() {
            canvas.line((axis.at(tick), top), (axis.at(tick), bottom), GRID, 1.0)?;
            canvas.text(axis.at(tick), bottom + 15.0, &label(tick), Look::NOTE.anchor(Anchor::Middle))?;
        }
        canvas.text(axis.at((axis.low + axis.high) / 2.0), bottom + 34.0, &forest.across, Look::NOTE.anchor(Anchor::Middle))?;
        for (nth, (value, name)) in forest.marks.iter().enumerate().filter(|(_, (value, _))| axis.holds(*value)) {
            let x = axis.at(*value);
            if nth == 0 {
                canvas.line((x, top), (x, bottom), INK, 1.4)?
            } else {
                canvas.dashes((x, top), (x, bottom), series_colour(2), 1.4)?
            }
            let side = if nth == 0 { Anchor::Middle } else { Anchor::Start };
            let colour = if nth == 0 { INK } else { series_colour(2) };
            let away = if nth > 0 && (x - axis.at(forest.marks[0].0)).abs() < 40.0 { 18.0 } else { 0.0 };
            canvas.text(x + away, top - 12.0, name, Look { size: SMALL, ..Look::LABEL }.colour(colour).anchor(side))?;
        }
        let mut y = top;
        for (row, height) in rows.iter().zip(&heights) {
            draw_row(canvas, row, &axis, y, *height)?;
            y += height;
        }
        Ok(())
    })?;
    Ok(Some(Figure {
        name: forest.name,
        title: "Every answer".into(),
        question: forest.question.clone(),
        svg,
        width: WIDTH as u32,
        height: height as u32,
    }))
}

/// Wide enough for the answers that may be used; a greyed one that is wider runs to the edge.
fn axis(rows: &[&ForestRow], marks: &[(f64, String)]) -> Axis {
    let counted = rows.iter().filter(|row| row.rank != Rank::Greyed);
    let values =
        counted.flat_map(|row| row.interval.into_iter().flatten().chain([row.estimate])).chain(rows.iter().map(|row| row.estimate));
    let all = values.chain(marks.iter().map(|mark| mark.0)).filter(|value| value.is_finite());
    let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    Axis::new(low, high, MARGIN + NAMES + 8.0, WIDTH - MARGIN - NUMBERS, 6)
}

fn label(tick: f64) -> String {
    let text = plain(tick, 4, None);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn draw_row(canvas: &Canvas, row: &ForestRow, axis: &Axis, top: f64, height: f64) -> Drawn {
    let y = top + ROW / 2.0;
    let (colour, bold) = match row.rank {
        Rank::First => (series_colour(0), true),
        Rank::Beside => (INK, false),
        Rank::Greyed => (MUTED, false),
    };
    if row.rank == Rank::First {
        canvas.rect(MARGIN, top + 1.0, WIDTH - MARGIN, top + height - 1.0, series_colour(0), 0.07)?;
    }
    let look = Look { size: SMALL + 0.5, bold, colour, anchor: Anchor::Start };
    canvas.text(MARGIN + 8.0, y, &elide(&row.name, look.size, bold, NAMES - 14.0), look)?;
    if !row.reason.is_empty() {
        let reason = elide(&row.reason, SMALL - 1.5, false, NAMES - 14.0);
        canvas.text(MARGIN + 8.0, y + REASON, &reason, Look { size: SMALL - 1.5, ..Look::NOTE })?;
    }
    let (opacity, width) = match row.rank {
        Rank::First => (1.0, 3.0),
        Rank::Beside => (0.75, 1.8),
        Rank::Greyed => (0.45, 1.4),
    };
    if let Some([low, high]) = row.interval.filter(|ends| ends.iter().all(|end| end.is_finite())) {
        canvas.path(&[(axis.at(low), y), (axis.at(high), y)], colour, opacity, width)?;
    }
    let x = axis.at(row.estimate);
    match row.rank {
        Rank::First => canvas.dot(x, y, 5.5, colour)?,
        Rank::Beside => canvas.dot(x, y, 4.0, colour)?,
        Rank::Greyed => canvas.ring(x, y, 3.6, colour)?,
    }
    let numbers = Look {
        size: SMALL - if text_width(&row.text, SMALL, bold) > NUMBERS - 14.0 { 1.5 } else { 0.0 },
        bold,
        colour,
        anchor: Anchor::End,
    };
    canvas.text(WIDTH - MARGIN - 6.0, y, &row.text, numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(rank: Rank, estimate: f64) -> ForestRow {
        let reason = if rank == Rank::Greyed { "takes accounts as independent".into() } else { String::new() };
        let interval = Some([estimate - 0.02, estimate + 0.02]);
        ForestRow { name: format!("{rank:?}"), reason, estimate, interval, text: format!("{estimate:+}"), rank }
    }

    fn forest(rows: Vec<ForestRow>) -> Forest {
        Forest {
            name: "forest",
            question: "How large is the effect?".into(),
            assumptions: "24 CSMs.".into(),
            across: "uplift in NRR".into(),
            marks: vec![(0.0, "no effect".into()), (0.01, "break-even".into())],
            rows,
        }
    }

    #[test]
    fn every_row_is_drawn_with_its_reason_and_the_marks() {
        let rows = vec![row(Rank::First, 0.046), row(Rank::Beside, 0.05), row(Rank::Greyed, 0.5)];
        let figure = draw_forest(&forest(rows)).unwrap().unwrap();
        for text in ["First", "Greyed", "takes accounts as independent", "no effect", "break-even", "+0.046"] {
            assert!(figure.svg.contains(text), "{text}");
        }
        assert!(!figure.svg.contains("NaN"));
        assert_eq!(draw_forest(&forest(Vec::new())).unwrap(), None);
    }
}
