//! Whether growth comes back: correlation of an account's log growth with its own one and two months before.

use super::Finding;
use super::Unidentified;
use super::account::{Account, Statistic};
use super::cells;
use super::finding::Answer;
use super::sums::Sums;

/// Pearson's correlation over pairs (g₍ₘ₋ₕ₎, gₘ) of one account, pooled over accounts and months.
///
/// Noise around a level gives −0.5 at lag 1 and 0 at lag 2; a random walk gives 0 at both.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Autocorrelation {
    /// Pairs at lag 1.
    pub lag1_pairs: u64,
    /// At lag 1.
    pub lag1: Finding,
    /// At lag 1, after the mean of each month was taken from growth.
    pub lag1_month_demeaned: Finding,
    /// Pairs at lag 2.
    pub lag2_pairs: u64,
    /// At lag 2.
    pub lag2: Finding,
}

/// Sums of pairs: n, Σx, Σy, Σx², Σy², Σxy.
const PAIR: usize = 6;

/// Sums by month at lag 1, then pooled at lag 2.
#[derive(Debug, Clone, Copy)]
pub(super) struct LaggedPairs {
    /// Months of the panel.
    pub months: usize,
}

impl LaggedPairs {
    fn lag1(&self) -> usize {
        PAIR * self.months.saturating_sub(2)
    }
}

impl Statistic for LaggedPairs {
    fn width(&self) -> usize {
        self.lag1() + PAIR
    }

    fn add(&self, account: &Account<'_>, sums: &mut [f64]) {
        let (lag1, lag2) = sums.split_at_mut(self.lag1());
        for month in 2..self.months {
            let Some(y) = account.growth(month) else { continue };
            if let Some(x) = account.growth(month - 1) {
                add_pair(&mut lag1[PAIR * (month - 2)..], x, y);
            }
            if month > 2
                && let Some(x) = account.growth(month - 2)
            {
                add_pair(lag2, x, y);
            }
        }
    }
}

fn add_pair(sums: &mut [f64], x: f64, y: f64) {
    sums.iter_mut().zip([1.0, x, y, x * x, y * y, x * y]).for_each(|(s, v)| *s += v);
}

fn pearson(p: &[f64]) -> Answer {
    if p[0] < 3.0 {
        return Err(Unidentified::TooFewValues { needed: 3, found: p[0] as u64 });
    }
    let (xx, yy, xy) = (p[3] - p[1] * p[1] / p[0], p[4] - p[2] * p[2] / p[0], p[5] - p[1] * p[2] / p[0]);
    if xx > 0.0 && yy > 0.0 { Ok(xy / (xx * yy).sqrt()) } else { Err(Unidentified::NoVariation) }
}

/// Sums of pairs over months, after `centre[m]` was taken from every growth into month m + 1.
fn pool(by_month: &[f64], centre: &[f64]) -> [f64; PAIR] {
    let mut pooled = [0.0; PAIR];
    for (p, c) in by_month.chunks(PAIR).zip(centre.windows(2)) {
        let (n, a, b) = (p[0], c[0], c[1]);
        let moved = [
            n,
            p[1] - n * a,
            p[2] - n * b,
            p[3] - 2.0 * a * p[1] + n * a * a,
            p[4] - 2.0 * b * p[2] + n * b * b,
            p[5] - b * p[1] - a * p[2] + n * a * b,
        ];
        pooled.iter_mut().zip(moved).for_each(|(s, v)| *s += v);
    }
    pooled
}

/// From [`LaggedPairs`] and [`Cells`](super::cells::Cells) of the same panel.
pub(super) fn autocorrelation(statistic: &LaggedPairs, pairs: &Sums, cells: &Sums) -> Autocorrelation {
    let read = |p: &[f64], c: &[f64]| {
        let (lag1, lag2) = p.split_at(statistic.lag1());
        let means: Vec<f64> = c.chunks(cells::PER_MONTH).map(|c| if c[0] > 0.0 { c[1] / c[0] } else { 0.0 }).collect();
        let raw = pool(lag1, &vec![0.0; means.len()]);
        ([pearson(&raw), pearson(&pool(lag1, &means)), pearson(lag2)], [raw[0] as u64, lag2[0] as u64])
    };
    let (whole, [lag1_pairs, lag2_pairs]) = read(&pairs.whole, &cells.whole);
    let draws: Vec<[Answer; 3]> = pairs.draws.iter().zip(&cells.draws).map(|(p, c)| read(p, c).0).collect();
    let [lag1, lag1_month_demeaned, lag2] = std::array::from_fn(|i| Finding::of(whole[i], draws.iter().map(|d| d[i])));
    Autocorrelation { lag1_pairs, lag1, lag1_month_demeaned, lag2_pairs, lag2 }
}
