//! One screen of the levels of assignment.

use std::fmt::Write as _;

use super::{LevelsContents, words};
use crate::report::experiment::power::{level, test_words};
use crate::report::number::percent;

/// The text of the terminal; `page` is where the page is.
#[must_use]
pub fn render(contents: &LevelsContents<'_>, page: &str) -> String {
    let question = contents.question;
    let mut text = format!("{}\n\n", words::verdict(contents));
    let _ = writeln!(
        text,
        "  {:<34} {:>8} {:>5} {:>9} {:>9} {:>9} {:>11}",
        "plan assigned by", "power", "df", "error", "bias", "error+bias", "break-even"
    );
    let none = || "-".to_owned();
    for row in contents.rows {
        let power = row.power.map_or_else(none, |power| format!("{:.1}\u{202f}%", 100.0 * power));
        let df = row.degrees_of_freedom.map_or_else(none, |df| format!("{df:.0}"));
        let number = |value: Option<f64>| value.map_or_else(none, |value| format!("{value:.4}"));
        let share = row.break_even.map_or_else(none, |share| percent(share, None));
        let error = number(row.variance.map(f64::sqrt));
        let _ = writeln!(
            text,
            "  {:<34} {power:>8} {df:>5} {error:>9} {:>9} {:>10} {share:>11}",
            level(row.level),
            number(Some(row.bias)),
            number(row.rmse)
        );
    }
    let (effect, shifted) = (contents.unit.effect(question.effect), percent(question.shifted, None));
    let _ = writeln!(text, "\nuplift {effect}; {shifted} of effort shifts between cohorts of one book; errors in {}", contents.unit.name());
    let _ = writeln!(text, "break-even: share of shifted effort up to which cohorts have the smaller error");
    let _ = writeln!(text, "{}", test_words(&question.test, f64::INFINITY).split(", t with").next().unwrap_or_default());
    for row in contents.rows.iter().filter(|row| row.smallest_p.is_some_and(|p| p > question.test.alpha)) {
        let _ = writeln!(text, "! by {}: no result can reach p {} in a permutation test", level(row.level), question.test.alpha);
    }
    for assumed in contents.assumed {
        let _ = writeln!(text, "assumed: {assumed}");
    }
    let _ = writeln!(text, "\npage: {page}");
    text
}
