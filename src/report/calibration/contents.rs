//! The files of a calibration's folder.

use serde::Serialize;

use super::{csv, page, pictures, scenario};
use crate::calibrate::Calibration;
use crate::report::chart::rasterise;
use crate::report::folder::{Files, FilesError};
use crate::report::manifest::PROGRAM;

/// What was found in a file, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DataWords {
    /// Its name.
    pub file: String,
    /// What it holds.
    pub sentences: Vec<String>,
    /// What was noticed, what was done about it, and how to decide otherwise.
    pub noticed: Vec<String>,
}

/// Everything a calibration shows.
#[derive(Clone, Copy)]
pub struct CalibrationContents<'a> {
    /// What is calibrated: the history's name.
    pub name: &'a str,
    /// Sign put before amounts.
    pub currency: &'a str,
    /// What was found.
    pub calibration: &'a Calibration,
    /// What the files hold.
    pub data: &'a [DataWords],
    /// Segment that each of the history's stands on, in their order, by name.
    pub bases: &'a [String],
    /// Seed of everything drawn.
    pub seed: u64,
    /// The command that repeats it.
    pub repeat: &'a str,
}

/// `manifest.json` of a calibration.
#[derive(Serialize)]
struct Manifest<'a> {
    program: &'a str,
    version: &'a str,
    verb: &'a str,
    seed: u64,
    repeat: &'a str,
    bases: &'a [String],
    inputs: &'a [DataWords],
}

/// All files; without `pictures`, the page has tables only.
///
/// # Errors
/// A file that cannot be made, by name.
pub fn files(contents: &CalibrationContents<'_>, pictures: bool) -> Result<Files, FilesError> {
    let mut files = Files::default();
    let manifest = Manifest {
        program: PROGRAM,
        version: env!("CARGO_PKG_VERSION"),
        verb: "calibrate",
        seed: contents.seed,
        repeat: contents.repeat,
        bases: contents.bases,
        inputs: contents.data,
    };
    files.add("manifest.json", json("manifest.json", &manifest)?);
    files.add("fit.json", json("fit.json", contents.calibration)?);
    files.table("survival.csv", |out| csv::write_survival(out, contents.calibration))?;
    if let Some(check) = &contents.calibration.check {
        files.table("check.csv", |out| csv::write_check(out, check))?;
    }
    if let Some(lab) = &contents.calibration.lab {
        files.table("baselines.csv", |out| csv::write_baselines(out, lab))?;
    }
    if !contents.calibration.segments.is_empty() {
        files.table("parameters.csv", |out| csv::write_parameters(out, contents.calibration))?;
        for (name, text) in scenario::texts(contents) {
            files.add(&name, text.into_bytes());
        }
    }
    let figures = if pictures { pictures::figures(contents)? } else { Vec::new() };
    for figure in &figures {
        files.add(&format!("charts/{}.png", figure.name), rasterise(figure)?);
    }
    files.add("report.html", page::page(contents, &figures).into_bytes());
    Ok(files)
}

fn json(name: &'static str, value: &impl Serialize) -> Result<Vec<u8>, FilesError> {
    let mut text = serde_json::to_vec_pretty(value).map_err(|e| FilesError::Json(name, e))?;
    text.push(b'\n');
    Ok(text)
}
