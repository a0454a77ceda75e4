//! How large accounts are.

use super::Finding;
use super::account::{Account, Statistic, add_value};
use super::concentration::Concentration;
use super::finding::{mean, sd};
use super::sums::Sums;

/// Size of accounts over the panel. An account's size is its mean revenue over its active months.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct AccountSize {
    /// Mean of ln size.
    pub ln_mean: Finding,
    /// Standard deviation of ln size between accounts, dividing by n − 1.
    pub ln_sd: Finding,
    /// Median size, \[$/month\].
    pub median: Finding,
    /// Gini's coefficient of the accounts' total revenue, of these accounts as a population.
    pub gini_total: Finding,
    /// Share of the total revenue that the largest tenth of accounts brings (their number rounded up).
    pub top_tenth_share: Finding,
}

/// Sums: accounts, Σ ln size, Σ (ln size)²; accounts, Σ ln r, Σ (ln r)² of each account's first active month.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes;

impl Statistic for Sizes {
    fn width(&self) -> usize {
        6
    }

    fn add(&self, account: &Account<'_>, sums: &mut [f64]) {
        if let Some((_, first)) = account.active().next() {
            let size = account.revenue.iter().sum::<f64>() / account.active().count() as f64;
            add_value(sums, libm::log(size));
            add_value(&mut sums[3..], first);
        }
    }
}

/// From [`Sizes`] and what resampled accounts say of concentration.
pub(super) fn account_size(sums: &Sums, concentration: Concentration) -> AccountSize {
    let [ln_mean, ln_sd] = sums.find(|s| [mean(s[0], s[1]), sd(s[0], s[1], s[2])]);
    let Concentration { median, gini_total, top_tenth_share } = concentration;
    AccountSize { ln_mean, ln_sd, median, gini_total, top_tenth_share }
}
