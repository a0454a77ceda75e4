//! How a company's files are to be read: what is declared of them, and what is decided about each thing that may be wrong.

use super::columns::IntakeColumns;
use crate::config::{Date, DateOrder, DecimalMark, Month};

/// Everything that can be said about reading; the default says nothing and refuses what could be read in two ways.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IntakeSettings {
    /// Titles of columns that have other than the usual ones.
    pub columns: IntakeColumns,
    /// Order of day, month and year in dates that leave it open.
    pub dates: Option<DateOrder>,
    /// Decimal mark of amounts that leave it open.
    pub decimals: Option<DecimalMark>,
    /// The currency to read where a file has several; rows in others are left out.
    pub currency: Option<String>,
    /// First month to read; earlier rows are left out.
    pub from: Option<Month>,
    /// Last month to read; later rows are left out.
    pub to: Option<Month>,
    /// Several rows of an account and month, or of an account in a table of lifetimes.
    pub duplicates: Duplicates,
    /// Revenue below 0.
    pub negatives: Negatives,
    /// Months far from an account's own.
    pub outliers: Outliers,
    /// Rows that cannot be read.
    pub bad_rows: BadRows,
    /// The last day that a table of lifetimes tells of, where it has dates.
    pub as_of: Option<Date>,
    /// The first day on which it would have told of an account's end: accounts that ended before are not in it (left truncation).
    pub observed_from: Option<Date>,
    /// Columns that may explain churn; all that can be used if `None`.
    pub covariates: Option<Vec<String>>,
}

/// A decision with names to choose by.
pub trait Decision: Copy + PartialEq + Sized + 'static {
    /// Names and what they stand for, the default first.
    const NAMES: &'static [(&'static str, Self)];

    /// The name.
    fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, value)| *value == self).map_or("", |(name, _)| name)
    }
}

/// What becomes of several rows of the same account and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Duplicates {
    /// The file is refused: rows of invoices add up, a table exported twice does not.
    #[default]
    Refuse,
    /// They add up.
    Sum,
    /// The last row counts.
    Last,
    /// The first row counts.
    First,
}

/// What becomes of revenue below 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Negatives {
    /// A month that is below 0 in all counts as 0: inactive.
    #[default]
    Zero,
    /// Rows below 0 are left out before rows of the same month add up.
    Drop,
    /// The file is refused.
    Refuse,
}

/// What becomes of months far from an account's own; the rule is that of [`is_far`](super::is_far).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Outliers {
    /// They stay as they are.
    #[default]
    Keep,
    /// They are brought to the nearest amount that would not be one.
    Cap,
    /// They count as 0: inactive.
    Drop,
}

/// What becomes of rows that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BadRows {
    /// The file is refused.
    #[default]
    Refuse,
    /// They are left out.
    Skip,
}

impl Decision for Duplicates {
    const NAMES: &'static [(&'static str, Self)] =
        &[("refuse", Self::Refuse), ("sum", Self::Sum), ("last", Self::Last), ("first", Self::First)];
}

impl Decision for Negatives {
    const NAMES: &'static [(&'static str, Self)] = &[("zero", Self::Zero), ("drop", Self::Drop), ("refuse", Self::Refuse)];
}

impl Decision for Outliers {
    const NAMES: &'static [(&'static str, Self)] = &[("keep", Self::Keep), ("cap", Self::Cap), ("drop", Self::Drop)];
}

impl Decision for BadRows {
    const NAMES: &'static [(&'static str, Self)] = &[("refuse", Self::Refuse), ("skip", Self::Skip)];
}

impl Decision for DateOrder {
    const NAMES: &'static [(&'static str, Self)] = &[("DMY", Self::DayFirst), ("MDY", Self::MonthFirst), ("YMD", Self::YearFirst)];
}

impl Decision for DecimalMark {
    const NAMES: &'static [(&'static str, Self)] = &[("point", Self::Point), ("comma", Self::Comma)];
}
