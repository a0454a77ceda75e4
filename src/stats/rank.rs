//! Whether one column puts people in the same order as another: Spearman's rank correlation.

use super::{Estimate, mean};

/// Ranks from 1, smallest first; equal values share the mean of their ranks. No value may be NaN.
#[must_use]
pub fn mid_ranks(xs: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..xs.len()).collect();
    order.sort_by(|a, b| xs[*a].total_cmp(&xs[*b]));
    let mut ranks = vec![0.0; xs.len()];
    for equal in order.chunk_by(|a, b| xs[*a] == xs[*b]) {
        // Those smaller, and half of the equal ones beside itself.
        let smaller = order.partition_point(|i| xs[*i] < xs[equal[0]]) as f64;
        equal.iter().for_each(|i| ranks[*i] = smaller + (equal.len() as f64 + 1.0) / 2.0);
    }
    ranks
}

/// Spearman's ρ: Pearson's correlation of the mid-ranks, −1 to 1. `None` where a column does not vary, or for fewer than two.
///
/// # Panics
/// If the columns differ in length.
#[must_use]
pub fn rank_correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    assert_eq!(a.len(), b.len(), "paired columns");
    let middle = (a.len() as f64 + 1.0) / 2.0;
    let (a, b) = (mid_ranks(a), mid_ranks(b));
    let product = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - middle) * (y - middle)).sum::<f64>();
    let squares = product(&a, &a) * product(&b, &b);
    (squares > 0.0).then(|| (product(&a, &b) / squares.sqrt()).clamp(-1.0, 1.0))
}

/// The mean over trials of the rank correlation of two `trials × people` columns, trial slowest, with its error over trials. Trials
/// in which either column ties everybody have no order; they are left out, and `n` counts the others.
///
/// # Panics
/// If the columns differ in length or are not a multiple of `people` long.
#[must_use]
pub fn mean_rank_correlation(a: &[f64], b: &[f64], people: usize) -> Option<Estimate> {
    assert!(a.len() == b.len() && a.len().is_multiple_of(people), "paired columns of {people} people");
    let trials = a.chunks(people.max(1)).zip(b.chunks(people.max(1)));
    mean(&trials.filter_map(|(a, b)| rank_correlation(a, b)).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
    use rand_distr::{Distribution, StandardNormal};

    #[test]
    fn matches_published_and_independent_values() {
        // IQ against hours of television, ten children: −29/165 (a textbook example); with ties, scipy's spearmanr.
        let iq = [106.0, 86.0, 100.0, 101.0, 99.0, 103.0, 97.0, 113.0, 112.0, 110.0];
        let hours = [7.0, 0.0, 27.0, 50.0, 28.0, 29.0, 20.0, 12.0, 6.0, 17.0];
        assert!((rank_correlation(&iq, &hours).unwrap() + 29.0 / 165.0).abs() < 1e-14);
        let ties = rank_correlation(&[1.0, 2.0, 2.0, 3.0, 5.0, 5.0, 5.0], &[7.0, 6.0, 6.0, 3.0, 9.0, 1.0, 4.0]).unwrap();
        assert!((ties + 0.358_746_083_223_446_5).abs() < 1e-14);
        assert_eq!(mid_ranks(&[3.0, -1.0, 3.0, 8.0]), [2.5, 1.0, 2.5, 4.0]);
    }

    #[test]
    fn nobody_in_order_has_no_correlation() {
        assert_eq!(
            (rank_correlation(&[1.0, 1.0], &[1.0, 2.0]), rank_correlation(&[1.0], &[1.0]), rank_correlation(&[], &[])),
            (None, None, None)
        );
        let e = mean_rank_correlation(&[1.0, 2.0, 5.0, 5.0, 2.0, 1.0], &[1.0, 2.0, 1.0, 2.0, 1.0, 2.0], 2).unwrap();
        assert_eq!((e.value, e.n), (0.0, 2));
        assert!(mean_rank_correlation(&[], &[], 3).is_none());
    }

    #[test]
    fn the_mean_over_trials_is_that_of_the_normal_law() {
        // Eight people, correlation .6: E[ρ] = 6/(π(n + 1)) [asin .6 + (n − 2) asin .3] = 0.5245019 (Moran 1948). 4 SE (false alarm 6e-5).
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(48);
        let mut normal = || -> f64 { StandardNormal.sample(&mut rng) };
        let (a, b): (Vec<f64>, Vec<f64>) = (0..40_000)
            .map(|_| {
                let x = normal();
                (x, 0.6 * x + 0.8 * normal())
            })
            .unzip();
        let e = mean_rank_correlation(&a, &b, 8).unwrap();
        let error = e.standard_error.unwrap();
        assert!(error < 0.006 && (e.value - 0.524_501_912_548_802_2).abs() < 4.0 * error, "{e:?}");
    }

    proptest! {
        #[test]
        fn only_the_order_matters(pairs in prop::collection::vec((0i8..9, 0i8..9), 2..20)) {
            let (a, b): (Vec<f64>, Vec<f64>) = pairs.iter().map(|(a, b)| (f64::from(*a), f64::from(*b))).unzip();
            let cubes: Vec<f64> = a.iter().map(|x| x.powi(3) - 7.0).collect();
            let reversed: Vec<f64> = a.iter().map(|x| -x).collect();
            let r = rank_correlation(&a, &b);
            prop_assert_eq!(rank_correlation(&cubes, &b), r);
            prop_assert_eq!(rank_correlation(&b, &a), r);
            prop_assert_eq!(rank_correlation(&reversed, &b).map(|x| -x), r);
        }
    }
}
