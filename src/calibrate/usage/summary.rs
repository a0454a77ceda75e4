//! Log growth as it stands in the panel.

use super::Finding;
use super::cells;
use super::finding::{mean, ratio, sd};
use super::quantiles::{Quantile, Shown};
use super::sums::Sums;

/// Moments and quantiles of g = ln(rₘ/rₘ₋₁) over all pairs of active months.
///
/// `sd` is mostly noise around a level: a random walk with it would explode (see [`Parameters`](super::Parameters)).
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct GrowthSummary {
    /// Pairs of active months of one account.
    pub pairs: u64,
    /// Mean, log points.
    pub mean: Finding,
    /// Standard deviation, dividing by n − 1.
    pub sd: Finding,
    /// Median.
    pub median: Finding,
    /// 5 % quantile (linear between order statistics, as are the others).
    pub q05: Finding,
    /// 25 % quantile.
    pub q25: Finding,
    /// 75 % quantile.
    pub q75: Finding,
    /// 95 % quantile.
    pub q95: Finding,
    /// Mean relative growth weighted by revenue before: Σ rₘ / Σ rₘ₋₁ − 1 over all pairs, a share.
    pub revenue_weighted_mean: Finding,
}

/// Quantiles that [`growth_summary`] needs.
pub(super) const QUANTILES: [Quantile; 5] = [quantile(0.5), quantile(0.05), quantile(0.25), quantile(0.75), quantile(0.95)];

const fn quantile(p: f64) -> Quantile {
    Quantile { low: f64::NEG_INFINITY, high: f64::INFINITY, p, shown: Shown::LogGrowth }
}

/// From [`Cells`](super::cells::Cells) and the [`QUANTILES`], in their order.
pub(super) fn growth_summary(sums: &Sums, [median, q05, q25, q75, q95]: [Finding; 5]) -> GrowthSummary {
    let [mean, sd, revenue_weighted_mean] = sums.find(|s| {
        let [n, sum, squares, before, after] = cells::total(s);
        [mean(n, sum), sd(n, sum, squares), ratio(after, before).map(|r| r - 1.0)]
    });
    let pairs = cells::total(&sums.whole)[0] as u64;
    GrowthSummary { pairs, mean, sd, median, q05, q25, q75, q95, revenue_weighted_mean }
}
