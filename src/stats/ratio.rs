//! A ratio of two means that share their trials.

use super::{Estimate, estimate_from_influence};

/// mean(top) ÷ mean(bottom), with the delta method's error: each trial moves the ratio by (topₜ − r·bottomₜ)/mean(bottom), so the covariance
/// is included. `None` where the bottom's mean is 0 or there are no trials.
///
/// # Panics
/// If the columns differ in length.
#[must_use]
pub fn ratio_of_means(top: &[f64], bottom: &[f64]) -> Option<Estimate> {
    assert_eq!(top.len(), bottom.len(), "paired columns");
    let n = top.len() as f64;
    let (above, below) = (top.iter().sum::<f64>() / n, bottom.iter().sum::<f64>() / n);
    if top.is_empty() || below == 0.0 {
        return None;
    }
    let ratio = above / below;
    Some(estimate_from_influence(ratio, top.iter().zip(bottom).map(|(t, b)| (t - ratio * b) / below)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Moments, jackknife};
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
    use rand_distr::{Distribution, StandardNormal};

    #[test]
    fn a_fixed_proportion_has_no_error() {
        let bottom = [1.0, 2.0, 4.0, 8.0];
        let e = ratio_of_means(&bottom.map(|x| x * 0.25), &bottom).unwrap();
        assert_eq!((e.value, e.standard_error), (0.25, Some(0.0)));
    }

    #[test]
    fn undefined_over_nothing() {
        assert!(ratio_of_means(&[], &[]).is_none());
        assert!(ratio_of_means(&[1.0, 1.0], &[1.0, -1.0]).is_none());
    }

    #[test]
    fn agrees_with_the_jackknife_and_covers() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
        let mut covered = 0u32;
        for repetition in 0..400 {
            let (top, bottom): (Vec<f64>, Vec<f64>) = (0..100)
                .map(|_| {
                    let (x, y): (f64, f64) = (StandardNormal.sample(&mut rng), StandardNormal.sample(&mut rng));
                    (3.0 + x + 0.5 * y, 10.0 + 2.0 * x)
                })
                .unzip();
            let e = ratio_of_means(&top, &bottom).unwrap();
            covered += u32::from(e.low.unwrap() <= 0.3 && 0.3 <= e.high.unwrap());
            if repetition == 0 {
                let (t, b) = (top.iter().sum::<f64>(), bottom.iter().sum::<f64>());
                let without: Vec<f64> = top.iter().zip(&bottom).map(|(x, y)| (t - x) / (b - y)).collect();
                let jack = jackknife(e.value, &without, 100).standard_error.unwrap();
                assert!((jack / e.standard_error.unwrap() - 1.0).abs() < 0.02);
                assert!(Moments::of(&without).mean().is_some());
            }
        }
        // 95 % of 400 = 380 ± 4 × √(400 × .95 × .05) = 17 (false alarm 6e-5, plus a little for the ratio's small skew).
        assert!((362..=398).contains(&covered), "{covered}");
    }
}
