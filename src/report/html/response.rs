//! What people's response to pay brings and costs, and what it rests on. Everything here is assumed, and marked so.

use maud::{Markup, PreEscaped, html};

use super::cells::Kind;
use super::tables::{Column, column, grid, grid_of};
use super::{Page, devils};
use crate::compare::sentence_case;
use crate::report::chart::Figure;
use crate::report::number::percent;
use crate::report::response::{self, EFFORTS, FLAT, GAMES, Range, SALARIED, people};
use crate::stats::Estimate;

/// Pictures that stand in these sections instead of among the others.
pub(super) const FIGURES: [&str; 5] = ["frontier", "paid-for", "conduct", "incentive", "people-range"];

/// Least change of effort that is told, what rounds to 2 %: less is hardly noticed.
const LEAST_EFFORT: f64 = 0.015;
/// Least degree of a game that is told.
const LEAST_GAME: f64 = 0.005;

pub(super) fn all(page: &Page, figures: &[&Figure]) -> Markup {
    if !page.assumes_behaviour() {
        return html! {};
    }
    let figure =
        |name: &str| figures.iter().find(|f| f.name == name).map(|f| html! { figure id={ "picture-" (f.name) } { (PreEscaped(&f.svg)) } });
    html! {
        h2 id="response" { (title(page)) " " (mark()) }
        @if !page.scenario.behaviour.responds() {
            p { "Here people do under each plan what the scenario says, whatever the plan pays, and as on a salary where it says nothing. Plans as published, unless a table says otherwise." }
        } @else if !page.scenario.run.payouts_only { p {
            "Here people are " b { (people(page.scenario)) } ": they do more of what a plan pays for and less of the rest, some play games with its rules, and some leave. "
            "Nobody has measured how much of this your people would do: with other people the same plans do what stands under “Angels and devils”. Plans as published, unless a table says otherwise."
        } }
        (section("What growth, and what is left of it", "Revenue is annual recurring revenue (ARR) at the end. Net: its gross margin over the horizon and the months for which the scenario values it, minus pay with employer load, discounts, padded leads, replacing people, partners’ pay and training.", figure("frontier"), grid(page, &growth(page))))
        (section("The same at today’s expected cost", "Every plan’s rates are scaled to what today’s plan costs where everybody is salaried, with today’s pay mix; caps, floors and guarantees stay. People respond to the scaled plan. A plan that cannot be scaled has an empty line. Differences to today’s plan; lived in one trial in four and carried to all.", None, grid(page, &equal_cost(page))))
        (section("Paid for what?", "Three parts that sum to the mean cost, what a further dollar cost beyond salaried effort (empty where such growth is not certain), and what leaks away beside pay.", figure("paid-for"), grid(page, &paid_for())))
        (section("What people would do", "Effort and games are means over CSM-months.", figure("conduct"), html! { (conduct_words(page)) (grid(page, &effort())) (grid(page, &games())) }))
        (section("Where more work pays more", "In a month without incentive a further result pays less than a quarter of the straight line to target pay: below a floor, above a cap, or out of reach. With a jump in reach it pays more than two and a half times what it pays when a period begins: that moves deals in time. Shares of CSM-months.", figure("incentive"), grid(page, &incentive())))
        @if page.scenario.behaviour.responds() {
            (section("Angels and devils", "Angels respond to pay but never play games; devils play wherever it pays. Both live a quarter of the trials, with the same luck. Lost to games: discounts for early signatures and what padded leads cost sales.", figure("people-range"), html! { (ranges(page)) (grid(page, &net_range(page))) }))
        }
        (devils::section(page))
        (section("The CSM’s side", "Sure pay as good: the bonus that, paid for certain, would please a cautious person as much as the plan’s uncertain one. The difference to the mean is what the plan’s noise costs them. Means a CSM and year.", None, grid(page, &csm_side())))
    }
}

/// What the part is called.
pub(super) fn title(page: &Page) -> &'static str {
    if page.scenario.behaviour.responds() { "If people respond to pay" } else { "If people do as stated" }
}

/// The mark of what rests on assumptions about people.
pub(super) fn mark() -> Markup {
    html! { span.assumed { "assumed" } }
}

/// A section; left out where there is nothing in it.
fn section(title: &str, caption: &str, figure: Option<Markup>, body: Markup) -> Markup {
    if figure.is_none() && body.0.is_empty() {
        return html! {};
    }
    html! {
        h3 { (title) " " (mark()) }
        @if !caption.is_empty() { p.caption { (caption) } }
        @if let Some(figure) = figure { div.pictures { (figure) } }
        (body)
    }
}

fn growth(page: &Page) -> Vec<Column> {
    let today = page.today();
    let against = |head: &str, kind, measure, statistic, against: &str| column(head, kind, measure, statistic).against(against);
    vec![
        against("ARR beyond salaried effort", Kind::Difference, "growth", "arr", SALARIED),
        against("ARR beyond today’s plan", Kind::Difference, "growth", "arr", today),
        against("the same, in % of ARR at the start", Kind::Percent, "growth", "arr_percent", today),
        against("ARR beyond a flat bonus", Kind::Difference, "growth", "arr", FLAT),
        against("Net against salaried effort", Kind::Difference, "net", "dollars", SALARIED),
        against("Net against today’s plan", Kind::Difference, "net", "dollars", today),
        against("Net against a flat bonus", Kind::Difference, "net", "dollars", FLAT),
        against("Net per dollar of further pay, against salaried", Kind::Number, "net", "roi", SALARIED),
        column("Highest net of all in", Kind::Share, "best", "p_highest_net"),
    ]
}

fn equal_cost(page: &Page) -> Vec<Column> {
    let today = page.today();
    let beyond = |head: &str, measure, statistic| column(head, Kind::Difference, measure, statistic).against(today);
    vec![
        column("Factor on rates", Kind::Number, "cost@equal-cost", "factor"),
        column("Mean cost", Kind::Money, "cost@equal-cost", "mean"),
        beyond("ARR", "growth", "arr@equal-cost"),
        beyond("Gross margin of it", "growth", "gross_margin@equal-cost"),
        beyond("Pay", "net", "pay_increment@equal-cost"),
        beyond("Leakage", "net", "leakage@equal-cost"),
        beyond("Partners and training", "net", "programme@equal-cost"),
        beyond("Net", "net", "dollars@equal-cost"),
    ]
}

fn paid_for() -> Vec<Column> {
    let paid = |head: &str, statistic| column(head, Kind::Money, "paid_for", statistic);
    vec![
        paid("With no CSM at all", "windfall"),
        paid("For salaried effort", "salaried"),
        column("Because of the response", Kind::Difference, "paid_for", "response"),
        column("Pay per further dollar of ARR", Kind::Number, "paid_for", "pay_per_extra_arr").against(SALARIED),
        column("per further dollar of margin", Kind::Number, "paid_for", "pay_per_extra_margin").against(SALARIED),
        column("Discounts", Kind::Money, "leak", "discounts"),
        column("Padded leads", Kind::Money, "leak", "padding"),
        column("Replacing people", Kind::Money, "leak", "rehire"),
        column("of it because of the plan", Kind::Difference, "leak", "rehire").against(SALARIED),
    ]
}

fn effort() -> Vec<Column> {
    EFFORTS.into_iter().map(|(statistic, name)| column(&sentence_case(name), Kind::Number, "effort", statistic)).collect()
}

fn incentive() -> Vec<Column> {
    let share = |head: &str, statistic| column(head, Kind::Share, "incentive", statistic);
    vec![
        share("Without incentive", "none"),
        share("More work pays more", "normal"),
        share("A jump in reach", "cliff_in_reach"),
        column("Deals pulled in", Kind::Share, "gaming", "pulled"),
        column("Deals held back", Kind::Share, "gaming", "held"),
    ]
}

fn games() -> Vec<Column> {
    GAMES.into_iter().map(|(statistic, name)| column(&sentence_case(name), Kind::Share, "gaming", statistic)).collect()
}

fn csm_side() -> Vec<Column> {
    let pay = |head: &str, kind, statistic| column(head, kind, "pay_per_csm", statistic);
    vec![
        pay("Mean bonus", Kind::Money, "mean"),
        column("Sure pay as good", Kind::Money, "csm_side", "certainty_equivalent"),
        column("Cost of the noise (risk premium)", Kind::Money, "csm_side", "risk_premium"),
        pay("Paid nothing all year", Kind::Share, "p_zero"),
        pay("Nothing twice running", Kind::Share, "p_nothing_twice"),
        pay("Below 90\u{202f}% of OTE", Kind::Share, "p_below_90_ote"),
        column("People who leave a year", Kind::Number, "people", "departures"),
        column("more than with a flat bonus", Kind::Number, "people", "departures_over_pay").against(FLAT),
    ]
}

fn net_range(page: &Page) -> Vec<Column> {
    let net = |head: &str, statistic, against: &str| column(head, Kind::Difference, "net", statistic).against(against);
    let today = page.today();
    vec![
        net("Net against salaried effort", "dollars", SALARIED),
        net("angels", "dollars@angels", SALARIED),
        net("devils", "dollars@devils", SALARIED),
        net("Net against today’s plan", "dollars", today),
        net("angels", "dollars@angels", today),
        net("devils", "dollars@devils", today),
    ]
}

/// Growth, cost and what games lose, each with the run's own people, angels and devils.
fn ranges(page: &Page) -> Markup {
    let plans = || page.scenario.plans.iter().enumerate();
    let three = |kind, head: &str, of: &dyn Fn(usize, &str) -> Option<Range>| {
        let ranges: Vec<Option<Range>> = plans().map(|(p, plan)| of(p, &plan.id)).collect();
        let column = |head: &str, one: fn(&Range) -> Option<Estimate>| {
            (head.to_owned(), kind, ranges.iter().map(|range| range.as_ref().and_then(one)).collect::<Vec<_>>())
        };
        [column(head, |r| Some(r.own)), column("angels", |r| r.angels), column("devils", |r| r.devils)]
    };
    let growth = three(Kind::Difference, "ARR beyond salaried effort", &|_, id| response::growth(page.summary, id));
    let cost = three(Kind::Money, "Mean cost", &|_, id| response::cost(page.scenario, page.summary, id));
    let lost = three(Kind::Money, "Lost to games", &|p, _| response::lost(page.result, p));
    grid_of(page, growth.into_iter().chain(cost).chain(lost).collect())
}

/// Each plan's conduct in a sentence.
fn conduct_words(page: &Page) -> Markup {
    let told: Vec<(&str, String)> =
        page.scenario.plans.iter().filter_map(|plan| Some((plan.id.as_str(), sentence(page, &plan.id)?))).collect();
    html! {
        @if !told.is_empty() {
            p.caption { "Against what a salaried CSM does; games in per cent of what is possible, and of months where deals move." }
            ul.verdicts { @for (id, sentence) in told { li { b { (page.name(id)) } span { (sentence) } } } }
        }
    }
}

fn sentence(page: &Page, plan: &str) -> Option<String> {
    let clear = |e: &Estimate| e.value.abs() > 2.0 * e.standard_error.unwrap_or(0.0);
    let known = |measure: &str, names: &[(&'static str, &'static str)]| -> Vec<(&'static str, Estimate)> {
        names.iter().filter_map(|&(statistic, name)| Some((name, page.summary.get(plan, measure, statistic)?))).collect()
    };
    let efforts = known("effort", &EFFORTS);
    if efforts.is_empty() {
        return None;
    }
    let mut changes: Vec<(&str, Estimate)> = efforts
        .into_iter()
        .map(|(name, e)| (name, Estimate { value: e.value - 1.0, ..e }))
        .filter(|(_, e)| e.value.abs() >= LEAST_EFFORT && clear(e))
        .collect();
    changes.sort_by(|a, b| b.1.value.abs().total_cmp(&a.1.value.abs()));
    let change = |&(name, e): &(&str, Estimate)| {
        let (word, sign) = if e.value > 0.0 { ("more", "+") } else { ("less", "−") };
        format!("{word} {name} ({sign}{})", percent(e.value.abs(), e.standard_error))
    };
    let work = if changes.is_empty() {
        "Works as on a salary".to_owned()
    } else {
        sentence_case(&changes.iter().map(change).collect::<Vec<_>>().join(", "))
    };
    let mut games: Vec<(&str, Estimate)> = known("gaming", &GAMES).into_iter().filter(|(_, e)| e.value >= LEAST_GAME && clear(e)).collect();
    games.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
    let games: Vec<String> = games.iter().map(|(name, e)| format!("{name} ({})", percent(e.value, e.standard_error))).collect();
    Some(if games.is_empty() { format!("{work}. No games.") } else { format!("{work}. Games: {}.", games.join(", ")) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::report::html::PageContext;

    #[test]
    fn conduct_is_told_in_words_largest_first() {
        let f = fixture::responding(40);
        let context = PageContext::default();
        let page = Page { scenario: &f.scenario, result: &f.result, summary: &f.summary, findings: &f.findings, context: &context };
        assert_eq!(sentence(&page, "flat").unwrap(), "Works as on a salary. No games.");
        assert_eq!(
            sentence(&page, "nrr-individual").unwrap().replace('\u{202f}', " "),
            "More expansion (+6.0 %), less advocacy (−2.0 %). Games: pressure to sign (5.0 %), deals pulled in (4.0 %), deals held back (2.0 %)."
        );
        let off = fixture::meterline(40);
        let page = Page { scenario: &off.scenario, result: &off.result, summary: &off.summary, findings: &off.findings, context: &context };
        assert_eq!((sentence(&page, "nrr-individual"), all(&page, &[]).0), (None, String::new()));
    }
}
