//! One account's months as the statistics see them, and what a statistic is.

/// The months of one account.
#[derive(Debug, Clone, Copy)]
pub(super) struct Account<'a> {
    /// Revenue by month, \[$\]; 0 where inactive.
    pub revenue: &'a [f64],
    /// ln revenue by month; NaN where inactive.
    pub ln: &'a [f64],
}

impl<'a> Account<'a> {
    /// Months with revenue, and its logarithm.
    pub(super) fn active(&self) -> impl Iterator<Item = (usize, f64)> + Clone + 'a {
        self.ln.iter().copied().enumerate().filter(|(_, x)| !x.is_nan())
    }

    /// Log growth into `month` from the one before, where both are active.
    #[inline]
    pub(super) fn growth(&self, month: usize) -> Option<f64> {
        let g = self.ln[month] - self.ln[month - 1];
        (!g.is_nan()).then_some(g)
    }
}

/// Something that is a function of sums over accounts. Each account adds its share to the sums; all answers, for the whole panel or for
/// a resample, are read from them.
pub(super) trait Statistic: Sync {
    /// How many sums.
    fn width(&self) -> usize;
    /// Adds one account's share to the `width` sums.
    fn add(&self, account: &Account<'_>, sums: &mut [f64]);
}

/// Adds one value to a count, sum and sum of squares.
#[inline]
pub(super) fn add_value(sums: &mut [f64], x: f64) {
    sums[0] += 1.0;
    sums[1] += x;
    sums[2] += x * x;
}
