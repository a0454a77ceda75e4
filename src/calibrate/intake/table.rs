//! A file of rows and named columns, gone through row by row without being kept: CSV or Parquet.

use std::ops::ControlFlow;
use std::path::Path;

use super::csv_table::CsvTable;
use super::nature::{Nature, nature};
use super::parquet_batch::Batch;
use super::parquet_table::ParquetTable;
use super::{Progress, Watch};
use crate::config::{Date, Problem};

/// An opened file; [`Table::scan`] goes through its rows, as often as needed.
#[derive(Debug)]
pub(super) enum Table {
    /// Text.
    Csv(CsvTable),
    /// Parquet.
    Parquet(ParquetTable),
}

/// What one cell holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell<'a> {
    /// Nothing.
    Blank,
    /// A text without spaces around it.
    Text(&'a str),
    /// Bytes that are no UTF-8 text.
    NotText,
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// A day.
    Day(Date),
    /// A truth value.
    Truth(bool),
}

/// Where a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Place {
    /// Number of the row below the header, from 1; blank rows not counted.
    pub(super) row: u64,
    /// First byte of the row in a text, or of the blank lines before it.
    pub(super) byte: u64,
    /// Line of that byte, from 1.
    pub(super) line: u64,
}

/// A row while it is seen.
pub(super) struct Row<'a> {
    pub(super) place: Place,
    pub(super) cells: Cells<'a>,
}

/// Its cells.
pub(super) enum Cells<'a> {
    Csv(&'a csv::ByteRecord),
    Parquet { batch: &'a Batch, index: usize },
}

impl<'a> Row<'a> {
    /// One cell; blank if the row ends before the column.
    pub(super) fn cell(&self, column: usize) -> Cell<'a> {
        match &self.cells {
            Cells::Csv(record) => record.get(column).map_or(Cell::Blank, text_cell),
            Cells::Parquet { batch, index } => batch.cell(column, *index),
        }
    }

    /// Number of cells, where rows may differ in it.
    pub(super) fn width(&self) -> Option<usize> {
        match &self.cells {
            Cells::Csv(record) => Some(record.len()),
            Cells::Parquet { .. } => None,
        }
    }
}

/// A cell of text.
pub(super) fn text_cell(bytes: &[u8]) -> Cell<'_> {
    match std::str::from_utf8(bytes) {
        Ok(text) => match text.trim() {
            "" => Cell::Blank,
            text => Cell::Text(text),
        },
        Err(_) => Cell::NotText,
    }
}

/// Why a scan ended early.
#[derive(Debug)]
pub(super) enum ScanEnd {
    /// The file cannot be read on.
    Problem(Box<Problem>),
    /// Whoever watches asked for it.
    Interrupted,
}

impl From<Problem> for ScanEnd {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

/// What looks at rows.
pub(super) type See<'s> = dyn FnMut(&Row<'_>) -> ControlFlow<()> + 's;

impl Table {
    /// Opens a file and reads its header; `name` is what problems call it.
    ///
    /// # Errors
    /// A problem if it cannot be read, or is no table; which says what to do about it.
    pub(super) fn open(path: &Path, name: &str) -> Result<Self, Problem> {
        match nature(path, name)? {
            Nature::Text => CsvTable::open(path, name).map(Self::Csv),
            Nature::Parquet => ParquetTable::open(path, name).map(Self::Parquet),
        }
    }

    /// Titles of the columns as written.
    pub(super) fn titles(&self) -> &[String] {
        match self {
            Self::Csv(table) => &table.titles,
            Self::Parquet(table) => &table.titles,
        }
    }

    /// What stands between cells of a text.
    pub(super) fn delimiter(&self) -> Option<char> {
        match self {
            Self::Csv(table) => Some(char::from(table.delimiter)),
            Self::Parquet(_) => None,
        }
    }

    /// Shows every row that is not blank; only `wanted` columns can be looked at. The end of the scan if the callback breaks is no error.
    ///
    /// # Errors
    /// If the file cannot be read to its end, or the watch interrupts.
    pub(super) fn scan(&self, wanted: &[usize], watch: &mut Watch<'_>, pass: u8, see: &mut See<'_>) -> Result<(), ScanEnd> {
        let mut tell = |done, total| match watch(Progress { pass, done, total }) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(ScanEnd::Interrupted),
        };
        match self {
            Self::Csv(table) => table.scan(&mut tell, see),
            Self::Parquet(table) => table.scan(wanted, &mut tell, see),
        }
    }

    /// A problem with a row, or with one of its cells.
    pub(super) fn problem(&self, place: Place, column: Option<usize>, message: &str) -> Problem {
        match self {
            Self::Csv(table) => table.problem(place, column, message),
            Self::Parquet(table) => table.problem(place, column, message),
        }
    }

    /// A problem with the header, or with one title.
    pub(super) fn problem_at_header(&self, column: Option<usize>, message: &str) -> Problem {
        match self {
            Self::Csv(table) => table.problem_at_header(column, message),
            Self::Parquet(table) => table.problem_at_header(message),
        }
    }

    /// Where a row is, in words: `line 17`, or `row 16` where there are no lines.
    pub(super) fn place_in_words(&self, place: Place) -> String {
        match self {
            Self::Csv(table) => format!("line {}", table.line(place)),
            Self::Parquet(_) => format!("row {}", place.row),
        }
    }
}
