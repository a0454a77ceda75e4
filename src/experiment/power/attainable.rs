//! The smallest p that a permutation test can reach: with very few CSMs no result, however large, is significant.

use crate::experiment::permutation::{self, Stratum};

/// Two-sided, over all ways to choose `treated` of `csms` CSMs: 2 ÷ C(G, K) for equal arms (a split and its mirror are as extreme), else 1 ÷ C(G, K).
#[must_use]
pub fn smallest_p(csms: u32, treated: u32) -> f64 {
    permutation::smallest_p(&[Stratum { units: (0..csms as usize).collect(), treated: treated as usize }])
}

/// Two-sided, over all ways to flip the pairs: 2 ÷ 2^pairs.
#[must_use]
pub fn smallest_p_pairs(pairs: u32) -> f64 {
    2.0 * 0.5_f64.powi(i32::try_from(pairs).unwrap_or(i32::MAX))
}

/// CSMs in each of two equal arms that a permutation test at level `alpha` needs at least.
#[must_use]
pub fn fewest_per_arm(alpha: f64) -> u32 {
    permutation::units_needed(alpha, false) as u32 / 2
}
