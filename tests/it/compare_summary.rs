//! Every row of the summary against numbers worked out another way, plus the promises of the whole table.

use paylift::compare::{Summary, summarise};
use paylift::scenario::Neutral;
use paylift::stats::Estimate;
use paylift::trial::RunResult;

use crate::outcomes_fixture::{PLANS, TODAY, attainment_scenario, run, scenario};

fn near(estimate: Option<Estimate>, value: f64) {
    let e = estimate.expect("a defined row");
    assert!((e.value - value).abs() <= 1e-9 * value.abs().max(1.0), "{} against {value}", e.value);
}

fn mean(xs: &[f64]) -> f64 {
    xs.iter().sum::<f64>() / xs.len() as f64
}

fn sd(xs: &[f64]) -> f64 {
    let m = mean(xs);
    (xs.iter().map(|x| (x - m).powi(2)).sum::<f64>() / (xs.len() - 1) as f64).sqrt()
}

fn summary_of(trials: usize) -> (RunResult, Summary) {
    let scenario = scenario();
    let result = run(&scenario, trials, true);
    let summary = summarise(&scenario, &result);
    (result, summary)
}

#[test]
fn every_row_is_said_once_and_every_number_has_an_error() {
    let (_, summary) = summary_of(400);
    let mut keys: Vec<_> = summary.rows.iter().map(|r| (&r.plan, &r.measure, &r.statistic, &r.against)).collect();
    let rows = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), rows, "a row twice");
    for row in &summary.rows {
        assert!(!row.assumes_behaviour);
        let Some(e) = row.estimate else { continue };
        assert!(e.value.is_finite() && e.standard_error.is_some_and(|s| s.is_finite() && s >= 0.0), "{row:?}");
        let inside =
            e.low.is_some_and(|x| x <= e.value + 1e-9 * e.value.abs()) && e.high.is_some_and(|x| e.value <= x + 1e-9 * e.value.abs());
        assert!(inside, "{row:?}");
    }
}

#[test]
fn cost_rows_are_what_a_spreadsheet_says() {
    let (result, summary) = summary_of(400);
    for (p, id) in PLANS.iter().enumerate() {
        let costs = result.base.costs(p);
        near(summary.get(id, "cost", "mean"), mean(&costs));
        near(summary.get(id, "cost", "sd"), sd(&costs));
        near(summary.get(id, "cost", "loaded_mean"), 1.08 * mean(&costs));
        near(summary.get(id, "cost", "share_of_target"), mean(&costs) / 296_000.0);
        near(summary.get(id, "cost", "p_over_budget"), costs.iter().filter(|c| **c > 325_600.0).count() as f64 / 400.0);
        near(summary.get(id, "cost", "expected_overrun"), mean(&costs.iter().map(|c| (c - 325_600.0).max(0.0)).collect::<Vec<_>>()));
        let mut sorted = costs.clone();
        sorted.sort_by(f64::total_cmp);
        near(summary.get(id, "cost", "cvar95"), mean(&sorted[380..]));
        // PERCENTILE.INC of 400 values: rank 0.9 × 399 = 359.1.
        near(summary.get(id, "cost", "ask90"), sorted[359] + 0.1 * (sorted[360] - sorted[359]));
        let (p95, over) = (summary.get(id, "cost", "p95").unwrap(), summary.get(id, "cost", "p95_over_budget").unwrap());
        assert_eq!((over.value, over.standard_error), (p95.value - 325_600.0, p95.standard_error));
        near(summary.get(id, "cost", "jensen_gap"), mean(&costs) - result.at_mean.cost_at_mean[p]);
    }
}

#[test]
fn equal_cost_means_equal_cost() {
    let (result, summary) = summary_of(400);
    let today = mean(&result.base.costs(TODAY));
    for id in PLANS {
        near(summary.get(id, "cost_neutral", "mean"), today);
    }
    assert_eq!(summary.get("nrr-individual", "cost_neutral", "factor").unwrap().standard_error, Some(0.0));
    // 0.28 of today's pay, up to cents: the factor is 1/0.28 and hardly any luck is in it.
    let factor = summary.get("quarterly-110", "cost_neutral", "factor").unwrap();
    assert!((factor.value - 1.0 / 0.28).abs() < 1e-5 && factor.standard_error.unwrap() < 1e-5);
    for statistic in ["sd", "p95", "p_over_budget"] {
        let (a, b) =
            (summary.get("quarterly-110", "cost_neutral", statistic).unwrap(), summary.get("nrr-individual", "cost", statistic).unwrap());
        assert!((a.value - b.value).abs() < 1.0, "{statistic}");
    }
}

#[test]
fn rates_scaled_by_the_simulation_are_taken_as_they_are() {
    let scenario = paylift::scenario::Scenario { neutral: Neutral::Rate, ..scenario() };
    let mut result = run(&scenario, 50, true);
    result.neutral_pay = result.base.pay.iter().map(|c| c * 2).collect();
    let summary = summarise(&scenario, &result);
    near(summary.get("nrr-team", "cost_neutral", "mean"), 2.0 * mean(&result.base.costs(2)));
}

#[test]
fn pay_rows_agree_with_a_plain_computation() {
    let (result, summary) = summary_of(400);
    let id = "nrr-individual";
    let seats: Vec<Vec<f64>> = (0..12).map(|j| result.base.seat_pay(TODAY, j)).collect();
    let within = mean(&seats.iter().map(|s| sd(s).powi(2)).collect::<Vec<_>>());
    let means: Vec<f64> = seats.iter().map(|s| mean(s)).collect();
    near(summary.get(id, "pay_per_csm", "var_within"), within);
    near(summary.get(id, "pay_per_csm", "sd_within"), within.sqrt());
    near(summary.get(id, "pay_per_csm", "var_between"), sd(&means).powi(2) - within / 400.0);
    near(summary.get(id, "pay_per_csm", "mean"), mean(&means));
    near(summary.get(id, "pay_per_csm", "cv"), within.sqrt() / mean(&means));
    let below = |limit: f64| {
        (0..12).map(|j| seats[j].iter().filter(|x| **x < limit * if j < 8 { 22_000.0 } else { 30_000.0 }).count()).sum::<usize>()
    };
    near(summary.get(id, "pay_per_csm", "p_below_half"), below(0.5) as f64 / 4_800.0);
    // 80/20: base 80 % of OTE, so below 90 % of OTE is below half of target.
    near(summary.get(id, "pay_per_csm", "p_below_90_ote"), below(0.5) as f64 / 4_800.0);
    assert_eq!(summary.get("flat", "pay_per_csm", "sd_within").unwrap().value, 0.0);
    assert_eq!(summary.get("flat", "pay_per_csm", "sd_within_same_book").unwrap().value, 0.0);
    // Target pay differs between segments: variance between people of a flat bonus is that of 8 × 22k and 4 × 30k.
    let targets: Vec<f64> = (0..12).map(|j| if j < 8 { 22_000.0 } else { 30_000.0 }).collect();
    near(summary.get("flat", "pay_per_csm", "var_between"), sd(&targets).powi(2));
    // Pairs with own noise of sd 4,000: 25 pairs × 12 seats know the sd to 4 %.
    let book = summary.get(id, "pay_per_csm", "sd_within_same_book").unwrap();
    assert!((book.value - 4_000.0).abs() < 4.0 * book.standard_error.unwrap());
    assert!(book.standard_error.unwrap() < 300.0);
}

#[test]
fn growth_and_windfall_add_up() {
    let (result, summary) = summary_of(400);
    for (p, id) in PLANS.iter().enumerate() {
        let share = summary.get(id, "windfall", "share").unwrap().value;
        let parts = summary.get(id, "windfall", "organic_share").unwrap().value + summary.get(id, "windfall", "luck_share").unwrap().value;
        assert!((share - parts).abs() < 1e-12, "{id}");
        let unpaid = mean(&result.base.no_csm_cost.iter().skip(p).step_by(5).map(|c| *c as f64 / 100.0).collect::<Vec<_>>());
        near(summary.get(id, "windfall", "share"), unpaid / mean(&result.base.costs(p)));
        // Growth 24M × (.07 + .03 M) against 23M × (−.03 + .028 M).
        let arr = summary.get(id, "increment_no_csm", "arr").unwrap();
        assert!((arr.value - (24.0e6 * 0.07 + 23.0e6 * 0.03)).abs() < 4.0 * arr.standard_error.unwrap());
        assert_eq!(summary.get(id, "increment_salaried", "arr").unwrap().value, 0.0);
        let points = summary.get(id, "increment_no_csm", "nrr_points").unwrap();
        assert!((points.value - 10.0).abs() < 4.0 * points.standard_error.unwrap() + 1e-9);
    }
    let measured = |statistic| summary.get("above-baseline", "increment_measured", statistic).unwrap().value;
    let truth = summary.get("above-baseline", "increment_no_csm", "arr").unwrap().value;
    assert!((measured("error") - (measured("arr") - truth)).abs() < 1e-6);
    assert!(summary.get("flat", "increment_measured", "arr").is_none(), "no baseline, nothing measured");
    let roi = summary.get("flat", "efficiency", "team_roi").unwrap().value;
    let team = (12.0 * 110_000.0 + 4.0 * 40_000.0) * 1.08;
    assert!((roi - (0.75 * truth - team) / team).abs() < 1e-9, "base 1,184k and flat bonus 296k are OTE 1,480k");
}

#[test]
fn comparisons_are_paired_and_antisymmetric() {
    let (result, summary) = summary_of(400);
    let costs: Vec<Vec<f64>> = (0..5).map(|p| result.base.costs(p)).collect();
    for (a, x) in PLANS.iter().enumerate() {
        for (b, y) in PLANS.iter().enumerate().filter(|(b, _)| *b != a) {
            let forth = summary.get_against(x, "cost", "mean_difference", y).unwrap();
            let back = summary.get_against(y, "cost", "mean_difference", x).unwrap();
            assert!((forth.value + back.value).abs() < 1e-6);
            let lower = summary.get_against(x, "cost", "p_lower", y).unwrap();
            near(Some(lower), costs[a].iter().zip(&costs[b]).filter(|(a, b)| a < b).count() as f64 / 400.0);
        }
    }
    let wins: f64 = PLANS.iter().map(|id| summary.get(id, "best", "p_lowest_cost").unwrap().value).sum();
    assert!((wins - 1.0).abs() < 1e-12);
    let paired = summary.get_against("nrr-team", "cost", "mean_difference", "nrr-individual").unwrap().standard_error.unwrap();
    let alone = summary.get("nrr-team", "cost", "mean").unwrap().standard_error.unwrap();
    assert!(paired < 0.3 * alone, "pairing removes the common luck: {paired} against {alone}");
    let quieter = summary.get_against("nrr-team", "pay_per_csm", "sd_difference", "nrr-individual").unwrap();
    assert!(quieter.high.unwrap() < 0.0);
}

#[test]
fn quarters_stress_and_people() {
    let (result, summary) = summary_of(400);
    let quarters: f64 = (1..=4).map(|q| summary.get("nrr-team", &format!("quarter_cost_{q}"), "mean").unwrap().value).sum();
    near(summary.get("nrr-team", "cost", "mean"), quarters);
    let shift = summary.get_against("nrr-team", "cost@recession", "mean_difference", "base").unwrap();
    let stressed = mean(&result.stress[0].outcomes.costs(2));
    near(Some(shift), stressed - mean(&result.base.costs(2)));
    assert!(summary.get_against("flat", "cost@recession", "mean_difference", "base").unwrap().value == 0.0);
    // Team pay and individual pay have the same expectation: about one in twenty looks like a winner or loser by chance.
    let changed = summary.get("nrr-team", "person", "winners").unwrap().value + summary.get("nrr-team", "person", "losers").unwrap().value;
    assert!(changed <= 5.0 / 12.0, "{changed}");
    assert!(summary.get("nrr-individual", "person", "winners").is_none());
    near(summary.get("", "market", "vacant_share"), 2.0 / 144.0);
}

#[test]
fn markets_without_twins_leave_those_cells_empty() {
    let scenario = attainment_scenario();
    let summary = summarise(&scenario, &run(&scenario, 60, false));
    for (measure, statistic) in [
        ("windfall", "share"),
        ("windfall", "cost_no_csm"),
        ("increment_no_csm", "arr"),
        ("increment_no_csm", "nrr_points"),
        ("increment_salaried", "arr"),
        ("increment_measured", "error"),
        ("efficiency", "team_roi"),
        ("efficiency", "ccos"),
        ("efficiency", "pay_per_incremental_dollar"),
        ("pay_per_csm", "sd_within_same_book"),
    ] {
        let row = summary.rows.iter().find(|r| r.plan == "flat" && r.measure == measure && r.statistic == statistic);
        assert!(row.is_some_and(|r| r.estimate.is_none()), "{measure} {statistic}");
    }
    assert!(summary.get("", "market", "arr_start").is_none() && summary.get("", "market", "nrr").is_none());
    assert!(summary.get("flat", "cost", "mean").is_some());
}

#[test]
fn one_exact_trial_has_values_without_errors() {
    let (result, summary) = summary_of(1);
    near(summary.get("nrr-team", "cost", "mean"), result.base.costs(2)[0]);
    assert!(summary.get("nrr-team", "cost", "sd").is_none() && summary.get("nrr-team", "pay_per_csm", "sd_within").is_none());
    for row in summary.rows.iter().filter(|r| r.measure.starts_with("cost") || r.measure == "windfall" || r.measure == "market") {
        assert!(row.estimate.is_none_or(|e| e.standard_error.is_none() && e.low.is_none()), "{row:?}");
    }
}

#[test]
fn without_scaling_the_equal_cost_rows_are_empty() {
    let scenario = paylift::scenario::Scenario { neutral: Neutral::Off, ..scenario() };
    let summary = summarise(&scenario, &run(&scenario, 40, true));
    assert!(summary.rows.iter().filter(|r| r.measure.ends_with("_neutral")).all(|r| r.estimate.is_none()));
    assert!(summary.rows.iter().any(|r| r.measure == "cost_neutral"));
}

#[test]
fn a_seat_that_starts_in_july_is_promised_half() {
    let mut scenario = scenario();
    scenario.roster[0].start_month = Some(6);
    let summary = summarise(&scenario, &run(&scenario, 40, true));
    near(summary.get("flat", "cost", "share_of_target"), 296_000.0 / 285_000.0);
}
