//! Plans against each other, on the same luck: cost, pay noise, and who wins or loses.

use super::columns::{Columns, Pays};
use super::summarise::Table;
use crate::scenario::Scenario;
use crate::stats::{Estimate, Moments, difference, estimate_from_influence, probability_less, share, win_shares};
use crate::trial::RunResult;

/// How many standard errors an expected change must have before somebody counts as a winner or loser.
const CLEARLY_CHANGED: f64 = 2.0;

pub(super) fn add(table: &mut Table, scenario: &Scenario, result: &RunResult, columns: &Columns, p: usize) {
    let own = &columns.own;
    for (other, plan) in scenario.plans.iter().enumerate().filter(|(other, _)| *other != p && *other < columns.costs.len()) {
        let theirs = &columns.costs[other].values();
        table.put_against("cost", "mean_difference", &plan.id, difference(&own.cost, theirs));
        table.put_against("cost", "p_lower", &plan.id, probability_less(&own.cost, theirs));
    }
    let reference = scenario.reference;
    if p != reference {
        table.put_against("pay_per_csm", "sd_difference", &scenario.plans[reference].id, sd_difference(columns));
    }
    let (winners, losers) = winners_and_losers(scenario, result, p).unzip();
    table.put("person", "winners", winners);
    table.put("person", "losers", losers);
}

/// How often each plan is the cheapest of a trial.
pub(super) fn lowest_cost(columns: &Columns) -> Vec<Option<Estimate>> {
    win_shares(columns.costs.len(), |plan| columns.costs[plan].values())
}

fn sd_difference(columns: &Columns) -> Option<Estimate> {
    let (a, b) = (&columns.own.split, &columns.today.split);
    let value = a.sd_within()?.value - b.sd_within()?.value;
    let (ia, ib) = (a.sd_within_influence()?, b.sd_within_influence()?);
    Some(estimate_from_influence(value, ia.iter().zip(&ib).map(|(a, b)| a - b)))
}

/// Shares of CSMs whose expected pay at equal cost (as published where plans are not scaled) is clearly above or below today's. The
/// reference itself, and a single trial, have neither.
fn winners_and_losers(scenario: &Scenario, result: &RunResult, p: usize) -> Option<(Estimate, Estimate)> {
    if p == scenario.reference || result.base.trials < 2 {
        return None;
    }
    let (published, today) = (Pays::published(&result.base, p), Pays::published(&result.base, scenario.reference));
    let own = published.scaled(scenario, result).unwrap_or(published);
    let changes: Vec<(f64, f64)> = changes(own, today, result.base.seats);
    let n = changes.len() as u64;
    let winners = changes.iter().filter(|(change, error)| *change > CLEARLY_CHANGED * error).count() as u64;
    let losers = changes.iter().filter(|(change, error)| *change < -CLEARLY_CHANGED * error).count() as u64;
    share(winners, n).zip(share(losers, n))
}

/// Expected change of each seat's pay against today's plan, with its error, \[$\].
fn changes(own: Pays<'_>, today: Pays<'_>, seats: usize) -> Vec<(f64, f64)> {
    let mut changes = vec![Moments::default(); seats];
    own.all().zip(today.all()).enumerate().for_each(|(i, (a, b))| changes[i % seats].push(a - b));
    changes.iter().filter_map(|change| change.mean().zip(change.standard_error())).collect()
}
