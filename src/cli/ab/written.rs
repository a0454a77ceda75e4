//! From files to a folder, for the verbs that plan an experiment.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context;

use super::design_args::OutArgs;
use crate::cli::finish::provenance;
use crate::cli::input::{quote, refuse};
use crate::cli::run::default_folder;
use crate::report::folder::Files;
use crate::report::write::RunFolder;

/// Writes the folder whole: the one asked for, or one named after the verb.
pub(super) fn write(args: &OutArgs, verb: &str, mut files: Files, started: Instant) -> anyhow::Result<PathBuf> {
    let out = args.out.clone().unwrap_or_else(|| default_folder(verb));
    let folder = RunFolder::begin(&out).map_err(refuse)?;
    files.add("provenance.json", provenance(started.elapsed(), None).to_json()?);
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
