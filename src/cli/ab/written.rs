//! From files to a folder, for the verbs of an experiment.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context;

use crate::cli::finish::provenance;
use crate::cli::input::{quote, refuse};
use crate::cli::run::default_folder;
use crate::report::folder::Files;
use crate::report::write::RunFolder;

/// Begins the folder: the one asked for, or one named after `name`. A folder that may not be replaced is found out here, before any work.
pub(super) fn begin(out: Option<&PathBuf>, name: &str) -> anyhow::Result<RunFolder> {
    let out = out.cloned().unwrap_or_else(|| default_folder(name));
    RunFolder::begin(&out).map_err(refuse)
}

/// Writes the folder whole, with its provenance, and tells where it is.
pub(super) fn finish(folder: RunFolder, mut files: Files, started: Instant, threads: Option<u16>) -> anyhow::Result<PathBuf> {
    files.add("provenance.json", provenance(started.elapsed(), threads).to_json()?);
    for (name, bytes) in files.iter() {
        folder.file(name, bytes).with_context(|| format!("cannot write {name}"))?;
    }
    let target = folder.target().display().to_string();
    folder.commit().with_context(|| format!("cannot move the results to {target}"))
}

/// The command that repeats this one: as typed, but for where results go and how they are printed.
pub(super) fn repeat() -> String {
    let mut words = vec!["paylift".to_owned()];
    let mut skip = false;
    for word in std::env::args().skip(1) {
        if std::mem::take(&mut skip) || word == "--json" || word == "--no-charts" || word.starts_with("--out=") {
            continue;
        }
        skip = word == "--out";
        if !skip {
            words.push(quote(&word));
        }
    }
    words.join(" ")
}
