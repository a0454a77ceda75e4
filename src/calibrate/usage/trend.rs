//! Each account's own trend, and how much trends differ beyond their errors.

use super::Finding;
use super::account::{Account, Statistic};
use super::finding::{mean, sd, variance};
use super::sums::Sums;

/// Least-squares slopes of ln revenue on the month, one per account with enough active months.
///
/// `between_sd` = √max(0, Var(slopes) − mean se²) takes errors around the lines to be independent by month. Where the level itself
/// wanders, slopes differ more than that even if all accounts have one trend: the between-account sd that simulations need is that of
/// [`Parameters`](super::Parameters), which separates the two.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct AccountTrend {
    /// Active months that an account needs.
    pub least_months: usize,
    /// Accounts that have them.
    pub accounts: u64,
    /// Mean slope, log points a month.
    pub mean_slope: Finding,
    /// Standard deviation of slopes, log points a month.
    pub sd_slope: Finding,
    /// Mean squared standard error of the slopes.
    pub mean_squared_error: Finding,
    /// Standard deviation of trends beyond their errors, log points a month.
    pub between_sd: Finding,
}

/// Sums: accounts, Σ slope, Σ slope², Σ se².
#[derive(Debug, Clone, Copy)]
pub(super) struct Slopes {
    /// Active months that an account needs, at least 3.
    pub least_months: usize,
}

impl Statistic for Slopes {
    fn width(&self) -> usize {
        4
    }

    fn add(&self, account: &Account<'_>, sums: &mut [f64]) {
        let (mut n, mut t, mut x) = (0.0, 0.0, 0.0);
        for (month, value) in account.active() {
            n += 1.0;
            t += month as f64;
            x += value;
        }
        if n < self.least_months.max(3) as f64 {
            return;
        }
        let (t, x) = (t / n, x / n);
        let (mut tt, mut tx, mut xx) = (0.0, 0.0, 0.0);
        for (month, value) in account.active() {
            let (dt, dx) = (month as f64 - t, value - x);
            tt += dt * dt;
            tx += dt * dx;
            xx += dx * dx;
        }
        let slope = tx / tt;
        let error = (xx - slope * tx).max(0.0) / (n - 2.0) / tt;
        sums.iter_mut().zip([1.0, slope, slope * slope, error]).for_each(|(s, v)| *s += v);
    }
}

/// From [`Slopes`].
pub(super) fn account_trend(slopes: &Slopes, sums: &Sums) -> AccountTrend {
    let [mean_slope, sd_slope, mean_squared_error, between_sd] = sums.find(|s| {
        let between = variance(s[0], s[1], s[2]).and_then(|v| Ok((v - mean(s[0], s[3])?).max(0.0).sqrt()));
        [mean(s[0], s[1]), sd(s[0], s[1], s[2]), mean(s[0], s[3]), between]
    });
    AccountTrend { least_months: slopes.least_months, accounts: sums.whole[0] as u64, mean_slope, sd_slope, mean_squared_error, between_sd }
}
