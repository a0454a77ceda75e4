//! Other roles paid on the same results: programme cost beside the CSM's pay.

use super::terms::pools_with;
use super::{Cents, Partner, Terms, calendar, credit};
use crate::measure::Facts;

/// What one partner gets for the dollars of `seat` in `period`: component's dollars before the CSM's own split × share ×
/// rate. The partner is there even when the CSM's seat is vacant, and pooled results, which every seat of the pool reads, are
/// paid once.
pub(super) fn pay(partner: &Partner, terms: &Terms, facts: &Facts, seat: usize, period: usize) -> Cents {
    let rules = &terms.plan().components[partner.component];
    let metric = &terms.plan().metrics[rules.metric];
    let payees = terms.payees();
    if (0..seat).any(|other| pools_with(metric.scope, (seat, &payees[seat]), (other, &payees[other]))) {
        return Cents::ZERO;
    }
    let dollars = if credit::is_dated(metric) {
        credit::in_period(terms, facts, partner.component, seat, period).map(|c| credit::whole_dollars(rules, c)).sum()
    } else {
        let months = calendar::months_of(terms.plan(), period);
        let in_force = months.clone().filter(|&m| calendar::in_force(rules, m)).count() as f64 / months.len() as f64;
        credit::increase(terms, facts, rules.metric, seat, period).unwrap_or(0.0) * in_force
    };
    Cents::from_dollars(dollars.max(0.0) * partner.share * partner.rate)
}
