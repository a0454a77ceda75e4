//! What readings see where somebody helps them along: logins arranged for the day of the reading, scores begged for.
//!
//! A game of the person who holds the account in a month shifts what that month's readings show, never what customers are: the value
//! score stays, and so do results achieved (model sections 4.1 and 4.5).

use super::holding::Holdings;
use crate::dynamics::Panel;

/// Value score by which full inflation raises readings of use, \[logit\] (model section 4.5).
const INFLATION: f32 = 0.5;

/// Shifted readings of a panel, by month and account; nothing is kept where nobody plays.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// Value score as use shows it.
    use_value: Option<Vec<f32>>,
    /// Begging for scores that the account meets.
    begging: Option<Vec<f32>>,
}

/// Value score as use shows it, where it is inflated so far.
pub(super) fn inflated(value: f32, inflation: f32) -> f32 {
    value + INFLATION * inflation
}

impl Shown {
    pub(super) fn of(panel: &Panel) -> Self {
        let use_value = by_account(panel, &panel.inflation).map(|mut shift| {
            shift.iter_mut().zip(&panel.value).for_each(|(x, value)| *x = inflated(*value, *x));
            shift
        });
        Self { use_value, begging: by_account(panel, &panel.begging) }
    }

    /// Value scores of all accounts at the end of `month` as their use shows them; NaN where an account is not there.
    pub(super) fn use_value<'a>(&'a self, panel: &'a Panel, month: usize) -> &'a [f32] {
        let column = self.use_value.as_ref().unwrap_or(&panel.value);
        &column[month * panel.accounts..(month + 1) * panel.accounts]
    }

    /// Begging that `account` meets in `month`, 0 to 1.
    pub(super) fn begging(&self, panel: &Panel, account: usize, month: usize) -> f64 {
        self.begging.as_ref().map_or(0.0, |column| f64::from(column[month * panel.accounts + account]))
    }
}

/// A column of months × seats seen from the accounts, by who holds them in each month; `None` where it is 0 throughout or empty.
fn by_account(panel: &Panel, column: &[f32]) -> Option<Vec<f32>> {
    if column.iter().all(|&x| x == 0.0) {
        return None;
    }
    let mut holdings = Holdings::new(panel);
    let mut spread = Vec::with_capacity(panel.months * panel.accounts);
    for (month, seats) in column.chunks(panel.seats).enumerate() {
        spread.extend(holdings.advance(month).iter().map(|holding| seats[usize::from(holding.seat)]));
    }
    Some(spread)
}

#[cfg(test)]
mod tests {
    use super::super::hand_made::{account, panel};
    use super::*;

    #[test]
    fn a_shift_follows_the_account_to_whoever_holds_it() {
        let mut panel = panel(0, 3, 2).with(vec![account(0, &[1.0]).value(&[1.0]), account(1, &[1.0]).left(2)]).moved(&[(0, 1, 1)]);
        let none = Shown::of(&panel);
        assert!(none.use_value.is_none() && none.begging.is_none());
        assert_eq!((none.use_value(&panel, 1), none.begging(&panel, 0, 1)), ([1.0, 0.0].as_slice(), 0.0));
        panel.inflation = vec![0.0, 0.0, 0.5, 1.0, 0.0, 1.0];
        panel.begging = vec![1.0, 0.0, 0.0, 0.25, 0.0, 0.0];
        let shown = Shown::of(&panel);
        assert_eq!(shown.use_value(&panel, 0), [1.0, 0.0]);
        assert_eq!(shown.use_value(&panel, 1), [1.5, 0.5], "both are seat 1's by then");
        assert!(shown.use_value(&panel, 2)[1].is_nan(), "it has left");
        assert_eq!([0, 1, 2].map(|month| shown.begging(&panel, 0, month)), [1.0, 0.25, 0.0]);
        let history = panel.without_customers_life();
        assert!(Shown::of(&history).use_value.is_none());
    }
}
