//! From a result to the run folder and what is printed: the same whether the trials were lived here or elsewhere.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::Context;

use crate::compare::{find, summarise};
use crate::config::Loaded;
use crate::report::folder::{Contents, Files, write_rows};
use crate::report::json;
use crate::report::manifest::{Manifest, Provenance};
use crate::report::partial::Told;
use crate::report::terminal::{Links, render};
use crate::report::write::RunFolder;
use crate::scenario::{Goalpost, Scenario};
use crate::trial::{RunResult, StopReason};

use super::exit::Exit;

/// A finished run.
pub(super) struct Finish<'a> {
    pub loaded: &'a Loaded,
    pub result: &'a RunResult,
    /// What was typed.
    pub told: &'a Told,
    pub threads: Option<u16>,
    pub charts: bool,
    pub json: bool,
}

impl Finish<'_> {
    /// Writes the folder and prints.
    pub(super) fn write(&self, folder: RunFolder, started: Instant) -> anyhow::Result<Exit> {
        let (scenario, result) = (&self.loaded.scenario, self.result);
        let summary = summarise(scenario, result);
        let findings = find(scenario, result, &summary);
        let repeat = repeat_command(self.told, scenario);
        let why = why_command(self.told, scenario, result.base.seats.min(7), result.base.trials);
        let manifest = Manifest::of(self.loaded, result, &repeat, &why);
        let contents = Contents { scenario, result, summary: &summary, findings: &findings, manifest: &manifest };
        let mut files = Files::of(&contents, self.charts)?;
        files.add("provenance.json", provenance(started.elapsed(), self.threads).to_json()?);
        for (name, bytes) in files.iter() {
            folder.file(name, bytes).with_context(|| format!("cannot write {name}"))?;
        }
        write_rows(&contents, &folder)?;
        let target = folder.target().display().to_string();
        let folder = folder.commit().with_context(|| format!("cannot move the results to {target}"))?;

        if self.json {
            super::print(json::summary(&contents, &folder)?.as_bytes())?;
        } else {
            let links = Links {
                report: folder.join("report.html").display().to_string(),
                repeat,
                why,
                elapsed: Some(format!("{:.1} s", started.elapsed().as_secs_f64())),
            };
            super::print(render(scenario, result, &summary, &findings, &links).as_bytes())?;
        }
        Ok(if result.stop == StopReason::PrecisionNotReached { Exit::PrecisionNotMet } else { Exit::Done })
    }
}

/// When, where and how fast.
#[expect(clippy::disallowed_methods, reason = "the one file that may differ between identical runs")]
pub(super) fn provenance(elapsed: Duration, threads: Option<u16>) -> Provenance {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    Provenance::new(now, elapsed, threads, std::env::args().collect())
}

fn repeat_command(told: &Told, scenario: &Scenario) -> String {
    let mut words = vec!["paylift".to_owned(), "run".to_owned()];
    words.extend(told.words.iter().cloned());
    words.push(format!("--seed {}", scenario.run.seed));
    match scenario.run.goal {
        Goalpost::Trials(n) => words.push(format!("--trials {n}")),
        Goalpost::Precision { relative, .. } => words.push(format!("--precision {}%", relative * 100.0)),
    }
    words.join(" ")
}

fn why_command(told: &Told, scenario: &Scenario, seat: usize, trials: usize) -> String {
    let plan = scenario.plans.get(scenario.reference).map_or("", |p| p.id.as_str());
    let mut words = vec!["paylift".to_owned(), "explain".to_owned()];
    words.extend(told.words.iter().cloned());
    if told.seed {
        words.push(format!("--seed {}", scenario.run.seed));
    }
    words.push(format!("--plan {plan} --csm {seat} --trial {}", 212.min(trials.saturating_sub(1))));
    words.join(" ")
}
