//! The files of a run folder: what `run` writes and `report` writes again. Those that grow with the number of trials go straight to disk, the
//! others are bytes in one list.

use std::io::{self, BufWriter, Write};

use serde::Serialize;

use crate::compare::{Findings, Summary};
use crate::scenario::Scenario;
use crate::trial::RunResult;

use super::manifest::Manifest;
use super::write::{RunFolder, WriteError};
use super::{chart, csv, html, outcomes_file};

/// Bytes written at a time.
const BLOCK: usize = 1 << 16;

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
    /// A file that cannot be opened.
    #[error(transparent)]
    Folder(#[from] WriteError),
}

/// Named files of a run folder.
#[derive(Debug, Clone, Default)]
pub struct Files {
    files: Vec<(String, Vec<u8>)>,
}

impl Files {
    /// All files but provenance and those of [`write_rows`]; without `pictures`, the page has tables only.
    ///
    /// # Errors
    /// A file that cannot be made, by name.
    pub fn of(contents: &Contents<'_>, pictures: bool) -> Result<Self, FilesError> {
        let Contents { scenario, result, summary, findings, manifest } = *contents;
        let mut files = Self::default();
        files.add("manifest.json", manifest.to_json().map_err(|e| FilesError::Json("manifest.json", e))?);
        files.table("summary.csv", |out| csv::write_summary(out, summary))?;
        files.table("csm.csv", |out| csv::write_csms(out, scenario, &summary.people))?;
        files.table("quarters.csv", |out| csv::write_quarters(out, scenario, &summary.quarters))?;
        files.table("attainment.csv", |out| csv::write_attainment(out, scenario, result))?;
        if scenario.run.parameter_draws.is_some() {
            files.table("uncertainty.csv", |out| csv::write_uncertainty(out, scenario, result))?;
            files.table("draws.csv", |out| csv::write_draws(out, scenario, result))?;
        }
        if let Some(beliefs) = &result.beliefs {
            files.json("beliefs.json", beliefs)?;
        }
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

    /// Adds a value as JSON.
    pub(super) fn json(&mut self, name: &'static str, value: &impl Serialize) -> Result<(), FilesError> {
        let mut text = serde_json::to_vec_pretty(value).map_err(|e| FilesError::Json(name, e))?;
        text.push(b'\n');
        self.add(name, text);
        Ok(())
    }

    /// Adds a picture under `charts/`, as PNG and as SVG.
    pub(super) fn picture(&mut self, name: &str, figure: &chart::Figure) -> Result<(), FilesError> {
        self.add(&format!("charts/{name}.png"), chart::rasterise(figure)?);
        self.add(&format!("charts/{name}.svg"), figure.svg.clone().into_bytes());
        Ok(())
    }

    pub(super) fn table(&mut self, name: &'static str, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), FilesError> {
        let mut bytes = Vec::new();
        write(&mut bytes).map_err(|e| FilesError::Table(name, e))?;
        self.add(name, bytes);
        Ok(())
    }
}

/// Writes `trials.csv` and `outcomes.bin`, which hold every trial, without holding them as bytes.
///
/// # Errors
/// A file that cannot be opened or written, by name.
pub fn write_rows(contents: &Contents<'_>, folder: &RunFolder) -> Result<(), FilesError> {
    let Contents { scenario, result, .. } = *contents;
    let mut trials = BufWriter::with_capacity(BLOCK, folder.create("trials.csv")?);
    csv::write_trials(&mut trials, scenario, result).map_err(|e| FilesError::Table("trials.csv", e))?;
    // the outcomes come in blocks of their own
    outcomes_file::write_outcomes(&mut folder.create("outcomes.bin")?, result).map_err(FilesError::Outcomes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Loaded, Resolved};
    use crate::report::fixture::{self, Fixture};
    use crate::trial::Spool;

    /// Every file of a run's folder, as bytes.
    fn written(f: &Fixture, result: &RunResult, home: &std::path::Path) -> Vec<(String, Vec<u8>)> {
        let summary = crate::compare::summarise(&f.scenario, result);
        let findings = crate::compare::find(&f.scenario, result, &summary);
        let resolved: Vec<Resolved> = Vec::new();
        let loaded = Loaded { scenario: f.scenario.clone(), sources: Vec::new(), resolved, left_out: Vec::new() };
        let manifest = Manifest::of(&loaded, result, "repeat", "why");
        let contents = Contents { scenario: &f.scenario, result, summary: &summary, findings: &findings, manifest: &manifest };
        let folder = RunFolder::begin(home.join("run")).unwrap();
        let files = Files::of(&contents, true).unwrap();
        let mut all: Vec<(String, Vec<u8>)> = files.iter().map(|(name, bytes)| (name.to_owned(), bytes.to_vec())).collect();
        folder.file("manifest.json", &all[0].1).unwrap();
        write_rows(&contents, &folder).unwrap();
        let run = folder.commit().unwrap();
        all.extend(["trials.csv", "outcomes.bin"].map(|name| (name.to_owned(), std::fs::read(run.join(name)).unwrap())));
        all
    }

    #[test]
    fn a_run_with_its_rows_on_disk_is_written_to_the_same_bytes() {
        let home = tempfile::tempdir().unwrap();
        let f = fixture::meterline(120);
        let mut saved = Vec::new();
        outcomes_file::write_outcomes(&mut saved, &f.result).unwrap();
        let spool = Spool::beyond(home.path(), 0);
        let on_disk = outcomes_file::read_long_outcomes(&mut saved.as_slice(), &spool).unwrap();
        assert!(on_disk.base.pay.blocks().all(|block| matches!(block, std::borrow::Cow::Owned(_))), "all of it is on disk");
        let (one, other) = (written(&f, &f.result, home.path()), written(&f, &on_disk, home.path()));
        assert!(one.len() > 10 && one.len() == other.len());
        for ((name, one), (_, other)) in one.iter().zip(&other) {
            assert!(one == other, "{name}");
        }
    }
}
