//! The page of a decision: one file that opens offline.

use maud::{Markup, PreEscaped, html};

use super::super::words::plan_name;
use super::tables::{self, Table};
use super::{DecisionContents, words};
use crate::compare::{sentence_case, shown_name};
use crate::report::chart::Figure;
use crate::report::html::document;
use crate::report::number::{money, percent};

/// The whole page.
pub(super) fn page(contents: &DecisionContents<'_>, figures: &[Figure]) -> String {
    let [today, new] = contents.arms.each_ref().map(|arm| plan_name(arm));
    let title = format!("{} or {today}?", sentence_case(&new));
    let of = |name: &str| figures.iter().find(move |f| f.name == name);
    document(
        &title,
        html! {
            h1 { (title) }
            p.meta { bdi { (shown_name(contents.basis)) } }
            div.answer {
                p.first { (words::verdict(contents)) }
                p { (words::net(contents)) }
            }
            (cards(contents))
            div.watch { p.what { "What was taken for granted" } ul { @for note in words::assumptions(contents) { li { (sentence_case(&note)) "." } } } }
            h2 id="belief" { "What is believed" }
            p { (words::belief(contents)) " " (words::prior(contents)) }
            @if contents.public_prior { p { (words::PUBLIC_PRIOR) } }
            (picture(of("belief")))
            h2 id="losses" { "What a wrong decision would cost" }
            p { (words::losses(contents)) }
            h2 id="price" { "What a point costs, and what it is worth" }
            p { (words::price(contents)) }
            p { (words::ACCEPTABILITY) }
            (picture(of("acceptability")))
            (table(&tables::prices(contents), "The data alone, without the prior. The whole curve is in acceptability.csv."))
            h2 id="trials" { "Is a further trial worth its pay?" }
            @if let Some(text) = words::information(contents) { p { (text) } }
            p { (words::TRIALS) }
            @if let Some(text) = words::test_and_roll(contents) { p { (text) } }
            (picture(of("trials")))
            (table(&tables::trials(contents), "All sizes are in trials.csv."))
            (third(contents))
            h2 id="not-said" { "What this does not say" }
            p { (words::NOT_SAID) }
            footer {
                "paylift " (env!("CARGO_PKG_VERSION")) " ab decide. Every number: decide.json beside this page. Again: " code { (contents.repeat) }
            }
        },
    )
    .into_string()
}

fn cards(contents: &DecisionContents<'_>) -> Markup {
    let answer = contents.answer;
    let amount = |x: f64| money(contents.currency, x);
    let cards = [
        ("Net of pay, expected", amount(answer.net), "over the horizon, the whole team"),
        ("Earns its pay", percent(answer.pays, None), "probability, with the prior"),
        ("Loss if shipped", amount(answer.losses[0]), "expected, against knowing the truth"),
        ("Loss if kept", amount(answer.losses[1]), "expected, against knowing the truth"),
    ];
    html! {
        div.cards {
            @for (label, value, note) in cards {
                div.card { div.label { (label) } div.value { (value) } div.note { (note) } }
            }
        }
    }
}

fn third(contents: &DecisionContents<'_>) -> Markup {
    let warnings = words::third_warnings(contents);
    html! {
        @if let Some(text) = words::third(contents) {
            h2 id="third" { "A third plan that was not tried" }
            p { (text) }
            @if !warnings.is_empty() { div.watch { p.what { "Why not to trust it" } ul { @for warning in &warnings { li { (sentence_case(warning)) "." } } } } }
            p { "To first order, after Georgiadis & Powell (2022): effort has one dimension, and plan C rewards what plans A and B reward. It is a reason to test plan C, not to ship it." }
        }
    }
}

fn picture(figure: Option<&Figure>) -> Markup {
    html! { @if let Some(figure) = figure { div.pictures { figure id={ "picture-" (figure.name) } { (PreEscaped(&figure.svg)) } } } }
}

/// A table; nothing where it has no rows.
fn table(table: &Table, caption: &str) -> Markup {
    html! {
        @if !table.rows.is_empty() {
            p.caption { (caption) }
            div.scroll {
                table {
                    thead { tr { @for title in &table.titles { th scope="col" { (title) } } } }
                    tbody {
                        @for row in &table.rows {
                            tr { @for (i, cell) in row.iter().enumerate() { @if i == 0 { th scope="row" { (cell) } } @else { td { (cell) } } } }
                        }
                    }
                }
            }
        }
    }
}
