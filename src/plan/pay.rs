//! The settlement: facts in, ledger out. Seat by seat, period by period, clause by clause, in the order of a statement.
//!
//! ```text
//! earned (+ true-up) → gates → multipliers → floor → caps     each component
//!      → plan caps → floor → guarantee                        the whole plan
//!      → holdback, releases, clawback → draw                  when it is paid
//! ```
//!
//! Every step is a line of its own, rounded to the cent once, on the running amount in cents: what a reader adds up is what
//! is paid. A year-to-date component runs the same steps on its amounts to date and pays each step's change since the period
//! before, gates and multipliers included: at the year's end pay is what the year's readings earn. A seat is one account:
//! whoever sits in it continues its year-to-date balances (not its draws).

use super::calendar::{self, Attendance};
use super::cap;
use super::desk::{Desk, Page, stages_of};
use super::draw::{self, DrawEffect};
use super::earn::{Case, Earned};
use super::{Accumulation, Cents, Ledger, LineKind, Terms, Why, guarantee, partner, pool, recover};
use crate::measure::{Facts, Presence};

/// Pays everybody: fills `ledger` (cleared first) with the lines of every seat and pay period.
///
/// `facts` must have been read for the plan's metrics, and `presence` for the same seats.
///
/// # Panics
/// If facts or presence are of another shape than the terms: a bug, not a user's mistake.
pub fn pay(terms: &Terms, facts: &Facts, presence: &Presence, ledger: &mut Ledger) {
    let plan = terms.plan();
    debug_assert_eq!((facts.metrics, facts.seats), (plan.metrics.len(), terms.payees().len()));
    ledger.clear();
    let mut desk = std::mem::take(&mut ledger.desk);
    pool::fill(terms, facts, presence, &mut desk.pots);
    for seat in 0..terms.payees().len() {
        let attendance = Attendance::new(plan, presence.of(seat));
        desk.open_seat(plan);
        for period in 0..terms.periods() {
            for role in &plan.partners {
                ledger.partners += partner::pay(role, terms, facts, seat, period);
            }
            if attendance.months_paid(period) > 0 {
                let mut page = Page { lines: &mut ledger.lines, seat: seat as u16, period: period as u16 };
                let earned = settle_components(terms, facts, attendance, &mut desk, &mut page);
                if !terms.bare() {
                    settle_plan(terms, facts, attendance, &mut desk, &mut page, earned);
                }
            }
        }
    }
    ledger.desk = desk;
}

/// Writes what every component pays one seat in one period. Returns their sum.
fn settle_components(terms: &Terms, facts: &Facts, attendance: Attendance<'_>, desk: &mut Desk, page: &mut Page<'_>) -> Cents {
    let plan = terms.plan();
    let (seat, period) = (usize::from(page.seat), usize::from(page.period));
    desk.open_period(plan);
    let (mut first_stage, mut first_cap) = (0, 0);
    let mut earned = Cents::ZERO;
    for (component, rules) in plan.components.iter().enumerate() {
        let months = attendance.months_in_force(rules, period);
        if months > 0 {
            let case = Case { terms, facts, attendance, component, seat, period };
            let pay = settle_component(&case, months, desk, page, first_stage, first_cap);
            desk.component_pay[component] = pay;
            earned += pay;
        }
        first_stage += stages_of(rules);
        first_cap += rules.caps.len();
    }
    earned
}

/// Writes the clauses around the components, which earned so much together.
fn settle_plan(terms: &Terms, facts: &Facts, attendance: Attendance<'_>, desk: &mut Desk, page: &mut Page<'_>, earned: Cents) {
    let plan = terms.plan();
    let (seat, period) = (usize::from(page.seat), usize::from(page.period));
    let first_cap = desk.caps.len() - plan.caps.len();
    let months = attendance.months_paid(period);
    let first_month = calendar::months_of(plan, period).start;
    let mut running = earned;
    for (cap, balance) in plan.caps.iter().zip(&mut desk.caps[first_cap..]) {
        let (paid, limit) = cap::apply(cap, balance, running, first_month, months, |m| terms.target_of_all(seat, m));
        page.write(None, LineKind::Cap, paid - running, Why::Limit { dollars: limit });
        running = paid;
    }
    // Share of each component's pay that the plan's caps left, so that nothing is withheld or recovered that was never paid.
    let kept = if earned > Cents::ZERO && running < earned { (running.dollars() / earned.dollars()).max(0.0) } else { 1.0 };
    let floor = plan.floor * terms.target_of_all(seat, months);
    if plan.floor > 0.0 {
        let lifted = running.max(Cents::from_dollars(floor));
        page.write(None, LineKind::Floor, lifted - running, Why::Limit { dollars: floor });
        running = lifted;
    }
    if let Some(rule) = &plan.guarantee
        && let Some((lift, dollars)) = guarantee::lift(rule, terms, &attendance, seat, period, running.dollars())
    {
        let lift = Cents::from_dollars(lift);
        page.write(None, LineKind::Guarantee, lift, Why::Limit { dollars });
        running += lift;
    }
    for component in 0..plan.components.len() {
        let pay = desk.component_pay[component].dollars() * kept;
        running += recover::withhold(terms, facts, &attendance, desk, page, component, pay);
    }
    running += recover::fall_due(desk, page);
    if let Some(rule) = &plan.draw {
        match draw::settle(rule, terms, &attendance, desk, seat, period, running) {
            Some(DrawEffect::Advance(cents, dollars)) => page.write(None, LineKind::Draw, cents, Why::Limit { dollars }),
            Some(DrawEffect::Recovery(cents, dollars)) => {
                page.write(None, LineKind::DrawRecovery, -cents, Why::Limit { dollars });
            }
            None => {}
        }
    }
}

/// Writes one component's lines and returns what it pays in the period, in so many months of which it is in force.
fn settle_component(case: &Case<'_>, months: u16, desk: &mut Desk, page: &mut Page<'_>, first_stage: usize, first_cap: usize) -> Cents {
    let rules = &case.terms.plan().components[case.component];
    let component = Some(case.component);
    let mut running = Cents::ZERO;
    match case.earn(months, &desk.pots) {
        None => page.write_always(component, LineKind::Earned, Cents::ZERO, Why::Undefined),
        Some(earned) => {
            desk.rates[case.component] = earned.rates;
            let stages = &mut desk.stages[first_stage..first_stage + stages_of(rules)];
            running = adjust(case, months, &earned, stages, page);
        }
    }
    let first_month = calendar::months_of(case.terms.plan(), case.period).start;
    for (cap, balance) in rules.caps.iter().zip(&mut desk.caps[first_cap..]) {
        let target = |m| case.terms.target(case.component, case.seat, m);
        let (paid, limit) = cap::apply(cap, balance, running, first_month, months, target);
        page.write(component, LineKind::Cap, paid - running, Why::Limit { dollars: limit });
        running = paid;
    }
    running
}

/// Earnings through gates, multipliers and floor, written as changes since the period before. Returns their sum.
fn adjust(case: &Case<'_>, months: u16, earned: &Earned, stages: &mut [Cents], page: &mut Page<'_>) -> Cents {
    let rules = &case.terms.plan().components[case.component];
    let component = Some(case.component);
    let alone = rules.accumulation == Accumulation::Discrete;
    let (before, raw_before) = if alone { (Cents::ZERO, Cents::ZERO) } else { (stages.iter().copied().sum(), stages[0]) };
    let raw = Cents::from_dollars(earned.to_date);
    let here = if earned.here == earned.to_date { raw } else { Cents::from_dollars(earned.here) };
    page.write_always(component, LineKind::Earned, here, earned.why);
    if raw - raw_before != here {
        let why = Why::ToDate { earned: raw.dollars(), before: raw_before.dollars() };
        page.write(component, LineKind::TrueUp, raw - raw_before - here, why);
    }
    if alone && rules.gates.is_empty() && rules.multipliers.is_empty() && rules.floor <= 0.0 {
        return raw;
    }
    if alone {
        stages.fill(Cents::ZERO);
    }
    stages[0] = raw;
    let mut amount = raw;

    let gates = rules.gates.iter().map(|g| (LineKind::Gate, g.factor(case.facts, case.seat, case.period)));
    let multipliers = rules.multipliers.iter().map(|m| (LineKind::Multiplier, m.factor(case.facts, case.seat, case.period)));
    let (middle, floor) = stages[1..].split_at_mut(rules.gates.len() + rules.multipliers.len());
    for (stage, (kind, by)) in middle.iter_mut().zip(gates.chain(multipliers)) {
        let after = if by.factor == 1.0 { amount } else { Cents::from_dollars(amount.dollars() * by.factor) };
        let why = by.value.map_or(Why::Undefined, |value| Why::Factor { value, factor: by.factor });
        page.write(component, kind, after - amount - *stage, why);
        *stage = after - amount;
        amount = after;
    }
    if rules.floor > 0.0 {
        let dollars = rules.floor * case.targets(months).1;
        let lifted = amount.max(Cents::from_dollars(dollars));
        page.write(component, LineKind::Floor, lifted - amount - floor[0], Why::Limit { dollars });
        floor[0] = lifted - amount;
        amount = lifted;
    }
    amount - before
}

#[cfg(test)]
#[path = "pay_tests.rs"]
mod tests;
