//! Each CSM by name: what a plan pays them over the years, and what changes for them against today.

use super::columns::Pays;
use super::target_pay;
use crate::scenario::Scenario;
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
        let changes = |pays: Pays<'_>| {
            others.map_or_else(Vec::new, |today| Moments::of_columns(pays.all().zip(today.all()).map(|(a, b)| a - b), result.base.seats))
        };
        let (change, change_neutral) = (changes(own), own.scaled(scenario, result).map_or_else(Vec::new, changes));
        let person = |(seat, moments): (usize, Moments)| {
            let pays: Vec<f64> = own.of_seat(seat).collect();
            let target = target_pay(scenario, &scenario.plans[plan], &scenario.roster[seat]);
            let below = |limit: f64| share(pays.iter().filter(|x| **x < limit).count() as u64, moments.n());
            let of_seat = |changes: &[Moments]| changes.get(seat).and_then(Moments::mean_estimate);
            PersonRow {
                plan,
                seat,
                target,
                mean: moments.mean_estimate(),
                sd: moments.sd_estimate(),
                p_zero: share(pays.iter().filter(|x| **x <= 0.0).count() as u64, moments.n()),
                p_below_half: below(0.5 * target).filter(|_| target > 0.0),
                change: of_seat(&change),
                change_neutral: of_seat(&change_neutral),
                quantiles: quantiles(pays, [0.05, 0.50, 0.95]),
            }
        };
        Moments::of_columns(own.all(), result.base.seats).into_iter().enumerate().map(person).collect::<Vec<_>>()
    };
    (0..plans).flat_map(of_plan).collect()
}
