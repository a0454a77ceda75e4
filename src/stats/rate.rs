//! What a rate of few yes-or-no cases can say about a person: renewals of a quarter, say.
//!
//! People's true rates differ with mean p and standard deviation τ; each of n cases renews by itself. The rate's variance is τ² between
//! people plus noise (p(1 − p) − τ²)/n, because E\[P(1 − P)\] = p(1 − p) − τ² (law of total variance). No data: for planning
//! with assumed rates; `reliability` estimates from readings.

/// Standard deviation of a rate over `n` cases with probability `p` each: √(p(1 − p)/n).
///
/// ```
/// // Ten renewals at 90 %: a bad quarter of luck looks like a bad CSM.
/// assert!((paylift::stats::rate_sd(0.9, 10.0) - 0.0949).abs() < 1e-4);
/// ```
#[must_use]
pub fn rate_sd(p: f64, n: f64) -> f64 {
    (p * (1.0 - p) / n).sqrt()
}

/// Reliability of a rate over `n` cases where true rates have mean `p` and standard deviation `true_sd` between people; 0 if they do not differ.
#[must_use]
pub fn rate_reliability(true_sd: f64, p: f64, n: f64) -> f64 {
    let between = true_sd * true_sd;
    let noise = (p * (1.0 - p) - between).max(0.0) / n;
    if between > 0.0 { between / (between + noise) } else { 0.0 }
}

/// Cases whose rate has reliability `target`, 0 < target < 1: target/(1 − target) · (p(1 − p) − τ²)/τ². `None` if people do not differ:
/// no number is enough.
#[must_use]
pub fn cases_needed(true_sd: f64, p: f64, target: f64) -> Option<f64> {
    let between = true_sd * true_sd;
    (between > 0.0).then(|| target / (1.0 - target) * (p * (1.0 - p) - between).max(0.0) / between)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Moments, RELIABLE, reliability};
    use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus};

    #[test]
    fn by_hand() {
        // τ = .03, p = .9: noise of one renewal .09 − .0009 = .0891; 7/3 × 99 = 231 renewals, ten have .0009/(.0009 + .00891) = 1/10.9.
        assert!((cases_needed(0.03, 0.9, RELIABLE).unwrap() - 231.0).abs() < 1e-9);
        assert!((rate_reliability(0.03, 0.9, 10.0) - 1.0 / 10.9).abs() < 1e-12);
        assert!((rate_reliability(0.03, 0.9, 231.0) - 0.7).abs() < 1e-12);
        assert_eq!((cases_needed(0.0, 0.9, 0.7), rate_reliability(0.0, 0.9, 10.0)), (None, 0.0));
    }

    #[test]
    fn agrees_with_the_reliability_of_simulated_renewals() {
        // 4,000 people at .85 or .95 (sd .05), six quarters of ten renewals: reliability .0025/(.0025 + .00875) = .2222, within 4 SE (false
        // alarm 6e-5), which must be below .02.
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(23);
        let mut rate = |p: f64| f64::from((0..10).map(|_| u32::from(rng.random::<f64>() < p)).sum::<u32>()) / 10.0;
        let people: Vec<Moments> = (0..4_000).map(|j| (0..6).map(|_| rate([0.85, 0.95][j % 2])).collect()).collect();
        let seen = reliability(&people).unwrap().of_one.unwrap();
        let (exact, error) = (rate_reliability(0.05, 0.9, 10.0), seen.standard_error.unwrap());
        assert!((exact - 2.0 / 9.0).abs() < 1e-12);
        assert!(error < 0.02 && (seen.value - exact).abs() < 4.0 * error, "{seen:?}");
    }
}
