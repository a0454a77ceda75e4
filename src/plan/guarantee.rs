//! Guarantee for new hires: in their first months they are paid at least a share of target.
//!
//! Pay of a period that the guarantee covers only in part counts evenly by month: of $6,000 earned in three months, $2,000
//! belong to the one guaranteed month, and that is compared with the month's guarantee.

use super::calendar::{self, Attendance};
use super::{Guarantee, Terms};
use crate::measure::SeatMonth;

/// What has to be added to `earned` dollars of `period`, and the guaranteed dollars.
pub(super) fn lift(
    guarantee: &Guarantee,
    terms: &Terms,
    attendance: &Attendance<'_>,
    seat: usize,
    period: usize,
    earned: f64,
) -> Option<(f64, f64)> {
    let covered = calendar::months_of(terms.plan(), period)
        .filter(|&m| attendance.paid(period, m) && is_new(attendance.in_month(m), guarantee.months))
        .count() as u16;
    if covered == 0 {
        return None;
    }
    let guaranteed = guarantee.share * terms.target_of_all(seat, covered);
    let earned = earned * f64::from(covered) / f64::from(attendance.months_paid(period));
    (guaranteed > earned).then_some((guaranteed - earned, guaranteed))
}

/// Whether somebody is in the first `months` months of the job.
fn is_new(month: SeatMonth, months: u16) -> bool {
    month.present && month.tenure != SeatMonth::VETERAN && month.tenure < months
}
