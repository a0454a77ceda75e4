//! Sums that do not depend on the order of their terms: fixed point in 128 bits.
//!
//! Sums of floating-point numbers differ in their last bits with the order of addition, so that a run split over machines would not
//! equal the run of one. Here every term is put on one grid first, which rounds it by itself, and from then on sums are whole numbers.

/// Bits after the point: every number from 1/16 on is on the grid exactly as an `f64` holds it.
const FRACTION: u32 = 56;
/// Terms beyond ±2⁴⁶ (7·10¹³) count as that: sixteen million of them still fit.
const LARGEST: f64 = (1_u64 << 46) as f64;
const UNIT: f64 = (1_u64 << FRACTION) as f64;

/// A sum of finite numbers, the same in any order and any grouping.
///
/// Terms below 1/16 are cut to multiples of 2⁻⁵⁶ (1.4·10⁻¹⁷), terms beyond ±7·10¹³ to that; a sum beyond ±2.3·10²¹ stays there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExactSum(i128);

impl ExactSum {
    /// Adds a number; NaN counts as 0.
    pub fn push(&mut self, x: f64) {
        let x = x.clamp(-LARGEST, LARGEST);
        // whole and fraction apart: either conversion is a single instruction, that of a wide integer is not
        let whole = x as i64;
        let fraction = ((x - whole as f64) * UNIT) as i64;
        self.add(Self((i128::from(whole) << FRACTION) + i128::from(fraction)));
    }

    /// Adds another sum.
    pub fn add(&mut self, other: Self) {
        // as saturating addition, which would choose between three results every time
        self.0 = self.0.checked_add(other.0).unwrap_or(if other.0 < 0 { i128::MIN } else { i128::MAX });
    }

    /// The sum, rounded once.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0 as f64 / UNIT
    }

    /// The sum in units of 2⁻⁵⁶, to be stored.
    #[must_use]
    pub fn to_bits(self) -> i128 {
        self.0
    }

    /// Back from [`to_bits`](Self::to_bits).
    #[must_use]
    pub fn from_bits(bits: i128) -> Self {
        Self(bits)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sum(xs: impl IntoIterator<Item = f64>) -> ExactSum {
        let mut sum = ExactSum::default();
        xs.into_iter().for_each(|x| sum.push(x));
        sum
    }

    proptest! {
        #[test]
        fn order_and_grouping_do_not_matter(xs in prop::collection::vec(prop_oneof![-2.0..2.0, -1e9..1e9, -1e-9..1e-9_f64], 0..60), cut in 0usize..60) {
            let whole = sum(xs.iter().copied());
            prop_assert_eq!(sum(xs.iter().rev().copied()), whole);
            let (left, right) = xs.split_at(cut.min(xs.len()));
            let mut both = sum(right.iter().copied());
            both.add(sum(left.iter().copied()));
            prop_assert_eq!(both, whole);
            prop_assert_eq!(ExactSum::from_bits(whole.to_bits()), whole);
        }

        #[test]
        fn one_number_comes_back_as_it_was(x in prop_oneof![0.0625..1.0_f64, -1e13..1e13_f64]) {
            prop_assume!(f64::abs(x) >= 0.0625);
            prop_assert_eq!(sum([x]).value().to_bits(), x.to_bits());
        }
    }

    #[test]
    fn sums_are_exact_where_floating_point_is_not() {
        assert_eq!(sum([1e13, 0.125, -1e13]).value(), 0.125);
        assert_ne!(1e13 + 0.1 - 1e13, 0.1, "floating point is not");
        assert_eq!(sum(std::iter::repeat_n(0.9, 1000)).value() / 1000.0, 0.9);
        assert_eq!(sum([f64::INFINITY]).value(), 70_368_744_177_664.0);
        assert_eq!(sum([f64::NAN, 2.0]).value(), 2.0);
        assert_eq!(sum([1e-20]).value(), 0.0);
    }
}
