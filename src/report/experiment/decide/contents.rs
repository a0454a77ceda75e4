//! The files of a decision's folder.

use super::{csv, json, page, pictures};
use crate::experiment::decide::{Answer, Extrapolation, Question};
use crate::report::experiment::manifest::Manifest;
use crate::report::folder::{Files, FilesError};
use crate::report::manifest::Input;

/// How the pay of the plans is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayKnown {
    /// Not at all: taken as the same.
    Same,
    /// As one amount for the whole team and year.
    Amount,
    /// From payouts of a trial, with their outcomes or without.
    Payouts {
        /// Whether the file has outcomes, so that pay and outcome are known together.
        together: bool,
    },
}

/// A third plan that was not tried.
#[derive(Debug, Clone, Copy)]
pub struct Third<'a> {
    /// What is expected of it.
    pub extrapolation: &'a Extrapolation,
    /// Exponent γ of marginal utility w^−γ.
    pub risk_aversion: f64,
}

/// Everything a decision shows.
#[derive(Clone, Copy)]
pub struct DecisionContents<'a> {
    /// What was asked.
    pub question: &'a Question,
    /// What came out.
    pub answer: &'a Answer,
    /// Names of today's plan and of the new one.
    pub arms: &'a [String; 2],
    /// Title of the outcome.
    pub outcome: &'a str,
    /// Where the effect comes from, as a reader is told.
    pub basis: &'a str,
    /// How the pay is known.
    pub pay: PayKnown,
    /// Whether the prior is the public one.
    pub public_prior: bool,
    /// A third plan.
    pub third: Option<Third<'a>>,
    /// Sign put before amounts.
    pub currency: &'a str,
    /// Files that were read.
    pub inputs: &'a [Input],
    /// The command that repeats it.
    pub repeat: &'a str,
}

/// All files but provenance; without `pictures`, the page has tables only.
///
/// # Errors
/// A file that cannot be made, by name.
pub fn files(contents: &DecisionContents<'_>, pictures: bool) -> Result<Files, FilesError> {
    let mut files = Files::default();
    files.json("manifest.json", &Manifest::of("ab decide", contents.repeat, contents.inputs))?;
    files.json("decide.json", &json::value(contents))?;
    files.table("acceptability.csv", |out| csv::write_curve(out, contents.answer))?;
    files.table("trials.csv", |out| csv::write_trials(out, contents.answer))?;
    let figures = if pictures { pictures::draw(contents)? } else { Vec::new() };
    for figure in &figures {
        files.picture(figure.name, figure)?;
    }
    files.add("decide.html", page::page(contents, &figures).into_bytes());
    Ok(files)
}
