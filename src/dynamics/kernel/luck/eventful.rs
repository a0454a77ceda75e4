//! Where something may happen: a bit per lane, row by row. Where that is, is luck, which no branch at a row can foresee: bits of many rows are
//! walked as one word.

/// Bits of a word.
const WORD: usize = u64::BITS as usize;
/// Cells of a word that are written down at a time, as many as there mostly are at most.
const AT_A_TIME: usize = 4;

/// Room that [`find`] needs for this many cells.
pub(super) const fn room_to_find(cells: usize) -> usize {
    cells + AT_A_TIME
}

/// Finds the cells of eventful lanes, row by row of so many from cell `first` on; how many they are. What follows them in `cells` is meaningless.
///
/// # Panics
/// If there is not [room](room_to_find) for all.
#[inline(always)]
pub(super) fn find(lanes: &[u32], width: usize, first: usize, cells: &mut [u32]) -> usize {
    let mut found = 0;
    for (nth, rows) in lanes.chunks(WORD / width).enumerate() {
        let mut word = 0;
        for (row, &lanes) in rows.iter().enumerate() {
            word |= u64::from(lanes) << (row * width);
        }
        while word != 0 {
            for _ in 0..AT_A_TIME {
                cells[found] = (first + nth * WORD) as u32 + word.trailing_zeros();
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

    fn found(lanes: &[u32], width: usize, first: usize) -> Vec<u32> {
        let mut cells = vec![0; room_to_find(lanes.len() * width)];
        let many = find(lanes, width, first, &mut cells);
        cells.truncate(many);
        cells
    }

    fn plainly(lanes: &[u32], width: usize, first: usize) -> Vec<u32> {
        let is_set = |cell: &usize| lanes[cell / width] >> (cell % width) & 1 != 0;
        (0..lanes.len() * width).filter(is_set).map(|cell| (first + cell) as u32).collect()
    }

    proptest! {
        #[test]
        fn every_eventful_cell_is_found_once(all in prop::collection::vec(prop_oneof![6 => Just(0), 4 => any::<u32>(), 1 => Just(u32::MAX)], 0..150), first in 0..5_000_usize) {
            let of_width = |width: usize| all.iter().map(|lanes| lanes & ((1 << width) - 1)).collect::<Vec<_>>();
            for width in [1, 4, 8, 16] {
                prop_assert_eq!(found(&of_width(width), width, first), plainly(&of_width(width), width, first));
            }
        }
    }
}
