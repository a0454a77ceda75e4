//! Plain ratios of two months' revenue of each account.

use crate::lanes::{Lanes, Slab, Work};
use crate::measure::Measure;

/// Sums over accounts of what two months' revenue says.
pub(super) struct TwoMonths<'a> {
    pub(super) measure: Measure,
    /// Group of each seat.
    pub(super) groups: &'a [usize],
    pub(super) holders: &'a [(u16, u32, u32)],
    pub(super) then: &'a [f32],
    pub(super) now: &'a [f32],
    /// Shares by which accounts were expanded, month by month of the window.
    pub(super) grown: &'a [&'a Slab],
    pub(super) base: &'a mut [f64],
    pub(super) counted: &'a mut [f64],
}

impl Work for TwoMonths<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let (all_then, all_now) = (l.vectors(self.then), l.vectors(self.now));
        let (nothing, one) = (l.splat(0.0), l.splat(1.0));
        let mut grown = Vec::with_capacity(self.grown.len());
        for month in self.grown {
            grown.push(l.vectors(month));
        }
        for &(seat, first, rows) in self.holders {
            let (first, rows) = (first as usize, rows as usize);
            let cells = self.groups[usize::from(seat)] * L::WIDTH..;
            let (sums_of_base, sums_counted) = (&mut self.base[cells.clone()], &mut self.counted[cells]);
            let (mut base, mut counted) = (l.doubles(sums_of_base), l.doubles(sums_counted));
            let (then, now) = (&all_then[first..][..rows], &all_now[first..][..rows]);
            // who was not there has no base, and does not count
            match self.measure {
                Measure::LogoRetention => {
                    for (&then, &now) in then.iter().zip(now) {
                        let counts = l.less(nothing, then);
                        base = l.add_doubles(base, l.widen(l.keep(counts, one), 1.0));
                        counted = l.add_doubles(counted, l.widen(l.keep(l.both(counts, l.less(nothing, now)), one), 1.0));
                    }
                }
                Measure::SelfServe => {
                    let mut sums = (base, counted);
                    if let [a, b, c] = *grown.as_slice() {
                        // a quarter
                        let (a, b, c) = (&a[first..][..rows], &b[first..][..rows], &c[first..][..rows]);
                        for at in 0..rows {
                            sums = expand(l, sums, then[at], l.add(l.add(a[at], b[at]), c[at]));
                        }
                    } else {
                        for (at, &then) in then.iter().enumerate() {
                            let mut share = nothing;
                            for month in &grown {
                                share = l.add(share, month[first + at]);
                            }
                            sums = expand(l, sums, then, share);
                        }
                    }
                    (base, counted) = sums;
                }
                Measure::Grr => {
                    for (&then, &now) in then.iter().zip(now) {
                        base = l.add_doubles(base, l.widen(then, 12.0));
                        counted = l.add_doubles(counted, l.widen(l.min(now, then), 12.0));
                    }
                }
                _ => {
                    for (&then, &now) in then.iter().zip(now) {
                        base = l.add_doubles(base, l.widen(then, 12.0));
                        counted = l.add_doubles(counted, l.widen(l.keep(l.less(nothing, then), now), 12.0));
                    }
                }
            }
            l.put_doubles(base, sums_of_base);
            l.put_doubles(counted, sums_counted);
        }
    }
}

/// Adds what an account pays a year, and that times the shares by which it was expanded.
#[inline(always)]
fn expand<L: Lanes>(l: L, (base, counted): (L::D, L::D), then: L::F, share: L::F) -> (L::D, L::D) {
    let year = l.widen(then, 12.0);
    (l.add_doubles(base, year), l.add_doubles(counted, l.mul_doubles(year, l.widen(share, 1.0))))
}
