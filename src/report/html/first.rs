//! The first screen: the answer, four figures, one picture, three readers, the assumptions and how to repeat the run.

use maud::{Markup, PreEscaped, html};

use super::Page;
use crate::compare::{Period, frequency, sentence_case, shown_name};
use crate::report::chart::Figure;
use crate::report::equal_cost;
use crate::report::number::{money_error, money_of, percent_of, points_error, points_of};
use crate::report::response::people as people_are;
use crate::scenario::Market;
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
                @if page.assumes_behaviour() { span.mark { "behaviour assumed" } " " (people_are(page.scenario)) } @else { span.mark { "payout risk only" } }
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
    // One trial has no quantiles and no frequencies.
    let get = |measure: &str, statistic: &str| page.summary.get(today, measure, statistic).filter(|e| e.n > 1);
    let cash = |e: Estimate| money_of(&page.scenario.currency, e);
    let unit = Period::of(page.scenario).unit;
    let worst = (1..=page.scenario.quarters())
        .filter_map(|q| Some((q, get(&format!("quarter_cost_{q}"), "p95")?)))
        .max_by(|a, b| a.1.value.total_cmp(&b.1.value));
    let target = page.money(page.scenario.target_variable());
    html! {
        div.cards {
            (card("Budget for bonuses", &page.money(page.scenario.money.budget), &format!("target bonus {target}, before employer load")))
            @if let Some(cost) = page.summary.get(today, "cost", "mean").filter(|e| e.n == 1) {
                (card("Cost of today’s plan", &cash(cost), "in this one trial"))
            }
            @if let Some(ask) = get("cost", "ask90") {
                (card("90\u{202f}% ask, today’s plan", &cash(ask),
                    &with_error(&format!("budget that holds 9 {unit}s in 10"), ask.standard_error.map(money_error))))
            }
            @if let Some(over) = get("cost", "p_over_budget") {
                (card("Over budget, today’s plan", &percent_of(over), &with_error(&frequency(over, unit), over.standard_error.filter(|e| *e > 0.0).map(|e| format!("{} points", points_error(e))))))
            }
            @if let Some((quarter, cost)) = worst {
                (card("Dearest quarter, today’s plan", &cash(cost),
                    &with_error(&format!("quarter {quarter}, 95\u{202f}% of {unit}s below"), cost.standard_error.map(money_error))))
            }
        }
    }
}

/// The plans with the smallest and the largest value of a statistic.
fn extremes(page: &Page, measure: &str, statistic: &str) -> Option<[(String, Estimate); 2]> {
    let values: Vec<(String, Estimate)> =
        page.scenario.plans.iter().filter_map(|p| Some((shown_name(&p.title), page.summary.get(&p.id, measure, statistic)?))).collect();
    if values.len() < 2 {
        return None;
    }
    let least = values.iter().min_by(|a, b| a.1.value.total_cmp(&b.1.value))?;
    let most = values.iter().max_by(|a, b| a.1.value.total_cmp(&b.1.value))?;
    Some([least.clone(), most.clone()])
}

fn rows(page: &Page) -> Markup {
    html! {
        section { h3 { "For Finance" } (finance(page)) }
        section { h3 { "For the CSMs" } (people(page)) }
        section { h3 { "For growth" @if page.assumes_behaviour() { " " span.assumed { "assumed" } } } (growth(page)) }
    }
}

fn finance(page: &Page) -> Markup {
    let equal = equal_cost::compared(page.result, page.scenario.reference);
    let measure = if equal { "cost_neutral" } else { "cost" };
    let cash = |e: Estimate| money_of(&page.scenario.currency, e);
    if page.result.base.trials == 1 {
        return one_trial(page);
    }
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

/// What a plan costs in the only trial there is.
fn one_trial(page: &Page) -> Markup {
    let cash = |e: Estimate| money_of(&page.scenario.currency, e);
    html! {
        @if let Some([least, most]) = extremes(page, "cost", "mean") {
            p { "Plans cost from " (cash(least.1)) " (" (least.0) ") to " (cash(most.1)) " (" (most.0) ")." }
        }
        p { "One outcome has no spread: how often a plan breaks the budget it cannot say." }
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
                "From one trial to the next a person’s bonus typically moves by " (cash(least.1)) " (" (least.0) ") to " (cash(most.1)) " (" (most.0) ")"
                @if let Some(noise) = today("sd_within") { "; under today’s plan by " (cash(noise)) } "."
            }
        }
        @if let Some(below) = today("p_below_half") {
            p { "Under today’s plan " (percent_of(below)) " of people’s years pay less than half of target." }
        }
        @for told in &page.findings.told_apart {
            p { (told.sentence) @if told.assumes_behaviour { " " span.assumed { "assumed" } } }
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
                @if let Some(nrr) = get("increment_no_csm", "nrr_points") { ", " (points_of(nrr)) " points of NRR" }
                @if page.assumes_behaviour() { " under today’s plan. That is the team’s value, not the plan’s." } @else { ". That is the team’s value, whichever plan pays it." }
            }
        } @else if matches!(page.scenario.market, Market::Attainment(_)) {
            p { "There are no customers in this run: about growth it says nothing." }
        } @else if page.scenario.run.payouts_only {
            p { "Only payouts were asked for: no world without CSMs was lived, so this run cannot say what the team adds." }
        } @else {
            p { "A history has no world without CSMs in it, so it cannot say what the team adds." }
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
        @for sentence in &page.findings.growth { p { (sentence) } }
        @if !page.assumes_behaviour() && !matches!(page.scenario.market, Market::Attainment(_)) { p { "Every plan meets the same customers here: whether a plan changes effort, this run does not say." } }
    }
}

fn assumptions(page: &Page) -> Markup {
    html! {
        @if !page.findings.assumptions.is_empty() {
            h3 { "The assumptions that matter" }
            ul {
                @for assumption in page.findings.assumptions.iter().take(5) {
                    li { b { (sentence_case(&assumption.name)) } ": " (assumption.value) @if !assumption.given { " " span.assumed { "assumed" } } }
                }
            }
            p { small { "Assumed: a default of ours that nobody measured for this company." } }
        }
    }
}

fn reproduce(page: &Page) -> Markup {
    html! {
        h3 { "How to repeat this" }
        p { code { (portable(&page.context.repeat)) } }
        @if !page.context.why.is_empty() {
            p { "One payout, line by line:" br; code { (portable(&page.context.why)) } }
        }
        p { small { "Same seed, same numbers, to the last digit, on any number of threads." } }
    }
}

/// A command as it reads on any machine: of an absolute path only the file's name is left.
fn portable(command: &str) -> String {
    let word = |word: &str| {
        let (quote, bare) = word.strip_prefix('\'').map_or(("", word), |bare| ("'", bare));
        let windows = bare.as_bytes().get(1..3).is_some_and(|after| after == b":\\" || after == b":/");
        if !bare.starts_with('/') && !windows {
            return word.to_owned();
        }
        format!("{quote}{}", bare.rsplit(['/', '\\']).next().unwrap_or(bare))
    };
    command.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_absolute_path_reaches_the_page() {
        for (typed, shown) in [
            ("paylift run --seed 7", "paylift run --seed 7"),
            ("paylift run plans/a.toml --seed 7", "paylift run plans/a.toml --seed 7"),
            ("paylift run /home/ann/a.toml --history /data/h.csv", "paylift run a.toml --history h.csv"),
            ("paylift run '/home/ann/it is.toml'", "paylift run 'it is.toml'"),
            (r"paylift run C:\plans\a.toml", "paylift run a.toml"),
        ] {
            assert_eq!(portable(typed), shown);
        }
    }
}
