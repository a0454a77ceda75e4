//! A row for each thing known beforehand: how far apart the arms are in it, on the band of what simple luck gives.

use super::axis::Axis;
use super::canvas::{Anchor, Canvas, Drawn, Look, sheet};
use super::heading::Heading;
use super::rows::value_axis;
use super::style::{GRID, INK, MARGIN, MUTED, SMALL, WIDTH, elide, series_colour};
use super::{ChartError, Figure};
use crate::report::number::plain;

/// Width of the column of names, and of that of numbers.
const NAMES: f64 = 210.0;
const NUMBERS: f64 = 190.0;
/// Height of a row.
const ROW: f64 = 30.0;
/// Standard deviations beyond which a difference is worth a look.
const WORTH_A_LOOK: f64 = 0.25;

/// One thing known beforehand.
#[derive(Debug, Clone, PartialEq)]
pub struct LoveRow {
    /// Its name.
    pub name: String,
    /// Standardised difference of this assignment.
    pub standardised: f64,
    /// Where nine of ten simple assignments lie.
    pub by_luck: Option<[f64; 2]>,
    /// Both in words.
    pub text: String,
}

/// Rows with their words.
#[derive(Debug, Clone, PartialEq)]
pub struct Love {
    /// The question over it.
    pub question: String,
    /// What it rests on.
    pub assumptions: String,
    /// The rows.
    pub rows: Vec<LoveRow>,
}

/// Draws it; `None` without any row.
///
/// # Errors
/// [`ChartError::Drawing`] if the drawing library refuses, which it does not for finite numbers.
pub fn draw_love(love: &Love) -> Result<Option<Figure>, ChartError> {
    if love.rows.is_empty() {
        return Ok(None);
    }
    let heading = Heading::plain(&love.question, &love.assumptions, WIDTH);
    let top = heading.height() + 26.0;
    let bottom = top + ROW * love.rows.len() as f64;
    let height = bottom + 44.0 + MARGIN * 0.6;
    let reach = |row: &LoveRow| row.by_luck.into_iter().flatten().chain([row.standardised]).fold(0.0_f64, |far, x| far.max(x.abs()));
    // Both sides alike, so that none looks larger.
    let far = love.rows.iter().map(reach).fold(WORTH_A_LOOK, f64::max) * 1.05;
    let axis = Axis::new(-far, far, MARGIN + NAMES + 8.0, WIDTH - MARGIN - NUMBERS, 6);
    let svg = sheet(WIDTH, height, &love.question, |canvas| {
        heading.draw(canvas)?;
        value_axis(canvas, &axis, top, bottom, label)?;
        let across = "difference between the arms, standard deviations";
        canvas.text(axis.at(0.0), bottom + 34.0, across, Look::NOTE.anchor(Anchor::Middle))?;
        for mark in [-WORTH_A_LOOK, WORTH_A_LOOK].into_iter().filter(|mark| axis.holds(*mark)) {
            canvas.dashes((axis.at(mark), top), (axis.at(mark), bottom), MUTED, 1.2)?;
        }
        canvas.line((axis.at(0.0), top), (axis.at(0.0), bottom), INK, 1.4)?;
        canvas.text(axis.at(0.0), top - 12.0, "alike", Look { size: SMALL, ..Look::LABEL }.anchor(Anchor::Middle))?;
        love.rows.iter().enumerate().try_for_each(|(nth, row)| draw_row(canvas, &axis, row, top + ROW * nth as f64))
    })?;
    Ok(Some(Figure {
        name: "balance",
        title: "Balance before the start".into(),
        question: love.question.clone(),
        svg,
        width: WIDTH as u32,
        height: height as u32,
    }))
}

fn label(tick: f64) -> String {
    let text = plain(tick, 4, None);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn draw_row(canvas: &Canvas, axis: &Axis, row: &LoveRow, top: f64) -> Drawn {
    let y = top + ROW / 2.0;
    canvas.line((MARGIN, top), (WIDTH - MARGIN, top), GRID, 1.0)?;
    canvas.text(MARGIN + 4.0, y, &elide(&row.name, SMALL + 0.5, false, NAMES - 8.0), Look { size: SMALL + 0.5, ..Look::LABEL })?;
    if let Some([low, high]) = row.by_luck {
        canvas.path(&[(axis.at(low), y), (axis.at(high), y)], MUTED, 0.3, 8.0)?;
    }
    canvas.dot(axis.at(row.standardised), y, 5.0, series_colour(0))?;
    canvas.text(WIDTH - MARGIN - 6.0, y, &row.text, Look { size: SMALL, ..Look::LABEL }.anchor(Anchor::End))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_its_dot_band_and_number() {
        let row = |name: &str, standardised: f64| LoveRow {
            name: name.into(),
            standardised,
            by_luck: Some([-0.7, 0.7]),
            text: format!("{standardised:+.2}"),
        };
        let love = Love { question: "Alike?".into(), assumptions: "12 CSMs.".into(), rows: vec![row("tenure", 0.11), row("book", -0.4)] };
        let figure = draw_love(&love).unwrap().unwrap();
        for text in ["tenure", "book", "+0.11", "-0.40", "alike"] {
            assert!(figure.svg.contains(text), "{text}");
        }
        assert!(!figure.svg.contains("NaN"));
        assert_eq!(draw_love(&Love { rows: Vec::new(), ..love }).unwrap(), None);
    }
}
