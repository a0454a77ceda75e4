//! `paylift ab power SCENARIO`: power simulated on a scenario's own market, by the analysis that would really be made.

use std::time::Instant;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::two_plans::{OUTCOMES, TwoPlansArgs, outcome};
use super::written::{begin, finish, repeat};
use super::{design_args::OutArgs, values::parse_alpha};
use crate::cli::args::{BehaviourArg, parse_name, parse_whole};
use crate::cli::exit::Exit;
use crate::cli::input::{self, Wrong};
use crate::cli::progress::Steps;
use crate::cli::tell;
use crate::experiment::rehearse::{Grid, Guardrail, Team, Wish, study};
use crate::measure::Measure;
use crate::report::experiment::market_power::{MarketPowerContents, files, render, summary};

/// Simulated years unless said: a share of one in two is known to 1.6 points.
const YEARS: u32 = 1_000;

/// What a market knows by itself, and designs that are not simulated.
const ASSUMED: [&str; 30] = [
    "accounts",
    "cv",
    "books",
    "icc",
    "effect",
    "sd",
    "rate",
    "pod_size",
    "pod_icc",
    "effect_spread",
    "contamination",
    "weights",
    "from",
    "csm",
    "pod",
    "arm",
    "outcome",
    "baseline",
    "baseline_r",
    "z",
    "covariates",
    "level",
    "design",
    "schedule",
    "washout",
    "carry_over",
    "cac",
    "decay",
    "same_accounts",
    "solve",
];

/// A scenario whose market is simulated, and which of its plans are compared.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "On a scenario’s own market")]
pub(super) struct MarketArgs {
    /// Scenario file or library name: simulate experiments on its market instead of working with assumed numbers
    #[arg(conflicts_with_all = ASSUMED)]
    pub scenario: Option<String>,
    /// Today's plan, library name or file; the scenario's reference if left out
    #[arg(long, value_name = "PLAN", value_parser = parse_name)]
    pub today: Option<String>,
    /// The new plan; the scenario's first candidate that is not today's if left out
    #[arg(long, value_name = "PLAN", value_parser = parse_name)]
    pub plan: Option<String>,
    /// Whether and which people respond to pay
    #[arg(long, value_enum)]
    pub behaviour: Option<BehaviourArg>,
    /// Outcome that is compared: nrr (if left out) or grr
    #[arg(long, value_name = "MEASURE", value_parser = PossibleValuesParser::new(OUTCOMES.map(Measure::id)).map(|id| outcome(&id)))]
    pub measure: Option<Measure>,
    /// Simulated years of the team, and experiments behind each point; 1000 if left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(20..=100_000))]
    pub trials: Option<u32>,
    /// Do not adjust for the year before
    #[arg(long)]
    pub no_baseline: bool,
    /// Seed of every random number
    #[arg(long, value_parser = parse_whole::<u64>, allow_hyphen_values = true)]
    pub seed: Option<u64>,
    /// Threads; all cores if left out. Results do not depend on it
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

impl MarketArgs {
    /// Flags that ask for a market where none is named.
    pub(super) fn refuse_without_scenario(&self) -> anyhow::Result<()> {
        let flags = [
            ("--today", self.today.is_some()),
            ("--plan", self.plan.is_some()),
            ("--behaviour", self.behaviour.is_some()),
            ("--measure", self.measure.is_some()),
            ("--trials", self.trials.is_some()),
            ("--no-baseline", self.no_baseline),
            ("--seed", self.seed.is_some()),
            ("--threads", self.threads.is_some()),
        ];
        let given: Vec<&str> = flags.iter().filter(|(_, given)| *given).map(|(flag, _)| *flag).collect();
        if given.is_empty() {
            return Ok(());
        }
        let message = format!("{}: which market? name a scenario first, such as paylift ab power meterline", given.join(", "));
        Err(Wrong::argument(message).into())
    }
}

/// What the flags that both kinds of power share say.
pub(super) struct Asked<'a> {
    /// CSMs as typed: one number or two.
    pub csms: &'a [f64],
    pub quarters: Option<u8>,
    pub alpha: f64,
    pub power: f64,
    pub require_power: Option<f64>,
    pub output: &'a OutArgs,
}

/// Simulates.
pub(super) fn run(args: &MarketArgs, asked: &Asked<'_>) -> anyhow::Result<Exit> {
    let started = Instant::now();
    parse_alpha(&asked.alpha.to_string()).map_err(|why| Wrong::argument(format!("--alpha: {why}")))?;
    if !(asked.power > asked.alpha && asked.power < 1.0) {
        return Err(Wrong::argument("--power must be above alpha and below 1, such as 0.8").into());
    }
    let two_args = TwoPlansArgs {
        scenario: args.scenario.clone(),
        today: args.today.clone(),
        plan: args.plan.clone(),
        behaviour: args.behaviour,
        quarters: asked.quarters.map_or(4, u16::from).min(20),
        outcome: args.measure,
        trials: args.trials.unwrap_or(YEARS),
        seed: args.seed,
        threads: args.threads,
        ..TwoPlansArgs::default()
    };
    let two = two_args.load()?;
    let scenario = two.scenario();
    let csms = match asked.csms {
        [] => scenario.roster.len(),
        own => own.iter().sum::<f64>() as usize,
    };
    if asked.csms.iter().any(|csms| csms.fract() != 0.0 || *csms < 2.0) || csms < 4 || matches!(asked.csms, [a, b] if a != b) {
        return Err(Wrong::argument("--csms: on a market both arms have as many CSMs, whole numbers, two each at least").into());
    }
    let grid = Grid {
        quarters: usize::from(two_args.quarters),
        alpha: asked.alpha,
        experiments: two_args.trials as usize,
        baseline: !args.no_baseline,
        seed: scenario.run.seed,
    };
    let wish = Wish { csms, power: asked.power, grid };
    let folder = begin(asked.output.out.as_ref(), "ab power")?;
    let steps = Steps::new();
    let found = two_args.on_threads(|| -> anyhow::Result<_> {
        let other = OUTCOMES.into_iter().filter(|measure| *measure != two_args.outcome());
        let others: Vec<Guardrail> = other.map(|measure| Guardrail { measure, margin: 1.0 }).collect();
        let Some(team) = two_args.live(&two, &others, &steps)? else { return Ok(None) };
        let judged: Vec<(String, Team)> =
            others.iter().enumerate().map(|(nth, own)| (own.measure.id().to_uppercase(), team.judged_by(nth))).collect();
        let mut before = 0;
        let mut watch = |done: usize, of: usize| {
            if done <= before {
                steps.begin(of as u64, "points");
            }
            before = done;
            steps.see(done as u64)
        };
        study(&team, &wish, &judged, &mut watch).map_err(|error| Wrong::argument(input::error_chain(&error)).into())
    })??;
    steps.done();
    let Some(study) = found else {
        tell("interrupted; nothing was written\n");
        return Ok(Exit::Interrupted);
    };
    let repeat = repeat();
    let contents =
        MarketPowerContents { scenario, arms: two.arms, outcome: two_args.outcome(), wish: &wish, study: &study, repeat: &repeat };
    let folder = finish(folder, files(&contents, &two.loaded, !asked.output.no_charts)?, started, args.threads)?;
    if asked.output.json {
        crate::cli::print(summary(&contents)?.as_bytes())?;
    } else {
        crate::cli::print(render(&contents, &folder.join("power.html").display().to_string()).as_bytes())?;
    }
    let power = study.levers.first().map_or(0.0, |lever| lever.power.value);
    Ok(if asked.require_power.is_some_and(|required| power < required) { Exit::CannotTell } else { Exit::Done })
}
