//! Holdback and clawback: what is paid later, and what is taken back.
//!
//! A component's pay in a period belongs to its dated credits in proportion to what each earned. Pay without dated credits in
//! the period is withheld as one sum; it cannot be clawed back, since no account stands behind it.
//!
//! ```text
//! $10,000 renewal commission in January, clawback 100 % within 6 months
//! account leaves in June (5 months later): −$10,000 in the second quarter
//! account leaves in August (7 months later): nothing
//! ```
//!
//! What is still withheld when the horizon ends is accrued to the last period, unless the invoice is known never to be paid.
//! Nothing is released to, or recovered from, a seat that is vacant when it falls due. Losses after the horizon are not
//! booked.

use super::calendar::{self, Attendance};
use super::desk::{Desk, Page};
use super::{AverageRates, Cents, Component, HoldbackUntil, LineKind, Terms, Why, credit};
use crate::measure::{Credit, Facts};

/// Months until an invoice without a date is paid (invoices are paid a month later).
const INVOICE_MONTHS: u16 = 1;

/// Something to come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Due {
    period: u16,
    component: u16,
    kind: LineKind,
    cents: Cents,
    why: Why,
}

/// Withholds and schedules what one component's `pay` of the period entails. Returns the change to what is paid now.
pub(super) fn withhold(
    terms: &Terms,
    facts: &Facts,
    attendance: &Attendance<'_>,
    desk: &mut Desk,
    page: &mut Page<'_>,
    component: usize,
    pay: f64,
) -> Cents {
    let plan = terms.plan();
    let rules = &plan.components[component];
    if (rules.holdback.is_none() && rules.clawback.is_none()) || pay <= 0.0 {
        return Cents::ZERO;
    }
    let (seat, period) = (usize::from(page.seat), usize::from(page.period));
    let rates = desk.rates[component];
    let credits = || credit::in_period(terms, facts, component, seat, period).filter(|c| attendance.paid(period, c.month));
    let all: f64 = credits().map(|c| weight(rules, rates, c)).sum();
    if all <= 0.0 {
        let Some(holdback) = rules.holdback else { return Cents::ZERO };
        let months = match holdback.until {
            HoldbackUntil::InvoicePaid => INVOICE_MONTHS,
            HoldbackUntil::Months(n) => n,
        };
        let release = (calendar::months_of(plan, period).end - 1).saturating_add(months);
        let why = Why::Factor { value: pay, factor: holdback.share };
        return hold(terms, desk, page, component, pay * holdback.share, Some(release), why);
    }
    let mut withheld = Cents::ZERO;
    for c in credits() {
        let part = pay * weight(rules, rates, c) / all;
        let why = Why::Account { account: c.account, month: c.month };
        if let Some(holdback) = rules.holdback {
            let release = match holdback.until {
                HoldbackUntil::InvoicePaid => c.invoice_paid,
                HoldbackUntil::Months(n) => Some(c.month.saturating_add(n)),
            };
            withheld += hold(terms, desk, page, component, part * holdback.share, release, why);
        }
        if let (Some(clawback), Some(left)) = (rules.clawback, c.churned)
            && left < terms.months()
            && left.saturating_sub(c.month) <= clawback.months
        {
            // A loss booked before the credit (churn at notice) is recovered at once.
            let period = calendar::period_of(plan, left.max(c.month)) as u16;
            let cents = -Cents::from_dollars(part * clawback.share);
            desk.due.push(Due { period, component: component as u16, kind: LineKind::Clawback, cents, why });
        }
    }
    withheld
}

/// What a credit weighs among its component's credits.
fn weight(rules: &Component, rates: Option<AverageRates>, credit: &Credit) -> f64 {
    let dollars = credit::dollars(rules, credit).max(0.0);
    match rates {
        Some(rates) => rates.rate * dollars + rates.uplift * credit::uplift(rules, credit),
        None => dollars,
    }
}

/// Withholds `dollars` until `release`, unless that falls into the same period.
fn hold(terms: &Terms, desk: &mut Desk, page: &mut Page<'_>, component: usize, dollars: f64, release: Option<u16>, why: Why) -> Cents {
    let last = terms.periods() - 1;
    let release = release.map(|month| calendar::period_of(terms.plan(), month).min(last) as u16);
    if release.is_some_and(|period| period <= page.period) {
        return Cents::ZERO;
    }
    let cents = Cents::from_dollars(dollars);
    page.write(Some(component), LineKind::Holdback, -cents, why);
    if let Some(period) = release {
        desk.due.push(Due { period, component: component as u16, kind: LineKind::Release, cents, why });
    }
    -cents
}

/// Writes what falls due in the page's period. Returns the change to what is paid now.
pub(super) fn fall_due(desk: &Desk, page: &mut Page<'_>) -> Cents {
    let mut sum = Cents::ZERO;
    let period = page.period;
    for due in desk.due.iter().filter(|d| d.period == period) {
        page.write(Some(usize::from(due.component)), due.kind, due.cents, due.why);
        sum += due.cents;
    }
    sum
}
