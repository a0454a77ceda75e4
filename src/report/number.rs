//! Numbers as people read them, shared by terminal, page and pictures: money in three significant digits, percentages without
//! false precision, and never a digit that the Monte Carlo error does not support.
//!
//! Rounding happens here, once, at the very end; data files keep full precision.

use crate::stats::Estimate;

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

/// `amount` with its currency sign: `$46M`, `$575k`, `$2.4k`, `$0`, `−$12k`.
///
/// ```
/// use paylift::report::number::money;
/// assert_eq!(money("$", 575_000.0), "$575k");
/// assert_eq!(money("$", 2_437.0), "$2.4k");
/// assert_eq!(money("€", -46_100_000.0), "−€46M");
/// ```
#[must_use]
pub fn money(currency: &str, amount: f64) -> String {
    money_known_to(currency, amount, 0.0)
}

/// As [`money`], showing no digit below the order of magnitude of `standard_error`, \[$\].
#[must_use]
pub fn money_known_to(currency: &str, amount: f64, standard_error: f64) -> String {
    let number = amount_known_to(amount.abs(), standard_error);
    let sign = if amount < 0.0 && number.bytes().any(|b| (b'1'..=b'9').contains(&b)) { "−" } else { "" };
    format!("{sign}{currency}{number}")
}

/// An estimate of money, cut to what its error supports.
#[must_use]
pub fn money_of(currency: &str, estimate: Estimate) -> String {
    money_known_to(currency, estimate.value, estimate.standard_error.unwrap_or(0.0))
}

/// An amount without currency sign: `575k`, `2.4k`.
#[must_use]
pub fn amount(amount: f64) -> String {
    let text = amount_known_to(amount.abs(), 0.0);
    if amount < 0.0 && text != "0" { format!("−{text}") } else { text }
}

fn amount_known_to(amount: f64, standard_error: f64) -> String {
    let unit = MoneyUnit::of(amount);
    let scaled = amount / unit.size();
    // Two significant digits below ten units of the suffix, whole units above; 11.6k keeps its digit because pay per person lives there.
    let usual = match unit {
        MoneyUnit::One => 0,
        MoneyUnit::Thousand if scaled < 15.95 => 1,
        _ if scaled < 9.95 => 1,
        _ => 0,
    };
    format!("{}{}", fixed(scaled, decimals(usual, standard_error / unit.size())), unit.suffix())
}

/// A standard error of money, with one significant digit (two if the first is a 1): `±0.5k`.
#[must_use]
pub fn money_error(standard_error: f64) -> String {
    format!("±{}", amount(rough(standard_error)))
}

/// A standard error of a share, in percentage points: `±0.6`.
#[must_use]
pub fn points_error(standard_error: f64) -> String {
    format!("±{}", plain_rough(100.0 * standard_error))
}

/// A standard error of a plain number.
#[must_use]
pub fn plain_error(standard_error: f64) -> String {
    format!("±{}", plain_rough(standard_error))
}

fn plain_rough(value: f64) -> String {
    let value = rough(value);
    let decimals = if value > 0.0 { (1 - value.log10().floor() as i32).clamp(0, 4) } else { 0 };
    let text = fixed(value, decimals);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_string() } else { text }
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
        if i > 0 && (digits.len() - i) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A probability or share as a percentage: a decimal only below 10 % and only where the error is below half a point.
///
/// ```
/// use paylift::report::number::percent;
/// assert_eq!(percent(0.214, Some(0.009)), "21\u{202f}%");
/// assert_eq!(percent(0.042, Some(0.002)), "4.2\u{202f}%");
/// assert_eq!(percent(0.042, Some(0.020)), "4\u{202f}%");
/// assert_eq!(percent(0.0004, Some(0.0004)), "<0.1\u{202f}%");
/// ```
#[must_use]
pub fn percent(share: f64, standard_error: Option<f64>) -> String {
    let points = share * 100.0;
    let error = standard_error.unwrap_or(0.0) * 100.0;
    if points > 0.0 && points < 0.05 {
        return format!("<0.1{GAP}%");
    }
    let sign = if points < 0.0 { "−" } else { "" };
    let usual = i32::from(points != 0.0 && points.abs() < 9.95 && error < 0.5);
    let text = fixed(points.abs(), usual);
    let sign = if text.bytes().all(|b| b == b'0' || b == b'.') { "" } else { sign };
    format!("{sign}{text}{GAP}%")
}

/// An estimated share as a percentage.
#[must_use]
pub fn percent_of(estimate: Estimate) -> String {
    percent(estimate.value, estimate.standard_error)
}

/// A difference between two shares, in percentage points: `+1.9`.
#[must_use]
pub fn points(difference: f64) -> String {
    let value = difference * 100.0;
    let text = fixed(value.abs(), i32::from(value.abs() < 9.95));
    let zero = text.bytes().all(|b| b == b'0' || b == b'.');
    format!(
        "{}{text}",
        if zero {
            ""
        } else if value < 0.0 {
            "−"
        } else {
            "+"
        }
    )
}

/// A plain number with as many decimals as its error supports, at most `usual`.
#[must_use]
pub fn plain(value: f64, usual: i32, standard_error: Option<f64>) -> String {
    let text = fixed(value.abs(), decimals(usual, standard_error.unwrap_or(0.0)));
    if value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { format!("−{text}") } else { text }
}

/// A probability in natural frequencies, as people say it: "about 1 year in 5".
#[must_use]
pub fn years(probability: f64) -> String {
    match probability {
        p if p < 0.005 => "practically never".into(),
        p if p > 0.995 => "practically every year".into(),
        p if p <= 0.4 => format!("about 1 year in {}", (1.0 / p).round()),
        p if p <= 0.6 => "about every second year".into(),
        p if p < 0.95 => {
            let of = (1.0 / (1.0 - p)).round();
            format!("about {} years in {of}", of - 1.0)
        }
        _ => "nearly every year".into(),
    }
}

/// Decimals to show: `usual`, or fewer where the standard error is larger than the last digit; negative means whole tens,
/// hundreds, ….
fn decimals(usual: i32, standard_error: f64) -> i32 {
    if standard_error > 0.0 { usual.min(-(standard_error.log10().floor() as i32)) } else { usual }
}

/// `value` rounded to so many decimals (negative: to tens, hundreds, …).
fn fixed(value: f64, decimals: i32) -> String {
    if decimals >= 0 {
        format!("{value:.*}", decimals as usize)
    } else {
        let step = 10f64.powi(-decimals);
        format!("{:.0}", (value / step).round() * step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_two_or_three_digits() {
        let cases = [
            (0.0, "$0"),
            (0.4, "$0"),
            (-0.4, "$0"),
            (523.4, "$523"),
            (999.4, "$999"),
            (999.6, "$1.0k"),
            (2_437.0, "$2.4k"),
            (11_620.0, "$11.6k"),
            (22_437.0, "$22k"),
            (575_000.0, "$575k"),
            (999_499.0, "$999k"),
            (999_600.0, "$1.0M"),
            (46_100_000.0, "$46M"),
            (1.5e9, "$1.5B"),
            (-12_300.0, "−$12.3k"),
        ];
        for (amount, text) in cases {
            assert_eq!(money("$", amount), text, "{amount}");
        }
    }

    #[test]
    fn no_digit_below_the_error() {
        assert_eq!(money_known_to("$", 523_400.0, 800.0), "$523k");
        assert_eq!(money_known_to("$", 523_400.0, 12_000.0), "$520k");
        assert_eq!(money_known_to("$", 2_437.0, 1_400.0), "$2k");
        assert_eq!(plain(1.2345, 2, Some(0.2)), "1.2");
        assert_eq!(plain(1.2345, 2, None), "1.23");
        assert_eq!(plain(-0.001, 2, None), "0.00");
    }

    #[test]
    fn percentages_keep_a_decimal_only_when_it_is_known() {
        assert_eq!(percent(0.0, None), "0\u{202f}%");
        assert_eq!(percent(1.0, Some(0.0)), "100\u{202f}%");
        assert_eq!(percent(0.0996, Some(0.001)), "10\u{202f}%");
        assert_eq!(percent(0.0031, Some(0.001)), "0.3\u{202f}%");
        assert_eq!(percent(-0.0004, Some(0.001)), "0.0\u{202f}%");
        assert_eq!(points(0.019), "+1.9");
        assert_eq!(points(-0.123), "−12");
        assert_eq!(points(0.0), "0.0");
    }

    #[test]
    fn errors_have_one_or_two_digits() {
        assert_eq!(money_error(546.0), "±500");
        assert_eq!(money_error(16_640.0), "±17k");
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

    #[test]
    fn probabilities_become_years() {
        assert_eq!(years(0.21), "about 1 year in 5");
        assert_eq!(years(0.5), "about every second year");
        assert_eq!(years(0.75), "about 3 years in 4");
        assert_eq!(years(0.001), "practically never");
        assert_eq!(years(0.97), "nearly every year");
    }
}
