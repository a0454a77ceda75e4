//! `paylift explain`: one CSM's pay statement in one trial, from customers to cents.

use std::fmt::Write as _;
use std::path::Path;

use crate::behaviour::{Behaviour, Channel, Channels};
use crate::config::presets::{self, Kind};
use crate::config::{self, Loaded};
use crate::measure::{Metric, SeatMonth, Trace, Unit};
use crate::plan::{Cents, Plan, explain_line};
use crate::report::number;
use crate::scenario::{Goalpost, Market, Resampling, Scenario};
use crate::trial::{BookMonth, Engine, PeriodStatement, Statement, drawn_segments};

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

fn render(scenario: &Scenario, statement: &Statement, channel: Option<Channel>) -> String {
    let plan = &scenario.plans[statement.plan];
    let seat = &scenario.roster[statement.seat];
    let segment = &scenario.segments[usize::from(seat.segment)];
    let currency = &scenario.currency;
    let mut text = String::new();
    let _ = writeln!(
        text,
        "Pay statement: {} ({}, seat {} of {}), plan {} ({})",
        seat.name,
        segment.title,
        statement.seat + 1,
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
        statement.trial,
        number::exact(currency, target)
    );
    text.push_str(&drawn(scenario, statement.trial));
    book(&mut text, &statement.months, currency);
    beliefs::conduct(&mut text, &statement.decisions, scenario.behaviour.responds());
    for (nth, period) in statement.periods.iter().enumerate() {
        pay_period(&mut text, plan, period, nth, currency);
    }
    // a trial beyond the scenario's own is there in longer runs
    let trials = match scenario.run.goal {
        Goalpost::Trials(n) if statement.trial >= n => format!(" --trials {}", u64::from(statement.trial) + 1),
        _ => String::new(),
    };
    let who = channel.map_or_else(String::new, |channel| format!(" in its devils test of {}", channel.id()));
    let _ = writeln!(
        text,
        "\nTotal {}: what `paylift run{trials}` has{who} for this CSM and plan in trial {}",
        to_the_cent(currency, statement.total()),
        statement.trial
    );
    text
}

/// The book, month by month.
fn book(text: &mut String, months: &[BookMonth], currency: &str) {
    if months.is_empty() {
        return;
    }
    let _ = writeln!(text, "\nBook, month by month\n  month  there        accounts        revenue  arrived  left  expansions (a year)");
    for (i, m) in months.iter().enumerate() {
        let there = match m.presence {
            SeatMonth { present: false, .. } => "vacant".to_owned(),
            SeatMonth { tenure: SeatMonth::VETERAN, .. } => "yes".to_owned(),
            SeatMonth { tenure, .. } => format!("month {}", tenure + 1),
        };
        let expanded =
            if m.expanded.0 == 0 { String::new() } else { format!("{} ({})", m.expanded.0, number::exact(currency, m.expanded.1)) };
        let _ = writeln!(
            text,
            "  {:>5}  {there:<11}  {:>8}  {:>13}  {:>7}  {:>4}  {expanded}",
            i + 1,
            m.accounts,
            number::exact(currency, m.revenue),
            m.arrived,
            m.left
        );
    }
}

fn pay_period(text: &mut String, plan: &Plan, period: &PeriodStatement, nth: usize, currency: &str) {
    let cadence = usize::from(plan.cadence);
    let _ = writeln!(text, "\nPeriod {} (months {}–{})", nth + 1, nth * cadence + 1, (nth + 1) * cadence);
    for (metric, trace) in plan.metrics.iter().zip(&period.traces) {
        measured(text, metric, trace);
    }
    let _ = writeln!(text, "  Paid");
    for line in &period.lines {
        let _ = writeln!(text, "    {:>12}  {}", to_the_cent(currency, line.cents), explain_line(plan, line));
    }
    let _ = writeln!(text, "    {:>12}  total of the period", to_the_cent(currency, period.total()));
}

/// One metric's reading, account by account.
fn measured(text: &mut String, metric: &Metric, trace: &Trace) {
    let names: Vec<&str> = metric.measures.iter().map(|m| m.id()).collect();
    let unit = metric.measures.first().map_or(Unit::Count, |m| m.unit());
    let value = trace.reading.value.map_or_else(|| "undefined".to_owned(), |v| in_unit(v, unit));
    let _ = writeln!(text, "  Measured: {} = {value}", names.join(" + "));
    if trace.parts.is_empty() {
        return;
    }
    let _ = writeln!(text, "    {:>10}  {:>14}  {:>14}  {:>14}", "account", "base", "now", "counted");
    for part in &trace.parts {
        let account = part.account.map_or_else(|| "-".to_owned(), account_number);
        let note = part.note.unwrap_or("");
        let line = format!("    {account:>10}  {:>14.2}  {:>14.2}  {:>14.2}  {note}", part.base, part.current, part.counted);
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let (base, counted) = trace.parts.iter().fold((0.0, 0.0), |(b, c), p| (b + p.base, c + p.counted));
    let _ = writeln!(text, "    {:>10}  {base:>14.2}  {:>14}  {counted:>14.2}", "sum", "");
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

/// Accounts that arrived later carry a number made of seat, month and count; they are shown as N and that number.
fn account_number(id: u32) -> String {
    const ARRIVAL: u32 = 1 << 31;
    if id & ARRIVAL == 0 {
        return format!("{}", id + 1);
    }
    let (seat, month, nth) = ((id & !ARRIVAL) >> 16, id >> 8 & 255, id & 255);
    format!("N{}.{}.{}", seat + 1, month, nth + 1)
}

/// A payout exactly as it is booked: every digit of it.
fn to_the_cent(currency: &str, amount: Cents) -> String {
    let cents = amount.0.unsigned_abs();
    let sign = if amount.0 < 0 { "-" } else { "" };
    format!("{sign}{currency}{}.{:02}", number::grouped(cents / 100), cents % 100)
}

fn in_unit(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Ratio | Unit::Share => format!("{:.2} %", 100.0 * value),
        Unit::Dollars => format!("{value:.2} dollars"),
        Unit::Count | Unit::Score | Unit::Months => format!("{value:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payouts_are_shown_to_the_cent() {
        assert_eq!(to_the_cent("$", Cents(426_847)), "$4,268.47");
        assert_eq!(to_the_cent("€", Cents(-5)), "-€0.05");
        assert_eq!(to_the_cent("$", Cents(123_456_700)), "$1,234,567.00");
    }

    #[test]
    fn arrivals_are_numbered_by_seat_month_and_count() {
        assert_eq!(account_number(41), "42");
        assert_eq!(account_number(1 << 31 | 6 << 16 | 17 << 8), "N7.17.1");
    }
}
