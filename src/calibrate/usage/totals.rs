//! The whole book by month.

use super::Finding;
use super::Unidentified;
use super::account::{Account, Statistic};
use super::finding::{Answer, mean, sd};
use super::sums::Sums;

/// Revenue and active accounts by month.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct MonthlyTotals {
    /// Revenue, \[$\].
    pub revenue: Vec<f64>,
    /// Active accounts.
    pub active: Vec<u64>,
    /// Mean of ln(totalₘ / totalₘ₋₁), log points a month.
    pub growth_mean: Finding,
    /// Standard deviation of it over months.
    pub growth_sd: Finding,
}

/// Sums by month: revenue, active accounts.
#[derive(Debug, Clone, Copy)]
pub(super) struct ByMonth {
    /// Months of the panel.
    pub months: usize,
}

impl Statistic for ByMonth {
    fn width(&self) -> usize {
        2 * self.months
    }

    fn add(&self, account: &Account<'_>, sums: &mut [f64]) {
        for (revenue, sums) in account.revenue.iter().zip(sums.chunks_mut(2)) {
            sums[0] += revenue;
            sums[1] += f64::from(u8::from(*revenue > 0.0));
        }
    }
}

/// From [`ByMonth`].
pub(super) fn monthly_totals(sums: &Sums) -> MonthlyTotals {
    let [growth_mean, growth_sd] = sums.find(|s| {
        let totals: Vec<f64> = s.chunks(2).map(|m| m[0]).collect();
        if totals.iter().any(|t| *t <= 0.0) {
            return [Err(Unidentified::NothingToDivideBy); 2];
        }
        let growth: Vec<f64> = totals.windows(2).map(|t| (t[1] / t[0]).ln()).collect();
        let (n, sum, squares) = (growth.len() as f64, growth.iter().sum(), growth.iter().map(|g| g * g).sum());
        [mean(n, sum), sd(n, sum, squares)] as [Answer; 2]
    });
    let column = |i: usize| sums.whole.chunks(2).map(move |m| m[i]);
    MonthlyTotals { revenue: column(0).collect(), active: column(1).map(|n| n as u64).collect(), growth_mean, growth_sd }
}
