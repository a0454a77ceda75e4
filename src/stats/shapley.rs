//! Shapley's fair split of a variance over the independent random factors that cause it.
//!
//! v(S) = Var(E\[w | factors in S\]) is what the factors in S explain by themselves. A factor is given the mean of what it adds over
//! all orders in which factors could be let in: φᵢ = Σ over S without i of |S|! (k − |S| − 1)!/k! · \[v(S ∪ i) − v(S)\] (Shapley 1953;
//! for variances Owen 2014, "Sobol' indices and Shapley value"). The parts sum to Var(w) exactly: an interaction goes in equal parts to the
//! factors that make it, and each part lies between the factor's first-order and its total effect.
//! Where the v(S) come from is left to `pick_freeze`.

/// The parts φ of k factors. `explained[S]` is v(S), S a bit mask of factors (bit i is factor i), so it has 2ᵏ entries; v(∅) is usually 0.
///
/// The weights are exact rationals, so the parts sum to v(all) − v(∅) up to rounding.
///
/// ```
/// use paylift::stats::shapley_values;
/// // Market 9, book 25, both together 43: they share the interaction's 9.
/// assert_eq!(shapley_values(&[0.0, 9.0, 25.0, 43.0]), [13.5, 29.5]);
/// ```
///
/// # Panics
/// If the number of entries is not a power of two.
#[must_use]
pub fn shapley_values(explained: &[f64]) -> Vec<f64> {
    assert!(explained.len().is_power_of_two(), "{} subsets", explained.len());
    let factors = explained.len().trailing_zeros() as usize;
    let part = |i: usize| {
        let without = (0..explained.len()).filter(|s| s & (1 << i) == 0);
        without.map(|s| weight(s.count_ones() as usize, factors) * (explained[s | (1 << i)] - explained[s])).sum()
    };
    (0..factors).map(part).collect()
}

/// |S|! (k − |S| − 1)!/k! = 1/(k · C(k − 1, |S|)).
fn weight(size: usize, factors: usize) -> f64 {
    let ways = (0..size).fold(1.0, |c, i| c * (factors - 1 - i) as f64 / (i + 1) as f64);
    1.0 / (factors as f64 * ways)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition: the mean of what a factor adds over all orders of four factors.
    fn over_all_orders(explained: &[f64]) -> [f64; 4] {
        let mut added = [0.0; 4];
        for code in 0..256usize {
            let order: [usize; 4] = std::array::from_fn(|place| (code >> (2 * place)) & 3);
            if order.iter().fold(0, |seen, i| seen | (1 << i)) != 15 {
                continue;
            }
            let mut inside = 0;
            for i in order {
                added[i] += (explained[inside | (1 << i)] - explained[inside]) / 24.0;
                inside |= 1 << i;
            }
        }
        added
    }

    #[test]
    fn four_factors_that_multiply() {
        // w = Π(1 + cᵢzᵢ), c² = .01, .09, .04, .25: v(S) = Π(1 + c²) − 1; parts computed independently over the 24 orders.
        let squares = [0.01, 0.09, 0.04, 0.25];
        let v = |s: usize| (0..4).filter(|i| s & (1 << i) != 0).map(|i| 1.0 + squares[i]).product::<f64>() - 1.0;
        let parts = shapley_values(&(0..16).map(v).collect::<Vec<_>>());
        let exact = [0.012_022_583_333_333_337, 0.103_889_250_000_000_07, 0.047_347_583_333_333_346, 0.267_910_583_333_333_3];
        assert!(parts.iter().zip(exact).all(|(a, b)| (a - b).abs() < 1e-14), "{parts:?}");
    }

    #[test]
    fn no_factor_has_no_parts() {
        assert!(shapley_values(&[5.0]).is_empty());
        assert_eq!(shapley_values(&[0.0, 5.0]), [5.0]);
    }

    proptest! {
        #[test]
        fn the_parts_sum_to_the_whole(v in prop::collection::vec(0.0f64..1e4, 15)) {
            let v: Vec<f64> = std::iter::once(0.0).chain(v).collect();
            let parts = shapley_values(&v);
            prop_assert!((parts.iter().sum::<f64>() - v[15]).abs() < 1e-9);
            prop_assert!(parts.iter().zip(over_all_orders(&v)).all(|(a, b)| (a - b).abs() < 1e-9));
        }
    }
}
