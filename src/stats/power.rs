//! How many people an experiment between two plans would need.
//!
//! Normal approximation, two-sided, equal arms. With few clusters an arm Student's t asks for about one cluster more; small trials deserve a tool
//! of their own.

use statrs::distribution::{ContinuousCDF, Normal};

/// Accounts (or whatever is independent) per arm to detect a difference of means: 2 (z₁₋α⁄₂ + z_power)² sd²/difference² (Cohen 1988).
///
/// `sd` is that of one reading, `alpha` the false-alarm rate (0 to 1), `power` the wanted chance to detect (0 to 1). Not rounded up. `None` for a
/// difference of 0 or rates outside 0 to 1.
#[must_use]
pub fn sample_size_per_arm(difference: f64, sd: f64, alpha: f64, power: f64) -> Option<f64> {
    let between_0_and_1 = |p: f64| p > 0.0 && p < 1.0;
    if difference == 0.0 || !between_0_and_1(alpha) || !between_0_and_1(power) {
        return None;
    }
    let normal = Normal::standard();
    let reach = normal.inverse_cdf(1.0 - alpha / 2.0) + normal.inverse_cdf(power);
    Some(2.0 * (reach * sd / difference).powi(2))
}

/// How many times more accounts a trial needs whose accounts come in clusters of `size` (a CSM's book) with intraclass correlation `icc`:
/// 1 + (size − 1) icc (Kish 1965).
///
/// ```
/// assert!((paylift::stats::design_effect(40.0, 0.05) - 2.95).abs() < 1e-12);
/// ```
#[must_use]
pub fn design_effect(size: f64, icc: f64) -> f64 {
    1.0 + (size - 1.0) * icc
}

/// CSMs per arm, `size` accounts each, that are worth `accounts` independent ones: accounts · design effect/size. Not rounded up.
#[must_use]
pub fn clusters_per_arm(accounts: f64, size: f64, icc: f64) -> f64 {
    accounts * design_effect(size, icc) / size
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Moments;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
    use rand_distr::{Distribution, StandardNormal};

    #[test]
    fn matches_independent_sizes() {
        // scipy: difference .1 sd at 5 % and power .8: 1569.776 (oracle); .3 of sd 2.5 at 1 % and power .9: 2066.582.
        assert!((sample_size_per_arm(0.1, 1.0, 0.05, 0.8).unwrap() - 1_569.775_946_869_817_7).abs() < 1e-6);
        assert!((sample_size_per_arm(-0.3, 2.5, 0.01, 0.9).unwrap() - 2_066.581_551_284_518_4).abs() < 1e-6);
        assert_eq!((sample_size_per_arm(0.0, 1.0, 0.05, 0.8), sample_size_per_arm(0.1, 1.0, 0.05, 1.0)), (None, None));
    }

    #[test]
    fn the_trial_it_sizes_has_its_power() {
        // .25 sd, books of 20, ICC .1: 251.2 accounts × 2.9/20 = 36.4 CSMs an arm; 37 of them have power .806. 2,000 trials on
        // means of CSMs, |z| > 1.96 with s estimated: .806 ± 4 × .0089 (false alarm 6e-5).
        let csms = clusters_per_arm(sample_size_per_arm(0.25, 1.0, 0.05, 0.8).unwrap(), 20.0, 0.1).ceil() as usize;
        assert_eq!(csms, 37);
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(37);
        let mut normal = || -> f64 { StandardNormal.sample(&mut rng) };
        let mut detected = 0;
        for _ in 0..2_000 {
            let mut arm =
                |lift: f64| -> Moments { (0..csms).map(|_| lift + 0.1f64.sqrt() * normal() + (0.9f64 / 20.0).sqrt() * normal()).collect() };
            let (a, b) = (arm(0.25), arm(0.0));
            let error = (a.standard_error().unwrap().powi(2) + b.standard_error().unwrap().powi(2)).sqrt();
            detected += u32::from((a.mean().unwrap() - b.mean().unwrap()).abs() > crate::stats::Z95 * error);
        }
        assert!((f64::from(detected) / 2_000.0 - 0.806).abs() < 0.036, "{detected}");
    }
}
