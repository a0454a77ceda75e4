//! The words about growth: which plan brings most, who the people would have to be, what pay is paid for, what to watch.

use paylift::behaviour::{Assumptions, Behaviour};
use paylift::compare::{Findings, Row, Summary, Topic, find, recommended, summarise};
use paylift::scenario::Scenario;
use paylift::stats::{Estimate, share};
use paylift::trial::{CONDUCT_COLUMNS, RunResult};

use crate::outcomes_fixture::{PLANS, responding_run, responding_scenario, run, scenario};

/// Thin gaps of the report as the spaces of this file.
fn plain(text: &str) -> String {
    text.replace('\u{202f}', " ")
}

fn row(plan: &str, measure: &str, statistic: &str, against: &str, estimate: Estimate) -> Row {
    Row {
        plan: plan.into(),
        measure: measure.into(),
        statistic: statistic.into(),
        against: against.into(),
        estimate: Some(estimate),
        assumes_behaviour: true,
    }
}

/// A summary of 10,000 trials: each plan's share of years over budget, and its net dollars against today's with their error. Differences
/// between other plans have the error given in the end.
fn netting(plans: &[(&str, f64, f64, f64)], error: f64) -> Summary {
    let today = "nrr-individual";
    let of = |value: f64, error: f64| Estimate::symmetric(value, Some(error), 10_000);
    let mut rows = vec![row(today, "net", "dollars", "salaried", of(-5_000.0, 1_000.0))];
    for (id, over, net, own_error) in plans {
        rows.push(row(id, "cost", "mean", "", of(500_000.0, 900.0)));
        rows.push(row(id, "cost", "ask90", "", of(560_000.0, 900.0)));
        rows.push(row(id, "cost", "p_over_budget", "", share((over * 1e4).round() as u64, 10_000).unwrap()));
        if *id != today {
            rows.push(row(id, "net", "dollars", today, of(*net, *own_error)));
            rows.push(row(today, "net", "dollars", id, of(-net, *own_error)));
        }
        for (other, _, theirs, _) in plans.iter().filter(|(other, ..)| other != id && *other != today && *id != today) {
            rows.push(row(id, "net", "dollars", other, of(net - theirs, error)));
        }
    }
    Summary { rows, ..Summary::default() }
}

fn decided(summary: &Summary) -> Findings {
    let scenario = responding_scenario();
    find(&scenario, &responding_run(&scenario, 44), summary)
}

#[test]
fn growth_decides_among_plans_that_meet_the_tests() {
    let summary = netting(
        &[("nrr-individual", 0.2, 0.0, 0.0), ("nrr-team", 0.05, 12_000.0, 2_000.0), ("above-baseline", 0.04, 40_000.0, 3_000.0)],
        4_000.0,
    );
    let f = decided(&summary);
    assert_eq!(f.decision[0], "Above baseline meets every test, and of the 2 plans that do it brings the most net dollars.");
    assert_eq!(recommended(&responding_scenario(), &summary), Some(3));
    // t of 9,999 degrees of freedom is 1.96: 40,000 ∓ 5,880.
    assert!(
        plain(&f.decision[1]).starts_with("Against today’s plan it nets +$40k in an average year (95 % interval +$34k to +$46k)"),
        "{f:#?}"
    );
}

#[test]
fn a_difference_that_may_be_nothing_is_too_close_to_call() {
    let plans = [("nrr-individual", 0.2, 0.0, 0.0), ("nrr-team", 0.05, 36_000.0, 2_000.0), ("above-baseline", 0.04, 40_000.0, 30_000.0)];
    let f = decided(&netting(&plans, 4_000.0));
    assert_eq!(
        f.decision[0],
        "2 plans meet every test; which of above baseline and NRR team brings the most net dollars is too close to call."
    );
    assert!(
        plain(&f.decision[1]).contains("above baseline nets +$40k in an average year (95 % interval −$20k to +$100k, too close to call)")
    );
    let f = decided(&netting(&plans, 1_000.0));
    assert!(f.decision[0].contains("it brings the most net dollars"), "4,000 ± 1,960 is more than nothing: {:?}", f.decision);
}

#[test]
fn among_plans_that_fail_as_few_tests_growth_decides_too() {
    let plans = [("nrr-individual", 0.2, 0.0, 0.0), ("nrr-team", 0.15, -9_000.0, 2_000.0), ("above-baseline", 0.9, 40_000.0, 3_000.0)];
    let said = decided(&netting(&plans, 4_000.0)).decision;
    assert_eq!(said[0], "No plan meets every test; of the 3 plans that fail only one test, above baseline brings the most net dollars.");
    let said = decided(&netting(&plans[..2], 4_000.0)).decision;
    assert_eq!(
        said[0],
        "No plan meets every test; of the 2 plans that fail only one test, today’s plan, NRR individual, brings the most net dollars."
    );
    assert!(!said[1].contains("Against today"), "today's plan is not compared with itself: {said:?}");
}

#[test]
fn a_plan_that_brings_more_but_fails_is_named_with_what_growth_has_in_it() {
    let mut summary = netting(
        &[("nrr-individual", 0.2, 0.0, 0.0), ("nrr-team", 0.05, -26_000.0, 2_000.0), ("above-baseline", 0.3, 275_000.0, 10_000.0)],
        9_000.0,
    );
    summary.rows.push(row(
        "above-baseline",
        "growth",
        "gross_margin",
        "nrr-individual",
        Estimate::symmetric(-78_000.0, Some(7_000.0), 10_000),
    ));
    let f = decided(&summary);
    assert_eq!(f.decision[0], "NRR team meets every test; no other plan does.");
    assert!(
        f.would_change.iter().any(|s| s
            == "Above baseline, +$280k against today’s plan (growth alone −$78k), brings the most net dollars, but fails 1 of 1 tests."),
        "{:?}",
        f.would_change
    );
}

fn responded() -> (Scenario, RunResult, Summary, Findings) {
    let scenario = responding_scenario();
    let result = responding_run(&scenario, 440);
    let summary = summarise(&scenario, &result);
    let findings = find(&scenario, &result, &summary);
    (scenario, result, summary, findings)
}

#[test]
fn the_net_of_the_named_plan_is_told_with_its_parts_and_its_range() {
    let (scenario, _, summary, f) = responded();
    // Every candidate fails one or two tests; of those with one, team pay brings 250k: the most.
    assert_eq!(recommended(&scenario, &summary), Some(2));
    let said = plain(&f.decision[1]);
    // Margin .75 × 1.4 × 150k; discounts 8k and one person at 55k instead of 1k and 500: 61.5k more. Angels 1.5 ×, devils −1 × the growth.
    let pay = summary.get_against("nrr-team", "net", "pay_increment", "nrr-individual").unwrap();
    assert!(pay.value.abs() < 3.0 * pay.standard_error.unwrap(), "team and individual pay have the same mean: {pay:?}");
    assert!(said.contains("+$158k gross margin of growth") || said.contains("+$157k gross margin of growth"), "{said}");
    assert!(said.contains("$61.5k more leakage (discounts, padding, rehiring)"), "{said}");
    let net = |x: &str| summary.get_against("nrr-team", "net", x, "nrr-individual").unwrap().value;
    assert!(
        (net("dollars@angels") - net("dollars") - 78_750.0).abs() < 1e-3
            && (net("dollars@devils") - net("dollars") + 315_000.0).abs() < 1e-3
    );
    assert!(said.contains("; angels +$1") && said.contains(", devils −$2"), "{said}");
    assert!(f.would_change.iter().any(|s| s.contains("NRR team’s net dollars against today’s plan turn from +$1")), "{:?}", f.would_change);
    assert!(f.verdicts[2].sentence.contains("Against today’s plan it nets +$"), "{:?}", f.verdicts[2]);
    assert!(!f.verdicts[1].sentence.contains("nets"), "{:?}", f.verdicts[1]);
}

#[test]
fn of_every_hundred_dollars_the_three_parts_are_told_and_add_up() {
    let (_, _, summary, f) = responded();
    let said = f.decision.last().unwrap();
    let part = |statistic: &str| summary.get("nrr-team", "paid_for", statistic).unwrap().value;
    let cost = summary.get("nrr-team", "cost", "mean").unwrap().value;
    let (windfall, response) = ((100.0 * part("windfall") / cost).round(), (100.0 * part("response") / cost).round());
    // 80 % without CSMs (attainment .98 instead of 1.00, ten times), 9,000 of about 296,000 for the response.
    assert!((79.0..=81.0).contains(&windfall) && response == 3.0);
    let (windfall, job) = (windfall as i64, (100.0 - windfall - response) as i64);
    assert!(said.starts_with(&format!("Of every $100 that NRR team pays {windfall} would have been paid with no CSM at all")), "{said}");
    assert!(said.ends_with(&format!("{job} for doing the job and 3 for responding to pay.")), "{said}");
}

#[test]
fn the_row_for_growth_has_the_span_the_comparators_and_todays_pay() {
    let (mut scenario, result, summary, f) = responded();
    assert_eq!(
        f.growth[0],
        plain_gap(
            "Beyond salaried effort today’s plan brings +$100k of yearly revenue (angels +$150k, devils −$100k); plans run from −$50k (above baseline) to +$250k (NRR team)."
        )
    );
    let against = summary.get_against("nrr-individual", "net", "dollars", "flat").unwrap().value;
    assert!((90_000.0..120_000.0).contains(&against), "105k of margin, 1.5k of leaks, about the same pay: {against}");
    assert!(f.growth[1].starts_with("NRR individual nets +$1") && f.growth[1].ends_with("against flat bonus."), "{:?}", f.growth);
    assert!(f.growth.last().unwrap().starts_with("Of every $100 that NRR individual pays"));
    // A plan of base salaries only is a comparator of its own where it runs, and nothing is said where it does not.
    assert!(!f.growth.iter().any(|s| s.contains("base only")));
    scenario.plans[4].components[0].pays = paylift::plan::Pays::Target;
    scenario.plans[4].variable_share = Some(0.0);
    scenario.plans[4].title = "base only".into();
    let f = find(&scenario, &result, &summarise(&scenario, &result));
    assert!(f.growth[1].contains("against flat bonus and ") && f.growth[1].ends_with("against base only."), "{:?}", f.growth);
}

fn plain_gap(text: &str) -> String {
    text.replace(" %", "\u{202f}%")
}

fn watched(f: &Findings, topic: Topic) -> Vec<(&str, &str)> {
    f.warnings.iter().filter(|w| w.topic == topic).map(|w| (w.plan.as_str(), w.what.as_str())).collect()
}

#[test]
fn what_people_make_of_a_plan_is_watched() {
    let (scenario, mut result, _, f) = responded();
    let mut flips: Vec<&str> = watched(&f, Topic::Sign).into_iter().map(|(plan, _)| plan).collect();
    flips.sort_unstable();
    assert_eq!(flips, ["above-baseline", "nrr-individual", "nrr-team", "quarterly-110"], "all but the flat plan grow with one sign each");
    let (_, what) = watched(&f, Topic::Sign).into_iter().find(|(plan, _)| *plan == "nrr-team").unwrap();
    assert!(what.ends_with("+$380k a year with angels, −$250k with devils"), "{what}");
    // Margins 42k and −52.5k, leaks 110.2k and 3k; the others bring more than they leak.
    let leaks = watched(&f, Topic::Leakage);
    assert_eq!(leaks.len(), 2, "{leaks:?}");
    assert!(
        leaks.contains(&(
            "above-baseline",
            "discounts, padded leads and rehiring cost $3.0k more than under a flat bonus, and its growth brings nothing"
        )),
        "{leaks:?}"
    );
    assert!(
        leaks.iter().any(|(plan, what)| *plan == "quarterly-110" && what.contains("cost $110k more") && what.ends_with("brings only $42k")),
        "{leaks:?}"
    );
    let mut leavers = watched(&f, Topic::Leaving);
    leavers.sort_unstable();
    assert_eq!(
        leavers,
        [
            ("nrr-team", "1.0 more CSMs a year leave than under a flat bonus"),
            ("quarterly-110", "2.0 more CSMs a year leave than under a flat bonus")
        ]
    );
    assert!(watched(&f, Topic::Games).is_empty(), "at most .28");
    // Half of team pay's CSM-months at full pressure.
    for (i, degree) in result.base.response.conduct.iter_mut().enumerate() {
        let (p, k) = (i / CONDUCT_COLUMNS % PLANS.len(), i % CONDUCT_COLUMNS);
        if p == 2 && k == 5 {
            *degree = if (i / (CONDUCT_COLUMNS * PLANS.len())).is_multiple_of(2) { 1.0 } else { 0.0 };
        }
    }
    let f = find(&scenario, &result, &summarise(&scenario, &result));
    assert_eq!(watched(&f, Topic::Games), [("nrr-team", "pressure on customers to sign is at 0.50 on average, of 1 at most")]);
}

#[test]
fn assumptions_say_what_nobody_has_measured() {
    let (mut scenario, result, summary, f) = responded();
    let said = |f: &Findings| f.assumptions[0].clone();
    assert_eq!(said(&f).name, "behaviour");
    assert_eq!(
        plain(&said(&f).value),
        "people respond to pay, 25 % play every game that pays; effort costs 40 %, a game 10 % of a quarter’s OTE, risk aversion 0.00003 per $; \
         nobody has measured this"
    );
    assert!(!said(&f).given && f.assumptions.len() == 5);
    assert!(f.not_said.iter().all(|s| !s.contains("changes effort") && !s.contains("leaves over pay")), "{:?}", f.not_said);
    assert!(!f.would_change.iter().any(|s| s.contains("holds effort the same")), "{:?}", f.would_change);
    scenario.assumptions = Assumptions { attrition: false, devil_share: 0.5, ..Assumptions::default() };
    let f = find(&scenario, &result, &summary);
    assert!(said(&f).given && said(&f).value.contains("50"));
    assert!(f.not_said.iter().any(|s| s.contains("leaves over pay")), "{:?}", f.not_said);
    scenario.behaviour = Behaviour::Angels;
    assert!(said(&find(&scenario, &result, &summary)).value.contains("nobody plays games"));
}

#[test]
fn while_nobody_responds_nothing_is_said_about_growth() {
    let scenario = scenario();
    let result = run(&scenario, 200, true);
    let f = find(&scenario, &result, &summarise(&scenario, &result));
    assert!(f.growth.is_empty() && f.decision.len() <= 3);
    assert!(!format!("{f:?}").contains("nets"));
}

#[test]
fn one_trial_says_nothing_about_growth() {
    let scenario = responding_scenario();
    let result = responding_run(&scenario, 1);
    let f = find(&scenario, &result, &summarise(&scenario, &result));
    let text = format!("{f:?}");
    assert!(f.growth.is_empty() && !text.contains("nets") && !text.contains("NaN"), "{text}");
    assert!(f.warnings.iter().all(|w| ![Topic::Sign, Topic::Leakage, Topic::Leaving].contains(&w.topic)), "{text}");
}
