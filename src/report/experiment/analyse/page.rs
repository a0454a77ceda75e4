//! The page of an analysis: one file that opens offline.

use maud::{Markup, PreEscaped, html};

use super::{AnalysisContents, pictures, words};
use crate::compare::{sentence_case, shown_name};
use crate::experiment::analyse::{Comparison, Kept, Line, Standing};
use crate::report::chart::Figure;
use crate::report::html::document;
use crate::report::number::grouped;

/// The whole page.
pub(super) fn page(contents: &AnalysisContents<'_>, figures: &[(usize, Figure)]) -> String {
    let title = match contents.first() {
        Some(c) if contents.analysis.comparisons.len() == 1 => sentence_case(&c.verdict.words(&shown_name(&c.arms[1]))),
        _ => "What did the experiment show?".into(),
    };
    let markup = document(
        &title,
        html! {
            h1 { (title) }
            p.meta { (words::basis(contents)) "." }
            div.answer {
                @for (i, c) in contents.analysis.comparisons.iter().enumerate() {
                    @if i == 0 { p.first { (words::verdict(contents, c)) } } @else { p { (words::verdict(contents, c)) } }
                }
                @if let Some(c) = contents.first() { @for sentence in beside(contents, c) { p { (sentence_case(&sentence)) "." } } }
            }
            (warnings(contents))
            @for (at, c) in contents.analysis.comparisons.iter().enumerate() { (comparison(contents, figures, at, c)) }
            footer {
                "paylift " (env!("CARGO_PKG_VERSION")) " ab analyse · seed " (contents.settings.seed)
                ". Every number: analyse.json; tables: estimates.csv, balance.csv, beside this page. Again: " code { (contents.repeat) }
            }
        },
    );
    markup.into_string()
}

/// What else there is to say of a comparison.
fn beside(contents: &AnalysisContents<'_>, c: &Comparison) -> Vec<String> {
    let plan = shown_name(&c.arms[1]);
    let guarded = c.guarded.iter().map(|g| words::guarded(g, &plan));
    words::belief(contents, c)
        .into_iter()
        .chain(words::before(c))
        .chain(words::timing(c))
        .chain(words::exposure(c, words::decimals(c)))
        .chain(words::payout(contents, c))
        .chain(guarded)
        .collect()
}

fn warnings(contents: &AnalysisContents<'_>) -> Markup {
    let warnings = &contents.analysis.warnings;
    html! { @if !warnings.is_empty() { div.watch { p.what { "What to know about it" } ul { @for warning in warnings { li { (sentence_case(warning)) } } } } } }
}

fn comparison(contents: &AnalysisContents<'_>, figures: &[(usize, Figure)], at: usize, c: &Comparison) -> Markup {
    let several = contents.analysis.comparisons.len() > 1;
    let own = |name: &str| figures.iter().find(|(of, figure)| *of == at && figure.name == name).map(|(_, figure)| figure);
    let places = words::decimals(c);
    html! {
        h2 id={ "plan-" (at + 1) } { @if several { "Plan " (shown_name(&c.arms[1])) " against " (shown_name(&c.arms[0])) } @else { "Every answer" } }
        p { (words::rule(contents, c)) }
        (picture(contents, own("forest"), at))
        (lines(contents, c, places))
        @if let Some(p) = c.adjusted_p.filter(|_| several) {
            p { "With " (contents.analysis.comparisons.len()) " plans compared with " (shown_name(&c.arms[0])) ", the headline’s p is " (words::p(Some(p)).trim_start_matches("p ")) " (Holm)" @if let Some(p) = c.dunnett_p { ", by Dunnett’s test of unit means " (words::p(Some(p)).trim_start_matches("p ")) } "." }
        }
        @if let Some(icc) = c.icc { p { "Share of variance between " (contents.data.level.words()) ": " (format!("{icc:.3}")) "." } }
        (event_study(contents, c, own("event-study"), at, places))
        (guardrails(c, places))
        (balance(c))
    }
}

fn picture(contents: &AnalysisContents<'_>, figure: Option<&Figure>, at: usize) -> Markup {
    html! {
        @if let Some(figure) = figure {
            div.pictures { figure id={ "picture-" (pictures::file_stem(contents, at, figure.name)) } { (PreEscaped(&figure.svg)) } }
        }
    }
}

fn lines(contents: &AnalysisContents<'_>, c: &Comparison, places: usize) -> Markup {
    let class = |line: &Line| match line.standing {
        Standing::Headline => Some("today"),
        _ => None,
    };
    let cell = |line: &Line| if line.is_valid() { None } else { Some("none") };
    let number = |value: Option<f64>, decimals: usize| value.map_or_else(String::new, |v| format!("{v:.decimals$}"));
    html! {
        p.caption { "Difference in " (shown_name(&contents.data.outcome_name)) ", plan " (shown_name(&c.arms[1])) " less " (shown_name(&c.arms[0])) ". Grey rows are not to be used here." }
        div.scroll {
            table {
                thead { tr { th scope="col" { "Method" } th scope="col" { "Of the average" } th scope="col" { "Difference" } th scope="col" { (words::confidence(contents.settings.alpha)) } th scope="col" { "Standard error" } th scope="col" { "df" } th scope="col" { "p" } th.words scope="col" { "Standing" } } }
                tbody {
                    @for line in &c.lines {
                        tr class=[class(line)] {
                            th scope="row" { (line.name) }
                            td class=[cell(line)] { (words::estimand(line.estimand, contents.data.level).trim_start_matches("average ")) }
                            td class=[cell(line)] { (words::signed(line.estimate, places)) }
                            td class=[cell(line)] { @if line.interval.is_some() { (words::interval(line.interval, places)) } }
                            td class=[cell(line)] { (number(line.standard_error, places)) }
                            td class=[cell(line)] { (number(line.degrees_of_freedom.filter(|df| df.is_finite()), 1)) }
                            td class=[cell(line)] { (words::p(line.p).trim_start_matches("p ")) }
                            td.words { @match &line.standing { Standing::Headline => "headline", Standing::Beside => "", Standing::Invalid(reason) => { "not to be used: " (reason) } } }
                        }
                    }
                }
            }
        }
    }
}

fn event_study(contents: &AnalysisContents<'_>, c: &Comparison, figure: Option<&Figure>, at: usize, places: usize) -> Markup {
    let Some(study) = pictures::study(c) else { return html! {} };
    let names = contents.data.periods.as_ref().map(|p| p.names.as_slice()).unwrap_or_default();
    html! {
        h3 { "Period by period" }
        @if let Some(before) = words::before(c) { p { (sentence_case(&before)) "." } }
        (picture(contents, figure, at))
        div.scroll {
            table {
                thead { tr { th scope="col" { "Period" } th scope="col" { "Difference" } th scope="col" { (words::confidence(contents.settings.alpha)) } th scope="col" { "p" } } }
                tbody {
                    @for (period, effect) in &study.periods {
                        tr {
                            th scope="row" { (names.get(*period).map(|n| shown_name(n)).unwrap_or_default()) }
                            td { (words::signed(effect.estimate, places)) }
                            td { (words::interval(effect.interval(1.0 - contents.settings.alpha), places)) }
                            td { (words::p(effect.p()).trim_start_matches("p ")) }
                        }
                    }
                }
            }
        }
    }
}

fn guardrails(c: &Comparison, places: usize) -> Markup {
    html! {
        @if !c.guarded.is_empty() {
            h3 { "What must not get worse" }
            p.caption { "One-sided tests of non-inferiority; no α is shared among them." }
            div.scroll {
                table {
                    thead { tr { th scope="col" { "Column" } th scope="col" { "Margin" } th scope="col" { "Difference" } th scope="col" { "One-sided p" } th.words scope="col" { "Finding" } } }
                    tbody {
                        @for g in &c.guarded {
                            tr {
                                th scope="row" { (shown_name(&g.guardrail.column)) }
                                td { (g.guardrail.margin) }
                                td { @if let Some(effect) = g.effect { (words::signed(effect.estimate, places)) } }
                                td { (words::guarded_p(g).trim_start_matches("p ")) }
                                td.words.loss[g.kept == Kept::Broken] { @match g.kept { Kept::Holds => "holds", Kept::Broken => "broken", Kept::NotShown => "not shown to hold" } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A mean of anything: four figures or so.
fn mean(value: f64) -> String {
    match value.abs() {
        x if x >= 1000.0 => format!("{}{}", if value < 0.0 { "−" } else { "" }, grouped(x.round() as u64)),
        x if x >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.4}"),
    }
}

fn balance(c: &Comparison) -> Markup {
    html! {
        @if !c.balance.is_empty() {
            h3 { "Were the arms alike before the start?" }
            p.caption { "Means over units; differences in standard deviations, beyond 0.25 worth a look." }
            div.scroll {
                table {
                    thead { tr { th scope="col" { "What" } th scope="col" { (shown_name(&c.arms[0])) } th scope="col" { (shown_name(&c.arms[1])) } th scope="col" { "Standardised difference" } } }
                    tbody {
                        @for row in &c.balance {
                            tr {
                                th scope="row" { (shown_name(&row.name)) }
                                td { (mean(row.control)) }
                                td { (mean(row.treated)) }
                                td { @if let Some(apart) = row.standardised { (words::signed(apart, 3)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
