//! `paylift ab decide`: ship, keep or test on, in money.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::Args;

use super::values::{parse_number, parse_positive, parse_prior};
use super::written::{begin, finish};
use crate::config::{Notes, Place, Source};
use crate::experiment::Effect;
use crate::experiment::bayes::{FRIEBEL, Likelihood, Prior};
use crate::experiment::decide::{
    Analysed, AnalysedEffect, Extrapolation, Payouts, Question, Stakes, decide, extrapolate_with_noise, read_analysis, read_contracts,
    read_payouts,
};
use crate::report::experiment::decide::{DecisionContents, PayKnown, Third, files, render, summary};
use crate::report::manifest::Input;

use super::super::exit::Exit;
use super::super::input::{Wrong, quote};

/// Uplift whose worth is tolerated as an expected loss, where nothing is told: a fifth of a point.
const TOLERATED: f64 = 0.002;

/// What `ab decide` is told.
#[derive(Debug, Clone, Args)]
pub(crate) struct DecideArgs {
    /// The analyse.json of `ab analyse`; or --effect, --se and --df
    #[arg(value_name = "RESULT", required_unless_present = "effect", conflicts_with_all = ["effect", "se", "df"])]
    pub result: Option<PathBuf>,
    /// Uplift of the outcome (0.02 is two points of NRR)
    #[arg(long, value_name = "UPLIFT", requires = "se", value_parser = parse_number, allow_hyphen_values = true)]
    pub effect: Option<f64>,
    /// Its standard error
    #[arg(long, value_name = "ERROR", requires = "effect", value_parser = parse_positive)]
    pub se: Option<f64>,
    /// Its degrees of freedom; normal if left out
    #[arg(long, value_name = "DF", requires = "effect", value_parser = parse_positive)]
    pub df: Option<f64>,
    /// Which new plan, where the result has several
    #[arg(long, value_name = "PLAN", requires = "result")]
    pub plan: Option<String>,
    /// Yearly recurring revenue of the team's books
    #[arg(long, value_name = "AMOUNT", value_parser = parse_positive)]
    pub arr: f64,
    /// Share of revenue that is margin
    #[arg(long, value_name = "SHARE", default_value = "0.8", value_parser = parse_share)]
    pub margin: f64,
    /// Years that revenue once gained lasts
    #[arg(long, value_name = "YEARS", default_value = "1", value_parser = parse_positive)]
    pub horizon: f64,
    /// What was paid in the trial (CSV: csm,arm,payout[,outcome]), or how much more the new plan pays the whole team a year; the payouts of the
    /// analysis if left out
    #[arg(long, value_name = "FILE|AMOUNT", allow_hyphen_values = true)]
    pub payout: Option<String>,
    /// How often a year what the payouts' file holds is paid
    #[arg(long, value_name = "N", default_value = "4", value_parser = parse_positive)]
    pub payouts_a_year: f64,
    /// What was believed of the uplift: friebel, flat, or MEAN,SD
    #[arg(long, value_name = "PRIOR", default_value = "friebel", value_parser = parse_prior, allow_hyphen_values = true)]
    pub prior: Prior,
    /// Take the standard error as known, as web-experiment tools do
    #[arg(long)]
    pub normal: bool,
    /// Expected loss that is tolerated over the horizon; the worth of a fifth of a point if left out
    #[arg(long, value_name = "AMOUNT", value_parser = parse_positive)]
    pub loss_tolerance: Option<f64>,
    /// CSMs in the whole team; those of the trial if left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(4..=100_000))]
    pub csms: Option<u32>,
    /// CSMs on today's and on the new plan in the trial, where the result does not say
    #[arg(long, value_name = "N,N", value_parser = parse_pair)]
    pub tested: Option<[f64; 2]>,
    /// Quarters that a further trial takes
    #[arg(long, value_name = "N", default_value = "4", value_parser = parse_positive)]
    pub trial_quarters: f64,
    /// What running a further trial costs besides pay
    #[arg(long, value_name = "AMOUNT", default_value = "0", value_parser = parse_number)]
    pub trial_cost: f64,
    /// A third plan beside two tried ones (CSV: score,p_A,p_B,pay_A,pay_B,pay_C)
    #[arg(long, value_name = "FILE")]
    pub third_plan: Option<PathBuf>,
    /// How fast the worth of more pay falls: exponent of 1/pay
    #[arg(long, value_name = "GAMMA", default_value = "0.5", value_parser = parse_number)]
    pub risk_aversion: f64,
    /// Cases behind the shares of plans A and B
    #[arg(long, value_name = "N,N", requires = "third_plan", value_parser = parse_pair)]
    pub cases: Option<[f64; 2]>,
    /// Two-sided alpha of the limits
    #[arg(long, default_value = "0.05", value_parser = parse_share)]
    pub alpha: f64,
    /// Sign put before amounts
    #[arg(long, value_name = "SIGN", default_value = "$")]
    pub currency: String,
    /// Folder to write; a folder that paylift wrote is replaced, any other is refused
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Leave out the pictures
    #[arg(long)]
    pub no_charts: bool,
    /// Print the result as JSON instead of text
    #[arg(long)]
    pub json: bool,
}

fn parse_share(text: &str) -> Result<f64, String> {
    let share = text.strip_suffix('%').map_or_else(|| parse_number(text), |points| parse_number(points.trim()).map(|p| p / 100.0));
    share.ok().filter(|x| *x > 0.0 && *x <= 1.0).ok_or_else(|| "must be more than 0 to 1, such as 0.8 or 80%".into())
}

fn parse_pair(text: &str) -> Result<[f64; 2], String> {
    let (one, other) = text.split_once(',').ok_or("must be two numbers, such as 12,12")?;
    Ok([parse_positive(one.trim())?, parse_positive(other.trim())?])
}

/// What the files say.
struct Read {
    analysed: Option<AnalysedEffect>,
    payouts: Option<Payouts>,
    third: Option<Extrapolation>,
    inputs: Vec<Input>,
}

/// Decides.
pub(super) fn run(args: &DecideArgs) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let Some(read) = read(args)? else {
        let text = "This design cannot tell: the analysis has no estimate with a standard error that may be used, so there is nothing to weigh in money.\n";
        super::super::print(text.as_bytes())?;
        return Ok(Exit::CannotTell);
    };
    let question = question(args, &read);
    let Some(answer) = decide(&question) else {
        let text = "This design cannot tell: an uplift with one degree of freedom has no expected loss without a prior (--prior).\n";
        super::super::print(text.as_bytes())?;
        return Ok(Exit::CannotTell);
    };
    let folder = begin(args.out.as_ref(), "ab decide")?;
    let arms = read
        .analysed
        .as_ref()
        .map(|a| a.arms.clone())
        .or_else(|| read.payouts.as_ref().map(|p| p.arms.clone()))
        .unwrap_or_else(|| ["A".into(), "B".into()]);
    let outcome = read.analysed.as_ref().map_or("outcome", |a| a.outcome.as_str());
    let basis = read.analysed.as_ref().map_or_else(
        || "an uplift as given on the command line".to_owned(),
        |a| format!("{}; {} on today's plan, {} on the new one", a.method, a.csms[0], a.csms[1]),
    );
    let pay = match (&args.payout, &read.payouts) {
        (_, Some(payouts)) => PayKnown::Payouts { together: payouts.outcomes.is_some() },
        (Some(_), None) => PayKnown::Amount,
        (None, None) if read.analysed.as_ref().is_some_and(|a| a.extra_pay.is_some()) => PayKnown::Payouts { together: false },
        (None, None) => PayKnown::Same,
    };
    let repeat = repeat(args);
    let contents = DecisionContents {
        question: &question,
        answer: &answer,
        arms: &arms,
        outcome,
        basis: &basis,
        pay,
        public_prior: args.prior == FRIEBEL,
        third: read.third.as_ref().map(|extrapolation| Third { extrapolation, risk_aversion: args.risk_aversion }),
        currency: &args.currency,
        inputs: &read.inputs,
        repeat: &repeat,
    };
    let folder = finish(folder, files(&contents, !args.no_charts)?, started, None)?;
    if args.json {
        return super::super::print(summary(&contents, &folder)?.as_bytes());
    }
    super::super::print(render(&contents, &folder.join("decide.html").display().to_string()).as_bytes())
}

/// Reads every file, with all problems at once; `None` where the analysis cannot tell.
fn read(args: &DecideArgs) -> anyhow::Result<Option<Read>> {
    let notes = Notes::new();
    let mut inputs = Vec::new();
    let mut open = |path: &Path| -> Option<Arc<Source>> {
        match Source::read(path, &path.display().to_string()) {
            Ok(source) => {
                inputs.push(Input { name: source.name.clone(), sha256: source.sha256() });
                Some(source)
            }
            Err(problem) => {
                notes.problem(problem);
                None
            }
        }
    };
    let analysed = args.result.as_deref().and_then(&mut open).and_then(|source| read_analysis(&source, args.plan.as_deref(), &notes));
    let (analysed, cannot_tell) = match analysed {
        Some(Analysed::Effect(effect)) => (Some(effect), false),
        Some(Analysed::CannotTell) => (None, true),
        None => (None, false),
    };
    let file = args.payout.as_deref().filter(|text| parse_number(text).is_err());
    let payouts =
        file.and_then(|text| open(Path::new(text))).and_then(|source| read_payouts(&source, analysed.as_ref().map(|a| &a.arms), &notes));
    let third = args.third_plan.as_deref().and_then(&mut open).and_then(|source| {
        let rows = read_contracts(&source, &notes)?;
        extrapolate_with_noise(&rows, args.risk_aversion, args.cases)
            .map_err(|error| notes.problem(Place::flag("--third-plan").problem(error.to_string())))
            .ok()
    });
    notes.finish().map_err(|problems| Wrong::problems(&problems))?;
    Ok((!cannot_tell).then_some(Read { analysed, payouts, third, inputs }))
}

fn question(args: &DecideArgs, read: &Read) -> Question {
    let given = Effect {
        estimate: args.effect.unwrap_or(0.0),
        standard_error: args.se.unwrap_or(0.0),
        degrees_of_freedom: args.df.unwrap_or(f64::INFINITY),
    };
    let effect = read.analysed.as_ref().map_or(given, |a| a.effect);
    let by_df = |df: f64| if df.is_finite() { [f64::midpoint(df, 2.0); 2] } else { [12.0; 2] };
    let from_result = read.analysed.as_ref().map(|a| a.csms).filter(|csms| csms.iter().all(|k| *k >= 1.0));
    let from_payouts = read.payouts.as_ref().map(|p| p.pay.each_ref().map(|pay| pay.len() as f64));
    let tested = args.tested.or(from_result).or(from_payouts).unwrap_or_else(|| by_df(effect.degrees_of_freedom));
    let team = args.csms.map_or_else(|| (tested[0] + tested[1]).round().max(4.0) as usize, |csms| csms as usize);
    let difference = read.payouts.as_ref().and_then(Payouts::difference);
    let a_year = args.payouts_a_year;
    let amount = args.payout.as_deref().and_then(|text| parse_number(text).ok());
    // payouts that were analysed with the outcome hold unless others are given
    let analysed = read.analysed.as_ref().and_then(|a| a.extra_pay).filter(|_| difference.is_none() && amount.is_none());
    let extra_pay = difference.map(|d| d.pay).or(analysed.map(|extra| extra.estimate)).map(|pay| pay * a_year * team as f64);
    let extra_pay = extra_pay.or(amount).unwrap_or(0.0);
    // how much pay and outcome go together is the file's; how noisy the outcome is, the analysis's
    let pay_noise = difference.map(|d| {
        let together = if d.outcome_variance > 0.0 && d.pay_variance > 0.0 {
            d.covariance / (d.outcome_variance * d.pay_variance).sqrt()
        } else {
            0.0
        };
        let sd = d.pay_variance.sqrt() * a_year;
        (sd * sd, together * effect.standard_error * sd)
    });
    let pay_noise = pay_noise.or(analysed.map(|extra| ((extra.standard_error * a_year).powi(2), 0.0)));
    let stakes = Stakes { revenue: args.arr, margin: args.margin, horizon: args.horizon, extra_pay };
    Question {
        effect,
        prior: args.prior,
        likelihood: if args.normal { Likelihood::Normal } else { Likelihood::Student },
        stakes,
        team,
        tested,
        pay_noise,
        tolerance: args.loss_tolerance.unwrap_or(TOLERATED * stakes.unit()),
        trial_years: args.trial_quarters / 4.0,
        trial_cost: args.trial_cost,
        alpha: args.alpha,
    }
}

/// The command that repeats it.
fn repeat(args: &DecideArgs) -> String {
    let mut words: Vec<String> = vec!["paylift".into(), "ab".into(), "decide".into()];
    let path = |path: &PathBuf| path.display().to_string();
    words.extend(args.result.as_ref().map(|file| quote(&path(file))));
    let number = |x: f64| Some(x.to_string());
    let unless = |x: f64, usual: f64| (x != usual).then(|| x.to_string());
    let pair = |pair: Option<[f64; 2]>| pair.map(|[a, b]| format!("{a},{b}"));
    let prior = match args.prior {
        FRIEBEL => None,
        Prior::Flat => Some("flat".to_owned()),
        Prior::Normal { mean, sd } => Some(format!("{mean},{sd}")),
    };
    let flags = [
        ("--effect", args.effect.and_then(number)),
        ("--se", args.se.and_then(number)),
        ("--df", args.df.and_then(number)),
        ("--plan", args.plan.clone()),
        ("--arr", number(args.arr)),
        ("--margin", number(args.margin)),
        ("--horizon", number(args.horizon)),
        ("--payout", args.payout.clone()),
        ("--payouts-a-year", unless(args.payouts_a_year, 4.0)),
        ("--prior", prior),
        ("--loss-tolerance", args.loss_tolerance.and_then(number)),
        ("--csms", args.csms.map(|csms| csms.to_string())),
        ("--tested", pair(args.tested)),
        ("--trial-quarters", unless(args.trial_quarters, 4.0)),
        ("--trial-cost", unless(args.trial_cost, 0.0)),
        ("--third-plan", args.third_plan.as_ref().map(path)),
        ("--risk-aversion", args.third_plan.as_ref().and(number(args.risk_aversion))),
        ("--cases", pair(args.cases)),
        ("--alpha", unless(args.alpha, 0.05)),
        ("--currency", (args.currency != "$").then(|| args.currency.clone())),
    ];
    for (flag, value) in flags {
        words.extend(value.into_iter().flat_map(|value| [flag.to_owned(), quote(&value)]));
    }
    if args.normal {
        words.push("--normal".into());
    }
    words.join(" ")
}
