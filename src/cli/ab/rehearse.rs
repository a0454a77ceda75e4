//! `paylift ab rehearse`: the whole experiment on simulated customers, many times, before anybody is paid by it.

use std::time::Instant;

use clap::Args;

use super::two_plans::TwoPlansArgs;
use super::values::{parse_alpha, parse_guardrail, parse_prior};
use super::written::{begin, finish};
use crate::cli::args::parse_whole;
use crate::cli::exit::Exit;
use crate::cli::input::{self, Wrong};
use crate::cli::progress::Steps;
use crate::cli::tell;
use crate::experiment::bayes::{FRIEBEL, Prior};
use crate::experiment::rehearse::{GUARDRAILS, Guardrail, Layout, Margin, Settings, TargetPay, Truth, rehearse};
use crate::report::experiment::rehearse::{RehearsalContents, files, render, summary};

/// What `ab rehearse` is told.
#[derive(Debug, Clone, Args)]
pub(crate) struct RehearseArgs {
    #[command(flatten)]
    pub two: TwoPlansArgs,
    /// CSMs who take part; the whole team if left out. More than the team has are several teams like it, side by side
    #[arg(long, value_parser = clap::value_parser!(u32).range(4..=10_000))]
    pub csms: Option<u32>,
    /// Of them on the new plan; half if left out
    #[arg(long, value_parser = clap::value_parser!(u32).range(2..=10_000))]
    pub treated: Option<u32>,
    /// Chance of calling equal plans different, two-sided
    #[arg(long, default_value = "0.05", value_parser = parse_alpha)]
    pub alpha: f64,
    /// What is believed of the uplift before: flat, friebel (the public experiment) or MEAN,SD
    #[arg(long, value_name = "PRIOR", value_parser = parse_prior, allow_hyphen_values = true)]
    pub prior: Option<Prior>,
    /// Quarters for which the decision holds, from the experiment's start
    #[arg(long, value_name = "QUARTERS", default_value = "12", value_parser = clap::value_parser!(u16).range(1..=80))]
    pub horizon: u16,
    /// Measure that must not get worse, and by how much it may: logo-retention:-0.05; may be repeated, instead of the usual three
    #[arg(long, value_name = "MEASURE:-MARGIN", value_parser = parse_guardrail)]
    pub guardrail: Vec<Guardrail>,
    /// Watch nothing beside the outcome
    #[arg(long, conflicts_with = "guardrail")]
    pub no_guardrails: bool,
    /// Most that the experiment's extra pay may come to
    #[arg(long, value_name = "AMOUNT", value_parser = parse_whole::<u64>)]
    pub cap: Option<u64>,
    /// Nobody on the new plan is paid less than today's plan would have paid: top-ups are part of the experiment's cost
    #[arg(long)]
    pub hold_harmless: bool,
}

/// Rehearses.
pub(super) fn run(args: &RehearseArgs) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let two = args.two.load()?;
    let scenario = two.scenario();
    let csms = args.csms.map_or(scenario.roster.len(), |csms| csms as usize);
    let treated = args.treated.map_or(csms / 2, |treated| treated as usize);
    let guardrails = match (args.no_guardrails, args.guardrail.is_empty()) {
        (true, _) => Vec::new(),
        (false, true) => GUARDRAILS.to_vec(),
        (false, false) => args.guardrail.clone(),
    };
    let seed = scenario.run.seed;
    let steps = Steps::new();
    let folder = begin(args.two.out.as_ref(), &format!("{} ab rehearse", scenario.name))?;
    let lived = args.two.on_threads(|| -> anyhow::Result<_> {
        let Some(team) = args.two.live(&two, &guardrails, &steps)? else { return Ok(None) };
        let layout = Layout::of(&team, csms, treated, seed).map_err(|error| Wrong::argument(input::error_chain(&error)))?;
        let quarters = usize::from(args.two.quarters);
        let truth = Truth::of(&team, quarters, &scenario.money)
            .ok_or_else(|| Wrong::argument("no simulated year has an outcome for every book: rehearse with larger books"))?;
        let settings = Settings {
            quarters,
            alpha: args.alpha,
            margin: Margin { break_even: truth.break_even.unwrap_or(0.0), prior: args.prior.unwrap_or(FRIEBEL) },
            horizon: usize::from(args.horizon).max(quarters),
            guarded: !guardrails.is_empty(),
            cap: args.cap.map(|cap| cap as f64),
            held_harmless: args.hold_harmless,
            seed,
        };
        let rehearsal = rehearse(&team, &layout, &truth, &settings).ok_or_else(|| Wrong::argument("there is nothing to rehearse"))?;
        Ok(Some((team.left_out, settings, rehearsal)))
    })??;
    steps.done();
    let Some((left_out, settings, rehearsal)) = lived else {
        tell("interrupted; nothing was written\n");
        return Ok(Exit::Interrupted);
    };
    let contents = RehearsalContents {
        scenario,
        arms: two.arms,
        outcome: args.two.outcome(),
        settings: &settings,
        rehearsal: &rehearsal,
        target_pay: TargetPay::of(scenario, two.arms),
        left_out,
        repeat: &repeat(args, seed),
    };
    let folder = finish(folder, files(&contents, &two.loaded, !args.two.no_charts)?, started, args.two.threads)?;
    if args.two.json {
        return crate::cli::print(summary(&contents)?.as_bytes());
    }
    crate::cli::print(render(&contents, &folder.join("rehearse.html").display().to_string()).as_bytes())
}

/// The command that repeats it.
fn repeat(args: &RehearseArgs, seed: u64) -> String {
    let mut words: Vec<String> = ["paylift", "ab", "rehearse"].map(String::from).into();
    words.extend(args.two.words(seed));
    let prior = args.prior.and_then(Prior::moments).map(|(mean, sd)| format!("{mean},{sd}"));
    let flat = args.prior.filter(|prior| *prior == Prior::Flat).map(|_| "flat".to_owned());
    let flags = [
        ("--csms", args.csms.map(|n| n.to_string())),
        ("--treated", args.treated.map(|n| n.to_string())),
        ("--alpha", (args.alpha != 0.05).then(|| args.alpha.to_string())),
        ("--prior", prior.or(flat)),
        ("--horizon", (args.horizon != 12).then(|| args.horizon.to_string())),
        ("--cap", args.cap.map(|cap| cap.to_string())),
    ];
    for (flag, value) in flags {
        words.extend(value.into_iter().flat_map(|value| [flag.to_owned(), value]));
    }
    for guardrail in &args.guardrail {
        words.extend(["--guardrail".to_owned(), format!("{}:-{}", guardrail.measure.id(), guardrail.margin)]);
    }
    words.extend(
        [("--no-guardrails", args.no_guardrails), ("--hold-harmless", args.hold_harmless)].iter().filter(|f| f.1).map(|f| f.0.to_owned()),
    );
    words.join(" ")
}
