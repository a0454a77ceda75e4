//! What a backtest prints: who would have been paid what under each plan, how much of it is luck, and what does not agree.
//!
//! Plain text without colour, at most 80 columns wherever titles and commands allow.

use super::{BacktestContents, words};
use crate::backtest::{Finding, PersonPay};
use crate::compare::shown_name;
use crate::report::number::{grouped, money_of, percent_of};
use crate::report::terminal::columns::{Table, fit, joined, wrapped};

/// Columns of a terminal that everybody has.
const WIDTH: usize = 80;
/// Most people shown of each plan; the others are in `winners.csv`.
const MOST_PEOPLE: usize = 25;
/// Most differences shown; all are in `reconciliation.csv`.
const MOST_DIFFERENCES: usize = 20;

/// Where to look further, as the command line knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BacktestLinks {
    /// Path of the page.
    pub report: String,
    /// Folder of the statements.
    pub statements: String,
}

/// The text of a finished backtest.
#[must_use]
pub fn render(contents: &BacktestContents<'_>, links: &BacktestLinks) -> String {
    let scenario = contents.scenario;
    let mut lines: Vec<String> = heading(contents);
    for plan in std::iter::once(scenario.reference).chain(contents.candidates()) {
        lines.push(String::new());
        lines.extend(of_plan(contents, plan));
    }
    lines.push(String::new());
    for plan in contents.candidates() {
        lines.extend(wrapped("", "  ", &words::candidate(contents, plan), WIDTH));
    }
    lines.extend(wrapped("LUCK      ", "          ", &words::luck(contents), WIDTH));
    for (plan, reason) in contents.not_payable {
        lines.extend(wrapped("NOT PAID  ", "          ", &format!("{plan} is not payable on this history: {reason}"), WIDTH));
    }
    for other in &contents.backtest.unlisted {
        let accounts = grouped(other.accounts as u64);
        let text = format!("{} held {accounts} accounts in the paid months and is not on the roster: not paid", shown_name(&other.csm));
        lines.extend(wrapped("LEFT OUT  ", "          ", &text, WIDTH));
    }
    lines.extend(reconciliation(contents));
    lines.extend(wrapped("NOT SAID  ", "          ", words::NOT_SAID, WIDTH));
    lines.push(format!("OPEN      {}", links.report));
    lines.push(format!("WHY       {}", links.statements));
    lines.push(format!("REPEAT    {}", contents.repeat));
    joined(&lines)
}

fn heading(contents: &BacktestContents<'_>) -> Vec<String> {
    let BacktestContents { scenario, backtest, .. } = contents;
    let count = |n: usize, what: &str| format!("{} {what}{}", grouped(n as u64), if n == 1 { "" } else { "s" });
    let [from, to] = contents.span();
    vec![
        format!(
            "paylift {}.{} backtest · {} · {} · {}",
            env!("CARGO_PKG_VERSION_MAJOR"),
            env!("CARGO_PKG_VERSION_MINOR"),
            fit(&shown_name(&scenario.name), 30),
            count(scenario.roster.len(), "CSM"),
            count(scenario.accounts(), "account")
        ),
        format!("Paid {from} to {to} on what really was · {}", count(backtest.hand_overs, "hand-over")),
        format!("Today: {}", shown_name(&scenario.plans[scenario.reference].title)),
    ]
}

/// One plan, person by person: in the roster's order, or in a large team those with the largest changes.
fn of_plan(contents: &BacktestContents<'_>, plan: usize) -> Vec<String> {
    let BacktestContents { scenario, backtest, .. } = contents;
    let today = plan == scenario.reference;
    let mut rows: Vec<&PersonPay> = backtest.people.iter().filter(|row| row.plan == plan).collect();
    let all = rows.len();
    if all > MOST_PEOPLE {
        rows.sort_by_key(|row| (std::cmp::Reverse(if today { row.pay.0 } else { row.change.0.abs() }), row.seat));
        rows.truncate(MOST_PEOPLE);
    }
    let currency = &scenario.currency;
    let cells = |cell: &dyn Fn(&PersonPay) -> String| rows.iter().map(|row| cell(row)).collect::<Vec<String>>();
    let mut table = Table::new("person");
    if today {
        table.column("accounts", cells(&|row| grouped(backtest.accounts[row.seat] as u64)));
    }
    table.column("paid", cells(&|row| contents.cents(row.pay)));
    if !today {
        table.column("change", cells(&|row| contents.difference(row.change)));
    }
    table.column(
        "luck band",
        cells(&|row| row.luck.map_or_else(String::new, |b| format!("{} to {}", money_of(currency, b.low), money_of(currency, b.high)))),
    );
    if !today {
        table.column("gains in", cells(&|row| row.gains.map_or_else(String::new, |share| format!("{} of draws", percent_of(share)))));
    }
    let mark = if today { ", today's plan" } else { "" };
    let mut lines = vec![format!("{}{mark}: {} in all", shown_name(&scenario.plans[plan].title), contents.cents(backtest.cost(plan)))];
    let names = rows.iter().map(|row| fit(&shown_name(&scenario.roster[row.seat].name), 22)).collect();
    lines.extend(table.lines(names));
    if all > rows.len() {
        lines.push(format!("  {} more people are in winners.csv", grouped((all - rows.len()) as u64)));
    }
    lines
}

/// How the payouts agree, and each that does not.
fn reconciliation(contents: &BacktestContents<'_>) -> Vec<String> {
    let (Some(rows), Some(sentence)) = (contents.reconciled, words::reconciled(contents)) else { return Vec::new() };
    let mut lines = wrapped("RECONCILE ", "          ", &sentence, WIDTH);
    let apart: Vec<_> = rows.iter().filter(|row| row.finding != Finding::Agrees).collect();
    if apart.is_empty() {
        return lines;
    }
    let shown = &apart[..apart.len().min(MOST_DIFFERENCES)];
    let money = |amount: Option<crate::plan::Cents>| amount.map_or_else(String::new, |amount| contents.cents(amount));
    let mut table = Table::new("  person");
    table.column("period", shown.iter().map(|row| (row.period + 1).to_string()).collect());
    table.column("paid", shown.iter().map(|row| money(row.paid)).collect());
    table.column("due", shown.iter().map(|row| money(row.due)).collect());
    table.column("difference", shown.iter().map(|row| contents.difference(row.difference())).collect());
    table.column(
        "",
        shown
            .iter()
            .map(|row| match &row.nearest {
                Some(name) => format!("{} ({}?)", row.finding.words(), shown_name(name)),
                None => row.finding.words().to_owned(),
            })
            .collect(),
    );
    lines.extend(table.lines(shown.iter().map(|row| format!("  {}", fit(&shown_name(&row.csm), 20))).collect()));
    if apart.len() > shown.len() {
        lines.push(format!("  {} more are in reconciliation.csv", grouped((apart.len() - shown.len()) as u64)));
    }
    lines
}
