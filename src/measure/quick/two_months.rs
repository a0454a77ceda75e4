//! Plain ratios of two months' revenue of each account.

use super::metric::Sums;
use crate::lanes::{Lanes, Work};
use crate::measure::Measure;

/// Sums over accounts of what two months' revenue says.
pub(super) struct TwoMonths<'a> {
    pub(super) measure: Measure,
    /// Group of each row.
    pub(super) groups: &'a [u16],
    pub(super) then: &'a [f32],
    pub(super) now: &'a [f32],
    pub(super) sums: &'a mut Sums,
}

impl Work for TwoMonths<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let Self { measure, groups, then, now, sums } = self;
        let (nothing, one) = (l.splat(0.0), l.splat(1.0));
        for ((&group, &then), &now) in groups.iter().zip(l.vectors(then)).zip(l.vectors(now)) {
            let at = usize::from(group) * L::WIDTH..(usize::from(group) + 1) * L::WIDTH;
            let (base, counted) = (&mut sums.base[at.clone()], &mut sums.counted[at]);
            // who was not there has no base, and does not count
            let counts = l.less(nothing, then);
            match measure {
                Measure::LogoRetention => {
                    l.accumulate(l.keep(counts, one), 1.0, base);
                    l.accumulate(l.keep(l.both(counts, l.less(nothing, now)), one), 1.0, counted);
                }
                Measure::SelfServe => l.accumulate(then, 12.0, base),
                Measure::Grr => {
                    l.accumulate(then, 12.0, base);
                    l.accumulate(l.min(now, then), 12.0, counted);
                }
                _ => {
                    l.accumulate(then, 12.0, base);
                    l.accumulate(l.keep(counts, now), 12.0, counted);
                }
            }
        }
    }
}
