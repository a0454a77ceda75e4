//! The accrual calendar: what each plan costs quarter by quarter.

use super::columns::of_plan;
use crate::stats::{Estimate, Moments, Sorted};
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
    /// The cost of each trial, sorted, for any quantile and for shares over a limit.
    pub sorted: Sorted,
}

/// Every plan in every quarter: by plan, then quarter.
pub fn quarters(result: &RunResult) -> impl Iterator<Item = QuarterRow> + '_ {
    (0..result.base.plans).flat_map(|p| (0..result.base.quarters).map(move |q| (p, q))).map(|(p, q)| quarter(result, p, q))
}

pub(super) fn quarter(result: &RunResult, plan: usize, quarter: usize) -> QuarterRow {
    let outcomes = &result.base;
    let cents = of_plan(&outcomes.quarter_cost, outcomes.plans * outcomes.quarters, plan * outcomes.quarters + quarter);
    let cost: Vec<f64> = cents.into_iter().map(|c| c as f64 / 100.0).collect();
    let moments = Moments::of(&cost);
    QuarterRow { plan, quarter, mean: moments.mean_estimate(), sd: moments.sd_estimate(), sorted: Sorted::new(cost) }
}
