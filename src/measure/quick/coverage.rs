//! Documented activities, seat by seat: each account that is there counts with its holder's coverage.

use super::super::Measure;
use super::super::span::Span;
use super::month::LANES;
use super::unit::UnitView;
use super::window::UnitSums;
use crate::lanes::{Lanes, Work};

/// Coverage of each seat's accounts, `seats × lanes`.
pub(super) fn shares(view: &UnitView<'_>, measure: Measure, span: Span, seats: usize) -> Vec<f64> {
    let at = |column, month, seat| view.of_seat(column, seats, month, seat);
    let mut shares = Vec::with_capacity(seats * view.width());
    for seat in 0..seats {
        if measure == Measure::StrategyCoverage {
            shares.extend(at(view.strategy, span.to, seat).iter().map(|&share| f64::from(share)));
        } else {
            let hazard = |lane: usize| span.months().map(|month| f64::from(at(view.review, month, seat)[lane])).sum::<f64>();
            shares.extend((0..view.width()).map(|lane| -libm::expm1(-hazard(lane))));
        }
    }
    shares
}

/// Sums over accounts.
pub(super) struct Coverage<'a> {
    /// Coverage, `seats × lanes`.
    pub(super) shares: &'a [f64],
    /// Seat and group of each account.
    pub(super) places: &'a [(u16, u16)],
    /// Lanes in which it counts.
    pub(super) counting: &'a [u32],
    /// Revenue at the window's end: who is there.
    pub(super) revenue: &'a [f32],
    pub(super) sums: &'a mut UnitSums,
}

impl Work for Coverage<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        let Self { shares, places, counting, revenue, sums } = self;
        let mut ones = [0.0; LANES];
        for ((&(seat, group), &counting), revenue) in places.iter().zip(counting).zip(revenue.chunks_exact(L::WIDTH)) {
            let (seat, group) = (usize::from(seat) * L::WIDTH, usize::from(group) * L::WIDTH);
            for lane in 0..L::WIDTH {
                ones[lane] = if revenue[lane] > 0.0 && counting >> lane & 1 != 0 { 1.0 } else { 0.0 };
            }
            let (base, counted) = (&mut sums.base[group..group + L::WIDTH], &mut sums.counted[group..group + L::WIDTH]);
            let shares = &shares[seat..seat + L::WIDTH];
            for lane in 0..L::WIDTH {
                base[lane] += ones[lane];
                counted[lane] += if ones[lane] > 0.0 { shares[lane] } else { 0.0 };
            }
        }
    }
}
