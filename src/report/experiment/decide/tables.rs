//! The tables of a decision, as the page shows them.

use super::DecisionContents;
use crate::report::number::{money, percent};

/// Titles and rows.
pub(super) struct Table {
    pub(super) titles: Vec<&'static str>,
    pub(super) rows: Vec<Vec<String>>,
}

/// The sizes of a further trial that are worth showing: every one up to twelve, then every fourth.
pub(super) fn trials(contents: &DecisionContents<'_>) -> Table {
    let amount = |x: f64| money(contents.currency, x);
    let best = contents.answer.best.map(|best| best.size.csms);
    let shown = contents.answer.sizes.iter().filter(|size| size.csms <= 12 || size.csms % 4 == 0 || Some(size.csms) == best);
    let rows = shown.map(|size| {
        let mark = if Some(size.csms) == best { " (best)" } else { "" };
        vec![
            format!("{}{mark}", size.csms),
            format!("{:.4}", size.standard_error),
            amount(size.value),
            amount(size.cost),
            amount(size.net()),
        ]
    });
    Table { titles: vec!["CSMs on each plan", "standard error", "worth", "pay and cost", "net"], rows: rows.collect() }
}

/// Net benefit of one CSM at some prices: its own first.
pub(super) fn prices(contents: &DecisionContents<'_>) -> Table {
    let (answer, amount) = (contents.answer, |x: f64| money(contents.currency, x));
    let some = answer.curve.iter().step_by(10);
    let rows = std::iter::once(&answer.net_benefit).chain(some).enumerate().map(|(i, at)| {
        let own = if i == 0 { " (this team's)" } else { "" };
        vec![format!("{}{own}", amount(at.price / 100.0)), amount(at.estimate), amount(at.standard_error), percent(at.acceptability, None)]
    });
    Table { titles: vec!["price of one point", "net benefit of one CSM", "standard error", "probability above 0"], rows: rows.collect() }
}
