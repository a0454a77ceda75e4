//! Error of every level against the share of effort that shifts: where the cohorts' line crosses the others, they stop being worth it.

use super::LevelsContents;
use crate::experiment::power::{Level, root_mean_squared_error};
use crate::report::chart::{self, ChartError, Figure, Mark, Plot, Point, Scale, Series};
use crate::report::experiment::power::level;

/// Points along the lines.
const STEPS: u32 = 40;

/// A level's name at the end of its line.
fn short(of: Level) -> &'static str {
    match of {
        Level::Cohort => "cohorts inside books",
        other => level(other),
    }
}

pub(super) fn draw(contents: &LevelsContents<'_>) -> Result<Option<Figure>, ChartError> {
    let shares = contents.rows.iter().filter_map(|row| row.break_even);
    let far = shares.fold(2.0 * contents.question.shifted, f64::max).clamp(0.2, 0.8) * 1.25;
    let series = contents.rows.iter().filter_map(|row| {
        let variance = row.variance?;
        let at = |step: u32| {
            let x = far * f64::from(step) / f64::from(STEPS);
            let bias = if row.level == Level::Cohort { x * contents.question.effect.abs() } else { 0.0 };
            Point { x, y: root_mean_squared_error(variance, bias), interval: None }
        };
        Some(Series { name: short(row.level).into(), mark: Mark::Line, points: (0..=STEPS).map(at).collect() })
    });
    chart::draw_plot(&Plot {
        name: "levels",
        title: "Error of each level of assignment".into(),
        question: "At which level should the plan be assigned?".into(),
        assumptions: format!(
            "Root of mean squared error of the estimated uplift, for a true uplift of {}. Lower is better.",
            contents.unit.effect(contents.question.effect)
        ),
        across: ("share of effort that shifts between cohorts of one book".into(), Scale::Share),
        upwards: (format!("error, {}", contents.unit.name()), Scale::Number),
        from_zero: true,
        level: None,
        series: series.collect(),
    })
}
