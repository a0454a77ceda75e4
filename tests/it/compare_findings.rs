//! The words of a run: decision, verdicts, warnings, on the made-up company.

use paylift::behaviour::Behaviour;
use paylift::compare::{Findings, Row, Summary, Topic, find, recommended, summarise};
use paylift::measure::{AccountRules, Basis, Measure, Metric, Scope, Window, WindowKind};
use paylift::plan::Pays;
use paylift::scenario::{Money, Neutral, Scenario, Turnover};
use paylift::stats::{Estimate, share};
use paylift::trial::{RunResult, StopReason};

use crate::outcomes_fixture::{PLANS, attainment_scenario, run, scenario};

fn findings(scenario: &Scenario, result: &RunResult) -> Findings {
    find(scenario, result, &summarise(scenario, result))
}

fn all_text(f: &Findings) -> String {
    format!("{f:#?}")
}

#[test]
fn the_whole_text_of_the_fixture() {
    let scenario = scenario();
    let f = findings(&scenario, &run(&scenario, 2_000, true));
    let mut text = String::new();
    for (title, lines) in [("DECISION", &f.decision), ("WOULD CHANGE", &f.would_change), ("NOT SAID", &f.not_said)] {
        text.push_str(&format!("{title}\n"));
        lines.iter().for_each(|l| text.push_str(&format!("  {l}\n")));
    }
    text.push_str("VERDICTS\n");
    f.verdicts.iter().for_each(|v| text.push_str(&format!("  {}: {}\n", v.plan, v.sentence)));
    text.push_str("WATCH\n");
    f.warnings.iter().for_each(|w| text.push_str(&format!("  [{}] {} | {} | {}\n", w.plan, w.what, w.why, w.remedy)));
    text.push_str("ASSUMED\n");
    f.assumptions.iter().for_each(|a| text.push_str(&format!("  {}: {} (given: {})\n", a.name, a.value, a.given)));
    insta::assert_snapshot!(text);
}

/// A summary in which each plan's three tests have these shares, of 10,000 trials.
fn tests_of(plans: &[(&str, f64, f64, f64)]) -> Summary {
    let row = |plan: &str, measure: &str, statistic: &str, estimate: Option<Estimate>| Row {
        plan: plan.into(),
        measure: measure.into(),
        statistic: statistic.into(),
        against: String::new(),
        estimate,
        assumes_behaviour: false,
    };
    let of = |p: f64| share((p * 10_000.0).round() as u64, 10_000);
    let mut rows = Vec::new();
    for (i, (id, over, half, windfall)) in plans.iter().enumerate() {
        rows.push(row(id, "cost", "mean", Some(Estimate::symmetric(500_000.0, Some(900.0), 10_000))));
        rows.push(row(id, "cost", "p_over_budget", of(*over)));
        rows.push(row(id, "cost", "ask90", Some(Estimate::symmetric(560_000.0 + 20_000.0 * i as f64, Some(900.0), 10_000))));
        rows.push(row(id, "pay_per_csm", "p_below_half", of(*half)));
        rows.push(row(id, "windfall", "share", of(*windfall)));
    }
    Summary { rows, ..Summary::default() }
}

fn decide(plans: &[(&str, f64, f64, f64)]) -> Vec<String> {
    let scenario = scenario();
    find(&scenario, &run(&scenario, 120, true), &tests_of(plans)).decision
}

#[test]
fn one_plan_that_meets_every_test_is_named() {
    let said = decide(&[("flat", 0.02, 0.0, 1.0), ("nrr-individual", 0.21, 0.02, 0.79), ("nrr-team", 0.05, 0.01, 0.40)]);
    assert_eq!(said[0], "NRR team meets every test; no other plan does.");
    assert_eq!(
        said[1],
        "It has 5.0 % over-budget risk (today 21 %), 1.0 % of CSM-years below half of target (today 2.0 %) and 40 % paid with no CSM at all (today 79 %)."
            .replace(" %", "\u{202f}%")
    );
    assert_eq!(said[2], "It needs $600k to hold 9 years in 10 (today $580k) and costs $500k on average (today $500k).");
    assert_eq!(said.len(), 3);
}

#[test]
fn several_are_ranked_by_the_budget_they_need() {
    let said = decide(&[("flat", 0.02, 0.0, 0.3), ("nrr-team", 0.05, 0.01, 0.40), ("above-baseline", 0.3, 0.2, 0.6)]);
    assert_eq!(said[0], "Flat bonus meets every test, and of the 2 plans that do it needs the smallest budget.");
}

#[test]
fn none_names_the_closest_and_what_fails() {
    let said = decide(&[("flat", 0.0, 0.0, 1.0), ("nrr-team", 0.04, 0.0, 0.62), ("above-baseline", 0.35, 0.19, 0.45)]);
    assert_eq!(said[0], "No plan meets every test; NRR team comes closest.");
    assert_eq!(
        said[1],
        "It has 4.0 % over-budget risk and 0 % of CSM-years below half of target, but 62 % paid with no CSM at all (limit 50 %)."
            .replace(" %", "\u{202f}%")
    );
}

#[test]
fn too_close_to_call_is_an_answer() {
    let said = decide(&[("nrr-individual", 0.04, 0.0, 0.621), ("nrr-team", 0.04, 0.0, 0.620)]);
    assert_eq!(said[0], "No plan meets every test; which of NRR team and NRR individual comes closest is too close to call.");
    let said = decide(&[("nrr-team", 0.0995, 0.0, 0.3)]);
    assert!(said[1].contains("10\u{202f}% over-budget risk (limit 10\u{202f}%: too close to call)"), "{said:?}");
}

#[test]
fn a_plan_that_pays_whatever_happens_is_a_comparator_and_no_answer() {
    let mut scenario = scenario();
    scenario.plans[0].components[0].pays = Pays::Target;
    let summary = tests_of(&[("flat", 0.0, 0.0, 0.3), ("nrr-individual", 0.2, 0.0, 0.8), ("nrr-team", 0.04, 0.0, 0.4)]);
    let said = find(&scenario, &run(&scenario, 120, true), &summary).decision;
    assert_eq!(said[0], "NRR team meets every test; no other plan does.");
    assert_eq!(recommended(&scenario, &summary), Some(2));
}

#[test]
fn warnings_are_grouped_by_plan_with_the_named_plan_and_todays_first() {
    let scenario = scenario();
    let result = run(&scenario, 60, true);
    let f = findings(&scenario, &result);
    let watched = f.watched();
    assert_eq!(watched[0].plan, "", "the run itself comes first: {watched:?}");
    assert_eq!(watched.iter().map(|w| w.warnings.len()).sum::<usize>(), f.warnings.len());
    for (i, group) in watched.iter().enumerate() {
        assert!(!watched[..i].iter().any(|before| before.plan == group.plan), "{} twice", group.plan);
        assert!(group.warnings.is_sorted_by_key(|w| w.topic), "{group:?}");
    }
}

#[test]
fn a_quarterly_goal_is_put_on_a_year() {
    let scenario = scenario();
    let f = findings(&scenario, &run(&scenario, 2_000, true));
    let far: Vec<_> = f.warnings.iter().filter(|w| w.what.contains("goal of")).collect();
    assert_eq!(far.len(), 1, "the yearly goals of 107 % fit: {far:?}");
    assert_eq!(far[0].what, "a quarter-on-quarter goal of 110 % means 146 % a year, this market does 107 %".replace(" %", "\u{202f}%"));
    assert_eq!(far[0].plan, "quarterly-110");
}

#[test]
fn a_goal_written_into_the_curve_is_read_there() {
    let mut scenario = scenario();
    let component = &mut scenario.plans[3].components[0];
    component.attain = paylift::plan::Attain::Value;
    component.goal = paylift::plan::Goal::None;
    // The curve starts at .9 and pays in full at 1.0: flat retention in a market of 107 % is within ten points; 0.9 + 1/2.5 = 1.3 is not.
    let Pays::Curve(curve) = &mut component.pays else { panic!("a curve") };
    curve.knots[0].slope = 2.5;
    let f = findings(&scenario, &run(&scenario, 400, true));
    assert!(f.warnings.iter().any(|w| w.plan == "above-baseline" && w.what.contains("yearly NRR of 130\u{202f}%")), "{:?}", f.warnings);
}

/// The same with what pay and its measures say about people.
fn told_apart(luck: &[(&str, f64, Option<f64>)], readings: &[(&str, &str, f64, Option<f64>)]) -> Vec<String> {
    let mut scenario = scenario();
    scenario.behaviour = Behaviour::Mixed;
    scenario.plans[3].metrics[0].measures = vec![Measure::GrowthAboveBaseline];
    let mut summary = tests_of(&[("nrr-individual", 0.21, 0.02, 0.79), ("above-baseline", 0.05, 0.01, 0.40)]);
    let mut row = |plan: &str, measure: &str, statistic: &str, against: &str, value: Option<f64>| {
        let estimate = value.map(|v| Estimate::symmetric(v, Some(0.004 * v.abs().max(1.0)), 10_000));
        let (plan, measure, statistic, against) = (plan.into(), measure.into(), statistic.into(), against.into());
        summary.rows.push(Row { plan, measure, statistic, against, estimate, assumes_behaviour: false });
    };
    for (plan, share, quarters) in luck {
        row(plan, "pay_split", "luck_share", "", Some(*share));
        row(plan, "skill", "quarters_needed", "", *quarters);
    }
    for (measure, segment, share, quarters) in readings {
        row("", &format!("reliability@{measure}"), "per_quarter", segment, Some(*share));
        row("", &format!("reliability@{measure}"), "quarters_needed", segment, *quarters);
    }
    let told = find(&scenario, &run(&scenario, 120, true), &summary).told_apart;
    told.into_iter()
        .map(|t| format!("{}{}", if t.assumes_behaviour { "[assumed] " } else { "" }, t.sentence).replace('\u{202f}', " "))
        .collect()
}

#[test]
fn luck_and_the_measures_at_both_ends_are_told_in_two_sentences() {
    let readings = [
        ("nrr", "mid", 0.021, Some(109.0)),
        ("nrr", "ent", 0.001, None),
        ("growth-above-baseline", "mid", 0.31, Some(5.2)),
        ("ebr-coverage", "mid", 0.9, Some(0.3)),
    ];
    let said = told_apart(&[("nrr-individual", 0.94, Some(140.0)), ("above-baseline", 0.81, Some(14.2))], &readings);
    assert_eq!(
        said,
        [
            "[assumed] Under above baseline 81 % of the pay differences between like CSMs are luck (today 94 %); it takes about 14 quarters of pay to tell good CSMs from lucky ones.",
            // nobody is paid for EBR coverage here, and enterprise shows nothing clear
            "Of what these plans pay each CSM for, growth above baseline in mid-market says most about who is good (31 % of a quarter’s differences are skill, reliable after 5 quarters) and NRR in enterprise least (no skill to be seen in a quarter’s differences).",
        ]
    );
    let said = told_apart(&[("nrr-individual", 0.94, Some(140.0)), ("above-baseline", 1.003, None)], &readings[..1]);
    assert_eq!(
        said,
        [
            "[assumed] Under above baseline practically all of the pay differences between like CSMs are luck (today 94 %); its pay does not rise with skill clearly enough to tell good CSMs from lucky ones, however long one waits."
        ]
    );
    assert!(told_apart(&[], &[]).is_empty());
}

#[test]
fn plans_that_differ_by_a_factor_are_one_plan_at_equal_cost() {
    let scenario = scenario();
    let result = run(&scenario, 300, true);
    let said = |s: &Scenario| {
        findings(s, &result).warnings.into_iter().filter(|w| w.topic == Topic::Same).map(|w| w.plan + ": " + &w.what).collect::<Vec<_>>()
    };
    assert_eq!(said(&scenario), ["quarterly-110: at equal cost it is the same plan as NRR individual"]);
    assert!(said(&Scenario { neutral: Neutral::Off, ..scenario.clone() }).is_empty());
}

#[test]
fn as_published_cost_far_from_target_is_said_with_both_numbers() {
    let scenario = scenario();
    let f = findings(&scenario, &run(&scenario, 2_000, true));
    let what = &f.warnings.iter().find(|w| w.plan == "quarterly-110" && w.topic == Topic::Cost).unwrap().what;
    assert!(what.contains("not its target of $296k"), "{what}");
}

#[test]
fn what_a_market_without_twins_cannot_say_is_said() {
    let scenario = attainment_scenario();
    let f = findings(&scenario, &run(&scenario, 200, false));
    assert!(f.not_said.iter().any(|s| s.contains("no CSM at all")) && f.not_said.iter().any(|s| s.contains("customers: there are none")));
    assert!(!f.decision.iter().any(|s| s.contains("no CSM")), "{:?}", f.decision);
    assert_eq!(f.verdicts.len(), PLANS.len());
}

#[test]
fn short_and_imprecise_runs_say_so() {
    let scenario = scenario();
    let mut result = run(&scenario, 20, true);
    assert!(all_text(&findings(&scenario, &result)).contains("only 20 trials ran"));
    result.stop = StopReason::PrecisionNotReached;
    assert!(all_text(&findings(&scenario, &result)).contains("precision asked for was not reached in 20 trials"));
}

#[test]
fn one_replayed_trial_has_words_and_no_invented_errors() {
    let scenario = scenario();
    let mut result = run(&scenario, 1, true);
    result.stop = StopReason::Exact;
    let text = all_text(&findings(&scenario, &result));
    assert!(!text.contains("NaN") && !text.contains("inf") && !text.contains("one trial ran"), "{text}");
    assert!(text.contains("In exactly these months NRR individual comes to"), "{text}");
    result.stop = StopReason::TrialLimit;
    let f = findings(&scenario, &result);
    assert_eq!(f.decision[0], "One trial decides nothing: run at least 1,000.");
    assert!(f.would_change.is_empty() && recommended(&scenario, &summarise(&scenario, &result)).is_none());
}

#[test]
fn settings_that_differ_from_the_defaults_count_as_given() {
    let mut scenario = scenario();
    let given =
        |s: &Scenario| findings(s, &run(s, 30, true)).assumptions.into_iter().filter(|a| a.given).map(|a| a.name).collect::<Vec<_>>();
    assert!(given(&scenario).is_empty(), "the fixture uses the defaults");
    scenario.turnover = Turnover { annual: 0.3, ..Turnover::default() };
    scenario.money = Money { budget: 400_000.0, ..scenario.money };
    assert_eq!(given(&scenario), ["budget", "team"]);
}

#[test]
fn a_plan_that_reads_several_measures_has_no_goal_to_annualise() {
    let mut scenario = scenario();
    scenario.plans[4].metrics[0] = Metric {
        measures: vec![Measure::Nrr, Measure::Grr],
        window: Window { months: 3, kind: WindowKind::Trailing, basis: Basis::Point },
        scope: Scope::Individual,
        accounts: AccountRules::default(),
        baseline: None,
    };
    let f = findings(&scenario, &run(&scenario, 200, true));
    assert!(!f.warnings.iter().any(|w| w.what.contains("goal of")));
}
