//! The files of a rehearsal's folder.

use super::{csv, json, page};
use crate::config::Loaded;
use crate::experiment::rehearse::{Rehearsal, Settings, TargetPay};
use crate::measure::Measure;
use crate::report::chart;
use crate::report::experiment::manifest::Manifest;
use crate::report::folder::{Files, FilesError};
use crate::report::manifest::Input;
use crate::scenario::Scenario;

/// Everything a rehearsal shows.
#[derive(Clone, Copy)]
pub struct RehearsalContents<'a> {
    /// The market, with the two plans in it.
    pub scenario: &'a Scenario,
    /// Today's plan, the new one.
    pub arms: [usize; 2],
    /// Outcome that is compared.
    pub outcome: Measure,
    /// How the experiment was run.
    pub settings: &'a Settings,
    /// What came out.
    pub rehearsal: &'a Rehearsal,
    /// What people are offered.
    pub target_pay: TargetPay,
    /// Simulated years without an outcome for every book.
    pub left_out: usize,
    /// The command that repeats it.
    pub repeat: &'a str,
}

impl RehearsalContents<'_> {
    /// Title of an arm's plan.
    pub(super) fn title(&self, arm: usize) -> &str {
        &self.scenario.plans[self.arms[arm]].title
    }
}

/// All files but provenance; without `pictures`, the page has tables only.
///
/// # Errors
/// A file that cannot be made, by name.
pub fn files(contents: &RehearsalContents<'_>, loaded: &Loaded, pictures: bool) -> Result<Files, FilesError> {
    let mut files = Files::default();
    let inputs: Vec<Input> = loaded.sources.iter().map(|(name, sha256)| Input { name: name.clone(), sha256: sha256.clone() }).collect();
    files.json(
        "manifest.json",
        &Manifest::of("ab rehearse", contents.repeat, &inputs).seed(contents.settings.seed).configuration(&loaded.resolved),
    )?;
    files.add("rehearse.json", json::summary(contents).map_err(|e| FilesError::Json("rehearse.json", e))?.into_bytes());
    files.table("rules.csv", |out| csv::write_rules(out, contents))?;
    files.table("guardrails.csv", |out| csv::write_guardrails(out, contents))?;
    let figure = if pictures { chart::rules(contents.scenario, contents.rehearsal, contents.settings)? } else { None };
    if let Some(figure) = &figure {
        files.picture(figure.name, figure)?;
    }
    files.add("rehearse.html", page::page(contents, figure.as_ref()).into_bytes());
    Ok(files)
}
