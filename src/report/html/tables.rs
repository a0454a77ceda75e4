//! The tables: plans at equal cost, as published, against today's plan, by quarter, under stress.

use maud::{Markup, html};

use super::Page;
use super::cells::{Kind, cell};
use crate::report::equal_cost;
use crate::stats::Estimate;

/// A column: its head and the statistic below it.
struct Column {
    head: String,
    kind: Kind,
    measure: String,
    statistic: &'static str,
    /// Comparator of a difference; empty for none.
    against: String,
}

fn column(head: &str, kind: Kind, measure: &str, statistic: &'static str) -> Column {
    Column { head: head.into(), kind, measure: measure.into(), statistic, against: String::new() }
}

pub(super) fn all(page: &Page) -> Markup {
    html! {
        h2 id="tables" { "Tables" }
        p { "Small grey numbers are Monte Carlo standard errors: how far the number could still move with more trials." }
        (equal_cost_table(page))
        (published(page))
        (against_today(page))
        (quarters(page))
        (stress(page))
    }
}

/// A table with one row per plan; columns that nothing fills are left out, and so is a table without columns.
fn table(page: &Page, title: &str, caption: &str, columns: &[Column]) -> Markup {
    let value = |plan: &str, c: &Column| -> Option<Estimate> { page.summary.get_against(plan, &c.measure, c.statistic, &c.against) };
    let plans = &page.scenario.plans;
    let shown: Vec<&Column> = columns.iter().filter(|c| plans.iter().any(|p| value(&p.id, c).is_some())).collect();
    html! {
        @if !shown.is_empty() {
            h3 { (title) }
            div.scroll {
                table {
                    caption { (caption) }
                    thead { tr { th scope="col" { "Plan" } @for c in &shown { th scope="col" { (c.head) } } } }
                    tbody {
                        @for plan in plans {
                            tr.today[plan.id == page.today()] {
                                th scope="row" { (plan.title) @if plan.id == page.today() { " " small { "today" } } }
                                @for c in &shown { (cell(&page.scenario.currency, c.kind, value(&plan.id, c))) }
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
    let columns = [
        cost("Scaled by", Kind::Number, "factor"),
        cost("Mean", Kind::Money, "mean"),
        cost("SD", Kind::Money, "sd"),
        cost("P5", Kind::Money, "p5"),
        cost("Median", Kind::Money, "p50"),
        cost("P95", Kind::Money, "p95"),
        cost("Over budget", Kind::Share, "p_over_budget"),
        cost("Expected overrun", Kind::Money, "expected_overrun"),
        cost("90\u{202f}% ask", Kind::Money, "ask90"),
        cost("Mean of worst 5\u{202f}%", Kind::Money, "cvar95"),
        pay("SD of a CSM’s pay", Kind::Money, "sd_within"),
        pay("Paid nothing", Kind::Share, "p_zero"),
        pay("Below half of target", Kind::Share, "p_below_half"),
    ];
    let caption = "Every plan scaled to the expected cost of today’s plan, so that risk is compared and not generosity. Bonus only, before employer load.";
    table(page, "At equal expected cost", caption, &columns)
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
        cost("P95 over budget by", Kind::Difference, "p95_over_budget"),
        cost("Expected overrun", Kind::Money, "expected_overrun"),
        cost("90\u{202f}% ask", Kind::Money, "ask90"),
        cost("Mean of worst 5\u{202f}%", Kind::Money, "cvar95"),
        cost("Mean with employer load", Kind::Money, "loaded_mean"),
        cost("Share of target", Kind::Share, "share_of_target"),
        cost("At mean results", Kind::Money, "at_mean_attainment"),
        cost("Jensen gap", Kind::Difference, "jensen_gap"),
        cost("Partners", Kind::Money, "partner_mean"),
    ];
    let pays = [
        pay("Mean", Kind::Money, "mean"),
        pay("SD, one person over years", Kind::Money, "sd_within"),
        pay("same, book held fixed", Kind::Money, "sd_within_same_book"),
        pay("SD between people", Kind::Money, "sd_between"),
        pay("SD ÷ mean", Kind::Share, "cv"),
        pay("Gini", Kind::Number, "gini"),
        pay("Paid nothing", Kind::Share, "p_zero"),
        pay("Below half of target", Kind::Share, "p_below_half"),
        pay("Below 90\u{202f}% of OTE", Kind::Share, "p_below_90_ote"),
        column("Reach threshold", Kind::Share, "reach", "threshold"),
        column("Reach target", Kind::Share, "reach", "target"),
        column("Reach excellence", Kind::Share, "reach", "excellence"),
    ];
    let buys = [
        column("Cost with no CSM", Kind::Money, "windfall", "cost_no_csm"),
        column("Paid with no CSM", Kind::Share, "windfall", "share"),
        column("of it organic", Kind::Share, "windfall", "organic_share"),
        column("of it luck", Kind::Share, "windfall", "luck_share"),
        column("Increment its own rule measures", Kind::Money, "increment_measured", "arr"),
        column("Error of that rule", Kind::Difference, "increment_measured", "error"),
        column("Pay per incremental dollar", Kind::Number, "efficiency", "pay_per_incremental_dollar"),
        column("Cost of sales", Kind::Share, "efficiency", "ccos"),
        column("Return on the team’s pay", Kind::Number, "efficiency", "team_roi"),
    ];
    html! {
        (table(page, "Cost as published", "Each plan with its own parameters, bonus only, before employer load unless said.", &costs))
        (table(page, "Pay per CSM, as published", "Guidelines of the trade: about 90 % of people reach the threshold, 60 to 70 % the target, 10 % excellence.", &pays))
        (table(page, "What the money buys", "Against the twin of the same customers that no CSM ever looked after.", &buys))
    }
}

fn against_today(page: &Page) -> Markup {
    let versus =
        |head: &str, kind, measure: &str, statistic| Column { against: page.today().into(), ..column(head, kind, measure, statistic) };
    let columns = [
        versus("Mean cost against today’s", Kind::Difference, "cost", "mean_difference"),
        versus("Cheaper than today’s in", Kind::Share, "cost", "p_lower"),
        versus("SD of a CSM’s pay against today’s", Kind::Difference, "pay_per_csm", "sd_difference"),
        column("Cheapest of all in", Kind::Share, "best", "p_lowest_cost"),
        column("Expected winners", Kind::Count, "person", "winners"),
        column("Expected losers", Kind::Count, "person", "losers"),
    ];
    table(
        page,
        "Against today’s plan",
        "As published, paired: both plans live through the same luck, so their difference is known better than either.",
        &columns,
    )
}

fn quarters(page: &Page) -> Markup {
    let mut columns = Vec::new();
    for quarter in 1..=page.scenario.quarters() {
        let measure = format!("quarter_cost_{quarter}");
        columns.push(column(&format!("Q{quarter} mean"), Kind::Money, &measure, "mean"));
        columns.push(column(&format!("Q{quarter} P95"), Kind::Money, &measure, "p95"));
        columns.push(column(&format!("Q{quarter} over its share"), Kind::Share, &measure, "p_over_quarter_budget"));
    }
    table(page, "Accrual calendar", "Cost by quarter of payment, as published; its share is an even part of the budget.", &columns)
}

fn stress(page: &Page) -> Markup {
    html! {
        @for stress in &page.result.stress {
            @let measure = format!("cost@{}", stress.id);
            @let columns = [
                column("Mean", Kind::Money, &measure, "mean"),
                column("Change of mean", Kind::Difference, &measure, "mean_difference"),
                column("P95", Kind::Money, &measure, "p95"),
                column("Over budget", Kind::Share, &measure, "p_over_budget"),
            ];
            (table(page, &format!("Under stress: {}", stress.id), "Same trials and luck, another market; plans as published.", &columns))
        }
    }
}
