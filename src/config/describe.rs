//! What would run, in words: for `paylift check`.

use std::fmt::Write as _;

use crate::behaviour::Behaviour;
use crate::scenario::{Goalpost, Market, Neutral, Resampling, Scenario};

use super::behaviour::in_words;
use super::dynamics::differences;
use super::words::{count, thousands, wrap};
use super::{Loaded, conduct, uncertainty};

/// Width of the column of subjects, and of the words beside it, in characters.
const SUBJECT: usize = 12;
const WIDTH: usize = 100;

/// Describes a loaded scenario in plain words, one subject a line.
#[must_use]
pub fn describe(loaded: &Loaded) -> String {
    let scenario = &loaded.scenario;
    let mut text = String::new();
    let fictional = if scenario.fictional { " (fictional)" } else { "" };
    let mut line = |subject: &str, words: String| {
        let _ = writeln!(text, "{subject:<SUBJECT$}{}", wrap(&words, WIDTH, SUBJECT));
    };
    line("name", format!("{}{fictional}", scenario.name));
    if !scenario.about.is_empty() {
        line("about", scenario.about.clone());
    }
    for words in team(scenario) {
        line("team", words);
    }
    line("pay", pay(scenario));
    line("market", market(&scenario.market));
    for stress in &scenario.stress {
        line("stress", format!("{} beside it, on the same luck", stress.id));
    }
    for segment in &scenario.segments {
        if let Some(words) = uncertainty::in_words(segment) {
            line("known", format!("{}: {words}", segment.title));
        }
    }
    if scenario.segments.iter().any(|segment| segment.uncertainty.is_some()) {
        line("drawn", drawn(scenario.run.parameter_draws));
    }
    let stated = differences(&scenario.coefficients);
    if !stated.is_empty() {
        line("dynamics", format!("other than usual: {}", stated.join(", ")));
    }
    line("behaviour", in_words(scenario.behaviour, &scenario.assumptions));
    if scenario.behaviour == Behaviour::Fixed {
        for words in conduct::in_words(scenario) {
            line("conduct", words);
        }
    }
    if scenario.run.payouts_only {
        line("studies", "left out: payouts only".into());
    }
    line("months", months(scenario));
    for (i, plan) in scenario.plans.iter().enumerate() {
        let today = if i == scenario.reference { ", today's plan" } else { "" };
        line("plan", format!("{} ({}){today}", plan.id, plan.title));
    }
    for (id, why) in &loaded.left_out {
        line("left out", format!("{id}: {why}"));
    }
    line("equal cost", neutral(scenario.neutral).into());
    line("trials", trials(scenario));
    let defaults = defaults(loaded);
    if !defaults.is_empty() {
        line("defaults", defaults.join(", "));
    }
    text
}

fn team(scenario: &Scenario) -> Vec<String> {
    let mut words = vec![format!("{} and {}", count(scenario.roster.len(), "CSM"), count(scenario.accounts(), "account"))];
    for (i, segment) in scenario.segments.iter().enumerate() {
        let seats: Vec<_> = scenario.roster.iter().filter(|s| usize::from(s.segment) == i).collect();
        let accounts: u64 = seats.iter().map(|s| u64::from(s.accounts)).sum();
        words.push(format!("  {}: {}, {}", segment.title, count(seats.len(), "CSM"), count(accounts as usize, "account")));
    }
    words
}

fn pay(scenario: &Scenario) -> String {
    let money = |x: f64| format!("{}{}", scenario.currency, thousands(x));
    format!(
        "{} on target over the horizon, {} of it variable; budget {}",
        money(scenario.on_target_earnings()),
        money(scenario.target_variable()),
        money(scenario.money.budget)
    )
}

fn market(market: &Market) -> String {
    match market {
        Market::Cohorts(_) => "customers drawn from the segments".into(),
        Market::History(h) => {
            let span = match (h.history.months.first(), h.history.months.last()) {
                (Some(first), Some(last)) => format!("{first} to {last}"),
                _ => "no months".into(),
            };
            let how = match h.resampling {
                Resampling::Bootstrap => "whole accounts resampled",
                Resampling::Replay => "replayed as it was",
                Resampling::WithinBooks => "whole accounts resampled out of each person's own book",
            };
            format!("revenue history of {}, {span}, {how}", count(h.history.accounts.len(), "account"))
        }
        Market::Attainment(_) => "no customers: attainments drawn from the stated distribution".into(),
    }
}

fn drawn(draws: Option<u32>) -> String {
    match draws {
        Some(draws) => format!("parameters {draws} times from how well they are known, what people plan on stays at the point values"),
        None => "no parameters: every trial takes the point values (run --parameter-uncertainty draws them)".into(),
    }
}

fn months(scenario: &Scenario) -> String {
    match (scenario.burn_in, &scenario.market) {
        (0, Market::Cohorts(_)) => format!("{} paid, after an opening balance that gives plans their first base", scenario.months),
        (unpaid, _) => format!("{} paid, after {unpaid} unpaid ones that give plans a past", scenario.months),
    }
}

fn neutral(neutral: Neutral) -> &'static str {
    match neutral {
        Neutral::Target => "target pay scaled to today's expected cost, beside as published",
        Neutral::Rate => "rates scaled to today's expected cost, beside as published",
        Neutral::Off => "off: as published only",
    }
}

fn trials(scenario: &Scenario) -> String {
    let seed = scenario.run.seed;
    if matches!(&scenario.market, Market::History(h) if h.resampling == Resampling::Replay) {
        return format!("one: a replay has one exact answer; seed {seed}");
    }
    match scenario.run.goal {
        Goalpost::Trials(n) => format!("{}; seed {seed}", thousands(f64::from(n))),
        Goalpost::Precision { relative, min, max } => format!(
            "until every cost is known to {} %, {} to {}; seed {seed}",
            relative * 100.0,
            thousands(f64::from(min)),
            thousands(f64::from(max))
        ),
    }
}

/// Defaults of the scenario itself, with their values; those of plans and segments are in their files.
fn defaults(loaded: &Loaded) -> Vec<String> {
    let scenario = loaded.sources.first().map(|(name, _)| name.as_str()).unwrap_or_default();
    let of_scenario = loaded.resolved.iter().filter(|r| r.default && r.source == scenario);
    let cohorts = matches!(loaded.scenario.market, Market::Cohorts(_));
    // Names and pods change no total, segments' values are in their files, people are told in words, coefficients where they are
    // unusual, and a market that is not shifted is no news.
    let is_news = |path: &str| {
        let detail = ["team[", "segments.", "plan[", "behaviour.", "dynamics.", "conduct.", "payouts_only"]
            .iter()
            .any(|start| path.starts_with(start));
        !(detail || cohorts && path.starts_with("market."))
    };
    of_scenario.filter(|r| is_news(&r.path)).map(|r| format!("{} = {}", r.path, r.value)).collect()
}
