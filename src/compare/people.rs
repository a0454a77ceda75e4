//! Each CSM by name: what a plan pays them over the years, and what changes for them against today.

use super::columns::Pays;
use super::target_pay;
use crate::scenario::{Scenario, Seat};
use crate::stats::{Estimate, Moments, quantiles, share};
use crate::trial::RunResult;

/// One CSM under one plan, dollars over the paid horizon.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonRow {
    /// Plan by index.
    pub plan: usize,
    /// Seat by index.
    pub seat: usize,
    /// Target pay under this plan.
    pub target: f64,
    /// Mean pay as published.
    pub mean: Option<Estimate>,
    /// Standard deviation over trials.
    pub sd: Option<Estimate>,
    /// Quantiles over trials: P5, P50, P95.
    pub quantiles: [Option<Estimate>; 3],
    /// P(paid nothing).
    pub p_zero: Option<Estimate>,
    /// P(paid below half of target); `None` without a target.
    pub p_below_half: Option<Estimate>,
    /// Expected change against the reference plan as published; `None` for the reference.
    pub change: Option<Estimate>,
    /// The same at equal cost; `None` where plans are not scaled.
    pub change_neutral: Option<Estimate>,
}

/// Every CSM under every plan: by plan, then seat.
#[must_use]
pub fn people(scenario: &Scenario, result: &RunResult) -> Vec<PersonRow> {
    let plans = result.base.plans.min(scenario.plans.len());
    let today = Pays::published(&result.base, scenario.reference);
    let of_plan = |plan: usize| {
        let own = Pays::published(&result.base, plan);
        let others = Some(today).filter(|_| plan != scenario.reference);
        let changes = |pays: Pays<'_>| others.map_or_else(Vec::new, |today| changes(pays, today, result.base.seats));
        let (change, change_neutral) = (changes(own), own.scaled(scenario, result).map_or_else(Vec::new, changes));
        let person = |(seat, earned): (usize, Earned)| {
            let of_seat = |changes: &[Moments]| changes.get(seat).and_then(Moments::mean_estimate);
            PersonRow {
                plan,
                seat,
                target: earned.target,
                mean: earned.pay.mean_estimate(),
                sd: earned.pay.sd_estimate(),
                quantiles: quantiles(own.of_seat(seat).collect(), [0.05, 0.50, 0.95]),
                p_zero: share(earned.nothing, earned.pay.n()),
                p_below_half: share(earned.below_half, earned.pay.n()).filter(|_| earned.target > 0.0),
                change: of_seat(&change),
                change_neutral: of_seat(&change_neutral),
            }
        };
        earned(scenario, plan, own, result.base.seats).into_iter().enumerate().map(person).collect::<Vec<_>>()
    };
    (0..plans).flat_map(of_plan).collect()
}

/// What a CSM earned over trials.
#[derive(Clone, Copy)]
struct Earned {
    target: f64,
    pay: Moments,
    /// Trials without any pay, and with less than half of target.
    nothing: u64,
    below_half: u64,
}

/// What every seat earned under a plan. All of them are gone through together: each waits for its own moments only.
fn earned(scenario: &Scenario, plan: usize, pays: Pays<'_>, seats: usize) -> Vec<Earned> {
    let of_seat = |seat: &Seat| {
        let target = target_pay(scenario, &scenario.plans[plan], seat);
        Earned { target, pay: Moments::default(), nothing: 0, below_half: 0 }
    };
    let mut all: Vec<Earned> = scenario.roster.iter().take(seats).map(of_seat).collect();
    let mut rows = pays.all().peekable();
    while rows.peek().is_some() {
        for (earned, pay) in all.iter_mut().zip(&mut rows) {
            earned.pay.push(pay);
            earned.nothing += u64::from(pay <= 0.0);
            earned.below_half += u64::from(pay < 0.5 * earned.target);
        }
    }
    all
}

/// What changes for every seat against today.
fn changes(pays: Pays<'_>, today: Pays<'_>, seats: usize) -> Vec<Moments> {
    let mut all = vec![Moments::default(); seats];
    let mut rows = pays.all().zip(today.all()).peekable();
    while rows.peek().is_some() {
        for (change, (pay, today)) in all.iter_mut().zip(&mut rows) {
            change.push(pay - today);
        }
    }
    all
}
