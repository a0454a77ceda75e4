//! Quantiles of growth, and their errors without keeping growth by resample.

use rayon::prelude::*;

use super::Finding;
use super::Unidentified;
use super::account::{Account, Statistic};
use super::finding::Answer;
use super::sums::Sums;
use crate::cohort::History;

/// All log growth ln(rₘ/rₘ₋₁) of accounts active in both months, sorted.
#[derive(Debug)]
pub(super) struct SortedGrowth(Vec<f64>);

impl SortedGrowth {
    pub(super) fn of(history: &History, accounts: &[u32]) -> Self {
        let pairs = |account: &u32| {
            let months = history.of(*account as usize).windows(2);
            months.filter(|m| m[0] > 0.0 && m[1] > 0.0).map(|m| libm::log(m[1]) - libm::log(m[0]))
        };
        let mut growth: Vec<f64> = accounts.par_iter().flat_map_iter(pairs).collect();
        growth.par_sort_unstable_by(f64::total_cmp);
        Self(growth)
    }

    /// Those from `low` to `high`, both included.
    fn within(&self, low: f64, high: f64) -> &[f64] {
        let (from, to) = (self.0.partition_point(|g| *g < low), self.0.partition_point(|g| *g <= high));
        &self.0[from.min(to)..to]
    }
}

/// How growth g is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Shown {
    /// g.
    LogGrowth,
    /// exp g − 1.
    Gain,
    /// 1 − exp g.
    Loss,
}

/// A quantile of growth within bounds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quantile {
    /// Least growth that counts, log points.
    pub low: f64,
    /// Largest growth that counts, log points.
    pub high: f64,
    /// Probability.
    pub p: f64,
    /// How it is shown.
    pub shown: Shown,
}

impl Quantile {
    /// Linear between order statistics, as numpy's default.
    fn at(&self, sorted: &[f64], p: f64) -> Answer {
        let show = |g: f64| match self.shown {
            Shown::LogGrowth => g,
            Shown::Gain => libm::exp(g) - 1.0,
            Shown::Loss => 1.0 - libm::exp(g),
        };
        let last = sorted.len().checked_sub(1).ok_or(Unidentified::TooFewValues { needed: 1, found: 0 })?;
        let position = p.clamp(0.0, 1.0) * last as f64;
        let below = position.floor();
        let (a, b) = (show(sorted[below as usize]), show(sorted[(below as usize + 1).min(last)]));
        Ok(a + (position - below) * (b - a))
    }
}

/// Per quantile: values within bounds, and those of them up to the quantile of the whole panel.
///
/// A resample's quantile is read from the whole panel's order statistics at p − (F* − F), where F* is the resample's share of values up to
/// the panel's quantile and F the panel's own (Bahadur's representation, inverted as by Woodruff 1952).
#[derive(Debug)]
pub(super) struct Cuts<'r> {
    growth: &'r SortedGrowth,
    quantiles: Vec<Quantile>,
    at: Vec<f64>,
}

impl<'r> Cuts<'r> {
    pub(super) fn of(growth: &'r SortedGrowth, quantiles: Vec<Quantile>) -> Self {
        let plain = |q: &Quantile| {
            let within = growth.within(q.low, q.high);
            let upto = (q.p * within.len().saturating_sub(1) as f64).floor() as usize;
            within.get(upto).copied().unwrap_or(0.0)
        };
        let at = quantiles.iter().map(plain).collect();
        Self { growth, quantiles, at }
    }

    /// All quantiles, in the order given.
    pub(super) fn find(&self, sums: &Sums) -> Vec<Finding> {
        let share = |s: &[f64], i: usize| if s[2 * i] > 0.0 { Some(s[2 * i + 1] / s[2 * i]) } else { None };
        let each = self.quantiles.iter().enumerate().map(|(i, q)| {
            let within = self.growth.within(q.low, q.high);
            let whole = share(&sums.whole, i);
            let draw = |s: &Vec<f64>| match whole.zip(share(s, i)) {
                Some((whole, now)) => q.at(within, q.p - (now - whole)),
                None => Err(Unidentified::TooFewValues { needed: 1, found: 0 }),
            };
            Finding::of(q.at(within, q.p), sums.draws.iter().map(draw))
        });
        each.collect()
    }
}

impl Statistic for Cuts<'_> {
    fn width(&self) -> usize {
        2 * self.quantiles.len()
    }

    fn add(&self, account: &Account<'_>, sums: &mut [f64]) {
        for g in (1..account.ln.len()).filter_map(|month| account.growth(month)) {
            for ((q, at), sums) in self.quantiles.iter().zip(&self.at).zip(sums.chunks_mut(2)) {
                if g >= q.low && g <= q.high {
                    sums[0] += 1.0;
                    sums[1] += f64::from(u8::from(g <= *at));
                }
            }
        }
    }
}
