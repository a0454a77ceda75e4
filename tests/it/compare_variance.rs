//! Rows about luck, skill, effort, books and reliability, against laws whose answers are known.

use paylift::compare::summarise;
use paylift::measure::Measure;
use paylift::scenario::Scenario;
use paylift::stats::Estimate;
use paylift::trial::{COMBINATIONS, PEOPLE_EVERY, READING_SLOTS, READING_SUMS, RunResult, SUM_GROUPS};
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use rand_distr::{Distribution as _, StandardNormal};

use crate::outcomes_fixture::{run, scenario};

const SEATS: usize = 120;

/// The fixture's company with one plan and `SEATS` CSMs in two segments whose targets differ.
fn company() -> Scenario {
    let mut s = scenario();
    s.plans.truncate(1);
    s.reference = 0;
    let (first, last) = (s.roster[0].clone(), s.roster[11].clone());
    s.roster = (0..SEATS).map(|j| if j % 3 == 2 { last.clone() } else { first.clone() }).collect();
    s
}

fn cents(dollars: f64) -> i64 {
    (100.0 * dollars).round() as i64
}

/// A run of one plan; `pay` of a trial and seat.
fn paid(trials: usize, mut pay: impl FnMut(usize, usize) -> f64) -> RunResult {
    let mut result = run(&scenario(), 1, false);
    let base = &mut result.base;
    (base.trials, base.plans, base.seats) = (trials, 1, SEATS);
    base.pay = (0..trials).flat_map(|t| (0..SEATS).map(move |j| (t, j))).map(|(t, j)| cents(pay(t, j))).collect();
    base.quarter_cost = vec![0; trials * base.quarters].into();
    for column in [&mut base.measured_increment, &mut base.arr_start, &mut base.arr_end, &mut base.revenue, &mut base.nrr, &mut base.grr] {
        *column = vec![1.0; trials].into();
    }
    base.reach = vec![0.0; trials * 3].into();
    base.partner_cost = vec![0; trials].into();
    base.dry_spells = vec![0; trials].into();
    base.vacant_months = vec![0; trials].into();
    base.no_base_accounts = vec![0; trials].into();
    result.stress.clear();
    result.same_book_pay.clear();
    result.neutral_factor = vec![Some(1.0)];
    result.at_mean.cost_at_mean = vec![0.0];
    result.at_mean.cost_at_mean_without = vec![0.0; SUM_GROUPS];
    result
}

fn normals(seed: u64) -> impl FnMut() -> f64 {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    move || StandardNormal.sample(&mut rng)
}

/// Within four standard errors (false alarm 6e-5 each, decided once by the seeds).
#[track_caller]
fn lands(e: Option<Estimate>, exact: f64, widest: f64) {
    let e = e.unwrap();
    let error = e.standard_error.unwrap();
    assert!(error < widest && (e.value - exact).abs() < 4.0 * error, "{e:?} against {exact}");
}

/// O29: 100k + skill (sd 3k) + luck (sd 5k), skill share 9/34; the second segment is paid half as much again in everything. Rank
/// correlation by Moran (1948) with ρ² = 9/34; quarters 7/3 × 25/9 × 4.
#[test]
fn skill_and_luck_of_a_linear_plan_are_what_went_in() {
    let mut normal = normals(29);
    let size = |j: usize| if j % 3 == 2 { 1.5 } else { 1.0 };
    let skills: Vec<f64> = (0..SEATS).map(|_| normal()).collect();
    let mut result = paid(800, |_, j| size(j) * (100_000.0 + 3_000.0 * skills[j] + 5_000.0 * normal()));
    let studied = 800 / PEOPLE_EVERY as usize;
    result.variance.skill = (0..studied * SEATS).map(|i| (0.25 * skills[i % SEATS]).exp() as f32).collect();
    let mut s = company();
    s.roster.iter_mut().for_each(|seat| seat.variable = if seat.segment == 1 { 60_000.0 } else { 40_000.0 });
    let summary = summarise(&s, &result);
    let get = |measure, statistic| summary.get("flat", measure, statistic);
    lands(get("pay_split", "skill_share"), 9.0 / 34.0, 0.05);
    lands(get("pay_split", "luck_share"), 25.0 / 34.0, 0.05);
    let effort = get("pay_split", "effort").unwrap();
    assert_eq!((effort.value, effort.standard_error), (0.0, Some(0.0)), "nobody responds");
    // 80 people of size 1 and 40 of 1.5: MSW 25 × (80 + 90)/120.
    lands(get("pay_split", "luck"), 25e6 * 170.0 / 120.0, 2e6);
    let (r, n) = ((9.0_f64 / 34.0).sqrt(), SEATS as f64);
    let expected = 6.0 / (std::f64::consts::PI * (n + 1.0)) * (r.asin() + (n - 2.0) * (r / 2.0).asin());
    // The 120 skills are the same in every trial: their own spread, known to 1/√240, moves the correlation by .03.
    let e = get("skill", "rank_correlation").unwrap();
    assert!((e.value - expected).abs() < 0.1 && e.n == studied as u64, "{e:?} against {expected}");
    lands(get("skill", "quarters_needed"), 7.0 / 3.0 * 25.0 / 9.0 * 4.0, 6.0);
}

/// Frozen pay has sd 4 of luck where real pay has 5 and the same skill: effort is 9 of 25 + 9 of variance.
#[test]
fn what_freezing_takes_away_is_effort() {
    let mut normal = normals(30);
    let skills: Vec<f64> = (0..SEATS).map(|_| 3_000.0 * normal()).collect();
    let luck: Vec<f64> = (0..800 * SEATS).map(|_| normal()).collect();
    let mut result = paid(800, |t, j| 50_000.0 + skills[j] + 5_000.0 * luck[t * SEATS + j]);
    let every = PEOPLE_EVERY as usize;
    result.variance.frozen_pay = (0..800 / every * SEATS)
        .map(|i| cents(50_000.0 + skills[i % SEATS] + 4_000.0 * luck[i / SEATS * every * SEATS + i % SEATS]))
        .collect();
    let summary = summarise(&company(), &result);
    let get = |statistic| summary.get("flat", "pay_split", statistic);
    lands(get("effort"), 9e6, 0.3e6);
    lands(get("luck"), 16e6, 0.4e6);
    let sum: f64 = ["luck", "skill", "effort"].iter().map(|s| get(s).unwrap().value).sum();
    assert!((sum / get("variance").unwrap().value - 1.0).abs() < 1e-12);
    assert_eq!(summary.get("flat", "skill", "rank_correlation"), None, "nobody's skill is known");
}

/// O33: w = a + l + .2·a·l, a the market (sd 3), l the book (sd 5): V 43, parts 13.5 and 29.5, and nothing for accounts and skill.
#[test]
fn shapley_parts_are_those_of_the_closed_form() {
    let mut normal = normals(33);
    let mut result = paid(2, |_, _| 0.0);
    for _ in 0..400 {
        let market = [0, 1].map(|_| 3.0 * normal());
        let book: Vec<[f64; 2]> = (0..SEATS).map(|_| [0, 1].map(|_| 5.0 * normal())).collect();
        for combination in 0..COMBINATIONS {
            let a = market[combination & 1];
            result.variance.factorial_pay.extend(book.iter().enumerate().map(|(j, l)| {
                let l = l[combination >> 2 & 1];
                cents(if j % 3 == 2 { 9_000.0 } else { 700.0 } + a + l + 0.2 * a * l)
            }));
        }
    }
    let summary = summarise(&company(), &result);
    let get = |statistic| summary.get("flat", "shapley", statistic);
    lands(get("variance"), 43.0, 1.5);
    lands(get("macro"), 13.5, 1.2);
    lands(get("book"), 29.5, 1.2);
    lands(get("book_share"), 29.5 / 43.0, 0.02);
    lands(get("accounts"), 0.0, 0.2);
    lands(get("skill"), 0.0, 0.2);
    let sum: f64 = ["macro", "accounts", "book", "skill"].iter().map(|s| get(s).unwrap().value).sum();
    assert!((sum / get("variance").unwrap().value - 1.0).abs() < 1e-12);
}

/// Pay = book (sd 4) + person (sd 3): of what differs among like CSMs, books make 16/25.
#[test]
fn books_have_their_share_of_the_spread() {
    let mut normal = normals(34);
    let mut result = paid(2, |_, _| 0.0);
    for _ in 0..50 {
        let mut group = vec![0; COMBINATIONS * SEATS];
        for at in [0, COMBINATIONS - 1] {
            for j in 0..SEATS {
                let (own, other, person) = (4.0 * normal(), 4.0 * normal(), 3.0 * normal());
                group[at * SEATS + j] = cents(100.0 + own + person);
                result.variance.rotated_pay.push(cents(100.0 + other + person));
            }
        }
        result.variance.factorial_pay.extend(group);
    }
    let summary = summarise(&company(), &result);
    lands(summary.get("flat", "fairness", "sd_by_book"), 4.0, 0.1);
    lands(summary.get("flat", "fairness", "book_share"), 0.64, 0.03);
}

/// Sums of readings under a law in the first segment: groups of 3 places and four quarters; two people of skill 1 + .25 z each are read on
/// the same luck.
fn readings(groups: usize, measure: Measure, mut read: impl FnMut([f64; 2]) -> [f64; 2], normal: &mut impl FnMut() -> f64) -> Vec<f64> {
    let cells = 2 * Measure::ALL.len();
    let mut sums = vec![0.0; SUM_GROUPS * cells * READING_SLOTS * READING_SUMS];
    let m = Measure::ALL.iter().position(|m| *m == measure).unwrap();
    for group in 0..groups {
        let from = (group % SUM_GROUPS * cells + m) * READING_SLOTS * READING_SUMS;
        for _ in 0..3 {
            let z = [normal(), normal()];
            let quarters: [[f64; 2]; 4] = std::array::from_fn(|_| read(z));
            let year = [0, 1].map(|i| quarters.iter().map(|q| q[i]).sum::<f64>() / 4.0);
            let s = 0.25 * (z[1] - z[0]);
            for (slot, [x, y]) in quarters.into_iter().chain([year]).enumerate() {
                let terms = [1.0, 0.5 * (x + y), 0.5 * (x * x + y * y), s * s, (y - x) * s, 10.0, 0.1];
                sums[from + slot * READING_SUMS..].iter_mut().zip(terms).for_each(|(sum, x)| *sum += x);
            }
        }
    }
    sums
}

/// Reliability of one quarter .1, so of four .4/1.3, and 7/3 × 9 = 21 quarters, 40 accounts each.
#[test]
fn reliability_is_the_part_that_is_skill() {
    let (mut normal, mut noise) = (normals(35), normals(36));
    let mut result = paid(2, |_, _| 0.0);
    result.variance.readings = readings(
        4_000,
        Measure::Nrr,
        |z| {
            let luck = 0.03 * noise();
            z.map(|z| 1.0 + 0.01 * z + luck)
        },
        &mut normal,
    );
    let summary = summarise(&company(), &result);
    let get = |statistic| summary.get_against("", "reliability@nrr", statistic, "mid");
    lands(get("per_quarter"), 0.1, 0.01);
    lands(get("per_year"), 0.4 / 1.3, 0.02);
    lands(get("quarters_needed"), 21.0, 2.5);
    lands(get("accounts_needed"), 840.0, 100.0);
    lands(get("skill_sd"), 0.01, 0.001);
    assert!((get("one_account").unwrap().value - 0.1).abs() < 1e-12);
    assert_eq!(summary.get_against("", "reliability@nrr", "per_quarter", "ent"), None);
    // Without differences in skill nothing is true, and no number of quarters is enough.
    let mut normal = normals(37);
    result.variance.readings = readings(4_000, Measure::Nrr, |_| [0, 1].map(|_| 1.0 + 0.03 * noise()), &mut normal);
    let summary = summarise(&company(), &result);
    let get = |statistic| summary.get_against("", "reliability@nrr", statistic, "mid");
    lands(get("per_quarter"), 0.0, 0.001);
    assert!(get("skill_sd").unwrap().value.abs() < 0.002);
    assert_eq!(get("quarters_needed"), None);
}

/// Ten renewals a quarter at 90 %, true rates differing by .03: .0009/(.0009 + .00891) of a quarter's rate is skill, and it takes 231.
#[test]
fn ten_renewals_are_far_too_few() {
    let (mut normal, mut luck) = (normals(38), normals(39));
    let renewed = |z: [f64; 2]| {
        // each of ten by itself: uniform by the normal law
        let uniforms: [f64; 10] = std::array::from_fn(|_| 0.5 * (1.0 + libm::erf(luck() / 2f64.sqrt())));
        z.map(|z| uniforms.iter().filter(|u| **u < 0.9 + 0.03 * z.clamp(-3.0, 3.0)).count() as f64 / 10.0)
    };
    let mut result = paid(2, |_, _| 0.0);
    result.variance.readings = readings(4_000, Measure::RenewalRate, renewed, &mut normal);
    let summary = summarise(&company(), &result);
    let get = |statistic| summary.get_against("", "reliability@renewal-rate", statistic, "mid");
    lands(get("per_quarter"), 1.0 / 10.9, 0.01);
    lands(get("of_10_renewals"), 1.0 / 10.9, 0.01);
    lands(get("renewals_needed"), 231.0, 30.0);
    assert_eq!(get("renewals_per_quarter").map(|e| e.value), Some(10.0));
}
