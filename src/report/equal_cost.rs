//! Pay and cost at equal expected cost, read from a run: what tables and pictures compare plans by.

use crate::trial::RunResult;

/// Costs of `plan` over trials when it is scaled to the reference's expected cost, \[$\]; `None` where it cannot be scaled.
pub(super) fn costs(result: &RunResult, plan: usize) -> Option<Vec<f64>> {
    let base = &result.base;
    let factor = result.neutral_factor.get(plan).copied().flatten()?;
    if result.neutral_pay.is_empty() {
        return Some(base.costs(plan).into_iter().map(|cost| cost * factor).collect());
    }
    let seats = base.seats;
    let mut pays = result.neutral_pay.picked(base.plans * seats, plan * seats, seats);
    let trials = if seats == 0 { 0 } else { base.trials };
    Some((0..trials).map(|_| pays.by_ref().take(seats).sum::<i64>() as f64 / 100.0).collect())
}

/// Whether equal cost was asked for and any plan besides the reference could be scaled. A single trial has no expected cost.
pub(super) fn compared(result: &RunResult, reference: usize) -> bool {
    result.base.trials > 1 && result.neutral_factor.iter().enumerate().any(|(plan, factor)| factor.is_some() && plan != reference)
}
