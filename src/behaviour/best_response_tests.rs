use proptest::prelude::*;

use super::*;
use crate::plan::{Above, Edge};

const TARGET: f64 = 20_000.0;

fn reference() -> Curve {
    Curve::from_points(0.0, &[(0.8, 0.5), (1.0, 1.0), (1.5, 2.0)], Above::Hold).unwrap()
}

fn cliff() -> Curve {
    Curve::from_steps(0.0, &[(1.0, 1.0, Edge::Inclusive)]).unwrap()
}

/// $20,000 per unit of attainment, however low or high.
fn line() -> Curve {
    Curve::from_points(-50.0, &[(-50.0, -50.0), (1.0, 1.0)], Above::Extend).unwrap()
}

fn driver(curve: &Curve) -> Driver<'_> {
    Driver { curve, target: TARGET, mean: 0.9, effect: 0.25, sd: 0.15, cost: 11_000.0, reference: 0.0, risk_aversion: 3e-5 }
}

#[test]
fn three_curves_have_the_known_best_efforts() {
    // Computed independently.
    let (reference, cliff, line) = (reference(), cliff(), line());
    let curved = driver(&reference).best();
    assert!((curved.effort - 1.000_885_214_887_938).abs() < 1e-6, "{curved:?}");
    assert!((curved.value - 19_632.120_076_766_52).abs() < 1e-6, "{curved:?}");
    assert!((driver(&reference).best_mean_variance().effort - 0.996_722_036_766_883_9).abs() < 1e-6);
    assert!((driver(&cliff).best().effort - 0.949_149_903_110_579_5).abs() < 1e-6);
    let straight = driver(&line).best();
    assert!((straight.effort - 5.0 / 11.0).abs() < 1e-7 && (straight.value - 19_001.363_636_363_636).abs() < 1e-6, "{straight:?}");
}

/// A sharp cliff that is dear to reach: sd .05, c = 40,000.
fn dear(curve: &Curve, mean: f64) -> BestResponse {
    Driver { mean, sd: 0.05, cost: 40_000.0, ..driver(curve) }.best()
}

#[test]
fn effort_jumps_at_the_give_up_point() {
    let cliff = cliff();
    let (mut low, mut high) = (0.7, 0.95);
    for _ in 0..40 {
        let middle = 0.5 * (low + high);
        if dear(&cliff, middle).effort < 0.4 {
            low = middle;
        } else {
            high = middle;
        }
    }
    // At a mean of .82607, from .0018 to .853: known independently to these digits.
    assert!((low - 0.826_07).abs() < 5e-6, "{low}");
    let (before, after) = (dear(&cliff, low), dear(&cliff, high));
    assert!((before.effort - 0.0018).abs() < 5e-5 && (after.effort - 0.853).abs() < 5e-4, "{before:?} {after:?}");
    assert!((before.value - after.value).abs() < 1e-4, "both are equally good there");
}

#[test]
fn effort_is_nothing_below_largest_just_above_giving_up_then_falls_and_ends_above_the_threshold() {
    let cliff = cliff();
    let effort = |mean: f64| dear(&cliff, mean).effort;
    assert!(effort(0.70) < 1e-5 && effort(0.80) < 1e-3);
    let above: Vec<f64> = (0..20).map(|i| effort(0.83 + 0.015 * f64::from(i))).collect();
    assert!(above.windows(2).all(|e| e[1] < e[0]), "{above:?}");
    assert!(above[0] > 0.8 && effort(1.25) < 1e-3, "{above:?}");
    // Above the cap of a graded curve: near 0.
    let curve = reference();
    assert!(Driver { mean: 2.0, ..driver(&curve) }.best().effort < 1e-3);
}

#[test]
fn the_mean_variance_approximation_refuses_free_money() {
    // r × jump = 4.
    let cliff = cliff();
    let timid = Driver { risk_aversion: 2e-4, mean: 0.75, cost: 1_000.0, ..driver(&cliff) };
    let sure = |mean: f64| NormalPay { curve: &cliff, target: TARGET, mean, sd: 0.15 };
    assert!(sure(0.8).certainty_equivalent_mean_variance(2e-4) < sure(0.7).certainty_equivalent_mean_variance(2e-4));
    assert!(sure(0.8).certainty_equivalent(2e-4) > sure(0.7).certainty_equivalent(2e-4));
    let near = Driver { cost: 60_000.0, ..timid };
    assert_eq!(near.best_mean_variance().effort, 0.0);
    assert!(near.best().effort > 0.0);
}

#[test]
fn a_flat_plan_leaves_effort_exactly_where_it_was() {
    let flat = Curve::flat(1.0);
    for home in [0.0, 1.0, 1.7, MAX_EFFORT] {
        let idle = Driver { reference: home, ..driver(&flat) };
        assert_eq!((idle.best().effort, idle.best_mean_variance().effort), (home, home));
    }
}

#[test]
fn effort_from_one_is_effort_from_zero_moved_by_one() {
    let curve = reference();
    let textbook = Driver { mean: 0.95, ..driver(&curve) }.best();
    let salaried = Driver { mean: 0.95, reference: 1.0, ..driver(&curve) }.best();
    assert!((salaried.effort - textbook.effort - 1.0).abs() < 1e-6 && (salaried.value - textbook.value).abs() < 1e-6);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_other_effort_is_worth_more(
        mean in 0.4..1.7_f64, sd in 0.03..0.3_f64, cost in 2_000.0..60_000.0_f64, r in 0.0..1e-4_f64,
        home in 0.0..2.0_f64, graded in any::<bool>(),
    ) {
        let curve = if graded { reference() } else { cliff() };
        let driver = Driver { mean, sd, cost, risk_aversion: r, reference: home, ..driver(&curve) };
        let best = driver.best();
        prop_assert!((best.value - driver.value(best.effort)).abs() < 1e-9);
        for i in 0..=1_000 {
            let other = MAX_EFFORT * f64::from(i) / 1_000.0;
            prop_assert!(driver.value(other) <= best.value + 1e-6, "{other} beats {best:?}");
        }
    }

    #[test]
    fn the_unit_of_money_is_irrelevant(mean in 0.4..1.7_f64, scale in 0.01..100.0_f64) {
        let curve = reference();
        let here = Driver { mean, ..driver(&curve) };
        let there = Driver { target: TARGET * scale, cost: here.cost * scale, risk_aversion: here.risk_aversion / scale, ..here };
        let (a, b) = (here.best(), there.best());
        prop_assert!((a.effort - b.effort).abs() < 1e-6 && (b.value / scale - a.value).abs() < 1e-6, "{a:?} {b:?}");
    }

    #[test]
    fn risk_aversion_never_moves_effort_on_a_line(r in 0.0..1e-4_f64, mean in 0.2..1.5_f64, slope in 0.2..3.0_f64) {
        let line = line();
        let timid = Driver { mean, risk_aversion: r, target: TARGET * slope, ..driver(&line) };
        prop_assert!((timid.best().effort - slope * 5.0 / 11.0).abs() < 1e-6, "{:?}", timid.best());
    }
}
