//! From what was read to a folder with segments, and words about them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::read::Read;
use super::{CalibrateArgs, told};
use crate::calibrate::intake::CustomerLifetimes;
use crate::calibrate::survival::{InactivityRule, RenewalWindow};
use crate::calibrate::{CalibrationSettings, Covariate, Lifetimes, Stage, Values, calibrate, calibrate_lifetimes};
use crate::cli::args::ScenarioArgs;
use crate::cli::exit::Exit;
use crate::cli::input::{self, Wrong, quote};
use crate::cohort::History;
use crate::config::presets::DEFAULT_SEGMENT;
use crate::report::calibration::{CalibrationContents, files, render};
use crate::report::write::RunFolder;
use crate::scenario::{Billing, Segment};

/// Noise that usage billing starts from where a segment is billed by contract (model section 0.1).
const NOISE: f64 = 0.08;
/// Contract terms that contract billing starts from where a segment is billed by usage (model section 0.8).
const TERMS: [f64; 3] = [0.85, 0.10, 0.05];

/// Fits, writes the folder and prints.
pub(super) fn fit(args: &CalibrateArgs, read: Read) -> anyhow::Result<Exit> {
    let like = input::load(&ScenarioArgs::default(), None, None)?.scenario;
    if let Some(name) = &args.like
        && !like.segments.iter().any(|s| s.id == *name)
    {
        let names: Vec<&str> = like.segments.iter().map(|s| s.id.as_str()).collect();
        return Err(Wrong::argument(format!("--like {name}: no such segment; there are {}", names.join(", "))).into());
    }
    let name = args.files[0].file_stem().map_or_else(|| "history".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let out = args.out.clone().unwrap_or_else(|| PathBuf::from("reports").join(format!("{name}-calibrated")));
    // a folder that may not be replaced is found out before anything is fitted
    let folder = RunFolder::begin(&out).map_err(input::refuse)?;
    let base = |segment: &str| base_segment(&like.segments, segment, args);
    let settings = settings(args);
    let calibration = match (&read.history, &read.customers) {
        (Some(history), customers) => {
            let lifetimes = customers.as_ref().map(|customers| with_segments(history, customers));
            let stage = Fitting::start();
            let done = calibrate(history, lifetimes.as_ref(), &like, &base, &settings, &mut |now| stage.see(now));
            stage.done();
            done
        }
        (None, Some(customers)) => calibrate_lifetimes(&customers.lifetimes, &settings.churn),
        (None, None) => return Err(Wrong::argument("there is nothing to calibrate").into()),
    };
    let segments: Vec<&str> = read.history.iter().flat_map(|h| h.segments.iter().map(String::as_str)).collect();
    let bases: Vec<String> = segments.iter().map(|s| base_name(&like.segments, s, args).to_owned()).collect();
    let currency = read.reports.iter().find_map(|r| r.format.currency.clone()).unwrap_or_else(|| like.currency.clone());
    let data = told::words(&read.reports, read.joined.as_ref());
    let repeat = repeat(args);
    let contents = CalibrationContents {
        name: &name,
        currency: &currency,
        calibration: &calibration,
        data: &data,
        bases: &bases,
        seed: args.seed,
        repeat: &repeat,
    };
    for (file, bytes) in files(&contents, !args.no_charts)?.iter() {
        folder.file(file, bytes).with_context(|| format!("cannot write {file}"))?;
    }
    let target = folder.target().display().to_string();
    let folder = folder.commit().with_context(|| format!("cannot move the results to {target}"))?;
    if args.json {
        let text = serde_json::to_string_pretty(&calibration).context("the fit cannot be written as JSON")?;
        return crate::cli::print((text + "\n").as_bytes());
    }
    let mut text = told::text(&read.reports, read.joined.as_ref());
    text.push_str(&render(&contents, &folder.display().to_string()));
    crate::cli::print(text.as_bytes())
}

fn settings(args: &CalibrateArgs) -> CalibrationSettings {
    let mut settings = CalibrationSettings { seed: args.seed, panels: args.panels, ..CalibrationSettings::default() };
    settings.rule = InactivityRule { silent_months: args.silent_months as usize, ..settings.rule };
    settings.usage.seed = args.seed;
    settings.lab.seed = args.seed;
    settings.churn.renewal = RenewalWindow { term: args.term, ..settings.churn.renewal };
    settings.churn.term_covariate.clone_from(&args.term_column);
    settings
}

/// Name of the segment that one of the history's stands on: the library's of that name, or the one asked for, or the middle one.
fn base_name<'a>(library: &'a [Segment], name: &str, args: &'a CalibrateArgs) -> &'a str {
    let same = library.iter().find(|s| s.id == name).map(|s| s.id.as_str());
    same.or(args.like.as_deref()).unwrap_or(DEFAULT_SEGMENT)
}

/// That segment, billed as asked for; one that bears the library's name is billed as the library's.
fn base_segment(library: &[Segment], name: &str, args: &CalibrateArgs) -> Segment {
    let base = base_name(library, name, args);
    let mut segment = library.iter().find(|s| s.id == base).unwrap_or(&library[0]).clone();
    segment.billing = match (args.contracts, segment.billing) {
        (true, Billing::Usage { .. }) => Billing::Contract { terms: TERMS },
        (false, Billing::Contract { .. }) if base != name => Billing::Usage { noise_sd: NOISE },
        (_, billing) => billing,
    };
    segment
}

/// Lifetimes with the segments of the panel, where the table does not say them itself.
fn with_segments(history: &History, customers: &CustomerLifetimes) -> Lifetimes {
    let mut lifetimes = customers.lifetimes.clone();
    if history.segments.len() < 2 || lifetimes.covariates.iter().any(|c| c.name == "segment") {
        return lifetimes;
    }
    let of: BTreeMap<&str, u16> = history.accounts.iter().map(String::as_str).zip(history.segment.iter().copied()).collect();
    let stranger = history.segments.len() as u16;
    let code = customers.accounts.iter().map(|account| of.get(account.as_str()).copied().unwrap_or(stranger)).collect();
    let names = history.segments.iter().cloned().chain(["(not in the panel)".to_owned()]).collect();
    lifetimes.covariates.push(Covariate { name: "segment".into(), values: Values::Category { names, code } });
    lifetimes
}

/// The command again.
fn repeat(args: &CalibrateArgs) -> String {
    let mut words = vec!["paylift".to_owned(), "calibrate".to_owned()];
    words.extend(args.files.iter().map(|file| quote(&file.display().to_string())));
    words.extend(args.intake.words());
    if let Some(like) = &args.like {
        words.push(format!("--like {}", quote(like)));
    }
    if args.contracts {
        words.push("--contracts".into());
    }
    words.push(format!("--silent-months {} --panels {} --seed {}", args.silent_months, args.panels, args.seed));
    words.join(" ")
}

/// What is being done, on a terminal.
struct Fitting(ProgressBar);

impl Fitting {
    fn start() -> Self {
        use std::io::IsTerminal;
        let bar = ProgressBar::with_draw_target(
            None,
            if std::io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() },
        );
        if let Ok(style) = ProgressStyle::with_template("{msg} · {elapsed}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    fn see(&self, stage: Stage) {
        self.0.set_message(match stage {
            Stage::Usage => "growth, noise and size".to_owned(),
            Stage::Churn => "churn".to_owned(),
            Stage::Segment(nth, all) => format!("segment {nth} of {all}: simulated until it looks like the history"),
            Stage::Check => "panels simulated from the fit are compared with the history".to_owned(),
            Stage::Lab => "baseline rules are compared".to_owned(),
        });
        self.0.tick();
    }

    fn done(&self) {
        self.0.finish_and_clear();
    }
}
