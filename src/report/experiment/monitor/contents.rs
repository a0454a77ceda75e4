//! The files of a monitor's folder.

use super::{csv, json, page, picture};
use crate::experiment::monitor::{MonitorSettings, Monitored, Stream};
use crate::report::experiment::manifest::Manifest;
use crate::report::folder::{Files, FilesError};
use crate::report::manifest::Input;

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
    files.json("manifest.json", &Manifest::of("ab monitor", contents.repeat, contents.inputs))?;
    files.json("monitor.json", &json::value(contents))?;
    files.table("looks.csv", |out| csv::write_looks(out, contents))?;
    let figure = if pictures { picture::draw(contents)? } else { None };
    if let Some(figure) = &figure {
        files.picture(figure.name, figure)?;
    }
    files.add("monitor.html", page::page(contents, figure.as_ref()).into_bytes());
    Ok(files)
}
