//! Cells of tables: a number in its unit with its standard error, or nothing where it is undefined.

use maud::{Markup, html};

use crate::report::number::{difference_of, grouped, money_error, money_of, percent_of, plain, plain_error, points_error};
use crate::stats::Estimate;

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Currency units.
    Money,
    /// A difference of money: its sign is always shown.
    Difference,
    /// A share or probability, shown in per cent.
    Share,
    /// A difference in per cent already.
    Percent,
    /// A share or ratio as a distance, shown in percentage points.
    Points,
    /// A plain number with two decimals.
    Number,
    /// How many: whole above ten, thousands separated.
    Count,
    /// A share of so many people, shown as a count of them: exact, since nobody was sampled.
    People,
}

/// A cell, coloured only where sign means gain or loss to a person.
pub(super) fn cell(currency: &str, kind: Kind, estimate: Option<Estimate>) -> Markup {
    let Some(estimate) = estimate else { return html! { td.none { "" } } };
    html! {
        td {
            (text(currency, kind, estimate))
            @if let Some(error) = error_text(kind, estimate) { span.se { (error) } }
        }
    }
}

/// The number alone.
pub(super) fn text(currency: &str, kind: Kind, estimate: Estimate) -> String {
    match kind {
        Kind::Money => money_of(currency, estimate),
        Kind::Difference => difference_of(currency, estimate),
        Kind::Share => percent_of(estimate),
        Kind::Percent => {
            let text = plain(estimate.value, 2, estimate.standard_error);
            let sign = if estimate.value > 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { "+" } else { "" };
            format!("{sign}{text}\u{202f}%")
        }
        Kind::Points => {
            let points = estimate.scaled(100.0);
            format!("{} points", plain(points.value, i32::from(points.value.abs() < 9.95), points.standard_error))
        }
        Kind::Number => plain(estimate.value, 2, estimate.standard_error),
        Kind::Count => {
            let text = plain(estimate.value, i32::from(estimate.value < 9.95), estimate.standard_error);
            text.parse().map_or(text, grouped)
        }
        Kind::People => format!("{:.0} of {}", estimate.value * estimate.n as f64, estimate.n),
    }
}

fn error_text(kind: Kind, estimate: Estimate) -> Option<String> {
    let error = estimate.standard_error?;
    Some(match kind {
        Kind::Money | Kind::Difference => money_error(error),
        // Nothing was counted: no error, but a limit to what the true share can be.
        Kind::Share if estimate.value == 0.0 && estimate.high.is_some_and(|high| high > 0.0) => {
            points_error(estimate.high.unwrap_or(0.0)).replace('±', "≤")
        }
        Kind::Share if estimate.value == 1.0 && estimate.low.is_some_and(|low| low < 1.0) => {
            format!("≥{:.1}", 100.0 * estimate.low.unwrap_or(1.0))
        }
        Kind::People => return None,
        Kind::Share | Kind::Points => points_error(error),
        Kind::Percent | Kind::Number | Kind::Count => plain_error(error),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_shows_its_error_and_an_undefined_one_nothing() {
        let estimate = Estimate { value: 5_137.0, standard_error: Some(46.0), low: None, high: None, n: 100 };
        assert_eq!(cell("$", Kind::Money, Some(estimate)).into_string(), "<td>$5.1k<span class=\"se\">±50</span></td>");
        assert_eq!(cell("$", Kind::Difference, Some(estimate)).into_string(), "<td>+$5.1k<span class=\"se\">±50</span></td>");
        let never = Estimate { value: 0.0, standard_error: Some(0.0), low: Some(0.0), high: Some(0.0019), n: 2000 };
        assert_eq!(cell("$", Kind::Share, Some(never)).into_string(), "<td>0\u{202f}%<span class=\"se\">≤0.19</span></td>");
        let always = Estimate { value: 1.0, standard_error: Some(0.0), low: Some(0.9981), high: Some(1.0), n: 2000 };
        assert_eq!(cell("$", Kind::Share, Some(always)).into_string(), "<td>100\u{202f}%<span class=\"se\">≥99.8</span></td>");
        let grown = Estimate::symmetric(0.1234, Some(0.004), 100);
        assert_eq!(cell("$", Kind::Percent, Some(grown)).into_string(), "<td>+0.12\u{202f}%<span class=\"se\">±0.004</span></td>");
        let seven = Estimate { value: 7.0 / 24.0, standard_error: Some(0.09), low: None, high: None, n: 24 };
        assert_eq!(cell("$", Kind::People, Some(seven)).into_string(), "<td>7 of 24</td>");
        let drop = Estimate::symmetric(0.0312, Some(0.0004), 100);
        assert_eq!(cell("$", Kind::Points, Some(drop)).into_string(), "<td>3.1 points<span class=\"se\">±0.04</span></td>");
        let many = Estimate::symmetric(1_771.0, Some(31.0), 100);
        assert_eq!(cell("$", Kind::Count, Some(many)).into_string(), "<td>1,770<span class=\"se\">±30</span></td>");
        assert_eq!(text("$", Kind::Count, Estimate::symmetric(4.31, Some(0.2), 100)), "4.3");
        assert_eq!(cell("$", Kind::Money, None).into_string(), "<td class=\"none\"></td>");
    }
}
