//! The plan library in the default market: every plan runs, and the plans differ in what sets them apart. Seeds are fixed, so
//! nothing here can fail by chance; margins are several standard errors wide.

use std::ops::ControlFlow;

use paylift::behaviour::Behaviour;
use paylift::config::{Overrides, Surroundings, load_scenario};
use paylift::scenario::Scenario;
use paylift::trial::{Outcomes, RunOptions, run};

/// The default scenario with library plans.
fn scenario(plans: &[&str], trials: u32) -> Scenario {
    let plans = plans.iter().map(|p| (*p).into()).collect();
    let overrides = Overrides { trials: Some(trials), seed: Some(7), plans, behaviour: Some(Behaviour::Off), ..Overrides::default() };
    let surroundings = Surroundings { folder: ".".into(), memory: 8 << 30, history: &|_, _| None };
    let loaded = load_scenario(None, &overrides, &surroundings).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(loaded.left_out.is_empty(), "{:?}", loaded.left_out);
    loaded.scenario
}

fn outcomes(scenario: &Scenario) -> Outcomes {
    run(scenario, RunOptions::default(), &mut |_| ControlFlow::Continue(())).unwrap().base
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Mean cost, \[$\].
fn cost(scenario: &Scenario, outcomes: &Outcomes, plan: &str) -> f64 {
    mean(&outcomes.costs(scenario.plan(plan).unwrap()))
}

/// Mean of what a plan pays where nobody ever looked after the customers, \[$\].
fn no_csm_cost(scenario: &Scenario, outcomes: &Outcomes, plan: &str) -> f64 {
    let plan = scenario.plan(plan).unwrap();
    mean(&(0..outcomes.trials).map(|t| outcomes.no_csm_cost[t * outcomes.plans + plan] as f64 / 100.0).collect::<Vec<_>>())
}

#[test]
fn every_plan_of_the_library_runs_in_the_default_market() {
    let scenario = scenario(&["all"], 24);
    let outcomes = outcomes(&scenario);
    let target = scenario.target_variable();
    for (i, plan) in scenario.plans.iter().enumerate() {
        let costs = outcomes.costs(i);
        assert!(costs.iter().all(|c| *c >= 0.0 && *c < 8.0 * target), "{}: {costs:?}", plan.id);
        assert_eq!(mean(&costs) > 0.0, plan.id != "base-only", "{} costs {}", plan.id, mean(&costs));
        let partners = (0..outcomes.trials).map(|t| outcomes.partner_cost[t * outcomes.plans + i]).sum::<i64>();
        assert_eq!(partners > 0, !plan.partners.is_empty(), "{}: partners are paid {partners}", plan.id);
    }
}

#[test]
fn a_team_quota_takes_luck_out_of_one_persons_pay() {
    let scenario = scenario(&["nrr-individual", "nrr-team", "team-and-own"], 200);
    let outcomes = outcomes(&scenario);
    let sd_of_seats = |plan: &str| {
        let plan = scenario.plan(plan).unwrap();
        let sd = |pay: Vec<f64>| {
            let m = mean(&pay);
            mean(&pay.iter().map(|p| (p - m).powi(2)).collect::<Vec<_>>()).sqrt()
        };
        mean(&(0..outcomes.seats).map(|seat| sd(outcomes.seat_pay(plan, seat))).collect::<Vec<_>>())
    };
    let (own, team, both) = (sd_of_seats("nrr-individual"), sd_of_seats("nrr-team"), sd_of_seats("team-and-own"));
    assert!(team < 0.85 * own && team < both && both < own, "sd of pay per CSM: own {own}, both {both}, team {team}");
}

/// Where customers grow by themselves, a rate on raw growth pays for it and the same rate above a baseline does not.
#[test]
fn a_baseline_takes_out_growth_that_was_coming_anyway() {
    let mut scenario = scenario(&["growth-raw", "growth-above-baseline", "baseline-holdout"], 100);
    for segment in &mut scenario.segments {
        segment.growth += 0.02;
        segment.organic_nrr *= (12.0_f64 * 0.02).exp();
    }
    let outcomes = outcomes(&scenario);
    let windfall = |plan: &str| no_csm_cost(&scenario, &outcomes, plan);
    let raw = windfall("growth-raw");
    for plan in ["growth-above-baseline", "baseline-holdout"] {
        assert!(windfall(plan) < 0.65 * raw, "paid with no CSM: {plan} {}, raw {raw}", windfall(plan));
    }
}

/// Rescues need accounts in trouble: neglected books offer more of them.
#[test]
fn pay_for_saves_is_highest_where_nobody_cares() {
    let scenario = scenario(&["anti-saves"], 100);
    let outcomes = outcomes(&scenario);
    let (with, without) = (cost(&scenario, &outcomes, "anti-saves"), no_csm_cost(&scenario, &outcomes, "anti-saves"));
    assert!(without > with, "saves pay {with} with CSMs and {without} without any");
}

#[test]
fn the_pay_mix_scales_pay_and_nothing_else() {
    let scenario = scenario(&["mix-80-20", "mix-75-25", "mix-50-50"], 20);
    let outcomes = outcomes(&scenario);
    let costs = |plan: &str| outcomes.costs(scenario.plan(plan).unwrap());
    let lines = 24.0 * 4.0 * 0.01;
    for ((a, b), c) in costs("mix-80-20").iter().zip(costs("mix-75-25")).zip(costs("mix-50-50")) {
        assert!((b - a * 1.25).abs() < 2.0 * lines && (c - a * 2.5).abs() < 3.0 * lines, "{a} {b} {c}");
    }
}

/// The growth plan costs about the target bonus in the default market, so that as published it can stand beside the others.
#[test]
fn the_default_plans_cost_about_the_target() {
    let scenario = scenario(&["nrr-individual", "nrr-team", "growth-above-baseline", "activities-nrr"], 200);
    let outcomes = outcomes(&scenario);
    for plan in &scenario.plans {
        let share = cost(&scenario, &outcomes, &plan.id) / scenario.target_variable();
        assert!((0.8..1.15).contains(&share), "{} costs {share} of target", plan.id);
    }
}
