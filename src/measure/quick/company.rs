//! The company as a whole, off two months' revenue and the months' totals.

use crate::lanes::{Lanes, Work};

/// Revenue of a month over all accounts: what the company's totals are made of.
pub struct MonthTotal<'a> {
    /// Revenue, `rows × lanes`.
    pub revenue: &'a [f32],
    /// Sums by lane.
    pub sums: &'a mut [f64],
}

impl Work for MonthTotal<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let mut sums = l.doubles(self.sums);
        for &revenue in l.vectors(self.revenue) {
            sums = l.add_doubles(sums, l.widen(revenue, 1.0));
        }
        l.put_doubles(sums, self.sums);
    }
}

/// The company's start and end: revenue then, now of those who were there then, and of that at most what they had then.
pub struct StartAndEnd<'a> {
    /// Revenue at the start, `rows × lanes`.
    pub then: &'a [f32],
    /// Revenue at the end.
    pub now: &'a [f32],
    /// The three sums, by lane.
    pub sums: [&'a mut [f64]; 3],
}

impl Work for StartAndEnd<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let [base, current, kept] = self.sums;
        for (&then, &now) in l.vectors(self.then).iter().zip(l.vectors(self.now)) {
            l.accumulate(then, 1.0, base);
            l.accumulate(l.keep(l.less(l.splat(0.0), then), now), 1.0, current);
            l.accumulate(l.min(now, then), 1.0, kept);
        }
    }
}
