use proptest::prelude::*;

use super::super::{Above, Edge, Knot};
use super::*;

const TARGET: f64 = 20_000.0;

fn reference() -> Curve {
    Curve::from_points(0.0, &[(0.8, 0.5), (1.0, 1.0), (1.5, 2.0)], Above::Hold).unwrap()
}

/// Threshold with accelerator and cap, retroactive kicker, cliff, line, decelerator with a drop.
fn curves() -> Vec<Curve> {
    let knot = |at, value, slope| Knot { at, edge: Edge::Inclusive, value, slope };
    vec![
        reference(),
        Curve::from_knots(0.0, vec![knot(0.0, 0.0, 1.0), knot(1.0, 1.5, 1.5)]).unwrap(),
        Curve::from_steps(0.0, &[(1.0, 1.0, Edge::Inclusive)]).unwrap(),
        Curve::from_points(0.0, &[(0.0, 0.0), (1.0, 1.0)], Above::Extend).unwrap(),
        Curve::from_knots(0.2, vec![knot(0.7, 0.6, 0.8), knot(1.1, 0.7, -0.5), knot(1.3, 0.4, 0.0)]).unwrap(),
    ]
}

/// Expectation of `g` by Simpson's rule piece by piece over ±10 standard deviations: 4,000 intervals a piece.
fn quadrature(pay: &NormalPay<'_>, g: impl Fn(f64) -> f64) -> f64 {
    let (low, high) = (pay.mean - 10.0 * pay.sd, pay.mean + 10.0 * pay.sd);
    let mut ends = vec![low];
    ends.extend(pay.curve.knots().iter().map(|k| k.at).filter(|&k| k > low && k < high));
    ends.push(high);
    let n = 4_000;
    let mut sum = 0.0;
    for ends in ends.windows(2) {
        let h = (ends[1] - ends[0]) / f64::from(n);
        // The piece's own line, so that its ends do not fall on the neighbour's side of a jump.
        let middle = 0.5 * (ends[0] + ends[1]);
        let (a, b) = match pay.curve.knots().iter().rev().find(|k| k.at <= middle) {
            Some(k) => (k.value - k.slope * k.at, k.slope),
            None => (pay.curve.below, 0.0),
        };
        for i in 0..=n {
            let x = ends[0] + h * f64::from(i);
            let weight = if i == 0 || i == n {
                1.0
            } else if i % 2 == 1 {
                4.0
            } else {
                2.0
            };
            let density = (-0.5 * ((x - pay.mean) / pay.sd).powi(2)).exp() / (pay.sd * (2.0 * PI).sqrt());
            sum += weight * h / 3.0 * g(pay.target * (a + b * x)) * density;
        }
    }
    sum
}

fn close(a: f64, b: f64, scale: f64) -> bool {
    (a - b).abs() <= 1e-7 * scale.max(b.abs())
}

#[test]
fn reference_curve_at_target_has_the_known_moments() {
    // Computed independently by quadrature.
    let curve = reference();
    let pay = NormalPay { curve: &curve, target: TARGET, mean: 1.0, sd: 0.15 };
    for (name, value, known) in [
        ("E", pay.expected(), 18_806.765_277_636_6),
        ("sd", pay.deviation(), 7_982.818_835_420_4),
        ("dE/dμ", pay.slope(), 51_356.281_578_778_3),
        ("d²E/dμ²", pay.curvature(), -69_528.556_897_327_0),
        ("dVar/dμ", pay.variance_slope(), -190_907_106.189_061_6),
        ("CE mean-variance", pay.certainty_equivalent_mean_variance(3e-5), 17_850.884_329_249_5),
        ("CE exact", pay.certainty_equivalent(3e-5), 17_788.243_824_409_3),
    ] {
        assert!((value / known - 1.0).abs() < 1e-10, "{name}: {value} instead of {known}");
    }
}

#[test]
fn a_cliff_near_the_deadline_has_the_known_slopes() {
    // $20,000 at 100 %; a month brings 1/3 ± 0.10. Slopes with so much attained and one month left, computed independently.
    let cliff = Curve::from_steps(0.0, &[(1.0, 1.0, Edge::Inclusive)]).unwrap();
    let slope = |mean, sd| NormalPay { curve: &cliff, target: TARGET, mean, sd }.slope();
    for (attained, known) in [(0.20, 1.489_209_174_1), (0.50, 19_895.427_758_55), (0.70, 75_476.645_538_6), (0.95, 1_441.219_952_92)] {
        let got = slope(attained + 1.0 / 3.0, 0.10);
        assert!((got / known - 1.0).abs() < 1e-9, "{attained}: {got}");
    }
    assert!((slope(1.0, 0.10 * 3.0_f64.sqrt()) / 46_065.886_596_178 - 1.0).abs() < 1e-9);
}

#[test]
fn every_closed_form_equals_quadrature_and_differences() {
    for curve in &curves() {
        for (mean, sd) in [(1.0, 0.15), (0.75, 0.08), (1.3, 0.4), (0.2, 0.05)] {
            let pay = NormalPay { curve, target: TARGET, mean, sd };
            let at = |mean, sd| NormalPay { mean, sd, ..pay };
            assert!(close(pay.expected(), quadrature(&pay, |f| f), TARGET));
            assert!(close(pay.expected_square(), quadrature(&pay, |f| f * f), TARGET * TARGET));
            let r = 3e-5;
            assert!(close(pay.expected_disutility(r), quadrature(&pay, |f| (-r * f).exp()), 1.0));
            let h = 1e-5;
            let central = |up: f64, down: f64| (up - down) / (2.0 * h);
            let slope = central(at(mean + h, sd).expected(), at(mean - h, sd).expected());
            let curvature = central(at(mean + h, sd).slope(), at(mean - h, sd).slope());
            let in_sd = central(at(mean, sd + h).expected(), at(mean, sd - h).expected());
            let variance = central(at(mean + h, sd).variance(), at(mean - h, sd).variance());
            let risky = central(at(mean + h, sd).certainty_equivalent(r), at(mean - h, sd).certainty_equivalent(r));
            for (name, closed, difference, scale) in [
                ("slope of the certainty equivalent", pay.certainty_equivalent_slope(r), risky, TARGET / sd),
                ("slope", pay.slope(), slope, TARGET / sd),
                ("curvature", pay.curvature(), curvature, TARGET / sd.powi(2)),
                ("slope in sd", pay.slope_in_sd(), in_sd, TARGET / sd),
                ("variance slope", pay.variance_slope(), variance, TARGET * TARGET / sd),
            ] {
                assert!((closed - difference).abs() < 1e-5 * scale, "{name} {curve:?}: {closed} and {difference}");
            }
        }
    }
}

#[test]
fn hinge_step_and_gate_match_their_curves() {
    let (mean, sd, k) = (0.95, 0.2, 1.1);
    let hinge_curve = Curve::from_points(0.0, &[(k, 0.0), (k + 1.0, 1.0)], Above::Extend).unwrap();
    let step_curve = Curve::from_steps(0.0, &[(k, 1.0, Edge::Inclusive)]).unwrap();
    let pay = |curve| NormalPay { curve, target: 1.0, mean, sd }.expected();
    assert!((hinge(mean, sd, k) - pay(&hinge_curve)).abs() < 1e-12);
    assert!((step(mean, sd, k) - pay(&step_curve)).abs() < 1e-12);
    // X = 2 + 3Z₁, Y = Z₂ ≥ 0.5, correlation 0.4: integrate E[X | Y] over Y.
    let gated = GatedLine { a: 1.0, b: 2.0, x: (2.0, 3.0), y: (0.0, 1.0), rho: 0.4, gate: 0.5 };
    let line = Curve::from_knots(0.0, vec![Knot { at: 0.5, edge: Edge::Inclusive, value: 6.2, slope: 2.4 }]).unwrap();
    let over_y = NormalPay { curve: &line, target: 1.0, mean: 0.0, sd: 1.0 };
    assert!((gated.expected() - over_y.expected()).abs() < 1e-12, "{} {}", gated.expected(), over_y.expected());
}

#[test]
fn covariance_is_near_the_double_integral() {
    let (a, b) = (reference(), Curve::from_points(0.0, &[(0.9, 0.0), (1.1, 2.0)], Above::Extend).unwrap());
    let first = NormalPay { curve: &a, target: 100.0, mean: 1.0, sd: 0.15 };
    let second = NormalPay { curve: &b, target: 100.0, mean: 1.02, sd: 0.12 };
    for rho in [-0.4, 0.2, 0.6] {
        // E[f(X) E[g(Y) | X]]: the inner mean by its closed form, the outer by a fine sum.
        let (n, mut mean_of_product) = (20_000, 0.0);
        for i in 0..n {
            let z = -9.0 + 18.0 * (f64::from(i) + 0.5) / f64::from(n);
            let inner = NormalPay { mean: 1.02 + 0.12 * rho * z, sd: 0.12 * (1.0 - rho * rho).sqrt(), ..second };
            mean_of_product += 18.0 / f64::from(n) * normal_density(z) * 100.0 * a.pay(1.0 + 0.15 * z) * inner.expected();
        }
        let exact = mean_of_product - first.expected() * second.expected();
        let series = first.covariance(&second, rho);
        assert!((series / exact - 1.0).abs() < 0.02, "ρ = {rho}: {series} and {exact}");
    }
}

#[test]
fn linear_pay_makes_both_certainty_equivalents_equal() {
    let line = Curve::from_knots(0.0, vec![Knot { at: -50.0, edge: Edge::Inclusive, value: -50.0, slope: 1.0 }]).unwrap();
    let pay = NormalPay { curve: &line, target: TARGET, mean: 1.0, sd: 0.2 };
    let (exact, approximate) = (pay.certainty_equivalent(3e-5), pay.certainty_equivalent_mean_variance(3e-5));
    assert!((exact - approximate).abs() < 1e-6, "{exact} and {approximate}");
}

prop_compose! {
    /// One to five knots with any values and slopes.
    fn random_curve()(
        below in -0.5..1.0_f64,
        start in 0.0..1.0_f64,
        knots in prop::collection::vec((0.05..0.5_f64, -1.0..3.0_f64, -2.0..4.0_f64), 1..6),
    ) -> Curve {
        let mut at = start;
        let knots = knots.into_iter().map(|(gap, value, slope)| {
            at += gap;
            Knot { at, edge: Edge::Inclusive, value, slope }
        });
        Curve::from_knots(below, knots.collect()).unwrap()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn random_curves_have_the_moments_of_quadrature(
        curve in random_curve(), mean in 0.2..2.0_f64, sd in 0.05..0.5_f64, r in 0.1..2.0_f64,
    ) {
        let pay = NormalPay { curve: &curve, target: 1.0, mean, sd };
        prop_assert!(close(pay.expected(), quadrature(&pay, |f| f), 1.0));
        prop_assert!(close(pay.expected_square(), quadrature(&pay, |f| f * f), 10.0));
        prop_assert!(close(pay.expected_disutility(r), quadrature(&pay, |f| (-r * f).exp()), 10.0));
        // Risk only costs: the certainty equivalent is never above the mean.
        prop_assert!(pay.certainty_equivalent(r) <= pay.expected() + 1e-9);
        let h = 1e-5;
        let at = |mean| NormalPay { mean, ..pay };
        let slope = (at(mean + h).expected() - at(mean - h).expected()) / (2.0 * h);
        prop_assert!((pay.slope() - slope).abs() < 1e-5 / sd.powi(3), "{} and {slope}", pay.slope());
    }
}
