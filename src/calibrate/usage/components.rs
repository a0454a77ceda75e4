//! Variance of growth net of noise: trends of accounts, a wandering level, and what comes and goes.

use super::Unidentified;
use super::nonnegative::fit_nonnegative;
use super::sums::Sums;
use super::variogram::Differences;
use crate::stats::Moments;

/// Variances that make up a difference over k months within one start month, V(k) = τ² k² + σ_p² k + 2 σ_w².
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Variances {
    /// τ²: between accounts' trends, per month².
    pub trend: f64,
    /// σ_p²: of one account's permanent monthly shocks.
    pub permanent: f64,
    /// σ_w²: of transitory noise.
    pub transitory: f64,
}

/// Weighted least squares on the variogram within start months. Each lag weighs by one over the variance that its V(k) has over the
/// resamples, the same weights for every resample; no variance may be negative.
#[derive(Debug, Clone)]
pub(super) struct Components {
    lags: Vec<usize>,
    weights: Vec<f64>,
}

/// Lags that three unknowns need.
const FEWEST_LAGS: usize = 3;

impl Components {
    /// Lags and weights from the whole panel and its resamples.
    pub(super) fn of(d: &Differences, sums: &Sums, least: u64) -> Result<Self, Unidentified> {
        let lags = d.lags(&sums.whole, least);
        if lags.len() < FEWEST_LAGS {
            return Err(Unidentified::TooFewLags { needed: FEWEST_LAGS as u64, found: lags.len() as u64 });
        }
        let weight = |lag: &usize| {
            let spread: Moments = sums.draws.iter().filter_map(|s| d.within(s, *lag).ok()).collect();
            spread.variance().filter(|v| *v > 0.0).map(|v| 1.0 / v)
        };
        let weights = lags.iter().map(weight).collect::<Option<_>>().ok_or(Unidentified::NoVariation)?;
        Ok(Self { lags, weights })
    }

    /// The variances that fit these sums best.
    pub(super) fn solve(&self, d: &Differences, sums: &[f64]) -> Result<Variances, Unidentified> {
        let (mut features, mut y) = (Vec::new(), Vec::new());
        for (lag, weight) in self.lags.iter().zip(&self.weights) {
            let (k, root) = (*lag as f64, weight.sqrt());
            features.push([root, root * k, root * k * k]);
            y.push(root * d.within(sums, *lag)?);
        }
        let ([noise, permanent, trend], _) = fit_nonnegative(&features, &y);
        Ok(Variances { trend, permanent, transitory: noise / 2.0 })
    }
}
