//! The accrual calendar: what each plan costs quarter by quarter.

use super::columns::of_plan;
use crate::scenario::Scenario;
use crate::stats::{Estimate, Moments, Sorted, share_over};
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
    let row = |(plan, quarter): (usize, usize)| {
        let cents = of_plan(&outcomes.quarter_cost, outcomes.plans * outcomes.quarters, plan * outcomes.quarters + quarter);
        let cost: Vec<f64> = cents.into_iter().map(|c| c as f64 / 100.0).collect();
        let (moments, sorted) = (Moments::of(&cost), Sorted::new(cost));
        QuarterRow {
            plan,
            quarter,
            mean: moments.mean_estimate(),
            sd: moments.sd_estimate(),
            quantiles: [0.05, 0.25, 0.50, 0.75, 0.95].map(|p| sorted.estimate(p)),
            p_over_budget: share_over(&sorted, budget),
        }
    };
    (0..outcomes.plans).flat_map(|plan| (0..outcomes.quarters).map(move |quarter| (plan, quarter))).map(row).collect()
}
