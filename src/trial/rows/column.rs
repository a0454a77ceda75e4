//! One column over trials, trial slowest.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

use super::spool::Extent;
use super::{Cell, Spool};

/// Values of a column. Those of a long run are on disk but for the last ones.
///
/// A column can be looked at as a slice. Where values are on disk this brings all of them back for as long as the column is not changed:
/// whoever reads long runs takes [`Column::blocks`], [`Column::values`] or [`Column::of_rows`] instead.
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
        self.stored.as_ref().map_or(0, |stored| stored.len) + self.last.len()
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
        let extents = self.stored.iter().flat_map(|stored| &stored.extents);
        extents.map(|extent| &extent.spool).try_for_each(Spool::check)
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
        let stored = self.stored.iter().flat_map(|stored| &stored.extents).map(|extent| {
            let mut values = Vec::with_capacity(extent.len);
            extent.read(extent.len, &mut values);
            Cow::Owned(values)
        });
        stored.chain((!self.last.is_empty()).then_some(Cow::Borrowed(self.last.as_slice())))
    }

    /// Of rows of `row` values each the values `from..from + many`, one row after the other; nothing where there are no values.
    ///
    /// # Panics
    /// If rows are not that long.
    #[must_use]
    pub fn of_rows(&self, row: usize, from: usize, many: usize) -> Vec<T> {
        let row = row.max(1);
        let mut picked = Vec::with_capacity(self.len() / row * many);
        // where a row begins in one block and ends in the next
        let mut cut: Vec<T> = Vec::new();
        for block in self.blocks() {
            let missing = if cut.is_empty() { 0 } else { (row - cut.len()).min(block.len()) };
            let (end, whole) = block.split_at(missing);
            cut.extend_from_slice(end);
            if cut.len() == row {
                picked.extend_from_slice(&cut[from..from + many]);
                cut.clear();
            }
            let rows = whole.chunks_exact(row);
            cut.extend_from_slice(rows.remainder());
            rows.for_each(|values| picked.extend_from_slice(&values[from..from + many]));
        }
        picked
    }

    /// Puts values away if they have become too many for memory.
    pub(crate) fn settle(&mut self, spool: &Spool) {
        if spool.takes(self.in_memory()) {
            self.put_away(spool);
        }
    }

    /// Appends another column's values.
    pub(crate) fn append(&mut self, next: Self) {
        if self.is_empty() {
            *self = next;
            return;
        }
        self.forget();
        if let Some(first) = next.stored.as_ref().and_then(|stored| stored.extents.first()) {
            // so that nothing is out of order
            self.put_away(&first.spool);
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
        let before = self.stored.as_ref().map_or(0, |stored| stored.len);
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
                extent.read(left, &mut self.last);
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

    /// Puts values away that are in memory. Where the disk refuses they stay.
    fn put_away(&mut self, spool: &Spool);

    /// Keeps the first `kept` of `rows` rows.
    fn keep_rows(&mut self, rows: usize, kept: usize);
}

impl<T: Cell> Rows for Column<T> {
    fn in_memory(&self) -> usize {
        self.last.len() * T::BYTES
    }

    fn put_away(&mut self, spool: &Spool) {
        if self.last.is_empty() {
            return;
        }
        if let Some(extent) = spool.put(&self.last) {
            self.forget();
            self.last = Vec::new();
            self.add(extent);
        }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone)]
    enum Step {
        Extend(Vec<u32>),
        PutAway,
        Append(Vec<u32>, bool),
        Truncate(usize),
        Look,
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let values = || proptest::collection::vec(any::<u32>(), 0..9);
        let step = prop_oneof![
            values().prop_map(Step::Extend),
            Just(Step::PutAway),
            (values(), any::<bool>()).prop_map(|(values, away)| Step::Append(values, away)),
            (0usize..40).prop_map(Step::Truncate),
            Just(Step::Look),
        ];
        proptest::collection::vec(step, 0..20)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_column_is_a_list_wherever_its_values_are(steps in steps()) {
            let home = tempfile::tempdir().unwrap();
            let spool = Spool::in_folder(home.path());
            let (mut column, mut list) = (Column::default(), Vec::new());
            for step in steps {
                match step {
                    Step::Extend(values) => {
                        column.extend(&values);
                        list.extend(values);
                    }
                    Step::PutAway => column.put_away(&spool),
                    Step::Append(values, away) => {
                        let mut next = Column::from(values.clone());
                        if away {
                            next.put_away(&spool);
                        }
                        column.append(next);
                        list.extend(values);
                    }
                    Step::Truncate(kept) => {
                        column.truncate(kept);
                        list.truncate(kept);
                    }
                    Step::Look => prop_assert_eq!(&column[..], &list[..]),
                }
                prop_assert_eq!((column.len(), column.is_empty()), (list.len(), list.is_empty()));
                let blocks: Vec<u32> = column.blocks().flat_map(|block| block.into_owned()).collect();
                prop_assert_eq!(&blocks, &list);
            }
            prop_assert_eq!(&column, &Column::from(list.clone()));
            column.iter_mut().for_each(|x| *x ^= 1);
            prop_assert_eq!(column.to_vec(), list.iter().map(|x| x ^ 1).collect::<Vec<_>>());
            spool.check().unwrap();
        }
    }

    #[test]
    fn rows_are_read_by_place() {
        let home = tempfile::tempdir().unwrap();
        let spool = Spool::in_folder(home.path());
        let mut column: Column<i64> = (0..12).collect();
        column.put_away(&spool);
        column.extend(12..24);
        assert_eq!(column.of_rows(6, 2, 2), [2, 3, 8, 9, 14, 15, 20, 21]);
        assert_eq!(column.of_rows(8, 3, 2), [3, 4, 11, 12, 19, 20], "a row is in two blocks");
        assert_eq!(column.of_rows(1, 0, 1), (0..24).collect::<Vec<_>>());
        assert!(Column::<i64>::default().of_rows(0, 0, 1).is_empty());
        assert_eq!(column.in_memory(), 12 * 8);
    }
}
