//! What the team is worth and what pay buys: increments beyond the twins, windfall, efficiency.
//!
//! The increment over "no CSM at all" is the team's value, not the plan's; plans differ from each other in it only once behaviour is on.

use super::base_pay;
use super::columns::{Columns, defined, means_without, of_plan};
use super::summarise::Table;
use super::worlds::minus;
use crate::scenario::{Market, Scenario};
use crate::stats::{Estimate, Moments, difference, jackknife, mean, ratio_of_means};
use crate::trial::{Outcomes, RunResult, SUM_GROUPS};

/// How many standard errors above 0 an increment must be before anything is divided by it.
const CLEARLY_POSITIVE: f64 = 3.0;

pub(super) fn add(table: &mut Table, scenario: &Scenario, result: &RunResult, columns: &Columns, p: usize) {
    let outcomes = &result.base;
    let cost = &columns.own.cost;
    windfall(table, result, cost, p);
    let increment = true_increment(outcomes, p);
    table.put("increment_no_csm", "arr", increment.as_deref().and_then(mean));
    table.put("increment_no_csm", "nrr_points", nrr_points(outcomes, p));
    table.put("increment_salaried", "arr", beyond_salaried(outcomes, p));
    measured(table, outcomes, increment.as_deref(), p);
    efficiency(table, scenario, outcomes, cost, increment.as_deref(), p);
}

/// What the team adds under plan `p`, by trial, \[$\]: growth of ARR over the paid horizon minus the growth of the twin without any CSM.
/// Not the difference of the ends: the twin has had no CSM before the horizon either and starts from a smaller book. `None` without twins.
#[must_use]
pub fn true_increment(outcomes: &Outcomes, p: usize) -> Option<Vec<f64>> {
    outcomes.has_twins().then(|| {
        let own = of_plan(&outcomes.arr_end, outcomes.plans, p);
        let grown = minus(&own, &outcomes.arr_start.values());
        minus(&grown, &minus(&outcomes.no_csm_arr_end.values(), &outcomes.no_csm_arr_start.values()))
    })
}

fn beyond_salaried(outcomes: &Outcomes, p: usize) -> Option<Estimate> {
    if outcomes.salaried_arr_end.is_empty() {
        return None;
    }
    // Both worlds start from the same book, so the difference of growth is that of the ends.
    difference(&of_plan(&outcomes.arr_end, outcomes.plans, p), &outcomes.salaried_arr_end.values())
}

fn nrr_points(outcomes: &Outcomes, p: usize) -> Option<Estimate> {
    if outcomes.no_csm_nrr.is_empty() {
        return None;
    }
    let points = minus(&of_plan(&outcomes.nrr, outcomes.plans, p), &outcomes.no_csm_nrr.values());
    mean(&defined(&points.into_iter().map(|difference| 100.0 * difference).collect::<Vec<_>>()))
}

fn windfall(table: &mut Table, result: &RunResult, cost: &[f64], p: usize) {
    let unpaid: Vec<f64> = of_plan(&result.base.no_csm_cost, result.base.plans, p).iter().map(|c| *c as f64 / 100.0).collect();
    let twins = unpaid.len() == cost.len() && !unpaid.is_empty();
    let share = if twins { ratio_of_means(&unpaid, cost) } else { None };
    table.put_unmoved("windfall", "cost_no_csm", mean(&unpaid));
    table.put("windfall", "share", share);
    let (organic, luck) = if twins { organic_and_luck(result, cost, &unpaid, p).unzip() } else { (None, None) };
    table.put("windfall", "organic_share", organic);
    table.put("windfall", "luck_share", luck);
}

/// Pay at the mean readings of the world without CSMs ÷ pay, and what is left of the windfall share: plans that pay max(0, noise) pay luck.
fn organic_and_luck(result: &RunResult, cost: &[f64], unpaid: &[f64], p: usize) -> Option<(Estimate, Estimate)> {
    let organic = *result.at_mean.no_csm_at_mean.get(p)?;
    let without = result.at_mean.no_csm_at_mean_without.get(p * SUM_GROUPS..(p + 1) * SUM_GROUPS)?;
    let n = cost.len() as u64;
    let (pay, windfall) = (Moments::of(cost).mean()?, Moments::of(unpaid).mean()?);
    if pay == 0.0 {
        return None;
    }
    let groups = if n > 1 { means_without(cost).into_iter().zip(means_without(unpaid)).zip(without).collect() } else { Vec::new() };
    let organics: Vec<f64> = groups.iter().map(|((pay, _), organic)| *organic / pay).collect();
    let lucks: Vec<f64> = groups.iter().map(|((pay, windfall), organic)| (windfall - *organic) / pay).collect();
    Some((jackknife(organic / pay, &organics, n), jackknife((windfall - organic) / pay, &lucks, n)))
}

fn measured(table: &mut Table, outcomes: &Outcomes, increment: Option<&[f64]>, p: usize) {
    let seen = of_plan(&outcomes.measured_increment, outcomes.plans, p);
    table.put("increment_measured", "arr", mean(&defined(&seen)));
    let errors: Option<Vec<f64>> = increment.map(|true_| seen.iter().zip(true_).map(|(m, t)| m - t).collect());
    table.put("increment_measured", "error", errors.and_then(|e| mean(&defined(&e))));
}

fn efficiency(table: &mut Table, scenario: &Scenario, outcomes: &Outcomes, cost: &[f64], increment: Option<&[f64]>, p: usize) {
    let money = &scenario.money;
    let bought =
        increment.filter(|i| mean(i).is_some_and(|e| e.value > CLEARLY_POSITIVE * e.standard_error.unwrap_or(0.0) && e.value > 0.0));
    table.put("efficiency", "pay_per_incremental_dollar", bought.and_then(|i| ratio_of_means(cost, i)));
    let revenue = of_plan(&outcomes.revenue, outcomes.plans, p);
    let has_revenue = revenue.len() == cost.len() && !scenario.run.payouts_only && !matches!(scenario.market, Market::Attainment(_));
    table.put("efficiency", "ccos", if has_revenue { ratio_of_means(cost, &revenue) } else { None });
    let base: f64 = scenario.roster.iter().map(|seat| base_pay(scenario, &scenario.plans[p], seat)).sum();
    let team: Vec<f64> = cost.iter().map(|c| (base + c) * (1.0 + money.employer_load)).collect();
    // An increment of ARR is worth its margin over the months for which the scenario values it.
    let margin = money.gross_margin * f64::from(money.value_months) / 12.0;
    let net = bought.map(|i| i.iter().zip(&team).map(|(i, team)| margin * i - team).collect::<Vec<_>>());
    table.put("efficiency", "team_roi", net.and_then(|net| ratio_of_means(&net, &team)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_increment_is_growth_over_the_horizon_and_not_the_difference_of_the_ends() {
        let outcomes = Outcomes {
            trials: 2,
            plans: 1,
            arr_start: vec![46.0, 46.0].into(),
            arr_end: vec![49.0, 45.0].into(),
            no_csm_arr_start: vec![42.0, 42.0].into(),
            no_csm_arr_end: vec![41.5, 40.0].into(),
            no_csm_cost: vec![0, 0].into(),
            no_csm_nrr: vec![1.0, 1.0].into(),
            ..Outcomes::default()
        };
        // 3 − (−0.5) and −1 − (−2); the ends differ by 7.5 and 5, of which 4 were there at the start.
        assert_eq!(true_increment(&outcomes, 0), Some(vec![3.5, 1.0]));
        assert_eq!(true_increment(&Outcomes { trials: 2, plans: 1, ..Outcomes::default() }, 0), None);
    }
}
