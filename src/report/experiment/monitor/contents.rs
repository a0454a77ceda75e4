//! The files of a monitor's folder.

use super::{csv, json, page, picture};
use crate::experiment::monitor::{MonitorSettings, Monitored, Stream};
use crate::report::chart::rasterise;
use crate::report::folder::{Files, FilesError};
use crate::report::manifest::{Input, PROGRAM};

/// Everything a monitor shows.
#[derive(Clone, Copy)]
pub struct MonitorContents<'a> {
    /// Name of the first file.
    pub name: &'a str,
    /// What was read.
    pub stream: &'a Stream,
    /// The plan of looks.
    pub settings: &'a MonitorSettings,
    /// What came out.
    pub monitored: &'a Monitored,
    /// Files that were read.
    pub inputs: &'a [Input],
    /// The command that repeats it.
    pub repeat: &'a str,
}

/// All files but provenance; without `pictures`, the page has tables only.
///
/// # Errors
/// A file that cannot be made, by name.
pub fn files(contents: &MonitorContents<'_>, pictures: bool) -> Result<Files, FilesError> {
    let mut files = Files::default();
    let manifest = serde_json::json!({
        "program": PROGRAM, "version": env!("CARGO_PKG_VERSION"), "verb": "ab monitor",
        "repeat": contents.repeat, "inputs": contents.inputs,
    });
    files.add("manifest.json", pretty("manifest.json", &manifest)?);
    files.add("monitor.json", pretty("monitor.json", &json::value(contents))?);
    files.table("looks.csv", |out| csv::write_looks(out, contents))?;
    let figure = if pictures { picture::draw(contents)? } else { None };
    if let Some(figure) = &figure {
        files.add(&format!("charts/{}.svg", figure.name), figure.svg.clone().into_bytes());
        files.add(&format!("charts/{}.png", figure.name), rasterise(figure)?);
    }
    files.add("monitor.html", page::page(contents, figure.as_ref()).into_bytes());
    Ok(files)
}

fn pretty(name: &'static str, value: &serde_json::Value) -> Result<Vec<u8>, FilesError> {
    let mut text = serde_json::to_vec_pretty(value).map_err(|e| FilesError::Json(name, e))?;
    text.push(b'\n');
    Ok(text)
}
