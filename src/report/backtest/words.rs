//! The sentences of a backtest, the same on the page and in the terminal.

use super::BacktestContents;
use crate::backtest::{Finding, Reconciled};
use crate::compare::shown_name;
use crate::plan::Cents;
use crate::report::number::{grouped, percent};

/// What the luck band means.
pub(super) fn luck(contents: &BacktestContents<'_>) -> String {
    format!(
        "Nine of ten redrawn books would have put the pay into the luck band. In each of {} draws everybody gets as many accounts as they had, \
         drawn anew from those they had, each with its whole past. It is the luck of which customers sit in a book: not skill, and not the \
         economy, which all draws share. A book of few accounts has too narrow a band; one of a single account has none.",
        grouped(u64::from(contents.backtest.draws))
    )
}

/// What a backtest cannot say.
pub(super) const NOT_SAID: &str = "People are taken to have done what they did: nobody here works otherwise, or plays games, because another plan \
                                   would have paid for it. `paylift run` with behaviour on says what that may change.";

/// Who is paid more and who less under a candidate, and what it would have cost.
pub(super) fn candidate(contents: &BacktestContents<'_>, plan: usize) -> String {
    let BacktestContents { scenario, backtest, .. } = contents;
    let [more, less] = contents.winners_and_losers(plan);
    let (cost, today) = (backtest.cost(plan), backtest.cost(scenario.reference));
    let change = cost - today;
    let share = if today > Cents::ZERO { format!(", {}", signed_percent(change.dollars() / today.dollars())) } else { String::new() };
    let people = scenario.roster.len();
    let same = people - more - less;
    let more_or_less = match change.0 {
        0 => "the same in all".to_owned(),
        1.. => format!("{} more in all{share}", contents.cents(change)),
        _ => format!("{} less in all{share}", contents.cents(-change)),
    };
    format!(
        "{} would have paid {more} of {people} {} more and {less} less{}: {}, {more_or_less}.",
        shown_name(&scenario.plans[plan].title),
        if people == 1 { "person" } else { "people" },
        if same > 0 { format!(", {same} the same") } else { String::new() },
        contents.cents(cost),
    )
}

fn signed_percent(share: f64) -> String {
    let text = percent(share, None);
    if share > 0.0 { format!("+{text}") } else { text }
}

/// How the payouts given agree with today's plan; `None` where none were given.
pub(super) fn reconciled(contents: &BacktestContents<'_>) -> Option<String> {
    let rows = contents.reconciled?;
    let number = |finding: Finding| rows.iter().filter(|row| row.finding == finding).count();
    let parts: Vec<String> = [Finding::Agrees, Finding::Differs, Finding::NotPaid, Finding::NotOnRoster]
        .into_iter()
        .map(|finding| (number(finding), finding))
        .filter(|(n, finding)| *n > 0 || *finding == Finding::Agrees)
        .map(|(n, finding)| match finding {
            Finding::Agrees => format!("{n} to the cent"),
            Finding::Differs => format!("{n} of another amount"),
            Finding::NotPaid => format!("{n} due but not paid"),
            Finding::NotOnRoster => format!("{n} paid to somebody who is not on the roster"),
        })
        .collect();
    let difference: Cents = rows.iter().map(Reconciled::difference).sum();
    let sum = match difference.0 {
        0 => "paid and due are the same in all".to_owned(),
        1.. => format!("{} too much was paid in all", contents.cents(difference)),
        _ => format!("{} too little was paid in all", contents.cents(-difference)),
    };
    Some(format!("Payouts against today's plan: {}; {sum}.", parts.join(", ")))
}
