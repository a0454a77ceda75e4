//! Dated credits: each expansion, deal, renewal and new customer with its date, so that clawback, holdback and multi-year
//! weights can follow it.
//!
//! The credits of a seat and metric, dated within a window of paid months, add up to the dollars read over that window: a pooled
//! metric credits each seat of the pool with the whole pool. Invoices go out in the month of the credit and are paid a month later;
//! 1 % are never paid (model section 0.9), by a lot of the account and month that no plan or world can shift.

use super::events;
use super::holding::Holding;
use super::lot::{lot, salt};
use super::read::Books;
use super::scope::Groups;
use super::{Credit, CreditKind, Metric};
use crate::dynamics::{Event, EventKind, Panel};

/// Months from a credit to its payment by the customer.
const PAYMENT_MONTHS: u16 = 1;
/// Share of invoices that are never paid.
const NEVER_PAID: f64 = 0.01;

/// Appends the credits of one metric, by month; each seat of a group gets them all.
pub(super) fn collect(
    metric_index: usize,
    metric: &Metric,
    groups: &Groups,
    panel: &Panel,
    books: &Books<'_>,
    event_holdings: &[Holding],
    credits: &mut Vec<Credit>,
) {
    let rules = &metric.accounts;
    let paid = panel.first_paid..panel.first_paid + books.months;
    for &measure in metric.measures.iter().filter(|measure| measure.has_credits()) {
        for (event, holding) in panel.events.iter().zip(event_holdings) {
            let (account, at) = (event.account as usize, usize::from(event.month));
            let counted = events::worth(measure, event, panel);
            let (Some((_, dollars)), Some(kind), true) = (counted, kind(event.kind), paid.contains(&at)) else { continue };
            if !rules.count_all() && rules.leaves_out(holding.tenure(account, at, panel, books)).is_some() {
                continue;
            }
            let month = (at - panel.first_paid) as u16;
            for seat in groups.seats(groups.of_seat[usize::from(holding.seat)]) {
                credits.push(Credit {
                    metric: metric_index as u16,
                    seat: seat as u16,
                    month,
                    account: panel.id[account],
                    kind,
                    dollars,
                    before: f64::from(event.before),
                    years: event.years,
                    churned: churned(metric, panel, event).map(|left| left.max(month)),
                    invoice_paid: (lot(salt(panel), [u64::from(panel.id[account]), u64::from(event.month)]) >= NEVER_PAID)
                        .then_some(month + PAYMENT_MONTHS),
                });
            }
        }
    }
}

fn kind(event: EventKind) -> Option<CreditKind> {
    match event {
        EventKind::Expansion => Some(CreditKind::Expansion),
        EventKind::Deal => Some(CreditKind::Deal),
        EventKind::Renewal => Some(CreditKind::Renewal),
        EventKind::Referral | EventKind::Mover => Some(CreditKind::NewBusiness),
        _ => None,
    }
}

/// Paid-horizon month in which the credited account counts as lost. New customers' later life is not followed: the account of
/// such an event is the one they came from.
fn churned(metric: &Metric, panel: &Panel, event: &Event) -> Option<u16> {
    if matches!(event.kind, EventKind::Referral | EventKind::Mover) {
        return None;
    }
    let lost_from = metric.accounts.lost_from(panel, event.account as usize);
    (lost_from < panel.months).then(|| lost_from.saturating_sub(panel.first_paid) as u16)
}
