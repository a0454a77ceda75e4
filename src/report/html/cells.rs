//! Cells of tables: a number in its unit with its standard error, or nothing where it is undefined.

use maud::{Markup, html};

use crate::report::number::{money_error, money_of, percent_of, plain, plain_error, points, points_error};
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
    /// A difference of shares, shown in percentage points.
    Points,
    /// A plain number with two decimals.
    Number,
    /// A count of people.
    Count,
}

/// A cell, coloured only where sign means gain or loss to a person.
pub(super) fn cell(currency: &str, kind: Kind, estimate: Option<Estimate>) -> Markup {
    let Some(estimate) = estimate else { return html! { td.none { "" } } };
    html! {
        td {
            (text(currency, kind, estimate))
            @if let Some(error) = estimate.standard_error { span.se { (error_text(kind, error)) } }
        }
    }
}

/// The number alone.
pub(super) fn text(currency: &str, kind: Kind, estimate: Estimate) -> String {
    match kind {
        Kind::Money => money_of(currency, estimate),
        Kind::Difference => {
            let text = money_of(currency, estimate);
            if text.contains('−') || !text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { text } else { format!("+{text}") }
        }
        Kind::Share => percent_of(estimate),
        Kind::Points => points(estimate.value),
        Kind::Number => plain(estimate.value, 2, estimate.standard_error),
        Kind::Count => plain(estimate.value, 1, estimate.standard_error),
    }
}

fn error_text(kind: Kind, error: f64) -> String {
    match kind {
        Kind::Money | Kind::Difference => money_error(error),
        Kind::Share | Kind::Points => points_error(error),
        Kind::Number | Kind::Count => plain_error(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_shows_its_error_and_an_undefined_one_nothing() {
        let estimate = Estimate { value: 5_137.0, standard_error: Some(46.0), low: None, high: None, n: 100 };
        assert_eq!(cell("$", Kind::Money, Some(estimate)).into_string(), "<td>$5.1k<span class=\"se\">±50</span></td>");
        assert_eq!(cell("$", Kind::Difference, Some(estimate)).into_string(), "<td>+$5.1k<span class=\"se\">±50</span></td>");
        assert_eq!(cell("$", Kind::Money, None).into_string(), "<td class=\"none\"></td>");
    }
}
