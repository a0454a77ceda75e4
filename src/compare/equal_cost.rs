//! Growth and net dollars at the same expected cost: the plans with their rates scaled to what today's plan costs, on the trials that they
//! live.

use super::range::carry;
use super::summarise::Table;
use super::worlds::{World, Worlds};
use crate::scenario::Scenario;
use crate::stats::{Estimate, mean};
use crate::trial::{PEOPLE_EVERY, RunResult};

/// What rows at equal cost are called after.
const AT: &str = "@equal-cost";

/// The worlds of the scaled plans; `None` where nothing was compared at equal cost.
pub(super) fn worlds(scenario: &Scenario, result: &RunResult) -> Option<Worlds> {
    let scaled = &result.equal_cost;
    (scaled.factors.len() == scenario.plans.len())
        .then(|| Worlds::new(&scenario.at_todays_mix(), &scaled.outcomes, &result.base, PEOPLE_EVERY as usize))?
}

pub(super) fn add(table: &mut Table, scenario: &Scenario, result: &RunResult, own: &Worlds, scaled: &Worlds, p: usize) {
    let factors = &result.equal_cost.factors;
    let (Some(factor), today) = (factors[p], scenario.reference) else { return };
    table.put(&format!("cost{AT}"), "factor", Some(Estimate::without_error(factor, result.equal_cost.outcomes.trials as u64)));
    table.put(&format!("cost{AT}"), "mean", mean(&result.equal_cost.outcomes.costs(p)));
    type Column = fn(&World, &World) -> Vec<f64>;
    for other in (0..scenario.plans.len()).filter(|&other| other != p && factors[other].is_some()) {
        let mut put = |measure: &str, statistic: &str, column: Column| {
            let carried = carry(&column(&own.plans[p], &own.plans[other]), &column(&scaled.plans[p], &scaled.plans[other]));
            table.put_against(measure, &format!("{statistic}{AT}"), &scenario.plans[other].id, carried);
        };
        put("net", "dollars", World::net_beyond);
        if other == today {
            put("growth", "arr", World::arr_beyond);
            put("growth", "gross_margin", World::margin_beyond);
            put("net", "pay_increment", World::pay_beyond);
            put("net", "leakage", World::leak_beyond);
            put("net", "programme", World::programme_beyond);
        }
    }
}
