//! The lab on histories whose numbers are known on paper. Statistical checks are at four standard errors of fixed seeds; each fails
//! by chance for 6 seeds in 100,000.

use super::simulated::{history, noisy};
use super::{BaselineLab, Figure, Judgement, LabRule, LabSettings, RuleRow, compare_baselines, organic_growth};
use crate::cohort::History;
use crate::measure::{Baseline, Basis};

fn settings() -> LabSettings {
    LabSettings { books: 60, book: Some(8), ..LabSettings::default() }
}

fn row<'a>(lab: &'a BaselineLab, name: &str, basis: Basis) -> &'a RuleRow {
    lab.rows.iter().find(|row| row.name == name && row.basis == basis).unwrap()
}

fn of<'a>(lab: &'a BaselineLab, name: &str, basis: Basis) -> &'a Judgement {
    row(lab, name, basis).judgement.as_ref().unwrap()
}

#[track_caller]
fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found}, not {expected}");
}

#[track_caller]
fn within_4se(found: Figure, expected: f64) {
    let error = found.standard_error.unwrap();
    assert!((found.value - expected).abs() <= 4.0 * error, "{} ± {error}, not {expected}", found.value);
}

/// Accounts of different size that never change.
fn still() -> History {
    history(30, 24, |account, _| 10.0 + account as f64)
}

#[test]
fn where_nothing_moves_every_rule_finds_nothing() {
    let lab = compare_baselines(&still(), &settings());
    assert_eq!(lab.rows.len(), 14);
    for row in &lab.rows {
        let judgement = row.judgement.as_ref().unwrap();
        assert_eq!((row.quarters, row.from.as_deref()), (4, Some("2021-01")), "{}", row.name);
        for number in [judgement.bias, judgement.mispaid, judgement.sd_of_quarters.unwrap(), judgement.mispaid_a_year] {
            close(number.value, 0.0, 1e-9);
        }
        close(judgement.sd_of_books.value, 0.0, 1e-9);
    }
    let growth = lab.growth.unwrap();
    assert_eq!((growth.a_year.value, growth.market_sd, growth.market_share), (0.0, Some(0.0), None));
}

/// Without luck each rule's answers and games are on paper: a share x gained for good raises the first quarter by x, and the ratchet's
/// later ones by x/2, x/4, x/8. Invoiced a quarter late, x is missed (nothing is paid below the baseline), then found with the
/// x missing in the base: 2x by rules that compare with the quarter before, x by those that do not, x + x/2 by the ratchet.
#[test]
fn answers_and_games_are_as_on_paper() {
    let lab = compare_baselines(&still(), &settings());
    for (name, answer, shift, held_back) in [
        ("trailing 3 months", 1.0, 2.0, 1.0),
        ("same quarter last year", 4.0, 1.0, 1.0),
        ("cohort growth curve", 1.0, 2.0, 1.0),
        ("hold-out of 10 %", 1.0, 2.0, 1.0),
        ("hold-out of 50 %", 1.0, 2.0, 1.0),
        ("high-water mark", 1.0, 1.0, 1.0),
        ("ratchet of one half", 1.875, 1.5, 1.875),
    ] {
        let judgement = of(&lab, name, Basis::Point);
        for (found, expected) in [(judgement.answer, answer), (judgement.shift, shift), (judgement.hold_back, held_back)] {
            close(found.unwrap().value, expected, 1e-4);
        }
    }
    // Read as sums a gain from the first month on still is the quarter's; the quarter after is compared with it.
    for (name, answer, shift) in [("trailing 3 months", 1.0, 2.0), ("same quarter last year", 4.0, 1.0), ("high-water mark", 1.0, 1.0)] {
        let judgement = of(&lab, name, Basis::Sum);
        close(judgement.answer.unwrap().value, answer, 1e-4);
        close(judgement.shift.unwrap().value, shift, 1e-4);
    }
}

/// All accounts grow by g log points a month. As single months trailing 3 expects (1 + e^−g + e^−2g)/3 of the base and finds e^3g; as sums
/// it finds e^3g of 1. The year before is e^−12g of the present. The curve knows; a hold-out does the same. The mark is always the
/// last quarter. Growth a year is e^12g − 1.
#[test]
fn steady_growth_is_found_exactly() {
    let g: f64 = 0.01;
    let lab = compare_baselines(&history(30, 24, |account, month| (10.0 + account as f64) * (g * month as f64).exp()), &settings());
    let step = (3.0 * g).exp();
    let bias = |name, basis| of(&lab, name, basis).bias.value;
    close(bias("trailing 3 months", Basis::Point), step - (1.0 + (-g).exp() + (-2.0 * g).exp()) / 3.0, 1e-6);
    close(bias("trailing 3 months", Basis::Sum), step - 1.0, 1e-6);
    for basis in [Basis::Point, Basis::Sum] {
        close(bias("same quarter last year", basis), step * (1.0 - (-12.0 * g).exp()), 1e-6);
        close(bias("high-water mark", basis), step - 1.0, 1e-6);
        for unbiased in ["cohort growth curve", "hold-out of 10 %", "hold-out of 50 %"] {
            close(bias(unbiased, basis), 0.0, 1e-6);
        }
    }
    // The ratchet's baseline of a base of 1: 1, then half-way to each result; results e^3g, e^6g, …; base e^0, e^3g, ….
    let (mut baseline, mut found) = (1.0, 0.0);
    for quarter in 0..4 {
        let (base, result) = (step.powi(quarter), step.powi(quarter + 1));
        found += (result - baseline) / base / 4.0;
        baseline += (result - baseline) / 2.0;
    }
    close(bias("ratchet of one half", Basis::Sum), found, 1e-6);
    close(lab.growth.unwrap().a_year.value, (12.0 * g).exp() - 1.0, 1e-9);
}

/// One good quarter, 10 % up and back: the ratchet finds +10, −5, then baseline 102.5 against 100, 101.25 against 100.
#[test]
fn a_ratchet_takes_a_good_quarter_back_by_halves() {
    let levels = [100.0, 110.0, 100.0, 100.0, 100.0];
    let ratchet = |speed| LabRule { name: "ratchet".into(), rule: Baseline::Ratchet { speed } };
    let settings = LabSettings { rules: vec![ratchet(0.5)], bases: vec![Basis::Sum], ..settings() };
    let lab = compare_baselines(&history(30, 15, |_, month| levels[month / 3]), &settings);
    let found: Vec<f64> = of(&lab, "ratchet", Basis::Sum).bias_by_quarter.iter().map(|b| b.unwrap()).collect();
    // 110 − 100, 100 − 105, 100 − 102.5, 100 − 101.25, over bases of 100, 110, 100, 100
    for (found, expected) in found.iter().zip([0.1, -5.0 / 110.0, -0.025, -0.0125]) {
        close(*found, expected, 1e-6);
    }
}

/// Equal accounts with independent lognormal noise of mean 1, variance V = e^(s²) − 1, in books of n. As single months trailing 3 compares
/// a month with the mean of three others: sd √((1 + 1/3)·V/n); as sums two means of three: √((2/3)·V/n). The mean of max(0, ·) of a normal
/// of mean 0 is sd/√(2π). A hold-out of m accounts compares months, noise of both bases included: to first order √(2V·(1/n + 1/m)).
#[test]
fn noise_is_paid_as_its_formula_says() {
    let (s, n): (f64, u32) = (0.2, 50);
    let settings = LabSettings { books: 600, book: Some(n), ..LabSettings::default() };
    let lab = compare_baselines(&noisy(1500, 24, s, 7), &settings);
    let v = (s * s).exp() - 1.0;
    let of_book = v / f64::from(n);
    for (basis, sd) in [(Basis::Point, (of_book * 4.0 / 3.0).sqrt()), (Basis::Sum, (of_book * 2.0 / 3.0).sqrt())] {
        let trailing = of(&lab, "trailing 3 months", basis);
        within_4se(trailing.sd_of_books, sd);
        within_4se(trailing.bias, 0.0);
        within_4se(trailing.mispaid, sd / (2.0 * std::f64::consts::PI).sqrt());
        within_4se(trailing.paid, 0.5);
    }
    for (name, share) in [("hold-out of 10 %", 0.1), ("hold-out of 50 %", 0.5)] {
        let held_out = share * (1500.0 - f64::from(n)); // a few less than n different accounts are in a book
        within_4se(of(&lab, name, Basis::Point).sd_of_books, (2.0 * v * (1.0 / f64::from(n) + 1.0 / held_out)).sqrt());
    }
    within_4se(of(&lab, "cohort growth curve", Basis::Sum).bias, 0.0);
}

/// Results of four quarters and the base before them are independent and equal in law: the mark before quarter k is the highest of k of
/// them, so the mean found is −σ·E max of k normals (0, .5642, .8463, 1.0294: Harter 1961), σ = √(V/n).
#[test]
fn a_high_water_mark_is_as_high_as_the_highest_of_so_many() {
    let (s, n): (f64, u32) = (0.2, 50);
    let rule = LabRule { name: "mark".into(), rule: Baseline::HighWaterMark };
    let settings = LabSettings { books: 600, book: Some(n), rules: vec![rule], bases: vec![Basis::Point], ..LabSettings::default() };
    let lab = compare_baselines(&noisy(1500, 13, s, 8), &settings);
    let judgement = of(&lab, "mark", Basis::Point);
    let sigma = (((s * s).exp() - 1.0) / f64::from(n)).sqrt();
    within_4se(judgement.bias, -sigma * (0.5642 + 0.8463 + 1.0294) / 4.0);
    // Four standard errors of each quarter's mean, taken from the sd over books and the accounts behind them.
    let error = 1.5 * sigma * (50.0_f64 / 1500.0 + 1.0 / 600.0).sqrt();
    for (found, order) in judgement.bias_by_quarter.iter().zip([0.0, 0.5642, 0.8463, 1.0294]) {
        close(found.unwrap(), -sigma * order, 4.0 * error);
    }
}

/// Standard errors over accounts against the spread of the bias over 40 histories of the same make.
#[test]
fn standard_errors_are_what_histories_differ_by() {
    let rules = vec![LabRule { name: "trailing".into(), rule: Baseline::Trailing { months: 3 } }];
    let settings = LabSettings { books: 200, book: Some(20), rules, bases: vec![Basis::Sum], ..LabSettings::default() };
    let found: Vec<Figure> =
        (0..40).map(|seed| of(&compare_baselines(&noisy(300, 15, 0.3, 100 + seed), &settings), "trailing", Basis::Sum).bias).collect();
    let spread = found.iter().map(|f| f.value).collect::<crate::stats::Moments>().sd().unwrap();
    let told = found.iter().map(|f| f.over_accounts.unwrap()).sum::<f64>() / 40.0;
    // The sd of 40 normals is known to 1 in √78.
    assert!((spread / told - 1.0).abs() < 4.0 / 78f64.sqrt(), "{spread} against {told}");
}

#[test]
fn growth_of_noisy_accounts_is_nothing_within_its_error() {
    let growth = organic_growth(&noisy(2000, 24, 0.3, 9), 40).unwrap();
    within_4se(growth.a_year, 0.0);
    assert_eq!(growth.quarters.len(), 7);
    // ln R sums over seven quarters to the last minus the first: variance (2/3)·V/N·(4/7)² a year.
    let v = 0.09_f64.exp() - 1.0;
    close(
        growth.a_year.over_accounts.unwrap(),
        (2.0 / 3.0 * v * 0.5 / 1000.0).sqrt() * 4.0 / 7.0,
        0.1 * growth.a_year.over_accounts.unwrap(),
    );
    assert!(growth.market_share.unwrap().value < 0.1);
}

/// A market that swings ±d from quarter to quarter, the same for all accounts: R alternates (1 + d)/(1 − d) and its inverse.
#[test]
fn what_all_accounts_share_is_told_apart_from_their_own_noise() {
    let d = 0.1;
    let base = noisy(1000, 24, 0.05, 11);
    let swung = History {
        revenue: base.revenue.iter().enumerate().map(|(at, x)| x * if at % 24 / 3 % 2 == 0 { 1.0 - d } else { 1.0 + d }).collect(),
        ..base
    };
    let growth = organic_growth(&swung, 40).unwrap();
    let (up, down) = ((1.0 + d) / (1.0 - d), (1.0 - d) / (1.0 + d));
    // Seven links, four up and three down.
    let mean = (4.0 * up + 3.0 * down) / 7.0;
    let sd = ((4.0 * (up - mean).powi(2) + 3.0 * (down - mean).powi(2)) / 6.0_f64).sqrt();
    close(growth.market_sd.unwrap(), sd, 0.005);
    assert!(growth.market_share.unwrap().value > 0.99);
}

#[test]
fn paused_customers_are_customers_and_lost_ones_are_lost() {
    // Account 0 pays every second quarter, account 1 leaves for good, account 2 arrives in the last quarter.
    let levels = [[10.0, 0.0, 10.0], [10.0, 10.0, 0.0], [0.0, 0.0, 50.0]];
    let growth = organic_growth(&history(3, 9, |account, month| levels[account][month / 3]), 2).unwrap();
    let factors: Vec<f64> = growth.quarters.iter().map(|q| 1.0 + q.growth).collect();
    close(factors[0], 0.5, 1e-12);
    close(factors[1], 1.0, 1e-12);
    assert_eq!(organic_growth(&history(3, 5, |_, _| 1.0), 2), None);
}

#[test]
fn threads_change_nothing() {
    let history = noisy(120, 18, 0.4, 3);
    let with = |threads| {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| compare_baselines(&history, &settings()))
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn nobody_and_no_time_are_no_trouble() {
    for empty in [history(0, 24, |_, _| 1.0), history(4, 24, |_, _| 0.0), history(4, 0, |_, _| 1.0), history(4, 2, |_, _| 1.0)] {
        let lab = compare_baselines(&empty, &settings());
        assert!(lab.rows.iter().all(|row| row.judgement.is_none() && row.why_not.is_some()));
        assert_eq!((lab.recommendation, lab.growth.is_none()), (None, true));
    }
}
