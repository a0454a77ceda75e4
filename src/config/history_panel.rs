//! Rows of a revenue file to a panel of accounts × months.

use std::collections::{BTreeMap, BTreeSet};

use super::calendar::Month;
use super::history::{Columns, OwnedHistory, Records, Row};
use super::history_amount::DecimalMark;
use super::history_tally::{Kind, Tally};
use super::words::thousands;
use super::{HistoryReport, Sheet};
use crate::cohort::{History, Ownership};

/// Longest history: 50 years.
pub(crate) const MOST_MONTHS: usize = 600;
/// Most different segments: beyond, the column holds something else.
pub(crate) const MOST_SEGMENTS: usize = 1_000;

/// Puts the rows together. What is told makes the panel unusable, even where there is one.
pub(super) fn assemble(sheet: &Sheet<'_>, columns: &Columns, records: &Records<'_>, tally: &mut Tally<'_>) -> Option<OwnedHistory> {
    let (first, months) = span(sheet, columns, records, tally)?;
    let mut report = HistoryReport {
        rows: sheet.len(),
        months,
        first: first.to_string(),
        last: first.plus(months - 1).to_string(),
        month_format: records.month_format,
        decimal_comma: records.decimal == DecimalMark::Comma,
        thousands: records.thousands,
        currency: records.currency.clone(),
        delimiter: sheet.delimiter(),
        ..HistoryReport::default()
    };
    tell_duplicates(sheet, columns, records, tally);
    count_cells(records, &mut report);
    let seen: BTreeSet<Month> = records.rows.iter().map(|r| r.month).collect();
    report.empty_months = (0..months).map(|m| first.plus(m)).filter(|m| !seen.contains(m)).map(|m| m.to_string()).collect();

    let named: BTreeSet<&str> = records.rows.iter().map(|r| r.account).collect();
    let active: BTreeSet<&str> = records.rows.iter().filter(|r| r.revenue.is_some_and(|x| x > 0.0)).map(|r| r.account).collect();
    if active.is_empty() && tally.is_empty() {
        let first_cell = sheet.cell(records.rows[0].number, columns.revenue);
        tally.tell(Kind::File, || first_cell.problem_at("no account has revenue above 0 in any month"));
    }
    (report.accounts, report.never_active) = (active.len(), named.len() - active.len());
    let numbers: BTreeMap<&str, usize> = active.into_iter().zip(0..).collect();
    let customers = Customers { sheet, rows: records.rows.iter().filter(|r| numbers.contains_key(r.account)).collect(), numbers };

    let mut revenue = vec![0.0; report.accounts * months];
    for row in &customers.rows {
        revenue[customers.numbers[row.account] * months + row.month.since(first)] = row.revenue.unwrap_or(0.0).max(0.0);
    }
    let (segments, segment) = match columns.segment {
        Some(column) => segments(&customers, column, &mut report, tally)?,
        None => (vec![String::new()], vec![0; report.accounts]),
    };
    let owner = columns.csm.map(|column| owners(&customers, column, &mut report));
    let ownership = columns.csm.map(|column| customers.holders(column, first, months));
    let accounts = customers.numbers.keys().map(|name| (*name).to_owned()).collect();
    let months = (0..months).map(|m| first.plus(m).to_string()).collect();
    Some(OwnedHistory { history: History { accounts, months, segments, segment, revenue, owner }, report, ownership })
}

/// First month and number of months.
fn span(sheet: &Sheet<'_>, columns: &Columns, records: &Records<'_>, tally: &mut Tally<'_>) -> Option<(Month, usize)> {
    let first = records.rows.iter().map(|r| r.month).min()?;
    let end = records.rows.iter().max_by_key(|r| r.month)?;
    let months = end.month.since(first) + 1;
    let cell = sheet.cell(end.number, columns.month);
    if months > MOST_MONTHS {
        let message = format!("the months run from {first} to {}", end.month);
        tally.tell(Kind::File, || cell.problem_at(message).allowed(format!("at most {MOST_MONTHS} months")));
        return None;
    }
    if months < 2 && tally.is_empty() {
        tally.tell(Kind::File, || cell.problem_at("the file holds one month").allowed("at least 2 months"));
    }
    Some((first, months))
}

fn tell_duplicates(sheet: &Sheet<'_>, columns: &Columns, records: &Records<'_>, tally: &mut Tally<'_>) {
    let mut seen: BTreeMap<(&str, Month), usize> = BTreeMap::new();
    for row in &records.rows {
        let before = *seen.entry((row.account, row.month)).or_insert(row.number);
        if before != row.number {
            tally.tell(Kind::Duplicate, || {
                let line = sheet.cell(before, columns.month).line();
                let message = format!("account `{}` has a second row in {}; the first is in line {line}", row.account, row.month);
                sheet.cell(row.number, columns.month).problem_at(message).allowed("one row per account and month")
            });
        }
    }
}

fn count_cells(records: &Records<'_>, report: &mut HistoryReport) {
    for row in &records.rows {
        match row.revenue {
            None => report.blank_cells += 1,
            Some(0.0) => report.zero_cells += 1,
            Some(x) if x < 0.0 => {
                report.negative_cells += 1;
                report.negative_sum += x;
            }
            Some(_) => report.active_cells += 1,
        }
    }
}

/// The accounts that ever have revenue, and their rows.
struct Customers<'r, 's> {
    sheet: &'s Sheet<'s>,
    rows: Vec<&'r Row<'s>>,
    /// By name.
    numbers: BTreeMap<&'s str, usize>,
}

impl<'s> Customers<'_, 's> {
    /// Who a column says holds each account in each of `months` from `first` on.
    fn holders(&self, column: usize, first: Month, months: usize) -> Ownership {
        let mut names: Vec<Option<&str>> = vec![None; self.numbers.len() * months];
        for row in &self.rows {
            let text = self.sheet.cell(row.number, column).text;
            if !text.is_empty() {
                names[self.numbers[row.account] * months + row.month.since(first)] = Some(text);
            }
        }
        for of_account in names.chunks_mut(months) {
            let mut holder = of_account.iter().flatten().next().copied();
            for name in of_account {
                holder = name.or(holder);
                *name = holder;
            }
        }
        Ownership::of_names(&names, months)
    }

    /// What a column says last of each account, empty if it never says anything; and of how many accounts it says different things.
    fn latest(&self, column: usize) -> (Vec<&'s str>, usize) {
        let mut latest: Vec<Option<(Month, &str)>> = vec![None; self.numbers.len()];
        let mut moved = vec![false; self.numbers.len()];
        for row in &self.rows {
            let text = self.sheet.cell(row.number, column).text;
            if text.is_empty() {
                continue;
            }
            let account = self.numbers[row.account];
            let said = &mut latest[account];
            moved[account] |= said.is_some_and(|(_, before)| before != text);
            if said.is_none_or(|(month, _)| month <= row.month) {
                *said = Some((row.month, text));
            }
        }
        (latest.into_iter().map(|said| said.map_or("", |(_, text)| text)).collect(), moved.into_iter().filter(|m| *m).count())
    }
}

/// Names of the segments, and the segment of each account.
fn segments(
    customers: &Customers<'_, '_>,
    column: usize,
    report: &mut HistoryReport,
    tally: &mut Tally<'_>,
) -> Option<(Vec<String>, Vec<u16>)> {
    let (latest, moved) = customers.latest(column);
    report.moved_segment = moved;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in &latest {
        *counts.entry(name).or_default() += 1;
    }
    if counts.len() > MOST_SEGMENTS {
        let message = format!("there are {} different segments", thousands(counts.len() as f64));
        let cell = customers.sheet.cell(customers.rows.first()?.number, column);
        tally.tell(Kind::File, || cell.problem_at(message).allowed(format!("at most {MOST_SEGMENTS}")));
        return None;
    }
    report.segments = counts.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect();
    let names: Vec<&str> = counts.into_keys().collect();
    let index = |name: &&str| names.binary_search(name).map(|i| i as u16).ok();
    let segment = latest.iter().map(index).collect::<Option<Vec<u16>>>()?;
    Some((names.into_iter().map(String::from).collect(), segment))
}

/// Owner of each account, empty for those without one.
fn owners(customers: &Customers<'_, '_>, column: usize, report: &mut HistoryReport) -> Vec<String> {
    let (latest, moved) = customers.latest(column);
    report.moved_owner = moved;
    report.unowned = latest.iter().filter(|name| name.is_empty()).count();
    report.owners = Some(latest.iter().filter(|name| !name.is_empty()).collect::<BTreeSet<_>>().len());
    latest.into_iter().map(String::from).collect()
}
