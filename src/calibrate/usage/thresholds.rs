//! Months in which an account grew or shrank by more than a threshold: what a plan that counts expansions would count.

use super::Finding;
use super::account::{Account, Statistic};
use super::finding::{mean, ratio, sd_ml};
use super::quantiles::{Quantile, Shown};
use super::sums::Sums;

/// Threshold events of one direction. With ratio = rₘ/rₘ₋₁: an expansion has ratio ≥ 1 + x and size ratio − 1; a contraction has
/// ratio ≤ 1 − x and size 1 − ratio. Ratios are compared as logarithms, so that a change of exactly x may fall on either side by
/// rounding. The lognormal law of sizes is the maximum-likelihood one (dividing by n).
///
/// In usage data most of these events are noise around a level: rates up and down are about the same. What is left without it is in
/// [`Jumps`](super::Jumps).
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct ThresholdEvents {
    /// Threshold x, a share.
    pub threshold: f64,
    /// Events.
    pub events: u64,
    /// Events per pair of active months.
    pub frequency: Finding,
    /// Mean of ln size.
    pub ln_size_mean: Finding,
    /// Standard deviation of ln size.
    pub ln_size_sd: Finding,
    /// Median size, a share.
    pub median_size: Finding,
    /// Mean of ln ratio.
    pub ln_ratio_mean: Finding,
    /// Standard deviation of ln ratio.
    pub ln_ratio_sd: Finding,
}

/// Sums: pairs, then per threshold up and down: events, Σ ln size, Σ (ln size)², Σ ln ratio, Σ (ln ratio)².
#[derive(Debug, Clone)]
pub(super) struct Counted<'s> {
    /// Thresholds x.
    pub thresholds: &'s [f64],
}

const EVENT: usize = 5;

impl Statistic for Counted<'_> {
    fn width(&self) -> usize {
        1 + 2 * EVENT * self.thresholds.len()
    }

    fn add(&self, account: &Account<'_>, sums: &mut [f64]) {
        for g in (1..account.ln.len()).filter_map(|month| account.growth(month)) {
            sums[0] += 1.0;
            for (x, sums) in self.thresholds.iter().zip(sums[1..].chunks_mut(2 * EVENT)) {
                let (sums, size) = if g >= libm::log1p(*x) {
                    (&mut sums[..EVENT], libm::exp(g) - 1.0)
                } else if g <= libm::log1p(-x) {
                    (&mut sums[EVENT..], 1.0 - libm::exp(g))
                } else {
                    continue;
                };
                let size = libm::log(size);
                sums.iter_mut().zip([1.0, size, size * size, g, g * g]).for_each(|(s, v)| *s += v);
            }
        }
    }
}

impl Counted<'_> {
    /// Medians that [`threshold_events`] needs: per threshold, of expansions and of contractions.
    pub(super) fn medians(&self) -> impl Iterator<Item = Quantile> {
        self.thresholds.iter().flat_map(|x| {
            let up = Quantile { low: libm::log1p(*x), high: f64::INFINITY, p: 0.5, shown: Shown::Gain };
            [up, Quantile { low: f64::NEG_INFINITY, high: libm::log1p(-x), p: 0.5, shown: Shown::Loss }]
        })
    }
}

/// Expansions and contractions by threshold, from [`Counted`] and its medians.
pub(super) fn threshold_events(counted: &Counted<'_>, sums: &Sums, medians: &[Finding]) -> (Vec<ThresholdEvents>, Vec<ThresholdEvents>) {
    let direction = |down: usize| {
        let each = counted.thresholds.iter().enumerate().map(|(i, threshold)| {
            let start = 1 + EVENT * (2 * i + down);
            let [frequency, ln_size_mean, ln_size_sd, ln_ratio_mean, ln_ratio_sd] = sums.find(|s| {
                let e = &s[start..start + EVENT];
                [ratio(e[0], s[0]), mean(e[0], e[1]), sd_ml(e[0], e[1], e[2]), mean(e[0], e[3]), sd_ml(e[0], e[3], e[4])]
            });
            let (events, median_size) = (sums.whole[start] as u64, medians[2 * i + down]);
            ThresholdEvents { threshold: *threshold, events, frequency, ln_size_mean, ln_size_sd, median_size, ln_ratio_mean, ln_ratio_sd }
        });
        each.collect()
    };
    (direction(0), direction(1))
}
