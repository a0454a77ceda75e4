//! The first screen: the answer, four figures, one picture, three readers, the assumptions and how to repeat the run.

use maud::{Markup, PreEscaped, html};

use super::Page;
use crate::report::chart::Figure;
use crate::report::equal_cost;
use crate::report::number::{money_error, money_of, percent_of, points, points_error, years};
use crate::stats::Estimate;

pub(super) fn screen(page: &Page, overview: Option<&Figure>) -> Markup {
    html! {
        header {
            h1 { (page.headline()) }
            p.meta {
                @if page.scenario.fictional { "Fictional company · " }
                "seed " (page.scenario.run.seed) " · " (page.trials())
                @if let Some(date) = &page.context.date { " · " (date) }
                " · "
                @if page.assumes_behaviour() { span.mark { "behaviour assumed" } } @else { span.mark { "payout risk only" } }
            }
            @if !page.scenario.about.is_empty() { p.meta { (page.scenario.about) } }
        }
        (answer(page))
        (cards(page))
        div.glance {
            @if let Some(figure) = overview { figure { (PreEscaped(&figure.svg)) } }
            div.rows { (rows(page)) }
        }
        div.two {
            section { (assumptions(page)) }
            section { (reproduce(page)) }
        }
    }
}

fn answer(page: &Page) -> Markup {
    html! {
        div.answer {
            @if let Some((first, more)) = page.findings.decision.split_first() {
                p.first { (first) }
                @for sentence in more { p { (sentence) } }
            }
            @if !page.findings.would_change.is_empty() {
                p.change { b { "What would change it: " } (page.findings.would_change.join(" ")) }
            }
        }
    }
}

fn card(label: &str, value: &str, note: &str) -> Markup {
    html! { div.card { div.label { (label) } div.value { (value) } div.note { (note) } } }
}

fn with_error(text: &str, error: Option<String>) -> String {
    error.map_or(text.to_string(), |error| format!("{text} ({error})"))
}

fn cards(page: &Page) -> Markup {
    let today = page.today();
    let get = |measure: &str, statistic: &str| page.summary.get(today, measure, statistic);
    let cash = |e: Estimate| money_of(&page.scenario.currency, e);
    let worst = (1..=page.scenario.quarters())
        .filter_map(|q| Some((q, get(&format!("quarter_cost_{q}"), "p95")?)))
        .max_by(|a, b| a.1.value.total_cmp(&b.1.value));
    let target = page.money(page.scenario.target_variable());
    html! {
        div.cards {
            (card("Budget for bonuses", &page.money(page.scenario.money.budget), &format!("target bonus {target}, before employer load")))
            @if let Some(ask) = get("cost", "ask90") {
                (card("90\u{202f}% ask, today’s plan", &cash(ask),
                    &with_error("budget that holds in 9 years of 10", ask.standard_error.map(money_error))))
            }
            @if let Some(over) = get("cost", "p_over_budget") {
                (card("Over budget, today’s plan", &percent_of(over), &with_error(&years(over.value), over.standard_error.map(points_error))))
            }
            @if let Some((quarter, cost)) = worst {
                (card("Dearest quarter, today’s plan", &cash(cost),
                    &with_error(&format!("quarter {quarter}, 95\u{202f}% of years below"), cost.standard_error.map(money_error))))
            }
        }
    }
}

/// The plans with the smallest and the largest value of a statistic.
fn extremes<'a>(page: &'a Page, measure: &str, statistic: &str) -> Option<[(&'a str, Estimate); 2]> {
    let values: Vec<(&str, Estimate)> =
        page.scenario.plans.iter().filter_map(|p| Some((p.title.as_str(), page.summary.get(&p.id, measure, statistic)?))).collect();
    if values.len() < 2 {
        return None;
    }
    let least = values.iter().min_by(|a, b| a.1.value.total_cmp(&b.1.value))?;
    let most = values.iter().max_by(|a, b| a.1.value.total_cmp(&b.1.value))?;
    Some([*least, *most])
}

fn rows(page: &Page) -> Markup {
    html! {
        section { h3 { "For Finance" } (finance(page)) }
        section { h3 { "For the CSMs" } (people(page)) }
        section { h3 { "For growth" } (growth(page)) }
    }
}

fn finance(page: &Page) -> Markup {
    let equal = equal_cost::compared(page.result, page.scenario.reference);
    let measure = if equal { "cost_neutral" } else { "cost" };
    let cash = |e: Estimate| money_of(&page.scenario.currency, e);
    let today = page.summary.get(page.today(), "cost", "ask90");
    html! {
        @if let Some([least, most]) = extremes(page, measure, "ask90") {
            p {
                "The budget that holds with 90\u{202f}% confidence runs from " (cash(least.1)) " (" (least.0) ") to " (cash(most.1)) " (" (most.0) ")"
                @if equal { " at the same expected cost" } "."
            }
        }
        @if let Some(today) = today {
            p { "Today’s plan asks for " (cash(today)) " against a budget of " (page.money(page.scenario.money.budget)) "." }
        }
        @if let Some(loaded) = page.summary.get(page.today(), "cost", "loaded_mean") {
            p { "With employer load its expected cost is " (cash(loaded)) "." }
        }
    }
}

fn people(page: &Page) -> Markup {
    let equal = equal_cost::compared(page.result, page.scenario.reference);
    let measure = if equal { "pay_per_csm_neutral" } else { "pay_per_csm" };
    let cash = |e: Estimate| money_of(&page.scenario.currency, e);
    let today = |statistic| page.summary.get(page.today(), "pay_per_csm", statistic);
    html! {
        @if let Some([least, most]) = extremes(page, measure, "sd_within") {
            p {
                "From one year to the next a person’s bonus typically moves by " (cash(least.1)) " (" (least.0) ") to " (cash(most.1)) " (" (most.0) ")"
                @if let Some(noise) = today("sd_within") { "; under today’s plan by " (cash(noise)) } "."
            }
        }
        @if let Some(below) = today("p_below_half") {
            p { "Under today’s plan " (percent_of(below)) " of people’s years pay less than half of target." }
        }
        @if page.scenario.plans.len() > 1 { p { a href="#people" { "Who would win and lose, by name" } "." } }
    }
}

fn growth(page: &Page) -> Markup {
    let today = page.today();
    let get = |measure: &str, statistic: &str| page.summary.get(today, measure, statistic);
    html! {
        @if let Some(arr) = get("increment_no_csm", "arr") {
            p {
                "Against the same customers with no CSM at all the team adds " (money_of(&page.scenario.currency, arr))
                @if let Some(error) = arr.standard_error { " (" (money_error(error)) ")" }
                " of yearly revenue"
                @if let Some(nrr) = get("increment_no_csm", "nrr_points") { ", " (points(nrr.value)) " points of NRR" }
                ". That is the team’s value, whichever plan pays it."
            }
        } @else {
            p { "This market has no twin without CSMs, so it cannot say what the team adds." }
        }
        @if let Some(share) = get("windfall", "share") {
            p {
                "Of today’s bonus " (percent_of(share)) " is paid with no CSM at all"
                @if let (Some(organic), Some(luck)) = (get("windfall", "organic_share"), get("windfall", "luck_share")) {
                    ": " (percent_of(organic)) " for organic growth, " (percent_of(luck)) " for plain luck"
                }
                "."
            }
        }
        @if !page.assumes_behaviour() { p { "Every plan meets the same customers here: whether a plan changes effort, this run does not say." } }
    }
}

fn assumptions(page: &Page) -> Markup {
    html! {
        @if !page.findings.assumptions.is_empty() {
            h3 { "The assumptions that matter" }
            ul {
                @for assumption in page.findings.assumptions.iter().take(5) {
                    li { (assumption.name) ": " (assumption.value) @if !assumption.given { " " small { "assumed: nobody measured it here" } } }
                }
            }
        }
    }
}

fn reproduce(page: &Page) -> Markup {
    html! {
        h3 { "How to repeat this" }
        p { code { (page.context.repeat) } }
        @if !page.context.why.is_empty() {
            p { "One payout, line by line:" br; code { (page.context.why) } }
        }
        p { small { "Same seed, same numbers, to the last digit, on any number of threads." } }
    }
}
