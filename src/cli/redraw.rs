//! `paylift report`: every table, picture and page of a saved run, drawn again without simulating.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use anyhow::Context;

use crate::compare::{find, summarise};
use crate::report::backtest::BacktestManifest;
use crate::report::folder::{Contents, Files, write_rows};
use crate::report::manifest::Manifest;
use crate::report::outcomes_file;
use crate::report::write::RunFolder;
use crate::scenario::Scenario;
use crate::trial::{Outcomes, RunResult, Spool};

use super::args::ReportArgs;
use super::exit::Exit;
use super::input::Wrong;

/// Redraws a run folder in place.
pub(super) fn redraw(args: &ReportArgs) -> anyhow::Result<Exit> {
    let dir = args.run_dir.display();
    let read = |name: &str| std::fs::read(args.run_dir.join(name));
    let saved = read("manifest.json").map_err(|e| Wrong::argument(no_run(&args.run_dir, &e)))?;
    if serde_json::from_slice::<BacktestManifest>(&saved).is_ok() {
        return Err(Wrong::argument(format!("{dir}: the folder of a backtest is not redrawn; paylift backtest writes it again")).into());
    }
    let manifest = Manifest::from_json(&saved).map_err(|e| Wrong::argument(format!("{dir}/manifest.json: {e}")))?;
    let outcomes = File::open(args.run_dir.join("outcomes.bin")).map_err(|e| match e.kind() {
        io::ErrorKind::NotFound => Wrong::argument(format!("{dir}/outcomes.bin is missing: run it again")),
        _ => Wrong::argument(format!("{dir}/outcomes.bin: {e}")),
    })?;
    let beside = args.run_dir.parent().filter(|parent| parent.is_dir()).unwrap_or(Path::new("."));
    let result = outcomes_file::read_long_outcomes(&mut BufReader::new(outcomes), &Spool::in_folder(beside))
        .map_err(|e| Wrong::argument(format!("{dir}/outcomes.bin: {e}")))?;
    let scenario = &manifest.scenario;
    if !belong_together(scenario, &result) {
        return Err(Wrong::argument(format!("{dir}: manifest.json and outcomes.bin are of different runs")).into());
    }
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
    write_rows(&contents, &folder)?;
    let folder = folder.commit()?;
    super::print(format!("redrawn {}\n", folder.join("report.html").display()).as_bytes())
}

/// Whether the outcomes have the shape of the scenario's.
fn belong_together(scenario: &Scenario, result: &RunResult) -> bool {
    let fits = |o: &Outcomes| (o.plans, o.seats, o.quarters) == (scenario.plans.len(), scenario.roster.len(), scenario.quarters());
    let stress = result.stress.iter().map(|s| s.id.as_str()).eq(scenario.stress.iter().map(|s| s.id.as_str()));
    stress && fits(&result.base) && result.stress.iter().chain(&result.people).all(|s| fits(&s.outcomes))
}

/// Why a folder without a manifest is no saved run.
fn no_run(dir: &Path, error: &io::Error) -> String {
    let why = match error.kind() {
        io::ErrorKind::NotFound if !dir.exists() => "there is no such folder".to_owned(),
        io::ErrorKind::NotFound => "it has no manifest.json: not the folder of a run".to_owned(),
        io::ErrorKind::NotADirectory => "it is a file; name the folder that a run wrote".to_owned(),
        _ => error.to_string(),
    };
    format!("{}: {why}", dir.display())
}
