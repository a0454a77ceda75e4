//! What a seat is promised over the horizon: the yardstick of "below half of target".

use crate::plan::Plan;
use crate::scenario::{Scenario, Seat};

/// Target variable pay of `seat` under `plan` over the paid horizon, \[$\]: the plan's own pay mix where it prescribes one, otherwise
/// the roster's; from the month the seat starts.
#[must_use]
pub fn target_pay(scenario: &Scenario, plan: &Plan, seat: &Seat) -> f64 {
    plan.variable_share.map_or(seat.variable, |share| share * seat.ote) * years(scenario, seat)
}

/// Base salary of `seat` under `plan` over the paid horizon, \[$\]: what is left of on-target earnings.
#[must_use]
pub fn base_pay(scenario: &Scenario, plan: &Plan, seat: &Seat) -> f64 {
    seat.ote * years(scenario, seat) - target_pay(scenario, plan, seat)
}

fn years(scenario: &Scenario, seat: &Seat) -> f64 {
    f64::from(scenario.months.saturating_sub(seat.start_month.unwrap_or(0))) / 12.0
}
