//! Drawn parameters: every way to live a trial agrees on its draw, and what is not known shows as what it is.

use std::ops::ControlFlow;

use super::closed_forms::{inert, still_life};
use super::engine::World;
use super::ground::Luck;
use super::runner_tests::{plan, small};
use super::single::Scratch;
use super::*;
use crate::behaviour::Behaviour;
use crate::measure::Scope;
use crate::plan::{Above, Curve, Pays};
use crate::scenario::{Goalpost, Parameter, Scenario, Stress, Uncertainty};
use crate::stats::{Components, OneWay};

/// What drawn segments would be if only these parameters of every segment varied, independently, by these standard deviations.
fn unsure(scenario: &mut Scenario, draws: u32, sds: &[(Parameter, f64)]) {
    let size = sds.len();
    let covariance: Vec<Vec<f64>> =
        (0..size).map(|i| (0..size).map(|j| if i == j { sds[i].1 * sds[i].1 } else { 0.0 }).collect()).collect();
    for segment in &mut scenario.segments {
        let parameters = sds.iter().map(|(parameter, _)| *parameter).collect();
        segment.uncertainty = Some(Uncertainty::normal(parameters, &covariance).unwrap());
    }
    scenario.run.parameter_draws = Some(draws);
}

fn go(s: &Scenario, threads: usize, batch: u32) -> RunResult {
    run(s, RunOptions { threads: Some(threads), batch, ..RunOptions::default() }, &mut |_| ControlFlow::Continue(())).unwrap()
}

/// Everything switched on: people who respond, a stress twin; three draws, of which the third is begun.
fn full() -> Scenario {
    let mut s = small(140);
    s.behaviour = Behaviour::Mixed;
    s.plans.iter_mut().for_each(|p| p.variable_share = Some(0.5));
    s.stress = vec![Stress { id: "recession".into(), macro_shift: -1.0, ..Stress::default() }];
    unsure(&mut s, 3, &[(Parameter::Growth, 0.004), (Parameter::AnnualChurn, 0.4), (Parameter::ExpansionRate, 0.3)]);
    s
}

fn split(xs: &[f64], scenario: &Scenario) -> Components {
    let run = scenario.run;
    let draw = |trial: usize| run.parameter_draw(trial as u32).unwrap() as usize;
    OneWay::new(xs.iter().copied(), 1, run.parameter_draws.unwrap() as usize, draw).components().unwrap()
}

#[test]
fn every_way_to_live_a_trial_gives_the_bits_of_its_draw() {
    let s = full();
    let whole = go(&s, 2, 256);
    for (threads, batch) in [(1, 256), (2, 7), (8, 64)] {
        assert_eq!(format!("{whole:?}"), format!("{:?}", go(&s, threads, batch)), "{threads} threads, batches of {batch}");
    }
    let mut pieces = Piece::default();
    for trials in [0..50, 50..65, 65..140] {
        let lived = run_piece(&s, RunOptions::default(), &trials, None, &mut |_| ControlFlow::Continue(())).unwrap().unwrap();
        pieces.append(lived.piece, None);
    }
    assert_eq!(format!("{:?}", pieces.base), format!("{:?}", whole.base));
    // the plain reference, one trial at a time
    let engine = Engine::prepare(&s).unwrap();
    for trial in [0, 3, 63, 64, 100, 127, 128, 139] {
        let at = trial as usize;
        let seen = engine.live(World::Base, Luck::of(trial));
        for plan in 0..3 {
            let company = seen.under(plan).unwrap().customers.company(12);
            assert_eq!(company.arr_end.to_bits(), whole.base.arr_end[at * 3 + plan].to_bits(), "trial {trial}, plan {plan}");
            assert_eq!(company.nrr.unwrap().to_bits(), whole.base.nrr[at * 3 + plan].to_bits());
        }
        // of a stress twin costs are kept
        let seen = engine.live(World::Stress(0), Luck::of(trial));
        for plan in 0..3 {
            let Scratch { facts, till, .. } = &mut Scratch::default();
            let facts = engine.facts_of(plan, &seen, trial, facts);
            let cost = till.pay_all(&engine.terms[plan], facts, seen.presence(plan));
            assert_eq!(cost, whole.stress[0].outcomes.cost[at * 3 + plan], "recession, trial {trial}, plan {plan}");
        }
        for (plan, seat) in [(0, 0), (1, 2), (2, 5)] {
            assert_eq!(engine.statement(plan, seat, trial).total().0, whole.base.pay_of(at, plan)[seat], "trial {trial}");
        }
    }
}

#[test]
fn what_is_known_exactly_changes_no_bit() {
    let mut s = full();
    unsure(&mut s, 2, &[(Parameter::Growth, 0.0), (Parameter::AnnualChurn, 0.0)]);
    let mut point = s.clone();
    point.run.parameter_draws = None;
    assert_eq!(format!("{:?}", go(&s, 2, 256)), format!("{:?}", go(&point, 2, 256)));
    assert_eq!(drawn_segments(&s, 1), s.segments);
}

#[test]
fn people_plan_on_the_point_values_and_the_book_opens_at_its_stated_size() {
    let mut s = small(640);
    s.run.payouts_only = true;
    unsure(&mut s, 10, &[(Parameter::Growth, 0.01)]);
    let mut point = s.clone();
    point.run.parameter_draws = None;
    let (drawn, exact) = (go(&s, 2, 256), go(&point, 2, 256));
    assert_eq!(drawn.beliefs, exact.beliefs);
    // a year of burn-in at ± 1 % a month would move the start by ± 12 %; the pilots' own error is a quarter of a per cent
    let start = split(&drawn.base.arr_start, &s);
    assert!(start.sd_between.value < 0.01 * start.mean.value, "{start:?}");
    let end = split(&drawn.base.arr_end.iter().step_by(3).copied().collect::<Vec<f64>>(), &s);
    assert!(end.sd_between.value > 0.05 * end.mean.value, "{end:?}");
}

#[test]
fn draws_follow_their_law_and_rows_stay_together() {
    let mut s = small(1);
    s.segments.truncate(2);
    let sds = [(Parameter::Growth, 0.002), (Parameter::AnnualChurn, 0.2), (Parameter::UsageSd, 0.1)];
    let covariance: Vec<Vec<f64>> =
        (0..3).map(|i| (0..3).map(|j| sds[i].1 * sds[j].1 * if i == j { 1.0 } else { 0.6 }).collect()).collect();
    s.segments[0].uncertainty = Some(Uncertainty::normal(sds.iter().map(|p| p.0).collect(), &covariance).unwrap());
    let n = 4000;
    let moved: Vec<[f64; 3]> = (0..n)
        .map(|draw| {
            let drawn = &drawn_segments(&s, draw)[0];
            sds.map(|(p, sd)| (p.scale().of(p.of(drawn).unwrap()) - p.scale().of(p.of(&s.segments[0]).unwrap())) / sd)
        })
        .collect();
    let mean = |of: &dyn Fn(&[f64; 3]) -> f64| moved.iter().map(of).sum::<f64>() / f64::from(n);
    let four = 4.0 / f64::from(n).sqrt();
    for i in 0..3 {
        // mean 0, variance 1 (its error √2), correlation .6 (errors of products √(1 + .36))
        assert!(mean(&|z| z[i]).abs() < four && (mean(&|z| z[i] * z[i]) - 1.0).abs() < 2.0_f64.sqrt() * four, "{i}");
        let j = (i + 1) % 3;
        assert!((mean(&|z| z[i] * z[j]) - 0.6).abs() < 1.36_f64.sqrt() * four, "{i} {j}");
    }
    // two segments of one fit: the same row in both, every row about as often
    let rows = |scale: f64| (0..5).map(|row| vec![scale * f64::from(row)]).collect::<Vec<_>>();
    for (segment, scale) in s.segments.iter_mut().zip([0.001, 0.01]) {
        segment.uncertainty = Some(Uncertainty::draws(vec![Parameter::Growth], rows(scale)).unwrap());
    }
    let mut counts = [0_u32; 5];
    for draw in 0..n {
        let drawn = drawn_segments(&s, draw);
        let row = (drawn[0].growth / 0.001).round();
        assert!((drawn[1].growth - 0.01 * row).abs() < 1e-12, "{row}: {}", drawn[1].growth);
        counts[row as usize] += 1;
    }
    // 800 ± 25 each
    assert!(counts.iter().all(|c| (700..=900).contains(c)), "{counts:?}");
}

/// One seat with 20 equal accounts that grow by g a month, and by idiosyncratic luck σ; pay is the target times yearly NRR. Given g, cost is
/// T times the mean of 20 lognormals: mean T e^{12g}, variance T² e^{24g} (e^{12σ²} − 1) ÷ 20. With g normal around g₀ the variance between
/// draws is T² e^{24g₀ + 144s²} (e^{144s²} − 1).
fn linear(sigma: f64, sd: f64, draws: u32) -> (Scenario, [f64; 2]) {
    let g = 0.01;
    let mut s = still_life(20, |segment| (segment.growth, segment.usage_sd) = (g, sigma));
    s.coefficients = inert();
    let line = Pays::Curve(Curve::from_points(0.0, &[(0.0, 0.0), (1.0, 1.0)], Above::Extend).unwrap());
    let mut nrr = plan("linear", Scope::Individual, line);
    nrr.cadence = 12;
    nrr.metrics[0].window.months = 12;
    nrr.components[0].goal = crate::plan::Goal::Fixed(1.0);
    s.plans = vec![nrr];
    s.segments.truncate(1);
    s.run.payouts_only = true;
    s.run.goal = Goalpost::Trials(draws * 64);
    unsure(&mut s, draws, &[(Parameter::Growth, sd)]);
    let (target, v) = (s.roster[0].variable, 144.0 * sd * sd);
    let luck = target * target * (24.0 * g + 2.0 * v).exp() * ((12.0 * sigma * sigma).exp() - 1.0) / 20.0;
    let unknown = target * target * (24.0 * g + v).exp() * (v.exp() - 1.0);
    (s, [luck, unknown])
}

fn costs(s: &Scenario) -> Vec<f64> {
    let o = go(s, 2, 256).base;
    (0..o.trials).map(|t| o.cost(t, 0) as f64 / 100.0).collect()
}

#[test]
fn a_linear_plan_on_unknown_growth_has_the_variances_of_the_closed_form() {
    let (s, [luck, unknown]) = linear(0.05, 0.004, 150);
    let c = split(&costs(&s), &s);
    let near = |e: crate::stats::Estimate, exact: f64, what: &str| {
        assert!((e.value - exact).abs() < 4.0 * e.standard_error.unwrap(), "{what}: {e:?}, exactly {exact}");
    };
    near(c.within, luck, "luck");
    near(c.between, unknown, "not known");
    near(c.share_between.unwrap(), unknown / (luck + unknown), "share");
    assert!((0.3..0.8).contains(&(unknown / (luck + unknown))), "the test would see either part");
    let mean = s.roster[0].variable * (0.12_f64 + 72.0 * 0.004 * 0.004).exp();
    near(c.mean, mean, "mean");
}

#[test]
fn without_luck_everything_is_not_known_and_without_ignorance_nothing() {
    let (s, [luck, unknown]) = linear(0.0, 0.004, 40);
    let c = split(&costs(&s), &s);
    assert!(luck == 0.0 && c.share_between.unwrap().value > 0.999_999, "{c:?}");
    assert!((c.between.value - unknown).abs() < 4.0 * c.between.standard_error.unwrap(), "{c:?}, exactly {unknown}");
    let (s, [luck, _]) = linear(0.05, 0.0, 40);
    let c = split(&costs(&s), &s);
    assert!((c.within.value - luck).abs() < 4.0 * c.within.standard_error.unwrap(), "{c:?}, exactly {luck}");
    assert!(c.between.value.abs() < 4.0 * c.between.standard_error.unwrap(), "{c:?}");
}
