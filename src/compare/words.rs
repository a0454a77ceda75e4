//! Numbers in words for people: natural frequencies, lists, names, sentences.

use super::number::grouped;
use crate::scenario::Scenario;
use crate::stats::Estimate;

/// Longest name of a plan or person that is written out in a sentence or table, in characters.
const LONGEST_NAME: usize = 60;

/// A plan's title or a person's name as sentences and tables show it: on one line, cut with an ellipsis where it is very long, without
/// the invisible characters that would turn the text around it.
///
/// ```
/// use paylift::compare::shown_name;
/// assert_eq!(shown_name("NRR individual"), "NRR individual");
/// assert!(shown_name(&"x".repeat(200)).ends_with("x…"));
/// ```
#[must_use]
pub fn shown_name(name: &str) -> String {
    let invisible = |c: char| c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut shown: String = name.chars().map(|c| if invisible(c) { ' ' } else { c }).collect();
    if let Some((cut, _)) = shown.char_indices().nth(LONGEST_NAME) {
        shown.truncate(cut);
        shown.truncate(shown.trim_end().len());
        shown.push('…');
    }
    shown
}

/// A text with a capital first letter.
///
/// ```
/// use paylift::compare::sentence_case;
/// assert_eq!(sentence_case("flat bonus meets every test."), "Flat bonus meets every test.");
/// ```
#[must_use]
pub fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What one trial is called: a year where the horizon is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Singular, for frequencies: "1 year in 5", "1 time in 5".
    pub unit: &'static str,
    /// For means: "in an average year".
    pub average: &'static str,
}

impl Period {
    /// Of a scenario's horizon.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Self {
        if scenario.months == 12 {
            Self { unit: "year", average: "in an average year" }
        } else {
            Self { unit: "time", average: "on average over the horizon" }
        }
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
        return format!("no {what} in {} simulated", grouped(p.n));
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
    fn names_stay_on_one_line_and_short() {
        assert_eq!(shown_name("a\nb\u{202e}c"), "a b c");
        assert_eq!(shown_name(&"🦀".repeat(200)).chars().count(), LONGEST_NAME + 1);
        assert_eq!((sentence_case("ärger"), sentence_case("")), ("Ärger".into(), String::new()));
    }

    #[test]
    fn lists_read_aloud() {
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(list(&["a".into()]), "a");
    }
}
