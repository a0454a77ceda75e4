//! Revenue files: one row per account and month, read into a [`History`] with every problem told and every decision reported.
//!
//! A month without a row is zero. Revenue at or below zero (credit notes) is inactive and counts as zero. Of several segments or CSMs of
//! an account the latest counts. Accounts that never have revenue are no customers and are left out.

use super::calendar::Month;
use super::history_amount::{Amount, DecimalMark};
use super::history_month::{MonthFormat, Unclear, Written};
use super::history_panel::assemble;
use super::history_tally::{Kind, Tally};
use super::sheet::plain;
use super::{Cell, HistoryReport, HistorySettings, Notes, Problem, Sheet};
use crate::cohort::{History, Ownership};

/// Titles of the optional columns, taken if they are there.
const SEGMENT: &str = "segment";
const CSM: &str = "csm";

/// Reads a revenue file; what is wrong with it, and how it was read, goes to the notes. The shape that loading a scenario asks for.
#[must_use]
pub fn read_history_file(settings: &HistorySettings, notes: &Notes) -> Option<History> {
    let (history, report) = read_history(settings, notes)?;
    notes.resolve(&settings.source.name, "as read", report.sentences(), false);
    Some(history)
}

/// Reads a revenue file: the panel, and what was found and done. `None` if something is wrong, which the notes then tell.
#[must_use]
pub fn read_history(settings: &HistorySettings, notes: &Notes) -> Option<(History, HistoryReport)> {
    read_owned_history(settings, notes).map(|read| (read.history, read.report))
}

/// A revenue file with the owners it names month by month.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnedHistory {
    /// The panel; its own owners are the latest.
    pub history: History,
    /// What was found and done.
    pub report: HistoryReport,
    /// Who held which account when; `None` if the file has no such column. A month without a row, or whose row names nobody, is with
    /// whoever was named before; before the first name, with the first who is.
    pub ownership: Option<Ownership>,
}

/// The same with the owners month by month.
#[must_use]
pub fn read_owned_history(settings: &HistorySettings, notes: &Notes) -> Option<OwnedHistory> {
    let source = &settings.source;
    let mut tally = Tally::new(source, notes);
    let parsing = Notes::new();
    let sheet = Sheet::parse(source, &parsing);
    let columns = Columns::find(&sheet, settings);
    let records = columns.as_ref().map(|columns| read_records(&sheet, columns, &mut tally));
    tally.take_over(&parsing);
    if columns.is_some() && sheet.is_empty() {
        tally.tell(Kind::File, || sheet.problem_at_header("there is no row below the header"));
    }
    let read = records.and_then(|records| assemble(&sheet, &columns?, &records, &mut tally));
    tally.finish();
    read.filter(|_| tally.is_empty())
}

/// Where things are.
pub(super) struct Columns {
    pub(super) account: usize,
    pub(super) month: usize,
    pub(super) revenue: usize,
    pub(super) segment: Option<usize>,
    pub(super) csm: Option<usize>,
}

impl Columns {
    fn find(sheet: &Sheet<'_>, settings: &HistorySettings) -> Option<Self> {
        let titles = &settings.columns;
        let required = |title: &str| sheet.required_column(&[&plain(title)]);
        let optional = |title: &Option<String>, usual: &str| match title {
            Some(title) if title.trim().is_empty() => None,
            Some(title) => required(title),
            None => sheet.column(&[usual]),
        };
        let (account, month, revenue) = (required(&titles.account), required(&titles.month), required(&titles.revenue));
        let (segment, csm) = (optional(&titles.segment, SEGMENT), optional(&titles.csm, CSM));
        [account, month, revenue, segment, csm].into_iter().flatten().for_each(|column| sheet.only_once(column));
        Some(Self { account: account?, month: month?, revenue: revenue?, segment, csm })
    }
}

/// One readable row.
pub(super) struct Row<'s> {
    pub(super) number: usize,
    pub(super) account: &'s str,
    pub(super) month: Month,
    /// `None` for a blank.
    pub(super) revenue: Option<f64>,
}

/// All readable rows and how they are written.
pub(super) struct Records<'s> {
    pub(super) rows: Vec<Row<'s>>,
    pub(super) month_format: &'static str,
    pub(super) decimal: DecimalMark,
    pub(super) thousands: Option<char>,
    pub(super) currency: Option<String>,
}

/// Reads every cell of the three columns, after deciding over the whole file how months and amounts are written.
fn read_records<'s>(sheet: &'s Sheet<'_>, columns: &Columns, tally: &mut Tally<'_>) -> Records<'s> {
    let numbers = 0..sheet.len();
    let written = |row: usize| Written::parse(sheet.cell(row, columns.month).text);
    let month_format = MonthFormat::decide(numbers.clone().filter_map(written));
    if month_format == Err(Unclear::DayOrMonth) {
        tally.tell(Kind::File, || {
            let slashed = numbers.clone().find(|&r| written(r).is_some()).unwrap_or(0);
            let problem =
                sheet.cell(slashed, columns.month).problem_at("dates in this column do not tell whether the day or the month comes first");
            problem.allowed("YYYY-MM")
        });
    }
    let amount = |row: usize| Amount::parse(sheet.cell(row, columns.revenue).text);
    let decimal = DecimalMark::decide(numbers.clone().filter_map(amount));
    if decimal.is_none() {
        tally.tell(Kind::File, || {
            let unclear = numbers.clone().find(|&r| sheet.cell(r, columns.revenue).text.contains('.')).unwrap_or(0);
            let problem =
                sheet.cell(unclear, columns.revenue).problem_at("points in this column can stand for decimals or between thousands");
            problem.allowed("amounts with two decimals, such as 1234.00")
        });
    }
    let decimal = decimal.unwrap_or(DecimalMark::Point);
    let mut records = Records { rows: Vec::with_capacity(sheet.len()), month_format: "", decimal, thousands: None, currency: None };
    if let Ok(format) = month_format {
        records.month_format = format.name();
    }
    for number in numbers {
        let cell = |column| sheet.cell(number, column);
        let account = cell(columns.account).text;
        if account.is_empty() {
            tally.tell(Kind::Account, || cell(columns.account).problem_at("the account is missing"));
        }
        let month = match month_format {
            Ok(format) => read_month(&cell(columns.month), format, tally),
            Err(Unclear::NoDate) => {
                tally.tell(Kind::Month, || no_month(&cell(columns.month)));
                None
            }
            Err(Unclear::DayOrMonth) => None,
        };
        let revenue = read_revenue(&cell(columns.revenue), &mut records, tally);
        if let (false, Some(month), Some(revenue)) = (account.is_empty(), month, revenue) {
            records.rows.push(Row { number, account, month, revenue });
        }
    }
    records
}

fn no_month(cell: &Cell<'_>) -> Problem {
    let message = if cell.is_empty() { "the month is missing".into() } else { format!("`{}` is no month", cell.text) };
    cell.problem_at(message).allowed("YYYY-MM; also YYYY-MM-DD, DD.MM.YYYY or MM/DD/YYYY, the same in the whole file")
}

fn read_month(cell: &Cell<'_>, format: MonthFormat, tally: &mut Tally<'_>) -> Option<Month> {
    let Some(written) = Written::parse(cell.text) else {
        tally.tell(Kind::Month, || no_month(cell));
        return None;
    };
    let month = written.month(format);
    if month.is_none() && written.fits_another(format) {
        let message = format!("`{}` is not written as most dates in this column", cell.text);
        tally.tell(Kind::MixedMonths, || cell.problem_at(message).allowed(format.name()));
    } else if month.is_none() {
        tally.tell(Kind::Month, || cell.problem_at(format!("there is no date `{}`", cell.text)).allowed(format.name()));
    }
    month
}

/// The revenue of a row; the inner `None` is a blank, the outer a problem.
fn read_revenue(cell: &Cell<'_>, records: &mut Records<'_>, tally: &mut Tally<'_>) -> Option<Option<f64>> {
    if cell.is_empty() {
        return Some(None);
    }
    let amount = Amount::parse(cell.text);
    let Some((amount, value)) = amount.and_then(|a| Some((a, a.value(records.decimal)?))) else {
        let allowed = match records.decimal {
            DecimalMark::Point => "an amount such as 1234.50 or $1,234.50, at most 1,000,000,000,000",
            DecimalMark::Comma => "an amount such as 1234,50 or 1.234,50 €, as most amounts in this column",
        };
        tally.tell(Kind::Revenue, || cell.problem_at(format!("`{}` is no amount", cell.text)).allowed(allowed));
        return None;
    };
    records.thousands = records.thousands.or(amount.thousands(records.decimal));
    match &records.currency {
        None if !amount.currency.is_empty() => records.currency = Some(amount.currency.into()),
        Some(currency) if !amount.currency.is_empty() && amount.currency != currency => {
            tally.tell(Kind::Currency, || cell.problem_at(format!("`{}` is in another currency", cell.text)).allowed(currency.as_str()));
        }
        _ => {}
    }
    Some(Some(value))
}

#[cfg(test)]
#[path = "history_tests.rs"]
mod tests;
