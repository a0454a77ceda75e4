//! A backtest as JSON, for programs: the same rows as its tables.

use std::path::Path;

use serde_json::{Value, json};

use super::BacktestContents;
use crate::backtest::LuckBand;
use crate::plan::Cents;
use crate::report::manifest::PROGRAM;
use crate::stats::Estimate;

/// The text that `backtest --json` prints. Amounts are in currency units.
///
/// # Errors
/// If a number is not finite.
pub fn summary(contents: &BacktestContents<'_>, folder: &Path) -> serde_json::Result<String> {
    let BacktestContents { scenario, backtest, reconciled, not_payable, repeat } = *contents;
    let plan = |plan: usize| scenario.plans[plan].id.as_str();
    let csm = |seat: usize| scenario.roster[seat].name.as_str();
    let people = backtest.people.iter().map(|row| {
        json!({
            "plan": plan(row.plan), "csm": csm(row.seat), "accounts": backtest.accounts[row.seat],
            "pay": row.pay.dollars(), "change": row.change.dollars(),
            "luck": band(row.luck), "change_luck": band(row.change_luck), "gains_in_draws": estimate(row.gains),
        })
    });
    let periods = backtest.periods.iter().map(|row| {
        json!({
            "plan": plan(row.plan), "csm": csm(row.seat), "period": row.period + 1, "from": row.from, "to": row.to,
            "attainment": row.attainment, "pay": row.pay.dollars(),
        })
    });
    let amount = |amount: Option<Cents>| amount.map(Cents::dollars);
    let rows = |row: &crate::backtest::Reconciled| {
        json!({
            "csm": row.csm, "period": row.period + 1, "paid": amount(row.paid), "due": amount(row.due),
            "difference": row.difference().dollars(), "finding": row.finding.words(), "did_you_mean": row.nearest, "line": row.line,
        })
    };
    let value = json!({
        "program": PROGRAM,
        "version": env!("CARGO_PKG_VERSION"),
        "seed": scenario.run.seed,
        "draws": backtest.draws,
        "repeat": repeat,
        "folder": folder.display().to_string(),
        "months": contents.span(),
        "today": plan(scenario.reference),
        "not_payable": not_payable.iter().map(|(plan, reason)| json!({ "plan": plan, "reason": reason })).collect::<Vec<_>>(),
        "not_on_the_roster": backtest.unlisted.iter().map(|u| json!({ "csm": u.csm, "accounts": u.accounts })).collect::<Vec<_>>(),
        "people": people.collect::<Vec<_>>(),
        "periods": periods.collect::<Vec<_>>(),
        "reconciliation": reconciled.map(|reconciled| reconciled.iter().map(rows).collect::<Vec<_>>()),
    });
    let mut text = serde_json::to_string_pretty(&value)?;
    text.push('\n');
    Ok(text)
}

fn band(band: Option<LuckBand>) -> Value {
    band.map_or(
        Value::Null,
        |b| json!({ "low": estimate(Some(b.low)), "median": estimate(Some(b.middle)), "high": estimate(Some(b.high)) }),
    )
}

fn estimate(estimate: Option<Estimate>) -> Value {
    estimate.map_or(Value::Null, |e| json!({ "value": e.value, "standard_error": e.standard_error, "n": e.n }))
}
