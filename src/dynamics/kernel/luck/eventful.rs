//! Where something may happen: a bit per lane, row by row. Where that is, is luck, which no branch at a row can foresee: bits of many rows are
//! walked as one word.

/// Bits of a word.
const WORD: usize = u64::BITS as usize;
/// Cells of a word that are written down at a time, as many as there mostly are at most.
const AT_A_TIME: usize = 4;

/// Rows in which something may happen in some lane, in order.
pub(in super::super) struct EventfulRows<'a> {
    /// Lanes of rows that are still to be looked at.
    ahead: &'a [u32],
    /// The first of those rows.
    next: usize,
    /// The first row of the word.
    first: usize,
    /// A bit for each row of the word that is still to come.
    word: u64,
}

impl<'a> EventfulRows<'a> {
    /// Of rows with these lanes.
    #[inline(always)]
    pub(in super::super) fn of(lanes: &'a [u32]) -> Self {
        Self { ahead: lanes, next: 0, first: 0, word: 0 }
    }
}

impl Iterator for EventfulRows<'_> {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        while self.word == 0 {
            let (rows, ahead) = self.ahead.split_at(self.ahead.len().min(WORD));
            if rows.is_empty() {
                return None;
            }
            (self.first, self.next, self.ahead) = (self.next, self.next + rows.len(), ahead);
            for (nth, &lanes) in rows.iter().enumerate() {
                self.word |= u64::from(lanes != 0) << nth;
            }
        }
        let row = self.first + self.word.trailing_zeros() as usize;
        self.word &= self.word - 1;
        Some(row)
    }
}

/// Room that [`find`] needs for this many cells.
pub(super) const fn room_to_find(cells: usize) -> usize {
    cells + AT_A_TIME
}

/// Finds the cells of eventful lanes, row by row of so many; how many they are. What follows them in `cells` is meaningless.
///
/// # Panics
/// If there is not [room](room_to_find) for all.
#[inline(always)]
pub(super) fn find(lanes: &[u32], width: usize, cells: &mut [u32]) -> usize {
    let mut found = 0;
    for (nth, rows) in lanes.chunks(WORD / width).enumerate() {
        let mut word = 0;
        for (row, &lanes) in rows.iter().enumerate() {
            word |= u64::from(lanes) << (row * width);
        }
        while word != 0 {
            for _ in 0..AT_A_TIME {
                cells[found] = (nth * WORD) as u32 + word.trailing_zeros();
                found += usize::from(word != 0);
                word &= word.wrapping_sub(1);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(lanes: &[u32], width: usize) -> Vec<u32> {
        let mut cells = vec![0; room_to_find(lanes.len() * width)];
        let many = find(lanes, width, &mut cells);
        cells.truncate(many);
        cells
    }

    fn plainly(lanes: &[u32], width: usize) -> Vec<u32> {
        let is_set = |cell: &usize| lanes[cell / width] >> (cell % width) & 1 != 0;
        (0..lanes.len() * width).filter(is_set).map(|cell| cell as u32).collect()
    }

    proptest! {
        #[test]
        fn every_eventful_cell_is_found_once(all in prop::collection::vec(prop_oneof![6 => Just(0), 4 => any::<u32>(), 1 => Just(u32::MAX)], 0..150)) {
            let of_width = |width: usize| all.iter().map(|lanes| lanes & ((1 << width) - 1)).collect::<Vec<_>>();
            for width in [1, 4, 8, 16] {
                prop_assert_eq!(found(&of_width(width), width), plainly(&of_width(width), width));
            }
            let rows: Vec<usize> = (0..all.len()).filter(|row| all[*row] != 0).collect();
            prop_assert_eq!(EventfulRows::of(&all).collect::<Vec<_>>(), rows);
        }
    }
}
