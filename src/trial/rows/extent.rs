//! Values of a column that lie together on disk.

use std::ops::Range;

use super::{Cell, Spool};

/// Values read at a time.
pub(super) const BLOCK: usize = 1 << 13;

/// How values of a column lie on disk: rows cut into parts, of which the first of all rows comes first, then the second of all rows. A report goes
/// through one plan after another; so it reads what it wants and no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Layout {
    /// Values a row.
    row: usize,
    /// Parts a row; they are equally long.
    parts: usize,
}

impl Layout {
    /// In the order in which values came.
    pub(crate) const PLAIN: Self = Self { row: 1, parts: 1 };

    /// Of a column of `len` values in so many rows, plan by plan where a row has so many values for each.
    pub(crate) fn by_plan(len: usize, rows: usize, plans: usize) -> Self {
        let row = len.checked_div(rows).unwrap_or(0);
        let fits = plans > 1 && row > 0 && row * rows == len && row.is_multiple_of(plans);
        if fits { Self { row, parts: plans } } else { Self::PLAIN }
    }

    /// Values a part.
    fn part(self) -> usize {
        self.row / self.parts
    }
}

/// Where some values are.
#[derive(Debug, Clone)]
pub(super) struct Extent {
    pub(super) spool: Spool,
    /// Byte of the first.
    at: u64,
    /// Values, not bytes.
    pub(super) len: usize,
    layout: Layout,
}

impl Extent {
    /// Puts values away; `None` if the disk refuses.
    pub(super) fn put<T: Cell>(spool: &Spool, values: &[T], layout: Layout) -> Option<Self> {
        let layout = if values.len().is_multiple_of(layout.row) { layout } else { Layout::PLAIN };
        let part = layout.part();
        let of_part = |nth: usize| values.chunks_exact(layout.row).flat_map(move |row| &row[nth * part..(nth + 1) * part]).copied();
        let at = spool.put(&mut (0..layout.parts).flat_map(of_part))?;
        Some(Self { spool: spool.clone(), at, len: values.len(), layout })
    }

    /// Appends the values at some places, as they came, to `values`.
    pub(super) fn read<T: Cell>(&self, places: Range<usize>, values: &mut Vec<T>) {
        let Layout { row, parts } = self.layout;
        if parts == 1 {
            return self.fetch(places.start, places.len(), values);
        }
        let rows = places.start / row..places.end.div_ceil(row);
        let (part, mut whole, mut some) = (self.layout.part(), vec![T::default(); rows.len() * row], Vec::new());
        for nth in 0..parts {
            some.clear();
            self.fetch_part(nth, &rows, &mut some);
            for (row, some) in whole.chunks_exact_mut(row).zip(some.chunks_exact(part)) {
                row[nth * part..(nth + 1) * part].copy_from_slice(some);
            }
        }
        let first = places.start - rows.start * row;
        values.extend_from_slice(&whole[first..first + places.len()]);
    }

    /// Of rows of `row` values, from the one at place `from` on, appends the values at some places of each to `values`. How many rows that
    /// were: as many as are read at a time, of those that are here as a whole.
    pub(super) fn pick<T: Cell>(&self, row: usize, from: usize, places: &Range<usize>, values: &mut Vec<T>) -> usize {
        let whole = (self.len - from) / row;
        let part = self.layout.part();
        let nth = places.start / part;
        if self.layout.row == row && places.end <= (nth + 1) * part {
            let rows = from / row..from / row + whole.min((BLOCK / part).max(1));
            let within = places.start - nth * part..places.end - nth * part;
            if within.len() == part {
                self.fetch_part(nth, &rows, values);
            } else {
                let mut some = Vec::with_capacity(rows.len() * part);
                self.fetch_part(nth, &rows, &mut some);
                some.chunks_exact(part).for_each(|part: &[T]| values.extend_from_slice(&part[within.clone()]));
            }
            return rows.len();
        }
        let rows = whole.min((BLOCK / row).max(1));
        let mut all = Vec::with_capacity(rows * row);
        self.read(from..from + rows * row, &mut all);
        all.chunks_exact(row).for_each(|row: &[T]| values.extend_from_slice(&row[places.clone()]));
        rows
    }

    /// So many places that are read at a time, from `from` on.
    pub(super) fn block(&self, from: usize) -> Range<usize> {
        let row = self.layout.row;
        from..(from + (BLOCK / row).max(1) * row).min(self.len)
    }

    fn fetch_part<T: Cell>(&self, nth: usize, rows: &Range<usize>, values: &mut Vec<T>) {
        let part = self.layout.part();
        let before = nth * (self.len / self.layout.row) + rows.start;
        self.fetch(before * part, rows.len() * part, values);
    }

    /// Appends `many` values as they lie.
    fn fetch<T: Cell>(&self, from: usize, many: usize, values: &mut Vec<T>) {
        self.spool.read(self.at + (from * T::BYTES) as u64, many, values);
    }
}
