//! The tables of a backtest: `backtest.csv` has a row for every plan, CSM and pay period, `winners.csv` for every plan and CSM,
//! `reconciliation.csv` for every CSM and period of today's plan that has a payout.

use std::io::{self, Write};

use super::BacktestContents;
use crate::backtest::Reconciled;
use crate::plan::Cents;
use crate::report::csv::{Table, cents, error, number, text, value};

/// `backtest.csv`: attainment of the plan's first component and pay.
pub(super) fn write_periods(out: &mut dyn Write, contents: &BacktestContents<'_>) -> io::Result<()> {
    let mut table = Table::new(out, &["plan", "csm", "period", "from", "to", "attainment", "pay"])?;
    let scenario = contents.scenario;
    for row in &contents.backtest.periods {
        table.row(&[
            text(&scenario.plans[row.plan].id),
            text(&scenario.roster[row.seat].name),
            (row.period + 1).to_string(),
            row.from.clone(),
            row.to.clone(),
            number(row.attainment),
            cents(row.pay.0),
        ])?;
    }
    table.finish()
}

/// `winners.csv`: pay over all paid months against today's plan, with the luck bands of both (5th, 50th and 95th percentile).
pub(super) fn write_people(out: &mut dyn Write, contents: &BacktestContents<'_>) -> io::Result<()> {
    let header = [
        "plan",
        "csm",
        "accounts",
        "pay",
        "today",
        "change",
        "verdict",
        "luck_low",
        "luck_low_standard_error",
        "luck_median",
        "luck_median_standard_error",
        "luck_high",
        "luck_high_standard_error",
        "change_luck_low",
        "change_luck_low_standard_error",
        "change_luck_high",
        "change_luck_high_standard_error",
        "gains_in_draws",
        "gains_in_draws_standard_error",
    ];
    let mut table = Table::new(out, &header)?;
    let BacktestContents { scenario, backtest, .. } = *contents;
    for row in &backtest.people {
        let verdict = match row.change.0.signum() {
            _ if row.plan == scenario.reference => "today",
            1 => "wins",
            -1 => "loses",
            _ => "same",
        };
        let mut cells = vec![
            text(&scenario.plans[row.plan].id),
            text(&scenario.roster[row.seat].name),
            backtest.accounts[row.seat].to_string(),
            cents(row.pay.0),
            cents((row.pay - row.change).0),
            cents(row.change.0),
            verdict.to_owned(),
        ];
        let (own, change) = (row.luck, row.change_luck);
        for end in
            [own.map(|b| b.low), own.map(|b| b.middle), own.map(|b| b.high), change.map(|b| b.low), change.map(|b| b.high), row.gains]
        {
            cells.extend([value(end), error(end)]);
        }
        table.row(&cells)?;
    }
    table.finish()
}

/// `reconciliation.csv`: `difference` is paid minus due.
pub(super) fn write_reconciliation(out: &mut dyn Write, contents: &BacktestContents<'_>, rows: &[Reconciled]) -> io::Result<()> {
    let header = ["csm", "period", "from", "to", "paid", "due", "difference", "finding", "did_you_mean", "line"];
    let mut table = Table::new(out, &header)?;
    let amount = |amount: Option<Cents>| amount.map_or_else(String::new, |amount| cents(amount.0));
    for row in rows {
        let [from, to] = contents.period(row.period);
        table.row(&[
            text(&row.csm),
            (row.period + 1).to_string(),
            from,
            to,
            amount(row.paid),
            amount(row.due),
            cents(row.difference().0),
            row.finding.words().to_owned(),
            text(row.nearest.as_deref().unwrap_or("")),
            row.line.map_or_else(String::new, |line| line.to_string()),
        ])?;
    }
    table.finish()
}
