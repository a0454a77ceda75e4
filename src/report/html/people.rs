//! Who wins and who loses: each person's expected pay under every plan against today's.

use maud::{Markup, html};

use super::Page;
use crate::compare::{PersonRow, shown_name};
use crate::report::number::{difference_of, money_error, money_of};
use crate::report::{equal_cost, selection};
use crate::stats::Estimate;

/// Most people shown; the rest is in the data file.
const MOST: usize = 80;
/// Most plans beside each other, so that nothing is cut off on paper.
const MOST_COLUMNS: usize = 8;

/// Which change of pay is looked at.
type Of = fn(&PersonRow) -> Option<Estimate>;

pub(super) fn table(page: &Page) -> Markup {
    if page.scenario.plans.len() < 2 || page.result.base.trials == 0 {
        return html! {};
    }
    let drawn = selection::drawn(page.scenario, page.summary);
    let others: Vec<usize> = drawn.iter().copied().filter(|&p| p != page.scenario.reference).collect();
    html! {
        h2 id="people" { "Who wins, who loses" }
        p {
            "Expected bonus of each person against today’s plan, " b { (page.title(page.today())) } ". "
            @if page.result.base.trials > 1 {
                "Green and red: beyond two standard errors, so not an accident of this run. "
                "Small changes in expectation can still be large in a single year."
            }
            @if drawn.len() < page.scenario.plans.len() {
                " Shown are the plans nearest to today’s in cost; all of them are in csm.csv."
            }
        }
        @if equal_cost::compared(page.result, page.scenario.reference) {
            (tables(page, &page.summary.people, &others, "At equal expected cost", |row| row.change_neutral))
        }
        (tables(page, &page.summary.people, &others, "As published", |row| row.change))
    }
}

/// As many tables as it takes to hold all plans for which there is a change at all.
fn tables(page: &Page, rows: &[PersonRow], plans: &[usize], title: &str, of: Of) -> Markup {
    let plans: Vec<usize> = plans.iter().copied().filter(|&p| rows.iter().any(|row| row.plan == p && of(row).is_some())).collect();
    // Equal parts look better than a full table and a rest.
    let width = plans.len().div_ceil(plans.len().div_ceil(MOST_COLUMNS).max(1)).max(1);
    html! {
        @if !plans.is_empty() { h3 { (title) } }
        @for part in plans.chunks(width) { (matrix(page, rows, part, of)) }
    }
}

fn matrix(page: &Page, rows: &[PersonRow], plans: &[usize], of: Of) -> Markup {
    let seats = page.scenario.roster.len();
    let row = |plan: usize, seat: usize| rows.iter().find(|row| row.plan == plan && row.seat == seat);
    let changes: Vec<Vec<Option<Estimate>>> =
        (0..seats).map(|seat| plans.iter().map(|&plan| row(plan, seat).and_then(of)).collect()).collect();
    let order = shown(&changes);
    let currency = &page.scenario.currency;
    html! {
        @if order.len() < seats {
            p.caption { "The " (order.len()) " people with the largest changes; all of them are in csm.csv." }
        }
        div.scroll {
            table {
                thead {
                    tr {
                        th scope="col" { "Person" }
                        th.today scope="col" { (page.title(page.today())) " " small { "today" } }
                        @for &plan in plans { th scope="col" { (shown_name(&page.scenario.plans[plan].title)) } }
                    }
                }
                tbody {
                    @for &seat in &order {
                        tr {
                            th scope="row" { bdi { (shown_name(&page.scenario.roster[seat].name)) } }
                            td.today { @if let Some(mean) = row(page.scenario.reference, seat).and_then(|row| row.mean) { (money_of(currency, mean)) } }
                            @for change in &changes[seat] { (cell(currency, *change)) }
                        }
                    }
                    tr.sum {
                        th scope="row" { "win / lose" }
                        td {}
                        @for column in 0..plans.len() {
                            @let side = |sign: f64| changes.iter().filter(|c| c[column].is_some_and(|c| clear(c) && c.value * sign > 0.0)).count();
                            td { (side(1.0)) " / " (side(-1.0)) }
                        }
                    }
                }
            }
        }
    }
}

/// Whether the sign of a change is no accident of the run; an exact change is always clear.
fn clear(change: Estimate) -> bool {
    change.value.abs() > 2.0 * change.standard_error.unwrap_or(0.0) && change.value.abs() >= 0.5
}

/// Everybody in the roster's order, or in a large team those with the largest changes.
fn shown(changes: &[Vec<Option<Estimate>>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..changes.len()).collect();
    if order.len() > MOST {
        let size = |seat: usize| changes[seat].iter().flatten().map(|c| c.value.abs()).fold(0.0, f64::max);
        order.sort_by(|&a, &b| size(b).total_cmp(&size(a)));
        order.truncate(MOST);
    }
    order
}

fn cell(currency: &str, change: Option<Estimate>) -> Markup {
    let Some(change) = change else { return html! { td.none {} } };
    let class = match (clear(change), change.value > 0.0) {
        (false, _) => "none",
        (true, true) => "gain",
        (true, false) => "loss",
    };
    html! { td class=(class) { (difference_of(currency, change)) @if let Some(error) = change.standard_error { span.se { (money_error(error)) } } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_clear_beyond_two_standard_errors() {
        assert!(clear(Estimate::symmetric(2.0, Some(0.9), 100)) && !clear(Estimate::symmetric(2.0, Some(1.1), 100)));
        assert!(clear(Estimate::without_error(-2.0, 1)) && !clear(Estimate::without_error(0.004, 1)));
        let cell = cell("$", Some(Estimate::symmetric(-2_437.0, Some(90.0), 100))).into_string();
        assert_eq!(cell, "<td class=\"loss\">−$2.4k<span class=\"se\">±90</span></td>");
    }

    #[test]
    fn a_large_team_shows_the_largest_changes() {
        let changes: Vec<Vec<Option<Estimate>>> = (0..200).map(|i| vec![Some(Estimate::without_error(f64::from(i), 1))]).collect();
        let order = shown(&changes);
        assert_eq!((order.len(), order[0]), (MOST, 199));
        assert_eq!(shown(&changes[..3]), [0, 1, 2]);
    }
}
