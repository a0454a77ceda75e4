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
        Cents((cents + cents * 1e-12).round() as i64)
    }

    /// The same amount in dollars.
    #[must_use]
    pub fn dollars(self) -> f64 {
        self.0 as f64 / 100.0
    }
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
