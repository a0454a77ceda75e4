//! What a rehearsal prints, on one screen.
//!
//! Plain text without colour, at most 80 columns wherever titles and commands allow.

use super::{RehearsalContents, words};
use crate::compare::shown_name;
use crate::report::number::{grouped, money_of, percent_of, plain};
use crate::report::terminal::columns::{Table, joined, wrapped};

const WIDTH: usize = 80;

/// The text of a finished rehearsal; `page` is where its page lies.
#[must_use]
pub fn render(contents: &RehearsalContents<'_>, page: &str) -> String {
    let RehearsalContents { scenario, rehearsal, .. } = contents;
    let mut lines = vec![format!(
        "paylift {} ab rehearse · {} · {} CSMs, {} on the new plan · {} rehearsals",
        env!("CARGO_PKG_VERSION"),
        shown_name(&scenario.name),
        grouped(rehearsal.csms as u64),
        grouped(rehearsal.treated as u64),
        grouped(rehearsal.rehearsals as u64)
    )];
    lines.push(format!("today {} · new {}", shown_name(contents.title(0)), shown_name(contents.title(1))));
    lines.push(String::new());
    lines.extend(wrapped("", "", &words::verdict(contents), WIDTH));
    for text in words::detectable(contents).into_iter().chain(words::stakes(contents)).chain(words::best(contents)) {
        lines.extend(wrapped("  ", "  ", &text, WIDTH));
    }
    lines.push(String::new());
    lines.extend(rules(contents));
    lines.push(String::new());
    if !rehearsal.guardrails.is_empty() {
        lines.extend(guardrails(contents));
        lines.push(String::new());
    }
    lines.extend(wrapped("PAY       ", "          ", &words::payout(contents), WIDTH));
    for warning in words::warnings(contents) {
        lines.extend(wrapped("!         ", "          ", &warning, WIDTH));
    }
    lines.extend(wrapped("NOT SAID  ", "          ", words::NOT_SAID, WIDTH));
    lines.push(format!("OPEN      {page}"));
    lines.push(format!("REPEAT    {}", contents.repeat));
    joined(&lines)
}

fn rules(contents: &RehearsalContents<'_>) -> Vec<String> {
    let records = &contents.rehearsal.rules;
    let currency = &contents.scenario.currency;
    let mut table = Table::new("rule");
    table.column("ships", records.iter().map(|r| percent_of(r.ships)).collect());
    table.column("right", records.iter().map(|r| r.right.map(percent_of).unwrap_or_default()).collect());
    table.column("quarters", records.iter().map(|r| plain(r.quarters.value, 1, None)).collect());
    table.column("extra pay", records.iter().map(|r| money_of(currency, r.extra_pay)).collect());
    table.column("regret", records.iter().map(|r| money_of(currency, r.regret)).collect());
    table.lines(records.iter().map(|r| r.rule.id().to_owned()).collect())
}

fn guardrails(contents: &RehearsalContents<'_>) -> Vec<String> {
    let records = &contents.rehearsal.guardrails;
    let mut table = Table::new("guardrail");
    table.column("true change", records.iter().map(|r| words::in_unit(r.measure, r.truth.value, r.truth.standard_error)).collect());
    table.column("tolerated", records.iter().map(|r| words::in_unit(r.measure, -r.margin, None)).collect());
    table.column("shown safe", records.iter().map(|r| percent_of(r.safe)).collect());
    table.column("shown harmful", records.iter().map(|r| percent_of(r.harm)).collect());
    table.lines(records.iter().map(|r| r.measure.to_owned()).collect())
}
