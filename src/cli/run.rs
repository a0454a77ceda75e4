//! `paylift run`: simulate, write the run folder, print the decision.

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::report::partial::{Configuration, Told};
use crate::report::write::RunFolder;
use crate::trial::{self, RunOptions, StopReason};

use super::args::RunArgs;
use super::exit::Exit;
use super::finish::Finish;
use super::input::{self, Wrong};
use super::progress::Watch;
use super::spread_args::Trials;
use super::unfinished::Unfinished;
use super::{shard, tell};

/// Runs what the arguments say.
pub(super) fn run(args: &RunArgs) -> anyhow::Result<Exit> {
    if args.spread.partial.is_some() || args.spread.partial_dir.is_some() {
        return shard::run(args);
    }
    let trials = match (&args.trials, args.precision) {
        (Some(Trials::Range(_)), _) => {
            let message = "--trials A..B is a part of a run: say where to with --partial or --partial-dir";
            return Err(Wrong::argument(message).into());
        }
        (Some(_), Some(_)) => return Err(Wrong::argument("--precision and --trials both say when to stop: keep one").into()),
        (trials, _) => trials.as_ref().map(|trials| trials.range().end),
    };
    let loaded = input::load(&args.scenario, trials, args.precision)?;
    let scenario = &loaded.scenario;
    let out = args.out.clone().unwrap_or_else(|| default_folder(&scenario.name));
    let told = Told::of(&loaded, input::repeat(&args.scenario), args.scenario.seed.is_some());
    // from here on Ctrl-C takes back what was begun
    let mut watch = Watch::over(scenario, scenario.run.goal.max_trials());
    // a folder that may not be replaced is found out before an hour of simulation, not after
    let folder = RunFolder::begin(&out).map_err(input::refuse)?;
    for (plan, reason) in &loaded.left_out {
        tell(&format!("note: {plan} is left out: {reason}\n"));
    }
    let mut unfinished = Unfinished::beside(&out, folder.spool(), Configuration::of(scenario)?, told.clone(), args)?;

    let started = Instant::now();
    let options = RunOptions { threads: args.threads.map(usize::from), isa: args.isa, ..RunOptions::default() };
    let outcome = trial::run_kept(scenario, options, &mut unfinished, &mut |checkpoint| watch.see(checkpoint));
    watch.done();
    let result = outcome.map_err(|error| Wrong::argument(input::error_chain(&error)))?;
    if result.stop == StopReason::Interrupted {
        tell(&unfinished.interrupted());
        return Ok(Exit::Interrupted);
    }
    let finish = Finish { loaded: &loaded, result: &result, told: &told, threads: args.threads, charts: !args.no_charts, json: args.json };
    let exit = finish.write(folder, started)?;
    unfinished.remove();
    Ok(exit)
}

/// `reports/` and the scenario's name as a folder name.
pub(super) fn default_folder(name: &str) -> PathBuf {
    let mut slug = String::new();
    for c in name.chars() {
        if c.is_alphanumeric() {
            slug.extend(c.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    Path::new("reports").join(if slug.is_empty() { "run" } else { slug })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_folder_is_named_after_the_scenario() {
        assert_eq!(default_folder("Meterline"), Path::new("reports/meterline"));
        assert_eq!(default_folder("ACME / Q3 (draft)"), Path::new("reports/acme-q3-draft"));
        assert_eq!(default_folder("../.."), Path::new("reports/run"));
    }
}
