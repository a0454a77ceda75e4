//! Payout files: what each person was really paid in each period.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::periods::Periods;
use crate::config::history_amount::{Amount, DecimalMark};
use crate::config::{Cell, Notes, Sheet, Source};
use crate::plan::Cents;
use crate::scenario::{Market, Scenario};

/// Columns of the file.
const COLUMNS: &[&str] = &["csm", "period", "paid"];

/// What was paid, by row of the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paid {
    /// Rows, one for each person and pay period of today's plan at most.
    pub rows: Vec<PaidRow>,
}

/// One payout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidRow {
    /// Who was paid, as written; may be somebody who is not on the roster.
    pub csm: String,
    /// Pay period of today's plan, 0-based.
    pub period: usize,
    /// How much.
    pub paid: Cents,
    /// Line in the file.
    pub line: usize,
}

/// Reads a payout file against the pay periods of today's plan; where no scenario could be read, only what a row says by itself is checked.
pub(super) fn read_paid(source: &Arc<Source>, scenario: Option<&Scenario>, notes: &Notes) -> Option<Paid> {
    let before = notes.count();
    let sheet = Sheet::parse(source, notes);
    sheet.finish(COLUMNS);
    let required = |names: &[&str]| sheet.required_column(names);
    let (csm, period, paid) = (required(&["csm", "name"]), required(&["period"]), required(&["paid"]));
    let (csm, period, paid) = (csm?, period?, paid?);
    if sheet.is_empty() {
        notes.problem(sheet.problem_at_header("there is no payout below the header"));
    }
    let amounts: Vec<Option<Amount<'_>>> = (0..sheet.len()).map(|row| Amount::parse(sheet.cell(row, paid).text)).collect();
    let decimal = DecimalMark::decide(amounts.iter().copied().flatten());
    if decimal.is_none() {
        let problem = sheet.problem_at_header("points in column `paid` can stand for decimals or between thousands");
        notes.problem(problem.allowed("amounts with two decimals, such as 1234.00"));
    }
    let months = scenario.and_then(paid_months);
    let periods = scenario
        .zip(months)
        .map(|(s, months)| Periods { months, cadence: usize::from(s.plans[s.reference].cadence) })
        .filter(|p| p.cadence > 0);
    let mut rows: Vec<PaidRow> = Vec::with_capacity(sheet.len());
    let mut seen: BTreeMap<(String, usize), usize> = BTreeMap::new();
    for (row, amount) in amounts.iter().enumerate() {
        let cell = |column| sheet.cell(row, column);
        let name = cell(csm).string();
        let at = read_period(&cell(period), periods, notes);
        let amount = read_cents(&cell(paid), *amount, decimal, notes);
        let line = cell(csm).line();
        let (Some(name), Some(at)) = (name, at) else { continue };
        let first = *seen.entry((name.clone(), at)).or_insert(line);
        if first != line {
            let message = format!("`{name}` has a second payout in period {}; the first is in line {first}", at + 1);
            notes.problem(cell(csm).problem_at(message).allowed("one row per CSM and period"));
            continue;
        }
        rows.extend(amount.map(|paid| PaidRow { csm: name, period: at, paid, line }));
    }
    (notes.count() == before).then_some(Paid { rows })
}

/// The paid months of a history.
fn paid_months(scenario: &Scenario) -> Option<&[String]> {
    let Market::History(market) = &scenario.market else { return None };
    let first = usize::from(scenario.burn_in);
    market.history.months.get(first..first + usize::from(scenario.months))
}

fn read_period(cell: &Cell<'_>, periods: Option<Periods<'_>>, notes: &Notes) -> Option<usize> {
    let written = cell.string()?;
    let periods = periods?;
    let found = periods.named(&written);
    if found.is_none() {
        let message = format!("`{written}` is no pay period of today's plan in the paid months");
        notes.problem(cell.problem_at(message).allowed(periods.allowed()));
    }
    found
}

/// Whole cents.
fn read_cents(cell: &Cell<'_>, amount: Option<Amount<'_>>, decimal: Option<DecimalMark>, notes: &Notes) -> Option<Cents> {
    let decimal = decimal?;
    let Some(value) = amount.and_then(|amount| amount.value(decimal)) else {
        let message = if cell.is_empty() { "the amount is missing".into() } else { format!("`{}` is no amount", cell.text) };
        notes.problem(cell.problem_at(message).allowed("an amount such as 1234.50; 0 where nothing was paid"));
        return None;
    };
    let cents = (value * 100.0).round();
    if (value * 100.0 - cents).abs() > 1e-4 {
        notes.problem(cell.problem_at(format!("`{}` is no whole number of cents", cell.text)).allowed("at most two decimals"));
        return None;
    }
    Some(Cents(cents as i64))
}
