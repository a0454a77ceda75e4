//! The page of a simulated power: one file that opens offline.

use maud::{PreEscaped, html};

use super::{MarketPowerContents, words};
use crate::compare::shown_name;
use crate::report::chart::Figure;
use crate::report::html::document;
use crate::report::number::{grouped, percent_of};

/// The whole page.
pub(super) fn page(contents: &MarketPowerContents<'_>, figure: Option<&Figure>) -> String {
    let title = "Would you see the difference between these two plans?";
    let study = contents.study;
    let markup = document(
        title,
        html! {
            h1 { (title) }
            p.meta { (shown_name(&contents.scenario.name)) ". Today’s plan: " (shown_name(contents.title(0))) ". New: " (shown_name(contents.title(1))) "." }
            div.answer {
                p.first { (words::verdict(contents)) }
                p { (words::reach(contents)) }
                @if let Some(best) = words::best(contents) { p { (best) } }
            }
            @if let Some(figure) = figure { div.pictures { figure id={ "picture-" (figure.name) } { (PreEscaped(&figure.svg)) } } }
            h2 id="levers" { "What would help" }
            div.scroll { table {
                thead { tr { th { "What is changed" } th { "CSMs" } th { "Sees this plan" } th { "Smallest uplift seen, points" } } }
                tbody { @for lever in &study.levers { tr {
                    th { (lever.what) }
                    td { (grouped(lever.csms as u64)) }
                    td { (percent_of(lever.power)) }
                    td { @if let Some(smallest) = lever.smallest { (words::points(smallest)) } }
                } } }
            } }
            h2 id="how" { "How this was found" }
            p { (words::basis(contents)) }
            p { (words::NOT_SAID) }
            footer {
                "paylift " (env!("CARGO_PKG_VERSION")) " ab power · seed " (contents.wish.grid.seed)
                ". Every number: power.csv, levers.csv, power.json, beside this page. Again: " code { (contents.repeat) }
            }
        },
    );
    markup.into_string()
}
