//! Spans of months: where a metric's window lies for one pay period, and what it is compared with.

use super::{Basis, Window, WindowKind};

/// Consecutive simulated months (burn-in included), both ends in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Span {
    pub(super) fn month(month: usize) -> Self {
        Self { from: month, to: month }
    }

    pub(super) fn len(self) -> usize {
        self.to - self.from + 1
    }

    pub(super) fn months(self) -> std::ops::RangeInclusive<usize> {
        self.from..=self.to
    }

    /// The same span so many months earlier; `None` where the simulated past does not reach that far.
    pub(super) fn back(self, months: usize) -> Option<Self> {
        Some(Self { from: self.from.checked_sub(months)?, to: self.to - months })
    }

    /// Months at which a quarterly survey of this span falls: its last month and every third month before.
    pub(super) fn quarter_ends(self) -> impl Iterator<Item = usize> {
        (0..self.len().div_ceil(3)).rev().map(move |q| self.to - 3 * q)
    }

    /// The months that count as "current" in a retention ratio.
    pub(super) fn current(self, basis: Basis) -> Self {
        match basis {
            Basis::Point => Self::month(self.to),
            Basis::Sum => self,
        }
    }

    /// The months that count as "base": the month before the window, or the equally long window before it.
    pub(super) fn base(self, basis: Basis) -> Option<Self> {
        match basis {
            Basis::Point => self.from.checked_sub(1).map(Self::month),
            Basis::Sum => self.back(self.len()),
        }
    }
}

impl Window {
    /// Where the window of pay period `period` lies; it ends with the period's last month. `None` where a trailing window would
    /// begin before the simulation.
    pub(super) fn span(&self, first_paid: usize, cadence: u16, period: usize) -> Option<Span> {
        let to = first_paid + (period + 1) * usize::from(cadence) - 1;
        let from = match self.kind {
            WindowKind::Trailing => (to + 1).checked_sub(usize::from(self.months.max(1)))?,
            WindowKind::YearToDate => first_paid,
        };
        Some(Span { from, to })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUARTER: Window = Window { months: 3, kind: WindowKind::Trailing, basis: Basis::Point };

    #[test]
    fn trailing_windows_end_with_the_period() {
        assert_eq!(QUARTER.span(12, 3, 0), Some(Span { from: 12, to: 14 }));
        assert_eq!(QUARTER.span(12, 3, 3), Some(Span { from: 21, to: 23 }));
        assert_eq!(QUARTER.span(12, 1, 0), Some(Span { from: 10, to: 12 }), "a monthly payout looks back into the burn-in");
        assert_eq!(QUARTER.span(0, 1, 1), None, "there is no month before the simulation");
        assert_eq!(QUARTER.span(0, 1, 2), Some(Span { from: 0, to: 2 }));
    }

    #[test]
    fn year_to_date_grows() {
        let ytd = Window { kind: WindowKind::YearToDate, ..QUARTER };
        assert_eq!(ytd.span(12, 3, 0), Some(Span { from: 12, to: 14 }));
        assert_eq!(ytd.span(12, 3, 3), Some(Span { from: 12, to: 23 }));
    }

    #[test]
    fn a_point_is_compared_with_the_month_before_and_a_sum_with_the_window_before() {
        let span = Span { from: 12, to: 14 };
        assert_eq!(span.current(Basis::Point), Span { from: 14, to: 14 });
        assert_eq!(span.base(Basis::Point), Some(Span { from: 11, to: 11 }));
        assert_eq!(span.current(Basis::Sum), span);
        assert_eq!(span.base(Basis::Sum), Some(Span { from: 9, to: 11 }));
        let first = Span { from: 0, to: 2 };
        assert_eq!((first.base(Basis::Point), first.base(Basis::Sum)), (None, None));
        assert_eq!(Span { from: 2, to: 4 }.base(Basis::Sum), None);
    }

    #[test]
    fn a_survey_falls_on_the_last_month_of_each_quarter_of_the_window() {
        let months = |from, to| Span { from, to }.quarter_ends().collect::<Vec<_>>();
        assert_eq!(months(12, 14), [14]);
        assert_eq!(months(12, 12), [12]);
        assert_eq!(months(12, 17), [14, 17]);
        assert_eq!(months(0, 3), [0, 3]);
    }
}
