//! The second time through a table of lifetimes: every row to how long its account stayed.

use std::ops::ControlFlow;

use indexmap::IndexSet;

use super::cell_words::{no_date, not_text, shown};
use super::covariates::CovariateColumn;
use super::faults::Faults;
use super::finding::FindingKind;
use super::settings::{Duplicates, IntakeSettings};
use super::stay::{self, CHURN_WORDS, NoStay, Stay};
use super::survey::{Amounts, Dates, NoDate, name};
use super::table::{Cell, Row};
use crate::config::Date;

/// Where it says how long accounts stayed.
pub(super) enum Told {
    /// Months and whether it left.
    Tenure { tenure: usize, churned: usize, entry: Option<usize> },
    /// First and last day.
    Days { start: usize, end: usize, starts: Box<Dates>, ends: Box<Dates>, as_of: Date },
}

/// Everything that is kept of the rows.
pub(super) struct LifetimeRows<'s> {
    settings: &'s IntakeSettings,
    account: usize,
    told: Told,
    /// Cells that a row must have, and may have.
    width: (usize, usize),
    pub(super) amounts: Amounts,
    pub(super) faults: Faults,
    pub(super) rows: u64,
    pub(super) bad: u64,
    pub(super) accounts: IndexSet<Box<str>>,
    pub(super) stays: Vec<Stay>,
    pub(super) covariates: Vec<CovariateColumn>,
    pub(super) part_months: u64,
    scratch: String,
}

impl<'s> LifetimeRows<'s> {
    /// Nothing read yet.
    pub(super) fn new(
        settings: &'s IntakeSettings,
        account: usize,
        told: Told,
        amounts: Amounts,
        covariates: Vec<CovariateColumn>,
        titles: usize,
    ) -> Self {
        let least = match &told {
            // a last day that is missing is one that has not come yet
            Told::Days { start, .. } => account.max(*start) + 1,
            Told::Tenure { tenure, churned, .. } => account.max(*tenure).max(*churned) + 1,
        };
        Self {
            settings,
            account,
            told,
            width: (least, titles),
            amounts,
            faults: Faults::default(),
            rows: 0,
            bad: 0,
            accounts: IndexSet::new(),
            stays: Vec::new(),
            covariates,
            part_months: 0,
            scratch: String::new(),
        }
    }

    /// Takes in a row.
    pub(super) fn see(&mut self, row: &Row<'_>) -> ControlFlow<()> {
        self.rows += 1;
        let (least, most) = self.width;
        if let Some(width) = row.width().filter(|width| !(least..=most).contains(width)) {
            let words = || (format!("{width} cells in this row, {most} in the header"), "as many as in the header".to_owned());
            self.faults.note(FindingKind::Cells, row.place, None, words);
            self.bad += 1;
            return ControlFlow::Continue(());
        }
        let has_account = self.has_account(row);
        match self.stay(row) {
            Some(stay) if has_account => self.put(row, stay),
            Some(_) => self.bad += 1,
            None => {}
        }
        ControlFlow::Continue(())
    }

    fn has_account(&mut self, row: &Row<'_>) -> bool {
        let (kind, words) = match row.cell(self.account) {
            Cell::Blank => (FindingKind::NoAccount, ("the account is missing".into(), "the name or number of an account".into())),
            Cell::NotText => (FindingKind::NotText, not_text()),
            _ => return true,
        };
        self.faults.note(kind, row.place, Some(self.account), || words);
        false
    }

    /// How long the row's account stayed; `None` if it cannot be read or does not count, which is noted.
    fn stay(&mut self, row: &Row<'_>) -> Option<Stay> {
        let place = row.place;
        let (stay, tenure_column) = match &mut self.told {
            Told::Tenure { tenure, churned, entry } => {
                let (months_cell, churn_cell) = (row.cell(*tenure), row.cell(*churned));
                let months = stay::months(months_cell, &mut self.amounts);
                let left = stay::has_churned(churn_cell);
                let entry_cell = entry.map_or(Cell::Blank, |column| row.cell(column));
                let from = match entry_cell {
                    Cell::Blank => Some(0.0),
                    cell => stay::months(cell, &mut self.amounts),
                };
                let months_allowed = || "months from 0 to 1,200".to_owned();
                for (column, cell, is_wrong) in
                    [(*tenure, months_cell, months.is_none()), (entry.unwrap_or(*tenure), entry_cell, from.is_none())]
                {
                    if is_wrong {
                        self.faults.note(FindingKind::NoTenure, place, Some(column), || {
                            (format!("{} is no tenure", shown(cell)), months_allowed())
                        });
                    }
                }
                if left.is_none() {
                    let words = || (format!("{} does not say whether the account left", shown(churn_cell)), CHURN_WORDS.to_owned());
                    self.faults.note(FindingKind::NoChurn, place, Some(*churned), words);
                }
                let (Some(months), Some(left), Some(from)) = (months, left, from) else {
                    self.bad += 1;
                    return None;
                };
                self.part_months += u64::from(months.fract() != 0.0);
                (stay::of_tenure(months, left, from), *tenure)
            }
            Told::Days { start, end, starts, ends, as_of } => {
                let (start_cell, end_cell) = (row.cell(*start), row.cell(*end));
                let (from, to) = (starts.date(start_cell), stay::end(end_cell, ends));
                let mut note = |why: NoDate, column, cell, dates: &Dates| {
                    let kind = if why == NoDate::OtherFormat { FindingKind::MixedDates } else { FindingKind::NoDate };
                    let format = dates.format.map_or("a date", |f| f.name());
                    self.faults.note(kind, place, Some(column), || no_date(why, cell, format));
                };
                if let Err(why) = from {
                    note(why, *start, start_cell, starts);
                }
                if let Err(why) = to {
                    note(why, *end, end_cell, ends);
                }
                let (Ok(from), Ok(to)) = (from, to) else {
                    self.bad += 1;
                    return None;
                };
                match stay::of_dates(from, to, *as_of, self.settings.observed_from) {
                    Ok((stay, after)) => {
                        if after {
                            self.faults.note(FindingKind::EndedAfter, place, Some(*end), || ("after the last day".into(), String::new()));
                        }
                        (stay, *start)
                    }
                    Err(NoStay::Backwards) => {
                        self.bad += 1;
                        let words =
                            || (format!("{} is before the start, {}", shown(end_cell), shown(start_cell)), "a later day".to_owned());
                        self.faults.note(FindingKind::Backwards, place, Some(*end), words);
                        return None;
                    }
                    Err(NoStay::NotStarted) => {
                        let as_of = *as_of;
                        self.faults.note(FindingKind::NotStarted, place, Some(*start), || (format!("after {as_of}"), String::new()));
                        return None;
                    }
                    Err(NoStay::EndedBefore) => {
                        self.faults.note(FindingKind::EndedBefore, place, Some(*end), || ("before that day".into(), String::new()));
                        return None;
                    }
                }
            }
        };
        if stay.tenure == 0 {
            self.faults.note(FindingKind::TenureZero, place, Some(tenure_column), || ("less than a month".into(), String::new()));
            return None;
        }
        if stay.entry >= stay.tenure {
            self.faults.note(FindingKind::EndedBefore, place, Some(tenure_column), || {
                (format!("it came under observation after {} of {} months", stay.entry, stay.tenure), String::new())
            });
            return None;
        }
        Some(stay)
    }

    fn put(&mut self, row: &Row<'_>, stay: Stay) {
        let Some(named) = name(row, self.account, &mut self.scratch) else { return };
        let known = self.accounts.get_index_of(named);
        if known.is_some() {
            let refused = matches!(self.settings.duplicates, Duplicates::Refuse | Duplicates::Sum);
            self.faults.note(FindingKind::Duplicates, row.place, Some(self.account), || {
                let allowed = if refused { "one row per account".into() } else { String::new() };
                (format!("account `{named}` has a row already"), allowed)
            });
            if self.settings.duplicates != Duplicates::Last {
                return;
            }
        }
        let account = known.unwrap_or_else(|| self.accounts.insert_full(named.into()).0);
        if account < self.stays.len() {
            self.stays[account] = stay
        } else {
            self.stays.push(stay)
        }
        for covariate in &mut self.covariates {
            covariate.put(account, row.cell(covariate.column), &mut self.amounts);
        }
    }
}
