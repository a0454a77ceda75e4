//! Amounts, shares and measures as people read them.

use crate::measure::{Measure, Metric, Unit};

use super::goal::unit_of;

/// A number with up to `decimals` decimals, without trailing zeros, thousands separated.
pub(super) fn number(x: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", x.abs());
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let part = part.trim_end_matches('0');
    let sign = if x < 0.0 && (grouped != "0" || !part.is_empty()) { "−" } else { "" };
    if part.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{part}") }
}

/// Dollars; cents are shown if there are any.
pub(super) fn dollars(x: f64) -> String {
    let whole = (x - x.round()).abs() < 0.005;
    let text = if whole { number(x.abs(), 0) } else { grouped_cents(x.abs()) };
    if x < 0.0 && text != "0" { format!("−${text}") } else { format!("${text}") }
}

/// Both cents, always.
fn grouped_cents(x: f64) -> String {
    let cents = (x * 100.0).round();
    format!("{}.{:02.0}", number((cents / 100.0).floor(), 0), cents % 100.0)
}

/// A share as a percentage of up to two decimals.
pub(super) fn percent(x: f64) -> String {
    if x.is_infinite() { "beyond any goal".into() } else { format!("{} %", number(x * 100.0, 2)) }
}

/// A measured value in its unit.
pub(super) fn measured(unit: Unit, x: f64) -> String {
    match unit {
        Unit::Ratio | Unit::Share => percent(x),
        Unit::Dollars => dollars(x),
        Unit::Count => number(x, 2),
        Unit::Score => format!("{} points", number(x, 1)),
        Unit::Months => plural(x, "month"),
    }
}

/// A value of a metric in its unit.
pub(super) fn of_metric(metric: &Metric, x: f64) -> String {
    measured(unit_of(metric), x)
}

/// "1 month", "1.5 months".
pub(super) fn plural(n: f64, noun: &str) -> String {
    let s = if n == 1.0 { "" } else { "s" };
    format!("{} {noun}{s}", number(n, 1))
}

/// A measure's identifier as words: "NRR", "CSQL closed", "renewal rate".
#[must_use]
pub fn measure(measure: Measure) -> String {
    let word = |w: &str| match w {
        "nrr" | "grr" | "nps" | "csql" | "csqa" | "ebr" => w.to_uppercase(),
        w => w.to_string(),
    };
    match measure {
        Measure::NrrPlus => "NRR+".into(),
        Measure::SelfServe => "self-serve expansion".into(),
        m => m.id().split('-').map(word).collect::<Vec<_>>().join(" "),
    }
}

/// The measures of a metric, summed if several.
pub(super) fn measures(metric: &Metric) -> String {
    metric.measures.iter().map(|&m| measure(m)).collect::<Vec<_>>().join(" + ")
}

/// A sentence's first letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_people_write_them() {
        for (x, text) in [
            (0.0, "$0"),
            (1_234_567.0, "$1,234,567"),
            (1_500.5, "$1,500.50"),
            (-0.05, "−$0.05"),
            (99.999, "$100"),
            (0.996, "$1"),
            (-12_000.0, "−$12,000"),
        ] {
            assert_eq!(dollars(x), text);
        }
        assert_eq!([1.0, 0.125, 1.07, -0.5, 0.0].map(percent), ["100 %", "12.5 %", "107 %", "−50 %", "0 %"]);
        assert_eq!(number(12_345.678, 2), "12,345.68");
        assert_eq!(number(-0.001, 2), "0");
        assert_eq!(percent(f64::INFINITY), "beyond any goal");
    }

    #[test]
    fn measures_read_as_words() {
        assert_eq!(measure(Measure::CsqlClosed), "CSQL closed");
        assert_eq!(measure(Measure::NrrPlus), "NRR+");
        assert_eq!(capital(&measure(Measure::LogoRetention)), "Logo retention");
    }
}
