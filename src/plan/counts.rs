//! Expected pay on counts: Poisson events and binomial renewals, exactly.
//!
//! A book with ten renewals a quarter has no normal attainment: the normal form errs by 13 % in the slope there. Slopes come
//! from differences: dE/dλ = E\[f(N + 1) − f(N)\] for Poisson, dE/dp = n·E\[f(K + 1) − f(K)\], K ~ Bin(n − 1, p).

use statrs::distribution::{Binomial, Discrete, Poisson};

use super::Curve;

/// Expected pay and its slope in the law's parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CountPay {
    /// Expected pay, \[$\].
    pub expected: f64,
    /// Change of expected pay per unit of the parameter (mean count, or probability), \[$\].
    pub slope: f64,
}

/// Pay of `target × curve(N ÷ goal)` for N ~ Poisson(`mean`), `mean` ≥ 0 (at 0 nothing ever happens).
///
/// ```
/// use paylift::plan::{Above, Curve, counts};
/// // $100 an event: a straight line through (0, 0) and (1, 1), never capped.
/// let line = Curve::from_points(0.0, &[(0.0, 0.0), (1.0, 1.0)], Above::Extend)?;
/// let pay = counts::poisson(&line, 300.0, 3.0, 2.4);
/// assert!((pay.expected - 240.0).abs() < 1e-9 && (pay.slope - 100.0).abs() < 1e-9);
/// # Ok::<(), paylift::plan::CurveError>(())
/// ```
#[must_use]
pub fn poisson(curve: &Curve, target: f64, goal: f64, mean: f64) -> CountPay {
    let pay = |n: u32| target * curve.pay(f64::from(n) / goal);
    // Twelve standard deviations and some more leave out less than 10⁻¹⁶.
    let last = (mean + 12.0 * mean.sqrt() + 40.0).ceil() as u32;
    let Ok(law) = Poisson::new(mean) else {
        return CountPay { expected: pay(0), slope: pay(1) - pay(0) };
    };
    let mut sum = CountPay { expected: 0.0, slope: 0.0 };
    for n in 0..=last {
        let p = law.pmf(u64::from(n));
        sum.expected += p * pay(n);
        sum.slope += p * (pay(n + 1) - pay(n));
    }
    sum
}

/// Pay of `target × curve((K ÷ n) ÷ goal)` for K ~ Bin(`n`, `p`): a rate of successes held against a goal.
#[must_use]
pub fn binomial(curve: &Curve, target: f64, goal: f64, n: u32, p: f64) -> CountPay {
    if n == 0 {
        return CountPay { expected: target * curve.pay(0.0), slope: 0.0 };
    }
    let pay = |k: u32| target * curve.pay(f64::from(k) / f64::from(n) / goal);
    let expected = (0..=n).map(|k| binomial_probability(n, k, p) * pay(k)).sum();
    let step: f64 = (0..n).map(|k| binomial_probability(n - 1, k, p) * (pay(k + 1) - pay(k))).sum();
    CountPay { expected, slope: f64::from(n) * step }
}

/// P(K = k); a probability outside 0 to 1 is taken at its nearer end.
fn binomial_probability(n: u32, k: u32, p: f64) -> f64 {
    Binomial::new(p.clamp(0.0, 1.0), u64::from(n)).map_or(0.0, |law| law.pmf(u64::from(k)))
}

#[cfg(test)]
mod tests {
    use super::super::{Above, Edge, NormalPay};
    use super::*;

    #[test]
    fn ten_renewals_against_ninety_percent() {
        // Computed independently by summing the eleven outcomes.
        let reference = Curve::from_points(0.0, &[(0.8, 0.5), (1.0, 1.0), (1.5, 2.0)], Above::Hold).unwrap();
        let exact = binomial(&reference, 20_000.0, 0.9, 10, 0.9);
        assert!((exact.expected - 19_069.697_403).abs() < 1e-5, "{exact:?}");
        assert!((exact.slope - 63_613.487_7).abs() < 1e-4, "{exact:?}");
        let sd = (0.9 * 0.1 / 10.0_f64).sqrt() / 0.9;
        let normal = NormalPay { curve: &reference, target: 20_000.0, mean: 1.0, sd };
        assert!((normal.expected() - 19_349.240_504).abs() < 1e-5);
        assert!((normal.slope() / 0.9 - 55_346.148_560).abs() < 1e-5);
    }

    #[test]
    fn poisson_leads_reach_their_target() {
        // 2.4 leads a quarter: P(N ≥ 3) and E[min(N, 5)], computed independently.
        let three = Curve::from_steps(0.0, &[(1.0, 1.0, Edge::Inclusive)]).unwrap();
        assert!((poisson(&three, 1.0, 3.0, 2.4).expected - 0.430_291_25).abs() < 1e-8);
        let capped = Curve::from_points(0.0, &[(0.0, 0.0), (5.0, 5.0)], Above::Hold).unwrap();
        assert!((poisson(&capped, 1.0, 1.0, 2.4).expected - 2.348_277_9).abs() < 1e-7);
    }

    #[test]
    fn slopes_are_the_change_of_the_mean() {
        let ladder = Curve::from_steps(0.1, &[(0.5, 0.5, Edge::Inclusive), (1.0, 1.2, Edge::Exclusive)]).unwrap();
        let h = 1e-5;
        for mean in [0.3, 2.4, 11.0] {
            let at = |m| poisson(&ladder, 1_000.0, 4.0, m);
            let by_difference = (at(mean + h).expected - at(mean - h).expected) / (2.0 * h);
            assert!((at(mean).slope - by_difference).abs() < 1e-4, "λ = {mean}");
        }
        for p in [0.1, 0.55, 0.9] {
            let at = |p| binomial(&ladder, 1_000.0, 0.8, 12, p);
            let by_difference = (at(p + h).expected - at(p - h).expected) / (2.0 * h);
            assert!((at(p).slope - by_difference).abs() < 1e-4, "p = {p}");
        }
    }

    #[test]
    fn certain_counts_pay_their_value() {
        let line = Curve::from_points(0.0, &[(0.0, 0.0), (1.0, 1.0)], Above::Extend).unwrap();
        assert_eq!(binomial(&line, 100.0, 1.0, 4, 1.0).expected, 100.0);
        assert_eq!(binomial(&line, 100.0, 1.0, 4, 0.0).expected, 0.0);
        assert_eq!(poisson(&line, 100.0, 1.0, 0.0).expected, 0.0);
        assert_eq!(binomial(&line, 100.0, 1.0, 0, 0.5), CountPay { expected: 0.0, slope: 0.0 });
    }
}
