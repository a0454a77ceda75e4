//! Documented activities: Results Strategy coverage, executive reviews, onboarding, implementation.

use super::Measure;
use super::view::{Part, View};
use crate::dynamics::EventKind;

/// Months up to the window's end in which an account must have arrived to count for onboarding and implementation.
const ARRIVAL_MONTHS: usize = 12;

/// Coverage of each seat, given to each account alive at the window's end, so that pooled coverage is weighted by accounts.
/// Executive reviews: an account had one in the window with probability 1 − exp(−Σ hazard).
pub(super) fn visit_coverage(view: &View<'_>, measure: Measure, sink: &mut impl FnMut(Part)) -> bool {
    let panel = view.panel;
    let column = if measure == Measure::StrategyCoverage { &panel.strategy } else { &panel.review };
    if column.is_empty() {
        return false;
    }
    let at = |month: usize, seat: usize| f64::from(column[month * panel.seats + seat]);
    let shares: Vec<f64> = (0..panel.seats)
        .map(|seat| match measure {
            Measure::StrategyCoverage => at(view.span.to, seat),
            _ => -libm::expm1(-view.span.months().map(|month| at(month, seat)).sum::<f64>()),
        })
        .collect();
    for account in (0..panel.accounts).filter(|&account| panel.alive(account, view.span.to)) {
        let share = shares[usize::from(view.holdings[account].seat)];
        sink(view.one(account, share));
    }
    true
}

/// Of the accounts that arrived in the 12 months up to the window's end, those that reached first value (or completed
/// implementation) by its end. Accounts lost since then stay in the denominator: they were not onboarded.
pub(super) fn visit_arrivals(view: &View<'_>, measure: Measure, sink: &mut impl FnMut(Part)) -> bool {
    let panel = view.panel;
    let kind = if measure == Measure::Onboarding { EventKind::FirstValue } else { EventKind::Implemented };
    let mut reached = vec![false; panel.accounts];
    for event in panel.events.iter().take_while(|event| usize::from(event.month) <= view.span.to) {
        reached[event.account as usize] |= event.kind == kind;
    }
    for account in 0..panel.accounts {
        let born = usize::from(panel.born[account]);
        if born > 0 && born <= view.span.to && born + ARRIVAL_MONTHS > view.span.to {
            sink(view.one(account, f64::from(u8::from(reached[account]))));
        }
    }
    true
}
