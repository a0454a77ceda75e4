//! How much of the revenue, and how many of the accounts, are still there h months on.

use super::Finding;
use super::account::{Account, Statistic};
use super::finding::ratio;
use super::sums::Sums;

/// Retention over `horizon` months, pooled over all start months: of accounts active in month m,
/// NRR = Σ r₍ₘ₊ₕ₎ / Σ rₘ, GRR = Σ min(rₘ, r₍ₘ₊ₕ₎) / Σ rₘ, logo = share active in m + h.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct RetentionAt {
    /// Horizon h, months.
    pub horizon: usize,
    /// Account-months that it is measured from.
    pub account_months: u64,
    /// Net revenue retention.
    pub nrr: Finding,
    /// Gross revenue retention.
    pub grr: Finding,
    /// Logo retention.
    pub logo: Finding,
}

/// Sums per horizon: account-months, Σ before, Σ after, Σ min, still active.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    /// Horizons, each less than the months of the panel.
    pub horizons: Vec<usize>,
}

const PER_HORIZON: usize = 5;

impl Statistic for Kept {
    fn width(&self) -> usize {
        PER_HORIZON * self.horizons.len()
    }

    fn add(&self, account: &Account<'_>, sums: &mut [f64]) {
        for (horizon, sums) in self.horizons.iter().zip(sums.chunks_mut(PER_HORIZON)) {
            for (before, after) in account.revenue.iter().zip(&account.revenue[*horizon..]) {
                if *before > 0.0 {
                    let kept = f64::from(u8::from(*after > 0.0));
                    sums.iter_mut().zip([1.0, *before, *after, before.min(*after), kept]).for_each(|(s, v)| *s += v);
                }
            }
        }
    }
}

/// From [`Kept`].
pub(super) fn retention(kept: &Kept, sums: &Sums) -> Vec<RetentionAt> {
    kept.horizons
        .iter()
        .enumerate()
        .map(|(i, horizon)| {
            let start = PER_HORIZON * i;
            let [nrr, grr, logo] = sums.find(|s| {
                let s = &s[start..];
                [ratio(s[2], s[1]), ratio(s[3], s[1]), ratio(s[4], s[0])]
            });
            RetentionAt { horizon: *horizon, account_months: sums.whole[start] as u64, nrr, grr, logo }
        })
        .collect()
}
