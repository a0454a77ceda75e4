//! A row for each number of a history among those of simulated panels, every row on its own scale: is the dot inside the bar?

use super::canvas::{Anchor, Canvas, Drawn, Look, sheet};
use super::heading::Heading;
use super::style::{GRID, LABEL, MARGIN, SMALL, WIDTH, series_colour, wrap};
use super::{ChartError, Figure};

/// Width of the column of names, and of that of numbers.
const NAMES: f64 = 270.0;
const NUMBERS: f64 = 250.0;
const ROW: f64 = 34.0;
/// Half widths of the bar that are shown on either side of its middle; beyond, an arrow says so.
const REACH: f64 = 2.4;

/// A number of a history and what panels show of it.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckRow {
    /// What it is.
    pub name: String,
    /// In the history.
    pub observed: f64,
    /// Ends of the interval of the panels.
    pub interval: [f64; 2],
    /// Their median.
    pub median: f64,
    /// Both in words.
    pub text: String,
}

/// Draws the rows; `None` without any.
///
/// # Errors
/// [`ChartError::Drawing`] if the drawing library refuses, which it does not for finite numbers.
pub fn draw_check(name: &'static str, question: &str, assumptions: &str, rows: &[CheckRow]) -> Result<Option<Figure>, ChartError> {
    let sound = |row: &&CheckRow| [row.observed, row.interval[0], row.interval[1], row.median].iter().all(|x| x.is_finite());
    let rows: Vec<&CheckRow> = rows.iter().filter(sound).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let heading = Heading::plain(question, assumptions, WIDTH);
    let top = heading.height() + 26.0;
    let bottom = top + ROW * rows.len() as f64;
    let height = bottom + MARGIN;
    let (left, right) = (MARGIN + NAMES, WIDTH - MARGIN - NUMBERS);
    let svg = sheet(WIDTH, height, question, |canvas| {
        heading.draw(canvas)?;
        canvas.text((left + right) / 2.0, top - 14.0, "simulated: 95\u{202f}% of panels", Look::NOTE.anchor(Anchor::Middle))?;
        canvas.text(WIDTH - MARGIN, top - 14.0, "history (simulated)", Look::NOTE.anchor(Anchor::End))?;
        for (i, row) in rows.iter().enumerate() {
            draw_row(canvas, row, top + ROW * (i as f64 + 0.5), [left, right])?;
        }
        Ok(())
    })?;
    Ok(Some(Figure {
        name,
        title: "Does the fit look like the history?".into(),
        question: question.into(),
        svg,
        width: WIDTH as u32,
        height: height as u32,
    }))
}

fn draw_row(canvas: &Canvas, row: &CheckRow, y: f64, [left, right]: [f64; 2]) -> Drawn {
    let [low, high] = row.interval;
    let (middle, half) = ((low + high) / 2.0, ((high - low) / 2.0).max(f64::MIN_POSITIVE));
    let at = |value: f64| {
        let share = ((value - middle) / half).clamp(-REACH, REACH) / REACH;
        (left + right) / 2.0 + share * (right - left - 24.0) / 2.0
    };
    let inside = (low..=high).contains(&row.observed);
    let colour = if inside { series_colour(0) } else { series_colour(4) };
    canvas.lines(
        left - 14.0,
        y,
        &wrap(&row.name, LABEL, false, NAMES - 20.0, 2),
        Look { size: SMALL, ..Look::LABEL }.anchor(Anchor::End),
    )?;
    canvas.line((left, y + ROW / 2.0), (right, y + ROW / 2.0), GRID, 1.0)?;
    canvas.path(&[(at(low), y), (at(high), y)], series_colour(1), 0.45, 9.0)?;
    canvas.path(&[(at(row.median), y - 6.0), (at(row.median), y + 6.0)], series_colour(1), 1.0, 2.0)?;
    let x = at(row.observed);
    match (row.observed - middle) / half {
        far if far > REACH => canvas.text(x, y, "→", Look::LABEL.bold().colour(colour).anchor(Anchor::Middle))?,
        far if far < -REACH => canvas.text(x, y, "←", Look::LABEL.bold().colour(colour).anchor(Anchor::Middle))?,
        _ => canvas.dot(x, y, 5.0, colour)?,
    }
    let look = Look { size: SMALL, ..Look::LABEL }.anchor(Anchor::End);
    canvas.text(WIDTH - MARGIN, y, &row.text, if inside { look } else { look.bold().colour(colour) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(observed: f64, interval: [f64; 2]) -> CheckRow {
        CheckRow { name: "NRR after 12 months".into(), observed, interval, median: interval[0], text: "104 % (98 to 107)".into() }
    }

    #[test]
    fn rows_are_drawn_and_what_is_far_outside_gets_an_arrow() {
        let rows = [row(1.04, [0.98, 1.07]), row(3.0, [0.98, 1.07]), row(-3.0, [0.98, 1.07]), row(1.0, [1.0, 1.0])];
        let figure = draw_check("check", "Does it?", "Panels.", &rows).unwrap().unwrap();
        assert!(figure.svg.contains('→') && figure.svg.contains('←') && !figure.svg.contains("NaN"));
        assert_eq!(draw_check("check", "Does it?", "Panels.", &[row(f64::NAN, [0.0, 1.0])]).unwrap(), None);
    }
}
