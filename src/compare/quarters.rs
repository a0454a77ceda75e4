//! The accrual calendar: what each plan costs quarter by quarter.

use crate::scenario::Scenario;
use crate::stats::{Estimate, Moments, quantiles, share};
use crate::trial::RunResult;

/// One plan's cost in one quarter of payment, \[$\].
#[derive(Debug, Clone, PartialEq)]
pub struct QuarterRow {
    /// Plan by index.
    pub plan: usize,
    /// Quarter, 0-based.
    pub quarter: usize,
    /// Mean cost.
    pub mean: Option<Estimate>,
    /// Standard deviation over trials.
    pub sd: Option<Estimate>,
    /// Quantiles over trials: P5, P25, P50, P75, P95.
    pub quantiles: [Option<Estimate>; 5],
    /// P(over an even share of the budget).
    pub p_over_budget: Option<Estimate>,
}

/// Every plan in every quarter: by plan, then quarter.
#[must_use]
pub fn quarters(scenario: &Scenario, result: &RunResult) -> Vec<QuarterRow> {
    let outcomes = &result.base;
    let budget = scenario.money.budget / outcomes.quarters.max(1) as f64;
    let of_plan = |plan: usize| {
        let (row, first) = (outcomes.plans * outcomes.quarters, plan * outcomes.quarters);
        let costs = move |from: usize, many: usize| outcomes.quarter_cost.picked(row, from, many).map(in_dollars);
        let quarter = move |(quarter, moments): (usize, Moments)| {
            let cost: Vec<f64> = costs(first + quarter, 1).collect();
            QuarterRow {
                plan,
                quarter,
                mean: moments.mean_estimate(),
                sd: moments.sd_estimate(),
                p_over_budget: share(cost.iter().filter(|cost| **cost > budget).count() as u64, moments.n()),
                quantiles: quantiles(cost, [0.05, 0.25, 0.50, 0.75, 0.95]),
            }
        };
        Moments::of_columns(costs(first, outcomes.quarters), outcomes.quarters).into_iter().enumerate().map(quarter)
    };
    (0..outcomes.plans).flat_map(of_plan).collect()
}

fn in_dollars(cents: i64) -> f64 {
    cents as f64 / 100.0
}
