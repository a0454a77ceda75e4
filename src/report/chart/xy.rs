//! Lines, bands and dots over two value axes: what a history shows against what is fitted to it.
//!
//! Every series is named where it is drawn. What is drawn is told by whoever asks; here it is only placed.

use plotters::style::RGBColor;

use super::axis::Axis;
use super::canvas::{Anchor, Canvas, Drawn, Look, sheet};
use super::heading::Heading;
use super::style::{GRID, INK, MARGIN, PAPER, SMALL, WIDTH, series_colour, text_width};
use super::{ChartError, Figure};
use crate::report::number::{grouped, plain};

/// Room for the numbers of the vertical axis.
const GUTTER: f64 = 64.0;
/// Room for the names at the right end of lines.
const NAMES: f64 = 170.0;
/// Height of the plot.
const PLOT: f64 = 330.0;
/// Least distance between two names, so that they can be read.
const APART: f64 = 18.0;

/// What a value on an axis is.
#[derive(Debug, Clone, PartialEq)]
pub enum Scale {
    /// A plain number.
    Number,
    /// A share, shown in per cent.
    Share,
    /// Money in this currency.
    Money(String),
    /// The natural log of money, shown as money at equal steps of its log.
    LogMoney(String),
}

/// How a series is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Dots with bars of their intervals: what was seen.
    Dots,
    /// A line with a band of its interval: what was seen at every point.
    Band,
    /// Stairs with a band: what stays until something happens.
    Stairs,
    /// A line: what is fitted.
    Line,
    /// Upright bars from zero.
    Bars,
}

/// A point with its 95 % interval, where it has one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Across.
    pub x: f64,
    /// Upwards.
    pub y: f64,
    /// Ends of the interval.
    pub interval: Option<[f64; 2]>,
}

/// A series of points, ordered by `x`.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Its name, shown beside it; empty for none.
    pub name: String,
    /// How it is drawn.
    pub mark: Mark,
    /// Its points.
    pub points: Vec<Point>,
}

/// A picture of some series.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    /// File name without ending.
    pub name: &'static str,
    /// What it shows, in a few words.
    pub title: String,
    /// The question over it.
    pub question: String,
    /// What it rests on.
    pub assumptions: String,
    /// What runs across, and in what.
    pub across: (String, Scale),
    /// What runs upwards, and in what.
    pub upwards: (String, Scale),
    /// Whether the vertical axis begins at zero.
    pub from_zero: bool,
    /// A value of the vertical axis to be marked, and its name.
    pub level: Option<(f64, String)>,
    /// What is drawn, the first on top.
    pub series: Vec<Series>,
}

/// Draws the picture; `None` where no series has a point.
///
/// # Errors
/// [`ChartError::Drawing`] if the drawing library refuses, which it does not for finite numbers.
pub fn draw_plot(plot: &Plot) -> Result<Option<Figure>, ChartError> {
    let finite = |points: &[Point]| -> Vec<Point> {
        let sound = points.iter().filter(|p| p.x.is_finite() && p.y.is_finite());
        sound.map(|p| Point { interval: p.interval.filter(|ends| ends.iter().all(|e| e.is_finite())), ..*p }).collect()
    };
    let series: Vec<Series> = plot.series.iter().map(|s| Series { points: finite(&s.points), ..s.clone() }).collect();
    let points = || series.iter().flat_map(|s| &s.points);
    if points().next().is_none() {
        return Ok(None);
    }
    let ys = points().flat_map(|p| [p.y].into_iter().chain(p.interval.into_iter().flatten())).chain(plot.level.iter().map(|l| l.0));
    let (low, high) = ends(ys);
    let low = if plot.from_zero { low.min(0.0) } else { low };
    let (first, last) = ends(points().map(|p| p.x));
    let room = if series.iter().any(|s| s.mark == Mark::Bars) { 0.6 } else { 0.0 };
    let heading = Heading::plain(&plot.question, &plot.assumptions, WIDTH);
    let top = heading.height() + 26.0;
    let bottom = top + PLOT;
    let names = if series.iter().any(|s| !s.name.is_empty()) { NAMES } else { 10.0 };
    let (left, right) = (MARGIN + GUTTER, WIDTH - MARGIN - names);
    let x = Axis::new(first - room, last + room, left, right, 8);
    let y = Axis::new(low, high, bottom, top, 6);
    let height = bottom + 46.0 + MARGIN * 0.6;
    let svg = sheet(WIDTH, height, &plot.question, |canvas| {
        heading.draw(canvas)?;
        grid(canvas, plot, [&x, &y], [left, right, top, bottom])?;
        if let Some((level, name)) = &plot.level {
            canvas.dashes((left, y.at(*level)), (right, y.at(*level)), INK, 1.2)?;
            canvas.text(left + 6.0, y.at(*level) - 10.0, name, Look { size: SMALL, ..Look::LABEL })?;
        }
        for (order, one) in series.iter().enumerate().rev() {
            trace(canvas, one, series_colour(order), &x, &y)?;
        }
        name_all(canvas, &series, &y, right + 10.0, [top, bottom])
    })?;
    Ok(Some(Figure {
        name: plot.name,
        title: plot.title.clone(),
        question: plot.question.clone(),
        svg,
        width: WIDTH as u32,
        height: height as u32,
    }))
}

fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)))
}

/// Grid lines, the numbers of both axes, and what runs along them.
fn grid(canvas: &Canvas, plot: &Plot, [x, y]: [&Axis; 2], [left, right, top, bottom]: [f64; 4]) -> Drawn {
    for tick in y.ticks() {
        canvas.line((left, y.at(tick)), (right, y.at(tick)), GRID, 1.0)?;
        canvas.text(left - 10.0, y.at(tick), &shown(&plot.upwards.1, y, tick), Look::NOTE.anchor(Anchor::End))?;
    }
    for tick in x.ticks() {
        canvas.line((x.at(tick), bottom), (x.at(tick), bottom + 5.0), GRID, 1.0)?;
        canvas.text(x.at(tick), bottom + 16.0, &shown(&plot.across.1, x, tick), Look::NOTE.anchor(Anchor::Middle))?;
    }
    canvas.text(MARGIN, top - 16.0, &plot.upwards.0, Look::NOTE)?;
    canvas.text((left + right) / 2.0, bottom + 36.0, &plot.across.0, Look::NOTE.anchor(Anchor::Middle))
}

fn shown(scale: &Scale, axis: &Axis, tick: f64) -> String {
    match scale {
        Scale::Share => axis.percent(tick),
        Scale::Money(currency) => axis.money(currency, tick),
        Scale::LogMoney(currency) => crate::report::number::money(currency, tick.exp()),
        Scale::Number if tick.abs() >= 1000.0 => grouped(tick.round() as u64),
        Scale::Number => {
            let text = plain(tick, 3, None);
            if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
        }
    }
}

fn trace(canvas: &Canvas, series: &Series, colour: RGBColor, x: &Axis, y: &Axis) -> Drawn {
    let place = |p: &Point| (x.at(p.x), y.at(p.y));
    let points: Vec<(f64, f64)> = series.points.iter().map(place).collect();
    match series.mark {
        Mark::Line => canvas.path(&points, colour, 1.0, 2.2),
        Mark::Bars => {
            let half = 0.36 * (x.at(1.0) - x.at(0.0)).abs();
            for (p, (px, py)) in series.points.iter().zip(&points) {
                let (above, below) = (py.min(y.at(0.0)), py.max(y.at(0.0)));
                canvas.rect(px - half, above, px + half, below, colour, 0.55)?;
                interval(canvas, p, *px, y, colour)?;
            }
            Ok(())
        }
        Mark::Dots => series.points.iter().zip(&points).try_for_each(|(p, (px, py))| {
            interval(canvas, p, *px, y, colour)?;
            canvas.dot(*px, *py, 3.6, colour)
        }),
        Mark::Band | Mark::Stairs => {
            let step = |points: Vec<(f64, f64)>| if series.mark == Mark::Stairs { stairs(&points) } else { points };
            let end = |k: usize| step(series.points.iter().filter_map(|p| Some((x.at(p.x), y.at(p.interval?[k])))).collect());
            let mut band = end(0);
            band.extend(end(1).into_iter().rev());
            canvas.area(&band, colour, 0.18)?;
            canvas.path(&step(points), colour, 1.0, 2.2)
        }
    }
}

fn interval(canvas: &Canvas, point: &Point, x: f64, y: &Axis, colour: RGBColor) -> Drawn {
    let Some([low, high]) = point.interval else { return Ok(()) };
    canvas.path(&[(x, y.at(low)), (x, y.at(high))], colour, 0.55, 1.6)
}

/// Right first, then up or down.
fn stairs(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let corners = points.windows(2).flat_map(|w| [w[0], (w[1].0, w[0].1)]);
    corners.chain(points.last().copied()).collect()
}

/// Names at the right of where their series end, moved apart where they would touch.
fn name_all(canvas: &Canvas, series: &[Series], y: &Axis, left: f64, [top, bottom]: [f64; 2]) -> Drawn {
    let named = series.iter().enumerate().filter(|(_, s)| !s.name.is_empty());
    let mut names: Vec<(f64, usize)> = named.filter_map(|(order, s)| Some((y.at(s.points.last()?.y), order))).collect();
    names.sort_by(|a, b| a.0.total_cmp(&b.0));
    for i in 1..names.len() {
        names[i].0 = names[i].0.max(names[i - 1].0 + APART);
    }
    let over = names.last().map_or(0.0, |last| (last.0 - bottom).max(0.0));
    for (place, order) in names {
        let place = (place - over).max(top);
        let name = &series[order].name;
        canvas.rect(left - 2.0, place - 8.0, left + text_width(name, SMALL, true) + 2.0, place + 8.0, PAPER, 0.8)?;
        canvas.text(left, place, name, Look { size: SMALL, ..Look::LABEL }.bold().colour(series_colour(order)))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(series: Vec<Series>) -> Plot {
        Plot {
            name: "churn",
            title: "Churn".into(),
            question: "How long do customers stay?".into(),
            assumptions: "3,000 accounts.".into(),
            across: ("months".into(), Scale::Number),
            upwards: ("still there".into(), Scale::Share),
            from_zero: true,
            level: Some((0.5, "half".into())),
            series,
        }
    }

    #[test]
    fn every_series_is_drawn_and_named() {
        let points = |shift: f64| (0..13).map(f64::from).map(move |x| Point { x, y: 1.0 - x * 0.02 - shift, interval: Some([0.5, 1.0]) });
        let series = [("seen", Mark::Stairs), ("Weibull", Mark::Line), ("dots", Mark::Dots), ("bars", Mark::Bars), ("band", Mark::Band)];
        let series = series.map(|(name, mark)| Series { name: name.into(), mark, points: points(0.0).collect() });
        let figure = draw_plot(&plot(series.to_vec())).unwrap().unwrap();
        for name in ["seen", "Weibull", "dots", "bars", "band", "half", "months", "still there", "50\u{202f}%"] {
            assert!(figure.svg.contains(name), "{name}");
        }
        assert!(!figure.svg.contains("NaN"));
    }

    #[test]
    fn undefined_points_are_left_out_and_nothing_is_drawn_of_nothing() {
        let none = Series { name: "x".into(), mark: Mark::Line, points: vec![Point { x: 1.0, y: f64::NAN, interval: None }] };
        assert_eq!(draw_plot(&plot(vec![none])).unwrap(), None);
    }

    #[test]
    fn stairs_keep_their_level_until_the_next_point() {
        assert_eq!(stairs(&[(0.0, 1.0), (1.0, 2.0), (3.0, 5.0)]), [(0.0, 1.0), (1.0, 1.0), (1.0, 2.0), (3.0, 2.0), (3.0, 5.0)]);
    }
}
