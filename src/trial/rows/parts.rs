//! A column in memory whose rows are asked for part by part, turned round once: each part of all rows by itself.

use std::ops::Range;

/// Parts of rows, one part of all rows after the other.
#[derive(Debug)]
pub(super) struct Parts<T> {
    /// Values of a row.
    row: usize,
    /// Values of a part.
    many: usize,
    values: Vec<T>,
}

impl<T: Copy> Parts<T> {
    /// Of rows of `row` values each, `many` a part; `None` where rows are not made of such parts, or of one.
    pub(super) fn of(values: &[T], row: usize, many: usize) -> Option<Self> {
        if many == 0 || row == many || !row.is_multiple_of(many) || !values.len().is_multiple_of(row) {
            return None;
        }
        let mut parts = Vec::with_capacity(values.len());
        for from in (0..row).step_by(many) {
            values.chunks_exact(row).for_each(|row| parts.extend_from_slice(&row[from..from + many]));
        }
        Some(Self { row, many, values: parts })
    }

    /// Appends the values at some places of rows of `row` values, from the `first` row on and about as many values as `most`; how many rows that
    /// were. `None` where it has no part that holds them.
    pub(super) fn pick(&self, row: usize, first: usize, places: &Range<usize>, most: usize, to: &mut Vec<T>) -> Option<usize> {
        let part = places.start / self.many;
        let (from, until) = (places.start - part * self.many, places.end - part * self.many);
        if row != self.row || until > self.many {
            return None;
        }
        let rows = self.values.len() / self.row;
        let left = &self.values[part * rows * self.many..][..rows * self.many][first * self.many..];
        let picked = (left.len() / self.many).min((most / (until - from)).max(1));
        let left = &left[..picked * self.many];
        if until - from == self.many {
            to.extend_from_slice(left);
        } else {
            left.chunks_exact(self.many).for_each(|part| to.extend_from_slice(&part[from..until]));
        }
        Some(picked)
    }
}
