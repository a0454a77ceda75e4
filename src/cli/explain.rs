//! `paylift explain`: one CSM's pay statement in one trial, from customers to cents.

use std::fmt::Write as _;
use std::path::Path;

use crate::behaviour::{Behaviour, Channel, Channels};
use crate::config::presets::{self, Kind};
use crate::config::{self, Loaded};
use crate::report::{number, statement};
use crate::scenario::{Goalpost, Market, Resampling, Scenario};
use crate::trial::{Engine, Statement, drawn_segments};

use super::args::{ExplainArgs, ScenarioArgs};
use super::beliefs;
use super::exit::Exit;
use super::input::{self, Wrong};

/// Explains one payout.
pub(super) fn explain(args: &ExplainArgs) -> anyhow::Result<Exit> {
    let (mut loaded, plan) = load(args)?;
    let channel = args.channel;
    if let Some(channel) = channel {
        loaded.scenario.behaviour = Behaviour::Devils;
        loaded.scenario.assumptions.channels = Channels::only(channel);
    }
    let scenario = &loaded.scenario;
    let mut wrong = String::new();
    if plan.is_none() {
        let ids = scenario.plans.iter().map(|p| p.id.as_str());
        let _ = writeln!(wrong, "error: --plan {}: no such plan in this scenario{}", args.plan, nearest(&args.plan, ids));
    }
    let seat = find_seat(scenario, &args.csm);
    if seat.is_none() {
        let names = scenario.roster.iter().map(|s| s.name.as_str());
        let hint = nearest(&args.csm, names);
        let _ = writeln!(wrong, "error: --csm {}: give a number from 1 to {} or a name{hint}", args.csm, scenario.roster.len());
    }
    let engine = Engine::prepare(scenario).map_err(|e| Wrong::argument(format!("{e:#}")))?;
    let trial = args.trial.unwrap_or(0);
    let replayed = matches!(&scenario.market, Market::History(h) if h.resampling == Resampling::Replay);
    if replayed && trial > 0 {
        let _ = writeln!(wrong, "error: --trial {trial}: a replayed history has one exact answer, trial 0");
    }
    let (Some(plan), Some(seat), true) = (plan, seat, wrong.is_empty()) else { return Err(Wrong(wrong).into()) };
    if args.beliefs {
        let Some(response) = engine.response(plan, seat) else {
            return Err(Wrong::argument("--beliefs: nobody responds here: behaviour is off or fixed, or no customers are simulated").into());
        };
        return super::print(beliefs::render(scenario, plan, seat, &response).as_bytes());
    }
    let statement = engine.statement(plan, seat, trial);
    super::print(render(scenario, &statement, channel).as_bytes())
}

/// The scenario and the plan's place in it; a plan of the library or of a file joins those of the scenario.
fn load(args: &ExplainArgs) -> anyhow::Result<(Loaded, Option<usize>)> {
    let loaded = input::load(&args.scenario, None, None)?;
    let name = &args.plan;
    let is_file = Path::new(name).is_file();
    if let Some(plan) = loaded.scenario.plan(name) {
        return Ok((loaded, Some(plan)));
    }
    if !is_file && presets::find(Kind::Plan, name).is_err() {
        return Ok((loaded, None));
    }
    let wanted = config::open_plan(name).map_err(|p| Wrong::problems(&p))?;
    if let Some(plan) = loaded.scenario.plans.iter().position(|plan| *plan == wanted) {
        return Ok((loaded, Some(plan)));
    }
    let plans = loaded.scenario.plans.iter().map(|p| p.id.clone()).chain([name.clone()]).collect();
    let joined = input::load(&ScenarioArgs { plans, ..args.scenario.clone() }, None, None)?;
    let plan = joined.scenario.plan(&wanted.id);
    Ok((joined, plan))
}

fn find_seat(scenario: &Scenario, csm: &str) -> Option<usize> {
    let by_name = scenario.roster.iter().position(|s| s.name == csm);
    by_name.or_else(|| csm.parse::<usize>().ok().filter(|n| (1..=scenario.roster.len()).contains(n)).map(|n| n - 1))
}

fn nearest<'n>(written: &str, names: impl Iterator<Item = &'n str>) -> String {
    names
        .map(|name| (strsim::jaro_winkler(written, name), name))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map_or_else(String::new, |(_, name)| format!("; did you mean {name}?"))
}

fn render(scenario: &Scenario, told: &Statement, channel: Option<Channel>) -> String {
    let plan = &scenario.plans[told.plan];
    let seat = &scenario.roster[told.seat];
    let segment = &scenario.segments[usize::from(seat.segment)];
    let currency = &scenario.currency;
    let mut text = String::new();
    let _ = writeln!(
        text,
        "Pay statement: {} ({}, seat {} of {}), plan {} ({})",
        seat.name,
        segment.title,
        told.seat + 1,
        scenario.roster.len(),
        plan.title,
        plan.id
    );
    let target = plan.variable_share.map_or(seat.variable, |share| seat.ote * share);
    let _ = writeln!(
        text,
        "{} · seed {} · trial {} · target variable {} a year",
        scenario.name,
        scenario.run.seed,
        told.trial,
        number::exact(currency, target)
    );
    text.push_str(&drawn(scenario, told.trial));
    statement::book(&mut text, &told.months, currency);
    beliefs::conduct(&mut text, &told.decisions, scenario.behaviour.responds());
    statement::periods(&mut text, scenario, told);
    // a trial beyond the scenario's own is there in longer runs
    let trials = match scenario.run.goal {
        Goalpost::Trials(n) if told.trial >= n => format!(" --trials {}", u64::from(told.trial) + 1),
        _ => String::new(),
    };
    let who = channel.map_or_else(String::new, |channel| format!(" in its devils test of {}", channel.id()));
    let _ = writeln!(
        text,
        "\nTotal {}: what `paylift run{trials}` has{who} for this CSM and plan in trial {}",
        statement::to_the_cent(currency, told.total()),
        told.trial
    );
    text
}

/// The parameters that the trial lived with, where they were drawn.
fn drawn(scenario: &Scenario, trial: u32) -> String {
    let Some(draw) = scenario.run.parameter_draw(trial) else { return String::new() };
    let mut text = String::new();
    for (segment, own) in scenario.segments.iter().zip(drawn_segments(scenario, draw)) {
        let parameters = segment.uncertainty.iter().flat_map(|uncertainty| uncertainty.parameters());
        let words: Vec<String> =
            parameters.filter_map(|p| Some(format!("{} {:.5} (point {})", p.id(), p.of(&own)?, p.of(segment)?))).collect();
        if !words.is_empty() {
            let _ = writeln!(text, "Outer draw {draw}, {}: {}", segment.title, words.join(", "));
        }
    }
    text
}
