//! Every row that people's response adds, against numbers worked out another way.

use paylift::compare::{Summary, summarise};
use paylift::scenario::{Neutral, Scenario};
use paylift::stats::Estimate;
use paylift::trial::{EqualCost, RunResult};

use crate::outcomes_fixture::{
    DISCOUNTS, GAIN, LEAVERS, OTHERS, PADDING, PLANS, REHIRE, RESPONSE, TODAY, conduct, responding_run, responding_scenario, run, scenario,
    wave,
};

/// A multiple of 11, of 4 and of 3: the mean luck of the response is exactly 1, that of the trials that other people live too.
const TRIALS: usize = 132;
const LOAD: f64 = 1.08;

#[track_caller]
fn near(estimate: Option<Estimate>, value: f64) {
    let e = estimate.expect("a defined row");
    assert!((e.value - value).abs() <= 1e-9 * value.abs().max(1_000.0), "{} against {value}", e.value);
}

fn mean(xs: impl IntoIterator<Item = f64>) -> f64 {
    let xs: Vec<f64> = xs.into_iter().collect();
    xs.iter().sum::<f64>() / xs.len() as f64
}

fn responding() -> (Scenario, RunResult, Summary) {
    let scenario = responding_scenario();
    let result = responding_run(&scenario, TRIALS);
    let summary = summarise(&scenario, &result);
    (scenario, result, summary)
}

/// 75 % margin on the revenue of the horizon (0.4 of the ARR gained) and on a year at the level of its end.
fn margin(gain: f64) -> f64 {
    0.75 * 1.4 * gain
}

fn leak(p: usize) -> f64 {
    DISCOUNTS[p] + PADDING[p] + REHIRE * f64::from(LEAVERS[p])
}

fn cost(result: &RunResult, p: usize) -> f64 {
    mean(result.base.costs(p))
}

#[test]
fn growth_is_what_people_add_to_salaried_effort() {
    let (_, _, summary) = responding();
    for (p, id) in PLANS.into_iter().enumerate() {
        near(summary.get_against(id, "growth", "arr", "salaried"), GAIN[p]);
        near(summary.get_against(id, "growth", "arr_percent", "salaried"), 100.0 * GAIN[p] / 24.0e6);
        near(summary.get_against(id, "growth", "gross_margin", "salaried"), margin(GAIN[p]));
        near(summary.get(id, "increment_salaried", "arr"), GAIN[p]);
        for (name, other) in [("nrr-individual", TODAY), ("flat", 0)].into_iter().filter(|(_, other)| *other != p) {
            near(summary.get_against(id, "growth", "arr", name), GAIN[p] - GAIN[other]);
            near(summary.get_against(id, "growth", "gross_margin", name), margin(GAIN[p] - GAIN[other]));
        }
        // Nearly all of a trial's luck is common to both worlds: what is left is the wave, of variance .225.
        let error = summary.get_against(id, "growth", "arr", "salaried").unwrap().standard_error.unwrap();
        assert!((error - GAIN[p].abs() * (0.225 / (TRIALS as f64 - 1.0)).sqrt()).abs() < 1e-6, "{id}: {error}");
    }
    assert!(summary.rows.iter().all(|r| r.plan.is_empty() || r.plan != r.against), "no plan against itself");
    assert!(!summary.rows.iter().any(|r| r.measure == "growth" && r.against == "nrr-team"), "growth has named comparators only");
}

#[test]
fn pay_is_taken_apart_without_rest() {
    let (_, result, summary) = responding();
    for (p, id) in PLANS.into_iter().enumerate() {
        let part = |statistic| summary.get(id, "paid_for", statistic).unwrap().value;
        near(summary.get(id, "paid_for", "windfall"), mean(result.base.no_csm_cost.iter().skip(p).step_by(5).map(|c| *c as f64 / 100.0)));
        near(summary.get(id, "paid_for", "response"), RESPONSE[p]);
        near(summary.get(id, "cost", "mean"), part("windfall") + part("salaried") + part("response"));
        let per_arr = summary.get_against(id, "paid_for", "pay_per_extra_arr", "salaried");
        if GAIN[p] > 0.0 {
            near(per_arr, RESPONSE[p] / GAIN[p]);
            near(summary.get_against(id, "paid_for", "pay_per_extra_margin", "salaried"), RESPONSE[p] / margin(GAIN[p]));
        } else {
            assert!(per_arr.is_none(), "{id}: nothing to divide by");
        }
    }
}

#[test]
fn leaks_and_leavers() {
    let (_, _, summary) = responding();
    for (p, id) in PLANS.into_iter().enumerate() {
        near(summary.get(id, "leak", "discounts"), DISCOUNTS[p]);
        near(summary.get(id, "leak", "padding"), PADDING[p]);
        // One a year leaves on average whatever the plan: trial mod 3.
        near(summary.get(id, "leak", "rehire"), REHIRE * (1.0 + f64::from(LEAVERS[p])));
        near(summary.get_against(id, "leak", "rehire", "salaried"), REHIRE * f64::from(LEAVERS[p]));
        near(summary.get_against(id, "net", "leakage", "salaried"), leak(p));
        near(summary.get(id, "people", "departures"), 1.0 + f64::from(LEAVERS[p]));
        let over = summary.get_against(id, "people", "departures_over_pay", "flat");
        if p == 0 { assert!(over.is_none()) } else { near(over, f64::from(LEAVERS[p])) }
    }
}

#[test]
fn net_dollars_are_margin_less_pay_less_leaks() {
    let (_, result, summary) = responding();
    for (p, id) in PLANS.into_iter().enumerate() {
        let own = margin(GAIN[p]) - LOAD * RESPONSE[p] - leak(p);
        near(summary.get_against(id, "net", "dollars", "salaried"), own);
        near(summary.get_against(id, "net", "pay_increment", "salaried"), LOAD * RESPONSE[p]);
        let roi = summary.get_against(id, "net", "roi", "salaried");
        if RESPONSE[p] > 0.0 {
            near(roi, own / (LOAD * RESPONSE[p]))
        } else {
            assert!(roi.is_none())
        }
        for (q, other) in PLANS.into_iter().enumerate().filter(|(q, _)| *q != p) {
            let pay = LOAD * (cost(&result, p) - cost(&result, q));
            let net = margin(GAIN[p] - GAIN[q]) - pay - (leak(p) - leak(q));
            near(summary.get_against(id, "net", "dollars", other), net);
            let named = q == 0 || q == TODAY;
            let increment = summary.get_against(id, "net", "pay_increment", other);
            if named { near(increment, pay) } else { assert!(increment.is_none()) }
        }
    }
    // Which is highest, of two plans (the others are never above 0): 250k × wave × 1.05 − 9.72k × wave − 63k against 100k × wave × 1.05 − 3.24k × wave − 1.5k (flat: 0; 40k: never).
    let team = (0..TRIALS).filter(|&t| wave(t) * (262_500.0 - 9_720.0) - 63_000.0 > wave(t) * (105_000.0 - 3_240.0) - 1_500.0);
    let share = team.count() as f64 / TRIALS as f64;
    assert!(share > 0.5 && share < 1.0, "{share}");
    near(summary.get("nrr-team", "best", "p_highest_net"), share);
    near(summary.get("nrr-individual", "best", "p_highest_net"), 1.0 - share);
}

#[test]
fn a_pay_mix_of_its_own_moves_base_salaries() {
    let (mut scenario, result, _) = responding();
    let before = LOAD * (cost(&result, 4) - cost(&result, TODAY));
    let increment = |s: &Scenario| summarise(s, &result).get_against("quarterly-110", "net", "pay_increment", "nrr-individual");
    near(increment(&scenario), before);
    // Half of OTE (1,480k) variable instead of 296k: 444k less base.
    scenario.plans[4].variable_share = Some(0.5);
    near(increment(&scenario), before - LOAD * 444_000.0);
    // All of OTE salary.
    scenario.plans[4].variable_share = Some(0.0);
    near(increment(&scenario), before + LOAD * 296_000.0);
}

#[test]
fn angels_and_devils_are_carried_to_all_trials() {
    let (_, result, summary) = responding();
    for (people, makes) in OTHERS {
        for (p, id) in PLANS.into_iter().enumerate() {
            near(summary.get_against(id, "growth", &format!("arr@{people}"), "salaried"), makes * GAIN[p]);
            // Pay is the same with other people here, and so are discounts and leavers.
            let dollars = |other: usize| {
                margin(makes * (GAIN[p] - GAIN[other])) - LOAD * (cost(&result, p) - cost(&result, other)) - (leak(p) - leak(other))
            };
            let against = summary.get_against(id, "net", &format!("dollars@{people}"), "nrr-individual");
            if p == TODAY {
                assert!(against.is_none())
            } else {
                near(against, dollars(TODAY))
            }
            let costs = result.base.costs(p);
            near(summary.get(id, &format!("cost@{people}"), "mean"), mean(costs.iter().step_by(4).copied()));
            near(summary.get_against(id, &format!("cost@{people}"), "mean_difference", "mixed"), 0.0);
        }
    }
}

#[test]
fn conduct_is_told_by_activity_and_game() {
    let (_, _, summary) = responding();
    let efforts = ["adoption", "rescue", "expansion", "advocacy", "documented"].map(|name| ("effort", name));
    let games =
        ["pressure", "padding", "shallow", "inflation", "begging", "neglect", "sandbagging", "pulled", "held"].map(|name| ("gaming", name));
    for (p, id) in PLANS.into_iter().enumerate() {
        for (k, (measure, name)) in efforts.into_iter().chain(games).enumerate() {
            let e = summary.get(id, measure, name).unwrap();
            assert!((e.value - f64::from(conduct(p, k))).abs() < 1e-6, "{id} {name}: {e:?}");
        }
    }
}

#[test]
fn equal_cost_at_salaried_effort_stands_beside_that_with_the_response() {
    let (_, result, summary) = responding();
    let salaried = |p: usize| cost(&result, p) - RESPONSE[p];
    for (p, id) in PLANS.into_iter().enumerate() {
        near(summary.get(id, "cost_neutral", "factor"), cost(&result, TODAY) / cost(&result, p));
        near(summary.get(id, "cost_neutral", "factor_salaried"), salaried(TODAY) / salaried(p));
        near(summary.get(id, "cost_neutral", "mean_at_factor_salaried"), cost(&result, p) * salaried(TODAY) / salaried(p));
    }
    // Today's own factor is 1 without an error, and its cost at that factor is its cost.
    assert_eq!(summary.get("nrr-individual", "cost_neutral", "factor_salaried").unwrap().standard_error, Some(0.0));
    let (own, scaled) = (summary.get("nrr-individual", "cost", "mean").unwrap(), "mean_at_factor_salaried");
    let at_factor = summary.get("nrr-individual", "cost_neutral", scaled).unwrap();
    assert!((own.standard_error.unwrap() / at_factor.standard_error.unwrap() - 1.0).abs() < 1e-9);
    let scenario = Scenario { neutral: Neutral::Rate, ..responding_scenario() };
    assert!(summarise(&scenario, &result).get("nrr-team", "cost_neutral", "factor_salaried").is_none());
}

#[test]
fn the_error_of_cost_at_the_salaried_factor_is_the_jackknifes() {
    let (_, result, summary) = responding();
    let salaried =
        |p: usize| -> Vec<f64> { result.base.response.salaried_cost.iter().skip(p).step_by(5).map(|c| *c as f64 / 100.0).collect() };
    let (costs, own, today) = (result.base.costs(3), salaried(3), salaried(TODAY));
    let total = |xs: &[f64], without: usize| xs.iter().sum::<f64>() - xs[without];
    let n = TRIALS as f64;
    let replicates: Vec<f64> = (0..TRIALS).map(|t| total(&costs, t) / (n - 1.0) * total(&today, t) / total(&own, t)).collect();
    let middle = mean(replicates.iter().copied());
    let jackknife = (replicates.iter().map(|r| (r - middle).powi(2)).sum::<f64>() * (n - 1.0) / n).sqrt();
    let found = summary.get("above-baseline", "cost_neutral", "mean_at_factor_salaried").unwrap().standard_error.unwrap();
    assert!((found / jackknife - 1.0).abs() < 0.03, "{found} against {jackknife}");
}

#[test]
fn what_rests_on_people_is_marked_and_worlds_without_pay_are_not() {
    let (_, _, summary) = responding();
    let unmoved = [
        ("market", "arr_start"),
        ("market", "nrr_no_csm"),
        ("market", "vacant_share"),
        ("market", "no_base_accounts"),
        ("windfall", "cost_no_csm"),
        ("cost_neutral", "factor_salaried"),
    ];
    for row in summary.rows.iter().filter(|row| row.estimate.is_some()) {
        // measured at salaried effort
        let of_books = ["reliability", "fairness"].contains(&row.measure.as_str());
        let expected = !of_books && !unmoved.contains(&(row.measure.as_str(), row.statistic.as_str()));
        assert_eq!(row.assumes_behaviour, expected, "{row:?}");
    }
    let mut keys: Vec<_> = summary.rows.iter().map(|r| (&r.plan, &r.measure, &r.statistic, &r.against)).collect();
    let rows = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), rows, "a row twice");
    for e in summary.rows.iter().filter_map(|r| r.estimate) {
        assert!(e.value.is_finite() && e.standard_error.is_some_and(|s| s.is_finite() && s >= 0.0), "{e:?}");
    }
}

#[test]
fn while_nobody_responds_there_is_none_of_it() {
    let scenario = scenario();
    let off = summarise(&scenario, &run(&scenario, 60, true));
    let added = ["growth", "paid_for", "leak", "net", "effort", "gaming", "people", "csm_side", "cost@angels", "cost@devils"];
    assert!(
        !off.rows.iter().any(|r| added.contains(&r.measure.as_str()) || r.statistic.contains("salaried") || r.statistic == "p_highest_net")
    );
}

#[test]
fn one_trial_has_values_without_errors() {
    let scenario = responding_scenario();
    let summary = summarise(&scenario, &responding_run(&scenario, 1));
    near(summary.get_against("nrr-team", "growth", "arr", "salaried"), GAIN[2] * wave(0));
    for row in
        summary.rows.iter().filter(|r| ["growth", "net", "paid_for", "leak", "effort", "csm_side", "best"].contains(&r.measure.as_str()))
    {
        assert!(row.estimate.is_none_or(|e| e.standard_error.is_none() && e.low.is_none()), "{row:?}");
    }
    assert!(summary.get_against("nrr-team", "net", "roi", "salaried").is_none());
}

/// Scaled plans are carried to all trials as other people are, their base salaries at today's mix; without a factor there is nothing to say.
#[test]
fn plans_at_equal_cost_are_carried_to_all_trials() {
    let (scenario, mut result, _) = responding();
    let factors = (0..scenario.plans.len()).map(|p| (p != 2).then_some(1.5)).collect();
    result.equal_cost = EqualCost { factors, outcomes: result.people[0].outcomes.clone() };
    let summary = summarise(&scenario, &result);
    let today = PLANS[TODAY];
    for (p, id) in PLANS.into_iter().enumerate().filter(|(p, _)| *p != TODAY) {
        let get = |measure: &str, statistic: &str| summary.get_against(id, measure, statistic, today);
        if p == 2 {
            assert_eq!(get("net", "dollars@equal-cost"), None);
            assert_eq!(summary.get(id, "cost@equal-cost", "factor"), None);
            continue;
        }
        assert_eq!(get("net", "dollars@equal-cost"), get("net", "dollars@angels"));
        assert_eq!(summary.get(id, "cost@equal-cost", "factor").unwrap().value, 1.5);
        let parts = ["pay_increment", "leakage", "programme"].map(|part| get("net", &format!("{part}@equal-cost")).unwrap().value);
        let margin = get("growth", "gross_margin@equal-cost").unwrap().value;
        assert!((margin - parts.iter().sum::<f64>() - get("net", "dollars@equal-cost").unwrap().value).abs() < 1e-6);
    }
    result.equal_cost = EqualCost::default();
    assert!(
        summarise(&scenario, &result)
            .rows
            .iter()
            .all(|row| !row.statistic.ends_with("@equal-cost") && !row.measure.ends_with("@equal-cost"))
    );
}
