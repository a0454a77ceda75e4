//! A running experiment in two panels: the estimate with the band that holds at every look, and beside it what each look had against the
//! boundary it had to pass, the stop marked.

use plotters::style::RGBColor;

use super::axis::Axis;
use super::canvas::{Anchor, Canvas, Drawn, Look, sheet};
use super::heading::Heading;
use super::style::{GRID, INK, LABEL, MARGIN, MUTED, PAPER, SMALL, WIDTH, series_colour, text_width};
use super::{ChartError, Figure};
use crate::report::number::plain;

/// Room for the numbers of a vertical axis.
const GUTTER: f64 = 58.0;
/// Between the panels.
const GAP: f64 = 34.0;
/// Height of a panel.
const PLOT: f64 = 300.0;
/// Highest boundary that is drawn: early ones of O'Brien & Fleming's type would squash all others.
const HIGHEST: f64 = 5.0;

/// One look as it is drawn; numbers of planned looks that were not had yet are `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct SequentialLook {
    /// Its name.
    pub name: String,
    /// The estimate and the ends of its always-valid interval.
    pub estimate: Option<(f64, [f64; 2])>,
    /// Its z-equivalent.
    pub z: Option<f64>,
    /// What |z| has to pass.
    pub boundary: Option<f64>,
}

/// The picture.
#[derive(Debug, Clone, PartialEq)]
pub struct SequentialPicture {
    /// The question over it.
    pub question: String,
    /// What it rests on.
    pub assumptions: String,
    /// What the estimate is, and in what.
    pub outcome: String,
    /// Every planned look.
    pub looks: Vec<SequentialLook>,
    /// The look at which the rule in force stops, and what is said there.
    pub stop: Option<(usize, String)>,
}

/// Draws it; `None` where no look has an estimate.
///
/// # Errors
/// [`ChartError::Drawing`] if the drawing library refuses, which it does not for finite numbers.
pub fn draw_sequential(picture: &SequentialPicture) -> Result<Option<Figure>, ChartError> {
    if picture.looks.iter().all(|look| look.estimate.is_none()) {
        return Ok(None);
    }
    let heading = Heading::plain(&picture.question, &picture.assumptions, WIDTH);
    let top = heading.height() + 34.0;
    let bottom = top + PLOT;
    let height = bottom + 50.0 + MARGIN * 0.6;
    let half = (WIDTH - 2.0 * MARGIN - GAP) / 2.0;
    let panel = |k: f64| [MARGIN + k * (half + GAP) + GUTTER, MARGIN + k * (half + GAP) + half];
    let svg = sheet(WIDTH, height, &picture.question, |canvas| {
        heading.draw(canvas)?;
        estimates(canvas, picture, panel(0.0), [top, bottom])?;
        boundaries(canvas, picture, panel(1.0), [top, bottom])
    })?;
    Ok(Some(Figure {
        name: "sequential",
        title: "Looks".into(),
        question: picture.question.clone(),
        svg,
        width: WIDTH as u32,
        height: height as u32,
    }))
}

fn across(picture: &SequentialPicture, [left, right]: [f64; 2], look: usize) -> f64 {
    let step = (right - left) / picture.looks.len() as f64;
    left + step * (look as f64 + 0.5)
}

/// Grid, numbers, names of looks, the stop.
fn frame(
    canvas: &Canvas,
    picture: &SequentialPicture,
    title: &str,
    y: &Axis,
    sides: [f64; 2],
    [top, bottom]: [f64; 2],
    places: i32,
) -> Drawn {
    let [left, right] = sides;
    if let Some((stop, _)) = picture.stop {
        let half = (right - left) / picture.looks.len() as f64 / 2.0;
        let x = across(picture, sides, stop);
        canvas.rect(x - half, top, x + half, bottom, series_colour(2), 0.13)?;
    }
    for tick in y.ticks() {
        canvas.line((left, y.at(tick)), (right, y.at(tick)), if tick == 0.0 { MUTED } else { GRID }, 1.0)?;
        canvas.text(left - 8.0, y.at(tick), &plain(tick, places, None), Look::NOTE.anchor(Anchor::End))?;
    }
    let step = (picture.looks.len() as f64 * 44.0 / (right - left)).ceil().max(1.0) as usize;
    for (k, look) in picture.looks.iter().enumerate().filter(|(k, _)| k % step == 0) {
        canvas.text(across(picture, sides, k), bottom + 16.0, &look.name, Look::NOTE.anchor(Anchor::Middle))?;
    }
    canvas.text((left + right) / 2.0, bottom + 36.0, "look", Look::NOTE.anchor(Anchor::Middle))?;
    canvas.text(left - GUTTER, top - 18.0, title, Look::LABEL.bold())
}

fn estimates(canvas: &Canvas, picture: &SequentialPicture, sides: [f64; 2], [top, bottom]: [f64; 2]) -> Drawn {
    let had: Vec<(usize, f64, [f64; 2])> =
        picture.looks.iter().enumerate().filter_map(|(k, look)| look.estimate.map(|(value, ends)| (k, value, ends))).collect();
    let ends = had.iter().flat_map(|(_, value, ends)| [*value, ends[0], ends[1], 0.0]);
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
    let y = Axis::new(low, high, bottom, top, 6);
    let places = if high - low < 0.2 { 2 } else { i32::from(high - low < 20.0) };
    frame(canvas, picture, &picture.outcome, &y, sides, [top, bottom], places)?;
    let colour = series_colour(0);
    let x = |k: usize| across(picture, sides, k);
    let mut band: Vec<(f64, f64)> = had.iter().map(|(k, _, ends)| (x(*k), y.at(ends[1]))).collect();
    band.extend(had.iter().rev().map(|(k, _, ends)| (x(*k), y.at(ends[0]))));
    canvas.area(&band, colour, 0.16)?;
    let line: Vec<(f64, f64)> = had.iter().map(|(k, value, _)| (x(*k), y.at(*value))).collect();
    canvas.path(&line, colour, 1.0, 2.2)?;
    for (k, value, ends) in &had {
        canvas.path(&[(x(*k), y.at(ends[0])), (x(*k), y.at(ends[1]))], colour, 0.5, 1.4)?;
        canvas.dot(x(*k), y.at(*value), 4.2, colour)?;
    }
    Ok(())
}

fn boundaries(canvas: &Canvas, picture: &SequentialPicture, sides: [f64; 2], [top, bottom]: [f64; 2]) -> Drawn {
    let z = || picture.looks.iter().filter_map(|look| look.z);
    let edges = || picture.looks.iter().filter_map(|look| look.boundary).filter(|b| *b <= HIGHEST);
    let most = z().map(f64::abs).chain(edges()).fold(2.5, f64::max).min(2.0 * HIGHEST) + 0.3;
    // the lower half only where something is in it
    let low = if z().any(|z| z < -0.5) { -most } else { -0.5 };
    let y = Axis::new(low, most, bottom, top, 6);
    frame(canvas, picture, "z-equivalent against its boundary", &y, sides, [top, bottom], 1)?;
    let (edge, own) = (series_colour(4), series_colour(0));
    let x = |k: usize| across(picture, sides, k);
    for sign in [1.0, -1.0] {
        let path: Vec<(f64, f64)> = picture
            .looks
            .iter()
            .enumerate()
            .filter_map(|(k, look)| look.boundary.map(|b| (k, sign * b)))
            .filter(|(_, b)| y.holds(*b))
            .map(|(k, b)| (x(k), y.at(b)))
            .collect();
        canvas.path(&path, edge, 1.0, 2.2)?;
        path.iter().try_for_each(|(x, y)| canvas.ring(*x, *y, 3.4, edge))?;
        // boundaries fall, so that there is room to the right of the first
        if let (Some((x, y)), true) = (path.first(), sign > 0.0) {
            name(canvas, *x + 48.0, *y, "boundary", edge)?;
        }
    }
    let path: Vec<(f64, f64)> = picture.looks.iter().enumerate().filter_map(|(k, look)| Some((x(k), y.at(look.z?)))).collect();
    canvas.path(&path, own, 1.0, 2.2)?;
    path.iter().try_for_each(|(x, y)| canvas.dot(*x, *y, 4.2, own))?;
    if let Some((stop, words)) = &picture.stop {
        let at = x(*stop);
        let width = text_width(words, LABEL, true);
        let from = (at - width / 2.0).clamp(sides[0], (sides[1] - width).max(sides[0]));
        canvas.rect(from - 3.0, bottom - 30.0, from + width + 3.0, bottom - 8.0, PAPER, 0.9)?;
        canvas.text(from, bottom - 19.0, words, Look::LABEL.bold().colour(INK))?;
    }
    Ok(())
}

fn name(canvas: &Canvas, right: f64, y: f64, words: &str, colour: RGBColor) -> Drawn {
    canvas.text(right, y, words, Look { size: SMALL, ..Look::LABEL }.bold().colour(colour).anchor(Anchor::Middle))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_panels_and_the_stop_are_drawn() {
        let look = |k: usize, had: bool| SequentialLook {
            name: (k + 1).to_string(),
            estimate: had.then_some((0.1, [-0.05, 0.25])),
            z: had.then_some(2.2 + 0.1 * k as f64),
            boundary: Some(6.0 / (k + 1) as f64),
        };
        let picture = SequentialPicture {
            question: "May we stop?".into(),
            assumptions: "12 CSMs.".into(),
            outcome: "uplift".into(),
            looks: (0..8).map(|k| look(k, k < 5)).collect(),
            stop: Some((4, "stop: plan B better".into())),
        };
        let figure = draw_sequential(&picture).unwrap().unwrap();
        for words in ["May we stop?", "uplift", "z-equivalent", "boundary", "stop: plan B better"] {
            assert!(figure.svg.contains(words), "{words}");
        }
        assert!(!figure.svg.contains("NaN"));
        let none = SequentialPicture { looks: vec![look(0, false)], ..picture };
        assert_eq!(draw_sequential(&none).unwrap(), None);
    }
}
