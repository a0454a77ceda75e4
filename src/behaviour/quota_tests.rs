use proptest::prelude::*;

use super::*;
use crate::plan::{Above, Edge, Knot};

const TARGET: f64 = 20_000.0;

fn cliff() -> Curve {
    Curve::from_steps(0.0, &[(1.0, 1.0, Edge::Inclusive)]).unwrap()
}

fn reference() -> Curve {
    Curve::from_points(0.0, &[(0.8, 0.5), (1.0, 1.0), (1.5, 2.0)], Above::Hold).unwrap()
}

fn months(mean: f64, sd: f64) -> [Outlook; 13] {
    std::array::from_fn(|m| Outlook::of_months(mean, sd, m as u16))
}

#[test]
fn a_cliff_with_a_month_to_go_has_the_known_values() {
    // $20,000 at 100 %; a month brings 1/3 ± 0.10. Computed independently.
    let curve = cliff();
    let quota = Quota::new(&curve, TARGET);
    for (attained, months_left, known) in [
        (0.20, 1, 1.489_209_174_126_006),
        (0.50, 1, 19_895.427_758_549_71),
        (0.70, 1, 75_476.645_538_599_68),
        (0.95, 1, 1_441.219_952_921_849_7),
        (0.0, 3, 46_065.886_596_178_07),
    ] {
        let value = quota.marginal_value_from(attained, Outlook::of_months(1.0 / 3.0, 0.10, months_left));
        assert!((value / known - 1.0).abs() < 1e-9, "{attained}: {value} instead of {known}");
    }
}

#[test]
fn with_risk_aversion_it_is_the_slope_of_the_certainty_equivalent() {
    let curve = reference();
    for r in [1e-6, 3e-5, 1e-4] {
        for mean in [0.7, 0.85, 1.0, 1.3, 1.6] {
            let sure = |mean| NormalPay { curve: &curve, target: TARGET, mean, sd: 0.15 }.certainty_equivalent(r);
            let difference = (sure(mean + 1e-4) - sure(mean - 1e-4)) / 2e-4;
            let value = Quota::new(&curve, TARGET).with_risk_aversion(r).marginal_value(mean, 0.15);
            assert!((value - difference).abs() < 0.05, "r = {r} at {mean}: {value} and {difference}");
        }
    }
    // Hardly any risk aversion is none.
    let near = Quota::new(&curve, TARGET).with_risk_aversion(1e-12).marginal_value(0.9, 0.15);
    let none = Quota::new(&curve, TARGET).with_risk_aversion(0.0).marginal_value(0.9, 0.15);
    assert!((near / none - 1.0).abs() < 1e-6 && none == Quota::new(&curve, TARGET).marginal_value(0.9, 0.15));
}

#[test]
fn at_the_end_nothing_is_worth_anything_except_on_a_slope() {
    let (cliff, reference) = (cliff(), reference());
    let over = |attained| Quota::new(&cliff, TARGET).marginal_value_from(attained, Outlook::of_months(0.3, 0.1, 0));
    assert_eq!([0.2, 0.999_999, 1.0, 1.4].map(over), [0.0; 4]);
    let table = QuotaTable::new(Quota::new(&reference, TARGET), &months(0.3, 0.1));
    for (attained, slope) in [(0.5, 0.0), (0.79, 0.0), (0.81, 2.5), (0.99, 2.5), (1.01, 2.0), (1.49, 2.0), (1.51, 0.0)] {
        let direct = Quota::new(&reference, TARGET).marginal_value_from(attained, Outlook::of_months(0.3, 0.1, 0));
        assert!((direct - slope * TARGET).abs() < 1e-6, "{attained}: {direct}");
        assert!((table.marginal_value(attained, 0) - slope * TARGET).abs() < 1e-6, "{attained}: {}", table.marginal_value(attained, 0));
    }
}

/// Largest error of the table over a fine grid of attainment and all months left, as a share of the row's largest value.
fn worst(curve: &Curve, r: f64, outlooks: &[Outlook; 13]) -> f64 {
    let quota = Quota::new(curve, TARGET).with_risk_aversion(r);
    let table = QuotaTable::new(quota, outlooks);
    let mut worst = 0.0_f64;
    for left in 1..13_u16 {
        let direct: Vec<(f64, f64)> =
            (-3_000..1_500).map(|i| 2e-3 * f64::from(i)).map(|a| (a, quota.marginal_value_from(a, outlooks[usize::from(left)]))).collect();
        let peak = direct.iter().fold(0.0, |p, (_, v)| v.abs().max(p));
        let error = direct.iter().fold(0.0, |e, &(a, v)| (table.marginal_value(a, left) - v).abs().max(e));
        worst = worst.max(error / peak);
    }
    worst
}

#[test]
fn the_table_is_near_the_function_it_tabulates() {
    let sloping: [Outlook; 13] =
        std::array::from_fn(|m| Outlook { intercept: 0.1 + 0.06 * m as f64, slope: 0.9 - 0.03 * m as f64, sd: 0.02 + 0.01 * m as f64 });
    let kinks = Curve::from_points(0.0, &[(0.7, 0.0), (1.0, 1.0), (1.3, 2.0)], Above::Hold).unwrap();
    let ladder = Curve::from_steps(0.0, &[(0.8, 0.3, Edge::Inclusive), (0.9, 0.6, Edge::Inclusive), (1.0, 1.0, Edge::Inclusive)]).unwrap();
    for outlooks in [months(0.1, 0.03), months(0.25, 0.15), sloping] {
        for r in [0.0, 3e-5] {
            for (name, curve, most) in
                [("cliff", &cliff(), 0.004), ("reference", &reference(), 0.03), ("kinks", &kinks, 0.01), ("ladder", &ladder, 0.03)]
            {
                let error = worst(curve, r, &outlooks);
                assert!(error < most, "{name}, r = {r}: {error}");
            }
        }
    }
}

#[test]
fn far_from_every_knot_the_table_is_worth_what_the_ends_of_the_curve_are() {
    let curve = reference();
    let table = QuotaTable::new(Quota::new(&curve, TARGET), &months(0.05, 0.02));
    assert_eq!((table.marginal_value(-5.0, 3), table.marginal_value(9.0, 3)), (0.0, 0.0));
    let flat = Curve::flat(1.0);
    let flat = QuotaTable::new(Quota::new(&flat, TARGET), &months(0.05, 0.02));
    assert_eq!([-1.0, 0.5, 2.0].map(|a| flat.marginal_value(a, 5)), [0.0; 3]);
    assert_eq!(table.marginal_value(0.9, 40), table.marginal_value(0.9, 12));
    assert_eq!(QuotaTable::new(Quota::new(&curve, TARGET), &[]).marginal_value(0.9, 3), 0.0);
}

#[test]
fn points_are_in_order_for_any_number_of_knots() {
    for knots in [1, 2, 5, 20, 31, 33, 60, 200] {
        for sd in [0.0, 1e-12, 1e-4, 0.1, 3.0] {
            let steps: Vec<_> = (0..knots).map(|i| (0.01 * f64::from(i), f64::from(i), Edge::Inclusive)).collect();
            let at = points(&Curve::from_steps(0.0, &steps).unwrap(), sd);
            assert!(at.windows(2).all(|p| p[0] < p[1]), "{knots} knots, sd {sd}: {at:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_line_is_worth_its_slope_at_any_time(slope in 0.1..4.0_f64, attained in 0.0..2.0_f64, left in 0..13_u16, r in 0.0..1e-4_f64) {
        let knot = Knot { at: -40.0, edge: Edge::Inclusive, value: -40.0 * slope, slope };
        let line = Curve::from_knots(-40.0 * slope, vec![knot]).unwrap();
        let table = QuotaTable::new(Quota::new(&line, TARGET).with_risk_aversion(r), &months(0.08, 0.03));
        prop_assert_eq!(table.marginal_value(attained, left), TARGET * slope);
    }

    #[test]
    fn the_unit_of_money_is_irrelevant(scale in 0.01..100.0_f64, mean in 0.5..1.8_f64, r in 1e-6..1e-4_f64) {
        let curve = reference();
        let here = Quota::new(&curve, TARGET).with_risk_aversion(r).marginal_value(mean, 0.12);
        let there = Quota::new(&curve, TARGET * scale).with_risk_aversion(r / scale).marginal_value(mean, 0.12);
        prop_assert!((there / scale - here).abs() < 1e-6 * here.abs().max(1.0));
    }
}
