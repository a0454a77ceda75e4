//! The page of an assignment: one file that opens offline.

use maud::{Markup, PreEscaped, html};

use super::{AssignContents, words};
use crate::compare::{sentence_case, shown_name};
use crate::report::chart::Figure;
use crate::report::html::document;

/// The whole page.
pub(super) fn page(contents: &AssignContents<'_>, figure: Option<&Figure>) -> String {
    let a = contents.assignment;
    let title = "Who gets which plan";
    let several = contents.possible.len() > 1;
    let markup = document(
        title,
        html! {
            h1 { (title) }
            p.meta { "Dealt " (words::method(a)) ", seed " (a.seed) "." }
            div.answer {
                p.first { (words::dealt(a)) "." }
                @for at in 0..contents.possible.len() {
                    p { @if several { (shown_name(&a.arms[at + 1])) " against " (shown_name(&a.arms[0])) ": " (words::drawn(contents, at)) "." } @else { (sentence_case(&words::drawn(contents, at))) "." } }
                }
                @if let Some(far) = words::farthest(contents) { p { (sentence_case(&far)) "." } }
                @if let Some(pay) = words::pay(contents) { p { (sentence_case(&pay)) "." } }
            }
            (warnings(contents))
            @if !contents.balance.is_empty() {
                h2 { "Balance" }
                @if let Some(figure) = figure { div.pictures { figure id="picture-balance" { (PreEscaped(&figure.svg)) } } }
                (balance(contents))
            }
            h2 { "Everybody" }
            p.caption { "Keep assignment.csv as it is: the analysis permutes within the set it was drawn from, and refuses the file if an arm was edited." }
            (everybody(contents))
            footer {
                "paylift " (env!("CARGO_PKG_VERSION")) " ab assign · seed " (a.seed)
                ". The assignment: assignment.csv; every number: assign.json; table: balance.csv, beside this page. Again: " code { (contents.repeat) }
            }
        },
    );
    markup.into_string()
}

fn warnings(contents: &AssignContents<'_>) -> Markup {
    let warnings = words::warnings(contents);
    html! { @if !warnings.is_empty() { div.watch { p.what { "What to know about it" } ul { @for warning in &warnings { li { (sentence_case(warning)) } } } } } }
}

fn balance(contents: &AssignContents<'_>) -> Markup {
    let a = contents.assignment;
    html! {
        p.caption { "Means over " (a.level.unit(2)) "; differences in standard deviations. Luck: nine of ten of 2,000 simple assignments." }
        div.scroll {
            table {
                thead { tr {
                    th scope="col" { "Known before" }
                    @for arm in &a.arms { th scope="col" { (shown_name(arm)) } }
                    @for arm in &a.arms[1..] {
                        th scope="col" { (shown_name(arm)) " less " (shown_name(&a.arms[0])) }
                        th scope="col" { "Luck" }
                        th scope="col" { "Luck as far" }
                    }
                } }
                tbody {
                    @for row in contents.balance {
                        tr {
                            th scope="row" { (shown_name(&row.name)) }
                            @for mean in &row.means { td { (words::size(*mean)) } }
                            @for contrast in &row.contrasts {
                                td { @if let Some(far) = contrast.standardised { (words::signed(far)) } }
                                td { @if let Some([low, _, high]) = contrast.by_luck { (words::signed(low)) " to " (words::signed(high)) } }
                                td { @if let Some(share) = contrast.luck_as_far { (format!("{:.0} %", 100.0 * share)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn everybody(contents: &AssignContents<'_>) -> Markup {
    let a = contents.assignment;
    let any = |has: &dyn Fn(&crate::experiment::assign::Assigned) -> bool| a.rows.iter().any(has);
    let (csm, pod) = (any(&|row| row.unit.csm.is_some()), any(&|row| row.unit.pod.is_some()));
    let (stratum, pair) = (any(&|row| !row.unit.stratum.is_empty()), any(&|row| row.pair.is_some()));
    let optional = |text: &Option<String>| text.as_deref().map(shown_name).unwrap_or_default();
    html! {
        div.scroll {
            table {
                thead { tr {
                    th scope="col" { (sentence_case(a.level.unit(1))) }
                    @if csm { th.words scope="col" { "CSM" } }
                    @if pod { th.words scope="col" { "Pod" } }
                    @if stratum { th.words scope="col" { "Stratum" } }
                    @if pair { th scope="col" { "Pair" } }
                    th.words scope="col" { "Arm" }
                    @for name in &a.covariates { th scope="col" { (shown_name(name)) } }
                } }
                tbody {
                    @for row in &a.rows {
                        tr {
                            th scope="row" { (shown_name(&row.unit.name)) }
                            @if csm { td.words { (optional(&row.unit.csm)) } }
                            @if pod { td.words { (optional(&row.unit.pod)) } }
                            @if stratum { td.words { (shown_name(&row.unit.stratum)) } }
                            @if pair { td { @if let Some(pair) = row.pair { (pair) } } }
                            td.words { (shown_name(&a.arms[row.arm])) }
                            @for value in &row.unit.covariates { td { (words::size(*value)) } }
                        }
                    }
                }
            }
        }
    }
}
