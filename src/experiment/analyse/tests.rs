use super::super::clustered::Estimand;
use super::super::oracle::{assert_close, column, number, texts};
use super::*;

fn labels(name: &str, title: &str) -> (Vec<String>, Vec<usize>) {
    let cells = texts(name, title);
    let mut known = cells.clone();
    known.sort();
    known.dedup();
    let of = cells.iter().map(|cell| known.binary_search(cell).unwrap()).collect();
    (known, of)
}

fn rows(name: &str, outcome: &str, baseline: Option<&str>, stratum: Option<&str>) -> Data {
    let (units, unit) = labels(name, "csm");
    Data {
        level: Level::Csm,
        outcome_name: outcome.into(),
        baseline_name: baseline.unwrap_or_default().into(),
        units,
        arms: vec!["0".into(), "1".into()],
        unit,
        arm: column(name, "arm").iter().map(|arm| *arm as usize).collect(),
        outcome: column(name, outcome),
        baseline: baseline.map(|title| column(name, title)),
        weight: None,
        stratum: stratum.map(|title| labels(name, title).1),
        stratum_name: stratum.unwrap_or_default().into(),
        paired: stratum == Some("pair"),
        exposed: None,
        days_left: None,
        periods: None,
        payout: None,
        guarded: Vec::new(),
        missing: vec![0, 0],
    }
}

fn d1() -> Data {
    Data {
        weight: Some(column("d1_accounts", "arr")),
        exposed: Some(column("d1_accounts", "exposed")),
        ..rows("d1_accounts", "nrr_post", Some("nrr_pre"), Some("segment"))
    }
}

fn panel() -> Data {
    let (units, unit) = labels("d3_did_panel", "csm");
    let quarter: Vec<usize> = column("d3_did_panel", "quarter").iter().map(|q| *q as usize - 1).collect();
    let arm = column("d3_did_panel", "treated").iter().map(|arm| *arm as usize).collect();
    let outcome = column("d3_did_panel", "nrr");
    let on = column("d3_did_panel", "d").iter().map(|d| *d == 1.0).collect();
    let names = (1..=8).map(|q| q.to_string()).collect();
    Data {
        units,
        unit,
        arm,
        outcome,
        baseline: None,
        periods: Some(Periods { names, of: quarter, on }),
        ..rows("d2_small12", "y", None, None)
    }
}

fn only(data: &Data, settings: &Settings) -> Comparison {
    analyse(data, settings, &[]).unwrap().comparisons.remove(0)
}

#[test]
fn twenty_four_csms_are_told_by_regression_with_permutation_beside_it() {
    let found = only(&d1(), &Settings::default());
    let headline = found.headline().unwrap();
    let of = |key: &str| number("O7_cluster", &format!("ancova_strata_{key}"));
    assert_eq!(headline.key, "ancova_cr2");
    assert_close(headline.estimate, of("est"), 1e-9);
    assert_close(headline.p.unwrap(), of("p_cr2_satt"), 1e-8);
    assert_close(headline.interval.unwrap().0, of("ci_lo"), 1e-8);
    let permutation = found.line("permutation").unwrap();
    assert_close(permutation.p.unwrap(), number("O11_permutation", "strat_cuped_p"), 1e-12);
    assert_eq!(found.counted.unwrap().assignments as f64, number("O11_permutation", "strat_n"));
    assert_eq!(found.verdict, Verdict::Better);
    let by = |key: &str| found.line(key).unwrap().estimate;
    assert_close(by("unadjusted_cr2"), number("O7_cluster", "diff_est"), 1e-9);
    assert_close(by("naive"), number("O7_cluster", "diff_est"), 1e-9);
    assert_close(found.line("naive").unwrap().p.unwrap(), number("O7_cluster", "diff_naive_ols_p"), 1e-8);
    assert!(!found.line("naive").unwrap().is_valid() && !found.line("delta").unwrap().is_valid());
    assert_close(by("delta"), number("O8_csm_level", "gbstats_ratio_absolute_est"), 1e-9);
    assert_close(by("means_t"), number("O8_csm_level", "est"), 1e-9);
    assert_close(by("cuped_t"), number("O11_permutation", "strat_cuped_stat"), 1e-9);
    assert_close(by("blocked"), number("R_estimatr", "blocked_cluster_dim_est"), 1e-9);
    assert_close(by("lin_cr2"), number("R_estimatr", "lin_cr2_est"), 1e-9);
    assert_close(found.exposure.unwrap().effect.estimate, number("O10_did", "cace_est"), 1e-9);
    assert_close(found.balance[0].standardised.unwrap(), number("O18_assign", "d1_smd_pre"), 1e-9);
    assert_close(found.balance[1].standardised.unwrap(), number("O18_assign", "d1_smd_n"), 1e-9);
}

#[test]
fn what_the_plan_costs_more_is_told_with_its_price() {
    let data = Data { payout: Some(column("d1_csm", "payout")), ..d1() };
    let payout = only(&data, &Settings::default()).payout.unwrap();
    assert_close(payout.extra.estimate, number("O17_decide", "icer_dC"), 1e-9);
    assert_close(payout.extra.standard_error.powi(2), number("O17_decide", "icer_var_C"), 1e-9);
    assert_close(payout.price.unwrap(), number("O17_decide", "icer"), 1e-9);
}

#[test]
fn estimands_are_named_and_differ() {
    let data = Data { baseline: None, ..d1() };
    let found = only(&data, &Settings::default());
    assert_close(found.line("unadjusted_cr2").unwrap().estimate, number("O7_cluster", "diff_est"), 1e-9);
    assert_close(found.line("csm_cr2").unwrap().estimate, number("O8_csm_level", "est"), 1e-9);
    assert_close(found.line("arr_cr2").unwrap().estimate, number("O7_cluster", "arrw_diff_est"), 1e-9);
    assert_eq!(found.verdict, Verdict::TooEarly);
    let by_revenue = only(&data, &Settings { estimand: Some(Estimand::Arr), ..Settings::default() });
    assert_eq!(by_revenue.line("ancova_cr2").unwrap().estimand, Estimand::Arr);
    assert_close(by_revenue.line("permutation").unwrap().estimate, number("O7_cluster", "arrw_diff_est"), 1e-9);
}

#[test]
fn twelve_csms_are_told_by_permutation() {
    let found = only(&rows("d2_small12", "y", None, None), &Settings::default());
    let headline = found.headline().unwrap();
    assert_eq!(headline.key, "permutation");
    assert_close(headline.p.unwrap(), number("O11_permutation", "studentized_p_two_sided"), 1e-12);
    assert_close(headline.estimate, number("O11_permutation", "mean_stat"), 1e-9);
    assert_eq!((found.counted.unwrap().assignments, found.verdict), (924, Verdict::Better));
    let cr2 = found.line("ancova_cr2").unwrap();
    assert_close(cr2.p.unwrap(), number("R_clubSandwich", "d2_CR2_p"), 1e-9);
    assert!(cr2.is_valid());
}

#[test]
fn six_pairs_allow_what_their_sixty_four_assignments_allow() {
    let found = only(&rows("d2_small12", "y", None, Some("pair")), &Settings::default());
    let headline = found.headline().unwrap();
    assert_close(headline.p.unwrap(), number("O11_permutation", "pair_p_two_sided"), 1e-12);
    assert_eq!((headline.key, found.verdict), ("permutation", Verdict::TooEarly));
    assert_close(found.line("paired").unwrap().estimate, number("R_estimatr", "matched_pair_cluster_dim_est"), 1e-9);
}

#[test]
fn three_against_three_cannot_tell() {
    let all = rows("d2_small12", "y", None, None);
    let keep: Vec<usize> = (0..all.unit.len()).filter(|row| all.unit[*row] < 6).collect();
    let data = Data {
        unit: keep.iter().map(|row| all.unit[*row]).collect(),
        arm: keep.iter().map(|row| all.arm[*row]).collect(),
        outcome: keep.iter().map(|row| all.outcome[*row]).collect(),
        ..all
    };
    let analysis = analyse(&data, &Settings::default(), &[]).unwrap();
    assert!(analysis.cannot_tell());
    let found = &analysis.comparisons[0];
    assert_eq!((found.verdict, found.units_needed, found.headline()), (Verdict::CannotTell, Some(8), None));
    assert!(!found.line("permutation").unwrap().is_valid());
}

#[test]
fn a_panel_is_told_by_changes_with_its_event_study() {
    let found = only(&panel(), &Settings::default());
    assert_close(found.line("did_cr2").unwrap().p.unwrap(), number("O10_did", "twfe_p_cr2_satt"), 1e-8);
    assert_close(found.line("did_t").unwrap().p.unwrap(), number("O10_did", "collapsed_p"), 1e-8);
    let headline = found.headline().unwrap();
    assert_eq!((headline.key, found.counted.unwrap().assignments), ("permutation", 12_870));
    assert_close(headline.estimate, number("O10_did", "twfe_est"), 1e-9);
    let Some(PanelFindings::Start { first: 4, study: Some(study) }) = &found.panel else { panic!("{:?}", found.panel) };
    assert_close(study.before.unwrap().p().unwrap(), number("O10_did", "pretrend_p"), 1e-8);
}

#[test]
fn guardrails_hold_break_or_are_not_shown() {
    let mut data = rows("d2_small12", "y", None, None);
    let worse: Vec<Option<f64>> = data.arm.iter().enumerate().map(|(i, arm)| Some(i as f64 % 7.0 * 0.01 - 0.5 * *arm as f64)).collect();
    let same: Vec<Option<f64>> = (0..data.arm.len()).map(|i| Some(i as f64 % 7.0 * 0.01)).collect();
    let nearly: Vec<Option<f64>> = data.outcome.iter().map(|y| Some(-y)).collect();
    data.guarded = vec![worse.clone(), same, nearly, worse];
    let rail = |column: &str, margin| Guardrail { column: column.into(), margin };
    let guardrails = vec![rail("adoption", -0.1), rail("nps", -0.1), rail("calls", -0.1), rail("churn", 0.1)];
    let found = only(&data, &Settings { guardrails, ..Settings::default() });
    let kept: Vec<Kept> = found.guarded.iter().map(|g| g.kept).collect();
    assert_eq!(kept, [Kept::Broken, Kept::Holds, Kept::NotShown, Kept::Holds]);
}

#[test]
fn bookings_heaped_at_the_end_of_the_quarter_are_found() {
    let mut data = rows("d2_small12", "y", None, None);
    let late = |i: usize, arm: usize| if arm == 1 && !i.is_multiple_of(5) || i.is_multiple_of(9) { 2 } else { 40 };
    data.days_left = Some(data.arm.iter().enumerate().map(|(i, arm)| Some(late(i, *arm))).collect());
    let timing = only(&data, &Settings::default()).timing.unwrap();
    assert!(timing.treated > 0.7 && timing.control < 0.2 && timing.test.line.p.unwrap() < 0.01);
}

#[test]
fn two_new_plans_share_alpha_by_holm() {
    let mut data = rows("d2_small12", "y", None, None);
    data.arms = ["0", "1", "2"].map(String::from).to_vec();
    data.missing = vec![0; 3];
    // half of control becomes a third arm
    data.arm = data.unit.iter().zip(&data.arm).map(|(unit, arm)| if *unit >= 6 && *arm == 0 { 2 } else { *arm }).collect();
    let found = analyse(&data, &Settings { alpha: 0.2, ..Settings::default() }, &[]).unwrap().comparisons;
    assert_eq!(found.len(), 2);
    let smaller = found.iter().map(|c| c.headline().unwrap().p.unwrap()).fold(1.0, f64::min);
    assert_close(found.iter().map(|c| c.adjusted_p.unwrap()).fold(1.0, f64::min), (2.0 * smaller).min(1.0), 1e-12);
}

#[test]
fn inside_books_accounts_are_permuted_against_their_own_book() {
    let mut data = Data { level: Level::Cohort, ..rows("d2_small12", "y", Some("y_pre"), None) };
    data.arm = (0..data.arm.len()).map(|i| i % 2).collect();
    data.outcome.iter_mut().zip(&data.arm).for_each(|(y, arm)| *y += 0.5 * *arm as f64);
    let found = only(&data, &Settings::default());
    let headline = found.headline().unwrap();
    assert!((headline.estimate - 0.5).abs() < 0.15 && headline.p.unwrap() < 0.001, "{headline:?}");
    assert_eq!((headline.key, headline.estimand, found.verdict), ("permutation", Estimand::Account, Verdict::Better));
}
