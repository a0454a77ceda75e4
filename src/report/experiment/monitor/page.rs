//! The page of a monitor: one file that opens offline.

use maud::{Markup, PreEscaped, html};

use super::super::words::{interval, plan_name, uplift};
use super::{MonitorContents, words};
use crate::compare::{sentence_case, shown_name};
use crate::report::chart::Figure;
use crate::report::html::document;
use crate::report::number::{grouped, percent};

/// The whole page.
pub(super) fn page(contents: &MonitorContents<'_>, figure: Option<&Figure>) -> String {
    let [control, treated] = contents.stream.arms.each_ref().map(|arm| plan_name(arm));
    let title = format!("May the experiment stop? {} against {control}", sentence_case(&treated));
    let warnings = words::warnings(contents);
    document(
        &title,
        html! {
            h1 { (title) }
            p.meta { bdi { (shown_name(contents.name)) } " · " (contents.stream.csms.len()) " CSMs · plan assigned per CSM · uplift: average account" }
            div.answer {
                p.first { (words::verdict(contents)) }
                @if let Some(numbers) = words::numbers(contents) { p { (numbers) } }
                p { (words::rule(contents)) }
            }
            @if !warnings.is_empty() { div.watch { p.what { "What to know about it" } ul { @for warning in &warnings { li { (sentence_case(warning)) "." } } } } }
            @if let Some(figure) = figure { div.pictures { figure id="picture-sequential" { (PreEscaped(&figure.svg)) } } }
            h2 id="looks" { "Look by look" }
            p { (words::READING) }
            (looks(contents))
            @if let Some(text) = words::other_tools(contents) { p.meta { (text) } }
            h2 id="to-come" { "Boundaries of the planned looks" }
            (planned(contents))
            h2 id="not-said" { "What this does not say" }
            p { (words::NOT_SAID) }
            footer {
                "paylift " (env!("CARGO_PKG_VERSION")) " ab monitor. Every number: monitor.json and looks.csv beside this page. Again: " code { (contents.repeat) }
            }
        },
    )
    .into_string()
}

fn looks(contents: &MonitorContents<'_>) -> Markup {
    let stop = contents.monitored.stop.map(|(look, _)| look);
    let level = percent(1.0 - contents.settings.alpha, None);
    html! {
        div.scroll {
            table {
                thead { tr {
                    th scope="col" { "look" }
                    th.words scope="col" { "decision" }
                    @for title in ["accounts", "uplift", "z-equivalent", "boundary"] { th scope="col" { (title) } }
                    th scope="col" { "always valid " (level) }
                    th scope="col" { "always-valid p" }
                } }
                tbody {
                    @for (k, seen) in contents.monitored.seen.iter().enumerate() {
                        tr.today[stop == Some(k)] {
                            th scope="row" { bdi { (shown_name(&seen.look)) } }
                            td.words { (words::decision(contents, k)) }
                            td { (grouped((seen.accounts[0] + seen.accounts[1]) as u64)) }
                            td {
                                @if let Some(effect) = seen.effect { (uplift(effect.estimate)) span.se { (words::error(&effect)) } }
                            }
                            td { (words::cell(seen.judged.z, 3)) }
                            td { (words::cell(seen.judged.boundary, 3)) }
                            td { @if let Some(ends) = seen.always_valid { (interval(ends)) } }
                            td { (words::cell(seen.always_valid_p, 4)) }
                        }
                    }
                }
            }
        }
    }
}

fn planned(contents: &MonitorContents<'_>) -> Markup {
    let monitored = contents.monitored;
    html! {
        p.caption { "Share of the planned information at each look, and the z that it has to pass." }
        div.scroll {
            table {
                thead { tr { th scope="col" { "look" } th scope="col" { "share" } th scope="col" { "boundary" } } }
                tbody {
                    @for (k, (fraction, boundary)) in monitored.planned.iter().zip(&monitored.boundaries).enumerate() {
                        tr { th scope="row" { (k + 1) } td { (percent(*fraction, None)) } td { (words::cell(*boundary, 3)) } }
                    }
                }
            }
        }
    }
}
