//! Draws: an advance when a period earns less, recovered from later pay or forgiven.
//!
//! ```text
//! recoverable draw of $2,000 a quarter, first half year
//! quarter   earned   draw    recovered   paid    owed after
//!    1         500   1,500                2,000   1,500
//!    2       3,000             −1,000     2,000     500
//!    3       4,000               −500     3,500       0
//! ```
//!
//! A person who leaves owes nothing more; the next one starts without debt.

use super::calendar::{self, Attendance};
use super::desk::Desk;
use super::{Cents, Draw, Terms};
use crate::measure::SeatMonth;

/// What a draw does to one period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum DrawEffect {
    /// Advanced, and the draw it lifted pay to.
    Advance(Cents, f64),
    /// Recovered (positive), and the debt before.
    Recovery(Cents, f64),
}

/// Settles the draw of one period in which `payable` would be paid without it.
pub(super) fn settle(
    draw: &Draw,
    terms: &Terms,
    attendance: &Attendance<'_>,
    desk: &mut Desk,
    seat: usize,
    period: usize,
    payable: Cents,
) -> Option<DrawEffect> {
    let mut months = 0;
    for m in calendar::months_of(terms.plan(), period) {
        let who = attendance.in_month(m);
        if !who.present {
            continue;
        }
        if who.tenure != SeatMonth::VETERAN && desk.last_tenure.is_some_and(|last| who.tenure <= last) {
            desk.draw_debt = Cents::ZERO;
        }
        desk.last_tenure = Some(who.tenure);
        let since = if who.tenure == SeatMonth::VETERAN { m } else { who.tenure };
        if since < draw.months && attendance.paid(period, m) {
            months += 1;
        }
    }
    let dollars = draw.share * terms.target_of_all(seat, months);
    let offered = Cents::from_dollars(dollars);
    if months > 0 && payable < offered {
        let advance = offered - payable;
        if draw.recoverable {
            desk.draw_debt += advance;
        }
        return Some(DrawEffect::Advance(advance, dollars));
    }
    let owed = desk.draw_debt;
    let recovered = owed.min(payable - offered).max(Cents::ZERO);
    desk.draw_debt = owed - recovered;
    (recovered > Cents::ZERO).then_some(DrawEffect::Recovery(recovered, owed.dollars()))
}
