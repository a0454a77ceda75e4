//! Allowed ranges of numbers, and how they are said.

use std::fmt;
use std::ops::{Range, RangeFrom, RangeFull, RangeInclusive};

/// An interval. Written as a Rust range (`0.0..=1.0`, `0.0..`, `0.0..1.0`, `..`) or with [`Bounds::above`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    low: f64,
    high: f64,
    low_open: bool,
    high_open: bool,
}

impl Bounds {
    /// Any finite number.
    pub const ANY: Bounds = Bounds { low: f64::NEG_INFINITY, high: f64::INFINITY, low_open: false, high_open: false };
    /// 0 to 1: probabilities and shares.
    pub const SHARE: Bounds = Bounds { low: 0.0, high: 1.0, low_open: false, high_open: false };
    /// Zero or more.
    pub const NOT_NEGATIVE: Bounds = Bounds { low: 0.0, high: f64::INFINITY, low_open: false, high_open: false };
    /// More than zero.
    pub const POSITIVE: Bounds = Bounds::above(0.0);

    /// `low` to `high`, both included.
    #[must_use]
    pub const fn between(low: f64, high: f64) -> Self {
        Self { low, high, low_open: false, high_open: false }
    }

    /// More than `low`.
    #[must_use]
    pub const fn above(low: f64) -> Self {
        Self { low, high: f64::INFINITY, low_open: true, high_open: false }
    }

    /// More than `low`, up to and including `high`.
    #[must_use]
    pub const fn above_to(low: f64, high: f64) -> Self {
        Self { low, high, low_open: true, high_open: false }
    }

    /// What is allowed, for values that are no number at all.
    pub(super) fn of_a_number(&self) -> String {
        if *self == Self::ANY { "a number".into() } else { format!("a number, {self}") }
    }

    /// What is allowed, for a number that is not; one that looks like a percentage is said as a fraction too.
    pub(super) fn instead_of(&self, x: f64) -> String {
        let fraction = x / 100.0;
        let is_percentage = self.is_of_shares() && x >= 5.0 && x > self.high && x <= 1000.0 && self.contains(fraction);
        if is_percentage { format!("{self}; {x} % is {}", short(fraction)) } else { self.to_string() }
    }

    /// Whether what is bounded is a share or ratio, which people also write as a percentage.
    pub(super) fn is_of_shares(&self) -> bool {
        self.high <= 10.0
    }

    /// Whether `x` is finite and inside.
    #[must_use]
    pub fn contains(&self, x: f64) -> bool {
        let low = if self.low_open { x > self.low } else { x >= self.low };
        let high = if self.high_open { x < self.high } else { x <= self.high };
        x.is_finite() && low && high
    }
}

/// Without the noise of binary fractions.
fn short(x: f64) -> f64 {
    (x * 1e9).round() / 1e9
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.low.is_finite(), self.high.is_finite()) {
            (false, false) => write!(f, "any finite number"),
            (true, false) => write!(f, "{} {}", if self.low_open { "more than" } else { "at least" }, self.low),
            (false, true) => write!(f, "{} {}", if self.high_open { "less than" } else { "at most" }, self.high),
            (true, true) => {
                let low = if self.low_open { "more than " } else { "" };
                write!(f, "{low}{} to {}{}", self.low, if self.high_open { "less than " } else { "" }, self.high)
            }
        }
    }
}

impl From<RangeInclusive<f64>> for Bounds {
    fn from(range: RangeInclusive<f64>) -> Self {
        Self { low: *range.start(), high: *range.end(), low_open: false, high_open: false }
    }
}

impl From<Range<f64>> for Bounds {
    fn from(range: Range<f64>) -> Self {
        Self { low: range.start, high: range.end, low_open: false, high_open: true }
    }
}

impl From<RangeFrom<f64>> for Bounds {
    fn from(range: RangeFrom<f64>) -> Self {
        Self { low: range.start, high: f64::INFINITY, low_open: false, high_open: false }
    }
}

impl From<RangeFull> for Bounds {
    fn from(_: RangeFull) -> Self {
        Self::ANY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_belong_where_they_are_said_to() {
        assert!(Bounds::SHARE.contains(0.0) && Bounds::SHARE.contains(1.0) && !Bounds::SHARE.contains(1.1));
        assert!(!Bounds::POSITIVE.contains(0.0) && !Bounds::from(0.0..1.0).contains(1.0));
        assert!(!Bounds::ANY.contains(f64::NAN) && !Bounds::ANY.contains(f64::INFINITY));
    }

    #[test]
    fn a_percentage_is_told_as_a_fraction() {
        assert_eq!(Bounds::SHARE.instead_of(20.0), "0 to 1; 20 % is 0.2");
        assert_eq!(Bounds::from(0.0..1.0).instead_of(18.5), "0 to less than 1; 18.5 % is 0.185");
        assert_eq!(Bounds::SHARE.instead_of(-0.5), "0 to 1");
        assert_eq!(Bounds::SHARE.instead_of(1.2), "0 to 1");
        assert_eq!(Bounds::SHARE.instead_of(85_000.0), "0 to 1");
        assert_eq!(Bounds::from(0.0..=120.0).instead_of(121.0), "0 to 120");
    }

    #[test]
    fn ranges_are_said_in_words() {
        assert_eq!(Bounds::SHARE.to_string(), "0 to 1");
        assert_eq!(Bounds::from(0.0..1.0).to_string(), "0 to less than 1");
        assert_eq!(Bounds::POSITIVE.to_string(), "more than 0");
        assert_eq!(Bounds::above_to(0.0, 1.0).to_string(), "more than 0 to 1");
    }
}
