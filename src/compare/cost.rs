//! What each plan costs: the distribution, the budget, equal cost, quarters and stress.

use super::columns::{Column, Columns, factor, means_without, of_plan};
use super::quarters::QuarterRow;
use super::summarise::Table;
use super::target_pay;
use super::worlds::salaried_costs;
use crate::scenario::{Neutral, Scenario};
use crate::stats::{
    Estimate, Moments, Sorted, cvar, difference, estimate_from_influence, expected_overrun, jackknife, mean, ratio_of_means, share_over,
};
use crate::trial::{RunResult, SUM_GROUPS};

const QUANTILES: [(&str, f64); 5] = [("p5", 0.05), ("p25", 0.25), ("p50", 0.50), ("p75", 0.75), ("p95", 0.95)];

pub(super) fn add(table: &mut Table, scenario: &Scenario, result: &RunResult, columns: &Columns, calendar: &[QuarterRow], p: usize) {
    published(table, scenario, result, &columns.own, p);
    neutral(table, scenario, result, columns, p);
    quarters(table, calendar, p);
    stress(table, scenario, result, &columns.own, p);
}

fn published(table: &mut Table, scenario: &Scenario, result: &RunResult, column: &Column, p: usize) {
    let money = &scenario.money;
    let plan = &scenario.plans[p];
    distribution(table, "cost", Some(column), money.budget);
    table.put("cost", "p95_over_budget", column.sorted.estimate(0.95).map(|e| e.shifted(-money.budget)));
    table.put("cost", "loaded_mean", mean(&column.cost).map(|e| e.scaled(1.0 + money.employer_load)));
    let (at_mean, gap) = jensen(result, &column.cost, p).unzip();
    table.put("cost", "at_mean_attainment", at_mean);
    table.put("cost", "jensen_gap", gap);
    if !plan.partners.is_empty() {
        let partners: Vec<f64> = of_plan(&result.base.partner_cost, result.base.plans, p).iter().map(|c| *c as f64 / 100.0).collect();
        table.put("cost", "partner_mean", mean(&partners));
    }
    let target: f64 = scenario.roster.iter().map(|seat| target_pay(scenario, plan, seat)).sum();
    table.put("cost", "share_of_target", mean(&column.cost).filter(|_| target > 0.0).map(|e| e.scaled(1.0 / target)));
}

/// Pay at mean readings, and what the mean cost is above it because pay is not linear in attainment (Jensen).
fn jensen(result: &RunResult, cost: &[f64], p: usize) -> Option<(Estimate, Estimate)> {
    let at_mean = *result.at_mean.cost_at_mean.get(p)?;
    let without = result.at_mean.cost_at_mean_without.get(p * SUM_GROUPS..(p + 1) * SUM_GROUPS)?;
    let n = cost.len() as u64;
    let costs_without = if n > 1 { means_without(cost) } else { Vec::new() };
    let replicates = &without[..costs_without.len()];
    let gaps: Vec<f64> = costs_without.iter().zip(replicates).map(|(c, a)| c - a).collect();
    Some((jackknife(at_mean, replicates, n), jackknife(Moments::of(cost).mean()? - at_mean, &gaps, n)))
}

fn neutral(table: &mut Table, scenario: &Scenario, result: &RunResult, columns: &Columns, p: usize) {
    let column = columns.neutral.as_ref();
    let reference = &columns.today.cost;
    let of_factor = column.zip(factor(scenario, result, p)).map(|(c, f)| factor_estimate(f, &c.cost, reference));
    table.put("cost_neutral", "factor", of_factor);
    if !result.base.response.salaried_cost.is_empty() {
        let (factor, cost) = at_salaried_effort(scenario, result, columns, p).unzip();
        table.put_unmoved("cost_neutral", "factor_salaried", factor);
        table.put("cost_neutral", "mean_at_factor_salaried", cost);
    }
    distribution(table, "cost_neutral", column, scenario.money.budget);
}

/// The factor's error: it is the ratio of the reference's mean cost to the plan's, on the same luck. (Exact where every payout is
/// scaled; where rates are, it takes cost as proportional to the rates near the solution.)
fn factor_estimate(factor: f64, scaled: &[f64], reference: &[f64]) -> Estimate {
    let below = Moments::of(scaled).mean().unwrap_or(f64::NAN);
    let ratio = Moments::of(reference).mean().unwrap_or(f64::NAN) / below;
    estimate_from_influence(factor, reference.iter().zip(scaled).map(|(r, s)| factor * (r - ratio * s) / below))
}

/// The factor that makes costs equal where everybody does a salaried person's work, and what the plan comes to at that factor once
/// people respond (taken as they respond to the plan as published). Only where payouts are scaled: rates have no such factor.
fn at_salaried_effort(scenario: &Scenario, result: &RunResult, columns: &Columns, p: usize) -> Option<(Estimate, Estimate)> {
    if scenario.neutral != Neutral::Target || factor(scenario, result, p).is_none() {
        return None;
    }
    let (own, reference) = (salaried_costs(&result.base, p), salaried_costs(&result.base, scenario.reference));
    let of_factor = ratio_of_means(&reference, &own)?;
    let cost = &columns.own.cost;
    let (mean, below) = (Moments::of(cost).mean()?, Moments::of(&own).mean()?);
    let moved = cost.iter().zip(reference.iter().zip(&own)).map(|(c, (r, s))| {
        let ratio = of_factor.value;
        ratio * (c - mean) + mean * (r - ratio * s) / below
    });
    Some((of_factor, estimate_from_influence(of_factor.value * mean, moved)))
}

/// The rows that published and equal cost share.
fn distribution(table: &mut Table, measure: &str, column: Option<&Column>, budget: f64) {
    let moments = column.map(|c| Moments::of(&c.cost));
    table.put(measure, "mean", moments.and_then(|m| m.mean_estimate()));
    table.put(measure, "sd", moments.and_then(|m| m.sd_estimate()));
    for (name, p) in QUANTILES {
        table.put(measure, name, column.and_then(|c| c.sorted.estimate(p)));
    }
    table.put(measure, "p_over_budget", column.and_then(|c| share_over(&c.sorted, budget)));
    table.put(measure, "expected_overrun", column.and_then(|c| expected_overrun(&c.cost, budget)));
    table.put(measure, "ask90", column.and_then(|c| c.sorted.estimate(0.90)));
    table.put(measure, "cvar95", column.and_then(|c| cvar(&c.sorted, 0.95)));
}

fn quarters(table: &mut Table, calendar: &[QuarterRow], p: usize) {
    for row in calendar.iter().filter(|row| row.plan == p) {
        let measure = format!("quarter_cost_{}", row.quarter + 1);
        table.put(&measure, "mean", row.mean);
        table.put(&measure, "sd", row.sd);
        let [p5, _, p50, _, p95] = row.quantiles;
        for (name, estimate) in [("p5", p5), ("p50", p50), ("p95", p95)] {
            table.put(&measure, name, estimate);
        }
        table.put(&measure, "p_over_quarter_budget", row.p_over_budget);
    }
}

fn stress(table: &mut Table, scenario: &Scenario, result: &RunResult, base: &Column, p: usize) {
    for stress in &result.stress {
        let measure = format!("cost@{}", stress.id);
        let cost = stress.outcomes.costs(p);
        // The same trials lived through the same luck, so the shift is known far better than either cost.
        let shift = if cost.len() == base.cost.len() { difference(&cost, &base.cost) } else { None };
        table.put(&measure, "mean", mean(&cost));
        let sorted = Sorted::new(cost);
        table.put(&measure, "p95", sorted.estimate(0.95));
        table.put(&measure, "p_over_budget", share_over(&sorted, scenario.money.budget));
        table.put_against(&measure, "mean_difference", "base", shift);
    }
}
