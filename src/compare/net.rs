//! What is left of the growth when everything is paid: net dollars, their ratio to pay, and which plan leaves most.

use super::response::ratio_over_positive;
use super::summarise::Table;
use super::worlds::Worlds;
use crate::scenario::Scenario;
use crate::stats::{Estimate, mean, win_shares};

pub(super) fn add(table: &mut Table, scenario: &Scenario, worlds: &Worlds, p: usize) {
    let own = &worlds.plans[p];
    let named: Vec<&str> = worlds.named_comparators(scenario, p).into_iter().map(|(name, _)| name).collect();
    for (name, other) in worlds.comparators(scenario, p) {
        let net = own.net_beyond(other);
        table.put_against("net", "dollars", name, mean(&net));
        if named.contains(&name) {
            let pay = own.pay_beyond(other);
            table.put_against("net", "roi", name, ratio_over_positive(&net, &pay));
            table.put_against("net", "pay_increment", name, mean(&pay));
            table.put_against("net", "leakage", name, mean(&own.leak_beyond(other)));
            table.put_against("net", "programme", name, mean(&own.programme_beyond(other)));
        }
    }
}

/// How often each plan has the highest net dollars of a trial, each against salaried people paid by the same plan.
pub(super) fn highest(worlds: &Worlds) -> Vec<Option<Estimate>> {
    win_shares(worlds.plans.len(), |plan| worlds.salaried[plan].net_beyond(&worlds.plans[plan]))
}
