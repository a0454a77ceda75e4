//! `paylift ab power`: can an experiment see it, and what would help.

use std::path::PathBuf;
use std::time::Instant;

use clap::{Args, ValueEnum};

use super::design_args::{DesignArgs, LevelArg, OutArgs};
use super::market::{self, Asked, MarketArgs};
use super::planned::{Planned, Wants, planned};
use super::written::{begin, finish, repeat};
use crate::cli::exit::Exit;
use crate::cli::input::Wrong;
use crate::experiment::power::{Aim, Comparison, Fading, Kind, Need, Persistence, Question, Schedule, Study, Verdict, read_schedule};
use crate::report::experiment::power::{PowerContents, files, render, summary};

/// How arms are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum DesignArg {
    /// Side by side, after the start
    #[default]
    Parallel,
    /// Change from a quarter before
    Did,
    /// After the start, adjusted for a quarter before
    Ancova,
    /// One more group changes to the new plan each quarter
    SteppedWedge,
    /// Each half changes over once, in the middle
    Crossover,
    /// Each half changes every quarter
    Switchback,
}

/// What is solved for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SolveArg {
    /// The smallest uplift that is found
    Mde,
    /// CSMs
    Csms,
    /// Quarters
    Quarters,
    /// Accounts of each CSM
    Accounts,
}

/// What `ab power` is told.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct PowerArgs {
    #[command(flatten)]
    market: MarketArgs,
    #[command(flatten)]
    team: DesignArgs,
    /// To whom the plan is assigned
    #[arg(long, value_enum, default_value_t)]
    level: LevelArg,
    /// How the arms are compared
    #[arg(long, value_enum, default_value_t)]
    design: DesignArg,
    /// Any other schedule (CSV: one row a sequence, one column a quarter; 0, 1 or NA where nothing is measured)
    #[arg(long, value_name = "FILE", conflicts_with = "design")]
    schedule: Option<PathBuf>,
    /// Quarters that are read; of a schedule all of them [default: 1; stepped-wedge 5, crossover 2, switchback 6]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=40))]
    quarters: Option<u8>,
    /// Quarters after each change of plan that are not read
    #[arg(long, value_name = "N", default_value = "0")]
    washout: u8,
    /// The plan of the quarter before has an effect of its own; the total effect is judged
    #[arg(long)]
    carry_over: bool,
    /// Correlation from one quarter to the next of what a CSM's accounts share [default: 0.8, assumed]
    #[arg(long)]
    cac: Option<f64>,
    /// It fades with every further quarter
    #[arg(long)]
    decay: bool,
    /// Correlation of an account with itself in another quarter; 0 where every quarter has its own renewals
    #[arg(long, value_name = "R", default_value = "0")]
    same_accounts: f64,
    /// Solve for this, and answer it first
    #[arg(long, value_enum)]
    solve: Option<SolveArg>,
    /// Power wanted
    #[arg(long, default_value = "0.8")]
    power: f64,
    /// End with exit code 3 where the power is below this
    #[arg(long, value_name = "POWER")]
    require_power: Option<f64>,
    #[command(flatten)]
    output: OutArgs,
}

/// Tells what the design can see.
pub(super) fn run(args: &PowerArgs) -> anyhow::Result<Exit> {
    if args.market.scenario.is_some() {
        let PowerArgs { team, quarters, power, require_power, output, .. } = args;
        let asked =
            Asked { csms: &team.csms, quarters: *quarters, alpha: team.alpha, power: *power, require_power: *require_power, output };
        return market::run(&args.market, &asked);
    }
    args.market.refuse_without_scenario()?;
    let started = Instant::now();
    let mut wants = Wants::default();
    let found = planned(&args.team, args.level, &mut wants).and_then(|planned| compared(args, planned, &mut wants));
    for (flag, power) in [("--power", Some(args.power)), ("--require-power", args.require_power)] {
        if power.is_some_and(|power| !(power > args.team.alpha && power < 1.0)) {
            wants.problem(format!("{flag} is no power"), "above alpha and below 1, such as 0.8");
        }
    }
    if args.solve.is_some_and(|solve| solve != SolveArg::Mde) && args.team.effect.is_none() {
        wants.problem("how large is the true uplift?", "--effect 0.2sd, or --solve mde for the smallest that is found");
    }
    let found = wants.finish(found).map_err(|problems| Wrong::problems(&problems))?;
    let question = Question { design: found.design, effect: found.effect, power: args.power, test: found.test, around: found.around };
    let study = question.study().map_err(|reason| Wrong::argument(format!("this design cannot tell: {reason}")));
    let study = match study {
        Ok(study) => study,
        Err(Wrong(reason)) => {
            crate::cli::tell(&reason);
            return Ok(Exit::CannotTell);
        }
    };
    let repeat = repeat();
    let contents = PowerContents {
        question: &question,
        study: &study,
        unit: &found.unit,
        measured: found.measured.as_ref(),
        assumed: &found.assumed,
        baseline_is_assumed: found.baseline_is_assumed,
        inputs: &found.inputs,
        repeat: &repeat,
    };
    let folder = finish(begin(args.output.out.as_ref(), "ab power")?, files(&contents, !args.output.no_charts)?, started, None)?;
    if args.output.json {
        crate::cli::print(summary(&contents, Some(&folder))?.as_bytes())?;
    } else {
        let page = folder.join("power.html").display().to_string();
        let answer = args.solve.map_or_else(String::new, |solve| solved(solve, &contents));
        crate::cli::print(format!("{answer}{}", render(&contents, &page)).as_bytes())?;
    }
    let short = args.require_power.is_some_and(|required| study.power < required) || study.verdict() == Verdict::CannotTell;
    Ok(if short { Exit::CannotTell } else { Exit::Done })
}

/// The design with how its arms are compared.
fn compared(args: &PowerArgs, planned: Planned, wants: &mut Wants) -> Option<Planned> {
    let mut planned = planned;
    let baseline = planned.around.baseline?;
    let cac = args.cac.unwrap_or(if planned.baseline_is_assumed { Persistence::default().csm } else { baseline.csm });
    for (flag, value) in [("--cac", cac), ("--same-accounts", args.same_accounts)] {
        if !(0.0..=1.0).contains(&value) {
            wants.problem(format!("{flag}: {value} is out of range"), "from 0 to 1");
            return None;
        }
    }
    let fading = if args.decay { Fading::Decaying } else { Fading::Steady };
    planned.design.persistence = Persistence { csm: cac, fading, account: args.same_accounts };
    if args.cac.is_none() && planned.baseline_is_assumed {
        wants.assume(format!("over quarters, what a CSM's accounts share correlates by {cac} (give --cac)"));
    }
    if matches!(args.design, DesignArg::Did | DesignArg::Ancova) && planned.baseline_is_assumed {
        wants.problem(
            "how well does the quarter before explain the quarter after?",
            "--baseline-r 0.6,0.5 (CSMs, accounts) or --from a history with a baseline",
        );
        return None;
    }
    let schedule = |kind: Kind, usual: u8| {
        let schedule = Schedule::new(kind, usize::from(args.quarters.unwrap_or(usual)), usize::from(args.washout));
        Comparison::Scheduled { schedule, carry_over: args.carry_over }
    };
    planned.design.comparison = match (&args.schedule, args.design) {
        (Some(path), _) => {
            let source = wants.read(path)?;
            let schedule = read_schedule(&source).map_err(|problems| wants.all(&problems)).ok()?;
            Comparison::Scheduled { schedule, carry_over: args.carry_over }
        }
        (None, DesignArg::Parallel) => Comparison::After,
        (None, DesignArg::Did) => Comparison::Change(baseline),
        (None, DesignArg::Ancova) => Comparison::Adjusted(baseline),
        (None, DesignArg::SteppedWedge) => schedule(Kind::SteppedWedge, 5),
        (None, DesignArg::Crossover) => schedule(Kind::Crossover, 2),
        (None, DesignArg::Switchback) => schedule(Kind::Switchback, 6),
    };
    if !matches!(planned.design.comparison, Comparison::Scheduled { .. }) {
        planned.design.quarters = usize::from(args.quarters.unwrap_or(1));
        if args.washout > 0 || args.carry_over {
            wants.problem(
                "--washout and --carry-over belong to schedules",
                "--design stepped-wedge, crossover or switchback, or --schedule FILE",
            );
        }
    }
    Some(planned)
}

/// The answer to what was solved for.
fn solved(solve: SolveArg, contents: &PowerContents<'_>) -> String {
    let (study, unit): (&Study, _) = (contents.study, contents.unit);
    let Aim { effect, power, .. } = study.aim;
    let at = format!("for {:.0} % power at {}", 100.0 * power, unit.effect(effect));
    let need = |what: &str, need: Option<Need>| match need {
        Some(Need::Of(amount)) => format!("{what} {at}: {:.0} ({amount:.6})\n", amount.ceil()),
        Some(Need::Hopeless(best)) => format!("{what} {at}: no number is enough; the power is {:.1} % at most\n", 100.0 * best),
        None => format!("{what} {at}: not known for this design\n"),
    };
    match solve {
        SolveArg::Mde => {
            format!("smallest uplift found with {:.0} % power: {} ({:.6})\n", 100.0 * power, unit.effect(study.smallest), study.smallest)
        }
        SolveArg::Csms => need("CSMs on today's plan", contents.question.design.csms_needed(&study.aim)),
        SolveArg::Quarters => need("quarters", study.quarters),
        SolveArg::Accounts => need("accounts per CSM", study.accounts),
    }
}
