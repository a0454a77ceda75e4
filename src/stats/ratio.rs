//! A ratio of two means that share their trials, such as return on pay.
//!
//! Three intervals: the delta method's (cheap, symmetric), the jackknife's, and Fieller's (1954), which holds its level even where the bottom is
//! known to a few standard errors only and is then the one to show. A ratio over a bottom that may be 0 means nothing: Fieller's is
//! `None` unless the bottom's mean is three standard errors from 0; show the difference in money there.

use super::{Estimate, Moments, estimate::student_t95, estimate_from_influence, jackknife};

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

/// [`ratio_of_means`] with Fieller's 95 % limits: all r that the paired t test of mean(top − r·bottom) = 0 does not reject, which
/// are the roots of (b̄² − t²s_bb) r² − 2(āb̄ − t²s_ab) r + (ā² − t²s_aa) with s the variances and covariance of the means. The standard
/// error is the delta method's. `None` unless |b̄| > 3 SE(b̄) (model section 5); no limits where the set is unbounded all the same
/// (t above 3: fewer than six trials) or there is but one trial.
///
/// # Panics
/// If the columns differ in length.
#[must_use]
pub fn ratio_fieller(top: &[f64], bottom: &[f64]) -> Option<Estimate> {
    let delta = ratio_of_means(top, bottom)?;
    let (above, below) = (Moments::of(top), Moments::of(bottom));
    let (a, b, n) = (above.mean()?, below.mean()?, top.len() as f64);
    let error = below.standard_error()?;
    if b.abs() <= 3.0 * error {
        return None;
    }
    let products: f64 = top.iter().zip(bottom).map(|(x, y)| (x - a) * (y - b)).sum();
    let t = student_t95(delta.n - 1);
    let (s_aa, s_ab, s_bb) = (above.variance()? / n, products / (n - 1.0) / n, below.variance()? / n);
    let square = b * b - t * t * s_bb;
    let half = a * b - t * t * s_ab;
    let rest = a * a - t * t * s_aa;
    if square <= 0.0 {
        return Some(Estimate { low: None, high: None, ..delta });
    }
    let root = (half * half - square * rest).max(0.0).sqrt();
    Some(Estimate { low: Some((half - root) / square), high: Some((half + root) / square), ..delta })
}

/// [`ratio_of_means`] with the error and interval of the jackknife that leaves out one trial of both columns at a time. `None` where
/// the bottom's mean, of all trials or of all but one, is 0.
///
/// # Panics
/// If the columns differ in length.
#[must_use]
pub fn ratio_jackknife(top: &[f64], bottom: &[f64]) -> Option<Estimate> {
    let whole = ratio_of_means(top, bottom)?;
    let (above, below) = (top.iter().sum::<f64>(), bottom.iter().sum::<f64>());
    let without: Vec<f64> = top.iter().zip(bottom).map(|(x, y)| (above - x) / (below - y)).collect();
    if whole.n == 1 {
        return Some(whole);
    }
    without.iter().all(|r| r.is_finite()).then(|| jackknife(whole.value, &without, whole.n))
}

#[cfg(test)]
mod tests {
    use super::*;
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
                let jack = ratio_jackknife(&top, &bottom).unwrap().standard_error.unwrap();
                assert!((jack / e.standard_error.unwrap() - 1.0).abs() < 0.02);
            }
        }
        // 95 % of 400 = 380 ± 4 × √(400 × .95 × .05) = 17 (false alarm 6e-5, plus a little for the ratio's small skew).
        assert!((362..=398).contains(&covered), "{covered}");
    }

    const TOP: [f64; 8] = [1.2, 0.4, 2.2, 1.9, 0.7, 1.4, 2.8, 0.1];
    const BOTTOM: [f64; 8] = [2.0, 1.1, 3.1, 2.2, 1.9, 2.7, 3.3, 1.6];

    #[test]
    fn fieller_and_jackknife_match_independent_values() {
        // Computed independently: where a root finder makes the paired t statistic of top − r·bottom ±2.3646; the jackknife by definition.
        let e = ratio_fieller(&TOP, &BOTTOM).unwrap();
        assert!((e.value - 0.597_765_363_128_491_6).abs() < 1e-14);
        assert!((e.low.unwrap() - 0.331_697_477_008_348_2).abs() < 1e-9, "{e:?}");
        assert!((e.high.unwrap() - 0.775_385_307_562_003_6).abs() < 1e-9, "{e:?}");
        assert!((e.standard_error.unwrap() - 0.088_230_932_306_327_96).abs() < 1e-12);
        let jack = ratio_jackknife(&TOP, &BOTTOM).unwrap();
        assert!((jack.standard_error.unwrap() - 0.089_112_696_194_912_1).abs() < 1e-12);
    }

    #[test]
    fn no_ratio_over_a_bottom_that_may_be_nothing() {
        assert!(ratio_fieller(&[1.0, 2.0, 3.0], &[1.0, -1.0, 0.5]).is_none());
        // Bottom 4.2 SE from 0, but three trials have t = 4.3: a ratio, no limits.
        let few = ratio_fieller(&[1.0, 2.0, 3.0], &[1.0, 2.0, 2.45]).unwrap();
        assert_eq!((few.low, few.high), (None, None));
        assert!(ratio_jackknife(&[1.0, 2.0], &[0.0, 2.0]).is_none());
        assert_eq!(ratio_jackknife(&[1.0], &[2.0]).unwrap().standard_error, None);
    }

    #[test]
    fn fieller_covers_where_the_bottom_is_hardly_known() {
        // Bottom 1 ± 2 in 100 trials (mean 5 SE from 0), top correlated; ratio 2. 2,000 runs: those with a bottom 3 SE from 0 (P .977) cover by
        // construction in 95 % of all, so 1,900 ± 39 at most and 46 ± 27 fewer at least (false alarm 6e-5).
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(54);
        let (mut covered, mut defined) = (0u32, 0u32);
        for _ in 0..2_000 {
            let (top, bottom): (Vec<f64>, Vec<f64>) = (0..100)
                .map(|_| {
                    let (x, y): (f64, f64) = (StandardNormal.sample(&mut rng), StandardNormal.sample(&mut rng));
                    (2.0 + 3.0 * y + x, 1.0 + 2.0 * x)
                })
                .unzip();
            let Some(e) = ratio_fieller(&top, &bottom) else { continue };
            defined += 1;
            covered += u32::from(e.low.unwrap() <= 2.0 && 2.0 <= e.high.unwrap());
        }
        assert!((1_900..2_000).contains(&defined), "{defined}");
        assert!((1_788..=1_939).contains(&covered), "{covered} of {defined}");
    }
}
