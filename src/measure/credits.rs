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
                    before: if event.kind == EventKind::Renewal { f64::from(event.before) } else { 0.0 },
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

#[cfg(test)]
mod tests {
    use super::super::hand_made::{account, facts, metric, panel};
    use super::super::{AccountRules, Measure, Scope};
    use super::*;

    fn book() -> Panel {
        let mut panel = panel(3, 12, 2)
            .with(vec![account(0, &[10.0]).left(8).contract(), account(0, &[20.0]), account(1, &[30.0])])
            .moved(&[(1, 5, 1)])
            .happened(&[
                (2, 1, EventKind::Expansion, 1.0),
                (3, 1, EventKind::Expansion, 100.0),
                (4, 0, EventKind::Deal, 50.0),
                (5, 1, EventKind::Deal, 7.0),
                (5, 2, EventKind::Referral, 20.0),
                (7, 0, EventKind::Expansion, 9.0),
                (11, 1, EventKind::Renewal, 240.0),
            ]);
        let renewal = panel.events.last_mut().unwrap();
        (renewal.before, renewal.years) = (200.0, 3);
        panel
    }

    #[test]
    fn credits_are_dated_and_add_up_to_the_reading() {
        let facts = facts(&metric(Measure::Expansion), &book());
        let of = |seat| facts.credits_of(0, seat).iter().map(|c| (c.month, c.account, c.kind, c.dollars, c.churned)).collect::<Vec<_>>();
        use CreditKind::{Deal, Expansion};
        assert_eq!(of(0), [(0, 101, Expansion, 100.0, None), (1, 100, Deal, 50.0, Some(5)), (4, 100, Expansion, 9.0, Some(5))]);
        assert_eq!(of(1), [(2, 101, Deal, 7.0, None)], "the account had moved by then");
        for seat in 0..2 {
            for period in 0..facts.periods {
                let months = period as u16 * 3..period as u16 * 3 + 3;
                let dollars = facts.credits_of(0, seat).iter().filter(|c| months.contains(&c.month)).map(|c| c.dollars).sum::<f64>();
                assert_eq!(facts.reading(0, seat, period).value, Some(dollars));
            }
        }
    }

    #[test]
    fn a_pool_credits_each_of_its_seats() {
        let facts = facts(&metric(Measure::Expansion).scope(Scope::Company), &book());
        for seat in 0..2 {
            assert_eq!(facts.credits_of(0, seat).iter().map(|c| c.dollars).collect::<Vec<_>>(), [100.0, 50.0, 7.0, 9.0]);
        }
    }

    #[test]
    fn a_loss_at_notice_is_never_dated_before_its_credit() {
        let at_notice = AccountRules { churn_at_notice: true, ..AccountRules::default() };
        let facts = facts(&metric(Measure::Expansion).rules(at_notice), &book());
        let churned: Vec<_> = facts.credits_of(0, 0).iter().map(|c| (c.month, c.churned)).collect();
        assert_eq!(churned, [(0, None), (1, Some(3)), (4, Some(4))]);
    }

    #[test]
    fn renewals_carry_their_years_and_new_business_no_churn() {
        let renewed = facts(&metric(Measure::Renewed), &book());
        let credit = renewed.credits_of(0, 1)[0];
        assert_eq!((credit.month, credit.dollars, credit.before, credit.years), (8, 240.0, 200.0, 3));
        assert_eq!((credit.kind, credit.churned), (CreditKind::Renewal, None));
        let mut lost = book();
        lost.left[2] = 9;
        let new = facts(&metric(Measure::NewBusiness), &lost);
        assert_eq!(new.credits_of(0, 1).iter().map(|c| (c.dollars, c.churned)).collect::<Vec<_>>(), [(20.0, None)]);
        assert!(facts(&metric(Measure::CsqlClosed), &book()).credits.is_empty(), "counts have no credits");
    }

    /// 1 % of 20,000 invoices within four standard errors; false-alarm rate 6 in 100,000 on the fixed salt.
    #[test]
    fn one_invoice_in_a_hundred_is_never_paid() {
        let n = 20_000u32;
        let events: Vec<_> = (0..n).map(|i| (1, i, EventKind::Expansion, 1.0)).collect();
        let panel = panel(0, 3, 1).with((0..n).map(|_| account(0, &[1.0])).collect()).happened(&events);
        let facts = facts(&metric(Measure::Expansion), &panel);
        assert!(facts.credits.iter().all(|c| c.invoice_paid.is_none_or(|paid| paid == c.month + 1)));
        let unpaid = facts.credits.iter().filter(|c| c.invoice_paid.is_none()).count() as f64;
        assert!((unpaid / f64::from(n) - 0.01).abs() < 4.0 * (0.01 * 0.99 / f64::from(n)).sqrt(), "{unpaid}");
    }
}
