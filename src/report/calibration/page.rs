//! The page of a calibration: one file that opens offline, in the look of a run's report.

use maud::{Markup, PreEscaped, html};

use super::tables::{self, Table};
use super::{CalibrationContents, words};
use crate::calibrate::lab::BaselineLab;
use crate::compare::{sentence_case, shown_name};
use crate::report::chart::Figure;
use crate::report::html::document;

/// The whole page.
pub(super) fn page(contents: &CalibrationContents<'_>, figures: &[Figure]) -> String {
    let title = format!("What does the history of {} show?", shown_name(contents.name));
    let of = |name: &str| figures.iter().find(move |f| f.name == name);
    let churn = contents.calibration.churn.as_ref();
    let markup = document(
        &title,
        html! {
            h1 { (title) }
            p.meta { (words::basis_of(contents)) "." @if !contents.calibration.segments.is_empty() { " The segments fitted to it are in segments/, a scenario that runs on them is scenario.toml, beside this page." } }
            div.answer {
                @for (i, sentence) in words::answers(contents).iter().enumerate() {
                    @if i == 0 { p.first { (sentence) } } @else { p { (sentence) } }
                }
            }
            (data(contents))
            (segments(contents, figures))
            h2 id="churn" { "Who leaves" }
            (picture(of("churn")))
            @if let Some(Ok(choice)) = churn.map(|c| c.choice.as_ref()) { p { (sentence_case(&choice.why)) "." } }
            (table(&tables::laws(contents), "Laws of lifetimes, fitted by maximum likelihood. Held-out: of accounts that were not fitted, the higher the better."))
            (table(&tables::survival(contents), "Kaplan–Meier, with log-log intervals."))
            @if let Some(Ok(renewal)) = churn.map(|c| c.renewal.as_ref()) { p { (sentence_case(&renewal.why)) "." } }
            (table(&tables::regression(contents), "What churn depends on: hazard ratios of a discrete-time complementary log-log regression."))
            (table(&tables::silence(contents), "The same panel under other rules of how long a silence means that an account has left."))
            @if let Some(lab) = &contents.calibration.lab { (baselines(lab)) }
            footer {
                "paylift " (env!("CARGO_PKG_VERSION")) " calibrate · seed " (contents.seed)
                ". Every number: fit.json; tables: parameters.csv, check.csv, survival.csv, baselines.csv, beside this page. Again: " code { (contents.repeat) }
            }
        },
    );
    markup.into_string()
}

fn data(contents: &CalibrationContents<'_>) -> Markup {
    html! {
        h2 id="data" { "What the files hold" }
        @for file in contents.data {
            h3 { bdi { (shown_name(&file.file)) } }
            p { (file.sentences.join(" ")) }
            @if !file.noticed.is_empty() { ul { @for noticed in &file.noticed { li { (noticed) } } } }
        }
    }
}

fn warnings(contents: &CalibrationContents<'_>) -> Markup {
    let warnings = words::warnings(contents);
    html! { @if !warnings.is_empty() { div.watch { p.what { "What to know about them" } ul { @for warning in &warnings { li { (sentence_case(warning)) } } } } } }
}

fn picture(figure: Option<&Figure>) -> Markup {
    html! { @if let Some(figure) = figure { div.pictures { figure id={ "picture-" (figure.name) } { (PreEscaped(&figure.svg)) } } } }
}

/// What the history became; nothing without one.
fn segments(contents: &CalibrationContents<'_>, figures: &[Figure]) -> Markup {
    let of = |name: &str| figures.iter().find(move |f| f.name == name);
    let Some(check) = &contents.calibration.check else { return warnings(contents) };
    html! {
        h2 id="segments" { "The segments" }
        p { (words::READING) }
        (table(&tables::parameters(contents), "The numbers of each segment file, with standard errors (points of a per cent where the number is one)."))
        (warnings(contents))
        p { (words::NOT_FITTED) }
        h2 id="check" { "Does the fit look like the history?" }
        p { (check.sentence()) }
        (picture(of("check")))
        (table(&tables::check(contents), "One line in twenty fails by luck."))
        h2 id="growth" { "Growth, noise and what all accounts share" }
        @for name in ["growth", "expansion", "common-path", "seasons", "retention", "size", "revenue"] { (picture(of(name))) }
    }
}

fn baselines(lab: &BaselineLab) -> Markup {
    let cells = lab.cells().into_iter().map(Vec::from).collect();
    let rules = Table { titles: BaselineLab::TITLES.map(String::from).to_vec(), rows: cells };
    html! {
        h2 id="baselines" { "Which baseline would have paid for what came anyway?" }
        @if let Some(recommendation) = &lab.recommendation { p { (sentence_case(&recommendation.sentence)) } }
        (table(&rules, "Books drawn from the history, read by each rule as a plan would be."))
        ul { @for note in lab.notes() { li { (note) } } }
    }
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
                            tr {
                                @for (i, cell) in row.iter().enumerate() {
                                    @if i == 0 { th scope="row" { bdi { (cell) } } }
                                    @else if cell == "fail" { td.loss { (cell) } }
                                    @else { td { (cell) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
