//! `paylift ab assign`: who gets which plan.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::values::parse_share;
use super::written::{begin, finish};
use crate::cli::args::parse_whole;
use crate::cli::exit::Exit;
use crate::cli::input::{self, Wrong, quote};
use crate::config::{Notes, Problem, Problems, Source};
use crate::experiment::assign::{Assignment, Deal, Level, Method, RosterColumns, balance, deal, pay_gap, read_roster};
use crate::experiment::permutation::{Limits, units_needed};
use crate::report::experiment::assign::{AssignContents, Drawn, files, refusal, refusal_json, render, summary};
use crate::report::manifest::Input;

/// What `ab assign` is told.
#[derive(Debug, Clone, Args)]
pub(crate) struct AssignArgs {
    /// Who could get a plan (CSV: a row a CSM, with pod, segment, target pay and whatever is known beforehand; a row an account for cohorts)
    pub roster: PathBuf,
    /// Who gets a plan
    #[arg(long, value_enum, default_value = "csm")]
    pub by: ByArg,
    /// How plans are dealt; if left out: rerandomise with --covariates, else stratified with --strata, else simple
    #[arg(long, value_enum)]
    pub method: Option<MethodArg>,
    /// Columns inside whose groups plans are dealt evenly
    #[arg(long, value_name = "COL", value_delimiter = ',')]
    pub strata: Vec<String>,
    /// Columns to be balanced, numbers known before the start, or ln(COL); every column of numbers if left out
    #[arg(long, value_name = "COL", value_delimiter = ',')]
    pub covariates: Vec<String>,
    /// Share of assignments that are balanced enough, for rerandomise
    #[arg(long, value_name = "SHARE", default_value = "0.1", value_parser = parse_share)]
    pub accept: f64,
    /// Names of the arms, today's plan first
    #[arg(long, value_name = "NAME", value_delimiter = ',', default_value = "A,B")]
    pub arms: Vec<String>,
    /// Seed of the deal
    #[arg(long, default_value_t = 1, value_parser = parse_whole::<u64>)]
    pub seed: u64,
    /// Chance of a difference where there is none, two-sided: a design that cannot reach it is refused
    #[arg(long, default_value = "0.05", value_parser = parse_share)]
    pub alpha: f64,
    /// Title of the CSM's column, where it is not guessed
    #[arg(long, value_name = "COLUMN")]
    pub csm: Option<String>,
    /// Title of the pod's column
    #[arg(long, value_name = "COLUMN")]
    pub pod: Option<String>,
    /// Title of the account's column
    #[arg(long, value_name = "COLUMN")]
    pub account: Option<String>,
    /// Title of the column of target pay
    #[arg(long, value_name = "COLUMN")]
    pub pay: Option<String>,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ByArg {
    /// A CSM with the whole book
    Csm,
    /// A pod with all its CSMs
    Pod,
    /// Each CSM's book is split between the plans
    Cohort,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MethodArg {
    /// Any choice is as likely as any other
    Simple,
    /// The same within each stratum
    Stratified,
    /// One of each of the closest pairs
    Pairs,
    /// Again until the covariates are balanced
    Rerandomise,
}

impl AssignArgs {
    fn level(&self) -> Level {
        match self.by {
            ByArg::Csm => Level::Csm,
            ByArg::Pod => Level::Pod,
            ByArg::Cohort => Level::Cohort,
        }
    }

    fn method(&self) -> Method {
        match self.method {
            Some(MethodArg::Simple) => Method::Simple,
            Some(MethodArg::Stratified) => Method::Stratified,
            Some(MethodArg::Pairs) => Method::Pairs,
            Some(MethodArg::Rerandomise) => Method::Rerandomise,
            None if !self.covariates.is_empty() => Method::Rerandomise,
            None if !self.strata.is_empty() => Method::Stratified,
            None => Method::Simple,
        }
    }

    fn deal(&self) -> Deal {
        let arms = self.arms.iter().map(|arm| arm.trim().to_owned()).collect();
        Deal { method: self.method(), arms, accept: self.accept, alpha: self.alpha, seed: self.seed }
    }

    /// What is wrong with the flags alone.
    fn problems(&self, notes: &Notes) {
        if self.method() == Method::Simple && !self.strata.is_empty() {
            notes.problem(
                Problem::without_place("--strata: simple chance knows no strata").allowed("--method stratified, pairs or rerandomise"),
            );
        }
        if let Some(arm) = self.arms.iter().find(|arm| arm.trim().is_empty() || arm.contains('|')) {
            notes.problem(Problem::without_place(format!("--arms: `{arm}` cannot be the name of an arm")));
        }
    }

    /// The command that repeats it.
    fn repeat(&self) -> String {
        let mut words = vec!["paylift".to_owned(), "ab".into(), "assign".into(), quote(&self.roster.display().to_string())];
        let list = |list: &[String]| (!list.is_empty()).then(|| list.join(","));
        let flags = [
            ("--by", Some(self.level().name().to_owned()).filter(|_| self.by != ByArg::Csm)),
            ("--method", Some(self.method().name().to_owned())),
            ("--strata", list(&self.strata)),
            ("--covariates", list(&self.covariates)),
            ("--accept", Some(self.accept.to_string()).filter(|_| self.method() == Method::Rerandomise)),
            ("--arms", list(&self.arms)),
            ("--alpha", Some(self.alpha.to_string())),
            ("--csm", self.csm.clone()),
            ("--pod", self.pod.clone()),
            ("--account", self.account.clone()),
            ("--pay", self.pay.clone()),
            ("--seed", Some(self.seed.to_string())),
        ];
        for (flag, value) in flags {
            if let Some(value) = value {
                words.extend([flag.to_owned(), quote(&value)]);
            }
        }
        words.join(" ")
    }
}

/// Reads, deals, writes and prints.
pub(super) fn run(args: &AssignArgs) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let name = args.roster.display().to_string();
    let source = Source::read(&args.roster, &name).map_err(|p| Wrong::problems(&Problems::from(p)))?;
    let notes = Notes::new();
    args.problems(&notes);
    let columns = RosterColumns {
        level: args.level(),
        csm: args.csm.clone(),
        pod: args.pod.clone(),
        account: args.account.clone(),
        pay: args.pay.clone(),
        strata: args.strata.clone(),
        covariates: args.covariates.clone(),
    };
    let roster = read_roster(&source, &columns, &notes);
    notes.finish().map_err(|problems| Wrong::problems(&problems))?;
    let roster = roster.context("the roster was read without a problem, but nothing came of it")?;
    let assignment = deal(&roster, &args.deal()).map_err(|error| Wrong::argument(input::error_chain(&error)))?;
    let possible = drawn(&assignment)?;

    // Plans share alpha, the first of them by Holm with 1 ÷ plans of it.
    let plans = assignment.arms.len() - 1;
    let alpha = args.alpha / plans as f64;
    let smallest = possible.iter().map(|drawn| drawn.smallest_p).fold(0.0, f64::max);
    if smallest > alpha * (1.0 + 1e-9) {
        let needed = units_needed(alpha, assignment.method == Method::Pairs) / 2 * (plans + 1);
        let text = if args.json { refusal_json(smallest, alpha, needed)? } else { refusal(&assignment, smallest, needed) };
        crate::cli::print(text.as_bytes())?;
        return Ok(Exit::PrecisionNotMet);
    }

    let folder = begin(args.out.as_ref(), "ab assign")?;
    let (balance, pay) = (balance(&assignment), pay_gap(&assignment));
    let inputs = [Input { name, sha256: source.sha256() }];
    let repeat = args.repeat();
    let contents = AssignContents {
        assignment: &assignment,
        balance: &balance,
        pay: pay.as_ref(),
        possible: &possible,
        inputs: &inputs,
        repeat: &repeat,
    };
    let folder = finish(folder, files(&contents, !args.no_charts)?, started, None)?;
    let text = if args.json { summary(&contents)? } else { render(&contents, &folder.display().to_string()) };
    crate::cli::print(text.as_bytes())
}

/// What each plan's comparison was drawn from.
fn drawn(assignment: &Assignment) -> anyhow::Result<Vec<Drawn>> {
    let limits = Limits { draws: 1_000, seed: assignment.seed, ..Limits::default() };
    let of = |plan: usize| -> anyhow::Result<Drawn> {
        let set = assignment.possible(0, plan, limits)?.set;
        let (allowed, smallest) = assignment.smallest_p(0, plan);
        Ok(Drawn {
            allowed,
            accepted: (set.is_exact() && assignment.accept.is_some()).then(|| set.len()),
            smallest_p: if set.is_exact() { set.smallest_p() } else { smallest },
        })
    };
    (1..assignment.arms.len()).map(of).collect()
}
