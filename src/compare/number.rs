//! Numbers as people read them, the same in sentences, tables and pictures: money in two or three digits, percentages without false
//! precision, and never a digit that the Monte Carlo error does not support.
//!
//! Rounding happens here, once, at the very end; data files keep full precision.

use crate::stats::{Estimate, supported_place};

/// Thin, unbreakable gap between a number and its per cent sign.
const GAP: char = '\u{202f}';

/// The size of the unit an amount is shown in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyUnit {
    /// Whole currency units.
    One,
    /// Thousands: `k`.
    Thousand,
    /// Millions: `M`.
    Million,
    /// Thousands of millions: `B`.
    Billion,
}

impl MoneyUnit {
    /// The unit in which `amount` is shown: half a unit below each power of a thousand already counts as one, so that 999,600
    /// reads `1.0M`, not `1000k`.
    #[must_use]
    pub fn of(amount: f64) -> Self {
        match amount.abs() {
            a if a >= 999.5e6 => Self::Billion,
            a if a >= 999.5e3 => Self::Million,
            a if a >= 999.5 => Self::Thousand,
            _ => Self::One,
        }
    }

    /// Currency units in one of these.
    #[must_use]
    pub fn size(self) -> f64 {
        match self {
            Self::One => 1.0,
            Self::Thousand => 1e3,
            Self::Million => 1e6,
            Self::Billion => 1e9,
        }
    }

    /// Its power of ten.
    fn place(self) -> i32 {
        match self {
            Self::One => 0,
            Self::Thousand => 3,
            Self::Million => 6,
            Self::Billion => 9,
        }
    }

    /// Letter put behind the number.
    #[must_use]
    pub fn suffix(self) -> &'static str {
        match self {
            Self::One => "",
            Self::Thousand => "k",
            Self::Million => "M",
            Self::Billion => "B",
        }
    }
}

/// `amount` with its currency sign: `$46.1M`, `$575k`, `$2.4k`, `$0`, `−$12k`. For amounts that are given, not estimated: a trailing
/// zero is left out.
///
/// ```
/// use paylift::compare::number::money;
/// assert_eq!(money("$", 575_000.0), "$575k");
/// assert_eq!(money("$", 2_437.0), "$2.4k");
/// assert_eq!(money("€", -46_100_000.0), "−€46.1M");
/// ```
#[must_use]
pub fn money(currency: &str, amount: f64) -> String {
    signed(currency, amount, None)
}

/// An estimate of money, cut to what its standard error supports; one digit is always shown.
///
/// ```
/// use paylift::{compare::number::money_of, stats::Estimate};
/// assert_eq!(money_of("$", Estimate::symmetric(523_412.0, Some(900.0), 1000)), "$523k");
/// assert_eq!(money_of("$", Estimate::symmetric(523_412.0, Some(12_000.0), 1000)), "$520k");
/// assert_eq!(money_of("$", Estimate::symmetric(-4_321.0, Some(9_000.0), 1000)), "−$4k");
/// ```
#[must_use]
pub fn money_of(currency: &str, estimate: Estimate) -> String {
    signed(currency, estimate.value, estimate.standard_error)
}

/// A difference of money: as [`money_of`], with its sign always shown.
#[must_use]
pub fn difference_of(currency: &str, estimate: Estimate) -> String {
    let text = money_of(currency, estimate);
    if estimate.value > 0.0 && has_digit(&text) { format!("+{text}") } else { text }
}

fn signed(currency: &str, amount: f64, standard_error: Option<f64>) -> String {
    let number = magnitude(amount.abs(), standard_error);
    let sign = if amount < 0.0 && has_digit(&number) { "−" } else { "" };
    format!("{sign}{currency}{number}")
}

/// Whether anything but zeros is shown.
fn has_digit(number: &str) -> bool {
    number.bytes().any(|b| (b'1'..=b'9').contains(&b))
}

/// An estimate of money in a unit shared with others, without currency sign and suffix, with so many decimals at most: `523` of $523k.
#[must_use]
pub fn in_unit(estimate: Estimate, unit: MoneyUnit, decimals: i32) -> String {
    let size = estimate.value.abs();
    let place = last_place(size, estimate.standard_error, unit.place() - decimals);
    let number = decimal(rounded(size, place) / unit.size(), unit.place() - place);
    match (has_digit(&number), estimate.value < 0.0) {
        (false, _) => "0".into(),
        (true, true) => format!("−{number}"),
        (true, false) => number,
    }
}

/// A positive amount with its suffix.
fn magnitude(amount: f64, standard_error: Option<f64>) -> String {
    let place = last_place(amount, standard_error, usual_place(amount));
    let shown = rounded(amount, place);
    // Asked after rounding, so that 999,600 reads 1.0M and not 1000k.
    let unit = MoneyUnit::of(shown);
    let number = decimal(shown / unit.size(), unit.place() - place);
    let number = if standard_error.is_none() { trimmed(&number) } else { &number };
    if has_digit(number) { format!("{number}{}", unit.suffix()) } else { "0".into() }
}

/// Power of ten of the last digit that is worth showing of an amount, however well it is known: three digits in all, two below ten
/// thousand.
fn usual_place(amount: f64) -> i32 {
    let unit = MoneyUnit::of(amount);
    match (unit, amount / unit.size()) {
        (MoneyUnit::One, _) => 0,
        (MoneyUnit::Million | MoneyUnit::Billion, scaled) if scaled < 9.995 => unit.place() - 2,
        (_, scaled) if scaled < 99.95 => unit.place() - 1,
        _ => unit.place(),
    }
}

/// The place of the last digit to show: the usual one, or the last that the error supports, but never above the first digit.
fn last_place(value: f64, standard_error: Option<f64>, usual: i32) -> i32 {
    let first = if value > 0.0 { value.log10().floor() as i32 } else { usual };
    supported_place(standard_error).map_or(usual, |supported| usual.max(supported.min(first)))
}

/// `value` to the nearest multiple of a power of ten.
fn rounded(value: f64, place: i32) -> f64 {
    // Dividing by a positive power keeps decimals exact to the last bit.
    if place < 0 {
        (value * 10f64.powi(-place)).round() / 10f64.powi(-place)
    } else {
        (value / 10f64.powi(place)).round() * 10f64.powi(place)
    }
}

fn decimal(value: f64, decimals: i32) -> String {
    format!("{value:.*}", decimals.max(0) as usize)
}

/// Without zeros behind the decimal point.
fn trimmed(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

/// A standard error of money, with one significant digit (two if the first is a 1): `±500`, `±17k`.
#[must_use]
pub fn money_error(standard_error: f64) -> String {
    let error = rough(standard_error);
    let unit = MoneyUnit::of(error);
    format!("±{}{}", plain_rough(error / unit.size()), unit.suffix())
}

/// A standard error of a share, in percentage points: `±0.6`.
#[must_use]
pub fn points_error(standard_error: f64) -> String {
    plain_error(100.0 * standard_error)
}

/// A standard error of a plain number.
#[must_use]
pub fn plain_error(standard_error: f64) -> String {
    format!("±{}", plain_rough(standard_error))
}

fn plain_rough(value: f64) -> String {
    let value = rough(value);
    let decimals = if value > 0.0 { (1 - value.log10().floor() as i32).clamp(0, 4) } else { 0 };
    trimmed(&decimal(value, decimals)).to_string()
}

fn rough(value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return 0.0;
    }
    let power = 10f64.powf(value.log10().floor());
    let step = if value / power < 2.0 { power / 10.0 } else { power };
    (value / step).round() * step
}

/// Every digit down to the whole currency unit, with thousands separated: `$523,416`.
#[must_use]
pub fn exact(currency: &str, amount: f64) -> String {
    let whole = amount.abs().round();
    let sign = if amount < 0.0 && whole >= 1.0 { "−" } else { "" };
    format!("{sign}{currency}{}", grouped(whole as u64))
}

/// A count with thousands separated by commas: `1,180`.
#[must_use]
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A probability or share as a percentage: a decimal only below 10 % and above 99 %, and only where the error supports it. What
/// would round to 0 % or 100 % without being it says so.
///
/// ```
/// use paylift::compare::number::percent;
/// assert_eq!(percent(0.214, Some(0.009)), "21\u{202f}%");
/// assert_eq!(percent(0.042, Some(0.002)), "4.2\u{202f}%");
/// assert_eq!(percent(0.042, Some(0.020)), "4\u{202f}%");
/// assert_eq!(percent(0.0004, Some(0.0004)), "<0.1\u{202f}%");
/// assert_eq!(percent(0.08, None), "8\u{202f}%");
/// ```
#[must_use]
pub fn percent(share: f64, standard_error: Option<f64>) -> String {
    let points = share * 100.0;
    if points > 0.0 && points < 0.05 {
        return format!("<0.1{GAP}%");
    }
    if (99.95..100.0 - 1e-9).contains(&points) {
        return format!(">99.9{GAP}%");
    }
    let size = points.abs();
    let usual = if (size > 0.0 && size < 9.95) || (size > 99.0 && size < 100.0 - 1e-9) { -1 } else { 0 };
    let place = last_place(size, standard_error.map(|e| 100.0 * e), usual);
    let number = decimal(rounded(size, place), -place);
    let number = if standard_error.is_none() { trimmed(&number) } else { &number };
    let sign = if points < 0.0 && has_digit(number) { "−" } else { "" };
    format!("{sign}{number}{GAP}%")
}

/// An estimated share as a percentage.
#[must_use]
pub fn percent_of(estimate: Estimate) -> String {
    percent(estimate.value, estimate.standard_error)
}

/// A difference of two shares that is in percentage points already: `+1.9`.
#[must_use]
pub fn points_of(difference: Estimate) -> String {
    let text = plain(difference.value, i32::from(difference.value.abs() < 9.95), difference.standard_error);
    if difference.value > 0.0 && has_digit(&text) { format!("+{text}") } else { text }
}

/// A plain number with as many decimals as its error supports, at most `usual`.
#[must_use]
pub fn plain(value: f64, usual: i32, standard_error: Option<f64>) -> String {
    let place = last_place(value.abs(), standard_error, -usual);
    let text = decimal(rounded(value.abs(), place), -place);
    if value < 0.0 && has_digit(&text) { format!("−{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(value: f64, error: f64) -> Estimate {
        Estimate::symmetric(value, Some(error), 1_000)
    }

    #[test]
    fn money_has_two_or_three_digits() {
        let cases = [
            (0.0, "$0"),
            (0.4, "$0"),
            (-0.4, "$0"),
            (523.4, "$523"),
            (999.4, "$999"),
            (999.6, "$1k"),
            (2_437.0, "$2.4k"),
            (10_000.0, "$10k"),
            (11_620.0, "$11.6k"),
            (22_000.0, "$22k"),
            (22_437.0, "$22.4k"),
            (99_960.0, "$100k"),
            (575_000.0, "$575k"),
            (999_499.0, "$999k"),
            (999_600.0, "$1M"),
            (1_154_000.0, "$1.15M"),
            (46_012_000.0, "$46M"),
            (1.5e9, "$1.5B"),
            (-12_300.0, "−$12.3k"),
        ];
        for (amount, text) in cases {
            assert_eq!(money("$", amount), text, "{amount}");
        }
    }

    #[test]
    fn no_digit_below_the_error_and_one_digit_always() {
        for (value, error, text) in [
            (523_400.0, 800.0, "$523k"),
            (523_400.0, 12_000.0, "$520k"),
            (996_000.0, 20_000.0, "$1.00M"),
            (1_030_000.0, 20_000.0, "$1.03M"),
            (1_030_000.0, 200_000.0, "$1.0M"),
            (2_437.0, 1_400.0, "$2k"),
            (2_000.0, 40.0, "$2.0k"),
            (4_321.0, 90_000.0, "$4k"),
            (-230.0, 50.0, "−$230"),
            (-230.0, 90.0, "−$230"),
            (-230.0, 150.0, "−$200"),
            (0.0, 0.0, "$0"),
        ] {
            assert_eq!(money_of("$", estimate(value, error)), text, "{value} ± {error}");
        }
        assert_eq!(difference_of("$", estimate(2_437.0, 90.0)), "+$2.4k");
        assert_eq!(difference_of("$", estimate(-2_437.0, 90.0)), "−$2.4k");
        assert_eq!(difference_of("$", estimate(0.2, 0.0)), "$0");
        assert_eq!(
            (plain(1.2345, 2, Some(0.2)), plain(1.2345, 2, None), plain(-0.001, 2, None)),
            ("1.2".into(), "1.23".into(), "0.00".into())
        );
    }

    #[test]
    fn a_shared_unit_shows_no_digit_that_the_amount_alone_would_not() {
        for (value, error, decimals, number, alone) in [
            (523_400.0, 800.0, 0, "523", "$523k"),
            (783_400.0, 12_000.0, 0, "780", "$780k"),
            (5_137.0, 40.0, 1, "5.1", "$5.1k"),
            (-40_200.0, 600.0, 0, "−40", "−$40.2k"),
            (0.0, 0.0, 1, "0", "$0"),
        ] {
            assert_eq!(in_unit(estimate(value, error), MoneyUnit::Thousand, decimals), number);
            assert_eq!(money_of("$", estimate(value, error)), alone);
        }
        assert_eq!(in_unit(estimate(1_234_000.0, 2_000.0), MoneyUnit::Million, 2), "1.23");
    }

    #[test]
    fn percentages_keep_a_decimal_only_when_it_is_known() {
        for (share, error, text) in [
            (0.0, None, "0\u{202f}%"),
            (1.0, Some(0.0), "100\u{202f}%"),
            (0.0996, Some(0.001), "10\u{202f}%"),
            (0.0031, Some(0.001), "0.3\u{202f}%"),
            (0.1845, Some(0.0087), "18\u{202f}%"),
            (0.015, Some(0.0027), "1.5\u{202f}%"),
            (0.214, Some(0.11), "20\u{202f}%"),
            (0.9976, Some(0.0004), "99.8\u{202f}%"),
            (0.9999, Some(0.0001), ">99.9\u{202f}%"),
            (-0.0004, Some(0.001), "0.0\u{202f}%"),
        ] {
            assert_eq!(percent(share, error), text, "{share} ± {error:?}");
        }
        assert_eq!(points_of(estimate(7.93, 0.03)), "+7.9");
        assert_eq!(points_of(estimate(-12.3, 0.03)), "−12");
        assert_eq!(points_of(estimate(0.0, 0.0)), "0.0");
    }

    #[test]
    fn errors_have_one_or_two_digits() {
        assert_eq!(money_error(546.0), "±500");
        assert_eq!(money_error(4_960.0), "±5k");
        assert_eq!(money_error(16_640.0), "±17k");
        assert_eq!(money_error(1_340.0), "±1.3k");
        assert_eq!(money_error(0.0), "±0");
        assert_eq!(points_error(0.00634), "±0.6");
        assert_eq!(points_error(0.0), "±0");
        assert_eq!(plain_error(0.0234), "±0.02");
        assert_eq!(plain_error(14.9), "±15");
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1_180), "1,180");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(exact("$", -523_416.4), "−$523,416");
    }
}
