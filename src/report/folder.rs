//! The files of a run folder, as bytes, in one list: what `run` writes and `report` writes again.

use std::io::{self, Write};

use crate::compare::{Findings, Summary};
use crate::scenario::Scenario;
use crate::trial::RunResult;

use super::manifest::Manifest;
use super::{chart, csv, html, outcomes_file};

/// Everything a run folder shows.
#[derive(Clone, Copy)]
pub struct Contents<'a> {
    /// What was simulated.
    pub scenario: &'a Scenario,
    /// What came out.
    pub result: &'a RunResult,
    /// Every statistic.
    pub summary: &'a Summary,
    /// The words.
    pub findings: &'a Findings,
    /// What decided the numbers.
    pub manifest: &'a Manifest,
}

/// Why a file cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// A table.
    #[error("cannot write {0}")]
    Table(&'static str, #[source] io::Error),
    /// A JSON file.
    #[error("cannot write {0}")]
    Json(&'static str, #[source] serde_json::Error),
    /// The outcomes.
    #[error("cannot write outcomes.bin")]
    Outcomes(#[source] io::Error),
    /// A picture.
    #[error(transparent)]
    Chart(#[from] chart::ChartError),
}

/// Named files of a run folder.
#[derive(Debug, Clone, Default)]
pub struct Files {
    files: Vec<(String, Vec<u8>)>,
}

impl Files {
    /// All files but provenance; without `pictures`, the page has tables only.
    ///
    /// # Errors
    /// A file that cannot be made, by name.
    pub fn of(contents: &Contents<'_>, pictures: bool) -> Result<Self, FilesError> {
        let Contents { scenario, result, summary, findings, manifest } = *contents;
        let mut files = Self::default();
        files.add("manifest.json", manifest.to_json().map_err(|e| FilesError::Json("manifest.json", e))?);
        files.table("summary.csv", |out| csv::write_summary(out, summary))?;
        files.table("trials.csv", |out| csv::write_trials(out, scenario, result))?;
        files.table("csm.csv", |out| csv::write_csms(out, scenario, result))?;
        files.table("quarters.csv", |out| csv::write_quarters(out, scenario, result))?;
        files.table("attainment.csv", |out| csv::write_attainment(out, scenario, result))?;
        if let Some(beliefs) = &result.beliefs {
            let mut text = serde_json::to_vec_pretty(beliefs).map_err(|e| FilesError::Json("beliefs.json", e))?;
            text.push(b'\n');
            files.add("beliefs.json", text);
        }
        let mut outcomes = Vec::new();
        outcomes_file::write_outcomes(&mut outcomes, result).map_err(FilesError::Outcomes)?;
        files.add("outcomes.bin", outcomes);
        let figures = if pictures { chart::charts(scenario, result, summary)? } else { Vec::new() };
        for figure in &figures {
            files.add(&format!("charts/{}.png", figure.name), chart::rasterise(figure)?);
        }
        // no date: identical runs give identical pages
        let context = html::PageContext { date: None, repeat: manifest.repeat.clone(), why: manifest.why.clone() };
        files.add("report.html", html::page(scenario, result, summary, findings, &figures, &context).into_bytes());
        Ok(files)
    }

    /// Adds a file.
    pub fn add(&mut self, name: &str, bytes: Vec<u8>) {
        self.files.push((name.to_owned(), bytes));
    }

    /// Names and bytes, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }

    fn table(&mut self, name: &'static str, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), FilesError> {
        let mut bytes = Vec::new();
        write(&mut bytes).map_err(|e| FilesError::Table(name, e))?;
        self.add(name, bytes);
        Ok(())
    }
}
