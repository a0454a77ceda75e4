//! A metric before its period is over: the same thing over the part of the window that has passed.

use super::{Metric, Scope, WindowKind};

impl Metric {
    /// The metric as it stands when `left` of the `cadence` months of a pay period are still to come: its window is shorter by
    /// that much, so that it starts where the period's own window starts. `None` where nothing of the window has passed.
    #[must_use]
    pub fn so_far(&self, left: u16) -> Option<Self> {
        let mut so_far = self.clone();
        if so_far.window.kind == WindowKind::Trailing {
            so_far.window.months = so_far.window.months.checked_sub(left).filter(|&months| months > 0)?;
        }
        Some(so_far)
    }

    /// The same metric of one's own book.
    #[must_use]
    pub fn individual(&self) -> Self {
        Self { scope: Scope::Individual, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{AccountRules, Basis, Measure, Window};
    use super::*;

    #[test]
    fn the_window_starts_where_it_would_and_ends_earlier() {
        let window = Window { months: 3, kind: WindowKind::Trailing, basis: Basis::Point };
        let quarter =
            Metric { measures: vec![Measure::Nrr], window, scope: Scope::Team, accounts: AccountRules::default(), baseline: None };
        // one month into the quarter that begins with month 12, two months into it, and its end
        for (left, to) in [(2, 12), (1, 13), (0, 14)] {
            let so_far = quarter.so_far(left).unwrap();
            let span = so_far.window.span(12, 3 - left, 0).unwrap();
            assert_eq!((span.from, span.to), (12, to));
        }
        assert_eq!(quarter.so_far(3), None);
        let to_date = Metric { window: Window { kind: WindowKind::YearToDate, ..window }, ..quarter.clone() };
        assert_eq!(to_date.so_far(2), Some(to_date.clone()));
        assert_eq!(quarter.individual().scope, Scope::Individual);
    }
}
