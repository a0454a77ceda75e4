//! What to watch where people respond to pay: growth that depends on who they are, leaks, games, leaving.

use super::conduct::GAMES;
use super::grown::unsure;
use super::number::{difference_of, money_of, plain};
use super::warn::{Weighed, finding};
use super::worlds::{World, Worlds, flat, minus};
use super::{Summary, Topic};
use crate::scenario::Scenario;
use crate::stats::{Estimate, mean};

/// Mean degree of pressure or padding from which on it is called out.
const GAMES_MATTER: f64 = 0.3;
/// Leakage beyond the comparator's from which on it is called out, as a share of the plan's pay.
const LEAKAGE_MATTERS: f64 = 0.01;
/// Share of the seats that more people a year leave than under the flat plan, from which on it is called out.
const LEAVING_MATTERS: f64 = 0.02;

/// Warnings about one plan.
pub(super) fn warnings(scenario: &Scenario, worlds: &Worlds, summary: &Summary, p: usize) -> Vec<Weighed> {
    let found = [sign(scenario, summary, p), leakage(scenario, worlds, p), leaving(scenario, summary, p)];
    found.into_iter().flatten().chain(games(scenario, summary, p)).collect()
}

/// Growth that angels and devils bring with different signs, both clearly.
fn sign(scenario: &Scenario, summary: &Summary, p: usize) -> Option<Weighed> {
    let id = &scenario.plans[p].id;
    let of = |people: &str| summary.get_against(id, "growth", &format!("arr@{people}"), "salaried").filter(|e| !unsure(*e));
    let (angels, devils) = (of("angels")?, of("devils")?);
    if angels.value * devils.value > 0.0 {
        return None;
    }
    let cash = |e: Estimate| difference_of(&scenario.currency, e);
    let played = |game: &&str| summary.get(id, "gaming", game).map_or(0.0, |e| e.value);
    let most = GAMES.iter().max_by(|a, b| played(a).total_cmp(&played(b))).filter(|game| played(game) > 0.0);
    let game = most.map_or_else(String::new, |game| format!("; most of all {}", in_words(game)));
    Some(finding(
        Topic::Sign,
        id,
        format!(
            "who the people are decides whether it grows or shrinks revenue: {} a year with angels, {} with devils",
            cash(angels),
            cash(devils)
        ),
        "what it pays for can be had by games as well as by work",
        &format!("count on its growth only where the games are closed{game}"),
        (angels.value - devils.value).abs(),
    ))
}

/// More is lost than the growth brings, against the plan that pays regardless where there is one: under that people leave, too.
fn leakage(scenario: &Scenario, worlds: &Worlds, p: usize) -> Option<Weighed> {
    let flat = flat(scenario);
    if flat == Some(p) {
        return None;
    }
    let own = &worlds.plans[p];
    let (other, than): (&World, &str) = match flat {
        Some(flat) => (&worlds.plans[flat], "under a flat bonus"),
        None => (&worlds.salaried[p], "with salaried people"),
    };
    let (margin, leak) = (own.margin_beyond(other), own.leak_beyond(other));
    let kept = mean(&minus(&margin, &leak))?;
    let (margin, leak) = (mean(&margin)?, mean(&leak)?);
    if leak.value <= LEAKAGE_MATTERS * mean(&own.pay)?.value || unsure(leak) || kept.value >= 0.0 || unsure(kept) {
        return None;
    }
    let cash = |e: Estimate| money_of(&scenario.currency, e);
    Some(finding(
        Topic::Leakage,
        &scenario.plans[p].id,
        format!(
            "discounts, padded leads and rehiring cost {} more than {than}, and its growth brings {}",
            cash(leak),
            if margin.value > 0.0 { format!("only {}", cash(margin)) } else { "nothing".to_owned() }
        ),
        "what it provokes costs more than it is worth",
        "close the game, or pay people so that they stay",
        -kept.value,
    ))
}

fn games(scenario: &Scenario, summary: &Summary, p: usize) -> Vec<Weighed> {
    let id = &scenario.plans[p].id;
    let played = ["pressure", "padding"].into_iter().filter_map(|game| Some((game, summary.get(id, "gaming", game)?)));
    played
        .filter(|(_, e)| e.value > GAMES_MATTER)
        .map(|(game, e)| {
            let (why, remedy) = if game == "pressure" {
                (
                    "customers are pushed to sign, at a discount, and trust them less",
                    "pay less for each signature, or pay for what customers keep",
                )
            } else {
                ("leads that are none are handed to sales", "pay for leads that close")
            };
            let degree = plain(e.value, 2, e.standard_error);
            finding(Topic::Games, id, format!("{} is at {degree} on average, of 1 at most", in_words(game)), why, remedy, e.value)
        })
        .collect()
}

fn leaving(scenario: &Scenario, summary: &Summary, p: usize) -> Option<Weighed> {
    let id = &scenario.plans[p].id;
    let more = summary.get_against(id, "people", "departures_over_pay", "flat").filter(|e| !unsure(*e))?;
    if more.value < LEAVING_MATTERS * scenario.roster.len() as f64 {
        return None;
    }
    Some(finding(
        Topic::Leaving,
        id,
        format!("{} more CSMs a year leave than under a flat bonus", plain(more.value, 1, more.standard_error)),
        "it pays some people less than the market would",
        "a floor or a guarantee, or goals that more people reach",
        more.value,
    ))
}

/// What a game is called in sentences.
fn in_words(game: &str) -> &'static str {
    match game {
        "pressure" => "pressure on customers to sign",
        "padding" => "padding of leads",
        "shallow" => "ticking boxes without the work",
        "inflation" => "inflating logins",
        "begging" => "begging for scores",
        "neglect" => "neglect until accounts are red",
        "sandbagging" => "targets talked down",
        "pulled" => "pulling deals into the pay period",
        _ => "holding deals back",
    }
}
