//! Who leaves in a unit of trials: the words that decide it, drawn for all trials together.

use std::sync::Arc;

use crate::lanes::{Lanes, Slab, Work};
use crate::random::Stream;

use super::life::UnitLife;

/// First words of the blocks of seats and months.
struct FirstWords<'a> {
    stream: &'a Stream,
    trials: &'a [u32],
    months: std::ops::Range<u16>,
    seats: usize,
    /// `months × seats × lanes`.
    words: &'a mut Slab,
}

impl Work for FirstWords<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let keys = self.stream.keys();
        let mut words = l.vectors_mut(self.words).iter_mut();
        for month in self.months {
            let blocks = keys.at(l, u32::from(month), 0, l.words(self.trials));
            for (seat, word) in (0..self.seats).zip(&mut words) {
                *word = l.of_word(blocks.of(seat as u32)[0]);
            }
        }
    }
}

impl UnitLife<'_> {
    /// The words that decide who leaves, by lane, `months × seats` from the first paid month on; none where nobody does.
    pub(super) fn foreseen(&self) -> Vec<Arc<[u32]>> {
        let Some(stream) = self.ground.leaving() else { return vec![Arc::default(); self.lanes()] };
        let (months, seats, width) = (self.ground.burn_in..self.ground.months, self.ground.books.len(), self.width());
        let mut words = Slab::left_over(months.len() * seats * width);
        self.isa.run(FirstWords { stream: &stream, trials: &self.trials, months, seats, words: &mut words });
        (0..self.lanes()).map(|lane| words.chunks(width).map(|row| row[lane].to_bits()).collect()).collect()
    }
}
