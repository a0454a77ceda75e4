//! `paylift report`: every table, picture and page of a saved run, drawn again without simulating.

use anyhow::Context;

use crate::compare::{find, summarise};
use crate::report::folder::{Contents, Files};
use crate::report::manifest::Manifest;
use crate::report::outcomes_file;
use crate::report::write::RunFolder;

use super::args::ReportArgs;
use super::exit::Exit;
use super::input::Wrong;

/// Redraws a run folder in place.
pub(super) fn redraw(args: &ReportArgs) -> anyhow::Result<Exit> {
    let read = |name: &str| std::fs::read(args.run_dir.join(name));
    let saved =
        read("manifest.json").map_err(|e| Wrong::argument(format!("{}: not a run folder (manifest.json: {e})", args.run_dir.display())))?;
    let manifest = Manifest::from_json(&saved).map_err(|e| Wrong::argument(format!("{}/manifest.json: {e}", args.run_dir.display())))?;
    let outcomes = read("outcomes.bin").map_err(|e| Wrong::argument(format!("{}/outcomes.bin: {e}", args.run_dir.display())))?;
    let result = outcomes_file::read_outcomes(&mut outcomes.as_slice())
        .map_err(|e| Wrong::argument(format!("{}/outcomes.bin: {e}", args.run_dir.display())))?;
    let scenario = &manifest.scenario;
    let summary = summarise(scenario, &result);
    let findings = find(scenario, &result, &summary);
    let contents = Contents { scenario, result: &result, summary: &summary, findings: &findings, manifest: &manifest };
    let folder = RunFolder::begin(&args.run_dir)?;
    let mut files = Files::of(&contents, !args.no_charts)?;
    if let Ok(provenance) = read("provenance.json") {
        files.add("provenance.json", provenance);
    }
    for (name, bytes) in files.iter() {
        folder.file(name, bytes).with_context(|| format!("cannot write {name}"))?;
    }
    let folder = folder.commit()?;
    super::print(format!("redrawn {}\n", folder.join("report.html").display()).as_bytes())
}
