//! Whether one cost distribution is better than another everywhere: stochastic dominance, lower being better.
//!
//! First order: A's distribution function lies on or above B's everywhere (A is always the likelier to stay below any amount). Second
//! order: so does its integral from the right, which is what everybody who dislikes expensive years prefers.
//! What is reported is the largest violation, not a bare yes: samples never obey exactly.

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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    proptest! {
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
