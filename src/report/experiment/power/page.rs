//! The page of a design's power: one file that opens offline.

use maud::{Markup, PreEscaped, html};

use super::PowerContents;
use super::words::{self, chance, figures};
use crate::experiment::power::{Measured, Need};
use crate::report::chart::Figure;
use crate::report::html::document;
use crate::report::number::percent;

/// The whole page.
pub(super) fn page(contents: &PowerContents<'_>, figure: Option<&Figure>) -> String {
    let title = "Can this experiment see it?";
    let markup = document(
        title,
        html! {
            h1 { (title) }
            p.meta { (words::design(&contents.question.design)) ". " (contents.basis()) "." }
            div.answer {
                p.first { (words::verdict(contents)) }
                @if let Some(sentence) = words::ceiling(contents) { p { (sentence) } }
                @if let Some(best) = contents.study.levers.first() {
                    p { "What helps most: " (words::change(best.change, contents)) " (" (chance(best.power)) ")." }
                }
            }
            @if let Some(figure) = figure { div.pictures { figure id={ "picture-" (figure.name) } { (PreEscaped(&figure.svg)) } } }
            h2 id="numbers" { "What this design can do" }
            (numbers(contents))
            h2 id="levers" { "What would help" }
            p { "Each change alone, everything else as planned, most power first." }
            (levers(contents))
            @if let Some(measured) = contents.measured { (history(measured)) }
            @if !contents.assumed.is_empty() {
                h2 id="assumed" { "What nobody gave and was assumed" }
                ul { @for line in contents.assumed { li { (line) } } }
            }
            h2 id="how" { "How it is worked out" }
            p {
                "The unit is who the plan is assigned to, not the account: accounts of one CSM rise and fall together (intraclass correlation, ICC), "
                "so that many accounts do not make up for few CSMs. Power is that of a t test with the degrees of freedom of the units that are there "
                "(noncentral t, both tails); unequal books by their coefficient of variation or one by one; baselines after Teerenstra et al. 2012; "
                "schedules by generalised least squares (Hussey & Hughes 2007, Hooper et al. 2016, Kasza et al. 2019). Numbers of CSMs, accounts and "
                "quarters are roots of the same power. Smallest uplift by Bloom’s closed form, as a check: "
                (contents.unit.effect(contents.study.smallest_bloom)) "."
            }
            footer { "paylift " (env!("CARGO_PKG_VERSION")) " ab power. Every number: power.csv, levers.csv, power.json. Again: " code { (contents.repeat) } }
        },
    );
    markup.into_string()
}

fn numbers(contents: &PowerContents<'_>) -> Markup {
    let PowerContents { question, study, unit, .. } = *contents;
    let wanted = percent(study.aim.power, None);
    let mut rows: Vec<(String, String)> = vec![
        (format!("Power at {}", unit.effect(study.aim.effect)), chance(study.power)),
        ("Standard error of the uplift".into(), unit.effect(study.sight.standard_error())),
        ("Design effect".into(), figures(study.design_effect)),
        (format!("Smallest uplift found with {wanted}"), unit.effect(study.smallest)),
    ];
    let mut also = |name: &str, value: Option<String>| rows.extend(value.map(|value| (name.to_owned(), value)));
    also("The same with endless books: it never gets smaller", study.never_below.map(|least| unit.effect(least)));
    also("CSMs needed", Some(study.csms.map_or_else(|| "no number is enough".into(), |csms| words::team(&contents.question.design, csms))));
    also("CSMs needed with endless books", study.csms_with_endless_books.map(|csms| words::team(&question.design, csms)));
    let need = |need: Option<Need>| {
        need.map(|need| match need {
            Need::Of(amount) => figures(amount.ceil()),
            Need::Hopeless(best) => format!("no number is enough (at most {})", chance(best)),
        })
    };
    also("Accounts per CSM needed", need(study.accounts));
    also("Quarters needed", need(study.quarters));
    also("Smallest p of a permutation test", study.smallest_p.map(words::p_value));
    also("Not valid: power if CSMs were ignored", study.ignoring_csms.map(chance));
    if question.design.dilution() < 1.0 {
        let crossed = format!("{} of it is left", percent(question.design.dilution(), None));
        rows.push(("Accounts that cross between the plans dilute the uplift".into(), crossed));
    }
    html! {
        div.scroll { table { tbody { @for (name, value) in &rows { tr { th scope="row" { (name) } td { (value) } } } } } }
    }
}

fn levers(contents: &PowerContents<'_>) -> Markup {
    let study = contents.study;
    html! {
        div.scroll {
            table {
                thead { tr {
                    th scope="col" { "Change" } th scope="col" { "Power" } th scope="col" { "Gained, points" }
                    th.words scope="col" { "For " (percent(study.aim.power, None)) }
                } }
                tbody {
                    tr.today { th scope="row" { "as planned" } td { (chance(study.power)) } td {} td.words { (study.csms.map_or_else(|| "no number is enough".into(), |csms| words::team(&contents.question.design, csms))) } }
                    @for lever in &study.levers {
                        tr {
                            th scope="row" { (words::change(lever.change, contents)) }
                            td { (chance(lever.power)) }
                            td { (format!("{:+.1}", 100.0 * (lever.power - study.power)).replace('-', "−")) }
                            td.words { (words::lever_need(lever, contents).unwrap_or_default()) }
                        }
                    }
                }
            }
        }
    }
}

/// What a history says.
fn history(measured: &Measured) -> Markup {
    let icc = measured.icc;
    html! {
        h2 id="history" { "What the history says" }
        p {
            (measured.accounts) " accounts of " (icc.csms) " CSMs, " (figures(measured.books.mean())) " each on average (CV "
            (figures(measured.books.cv())) "). ICC " (figures(icc.value)) ", 95\u{202f}% interval " (figures(icc.low)) " to " (figures(icc.high))
            "; sd of an account " (figures(icc.sd)) "."
            @if let Some(pod) = measured.pod_icc { " Of the ICC, " (figures(pod)) " is shared by pods." }
            @if let Some(baseline) = measured.baseline {
                " Before and after correlate by " (figures(baseline.csm)) " in what a CSM’s accounts share and by " (figures(baseline.account)) " account by account."
            }
        }
        @if icc.value < 0.0 { p { "CSMs differ less than luck alone would have it; 0 is used for planning." } }
    }
}
