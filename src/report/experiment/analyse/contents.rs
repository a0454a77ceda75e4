//! The files of an analysis's folder.

use super::{csv, json, page, pictures};
use crate::experiment::analyse::{Analysis, Comparison, Data, Settings};
use crate::report::experiment::manifest::Manifest;
use crate::report::folder::{Files, FilesError};
use crate::report::manifest::Input;

/// Everything an analysis shows.
#[derive(Clone, Copy)]
pub struct AnalysisContents<'a> {
    /// Rows that were analysed.
    pub data: &'a Data,
    /// What was asked.
    pub settings: &'a Settings,
    /// What came out.
    pub analysis: &'a Analysis,
    /// Files that were read.
    pub inputs: &'a [Input],
    /// The command that repeats it.
    pub repeat: &'a str,
}

impl AnalysisContents<'_> {
    pub(super) fn first(&self) -> Option<&Comparison> {
        self.analysis.comparisons.first()
    }
}

/// All files but provenance; without `charts`, the page has tables only.
///
/// # Errors
/// A file that cannot be made, by name.
pub fn files(contents: &AnalysisContents<'_>, charts: bool) -> Result<Files, FilesError> {
    let mut files = Files::default();
    files.json("manifest.json", &Manifest::of("ab analyse", contents.repeat, contents.inputs).seed(contents.settings.seed))?;
    files.add("analyse.json", json::summary(contents).map_err(|e| FilesError::Json("analyse.json", e))?.into_bytes());
    files.table("estimates.csv", |out| csv::write_estimates(out, contents))?;
    files.table("balance.csv", |out| csv::write_balance(out, contents))?;
    if contents.analysis.comparisons.iter().any(|c| !c.guarded.is_empty()) {
        files.table("guardrails.csv", |out| csv::write_guardrails(out, contents))?;
    }
    if contents.analysis.comparisons.iter().any(|c| pictures::study(c).is_some()) {
        files.table("event-study.csv", |out| csv::write_event_study(out, contents))?;
    }
    let figures = if charts { pictures::figures(contents)? } else { Vec::new() };
    for (at, figure) in &figures {
        let name = pictures::file_stem(contents, *at, figure.name);
        files.picture(&name, figure)?;
    }
    files.add("analyse.html", page::page(contents, &figures).into_bytes());
    Ok(files)
}
