//! The tables: plans at equal cost, as published, against today's plan, by quarter, under stress.

use maud::{Markup, html};

use super::Page;
use super::cells::{Kind, cell};
use super::response::mark;
use crate::compare::{Row, sentence_case};
use crate::report::equal_cost;
use crate::report::number::money_of;
use crate::stats::Estimate;

/// A column: its head and the statistic below it.
pub(super) struct Column {
    head: String,
    kind: Kind,
    measure: String,
    statistic: &'static str,
    /// Comparator of a difference; empty for none.
    against: String,
}

pub(super) fn column(head: &str, kind: Kind, measure: &str, statistic: &'static str) -> Column {
    Column { head: head.into(), kind, measure: measure.into(), statistic, against: String::new() }
}

impl Column {
    /// The same statistic as a difference from something else.
    pub(super) fn against(self, comparator: &str) -> Self {
        Self { against: comparator.into(), ..self }
    }

    fn shows(&self, row: &Row) -> bool {
        row.measure == self.measure && row.statistic == self.statistic && row.against == self.against
    }
}

pub(super) fn all(page: &Page) -> Markup {
    html! {
        h2 id="tables" { "Tables" }
        @if page.result.base.trials > 1 {
            p { "Small grey numbers are Monte Carlo standard errors: how far the number could still move with more trials." }
        }
        (equal_cost_table(page))
        (published(page))
        (against_today(page))
        (quarters(page))
        (stress(page))
    }
}

/// Most columns that fit beside the plan's name on a page and on paper.
const MOST_COLUMNS: usize = 9;

/// Statistics that one trial only repeats its single number for.
const NEEDS_A_SPREAD: [&str; 18] = [
    "p5",
    "p25",
    "p50",
    "p75",
    "p95",
    "p95_over_budget",
    "p_over_budget",
    "p_over_quarter_budget",
    "expected_overrun",
    "ask90",
    "cvar95",
    "at_mean_attainment",
    "jensen_gap",
    "p_lower",
    "p_lowest_cost",
    "p_highest_net",
    "certainty_equivalent",
    "risk_premium",
];

/// A titled table, marked where any of it rests on assumptions about people; left out where nothing fills it.
fn table(page: &Page, title: &str, caption: &str, columns: &[Column]) -> Markup {
    let rows = grid(page, columns);
    let assumed = page.summary.rows.iter().any(|row| row.assumes_behaviour && columns.iter().any(|c| c.shows(row)));
    html! {
        @if !rows.0.is_empty() {
            h3 { (title) @if assumed { " " (mark()) } }
            p.caption { (caption) }
            (rows)
        }
    }
}

/// One row per plan, looked up.
pub(super) fn grid(page: &Page, columns: &[Column]) -> Markup {
    let spread = page.result.base.trials > 1;
    let shown = columns.iter().filter(|c| spread || !NEEDS_A_SPREAD.contains(&c.statistic));
    let value = |plan: &str, c: &Column| page.summary.get_against(plan, &c.measure, c.statistic, &c.against);
    grid_of(page, shown.map(|c| (c.head.clone(), c.kind, page.scenario.plans.iter().map(|p| value(&p.id, c)).collect())).collect())
}

/// One row per plan; columns that nothing fills are left out, and so is a table without columns.
pub(super) fn grid_of(page: &Page, columns: Vec<(String, Kind, Vec<Option<Estimate>>)>) -> Markup {
    debug_assert!(columns.len() <= MOST_COLUMNS, "{}: too wide for paper", columns[0].0);
    let shown: Vec<_> = columns.into_iter().filter(|(_, _, values)| values.iter().any(Option::is_some)).collect();
    html! {
        @if !shown.is_empty() {
            div.scroll {
                table {
                    thead { tr { th scope="col" { "Plan" } @for (head, _, _) in &shown { th scope="col" { (head) } } } }
                    tbody {
                        @for (p, plan) in page.scenario.plans.iter().enumerate() {
                            tr.today[plan.id == page.today()] {
                                th scope="row" { (page.name(&plan.id)) }
                                @for (_, kind, values) in &shown { (cell(&page.scenario.currency, *kind, values[p])) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn equal_cost_table(page: &Page) -> Markup {
    if !equal_cost::compared(page.result, page.scenario.reference) {
        return html! {};
    }
    let cost = |head: &str, kind, statistic| column(head, kind, "cost_neutral", statistic);
    let pay = |head: &str, kind, statistic| column(head, kind, "pay_per_csm_neutral", statistic);
    let costs = [
        cost("Scaled by", Kind::Number, "factor"),
        cost("SD", Kind::Money, "sd"),
        cost("P5", Kind::Money, "p5"),
        cost("Median", Kind::Money, "p50"),
        cost("P95", Kind::Money, "p95"),
        cost("Over budget", Kind::Share, "p_over_budget"),
        cost("Expected overrun", Kind::Money, "expected_overrun"),
        cost("90\u{202f}% ask", Kind::Money, "ask90"),
        cost("Mean of worst 5\u{202f}%", Kind::Money, "cvar95"),
    ];
    let pays = [
        pay("SD, one person over trials", Kind::Money, "sd_within"),
        pay("Paid nothing", Kind::Share, "p_zero"),
        pay("Below half of target", Kind::Share, "p_below_half"),
    ];
    let mean = page.summary.get(page.today(), "cost", "mean").map(|e| format!(", {}", money_of(&page.scenario.currency, e)));
    let caption = format!(
        "Every plan scaled to the expected cost of today’s plan{}, so that risk is compared and not generosity. Bonus only, before employer load.",
        mean.unwrap_or_default()
    );
    html! {
        (table(page, "Cost at equal expected cost", &caption, &costs))
        (table(page, "Pay per CSM at equal expected cost", "Scaled in the same way.", &pays))
    }
}

fn published(page: &Page) -> Markup {
    let cost = |head: &str, kind, statistic| column(head, kind, "cost", statistic);
    let pay = |head: &str, kind, statistic| column(head, kind, "pay_per_csm", statistic);
    let costs = [
        cost("Mean", Kind::Money, "mean"),
        cost("SD", Kind::Money, "sd"),
        cost("P5", Kind::Money, "p5"),
        cost("Median", Kind::Money, "p50"),
        cost("P95", Kind::Money, "p95"),
        cost("Over budget", Kind::Share, "p_over_budget"),
        cost("Expected overrun", Kind::Money, "expected_overrun"),
        cost("90\u{202f}% ask", Kind::Money, "ask90"),
        cost("Mean of worst 5\u{202f}%", Kind::Money, "cvar95"),
    ];
    let behind = [
        cost("P95 against budget", Kind::Difference, "p95_over_budget"),
        cost("Mean with employer load", Kind::Money, "loaded_mean"),
        cost("Mean against target", Kind::Share, "share_of_target"),
        cost("Cost at mean results", Kind::Money, "at_mean_attainment"),
        cost("Jensen gap", Kind::Difference, "jensen_gap"),
        cost("Partners", Kind::Money, "partner_mean"),
    ];
    let pays = [
        pay("Mean", Kind::Money, "mean"),
        pay("SD, one person over trials", Kind::Money, "sd_within"),
        pay("same, book held fixed", Kind::Money, "sd_within_same_book"),
        pay("SD between people", Kind::Money, "sd_between"),
        pay("SD ÷ mean", Kind::Share, "cv"),
        pay("Gini", Kind::Number, "gini"),
    ];
    let reached = [
        pay("Paid nothing", Kind::Share, "p_zero"),
        pay("Below half of target", Kind::Share, "p_below_half"),
        pay("Below 90\u{202f}% of OTE", Kind::Share, "p_below_90_ote"),
        column("Reach threshold", Kind::Share, "reach", "threshold"),
        column("Reach target", Kind::Share, "reach", "target"),
        column("Reach excellence", Kind::Share, "reach", "excellence"),
    ];
    let windfall = [
        column("Cost with no CSM", Kind::Money, "windfall", "cost_no_csm"),
        column("Paid with no CSM", Kind::Share, "windfall", "share"),
        column("of it organic", Kind::Share, "windfall", "organic_share"),
        column("of it luck", Kind::Share, "windfall", "luck_share"),
    ];
    let buys = [
        column("Growth its own rule measures", Kind::Money, "increment_measured", "arr"),
        column("Error of that rule", Kind::Difference, "increment_measured", "error"),
        column("Pay per incremental dollar", Kind::Number, "efficiency", "pay_per_incremental_dollar"),
        column("Cost of sales", Kind::Share, "efficiency", "ccos"),
        column("Return on the team’s pay", Kind::Number, "efficiency", "team_roi"),
    ];
    html! {
        (table(page, "Cost as published", "Each plan with its own parameters, bonus only, before employer load.", &costs))
        (table(page, "What is behind the cost as published", "Mean cost is above the cost of mean results where pay curves upwards: the Jensen gap.", &behind))
        (table(page, "Pay per CSM as published", "Between people: what lasts from trial to trial, different target bonuses included.", &pays))
        (table(page, "Who reaches what, as published", "Shares of CSM-years, and of pay periods. Guidelines of the trade: about 90\u{202f}% of people reach the threshold, 60 to 70\u{202f}% the target, 10\u{202f}% excellence.", &reached))
        (table(page, "Paid with no CSM at all", "The same customers, never looked after: what the plan would have paid. Luck: good luck is paid, bad luck is not taken back.", &windfall))
        (table(page, "What the money buys", "Growth beyond that of the same customers with no CSM at all; plans as published.", &buys))
    }
}

fn against_today(page: &Page) -> Markup {
    let versus = |head: &str, kind, measure: &str, statistic| column(head, kind, measure, statistic).against(page.today());
    let columns = [
        versus("Mean cost against today’s", Kind::Difference, "cost", "mean_difference"),
        versus("Cheaper than today’s in", Kind::Share, "cost", "p_lower"),
        versus("SD of a CSM’s pay against today’s", Kind::Difference, "pay_per_csm", "sd_difference"),
        column("Cheapest of all in", Kind::Share, "best", "p_lowest_cost"),
        column("CSMs who win", Kind::People, "person", "winners"),
        column("CSMs who lose", Kind::People, "person", "losers"),
    ];
    table(
        page,
        "Against today’s plan",
        "As published, paired: both plans live through the same luck, so their difference is known better than either. Who wins and loses is counted at equal expected cost where plans are scaled.",
        &columns,
    )
}

/// The accrual calendar, a year to a table.
fn quarters(page: &Page) -> Markup {
    let quarters: Vec<usize> = (1..=page.scenario.quarters()).collect();
    let measure = |quarter: usize| format!("quarter_cost_{quarter}");
    html! {
        @for year in quarters.chunks(4) {
            @let costs: Vec<Column> = year.iter().flat_map(|&q| {
                let of = |head: &str, statistic| column(&format!("Q{q} {head}"), Kind::Money, &measure(q), statistic);
                [of("mean", "mean"), of("P95", "p95")]
            }).collect();
            (table(page, &years("Accrual calendar", year, &quarters), "Cost by quarter of payment, as published.", &costs))
        }
        @for year in quarters.chunks(8) {
            @let over: Vec<Column> = year.iter().map(|&q| column(&format!("Q{q}"), Kind::Share, &measure(q), "p_over_quarter_budget")).collect();
            (table(page, &years("How often a quarter is over its share of the budget", year, &quarters), "Its share is an even part of the budget; plans as published.", &over))
        }
    }
}

/// A title with the quarters of a part, where there is more than one part.
fn years(title: &str, part: &[usize], all: &[usize]) -> String {
    match part {
        [first, .., last] if part.len() < all.len() => format!("{title}, Q{first} to Q{last}"),
        _ => title.to_owned(),
    }
}

/// Two stress twins to a table, beside each other.
fn stress(page: &Page) -> Markup {
    html! {
        @for pair in page.result.stress.chunks(2) {
            @let columns: Vec<Column> = pair.iter().flat_map(|stress| {
                let measure = format!("cost@{}", stress.id);
                let name = sentence_case(&stress.id);
                [
                    column(&format!("{name}: mean"), Kind::Money, &measure, "mean"),
                    column("against no stress", Kind::Difference, &measure, "mean_difference").against("base"),
                    column(&format!("{name}: P95"), Kind::Money, &measure, "p95"),
                    column(&format!("{name}: over budget"), Kind::Share, &measure, "p_over_budget"),
                ]
            }).collect();
            @let names: Vec<&str> = pair.iter().map(|s| s.id.as_str()).collect();
            (table(page, &format!("Under stress: {}", names.join(" and ")), "Same trials and luck, another market; plans as published.", &columns))
        }
    }
}
