//! The page of the levels of assignment.

use maud::{PreEscaped, html};

use super::{LevelsContents, words};
use crate::report::chart::Figure;
use crate::report::experiment::power::level;
use crate::report::html::document;
use crate::report::number::{percent, plain};

/// The whole page.
pub(super) fn page(contents: &LevelsContents<'_>, figure: Option<&Figure>) -> String {
    let title = "At which level should the plan be assigned?";
    let best = words::best(contents).map(|row| row.level);
    let shown = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| plain(value, 4, None));
    let markup = document(
        title,
        html! {
            h1 { (title) }
            p.meta {
                (contents.question.design.csms[0] + contents.question.design.csms[1]) " CSMs; a true uplift of "
                (contents.unit.effect(contents.question.effect)) "; " (percent(contents.question.shifted, None)) " of effort shifts between cohorts of one book."
            }
            div.answer { p.first { (words::verdict(contents)) } }
            @if let Some(figure) = figure { div.pictures { figure id={ "picture-" (figure.name) } { (PreEscaped(&figure.svg)) } } }
            h2 id="levels" { "The levels side by side" }
            div.scroll {
                table {
                    thead { tr {
                        th scope="col" { "Plan assigned by" } th scope="col" { "Power" } th scope="col" { "Degrees of freedom" } th scope="col" { "Variance" }
                        th scope="col" { "Standard error" } th scope="col" { "Bias" } th scope="col" { "Root of mean squared error" }
                        th scope="col" { "Cohorts are better up to" } th scope="col" { "Smallest p" }
                    } }
                    tbody {
                        @for row in contents.rows {
                            tr class=[(Some(row.level) == best).then_some("today")] {
                                th scope="row" { (level(row.level)) }
                                td { (row.power.map_or_else(|| "–".to_owned(), |power| format!("{:.1}\u{202f}%", 100.0 * power))) }
                                td { (row.degrees_of_freedom.map_or_else(|| "–".to_owned(), |df| plain(df, 1, None))) }
                                td { (row.variance.map_or_else(|| "–".to_owned(), |v| plain(v, 6, None))) }
                                td { (shown(row.variance.map(f64::sqrt))) }
                                td { (shown(Some(row.bias))) }
                                td { (shown(row.rmse)) }
                                td { (row.break_even.map_or_else(|| "–".to_owned(), |share| format!("{} shifted", percent(share, None)))) }
                                td { (row.smallest_p.map_or_else(|| "–".to_owned(), |p| if p < 0.0001 { "<0.0001".into() } else { plain(p, 4, None) })) }
                            }
                        }
                    }
                }
            }
            p { (words::BIAS) }
            p { "Errors and bias in " (contents.unit.name()) ". Three levels after Heo & Leon 2008; cohorts: half of every book, differences inside books." }
            @if !contents.assumed.is_empty() {
                h2 id="assumed" { "What nobody gave and was assumed" }
                ul { @for line in contents.assumed { li { (line) } } }
            }
            footer { "paylift " (env!("CARGO_PKG_VERSION")) " ab levels. Every number: levels.csv, levels.json. Again: " code { (contents.repeat) } }
        },
    );
    markup.into_string()
}
