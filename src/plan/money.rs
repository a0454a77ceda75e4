//! Money that is paid: whole cents.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

/// Whole cents. Every ledger line is rounded to cents once; totals are sums of cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Cents(pub i64);

impl Cents {
    /// Nothing.
    pub const ZERO: Cents = Cents(0);

    /// Rounds dollars to the nearest cent, halves away from zero, as spreadsheets' `ROUND(x, 2)` does. A product such as
    /// 1.005 × 100, which binary arithmetic puts a hair below its half, is lifted by one part in 10¹² first.
    ///
    /// ```
    /// use paylift::plan::Cents;
    /// assert_eq!(Cents::from_dollars(1.005), Cents(101));
    /// assert_eq!(Cents::from_dollars(-0.125), Cents(-13));
    /// ```
    #[must_use]
    pub fn from_dollars(dollars: f64) -> Self {
        let cents = dollars * 100.0;
        Cents(round_half_away(cents + cents * 1e-12))
    }

    /// The same amount in dollars.
    #[must_use]
    pub fn dollars(self) -> f64 {
        self.0 as f64 / 100.0
    }
}

/// `x.round() as i64` without the call that `round` is on most processors: what is cut off is exact, so that a half is a half. Without branches
/// too: nothing foretells which way a payout is rounded.
fn round_half_away(x: f64) -> i64 {
    let x = x.clamp(i64::MIN as f64, i64::MAX as f64);
    let whole = x as i64;
    let rest = x - whole as f64;
    whole + i64::from(rest >= 0.5) - i64::from(rest <= -0.5)
}

impl Add for Cents {
    type Output = Cents;
    fn add(self, other: Cents) -> Cents {
        Cents(self.0 + other.0)
    }
}

impl Sub for Cents {
    type Output = Cents;
    fn sub(self, other: Cents) -> Cents {
        Cents(self.0 - other.0)
    }
}

impl Neg for Cents {
    type Output = Cents;
    fn neg(self) -> Cents {
        Cents(-self.0)
    }
}

impl AddAssign for Cents {
    fn add_assign(&mut self, other: Cents) {
        self.0 += other.0;
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Cents>>(lines: I) -> Cents {
        lines.fold(Cents::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::round_half_away;
    use proptest::prelude::*;

    #[test]
    fn rounds_as_the_standard_library_does() {
        let below_half = 0.5_f64.next_down();
        let wide = [0.0, 0.5, below_half, 1.5, 2.5, 4_503_599_627_370_497.5, 9e15, 1e19, f64::INFINITY, f64::MAX];
        for x in wide.into_iter().flat_map(|x| [x, -x]).chain([f64::NAN]) {
            assert_eq!(round_half_away(x), x.round() as i64, "{x}");
        }
    }

    proptest! {
        #[test]
        fn rounds_any_number_as_the_standard_library_does(x in proptest::num::f64::ANY, halves in -1_000_000_i32..1_000_000) {
            prop_assert_eq!(round_half_away(x), x.round() as i64);
            let half = f64::from(halves) / 2.0;
            for x in [half.next_down(), half, half.next_up()] {
                prop_assert_eq!(round_half_away(x), x.round() as i64);
            }
        }
    }
}
