//! How a usage panel is fitted.

/// Settings of [`fit_usage`](super::fit_usage); the defaults are those of every documented number.
#[derive(Debug, Clone, PartialEq)]
pub struct UsageSettings {
    /// Resamples behind every standard error; at least 2, usually 200 (an error of 5 % of each standard error).
    pub resamples: u32,
    /// Seed of the resamples.
    pub seed: u64,
    /// Most groups that are resampled. Panels with more accounts deal them at random into this many groups of equal size, and
    /// whole groups are resampled: the same law of the resampled sums but for a relative error of 1/√(2 × groups) in the standard
    /// errors (1.6 % for 2,000), at a cost that no longer grows with the accounts.
    pub most_groups: usize,
    /// Most numbers kept over all groups, \[f64\]: long panels with many sums per group get fewer groups, never fewer than 200.
    pub most_sums: usize,
    /// Longest lag of the variogram, months.
    pub longest_lag: usize,
    /// Least number of pairs that a lag of the variogram must have.
    pub pairs_per_lag: u64,
    /// Active months that an account needs for a trend of its own.
    pub trend_months: usize,
    /// Sizes at which a change counts as an expansion or contraction, as shares.
    pub thresholds: Vec<f64>,
    /// Horizons of retention, months; those not shorter than the panel are left out.
    pub horizons: Vec<usize>,
}

impl Default for UsageSettings {
    fn default() -> Self {
        Self {
            resamples: 200,
            seed: 1,
            most_groups: 2_000,
            most_sums: 1 << 23,
            longest_lag: 12,
            pairs_per_lag: 100,
            trend_months: 6,
            thresholds: vec![0.10, 0.25, 0.50],
            horizons: vec![1, 3, 6, 12],
        }
    }
}
