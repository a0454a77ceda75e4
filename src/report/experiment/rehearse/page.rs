//! The page of a rehearsal: one file that opens offline, in the look of a run's report.

use maud::{Markup, PreEscaped, html};

use super::{RehearsalContents, words};
use crate::compare::{sentence_case, shown_name};
use crate::report::chart::Figure;
use crate::report::html::document;
use crate::report::number::{grouped, money_of, percent_of, plain};

/// The whole page.
pub(super) fn page(contents: &RehearsalContents<'_>, figure: Option<&Figure>) -> String {
    let RehearsalContents { scenario, settings, rehearsal, .. } = contents;
    let title = "What would an experiment with these two plans find?";
    let markup = document(
        title,
        html! {
            h1 { (title) }
            p.meta {
                (shown_name(&scenario.name)) ". Today’s plan: " (shown_name(contents.title(0))) ". New: " (shown_name(contents.title(1))) ". "
                (grouped(rehearsal.csms as u64)) " CSMs, " (grouped(rehearsal.treated as u64)) " of them on the new plan, "
                (settings.quarters) " quarters; " (grouped(rehearsal.rehearsals as u64)) " rehearsals on simulated customers."
            }
            div.answer {
                p.first { (words::verdict(contents)) }
                @for text in words::detectable(contents).into_iter().chain(words::stakes(contents)).chain(words::best(contents)) { p { (text) } }
            }
            (warnings(contents))
            @if let Some(figure) = figure { div.pictures { figure id={ "picture-" (figure.name) } { (PreEscaped(&figure.svg)) } } }
            h2 id="rules" { "How each rule decides" }
            p { "Ships: everybody gets the new plan in the end. Regret: what the best decision, made at once, would have brought more over "
                (settings.horizon) " quarters, experiment included." }
            (rules(contents))
            @if !rehearsal.guardrails.is_empty() {
                h2 id="guardrails" { "What must not get worse" }
                p { "A rule that tests gives the new plan to everybody only if every guardrail is shown to be safe: not worse than tolerated, one-sided at "
                    (percent_of(crate::stats::Estimate::without_error(settings.alpha, 1))) "." }
                (guardrails(contents))
            }
            h2 id="pay" { "What the experiment pays" }
            p { (words::payout(contents)) }
            h2 id="not-said" { "What this does not say" }
            p { (words::NOT_SAID) }
            footer {
                "paylift " (env!("CARGO_PKG_VERSION")) " ab rehearse · seed " (settings.seed)
                ". Every number: rehearse.json, rules.csv, guardrails.csv, beside this page. Again: " code { (contents.repeat) }
            }
        },
    );
    markup.into_string()
}

fn warnings(contents: &RehearsalContents<'_>) -> Markup {
    let warnings = words::warnings(contents);
    html! { @if !warnings.is_empty() { div.watch { p.what { "What to know first" } ul { @for warning in &warnings { li { (sentence_case(warning)) "." } } } } } }
}

fn rules(contents: &RehearsalContents<'_>) -> Markup {
    let currency = &contents.scenario.currency;
    html! {
        div.scroll { table {
            thead { tr { th { "Rule" } th { "Ships" } th { "Calls them different" } th { "Stopped by a guardrail" } th { "Right" } th { "Quarters" } th { "Extra pay" } th { "Regret" } } }
            tbody { @for record in &contents.rehearsal.rules { tr {
                th { (record.rule.id()) br; span.se { (record.rule.about()) } }
                td { (percent_of(record.ships)) }
                td { (percent_of(record.differs)) }
                td { (percent_of(record.stopped_by_guardrail)) }
                td { @if let Some(right) = record.right { (percent_of(right)) } }
                td { (plain(record.quarters.value, 1, None)) }
                td { (money_of(currency, record.extra_pay)) }
                td { (money_of(currency, record.regret)) }
            } } }
        } }
    }
}

fn guardrails(contents: &RehearsalContents<'_>) -> Markup {
    html! {
        div.scroll { table {
            thead { tr { th { "Measure" } th { "True change" } th { "Tolerated" } th { "Error of one experiment" } th { "Shown safe" } th { "Shown harmful" } } }
            tbody { @for record in &contents.rehearsal.guardrails { tr {
                th { (record.measure) }
                td { (words::in_unit(record.measure, record.truth.value, record.truth.standard_error)) }
                td { (words::in_unit(record.measure, -record.margin, None)) }
                td { @if let Some(se) = record.standard_error { (words::in_unit(record.measure, se, None)) } }
                td { (percent_of(record.safe)) }
                td { (percent_of(record.harm)) }
            } } }
        } }
        p.note { "Shares and ratios in points of a per cent." }
    }
}
