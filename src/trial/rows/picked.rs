//! One part of every row of a column, read as it is asked for.

use std::ops::Range;

use super::{Cell, Column};

/// Of rows of a column the values at some places, one row after the other. However long the column is, a few thousand of them are in memory.
#[derive(Clone)]
pub struct Picked<'c, T> {
    column: &'c Column<T>,
    /// Values a row.
    row: usize,
    /// Places in a row.
    places: Range<usize>,
    /// Rows that were read.
    rows: usize,
    read: Vec<T>,
    /// Of those that were read, how many were handed out.
    out: usize,
}

impl<'c, T: Cell> Picked<'c, T> {
    pub(super) fn new(column: &'c Column<T>, row: usize, places: Range<usize>) -> Self {
        Self { column, row: row.max(1), places, rows: 0, read: Vec::new(), out: 0 }
    }

    /// All that are left.
    pub(super) fn into_all(mut self) -> Vec<T> {
        let mut all = Vec::with_capacity(self.size_hint().0);
        all.extend_from_slice(&self.read[self.out..]);
        while self.advance(&mut all) {}
        all
    }

    /// Reads some more rows, where there are any.
    #[cold]
    fn read_on(&mut self) {
        let mut read = std::mem::take(&mut self.read);
        read.clear();
        self.advance(&mut read);
        (self.read, self.out) = (read, 0);
    }

    /// Appends the values of some rows; `false` at the end.
    fn advance(&mut self, to: &mut Vec<T>) -> bool {
        let rows = if self.places.is_empty() { 0 } else { self.column.pick(self.row, self.rows, &self.places, to) };
        self.rows += rows;
        rows > 0
    }
}

impl<T: Cell> Iterator for Picked<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        if self.out == self.read.len() {
            self.read_on();
        }
        let value = *self.read.get(self.out)?;
        self.out += 1;
        Some(value)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let rows = self.column.len() / self.row - self.rows;
        let left = self.read.len() - self.out + rows * self.places.len();
        (left, Some(left))
    }
}

impl<T: Cell> ExactSizeIterator for Picked<'_, T> {}
