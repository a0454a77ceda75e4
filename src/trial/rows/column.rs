//! One column over trials, trial slowest.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::ops::{Deref, DerefMut, Range};
use std::sync::OnceLock;

use super::extent::{BLOCK, Extent};
use super::{Cell, Layout, Picked, Spool};

/// Values of a column. Those of a long run are on disk but for the last ones.
///
/// A column can be looked at as a slice. Where values are on disk this brings all of them back for as long as the column is not changed:
/// whoever reads long runs takes [`Column::blocks`], [`Column::picked`] or [`Column::part`] instead.
#[derive(Clone, Default)]
pub struct Column<T> {
    stored: Option<Box<Stored<T>>>,
    /// What follows, in memory.
    last: Vec<T>,
}

/// The part of a column that is on disk.
#[derive(Clone)]
struct Stored<T> {
    extents: Vec<Extent>,
    /// Values in them.
    len: usize,
    /// All values, of those that follow as well, once somebody looked at them as a slice.
    looked_at: OnceLock<Vec<T>>,
}

impl<T: Cell> Column<T> {
    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.stored_len() + self.last.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends a value.
    pub fn push(&mut self, value: T) {
        self.forget();
        self.last.push(value);
    }

    /// Whether the disk gave back everything that was read so far.
    ///
    /// # Errors
    /// Its first failure: some of the values that were read are not those of the run.
    pub fn check(&self) -> io::Result<()> {
        self.extents().iter().map(|extent| &extent.spool).try_for_each(Spool::check)
    }

    /// Makes room for so many more values.
    pub fn reserve(&mut self, more: usize) {
        self.last.reserve(more);
    }

    /// Removes all values.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The values block by block, in order, in blocks that mean nothing.
    pub fn blocks(&self) -> impl Iterator<Item = Cow<'_, [T]>> + '_ {
        let stored = self.extents().iter().flat_map(|extent| {
            let mut next = 0;
            std::iter::from_fn(move || {
                let places = extent.block(next);
                next = places.end;
                let mut values = Vec::with_capacity(places.len());
                extent.read(places, &mut values);
                (!values.is_empty()).then_some(Cow::Owned(values))
            })
        });
        stored.chain((!self.last.is_empty()).then_some(Cow::Borrowed(self.last.as_slice())))
    }

    /// Some values in a row.
    ///
    /// # Panics
    /// If there are not so many.
    #[must_use]
    pub fn part(&self, places: Range<usize>) -> Cow<'_, [T]> {
        let stored = self.stored_len();
        if places.start >= stored {
            return Cow::Borrowed(&self.last[places.start - stored..places.end - stored]);
        }
        let mut values = Vec::with_capacity(places.len());
        let mut from = 0;
        for extent in self.extents() {
            let (start, end) = (places.start.max(from), places.end.min(from + extent.len));
            if start < end {
                extent.read(start - from..end - from, &mut values);
            }
            from += extent.len;
        }
        values.extend_from_slice(&self.last[..places.end.saturating_sub(stored)]);
        Cow::Owned(values)
    }

    /// Of rows of `row` values each the values `from..from + many`, one row after the other; nothing where there are no values. They are read
    /// as they are asked for.
    ///
    /// # Panics
    /// When they are read, if rows are not that long.
    #[must_use]
    pub fn picked(&self, row: usize, from: usize, many: usize) -> Picked<'_, T> {
        Picked::new(self, row, from..from + many)
    }

    /// The same, all of them.
    ///
    /// # Panics
    /// If rows are not that long.
    #[must_use]
    pub fn of_rows(&self, row: usize, from: usize, many: usize) -> Vec<T> {
        self.picked(row, from, many).into_all()
    }

    /// Appends the values at some places of some rows, from the `first` row on, to `to`; how many rows that were, 0 at the end.
    pub(super) fn pick(&self, row: usize, first: usize, places: &Range<usize>, to: &mut Vec<T>) -> usize {
        let (at, stored) = (first * row, self.stored_len());
        if at + row > self.len() {
            return 0;
        }
        if at >= stored {
            let rows = self.last[at - stored..].chunks_exact(row).take((BLOCK / places.len()).max(1));
            let many = rows.len();
            rows.for_each(|row| to.extend_from_slice(&row[places.clone()]));
            return many;
        }
        let mut from = 0;
        for extent in self.extents() {
            if at < from + extent.len && at + row <= from + extent.len {
                return extent.pick(row, at - from, places, to);
            }
            if at < from + extent.len {
                break;
            }
            from += extent.len;
        }
        // a row that begins in one block and ends in another
        to.extend_from_slice(&self.part(at..at + row)[places.clone()]);
        1
    }

    /// Where values of this column are that are on disk.
    fn spool(&self) -> Option<&Spool> {
        self.extents().first().map(|extent| &extent.spool)
    }

    /// Values that are made from those of another column, where those are: on disk if these are.
    pub(crate) fn beside<U: Cell>(values: Vec<T>, other: &Column<U>) -> Self {
        let mut column = Self::from(values);
        other.spool().iter().for_each(|spool| column.store(spool, Layout::PLAIN));
        column
    }

    fn extents(&self) -> &[Extent] {
        self.stored.as_ref().map_or(&[], |stored| &stored.extents)
    }

    fn stored_len(&self) -> usize {
        self.stored.as_ref().map_or(0, |stored| stored.len)
    }

    fn store(&mut self, spool: &Spool, layout: Layout) {
        if self.last.is_empty() {
            return;
        }
        if let Some(extent) = Extent::put(spool, &self.last, layout) {
            self.forget();
            self.last = Vec::new();
            self.add(extent);
        }
    }

    /// Puts values away if they have become too many for memory.
    pub(crate) fn settle(&mut self, spool: &Spool) {
        if spool.takes(self.in_memory()) {
            self.store(spool, Layout::PLAIN);
        }
    }

    /// Appends another column's values.
    pub(crate) fn append(&mut self, next: Self) {
        if self.is_empty() {
            *self = next;
            return;
        }
        self.forget();
        if let Some(spool) = next.spool() {
            // so that nothing is out of order
            self.store(spool, Layout::PLAIN);
        }
        if self.last.is_empty() {
            next.stored.into_iter().flat_map(|stored| stored.extents).for_each(|extent| self.add(extent));
            self.last = next.last;
        } else {
            next.blocks().for_each(|block| self.last.extend_from_slice(&block));
        }
    }

    /// Keeps the first values only.
    pub(crate) fn truncate(&mut self, kept: usize) {
        self.forget();
        let before = self.stored_len();
        if kept >= before {
            self.last.truncate(kept - before);
            return;
        }
        // the block in which the cut falls comes back
        let mut left = kept;
        let extents = self.stored.take().map(|stored| stored.extents).unwrap_or_default();
        self.last = Vec::new();
        for extent in extents {
            if extent.len <= left {
                left -= extent.len;
                self.add(extent);
            } else {
                extent.read(0..left, &mut self.last);
                return;
            }
        }
    }

    fn add(&mut self, extent: Extent) {
        let empty = || Box::new(Stored { extents: Vec::new(), len: 0, looked_at: OnceLock::new() });
        let stored = self.stored.get_or_insert_with(empty);
        stored.len += extent.len;
        stored.extents.push(extent);
    }

    fn forget(&mut self) {
        if let Some(stored) = &mut self.stored {
            stored.looked_at.take();
        }
    }

    fn all(&self) -> Vec<T> {
        let mut all = Vec::with_capacity(self.len());
        self.blocks().for_each(|block| all.extend_from_slice(&block));
        all
    }

    /// All values, for as long as the caller keeps them.
    #[must_use]
    pub fn values(&self) -> Cow<'_, [T]> {
        if self.stored.is_none() { Cow::Borrowed(&self.last) } else { Cow::Owned(self.all()) }
    }
}

/// What can be done to a column whatever it holds.
pub(crate) trait Rows {
    /// Memory that its values take, \[bytes\].
    fn in_memory(&self) -> usize;

    /// Puts values away that are in memory, plan by plan: the column has so many rows, each with as many values for each of so many plans, or none
    /// by plan. Where the disk refuses they stay.
    fn put_away(&mut self, spool: &Spool, rows: usize, plans: usize);

    /// Keeps the first `kept` of `rows` rows.
    fn keep_rows(&mut self, rows: usize, kept: usize);
}

impl<T: Cell> Rows for Column<T> {
    fn in_memory(&self) -> usize {
        self.last.len() * T::BYTES
    }

    fn put_away(&mut self, spool: &Spool, rows: usize, plans: usize) {
        self.store(spool, Layout::by_plan(self.len(), rows, plans));
    }

    fn keep_rows(&mut self, rows: usize, kept: usize) {
        self.truncate(self.len() / rows.max(1) * kept);
    }
}

impl<T: Cell> Deref for Column<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.stored {
            None => &self.last,
            Some(stored) => stored.looked_at.get_or_init(|| self.all()),
        }
    }
}

impl<T: Cell> DerefMut for Column<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        if self.stored.is_some() {
            *self = self.all().into();
        }
        &mut self.last
    }
}

impl<T> From<Vec<T>> for Column<T> {
    fn from(last: Vec<T>) -> Self {
        Self { stored: None, last }
    }
}

impl<T> FromIterator<T> for Column<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self { stored: None, last: values.into_iter().collect() }
    }
}

impl<T: Cell> Extend<T> for Column<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        self.forget();
        self.last.extend(values);
    }
}

impl<'a, T: Cell> Extend<&'a T> for Column<T> {
    fn extend<I: IntoIterator<Item = &'a T>>(&mut self, values: I) {
        self.extend(values.into_iter().copied());
    }
}

impl<'a, T: Cell> IntoIterator for &'a Column<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: Cell + PartialEq> PartialEq for Column<T> {
    fn eq(&self, other: &Self) -> bool {
        self[..] == other[..]
    }
}

impl<T: Cell + fmt::Debug> fmt::Debug for Column<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self[..].fmt(f)
    }
}
