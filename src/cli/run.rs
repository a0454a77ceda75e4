//! `paylift run`: simulate, write the run folder, print the decision.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::Context;

use crate::compare::{find, summarise};
use crate::report::folder::{Contents, Files};
use crate::report::json;
use crate::report::manifest::{Manifest, Provenance};
use crate::report::terminal::{Links, render};
use crate::report::write::{RunFolder, WriteError};
use crate::scenario::{Goalpost, Scenario};
use crate::trial::{self, RunOptions, StopReason};

use super::args::RunArgs;
use super::exit::Exit;
use super::input::{self, Extent, Wrong};
use super::progress::Watch;

/// Runs what the arguments say.
pub(super) fn run(args: &RunArgs) -> anyhow::Result<Exit> {
    let loaded = input::load(&args.scenario, Extent { trials: args.trials, precision: args.precision, payouts_only: args.payouts_only })?;
    let scenario = &loaded.scenario;
    let out = args.out.clone().unwrap_or_else(|| default_folder(&scenario.name));
    // from here on Ctrl-C takes back what was begun
    let mut watch = Watch::over(scenario);
    // a folder that may not be replaced is found out before an hour of simulation, not after
    let folder = RunFolder::begin(&out).map_err(refuse)?;
    for (plan, reason) in &loaded.left_out {
        tell(&format!("note: {plan} is left out: {reason}\n"));
    }

    let started = Instant::now();
    let options = RunOptions { threads: args.threads.map(usize::from), ..RunOptions::default() };
    let outcome = trial::run(scenario, options, &mut |checkpoint| watch.see(checkpoint));
    watch.done();
    let result = outcome.map_err(|error| Wrong::argument(error_chain(&error)))?;
    if result.stop == StopReason::Interrupted {
        tell("interrupted: nothing was written\n");
        return Ok(Exit::Interrupted);
    }

    let summary = summarise(scenario, &result);
    let findings = find(scenario, &result, &summary);
    let repeat = repeat_command(args, scenario);
    let why = why_command(args, scenario, result.base.seats.min(7), result.base.trials);
    let manifest = Manifest::of(&loaded, &result, &repeat, &why);
    let contents = Contents { scenario, result: &result, summary: &summary, findings: &findings, manifest: &manifest };
    let mut files = Files::of(&contents, !args.no_charts)?;
    files.add("provenance.json", provenance(started.elapsed(), args.threads).to_json()?);
    for (name, bytes) in files.iter() {
        folder.file(name, bytes).with_context(|| format!("cannot write {name}"))?;
    }
    let folder = folder.commit().with_context(|| format!("cannot move the results to {}", out.display()))?;

    if args.json {
        super::print(json::summary(&contents, &folder)?.as_bytes())?;
    } else {
        let links = Links {
            report: folder.join("report.html").display().to_string(),
            repeat,
            why,
            elapsed: Some(format!("{:.1} s", started.elapsed().as_secs_f64())),
        };
        super::print(render(scenario, &result, &summary, &findings, &links).as_bytes())?;
    }
    Ok(if result.stop == StopReason::PrecisionNotReached { Exit::PrecisionNotMet } else { Exit::Done })
}

/// When, where and how fast.
#[expect(clippy::disallowed_methods, reason = "the one file that may differ between identical runs")]
fn provenance(elapsed: Duration, threads: Option<u16>) -> Provenance {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    Provenance::new(now, elapsed, threads, std::env::args().collect())
}

/// `reports/` and the scenario's name as a folder name.
fn default_folder(name: &str) -> PathBuf {
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

fn repeat_command(args: &RunArgs, scenario: &Scenario) -> String {
    let mut words = vec!["paylift".to_owned(), "run".to_owned()];
    words.extend(input::repeat(&args.scenario));
    words.push(format!("--seed {}", scenario.run.seed));
    match scenario.run.goal {
        Goalpost::Trials(n) => words.push(format!("--trials {n}")),
        Goalpost::Precision { relative, .. } => words.push(format!("--precision {}%", relative * 100.0)),
    }
    if scenario.run.payouts_only && args.payouts_only {
        words.push("--payouts-only".to_owned());
    }
    words.join(" ")
}

fn why_command(args: &RunArgs, scenario: &Scenario, seat: usize, trials: usize) -> String {
    let plan = scenario.plans.get(scenario.reference).map_or("", |p| p.id.as_str());
    let mut words = vec!["paylift".to_owned(), "explain".to_owned()];
    words.extend(input::repeat(&args.scenario));
    if args.scenario.seed.is_some() {
        words.push(format!("--seed {}", scenario.run.seed));
    }
    words.push(format!("--plan {plan} --csm {seat} --trial {}", 212.min(trials.saturating_sub(1))));
    words.join(" ")
}

fn refuse(error: WriteError) -> anyhow::Error {
    if error.is_refusal() { Wrong::argument(error).into() } else { error.into() }
}

fn error_chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        source = inner.source();
    }
    text
}

/// Words to the person at the terminal that are no results.
fn tell(text: &str) {
    use std::io::Write;
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
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
