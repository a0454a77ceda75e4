//! Each CSM by name: what a plan pays them over the years, and what changes for them against today.

use super::columns::Pays;
use super::target_pay;
use crate::scenario::Scenario;
use crate::stats::{Estimate, Moments, Sorted, share};
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
        let neutral = own.scaled(scenario, result);
        (0..result.base.seats).map(|seat| person(scenario, today, own, neutral, plan, seat)).collect::<Vec<_>>()
    };
    (0..plans).flat_map(of_plan).collect()
}

fn person(scenario: &Scenario, today: Pays<'_>, own: Pays<'_>, neutral: Option<Pays<'_>>, plan: usize, seat: usize) -> PersonRow {
    let pays: Vec<f64> = own.of_seat(seat).collect();
    let moments = Moments::of(&pays);
    let target = target_pay(scenario, &scenario.plans[plan], &scenario.roster[seat]);
    let is_today = plan == scenario.reference;
    let change = |own: &mut dyn Iterator<Item = f64>| own.zip(today.of_seat(seat)).map(|(a, b)| a - b).collect::<Moments>().mean_estimate();
    let below = |limit: f64| share(pays.iter().filter(|x| **x < limit).count() as u64, moments.n());
    PersonRow {
        plan,
        seat,
        target,
        mean: moments.mean_estimate(),
        sd: moments.sd_estimate(),
        p_zero: share(pays.iter().filter(|x| **x <= 0.0).count() as u64, moments.n()),
        p_below_half: below(0.5 * target).filter(|_| target > 0.0),
        change: if is_today { None } else { change(&mut pays.iter().copied()) },
        change_neutral: neutral.filter(|_| !is_today).and_then(|n| change(&mut n.of_seat(seat))),
        quantiles: {
            let sorted = Sorted::new(pays);
            [0.05, 0.50, 0.95].map(|p| sorted.estimate(p))
        },
    }
}
