//! The files of a design's power.

use super::words::Unit;
use super::{CurvePicture, csv, draw_curves, json, page, words};
use crate::experiment::power::{Measured, Point, Question, Study};
use crate::report::experiment::manifest::Manifest;
use crate::report::folder::{Files, FilesError};
use crate::report::manifest::Input;
use crate::report::number::percent;

/// Everything that is shown of a design's power.
#[derive(Debug, Clone, Copy)]
pub struct PowerContents<'a> {
    /// What was asked.
    pub question: &'a Question,
    /// The answer.
    pub study: &'a Study,
    /// What effects are told in.
    pub unit: &'a Unit,
    /// What a history says, where one was given.
    pub measured: Option<&'a Measured>,
    /// Values that nobody gave, in words.
    pub assumed: &'a [String],
    /// Whether the baseline's correlations are such a value.
    pub baseline_is_assumed: bool,
    /// Files that were read.
    pub inputs: &'a [Input],
    /// The command that repeats it.
    pub repeat: &'a str,
}

impl PowerContents<'_> {
    /// The effect judged, as a point of its curve.
    pub(super) fn marked(&self) -> Point {
        let (csms, effect) = (self.question.design.csms, self.study.aim.effect);
        Point { csms, effect: effect.abs(), power: self.study.power, standard_error: None }
    }

    /// "24 accounts per CSM, ICC 0.05, …"
    pub(super) fn basis(&self) -> String {
        let design = &self.question.design;
        let cv = design.books.cv();
        let books = if cv > 0.0 { format!(" on average (CV {})", words::figures(cv)) } else { String::new() };
        format!(
            "{}, {} accounts per CSM{books}, ICC {}; {}",
            words::team(design, design.csms),
            words::figures(design.books.mean()),
            words::figures(design.icc),
            words::test_words(&self.question.test, self.study.sight.degrees_of_freedom)
        )
    }
}

/// All files but provenance; without `pictures`, the page has tables only.
///
/// # Errors
/// A file that cannot be made, by name.
pub fn files(contents: &PowerContents<'_>, pictures: bool) -> Result<Files, FilesError> {
    let mut files = Files::default();
    files.json("manifest.json", &Manifest::of("ab power", contents.repeat, contents.inputs))?;
    files.table("power.csv", |out| csv::write_points(out, contents.study.curves.iter().flatten().copied()))?;
    files.table("levers.csv", |out| csv::write_levers(out, contents))?;
    files.add("power.json", json::summary(contents, None).map_err(|e| FilesError::Json("power.json", e))?.into_bytes());
    if let Some(measured) = contents.measured {
        files.add("baseline.json", json::baseline(measured).map_err(|e| FilesError::Json("baseline.json", e))?.into_bytes());
    }
    let question = format!(
        "Would {} find an uplift of {}?",
        words::team(&contents.question.design, contents.question.design.csms),
        contents.unit.effect(contents.study.aim.effect)
    );
    let assumptions = format!(
        "{}. {}. {} power wanted.",
        words::design(&contents.question.design),
        contents.basis(),
        percent(contents.study.aim.power, None)
    );
    let picture = CurvePicture {
        curves: &contents.study.curves,
        wanted: contents.study.aim.power,
        marked: Some(contents.marked()),
        unit: contents.unit,
        together: words::everyone_has_both(&contents.question.design),
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
