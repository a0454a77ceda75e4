//! How far an account drifts from itself in k months: the permanent part grows with k, the transitory part does not.

use super::Finding;
use super::Unidentified;
use super::account::{Account, Statistic, add_value};
use super::finding::{self, Answer};
use super::sums::Sums;

/// One lag of the variogram.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct VariogramPoint {
    /// Lag k, months.
    pub lag: usize,
    /// Pairs of active months of one account, k apart.
    pub pairs: u64,
    /// Mean of ln r₍ₘ₊ₖ₎ − ln r₍ₘ₎, log points.
    pub mean: Finding,
    /// Variance of it, V(k).
    pub variance: Finding,
}

/// Least squares V(k) = slope × k + intercept over the lags: a random walk adds `slope` a month, noise adds half of `intercept` at
/// either end.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct PermanentTransitory {
    /// Lags used.
    pub lags: usize,
    /// Slope per month.
    pub slope: Finding,
    /// Intercept.
    pub intercept: Finding,
    /// √max(0, slope), log points a month.
    pub sd_permanent: Finding,
    /// √max(0, intercept/2), log points.
    pub sd_transitory: Finding,
}

/// Count, sum and sum of squares of ln r₍ₘ₊ₖ₎ − ln r₍ₘ₎ by lag, then by start month.
#[derive(Debug, Clone, Copy)]
pub(super) struct Differences {
    /// Months of the panel.
    pub months: usize,
    /// Longest lag; less than `months`.
    pub longest: usize,
}

/// Sums per cell.
const CELL: usize = 3;

impl Differences {
    pub(super) fn of(months: usize, longest: usize) -> Self {
        Self { months, longest: longest.min(months.saturating_sub(1)) }
    }

    /// Where the cells of lag `lag` (from 1) start and end.
    fn lag<'s>(&self, sums: &'s [f64], lag: usize) -> &'s [f64] {
        let start = CELL * (1..lag).map(|k| self.months - k).sum::<usize>();
        &sums[start..start + CELL * (self.months - lag)]
    }

    /// Mean of the cell (lag, start month); 0 without pairs.
    pub(super) fn cell_means(&self, sums: &[f64], lag: usize) -> Vec<f64> {
        self.lag(sums, lag).chunks(CELL).map(|c| if c[0] > 0.0 { c[1] / c[0] } else { 0.0 }).collect()
    }

    /// Count, sum and sum of squares at a lag over all start months.
    pub(super) fn pooled(&self, sums: &[f64], lag: usize) -> [f64; CELL] {
        let mut all = [0.0; CELL];
        for cell in self.lag(sums, lag).chunks(CELL) {
            all.iter_mut().zip(cell).for_each(|(a, c)| *a += c);
        }
        all
    }

    /// Variance at a lag within start months, so that what a month does to all accounts is left out: Σ within squares over (pairs −
    /// cells).
    pub(super) fn within(&self, sums: &[f64], lag: usize) -> Answer {
        let (mut squares, mut freedom) = (0.0, 0.0);
        for cell in self.lag(sums, lag).chunks(CELL).filter(|c| c[0] > 1.0) {
            squares += cell[2] - cell[1] * cell[1] / cell[0];
            freedom += cell[0] - 1.0;
        }
        if freedom < 1.0 { Err(Unidentified::TooFewValues { needed: 2, found: 0 }) } else { Ok(squares / freedom) }
    }

    /// Lags with at least `least` pairs.
    pub(super) fn lags(&self, sums: &[f64], least: u64) -> Vec<usize> {
        (1..=self.longest).filter(|k| self.pooled(sums, *k)[0] >= least.max(2) as f64).collect()
    }
}

impl Statistic for Differences {
    fn width(&self) -> usize {
        CELL * (1..=self.longest).map(|k| self.months - k).sum::<usize>()
    }

    fn add(&self, account: &Account<'_>, sums: &mut [f64]) {
        let mut rest = sums;
        for lag in 1..=self.longest {
            let (cells, later) = rest.split_at_mut(CELL * (self.months - lag));
            for ((early, late), cell) in account.ln.iter().zip(&account.ln[lag..]).zip(cells.chunks_mut(CELL)) {
                let change = late - early;
                if !change.is_nan() {
                    add_value(cell, change);
                }
            }
            rest = later;
        }
    }
}

/// The variogram at lags with enough pairs, and the line through it. Resamples keep the lags of the whole panel.
pub(super) fn variogram(d: &Differences, sums: &Sums, least: u64) -> (Vec<VariogramPoint>, PermanentTransitory) {
    let lags = d.lags(&sums.whole, least);
    let points = lags
        .iter()
        .map(|&lag| {
            let [mean, variance] = sums.find(|s| {
                let [n, sum, squares] = d.pooled(s, lag);
                [finding::mean(n, sum), finding::variance(n, sum, squares)]
            });
            VariogramPoint { lag, pairs: d.pooled(&sums.whole, lag)[0] as u64, mean, variance }
        })
        .collect();
    let [slope, intercept, sd_permanent, sd_transitory] = sums.find(|s| match line(d, s, &lags) {
        Ok([slope, intercept]) => [Ok(slope), Ok(intercept), Ok(slope.max(0.0).sqrt()), Ok((intercept / 2.0).max(0.0).sqrt())],
        Err(reason) => [Err(reason); 4],
    });
    (points, PermanentTransitory { lags: lags.len(), slope, intercept, sd_permanent, sd_transitory })
}

fn line(d: &Differences, sums: &[f64], lags: &[usize]) -> Result<[f64; 2], Unidentified> {
    if lags.len() < 2 {
        return Err(Unidentified::TooFewLags { needed: 2, found: lags.len() as u64 });
    }
    let n = lags.len() as f64;
    let middle = lags.iter().sum::<usize>() as f64 / n;
    let (mut across, mut along, mut sum) = (0.0, 0.0, 0.0);
    for &lag in lags {
        let [count, total, squares] = d.pooled(sums, lag);
        let v = finding::variance(count, total, squares)?;
        across += (lag as f64 - middle) * v;
        along += (lag as f64 - middle).powi(2);
        sum += v;
    }
    let slope = across / along;
    Ok([slope, sum / n - slope * middle])
}
