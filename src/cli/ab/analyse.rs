//! `paylift ab analyse`: what an experiment shows.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::values::{parse_alpha, parse_number, parse_prior};
use super::written::{begin, finish};
use crate::cli::args::parse_whole;
use crate::cli::exit::Exit;
use crate::cli::input::{self, Wrong, quote};
use crate::config::{Date, Notes, Problem, Problems, Source};
use crate::experiment::analyse::intake::{Assigned, ColumnNames, IntakeSettings, read_data, read_payouts, sets_of};
use crate::experiment::analyse::{Data, Guardrail, Level, Settings, analyse};
use crate::experiment::assign::{self, Assignment};
use crate::experiment::bayes::Prior;
use crate::experiment::clustered::Estimand;
use crate::experiment::permutation::{Limits, PermutationError};
use crate::report::experiment::analyse::{AnalysisContents, files, render, summary};
use crate::report::manifest::Input;

/// What `ab analyse` is told.
#[derive(Debug, Clone, Args)]
pub(crate) struct AnalyseArgs {
    /// Outcomes (CSV: csm,arm,outcome[,account,pod,baseline,arr,exposed,date], a row an account; or a panel with a column `period`)
    pub data: PathBuf,
    /// The assignment, as `paylift ab assign` wrote it: arms, strata and what could have been dealt instead come from it
    #[arg(long, value_name = "FILE")]
    pub assignment: Option<PathBuf>,
    /// Who was given a plan; as the assignment says if left out, else the CSM
    #[arg(long, value_enum)]
    pub level: Option<LevelArg>,
    /// Name of the arm with today's plan; 0, A, control or today if left out, else the first by the alphabet
    #[arg(long, value_name = "ARM")]
    pub control: Option<String>,
    /// Whose average the headline is; accounts by regression and CSMs by permutation if left out
    #[arg(long, value_enum)]
    pub estimand: Option<EstimandArg>,
    /// Less of the outcome is better
    #[arg(long)]
    pub lower_is_better: bool,
    /// Column that must not get worse, and by how much it may: nps:-2 where more is better, churn:0.01 where less is; may be repeated
    #[arg(long, value_name = "COLUMN:MARGIN", value_parser = parse_guardrail)]
    pub guardrail: Vec<Guardrail>,
    /// What each CSM was paid (CSV: csm,payout, a row a CSM, or a row a CSM and quarter)
    #[arg(long, value_name = "FILE")]
    pub payout: Option<PathBuf>,
    /// Uplift at which the new plan's extra pay is earned back
    #[arg(long, value_name = "UPLIFT", value_parser = parse_number, allow_hyphen_values = true)]
    pub break_even: Option<f64>,
    /// What was believed of the uplift: flat, friebel (the public experiment) or MEAN,SD
    #[arg(long, value_name = "PRIOR", value_parser = parse_prior, allow_hyphen_values = true)]
    pub prior: Option<Prior>,
    /// Chance of a difference where there is none, two-sided
    #[arg(long, default_value = "0.05", value_parser = parse_alpha)]
    pub alpha: f64,
    /// First period of the new plan, for panels without a column `on`
    #[arg(long, value_name = "PERIOD")]
    pub start: Option<String>,
    /// First day of the experiment, for files with a date
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_date)]
    pub from: Option<Date>,
    /// Last day of the experiment
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_date)]
    pub to: Option<Date>,
    /// Last days of a quarter that count as its edge
    #[arg(long, value_name = "DAYS", default_value_t = 7, value_parser = clap::value_parser!(i64).range(1..=45))]
    pub edge_days: i64,
    /// Seed of what is drawn where assignments are too many to be counted
    #[arg(long, default_value_t = 1, value_parser = parse_whole::<u64>)]
    pub seed: u64,
    /// Folder to write; a folder that paylift wrote is replaced, any other is refused
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Leave out the pictures
    #[arg(long)]
    pub no_charts: bool,
    /// Print the result as JSON instead of text
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub columns: ColumnArgs,
}

/// Titles of columns, where they are not guessed; `none` for a column that is not to be used.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Columns (guessed from the header if left out; none: not used)")]
pub(crate) struct ColumnArgs {
    /// CSM
    #[arg(long, value_name = "COLUMN")]
    pub csm: Option<String>,
    /// Pod
    #[arg(long, value_name = "COLUMN")]
    pub pod: Option<String>,
    /// Account
    #[arg(long, value_name = "COLUMN")]
    pub account: Option<String>,
    /// Arm
    #[arg(long, value_name = "COLUMN")]
    pub arm: Option<String>,
    /// Outcome
    #[arg(long, value_name = "COLUMN")]
    pub outcome: Option<String>,
    /// The outcome before the start
    #[arg(long, value_name = "COLUMN")]
    pub baseline: Option<String>,
    /// Recurring revenue of the account
    #[arg(long, value_name = "COLUMN")]
    pub weight: Option<String>,
    /// Stratum inside which plans were assigned
    #[arg(long, value_name = "COLUMN", visible_alias = "strata")]
    pub stratum: Option<String>,
    /// Pair inside which plans were assigned
    #[arg(long, value_name = "COLUMN")]
    pub pair: Option<String>,
    /// Period of a panel
    #[arg(long, value_name = "COLUMN")]
    pub period: Option<String>,
    /// Whether the new plan was on in that period (0, 1)
    #[arg(long, value_name = "COLUMN")]
    pub on: Option<String>,
    /// Share of time under the new plan as lived (0 to 1)
    #[arg(long, value_name = "COLUMN")]
    pub exposed: Option<String>,
    /// Day of the booking
    #[arg(long, value_name = "COLUMN")]
    pub date: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LevelArg {
    /// A CSM with the whole book
    Csm,
    /// A pod with all its CSMs
    Pod,
    /// A part of each CSM's book
    Cohort,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EstimandArg {
    /// Every account counts the same
    Account,
    /// Every CSM counts the same
    Csm,
    /// Every unit of revenue counts the same
    Arr,
}

fn parse_date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|error: crate::config::NotInCalendar| error.to_string())
}

fn parse_guardrail(text: &str) -> Result<Guardrail, String> {
    let wrong = || "expected COLUMN:MARGIN such as nps:-2 (more is better) or churn:0.01 (less is better)".to_owned();
    let (column, margin) = text.rsplit_once(':').ok_or_else(wrong)?;
    let margin = parse_number(margin).map_err(|_| wrong())?;
    if margin == 0.0 || column.trim().is_empty() {
        return Err("the margin must not be 0: its sign says which way is worse".into());
    }
    Ok(Guardrail { column: column.trim().to_owned(), margin })
}

impl ColumnArgs {
    fn names(&self) -> ColumnNames {
        let Self { csm, pod, account, arm, outcome, baseline, weight, stratum, pair, period, on, exposed, date } = self.clone();
        ColumnNames { csm, pod, account, arm, outcome, baseline, weight, stratum, pair, period, on, exposed, date }
    }

    fn words(&self) -> Vec<(&'static str, Option<String>)> {
        let c = self.clone();
        vec![
            ("--csm", c.csm),
            ("--pod", c.pod),
            ("--account", c.account),
            ("--arm", c.arm),
            ("--outcome", c.outcome),
            ("--baseline", c.baseline),
            ("--weight", c.weight),
            ("--stratum", c.stratum),
            ("--pair", c.pair),
            ("--period", c.period),
            ("--on", c.on),
            ("--exposed", c.exposed),
            ("--date", c.date),
        ]
    }
}

impl AnalyseArgs {
    fn settings(&self) -> Settings {
        Settings {
            alpha: self.alpha,
            estimand: self.estimand.map(|e| match e {
                EstimandArg::Account => Estimand::Account,
                EstimandArg::Csm => Estimand::Csm,
                EstimandArg::Arr => Estimand::Arr,
            }),
            lower_is_better: self.lower_is_better,
            break_even: self.break_even,
            prior: self.prior,
            guardrails: self.guardrail.clone(),
            edge_days: self.edge_days,
            seed: self.seed,
        }
    }

    fn level(&self, assignment: Option<&Assignment>) -> Level {
        match (self.level, assignment.map(|a| a.level)) {
            (Some(LevelArg::Csm), _) | (None, None | Some(assign::Level::Csm)) => Level::Csm,
            (Some(LevelArg::Pod), _) | (None, Some(assign::Level::Pod)) => Level::Pod,
            (Some(LevelArg::Cohort), _) | (None, Some(assign::Level::Cohort)) => Level::Cohort,
        }
    }

    /// The command that repeats it.
    fn repeat(&self) -> String {
        let mut words = vec!["paylift".to_owned(), "ab".into(), "analyse".into(), quote(&self.data.display().to_string())];
        let name = |value: Option<clap::builder::PossibleValue>| value.map(|v| v.get_name().to_owned());
        let defaults = Settings::default();
        let mut flags = vec![
            ("--assignment", self.assignment.as_ref().map(|p| p.display().to_string())),
            ("--level", self.level.and_then(|level| name(level.to_possible_value()))),
            ("--control", self.control.clone()),
            ("--payout", self.payout.as_ref().map(|p| p.display().to_string())),
            ("--estimand", self.estimand.and_then(|e| name(e.to_possible_value()))),
            ("--break-even", self.break_even.map(|x| x.to_string())),
            ("--prior", self.prior.map(|prior| prior.moments().map_or_else(|| "flat".into(), |(mean, sd)| format!("{mean},{sd}")))),
            ("--alpha", Some(self.alpha.to_string()).filter(|_| self.alpha != defaults.alpha)),
            ("--start", self.start.clone()),
            ("--from", self.from.map(|d| d.to_string())),
            ("--to", self.to.map(|d| d.to_string())),
            ("--edge-days", Some(self.edge_days.to_string()).filter(|_| self.edge_days != defaults.edge_days)),
        ];
        flags.extend(self.columns.words());
        flags.extend(self.guardrail.iter().map(|g| ("--guardrail", Some(format!("{}:{}", g.column, g.margin)))));
        flags.push(("--seed", Some(self.seed.to_string())));
        for (flag, value) in flags {
            if let Some(value) = value {
                words.extend([flag.to_owned(), quote(&value)]);
            }
        }
        if self.lower_is_better {
            words.push("--lower-is-better".into());
        }
        words.join(" ")
    }
}

/// Reads, analyses, writes and prints.
pub(super) fn run(args: &AnalyseArgs) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let settings = args.settings();
    let name = args.data.display().to_string();
    let source = Source::read(&args.data, &name).map_err(|p| Wrong::problems(&Problems::from(p)))?;
    let mut inputs = vec![Input { name: name.clone(), sha256: source.sha256() }];
    let (data, assignment) = read(args, &source, &settings, &mut inputs)?;
    let folder = begin(args.out.as_ref(), "ab analyse")?;
    let wrong = |error: PermutationError| Wrong::argument(input::error_chain(&error));
    let limits = Limits { seed: settings.seed, ..Limits::default() };
    let sets = match assignment.filter(|_| data.level != Level::Cohort) {
        Some(assignment) => sets_of(&assignment, &data, limits).map_err(wrong)?,
        None => Vec::new(),
    };
    let analysis = analyse(&data, &settings, &sets).map_err(wrong)?;
    let repeat = args.repeat();
    let contents = AnalysisContents { data: &data, settings: &settings, analysis: &analysis, inputs: &inputs, repeat: &repeat };
    let folder = finish(folder, files(&contents, !args.no_charts)?, started, None)?;
    if args.json {
        crate::cli::print(summary(&contents)?.as_bytes())?;
    } else {
        crate::cli::print(render(&contents, &folder.display().to_string()).as_bytes())?;
    }
    Ok(if analysis.cannot_tell() { Exit::CannotTell } else { Exit::Done })
}

/// Reads all files, with all problems of all of them at once.
fn read(
    args: &AnalyseArgs,
    source: &Arc<Source>,
    settings: &Settings,
    inputs: &mut Vec<Input>,
) -> anyhow::Result<(Data, Option<Assignment>)> {
    let notes = Notes::new();
    let columns = args.columns.names();
    if args.columns.stratum.is_some() && args.columns.pair.is_some() {
        notes.problem(Problem::without_place("--stratum and --pair: plans are assigned inside one of them"));
    }
    let file = args.assignment.as_ref().and_then(|path| open(path, inputs, &notes));
    let assignment = file.as_ref().and_then(|file| Assignment::read(file, &notes));
    let assigned = assignment.as_ref().zip(file.as_ref()).map(|(a, file)| Assigned::of(a, &file.name));
    let intake = IntakeSettings {
        columns: &columns,
        level: args.level(assignment.as_ref()),
        control: args.control.as_deref().or_else(|| assignment.as_ref().and_then(|a| a.arms.first()).map(String::as_str)),
        guardrails: &settings.guardrails,
        start: args.start.as_deref(),
        from: args.from,
        to: args.to,
        assigned: assigned.as_ref(),
        notes: &notes,
    };
    let mut data = read_data(source, &intake);
    if let Some(paid) = args.payout.as_ref().and_then(|path| open(path, inputs, &notes)) {
        data = data.map(|data| Data { payout: read_payouts(&paid, &data, &notes), ..data });
    }
    notes.finish().map_err(|problems| Wrong::problems(&problems))?;
    Ok((data.context("the files were read without a problem, but nothing came of it")?, assignment))
}

/// Reads one file more; one that cannot be read becomes a problem.
fn open(path: &Path, inputs: &mut Vec<Input>, notes: &Notes) -> Option<Arc<Source>> {
    let name = path.display().to_string();
    match Source::read(path, &name) {
        Ok(source) => {
            inputs.push(Input { name, sha256: source.sha256() });
            Some(source)
        }
        Err(problem) => {
            notes.problem(problem);
            None
        }
    }
}
