//! `paylift backtest`: pay plans on the real past, write the folder, print who would have been paid what.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context;
use clap::Args;

use crate::backtest::{BacktestError, FEWEST_DRAWS, backtest, reconcile};
use crate::behaviour::Behaviour;
use crate::config::{self, BacktestSettings, Overrides, Surroundings, load_backtest};
use crate::report::backtest::{BacktestContents, BacktestLinks, FOLDER_OF_STATEMENTS, files, render, statements, summary};
use crate::report::write::RunFolder;
use crate::scenario::Neutral;
use crate::trial::{Engine, RunOptions};

use super::args::{parse_name, parse_trials, parse_whole};
use super::exit::Exit;
use super::finish::provenance;
use super::input::{self, Wrong, quote};
use super::progress::Watch;
use super::run::default_folder;
use super::tell;

/// What `backtest` is told.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct BacktestArgs {
    /// Scenario file with segments, targets and plans of your own; its market and team give way
    pub scenario: Option<String>,
    /// Revenue history (CSV: account_id,month,revenue[,segment][,csm]); its column csm says who held which account in which month
    #[arg(long, value_name = "FILE")]
    pub history: PathBuf,
    /// Columns of the history that are named otherwise, e.g. account=customer,revenue=mrr
    #[arg(long, value_name = "NAME=COLUMN", value_delimiter = ',')]
    pub columns: Vec<String>,
    /// Who is paid (CSV: csm,ote,variable[,segment,quota,start_month,manager,accounts])
    #[arg(long, value_name = "FILE")]
    pub roster: PathBuf,
    /// Who held which account when, instead of the history's column (CSV: account_id,csm,from,to)
    #[arg(long, value_name = "FILE")]
    pub ownership: Option<PathBuf>,
    /// Plans, library names or files, separated by commas; `all` for the whole library
    #[arg(long, value_delimiter = ',', value_parser = parse_name)]
    pub plans: Vec<String>,
    /// Today's plan; the scenario's reference if left out, without a scenario the first of --plans
    #[arg(long, value_name = "PLAN")]
    pub today: Option<String>,
    /// First paid month; a year before the last if left out, or as much as leaves a quarter of past
    #[arg(long, value_name = "YYYY-MM")]
    pub from: Option<String>,
    /// Last paid month; the history's last if left out
    #[arg(long, value_name = "YYYY-MM")]
    pub to: Option<String>,
    /// What was really paid under today's plan (CSV: csm,period,paid), to be reconciled to the cent
    #[arg(long, value_name = "FILE")]
    pub paid: Option<PathBuf>,
    /// Redrawn books behind each luck band
    #[arg(long, default_value = "1000", value_parser = parse_draws)]
    pub draws: u32,
    /// Seed of the redrawn books
    #[arg(long, value_parser = parse_whole::<u64>, allow_hyphen_values = true)]
    pub seed: Option<u64>,
    /// Folder to write; a folder that paylift wrote is replaced, any other is refused
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Threads; all cores if left out. Results do not depend on it
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Leave out the picture
    #[arg(long)]
    pub no_charts: bool,
    /// Print the result as JSON instead of text
    #[arg(long)]
    pub json: bool,
}

fn parse_draws(text: &str) -> Result<u32, String> {
    let most = 1_000_000;
    match parse_trials(text)? {
        draws if (FEWEST_DRAWS..=most).contains(&draws) => Ok(draws),
        _ => Err(format!("must be from {FEWEST_DRAWS} to {most}")),
    }
}

/// Pays the past.
pub(super) fn run(args: &BacktestArgs) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let overrides = Overrides {
        seed: args.seed,
        plans: args.plans.clone(),
        history: Some(args.history.clone()),
        columns: input::columns(&args.columns)?,
        neutral: Some(Neutral::Off),
        behaviour: Some(Behaviour::Off),
        payouts_only: true,
        ..Overrides::default()
    };
    let settings = BacktestSettings {
        roster: args.roster.clone(),
        ownership: args.ownership.clone(),
        from: args.from.clone(),
        to: args.to.clone(),
        today: args.today.clone(),
        first_is_today: args.scenario.is_none(),
        paid: args.paid.clone(),
    };
    let surroundings = Surroundings::here(&config::read_history_file);
    let past = load_backtest(args.scenario.as_deref(), &overrides, &settings, &surroundings).map_err(|p| Wrong::problems(&p))?;
    let (loaded, scenario) = (&past.loaded, &past.loaded.scenario);
    let out = args.out.clone().unwrap_or_else(|| default_folder(&format!("{} backtest", scenario.name)));
    let mut watch = Watch::over(scenario, args.draws);
    let folder = RunFolder::begin(&out).map_err(input::refuse)?;

    let options = RunOptions { threads: args.threads.map(usize::from), ..RunOptions::default() };
    let outcome = backtest(scenario, args.draws, options, &mut |checkpoint| watch.see(checkpoint));
    watch.done();
    let result = match outcome {
        Err(BacktestError::Interrupted) => {
            tell("interrupted; nothing was written\n");
            return Ok(Exit::Interrupted);
        }
        outcome => outcome.map_err(|error| Wrong::argument(input::error_chain(&error)))?,
    };
    let reconciled = past.paid.as_ref().map(|paid| reconcile(scenario, &result, paid));
    let repeat = repeat(args, scenario.run.seed);
    let contents =
        BacktestContents { scenario, backtest: &result, reconciled: reconciled.as_deref(), not_payable: &loaded.left_out, repeat: &repeat };
    let mut written = files(&contents, loaded, !args.no_charts)?;
    written.add("provenance.json", provenance(started.elapsed(), args.threads).to_json()?);
    for (name, bytes) in written.iter() {
        folder.file(name, bytes).with_context(|| format!("cannot write {name}"))?;
    }
    let engine = Engine::prepare(scenario).map_err(|error| Wrong::argument(input::error_chain(&error)))?;
    for (name, text) in statements(&contents, &engine) {
        folder.file(&name, text).with_context(|| format!("cannot write {name}"))?;
    }
    let target = folder.target().display().to_string();
    let folder = folder.commit().with_context(|| format!("cannot move the results to {target}"))?;

    if args.json {
        return super::print(summary(&contents, &folder)?.as_bytes());
    }
    let links = BacktestLinks {
        report: folder.join("backtest.html").display().to_string(),
        statements: folder.join(FOLDER_OF_STATEMENTS).join("").display().to_string(),
    };
    super::print(render(&contents, &links).as_bytes())
}

/// The command that repeats a backtest.
fn repeat(args: &BacktestArgs, seed: u64) -> String {
    let mut words = vec!["paylift".to_owned(), "backtest".to_owned()];
    words.extend(args.scenario.iter().map(|scenario| quote(scenario)));
    let path = |path: &PathBuf| path.display().to_string();
    let list = |list: &[String]| (!list.is_empty()).then(|| list.join(","));
    let flags = [
        ("--history", Some(path(&args.history))),
        ("--columns", list(&args.columns)),
        ("--roster", Some(path(&args.roster))),
        ("--ownership", args.ownership.as_ref().map(path)),
        ("--plans", list(&args.plans)),
        ("--today", args.today.clone()),
        ("--from", args.from.clone()),
        ("--to", args.to.clone()),
        ("--paid", args.paid.as_ref().map(path)),
        ("--draws", Some(args.draws.to_string())),
        ("--seed", Some(seed.to_string())),
    ];
    for (flag, value) in flags {
        if let Some(value) = value {
            words.extend([flag.to_owned(), quote(&value)]);
        }
    }
    words.join(" ")
}
