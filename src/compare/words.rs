//! Numbers in words: never more digits than their error supports, natural frequencies for people.

use crate::stats::{Estimate, round_to_error, supported_place};

/// An amount for a sentence: at most three significant digits, fewer where the error supports fewer; `k`, `M` and `B` from ten thousand up.
///
/// ```
/// use paylift::{compare::money, stats::Estimate};
/// assert_eq!(money("$", Estimate::symmetric(523_412.0, Some(900.0), 1000)), "$523k");
/// assert_eq!(money("$", Estimate::symmetric(523_412.0, Some(12_000.0), 1000)), "$520k");
/// assert_eq!(money("$", Estimate::symmetric(-2_940.4, Some(12.0), 1000)), "−$2,940");
/// ```
#[must_use]
pub fn money(currency: &str, amount: Estimate) -> String {
    let size = amount.value.abs();
    let sign = if amount.value < 0.0 { "−" } else { "" };
    if size == 0.0 {
        return format!("{currency}0");
    }
    let three = (size.log10().floor() as i32 - 2).max(-2);
    // Where even the first digit is in doubt, one digit is still shown: "about $4,000" says more than $0.
    let place = supported_place(amount.standard_error).map_or(three, |p| p.max(three).min(three + 2));
    let rounded = if place < 0 {
        (size * 10f64.powi(-place)).round() / 10f64.powi(-place)
    } else {
        (size / 10f64.powi(place)).round() * 10f64.powi(place)
    };
    let (unit, suffix) = match rounded {
        r if r >= 1e9 => (1e9, "B"),
        r if r >= 1e6 => (1e6, "M"),
        r if r >= 1e4 => (1e3, "k"),
        _ => return format!("{sign}{currency}{}", grouped(rounded, place)),
    };
    let decimals = (f64::log10(unit) as i32 - place).max(0) as usize;
    // 46.0M and 46M say different things about the error, but a reader takes a trailing zero for pedantry.
    let number = format!("{:.decimals$}", rounded / unit);
    let number = if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { &number };
    format!("{sign}{currency}{number}{suffix}")
}

/// Below ten thousand: thousands separated, decimals only for small amounts.
fn grouped(amount: f64, place: i32) -> String {
    let decimals = if place < 0 && amount < 100.0 { 2 } else { 0 };
    let text = format!("{amount:.decimals$}");
    match text.len() {
        4 if decimals == 0 => format!("{},{}", &text[..1], &text[1..]),
        _ => text,
    }
}

/// A share as a percentage: whole per cents, tens where the error supports no more, "under 1 %" where it would round to 0 without being it.
///
/// ```
/// use paylift::{compare::percent, stats::share};
/// assert_eq!(percent(share(2_137, 10_000).unwrap()), "21 %");
/// assert_eq!(percent(share(3, 10_000).unwrap()), "under 1 %");
/// assert_eq!(percent(share(0, 10_000).unwrap()), "0 %");
/// ```
#[must_use]
pub fn percent(share: Estimate) -> String {
    let whole = round_to_error(share.value * 100.0, share.standard_error.map(|e| e * 100.0)).round();
    match whole as i64 {
        0 if share.value > 0.0 => "under 1 %".to_owned(),
        100 if share.value < 1.0 => "over 99 %".to_owned(),
        whole => format!("{whole} %"),
    }
}

/// Fractions that people can picture, increasing.
const PICTURED: [(u32, u32); 15] =
    [(1, 10), (1, 8), (1, 6), (1, 5), (1, 4), (3, 10), (1, 3), (2, 5), (1, 2), (3, 5), (2, 3), (7, 10), (3, 4), (4, 5), (9, 10)];

/// A probability as a natural frequency of `what` (singular): "1 year in 5", "9 years in 10", "less than 1 year in 100".
///
/// ```
/// use paylift::{compare::frequency, stats::share};
/// assert_eq!(frequency(share(2_137, 10_000).unwrap(), "year"), "1 year in 5");
/// assert_eq!(frequency(share(6_600, 10_000).unwrap(), "year"), "2 years in 3");
/// assert_eq!(frequency(share(240, 10_000).unwrap(), "year"), "1 year in 40");
/// assert_eq!(frequency(share(0, 10_000).unwrap(), "year"), "no year in 10,000 simulated");
/// ```
#[must_use]
pub fn frequency(p: Estimate, what: &str) -> String {
    if p.value <= 0.0 {
        return format!("no {what} in {} simulated", count(p.n));
    }
    if p.value >= 0.95 {
        return if p.value >= 1.0 { format!("every {what}") } else { format!("nearly every {what}") };
    }
    if p.value < 0.01 {
        return format!("less than 1 {what} in 100");
    }
    if p.value < 0.09 {
        let one_in = 1.0 / p.value;
        let step = if one_in < 20.0 { 1.0 } else { 5.0 };
        return format!("1 {what} in {}", (one_in / step).round() * step);
    }
    let distance = |f: &(u32, u32)| (f64::from(f.0) / f64::from(f.1) - p.value).abs();
    let (top, bottom) = PICTURED.iter().copied().min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or((1, 2));
    let plural = if top == 1 { "" } else { "s" };
    format!("{top} {what}{plural} in {bottom}")
}

/// A whole number with thousands separated.
pub(super) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "a", "a and b", "a, b and c".
pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::share;

    fn exact(value: f64) -> Estimate {
        Estimate::without_error(value, 1)
    }

    #[test]
    fn amounts_read_as_people_say_them() {
        for (value, text) in [
            (46_012_345.0, "$46M"),
            (1_154_000.0, "$1.15M"),
            (22_000.0, "$22k"),
            (9_996.0, "$10k"),
            (9_994.0, "$9,990"),
            (517.3, "$517"),
            (4.256, "$4.26"),
            (0.4049, "$0.40"),
            (0.0, "$0"),
            (-147_000.0, "−$147k"),
        ] {
            assert_eq!(money("$", exact(value)), text, "{value}");
        }
    }

    #[test]
    fn an_amount_lost_in_its_error_keeps_one_digit() {
        assert_eq!(money("$", Estimate::symmetric(4_321.0, Some(9_000.0), 100)), "$4,000");
    }

    #[test]
    fn shares_lose_digits_with_their_error() {
        assert_eq!(percent(share(3, 14).unwrap()), "20 %");
        assert_eq!(percent(share(9_999, 10_000).unwrap()), "over 99 %");
        assert_eq!(percent(share(10, 10).unwrap()), "100 %");
    }

    #[test]
    fn frequencies_cover_the_whole_range() {
        for (hits, text) in [
            (9, "less than 1 year in 100"),
            (55, "1 year in 18"),
            (100, "1 year in 10"),
            (450, "2 years in 5"),
            (905, "9 years in 10"),
            (990, "nearly every year"),
            (1000, "every year"),
        ] {
            assert_eq!(frequency(share(hits, 1000).unwrap(), "year"), text, "{hits} of 1000");
        }
    }

    #[test]
    fn lists_and_counts() {
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!((count(7), count(10_000), count(1_234_567)), ("7".into(), "10,000".into(), "1,234,567".into()));
    }
}
