//! The devils test: what one game at a time earns those who play it and costs the company, beside angels on the same trials, and whether
//! the clause that should stop it does.

use super::columns::of_plan;
use super::summarise::Table;
use super::worlds::{World, Worlds, minus};
use crate::behaviour::{Channel, remedies};
use crate::plan::Plan;
use crate::scenario::Scenario;
use crate::stats::mean;
use crate::trial::{CHANNELS_EVERY, CONDUCT_COLUMNS, ChannelResult, Outcomes, PEOPLE_EVERY, RunResult};

/// Who is compared with: the name of their kind among the result's people.
const ANGELS: &str = "angels";

/// A game that people without scruples play under a plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Played {
    /// Plan, by index.
    pub plan: usize,
    /// The game.
    pub channel: Channel,
    /// Trial and seat (by index) in which it earned most beyond an angel: what to look at.
    pub best: Option<(u32, usize)>,
    /// The clause against it: the one that was tried and left least of the game, or else the first choice; `None` where a plan can say
    /// nothing against it.
    pub clause: Option<&'static str>,
}

/// Every game that is played, plan by plan.
#[must_use]
pub fn played(scenario: &Scenario, result: &RunResult) -> Vec<Played> {
    let of_plan = |plan: usize| {
        let channels = result.devils.channels.iter().filter(move |played| played.plans.contains(&plan));
        channels.map(move |played| Played {
            plan,
            channel: played.channel,
            best: best(result, played, plan),
            clause: clause(&scenario.plans[plan], result, plan, played.channel),
        })
    };
    (0..scenario.plans.len()).flat_map(of_plan).collect()
}

fn clause(plan: &Plan, result: &RunResult, index: usize, channel: Channel) -> Option<&'static str> {
    let tried = result.devils.remedies.iter().find(|tried| (tried.plan, tried.channel) == (index, channel));
    remedies(plan, channel).get(tried.map_or(0, |tried| tried.clause)).map(|remedy| remedy.words)
}

/// Where the game earned most beyond an angel.
fn best(result: &RunResult, played: &ChannelResult, plan: usize) -> Option<(u32, usize)> {
    let (angels, column) = (angels(result)?, column(played, plan)?);
    let step = (CHANNELS_EVERY / PEOPLE_EVERY) as usize;
    let mut most: Option<(i64, u32, usize)> = None;
    let (devils, angels, seats) = (played.outcomes.pays(column), angels.pays(plan), angels.seats.max(1));
    for (t, (devils, angels)) in devils.chunks_exact(seats).zip(angels.chunks_exact(seats).step_by(step)).enumerate() {
        for (seat, (devil, angel)) in devils.iter().zip(angels).enumerate() {
            if most.is_none_or(|(cents, ..)| devil - angel > cents) {
                most = Some((devil - angel, t as u32 * CHANNELS_EVERY, seat));
            }
        }
    }
    most.map(|(_, trial, seat)| (trial, seat))
}

pub(super) fn add(table: &mut Table, scenario: &Scenario, result: &RunResult, others: &[Option<Worlds>], p: usize) {
    let angels_world = result.people.iter().zip(others).find(|(kind, _)| kind.id == ANGELS).and_then(|(_, worlds)| worlds.as_ref());
    let (Some(angels), Some(angels_world)) = (angels(result), angels_world) else { return };
    let step = (CHANNELS_EVERY / PEOPLE_EVERY) as usize;
    let angels_world = angels_world.plans[p].every(step);
    let per_csm = |outcomes: &Outcomes, column: usize| -> Vec<f64> {
        let csm_years = outcomes.seats as f64 * f64::from(scenario.months) / 12.0;
        outcomes.costs(column).into_iter().map(|cost| cost / csm_years).collect()
    };
    for played in &result.devils.channels {
        let Some(column) = column(played, p) else { continue };
        let world = World::lived(scenario, &played.outcomes, column, p);
        if world.arr.len() != angels_world.arr.len() {
            continue;
        }
        let every = |column: Vec<f64>| -> Vec<f64> { column.into_iter().step_by(step).collect() };
        let measure = format!("devils@{}", played.channel.id());
        let farther = minus(&degrees(&played.outcomes, column, played.channel), &every(degrees(angels, p, played.channel)));
        table.put(&measure, "degree", mean(&farther));
        table.put(&measure, "earns", mean(&minus(&per_csm(&played.outcomes, column), &every(per_csm(angels, p)))));
        table.put(&measure, "costs", mean(&angels_world.net_beyond(&world)));
        let tried = result.devils.remedies.iter().find(|tried| (tried.plan, tried.channel) == (p, played.channel));
        table.put(&measure, "degree_without_clause", tried.and_then(|tried| mean(&tried.before)));
        table.put(&measure, "degree_with_clause", tried.and_then(|tried| mean(&tried.after)));
    }
}

fn angels(result: &RunResult) -> Option<&Outcomes> {
    result.people.iter().find(|kind| kind.id == ANGELS).map(|kind| &kind.outcomes)
}

/// Place of a plan among those that invite a game.
fn column(played: &ChannelResult, plan: usize) -> Option<usize> {
    played.plans.iter().position(|invites| *invites == plan)
}

/// Mean degree of a game over CSM-months, by trial.
fn degrees(outcomes: &Outcomes, plan: usize, channel: Channel) -> Vec<f64> {
    let of = |k: usize| of_plan(&outcomes.response.conduct, outcomes.plans * CONDUCT_COLUMNS, plan * CONDUCT_COLUMNS + k);
    // five efforts, seven games, deals pulled forward and held back
    match Channel::ALL.iter().position(|c| *c == channel) {
        Some(game) if channel != Channel::Timing => of(5 + game).into_iter().map(f64::from).collect(),
        _ => of(CONDUCT_COLUMNS - 4).into_iter().zip(of(CONDUCT_COLUMNS - 3)).map(|(pulled, held)| f64::from(pulled + held)).collect(),
    }
}
