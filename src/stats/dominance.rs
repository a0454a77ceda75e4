//! Whether one cost distribution is better than another everywhere: stochastic dominance, lower being better.
//!
//! First order: A's distribution function lies on or above B's everywhere (A is always the likelier to stay below any amount). Second
//! order: so does its integral from the right, which is what everybody who dislikes expensive years prefers.
//! What is reported is the largest violation, not a bare yes: samples never obey exactly. How often luck alone would violate as much is told by
//! the paired bootstrap of Barrett & Donald (2003, "Consistent tests for stochastic dominance").

use super::Sorted;

/// How far A is from dominating B; 0 in both means it does, in this sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dominance {
    /// Largest F_B(x) − F_A(x), probability: where A is less likely than B to stay below x.
    pub first_order: f64,
    /// Largest E\[(A − x)⁺\] − E\[(B − x)⁺\], in the unit of the values: where A's expected overrun of x exceeds B's.
    pub second_order: f64,
}

/// Violations of "A costs less than B". `None` without values on either side.
#[must_use]
pub fn dominance(a: &Sorted, b: &Sorted) -> Option<Dominance> {
    if a.values().is_empty() || b.values().is_empty() {
        return None;
    }
    let (na, nb) = (a.values().len() as f64, b.values().len() as f64);
    let (mut left_a, mut left_b) = (a.values().len(), b.values().len());
    let (mut over_a, mut over_b) = (0.0, 0.0);
    let mut worst = Dominance { first_order: 0.0, second_order: 0.0 };
    let mut x = f64::INFINITY;
    // Downwards through the merged values: `left` counts those at or below the next one, `over` is E[(· − x)⁺].
    while left_a + left_b > 0 {
        let next_a = left_a.checked_sub(1).map_or(f64::NEG_INFINITY, |i| a.values()[i]);
        let next_b = left_b.checked_sub(1).map_or(f64::NEG_INFINITY, |i| b.values()[i]);
        let next = next_a.max(next_b);
        let (f_a, f_b) = (left_a as f64 / na, left_b as f64 / nb);
        if x.is_finite() {
            over_a += (1.0 - f_a) * (x - next);
            over_b += (1.0 - f_b) * (x - next);
        }
        worst.first_order = worst.first_order.max(f_b - f_a);
        worst.second_order = worst.second_order.max(over_a - over_b);
        while left_a > 0 && a.values()[left_a - 1] >= next {
            left_a -= 1;
        }
        while left_b > 0 && b.values()[left_b - 1] >= next {
            left_b -= 1;
        }
        x = next;
    }
    Some(worst)
}

/// Whether violations are more than luck.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DominanceTest {
    /// The largest violations.
    pub violation: Dominance,
    /// p-value of "A dominates B in first order"; small means it does not. 1 where nothing is violated.
    pub p_first_order: f64,
    /// p-value of "A dominates B in second order".
    pub p_second_order: f64,
}

/// Tests "A costs less than B" on trials that share their luck (`a[t]` beside `b[t]`).
///
/// Each of `resamples` bootstrap samples draws whole trials with replacement, so that what both share of their luck stays shared, and asks
/// how far the curves' difference strays above the observed one; p = (1 + samples that stray at least as far as the observed violation) /
/// (1 + resamples) (Davison & Hinkley 1997, section 4.2). `uniform` returns numbers in \[0, 1), one per drawn trial. The test is
/// exact in the limit where the distributions are equal and cautious elsewhere. `None` without trials.
///
/// # Panics
/// If the columns differ in length.
#[must_use]
pub fn dominance_test(a: &[f64], b: &[f64], resamples: u32, uniform: &mut impl FnMut() -> f64) -> Option<DominanceTest> {
    assert_eq!(a.len(), b.len(), "paired columns");
    let trials = a.len();
    if trials == 0 {
        return None;
    }
    let curves = Curves::of(a, b);
    let observed = curves.differences(&vec![1.0; trials]);
    let worst = |curve: &[(f64, f64)], from: &[(f64, f64)]| {
        let strays = curve.iter().zip(from).map(|(c, f)| (c.0 - f.0, c.1 - f.1));
        strays.fold((0.0f64, 0.0f64), |most, s| (most.0.max(s.0), most.1.max(s.1)))
    };
    let violation = worst(&observed, &vec![(0.0, 0.0); observed.len()]);
    let mut as_far = (1u32, 1u32);
    for _ in 0..resamples {
        let mut drawn = vec![0.0; trials];
        for _ in 0..trials {
            drawn[((uniform() * trials as f64) as usize).min(trials - 1)] += 1.0;
        }
        let strayed = worst(&curves.differences(&drawn), &observed);
        as_far.0 += u32::from(strayed.0 >= violation.0);
        as_far.1 += u32::from(strayed.1 >= violation.1);
    }
    let p = |as_far: u32| f64::from(as_far) / (f64::from(resamples) + 1.0);
    Some(DominanceTest {
        violation: Dominance { first_order: violation.0, second_order: violation.1 },
        p_first_order: p(as_far.0),
        p_second_order: p(as_far.1),
    })
}

/// All values of two columns, largest first, each with its trial and +1 (A's) or −1 (B's).
struct Curves {
    values: Vec<(f64, usize, f64)>,
    trials: f64,
}

impl Curves {
    fn of(a: &[f64], b: &[f64]) -> Self {
        let side = |xs: &[f64], sign| xs.iter().copied().enumerate().map(move |(t, x)| (x, t, sign)).collect::<Vec<_>>();
        let mut values = side(a, 1.0);
        values.extend(side(b, -1.0));
        values.sort_by(|x, y| y.0.total_cmp(&x.0));
        Self { values, trials: a.len() as f64 }
    }

    /// F_B − F_A and E\[(A − x)⁺\] − E\[(B − x)⁺\] at each distinct value x, trials counted `weights` times: both are extreme at a value.
    fn differences(&self, weights: &[f64]) -> Vec<(f64, f64)> {
        let mut differences = Vec::with_capacity(self.values.len());
        let (mut above, mut over) = (0.0, 0.0);
        let mut last = f64::NAN;
        for equal in self.values.chunk_by(|x, y| x.0 == y.0) {
            let x = equal[0].0;
            if !last.is_nan() {
                over += above * (last - x);
            }
            differences.push((above / self.trials, over / self.trials));
            above += equal.iter().map(|(_, t, sign)| sign * weights[*t]).sum::<f64>();
            last = x;
        }
        differences
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus};
    use rand_distr::{Distribution, StandardNormal};

    fn sorted(xs: &[f64]) -> Sorted {
        Sorted::new(xs.to_vec())
    }

    #[test]
    fn a_shift_dominates_and_the_other_way_fails_by_the_shift() {
        let (low, high) = (sorted(&[1.0, 2.0, 3.0, 4.0]), sorted(&[2.0, 3.0, 4.0, 5.0]));
        assert_eq!(dominance(&low, &high), Some(Dominance { first_order: 0.0, second_order: 0.0 }));
        assert_eq!(dominance(&high, &low), Some(Dominance { first_order: 0.25, second_order: 1.0 }));
    }

    #[test]
    fn a_spread_is_worse_in_second_order_only() {
        let (narrow, wide) = (sorted(&[3.0, 3.0]), sorted(&[1.0, 5.0]));
        let d = dominance(&narrow, &wide).unwrap();
        assert_eq!((d.first_order, d.second_order), (0.5, 0.0));
        assert_eq!(dominance(&wide, &narrow).unwrap().second_order, 1.0);
    }

    #[test]
    fn equal_distributions_are_rejected_as_often_as_stated() {
        // Two columns of one normal law, correlation .8, 400 runs of 150 trials: at 5 %, 20 ± 4 × √(400 × .05 × .95) = 17 rejections of either
        // order (false alarm 6e-5, a little for the small sample); p is about uniform, so its mean is .5 ± 4 × .289/20.
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(2003);
        let (mut rejected, mut sum) = ((0, 0), (0.0, 0.0));
        for _ in 0..400 {
            let mut normal = || -> f64 { StandardNormal.sample(&mut rng) };
            let (a, b): (Vec<f64>, Vec<f64>) = (0..150)
                .map(|_| {
                    let x = normal();
                    (x, 0.8 * x + 0.6 * normal())
                })
                .unzip();
            let test = dominance_test(&a, &b, 199, &mut || rng.random()).unwrap();
            rejected.0 += u32::from(test.p_first_order <= 0.05);
            rejected.1 += u32::from(test.p_second_order <= 0.05);
            sum.0 += test.p_first_order / 400.0;
            sum.1 += test.p_second_order / 400.0;
        }
        assert!((3..=37).contains(&rejected.0) && (3..=37).contains(&rejected.1), "{rejected:?}");
        assert!((sum.0 - 0.5f64).abs() < 0.06 && (sum.1 - 0.5f64).abs() < 0.06, "{sum:?}");
    }

    #[test]
    fn a_dearer_column_is_found_out_and_a_cheaper_one_is_not() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(8);
        let a: Vec<f64> = (0..200).map(|_| StandardNormal.sample(&mut rng)).collect();
        let dearer: Vec<f64> = a.iter().map(|x| x + 0.3).collect();
        let mut uniform = || rng.random();
        let found = dominance_test(&dearer, &a, 199, &mut uniform).unwrap();
        assert_eq!((found.p_first_order, found.p_second_order), (0.005, 0.005));
        let cheaper = dominance_test(&a, &dearer, 199, &mut uniform).unwrap();
        assert_eq!((cheaper.violation, cheaper.p_first_order), (Dominance { first_order: 0.0, second_order: 0.0 }, 1.0));
        assert_eq!(dominance_test(&[], &[], 9, &mut uniform), None);
    }

    proptest! {
        #[test]
        fn both_roads_to_the_violation_agree(pairs in prop::collection::vec((0u8..9, 0u8..9), 1..12)) {
            let (a, b): (Vec<f64>, Vec<f64>) = pairs.iter().map(|(a, b)| (f64::from(*a), f64::from(*b))).unzip();
            let d = dominance(&sorted(&a), &sorted(&b)).unwrap();
            let t = dominance_test(&a, &b, 0, &mut || 0.0).unwrap().violation;
            prop_assert!((d.first_order - t.first_order).abs() < 1e-12 && (d.second_order - t.second_order).abs() < 1e-12);
        }

        #[test]
        fn matches_the_definition(a in prop::collection::vec(0u8..9, 1..12), b in prop::collection::vec(0u8..9, 1..12)) {
            let (a, b): (Vec<f64>, Vec<f64>) = (a.into_iter().map(f64::from).collect(), b.into_iter().map(f64::from).collect());
            let below = |xs: &[f64], x: f64| xs.iter().filter(|v| **v <= x).count() as f64 / xs.len() as f64;
            let over = |xs: &[f64], x: f64| xs.iter().map(|v| (v - x).max(0.0)).sum::<f64>() / xs.len() as f64;
            // Violations are largest at the values themselves (step functions, piecewise linear functions).
            let first = (0..9).map(|x| below(&b, f64::from(x)) - below(&a, f64::from(x))).fold(0.0, f64::max);
            let second = a.iter().chain(&b).map(|x| over(&a, *x) - over(&b, *x)).fold(0.0, f64::max);
            let d = dominance(&sorted(&a), &sorted(&b)).unwrap();
            prop_assert!((d.first_order - first).abs() < 1e-12 && (d.second_order - second).abs() < 1e-12);
        }
    }
}
