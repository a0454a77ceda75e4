//! `paylift ab monitor`: stop or go on at this look.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use clap::{Args, ValueEnum};

use super::values::{parse_positive, parse_share};
use super::written::{begin, finish};
use crate::config::{Notes, Place, Source};
use crate::experiment::monitor::{Fractions, LookColumns, MonitorSettings, monitor, read_looks};
use crate::experiment::sequential::{Decision, Spending};
use crate::report::experiment::monitor::{MonitorContents, files, render, summary};
use crate::report::manifest::Input;

use super::super::exit::Exit;
use super::super::input::{Wrong, quote};

/// What `ab monitor` is told.
#[derive(Debug, Clone, Args)]
pub(crate) struct MonitorArgs {
    /// Outcomes so far (CSV: look,csm,arm[,account],outcome); or a file for each look, without the column look
    #[arg(required = true, value_name = "LOOKS")]
    pub files: Vec<PathBuf>,
    /// Looks planned in all
    #[arg(long, default_value = "8", value_parser = clap::value_parser!(u16).range(1..=200))]
    pub looks: u16,
    /// Share of the information that each look counts for; planned if --icc is given, else equal
    #[arg(long, value_name = "HOW")]
    pub fractions: Option<FractionsArg>,
    /// How alpha is spent over the looks
    #[arg(long, default_value = "obf", value_name = "HOW")]
    pub spend: SpendArg,
    /// Let the interval that holds at every look decide: looks need no plan, and it takes longer
    #[arg(long)]
    pub always_valid: bool,
    /// Stop too where a difference would be shown with less than this probability if things go on as they do
    #[arg(long, value_name = "SHARE", num_args = 0..=1, default_missing_value = "0.1", value_parser = parse_share)]
    pub futility: Option<f64>,
    /// Two-sided alpha
    #[arg(long, default_value = "0.05", value_parser = parse_share)]
    pub alpha: f64,
    /// Correlation of outcomes within a CSM's book, for planned and true shares
    #[arg(long, value_name = "SHARE", value_parser = parse_share)]
    pub icc: Option<f64>,
    /// Accounts of each CSM judged a look; as in the first look if left out
    #[arg(long, value_name = "N", value_parser = parse_positive)]
    pub accounts: Option<f64>,
    /// Standard deviation of the outcome between accounts, for true shares; as in the first look if left out
    #[arg(long, value_name = "SD", value_parser = parse_positive)]
    pub sd: Option<f64>,
    /// Information (1 / standard error²) at which the always-valid interval is narrowest
    #[arg(long, value_name = "INFORMATION", value_parser = parse_positive)]
    pub tuned_at: Option<f64>,
    /// Arm with today's plan; else the first of 0, A, control, today
    #[arg(long, value_name = "ARM")]
    pub control: Option<String>,
    /// Column of looks
    #[arg(long, value_name = "COLUMN")]
    pub look: Option<String>,
    /// Column of CSMs
    #[arg(long, value_name = "COLUMN")]
    pub csm: Option<String>,
    /// Column of accounts
    #[arg(long, value_name = "COLUMN")]
    pub account: Option<String>,
    /// Column of arms
    #[arg(long, value_name = "COLUMN")]
    pub arm: Option<String>,
    /// Column of the outcome
    #[arg(long, value_name = "COLUMN")]
    pub outcome: Option<String>,
    /// Folder to write; a folder that paylift wrote is replaced, any other is refused
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Leave out the picture
    #[arg(long)]
    pub no_charts: bool,
    /// Print the result as JSON instead of text
    #[arg(long)]
    pub json: bool,
}

/// `--fractions`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FractionsArg {
    /// From the intraclass correlation: early quarters count more
    Planned,
    /// Every look alike
    Equal,
    /// The information really seen
    True,
}

/// `--spend`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SpendArg {
    /// Like O'Brien & Fleming: hardly anything early
    Obf,
    /// Like Pocock: evenly
    Pocock,
}

/// Looks.
pub(super) fn run(args: &MonitorArgs) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let settings = settings(args);
    let notes = Notes::new();
    if let Err(error) = settings.check() {
        notes.problem(Place::flag("--fractions").problem(error.to_string()));
    }
    let mut sources: Vec<Arc<Source>> = Vec::new();
    for path in &args.files {
        match Source::read(path, &path.display().to_string()) {
            Ok(source) => sources.push(source),
            Err(problem) => notes.problem(problem),
        }
    }
    let columns = LookColumns {
        look: args.look.clone(),
        csm: args.csm.clone(),
        account: args.account.clone(),
        arm: args.arm.clone(),
        outcome: args.outcome.clone(),
        control: args.control.clone(),
    };
    let stream = if sources.len() == args.files.len() { read_looks(&sources, &columns, &notes) } else { None };
    if let Some(stream) = stream.as_ref().filter(|stream| stream.looks.len() > settings.looks) {
        let message = format!("{} looks in the data, {} planned", stream.looks.len(), settings.looks);
        notes.problem(
            Place::flag("--looks").problem(message).allowed("as many as were planned before the first: the plan cannot grow with the data"),
        );
    }
    notes.finish().map_err(|problems| Wrong::problems(&problems))?;
    let Some(stream) = stream else { return Err(Wrong::argument("nothing was read").into()) };

    let monitored = monitor(&stream, &settings);
    let folder = begin(args.out.as_ref(), "ab monitor")?;
    let inputs: Vec<Input> = sources.iter().map(|source| Input { name: source.name.clone(), sha256: source.sha256() }).collect();
    let repeat = repeat(args);
    let contents = MonitorContents {
        name: &sources[0].name,
        stream: &stream,
        settings: &settings,
        monitored: &monitored,
        inputs: &inputs,
        repeat: &repeat,
    };
    let folder = finish(folder, files(&contents, !args.no_charts)?, started, None)?;
    if args.json {
        super::super::print(summary(&contents, &folder)?.as_bytes())?;
    } else {
        super::super::print(render(&contents, &folder.join("monitor.html").display().to_string()).as_bytes())?;
    }
    Ok(if monitored.decision() == Decision::Futile { Exit::CannotTell } else { Exit::Done })
}

fn settings(args: &MonitorArgs) -> MonitorSettings {
    let fractions = match (args.fractions, args.icc) {
        (Some(FractionsArg::Equal), _) | (None, None) => Fractions::Equal,
        (Some(FractionsArg::Planned), _) | (None, Some(_)) => Fractions::Planned,
        (Some(FractionsArg::True), _) => Fractions::Seen,
    };
    MonitorSettings {
        looks: usize::from(args.looks),
        fractions,
        spending: if args.spend == SpendArg::Obf { Spending::OBrienFleming } else { Spending::Pocock },
        alpha: args.alpha,
        futility: args.futility,
        always_valid: args.always_valid,
        icc: args.icc,
        accounts: args.accounts,
        sd: args.sd,
        tuned_at: args.tuned_at,
    }
}

/// The command that repeats it.
fn repeat(args: &MonitorArgs) -> String {
    let mut words: Vec<String> = vec!["paylift".into(), "ab".into(), "monitor".into()];
    words.extend(args.files.iter().map(|file| quote(&file.display().to_string())));
    let fractions = args.fractions.and_then(|f| f.to_possible_value().map(|v| v.get_name().to_owned()));
    let number = |x: Option<f64>| x.map(|x| x.to_string());
    let flags = [
        ("--looks", Some(args.looks.to_string())),
        ("--fractions", fractions),
        ("--spend", (args.spend == SpendArg::Pocock).then(|| "pocock".to_owned())),
        ("--futility", number(args.futility)),
        ("--alpha", (args.alpha != 0.05).then(|| args.alpha.to_string())),
        ("--icc", number(args.icc)),
        ("--accounts", number(args.accounts)),
        ("--sd", number(args.sd)),
        ("--tuned-at", number(args.tuned_at)),
        ("--control", args.control.clone()),
        ("--look", args.look.clone()),
        ("--csm", args.csm.clone()),
        ("--account", args.account.clone()),
        ("--arm", args.arm.clone()),
        ("--outcome", args.outcome.clone()),
    ];
    for (flag, value) in flags {
        words.extend(value.into_iter().flat_map(|value| [flag.to_owned(), quote(&value)]));
    }
    if args.always_valid {
        words.push("--always-valid".into());
    }
    words.join(" ")
}
