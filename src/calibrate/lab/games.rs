//! What could be done to a book's revenue: games that move it, and a gain that lasts.
//!
//! Each changes the months of a panel and says how much it moved, \[$ a year\] (months' dollars · 12 ÷ months), so that what a
//! rule then finds can be set against it. Only customers who are there can be invoiced.

use super::calendar::QUARTER;
use crate::dynamics::Panel;

/// Invoices the share `moved` of the quarter that begins in month `start` three months late.
pub(super) fn shift(panel: &mut Panel, start: usize, moved: f64) -> f64 {
    let mut dollars = 0.0;
    for month in start..start + QUARTER {
        for account in 0..panel.accounts {
            if panel.alive(account, month) && panel.alive(account, month + QUARTER) {
                let late = (f64::from(panel.revenue[month * panel.accounts + account]) * moved) as f32;
                panel.revenue[month * panel.accounts + account] -= late;
                panel.revenue[(month + QUARTER) * panel.accounts + account] += late;
                dollars += f64::from(late);
            }
        }
    }
    dollars * 12.0 / QUARTER as f64
}

/// Keeps back the share `moved` of the months `from..to`: invoiced before anybody is paid, or never.
pub(super) fn hold_back(panel: &mut Panel, from: usize, to: usize, moved: f64) -> f64 {
    let mut dollars = 0.0;
    for revenue in &mut panel.revenue[from * panel.accounts..to * panel.accounts] {
        let kept = (f64::from(*revenue) * moved) as f32;
        *revenue -= kept;
        dollars += f64::from(kept);
    }
    dollars * 12.0 / (to - from).max(1) as f64
}

/// Raises every month from `start` on by the share `gained`: real growth, for good.
pub(super) fn gain(panel: &mut Panel, start: usize, gained: f64) {
    for revenue in &mut panel.revenue[start * panel.accounts..] {
        *revenue = (f64::from(*revenue) * (1.0 + gained)) as f32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Account 0 stays; account 1 leaves in month 4.
    fn two() -> Panel {
        let months = [[100.0, 40.0], [100.0, 40.0], [100.0, 40.0], [100.0, 40.0], [100.0, 0.0], [100.0, 0.0]];
        Panel {
            months: 6,
            accounts: 2,
            born: vec![0, 0],
            left: vec![Panel::ALIVE, 4],
            revenue: months.into_iter().flatten().collect(),
            ..Panel::default()
        }
    }

    #[test]
    fn late_invoices_lose_nothing() {
        let mut panel = two();
        assert_eq!(shift(&mut panel, 0, 0.5), (3.0 * 50.0 + 20.0) * 4.0);
        let of = |account: usize| (0..6).map(|month| panel.revenue[month * 2 + account]).collect::<Vec<_>>();
        assert_eq!(of(0), [50.0, 50.0, 50.0, 150.0, 150.0, 150.0]);
        assert_eq!(of(1), [20.0, 40.0, 40.0, 60.0, 0.0, 0.0], "who has left is not invoiced");
    }

    #[test]
    fn what_is_kept_back_and_what_is_gained_is_a_share() {
        let mut panel = two();
        assert_eq!(hold_back(&mut panel, 1, 3, 0.25), 2.0 * 35.0 * 6.0);
        assert_eq!(panel.revenue[..6], [100.0, 40.0, 75.0, 30.0, 75.0, 30.0]);
        gain(&mut panel, 5, 0.5);
        assert_eq!(panel.revenue[8..], [100.0, 0.0, 150.0, 0.0]);
    }
}
