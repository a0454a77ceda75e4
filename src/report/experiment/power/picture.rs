//! The power curve: power against the uplift, one line for each number of CSMs.

use super::Unit;
use super::words::{arms, count, figures};
use crate::experiment::power::Point;
use crate::report::chart::{self, ChartError, Figure, Mark, Plot, Scale, Series};

/// What is drawn.
#[derive(Debug, Clone, Copy)]
pub struct CurvePicture<'a> {
    /// Curves, the design's own first; points of one curve have the same CSMs.
    pub curves: &'a [Vec<Point>],
    /// Power wanted.
    pub wanted: f64,
    /// The effect and power to be marked.
    pub marked: Option<Point>,
    /// What effects are told in.
    pub unit: &'a Unit,
    /// Whether CSMs are not divided into two arms: then all of them are counted.
    pub together: bool,
    /// The question over the picture.
    pub question: &'a str,
    /// What it rests on.
    pub assumptions: &'a str,
}

/// Draws it; `None` without points.
///
/// # Errors
/// As [`chart::draw_plot`].
pub fn draw_curves(picture: &CurvePicture<'_>) -> Result<Option<Figure>, ChartError> {
    // Monte Carlo points are drawn with their 95 % interval
    let interval = |point: &Point| point.standard_error.map(|error| [point.power - 1.96 * error, point.power + 1.96 * error]);
    let placed = |point: &Point| chart::Point { x: point.effect, y: point.power, interval: interval(point) };
    let mut series: Vec<Series> = Vec::new();
    // the mark has the name of the effect, and stands above the lines
    series.extend(picture.marked.map(|point| Series { name: String::new(), mark: Mark::Dots, points: vec![placed(&point)] }));
    for curve in picture.curves {
        let simulated = curve.iter().any(|point| point.standard_error.is_some());
        let name = curve.first().map_or_else(String::new, |point| {
            if picture.together { format!("{} CSMs", count(point.csms[0] + point.csms[1])) } else { arms(point.csms) }
        });
        series.push(Series { name, mark: if simulated { Mark::Band } else { Mark::Line }, points: curve.iter().map(placed).collect() });
    }
    chart::draw_plot(&Plot {
        name: "power_curve",
        title: "Power against the uplift".into(),
        question: picture.question.to_owned(),
        assumptions: picture.assumptions.to_owned(),
        across: (format!("true uplift, {}", picture.unit.name()), if *picture.unit == Unit::Rate { Scale::Share } else { Scale::Number }),
        upwards: ("chance to find it".into(), Scale::Share),
        from_zero: true,
        level: Some((picture.wanted, format!("{} % wanted", figures(picture.wanted * 100.0)))),
        series,
    })
}
