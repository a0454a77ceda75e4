//! Who wins and who loses: each person's expected pay under every plan against today's.

use maud::{Markup, html};

use super::Page;
use crate::report::equal_cost;
use crate::report::number::{money, money_error, money_known_to};

/// Most people shown; the rest is in the data file.
const MOST: usize = 80;

/// Expected difference of one person's pay and its paired standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Change {
    mean: f64,
    error: Option<f64>,
}

/// Pay of one seat under one plan over trials, if it is defined.
type SeatPay<'a> = &'a dyn Fn(usize, usize) -> Option<Vec<f64>>;

pub(super) fn table(page: &Page) -> Markup {
    if page.scenario.plans.len() < 2 || page.result.base.trials == 0 {
        return html! {};
    }
    let published = |plan: usize, seat: usize| Some(page.result.base.seat_pay(plan, seat));
    let scaled = |plan: usize, seat: usize| equal_cost::seat_pay(page.result, plan, seat);
    let equal = equal_cost::compared(page.result, page.scenario.reference);
    html! {
        h2 id="people" { "Who wins, who loses" }
        p {
            "Expected bonus of each person against today’s plan. Green and red: beyond two standard errors, so not an accident of this run. "
            "Small changes in expectation can still be large in a single year."
        }
        @if equal {
            h3 { "At equal expected cost" }
            (matrix(page, &scaled))
        }
        h3 { "As published" }
        (matrix(page, &published))
    }
}

fn matrix(page: &Page, pay: SeatPay) -> Markup {
    let reference = page.scenario.reference;
    let plans: Vec<usize> = (0..page.scenario.plans.len()).filter(|&p| p != reference && pay(p, 0).is_some()).collect();
    let seats = page.scenario.roster.len();
    let mut today = Vec::with_capacity(seats);
    let mut changes: Vec<Vec<Change>> = Vec::with_capacity(seats);
    for seat in 0..seats {
        let before = page.result.base.seat_pay(reference, seat);
        changes.push(plans.iter().filter_map(|&plan| Some(change(&pay(plan, seat)?, &before))).collect());
        today.push(mean(&before));
    }
    let order = shown(&changes);
    let currency = &page.scenario.currency;
    html! {
        div.scroll {
            table {
                @if order.len() < seats {
                    caption { "The " (order.len()) " people with the largest changes; all of them are in csm.csv." }
                }
                thead {
                    tr {
                        th scope="col" { "Person" }
                        th scope="col" { "Today" }
                        @for &plan in &plans { th scope="col" { (page.scenario.plans[plan].title) } }
                    }
                }
                tbody {
                    @for &seat in &order {
                        tr {
                            th scope="row" { (page.scenario.roster[seat].name) }
                            td { (money(currency, today[seat])) }
                            @for change in &changes[seat] { (cell(currency, *change)) }
                        }
                    }
                    tr.today {
                        th scope="row" { "win / lose" }
                        td {}
                        @for column in 0..plans.len() {
                            @let side = |sign: f64| changes.iter().filter(|c| c.get(column).is_some_and(|c| clear(*c) && c.mean * sign > 0.0)).count();
                            td { (side(1.0)) " / " (side(-1.0)) }
                        }
                    }
                }
            }
        }
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn change(after: &[f64], before: &[f64]) -> Change {
    let differences: Vec<f64> = after.iter().zip(before).map(|(a, b)| a - b).collect();
    let n = differences.len() as f64;
    let mean = mean(&differences);
    let error = (differences.len() > 1).then(|| {
        let squares: f64 = differences.iter().map(|d| (d - mean).powi(2)).sum();
        (squares / (n - 1.0) / n).sqrt()
    });
    Change { mean, error }
}

/// Whether the sign of a change is no accident of the run; an exact change is always clear.
fn clear(change: Change) -> bool {
    change.mean.abs() > 2.0 * change.error.unwrap_or(0.0) && change.mean.abs() >= 0.5
}

/// Everybody in the roster's order, or in a large team those with the largest changes.
fn shown(changes: &[Vec<Change>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..changes.len()).collect();
    if order.len() > MOST {
        let size = |seat: usize| changes[seat].iter().map(|c| c.mean.abs()).fold(0.0, f64::max);
        order.sort_by(|&a, &b| size(b).total_cmp(&size(a)));
        order.truncate(MOST);
    }
    order
}

fn cell(currency: &str, change: Change) -> Markup {
    let class = match (clear(change), change.mean > 0.0) {
        (false, _) => "none",
        (true, true) => "gain",
        (true, false) => "loss",
    };
    let text = money_known_to(currency, change.mean, change.error.unwrap_or(0.0));
    let plus = if change.mean > 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { "+" } else { "" };
    html! { td class=(class) { (plus) (text) @if let Some(error) = change.error { span.se { (money_error(error)) } } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_paired() {
        // Differences 1, 2, 3: mean 2, sd 1, standard error 1/√3.
        let change = change(&[11.0, 22.0, 33.0], &[10.0, 20.0, 30.0]);
        assert_eq!(change.mean, 2.0);
        assert!((change.error.unwrap() - 1.0 / 3f64.sqrt()).abs() < 1e-12);
        assert!(clear(change));
        assert_eq!(super::change(&[5.0], &[4.0]).error, None);
    }

    #[test]
    fn a_large_team_shows_the_largest_changes() {
        let changes: Vec<Vec<Change>> = (0..200).map(|i| vec![Change { mean: f64::from(i), error: None }]).collect();
        let order = shown(&changes);
        assert_eq!((order.len(), order[0]), (MOST, 199));
        assert_eq!(shown(&changes[..3]), [0, 1, 2]);
    }
}
