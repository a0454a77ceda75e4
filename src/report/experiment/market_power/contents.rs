//! The files of a simulated power.

use serde_json::json;

use super::{page, words};
use crate::config::Loaded;
use crate::experiment::power::Point;
use crate::experiment::rehearse::{MarketStudy, PowerPoint, Wish};
use crate::measure::Measure;
use crate::report::csv::{Table, error, number, text, value};
use crate::report::experiment::manifest::Manifest;
use crate::report::experiment::power::{CurvePicture, Unit, draw_curves};
use crate::report::folder::{Files, FilesError};
use crate::report::manifest::{Input, PROGRAM};
use crate::scenario::Scenario;

/// Everything a simulated power shows.
#[derive(Clone, Copy)]
pub struct MarketPowerContents<'a> {
    /// The market, with the two plans in it.
    pub scenario: &'a Scenario,
    /// Today's plan, the new one.
    pub arms: [usize; 2],
    /// Outcome that is compared.
    pub outcome: Measure,
    /// What was asked.
    pub wish: &'a Wish,
    /// The answer.
    pub study: &'a MarketStudy,
    /// The command that repeats it.
    pub repeat: &'a str,
}

impl MarketPowerContents<'_> {
    /// Title of an arm's plan.
    pub(super) fn title(&self, arm: usize) -> &str {
        &self.scenario.plans[self.arms[arm]].title
    }

    /// Points of so many CSMs, by uplift in points, the new plan's own left out.
    pub(super) fn curve(&self, csms: usize) -> Vec<Point> {
        let own = |point: &&PowerPoint| point.csms == csms && point.effect != self.study.own_effect;
        self.study.curves.points.iter().filter(own).map(drawn).collect()
    }

    /// Numbers of CSMs, that asked for first.
    pub(super) fn sizes(&self) -> Vec<usize> {
        let mut sizes: Vec<usize> = self.study.curves.points.iter().map(|point| point.csms).collect();
        sizes.dedup();
        sizes.sort_by_key(|csms| (*csms != self.wish.csms, *csms));
        sizes
    }
}

/// A point as pictures have it: uplift in points, either arm's CSMs.
pub(super) fn drawn(point: &PowerPoint) -> Point {
    let treated = (point.csms / 2) as f64;
    Point {
        csms: [point.csms as f64 - treated, treated],
        effect: 100.0 * point.effect,
        power: point.power.value,
        standard_error: point.power.standard_error,
    }
}

/// All files but provenance; without `pictures`, the page has tables only.
///
/// # Errors
/// A file that cannot be made, by name.
pub fn files(contents: &MarketPowerContents<'_>, loaded: &Loaded, pictures: bool) -> Result<Files, FilesError> {
    let mut files = Files::default();
    let inputs: Vec<Input> = loaded.sources.iter().map(|(name, sha256)| Input { name: name.clone(), sha256: sha256.clone() }).collect();
    files.json(
        "manifest.json",
        &Manifest::of("ab power", contents.repeat, &inputs).seed(contents.wish.grid.seed).configuration(&loaded.resolved),
    )?;
    files.add("power.json", summary(contents).map_err(|e| FilesError::Json("power.json", e))?.into_bytes());
    files.table("power.csv", |out| {
        let mut table = Table::new(out, &["csms", "uplift", "power", "standard_error"])?;
        for point in &contents.study.curves.points {
            let power = Some(point.power);
            table.row(&[point.csms.to_string(), number(Some(point.effect)), value(power), error(power)])?;
        }
        table.finish()
    })?;
    files.table("levers.csv", |out| {
        let mut table = Table::new(out, &["change", "csms", "power", "standard_error", "smallest_uplift"])?;
        for lever in &contents.study.levers {
            let power = Some(lever.power);
            table.row(&[text(&lever.what), lever.csms.to_string(), value(power), error(power), number(lever.smallest)])?;
        }
        table.finish()
    })?;
    let curves: Vec<Vec<Point>> = contents.sizes().into_iter().map(|csms| contents.curve(csms)).collect();
    let unit = Unit::Outcome(format!("points of {}", words::outcome(contents)));
    let question = format!("What uplift would {} CSMs see?", contents.wish.csms);
    let assumptions = words::basis(contents);
    let own = contents.study.curves.at(contents.wish.csms, contents.study.own_effect).filter(|point| point.effect >= 0.0);
    let picture = CurvePicture {
        curves: &curves,
        wanted: contents.wish.power,
        marked: own.map(drawn),
        unit: &unit,
        together: false,
        question: &question,
        assumptions: &assumptions,
    };
    let figure = if pictures { draw_curves(&picture)? } else { None };
    if let Some(figure) = &figure {
        files.picture(figure.name, figure)?;
    }
    files.add("power.html", page::page(contents, figure.as_ref()).into_bytes());
    Ok(files)
}

/// The text of `power.json`, and of `--json`.
///
/// # Errors
/// If a number is not finite.
pub fn summary(contents: &MarketPowerContents<'_>) -> serde_json::Result<String> {
    let MarketPowerContents { scenario, arms, outcome, wish, study, repeat } = *contents;
    let value = json!({
        "program": PROGRAM, "version": env!("CARGO_PKG_VERSION"), "verb": "ab power", "seed": wish.grid.seed, "repeat": repeat,
        "today": scenario.plans[arms[0]].id, "new": scenario.plans[arms[1]].id, "outcome": outcome.id(),
        "csms": wish.csms, "quarters": wish.grid.quarters, "alpha": wish.grid.alpha, "power_wanted": wish.power,
        "verdict": words::verdict(contents), "study": study,
    });
    let mut text = serde_json::to_string_pretty(&value)?;
    text.push('\n');
    Ok(text)
}
