//! The page of a backtest: one file that opens offline, in the look of a run's report.

use maud::{Markup, PreEscaped, html};

use super::{BacktestContents, words};
use crate::backtest::{Finding, PersonPay};
use crate::compare::shown_name;
use crate::plan::Cents;
use crate::report::chart::Figure;
use crate::report::html::document;
use crate::report::number::{grouped, money_error, money_of, percent_of, points_error};
use crate::stats::Estimate;

/// Most people shown of each plan; the others are in the table's file.
const MOST_PEOPLE: usize = 80;

/// The whole page.
pub(super) fn page(contents: &BacktestContents<'_>, figure: Option<&Figure>) -> String {
    let scenario = contents.scenario;
    let title = "What would each plan have paid?";
    let [from, to] = contents.span();
    let markup = document(
        title,
        html! {
            h1 { (title) }
            p.meta {
                (shown_name(&scenario.name)) ". Paid " (from) " to " (to) " on what really was, " (grouped(scenario.roster.len() as u64)) " CSMs, "
                (grouped(scenario.accounts() as u64)) " accounts, " (grouped(contents.backtest.hand_overs as u64)) " hand-overs. Today’s plan: "
                (shown_name(&scenario.plans[scenario.reference].title)) "."
            }
            (answer(contents))
            @if let Some(figure) = figure { div.pictures { figure id={ "picture-" (figure.name) } { (PreEscaped(&figure.svg)) } } }
            p { (words::luck(contents)) }
            (reconciliation(contents))
            h2 id="people" { "Who wins, who loses" }
            p { "Pay over the paid months to the cent. Green and red: beyond the luck of the book, for in nine draws of ten the change has the same sign." }
            (people(contents, scenario.reference))
            @for plan in contents.candidates() { (people(contents, plan)) }
            (left_out(contents))
            h2 id="not-said" { "What this does not say" }
            p { (words::NOT_SAID) }
            p {
                "Pay is worked out from the history’s revenue in single precision, seven significant digits an account and month: a commission on "
                "single invoices above 100,000 can be off by a cent."
            }
            footer {
                "paylift " (env!("CARGO_PKG_VERSION")) " backtest · seed " (scenario.run.seed) " · "
                (grouped(u64::from(contents.backtest.draws))) " draws. Every number: backtest.csv, winners.csv"
                @if contents.reconciled.is_some() { ", reconciliation.csv" }
                "; line by line: statements/, beside this page. Again: " code { (contents.repeat) }
            }
        },
    );
    markup.into_string()
}

fn answer(contents: &BacktestContents<'_>) -> Markup {
    let today = contents.scenario.reference;
    html! {
        div.answer {
            p.first { "Today’s plan would have paid " (contents.cents(contents.backtest.cost(today))) " in all." }
            @for plan in contents.candidates() { p { (words::candidate(contents, plan)) } }
            @if let Some(sentence) = words::reconciled(contents) { p { (sentence) } }
        }
    }
}

/// Everybody under one plan.
fn people(contents: &BacktestContents<'_>, plan: usize) -> Markup {
    let BacktestContents { scenario, backtest, .. } = contents;
    let today = plan == scenario.reference;
    let mut rows: Vec<&PersonPay> = backtest.people.iter().filter(|row| row.plan == plan).collect();
    let all = rows.len();
    if all > MOST_PEOPLE {
        rows.sort_by_key(|row| (std::cmp::Reverse(if today { row.pay.0 } else { row.change.0.abs() }), row.seat));
        rows.truncate(MOST_PEOPLE);
    }
    let currency = &scenario.currency;
    html! {
        h3 { bdi { (shown_name(&scenario.plans[plan].title)) } @if today { " " small { "today" } } }
        @if all > rows.len() { p.caption { "The " (rows.len()) " people with the largest changes; all of them are in winners.csv." } }
        div.scroll {
            table {
                thead {
                    tr {
                        th scope="col" { "Person" }
                        th scope="col" { "Accounts" }
                        th scope="col" { "Paid" }
                        @if !today { th scope="col" { "Change" } }
                        th scope="col" { "Luck band, from" }
                        th scope="col" { "to" }
                        @if !today { th scope="col" { "Gains in so many draws" } }
                    }
                }
                tbody {
                    @for row in &rows {
                        tr {
                            th scope="row" { bdi { (shown_name(&scenario.roster[row.seat].name)) } }
                            td { (grouped(backtest.accounts[row.seat] as u64)) }
                            td { (contents.cents(row.pay)) }
                            @if !today { td class=(class(row)) { (contents.difference(row.change)) } }
                            (money(currency, row.luck.map(|band| band.low)))
                            (money(currency, row.luck.map(|band| band.high)))
                            @if !today { (share(row.gains)) }
                        }
                    }
                    tr.sum {
                        th scope="row" { "all" }
                        td {}
                        td { (contents.cents(backtest.cost(plan))) }
                        @if !today { td { (contents.difference(backtest.cost(plan) - backtest.cost(scenario.reference))) } }
                        td {}
                        td {}
                        @if !today { td {} }
                    }
                }
            }
        }
    }
}

/// Gain or loss where the change keeps its sign in nine draws of ten.
fn class(row: &PersonPay) -> &'static str {
    match row.change_luck {
        Some(band) if row.change > Cents::ZERO && band.low.value > 0.0 => "gain",
        Some(band) if row.change < Cents::ZERO && band.high.value < 0.0 => "loss",
        _ => "none",
    }
}

fn money(currency: &str, estimate: Option<Estimate>) -> Markup {
    let Some(estimate) = estimate else { return html! { td.none {} } };
    html! { td { (money_of(currency, estimate)) @if let Some(error) = error_of(estimate) { span.se { (money_error(error)) } } } }
}

fn share(estimate: Option<Estimate>) -> Markup {
    let Some(estimate) = estimate else { return html! { td.none {} } };
    html! { td { (percent_of(estimate)) @if let Some(error) = error_of(estimate) { span.se { (points_error(error)) } } } }
}

/// The standard error, unless all draws around the end are the same amount: steps of a plan then hide it.
fn error_of(estimate: Estimate) -> Option<f64> {
    estimate.standard_error.filter(|error| *error > 0.0)
}

/// Payouts that do not agree.
fn reconciliation(contents: &BacktestContents<'_>) -> Markup {
    let Some(rows) = contents.reconciled else { return html! {} };
    let apart: Vec<_> = rows.iter().filter(|row| row.finding != Finding::Agrees).collect();
    let money = |amount: Option<Cents>| amount.map_or_else(String::new, |amount| contents.cents(amount));
    html! {
        h2 id="reconciliation" { "Was it really paid so?" }
        @if let Some(sentence) = words::reconciled(contents) { p { (sentence) } }
        @if !apart.is_empty() {
            div.scroll {
                table {
                    thead {
                        tr {
                            @for title in ["Person", "Period", "Paid", "Due", "Difference"] { th scope="col" { (title) } }
                            th.words scope="col" { "Finding" }
                        }
                    }
                    tbody {
                        @for row in &apart {
                            @let [from, to] = contents.period(row.period);
                            tr {
                                th scope="row" { bdi { (shown_name(&row.csm)) } }
                                td { (row.period + 1) span.se { (from) " to " (to) } }
                                td { (money(row.paid)) }
                                td { (money(row.due)) }
                                td { (contents.difference(row.difference())) }
                                td.words {
                                    (row.finding.words())
                                    @if let Some(name) = &row.nearest { ": " (shown_name(name)) "?" }
                                    @if let Some(line) = row.line { " " small { "line " (line) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Plans that are not payable, and people who are not paid.
fn left_out(contents: &BacktestContents<'_>) -> Markup {
    let (plans, people) = (contents.not_payable, &contents.backtest.unlisted);
    html! {
        @if !plans.is_empty() {
            h2 id="not-payable" { "Not payable on this history" }
            ul { @for (plan, reason) in plans { li { b { (plan) } ": " (reason) "." } } }
        }
        @if !people.is_empty() {
            h2 id="not-on-the-roster" { "Held accounts and are not on the roster" }
            ul { @for other in people { li { (shown_name(&other.csm)) ": " (grouped(other.accounts as u64)) " accounts, paid to nobody here." } } }
        }
    }
}
