//! `paylift check`: validate files and say in words what would run; with `--advice`, what is advised about the plans.

use std::fmt::Write as _;
use std::ops::ControlFlow;

use crate::compare::{Advice, MARKET_LINE, advise, summarise};
use crate::config::presets::{self, Kind};
use crate::config::{self};
use crate::scenario::{Goalpost, Scenario};
use crate::trial::{RunOptions, run};

use super::args::{CheckArgs, ScenarioArgs};
use super::exit::Exit;
use super::input::{self, Extent, Wrong};

/// Trials behind the sizes of advice: enough for the size of a harm, not for a decision.
const TRIALS: u32 = 200;

/// Checks every file; all problems of all files are told together.
pub(super) fn check(args: &CheckArgs) -> anyhow::Result<Exit> {
    let mut text = String::new();
    let mut problems_of = Vec::new();
    for name in &args.files {
        match config::check_file(name, &config::read_history_file) {
            Ok(words) => text.push_str(&words),
            Err(problems) => problems_of.push(Wrong::problems(&problems).0),
        }
    }
    if args.advice && problems_of.is_empty() {
        for name in &args.files {
            text.push_str(&advice_on(name)?);
        }
    }
    super::print(text.as_bytes())?;
    if problems_of.is_empty() { Ok(Exit::Done) } else { Err(Wrong(problems_of.join("\n")).into()) }
}

/// Advice about a scenario's plans, or about one plan in the built-in company.
fn advice_on(name: &str) -> anyhow::Result<String> {
    let is_plan = presets::find(Kind::Plan, name).is_ok() || config::open_plan(name).is_ok();
    let args = match is_plan {
        true => ScenarioArgs { plans: vec![name.to_owned()], ..ScenarioArgs::default() },
        false => ScenarioArgs { scenario: Some(name.to_owned()), ..ScenarioArgs::default() },
    };
    let mut scenario = input::load(&args, Extent::default())?.scenario;
    scenario.run.goal = Goalpost::Trials(TRIALS);
    let result =
        run(&scenario, RunOptions::default(), &mut |_| ControlFlow::Continue(())).map_err(|e| Wrong::argument(format!("{e:#}")))?;
    let summary = summarise(&scenario, &result);
    Ok(in_words(&scenario, &advise(&scenario, &summary)))
}

fn in_words(scenario: &Scenario, advice: &[Advice]) -> String {
    let mut text = format!("\nAdvice on the plans of {}; sizes from {TRIALS} trials\n", scenario.name);
    for plan in &scenario.plans {
        let mut about = advice.iter().filter(|a| a.plan == plan.id).peekable();
        if about.peek().is_none() {
            let _ = writeln!(text, "\n{} ({}): nothing", plan.title, plan.id);
            continue;
        }
        let _ = writeln!(text, "\n{} ({})", plan.title, plan.id);
        for Advice { what, reason, source, harm, .. } in about {
            let _ = writeln!(text, "  {what}: {reason}");
            if let Some(harm) = harm {
                let _ = writeln!(text, "    here: {harm}");
            }
            let _ = writeln!(text, "    source: {source}");
        }
    }
    let _ = writeln!(text, "\n{MARKET_LINE}");
    text
}
