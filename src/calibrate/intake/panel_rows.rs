//! The second time through a usage panel: every row to its account and month.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use indexmap::IndexSet;

use super::cell_words::{no_amount, no_date, not_text};
use super::columns::{Found, Role};
use super::faults::Faults;
use super::finding::FindingKind;
use super::labels::Labels;
use super::settings::{Duplicates, IntakeSettings, Negatives};
use super::survey::{Amounts, Dates, NoDate, name};
use super::table::{Cell, Place, Row};
use crate::config::{Month, memory};

/// Accounts between two looks at how much memory there is.
const ACCOUNTS_A_LOOK: usize = 1 << 16;
/// Different currencies that are counted one by one.
const MOST_CURRENCIES: usize = 200;

/// Columns of a usage panel.
#[derive(Debug, Clone, Copy)]
pub(super) struct PanelColumns {
    pub(super) account: usize,
    pub(super) month: usize,
    pub(super) revenue: usize,
    pub(super) segment: Option<usize>,
    pub(super) csm: Option<usize>,
    pub(super) currency: Option<usize>,
    /// Cells that a row must have to be read at all.
    least: usize,
    /// Cells that it may have.
    most: usize,
}

impl PanelColumns {
    /// Of the columns that were found; `None` if one of the three that are needed was not.
    pub(super) fn of(found: &Found, titles: usize) -> Option<Self> {
        let (account, month, revenue) = (found.of(Role::Account)?, found.of(Role::Month)?, found.of(Role::Revenue)?);
        let least = account.max(month).max(revenue) + 1;
        let (segment, csm, currency) = (found.of(Role::Segment), found.of(Role::Csm), found.of(Role::Currency));
        Some(Self { account, month, revenue, segment, csm, currency, least, most: titles })
    }
}

/// Everything that is kept of the rows: accounts × months, not the rows.
#[derive(Debug)]
pub(super) struct PanelRows<'s> {
    settings: &'s IntakeSettings,
    columns: PanelColumns,
    pub(super) dates: Option<Dates>,
    pub(super) amounts: Amounts,
    first: Month,
    months: usize,
    pub(super) faults: Faults,
    /// All rows.
    pub(super) rows: u64,
    /// Rows that could not be read.
    pub(super) bad: u64,
    pub(super) accounts: IndexSet<Box<str>>,
    /// The account of the row before.
    memory: Option<usize>,
    /// Accounts × months, in the order in which accounts came; NaN where there is no row.
    pub(super) cells: Vec<f64>,
    pub(super) segments: Labels,
    pub(super) owners: Labels,
    /// Readable rows of each month.
    pub(super) with_rows: Vec<u64>,
    pub(super) zeros: u64,
    pub(super) blanks: u64,
    pub(super) negative_sum: f64,
    /// All rows that were read, those below 0 included.
    pub(super) net: f64,
    /// Second rows that say the same as the one before.
    pub(super) same: u64,
    /// Rows by currency; without one under the empty name.
    pub(super) currencies: BTreeMap<String, u64>,
    /// Set where the panel does not fit into memory.
    pub(super) too_large: bool,
    scratch: String,
}

impl<'s> PanelRows<'s> {
    /// Nothing read yet; `first` and the number of months are those of the file.
    pub(super) fn new(
        settings: &'s IntakeSettings,
        columns: PanelColumns,
        dates: Option<Dates>,
        amounts: Amounts,
        (first, months): (Month, usize),
    ) -> Self {
        Self {
            settings,
            columns,
            dates,
            amounts,
            first,
            months,
            faults: Faults::default(),
            rows: 0,
            bad: 0,
            accounts: IndexSet::new(),
            memory: None,
            cells: Vec::new(),
            segments: Labels::default(),
            owners: Labels::default(),
            with_rows: vec![0; months],
            zeros: 0,
            blanks: 0,
            negative_sum: 0.0,
            net: 0.0,
            same: 0,
            currencies: BTreeMap::new(),
            too_large: false,
            scratch: String::new(),
        }
    }

    /// Months that the cells have.
    pub(super) fn span(&self) -> (Month, usize) {
        (self.first, self.months)
    }

    /// Whether the file has a column of segments.
    pub(super) fn has_segments(&self) -> bool {
        self.columns.segment.is_some()
    }

    /// Whether the file has a column of CSMs.
    pub(super) fn has_owners(&self) -> bool {
        self.columns.csm.is_some()
    }

    /// Takes in a row.
    pub(super) fn see(&mut self, row: &Row<'_>) -> ControlFlow<()> {
        self.rows += 1;
        let (columns, place) = (self.columns, row.place);
        if let Some(width) = row.width().filter(|width| *width < columns.least || *width > columns.most) {
            let words = || (format!("{width} cells in this row, {} in the header", columns.most), "as many as in the header".to_owned());
            self.faults.note(FindingKind::Cells, place, None, words);
            self.bad += 1;
            return ControlFlow::Continue(());
        }
        let month = self.month(row);
        if let Some(Err(())) = month {
            return ControlFlow::Continue(());
        }
        let has_account = self.has_account(row);
        let amount = self.amount(row);
        let (Some(Ok(month)), true, Some((value, currency))) = (month, has_account, amount) else {
            self.bad += 1;
            return ControlFlow::Continue(());
        };
        let is_blank = row.cell(columns.revenue) == Cell::Blank;
        if self.is_of_another_currency(row, currency) {
            return ControlFlow::Continue(());
        }
        self.blanks += u64::from(is_blank);
        self.zeros += u64::from(!is_blank && value == 0.0);
        self.net += value;
        if value < 0.0 {
            self.negative_sum += value;
            let refused = self.settings.negatives == Negatives::Refuse;
            self.faults.note(FindingKind::Negatives, place, Some(columns.revenue), || {
                (format!("{value} is below 0"), if refused { "amounts of 0 or more".into() } else { String::new() })
            });
            if self.settings.negatives == Negatives::Drop {
                return ControlFlow::Continue(());
            }
        }
        let Some(account) = self.account(row) else { return ControlFlow::Break(()) };
        self.put(account, month, value, place);
        for (column, labels) in [(columns.segment, &mut self.segments), (columns.csm, &mut self.owners)] {
            if let Some(label) = column.and_then(|column| name(row, column, &mut self.scratch)) {
                labels.see(account, month, label);
            }
        }
        ControlFlow::Continue(())
    }

    /// The month of a row: `None` if it cannot be read, an inner error if it is none of those asked for.
    fn month(&mut self, row: &Row<'_>) -> Option<Result<usize, ()>> {
        let column = self.columns.month;
        let cell = row.cell(column);
        let dates = self.dates.as_mut()?;
        match dates.date(cell) {
            Ok(date) => {
                let month = date.month();
                let asked = self.settings.from.is_none_or(|from| month >= from) && self.settings.to.is_none_or(|to| month <= to);
                if !asked {
                    self.faults
                        .note(FindingKind::OutOfRange, row.place, Some(column), || (format!("{month} is not asked for"), String::new()));
                    return Some(Err(()));
                }
                let index = month.since(self.first);
                Some(Ok(index))
            }
            Err(why) => {
                let format = dates.format.map_or("a date", |f| f.name());
                let kind = if why == NoDate::OtherFormat { FindingKind::MixedDates } else { FindingKind::NoDate };
                self.faults.note(kind, row.place, Some(column), || no_date(why, cell, format));
                None
            }
        }
    }

    fn has_account(&mut self, row: &Row<'_>) -> bool {
        let column = self.columns.account;
        match row.cell(column) {
            Cell::Blank => self.faults.note(FindingKind::NoAccount, row.place, Some(column), || {
                ("the account is missing".into(), "the name or number of an account".into())
            }),
            Cell::NotText => self.faults.note(FindingKind::NotText, row.place, Some(column), not_text),
            _ => return true,
        }
        false
    }

    fn amount<'c>(&mut self, row: &Row<'c>) -> Option<(f64, &'c str)> {
        let column = self.columns.revenue;
        let cell = row.cell(column);
        let amount = self.amounts.amount(cell);
        if amount.is_none() {
            let decimals = self.amounts.decimals;
            self.faults.note(FindingKind::NoAmount, row.place, Some(column), || no_amount(cell, decimals));
        }
        amount
    }

    /// Counts the row's currency: that of its own column, or what stands beside the amount.
    fn is_of_another_currency(&mut self, row: &Row<'_>, beside: &str) -> bool {
        let currency = match self.columns.currency {
            Some(column) => name(row, column, &mut self.scratch).unwrap_or(beside),
            None => beside,
        };
        if let Some(count) = self.currencies.get_mut(currency) {
            *count += 1;
        } else if self.currencies.len() < MOST_CURRENCIES {
            self.currencies.insert(currency.to_owned(), 1);
        }
        match &self.settings.currency {
            Some(wanted) if !currency.is_empty() && !currency.eq_ignore_ascii_case(wanted) => {
                let said = || (format!("in {currency}"), String::new());
                self.faults.note(FindingKind::Currencies, row.place, self.columns.currency.or(Some(self.columns.revenue)), said);
                true
            }
            _ => false,
        }
    }

    /// Number of the row's account, a new one if it is the first; `None` if one more does not fit into memory.
    fn account(&mut self, row: &Row<'_>) -> Option<usize> {
        let named = name(row, self.columns.account, &mut self.scratch)?;
        let again = self.memory.filter(|at| self.accounts.get_index(*at).is_some_and(|n| **n == *named));
        if let Some(known) = again.or_else(|| self.accounts.get_index_of(named)) {
            self.memory = Some(known);
            return Some(known);
        }
        let (account, _) = self.accounts.insert_full(named.into());
        self.memory = Some(account);
        // growing the cells moves them, and the panel is a second copy of them
        let more = (self.cells.len() + ACCOUNTS_A_LOOK * self.months) as u64 * 16;
        if account % ACCOUNTS_A_LOOK == ACCOUNTS_A_LOOK - 1 && more > memory::available() {
            self.too_large = true;
            return None;
        }
        self.cells.resize((account + 1) * self.months, f64::NAN);
        Some(account)
    }

    /// Puts an amount into its cell.
    fn put(&mut self, account: usize, month: usize, value: f64, place: Place) {
        self.with_rows[month] += 1;
        let cell = &mut self.cells[account * self.months + month];
        if cell.is_nan() {
            *cell = value;
            return;
        }
        self.same += u64::from(*cell == value);
        let (name, first) = (self.accounts.get_index(account), self.first);
        let refused = self.settings.duplicates == Duplicates::Refuse;
        self.faults.note(FindingKind::Duplicates, place, Some(self.columns.month), || {
            let name = name.map_or("", |n| &**n);
            let allowed = if refused { "one row per account and month".into() } else { String::new() };
            (format!("account `{name}` has a row in {} already", first.plus(month)), allowed)
        });
        match self.settings.duplicates {
            Duplicates::Sum => *cell += value,
            Duplicates::Last => *cell = value,
            Duplicates::First | Duplicates::Refuse => {}
        }
    }
}
