//! Log growth by month: what most growth numbers are read from.

use super::account::{Account, Statistic, add_value};

/// Sums by month of growth: pairs, Σ g, Σ g², Σ revenue before, Σ revenue after.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cells {
    /// Months of the panel.
    pub months: usize,
}

/// Sums per month.
pub(super) const PER_MONTH: usize = 5;

impl Statistic for Cells {
    fn width(&self) -> usize {
        PER_MONTH * self.months.saturating_sub(1)
    }

    fn add(&self, account: &Account<'_>, sums: &mut [f64]) {
        for (month, cell) in (1..self.months).zip(sums.chunks_mut(PER_MONTH)) {
            if let Some(g) = account.growth(month) {
                add_value(cell, g);
                cell[3] += account.revenue[month - 1];
                cell[4] += account.revenue[month];
            }
        }
    }
}

/// Sum over months.
pub(super) fn total(sums: &[f64]) -> [f64; PER_MONTH] {
    let mut total = [0.0; PER_MONTH];
    for cell in sums.chunks(PER_MONTH) {
        total.iter_mut().zip(cell).for_each(|(t, c)| *t += c);
    }
    total
}
