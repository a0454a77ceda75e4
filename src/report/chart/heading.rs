//! What stands over every picture: its question, its assumptions, and a mark where it rests on assumed people.

use super::Run;
use super::canvas::{Anchor, Canvas, Drawn, Look};
use super::style::{ASSUMED, ASSUMED_PAPER, INK, MARGIN, SMALL, SUBTITLE, TITLE, text_width, wrap};
use crate::report::response;

/// The question and the assumptions over a picture, broken into lines, with a mark on what rests on assumed people.
pub(super) struct Heading {
    question: Vec<String>,
    assumptions: Vec<String>,
    mark: Option<String>,
    width: f64,
}

impl Heading {
    pub(super) fn new(run: &Run, question: &str, assumptions: &str, width: f64) -> Self {
        let mark = response::assumed(run.scenario).then(|| format!("assumed: {}", response::people(run.scenario)));
        Self::with_mark(question, assumptions, mark, width)
    }

    /// Over a picture of what was seen: nobody is assumed to respond to anything.
    pub(super) fn plain(question: &str, assumptions: &str, width: f64) -> Self {
        Self::with_mark(question, assumptions, None, width)
    }

    fn with_mark(question: &str, assumptions: &str, mark: Option<String>, width: f64) -> Self {
        let room = width - 2.0 * MARGIN;
        let beside = mark.as_deref().map_or(0.0, |mark| mark_width(mark) + 18.0);
        Self {
            question: wrap(question, TITLE, true, room - beside, 3),
            assumptions: wrap(assumptions, SUBTITLE, false, room, 4),
            mark,
            width,
        }
    }

    /// Height down to where the picture proper may begin.
    pub(super) fn height(&self) -> f64 {
        MARGIN + self.question.len() as f64 * TITLE * 1.22 + 4.0 + self.assumptions.len() as f64 * SUBTITLE * 1.35 + 18.0
    }

    pub(super) fn draw(&self, canvas: &Canvas) -> Drawn {
        let mut y = MARGIN + TITLE * 0.5;
        for line in &self.question {
            canvas.text(MARGIN, y, line, Look { size: TITLE, bold: true, colour: INK, anchor: Anchor::Start })?;
            y += TITLE * 1.22;
        }
        y += 4.0 - TITLE * 0.61 + SUBTITLE * 0.67;
        for line in &self.assumptions {
            canvas.text(MARGIN, y, line, Look { size: SUBTITLE, ..Look::NOTE })?;
            y += SUBTITLE * 1.35;
        }
        let Some(mark) = &self.mark else { return Ok(()) };
        let (right, middle) = (self.width - MARGIN, MARGIN + TITLE * 0.5);
        let left = right - mark_width(mark);
        canvas.rect(left, middle - 13.0, right, middle + 13.0, ASSUMED, 1.0)?;
        canvas.rect(left + 1.2, middle - 11.8, right - 1.2, middle + 11.8, ASSUMED_PAPER, 1.0)?;
        canvas.text((left + right) / 2.0, middle, mark, Look { size: SMALL, ..Look::LABEL }.bold().colour(ASSUMED).anchor(Anchor::Middle))
    }
}

fn mark_width(mark: &str) -> f64 {
    text_width(mark, SMALL, true) + 22.0
}
