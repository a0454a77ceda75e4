//! `paylift init`: commented files to start from, filled in by the flags.
//!
//! A [`team::Team`] is made of the flags and the [`past`]; [`draft`] writes the texts; a [`site::Site`] puts them in place, all
//! or none, and never over a file that is there.

mod draft;
mod past;
mod site;
mod team;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::args::InitArgs;
use super::exit::Exit;
use super::input::{self, Wrong};

use draft::Draft;
use past::Past;
use site::{Site, SiteError};
use team::Team;

/// Writes the files and says what to do next.
pub(super) fn init(args: &InitArgs) -> anyhow::Result<Exit> {
    let past = match &args.history {
        Some(file) => Some(Past::read(file, input::columns(&args.columns)?)?),
        None => None,
    };
    let team = Team::of(args, past.as_ref()).map_err(Wrong::argument)?;
    let names = draft::names(&team);
    let site = Site::claim(&args.dir, &names).map_err(refuse)?;
    let history = past.as_ref().map(|past| past.seen_from(&site.folder()?)).transpose()?;
    let draft = Draft { name: company(&args.dir), args, team: &team, past: past.as_ref(), history };
    site.write(&draft.texts()?)?;
    super::print(said(&args.dir, &names, past.as_ref()).as_bytes())
}

/// What cannot be written because of what is there is the user's to mend.
fn refuse(error: SiteError) -> anyhow::Error {
    match error {
        SiteError::Io { .. } => error.into(),
        _ => Wrong::argument(error).into(),
    }
}

/// The folder's own name, as the company's to start from.
fn company(dir: &Path) -> String {
    let name = dir.file_name().map(|name| name.to_string_lossy().into_owned());
    name.filter(|name| name.chars().all(|c| !c.is_control())).unwrap_or_else(|| "My company".into())
}

fn said(dir: &Path, names: &[PathBuf], past: Option<&Past>) -> String {
    let mut text = String::new();
    for sentence in past.iter().flat_map(|past| past.report.sentences()) {
        let _ = writeln!(text, "{sentence}");
    }
    let what = |name: &Path| match name.parent().and_then(Path::to_str) {
        Some("plans") => "a plan: put today's there",
        Some("segments") => "a kind of customers and its targets",
        _ if name.extension().is_some_and(|e| e == "csv") => "the people: a row each",
        _ => "what is asked; names the other files",
    };
    let paths: Vec<String> = names.iter().map(|name| shown(dir, name)).collect();
    let width = paths.iter().map(|p| p.chars().count()).max().unwrap_or(0);
    for (name, path) in names.iter().zip(&paths) {
        let _ = writeln!(text, "written  {path:width$}  {}", what(name));
    }
    let scenario = input::quote(&shown(dir, Path::new(draft::SCENARIO)));
    let _ = writeln!(text, "next     paylift check {scenario}");
    let _ = writeln!(text, "         paylift run {scenario}");
    text
}

/// A file of the folder as typed from here.
fn shown(dir: &Path, name: &Path) -> String {
    if dir == Path::new(".") { name.display().to_string() } else { dir.join(name).display().to_string() }
}
