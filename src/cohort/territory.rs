//! The territory calendar: accounts that change owner for reasons of territory.
//!
//! Part of the scenario, not of its luck: keyed by seed and account, the same in every trial, so that all trials of a month
//! can be computed together. It exists to exercise grace and tenure rules; at half a per cent a month its own luck is invisible.

use crate::cohort::parametric::BookPlan;
use crate::random::normal::uniform;
use crate::random::{Purpose, Stream};

/// Hand-overs of starting accounts between seats of one segment: (account, month, new owner), by month.
#[must_use]
pub fn reassignments(seed: u64, monthly: f64, books: &[BookPlan], months: u16) -> Vec<(u32, u16, u16)> {
    let stream = Stream::new(seed, Purpose::Roster);
    let mut moves = Vec::new();
    let mut owner: Vec<u16> =
        books.iter().enumerate().flat_map(|(seat, book)| std::iter::repeat_n(seat as u16, book.accounts as usize)).collect();
    for month in 1..months {
        for (account, seat) in (0..).zip(&mut owner) {
            let w = stream.block(account, u32::from(month), 1, 0);
            if f64::from(uniform(w[0])) < monthly {
                let segment = books[usize::from(*seat)].segment;
                let others: Vec<u16> =
                    (0..books.len() as u16).filter(|&s| s != *seat && books[usize::from(s)].segment == segment).collect();
                let pick = (uniform(w[1]) * others.len() as f32) as usize;
                if let Some(&other) = others.get(pick) {
                    *seat = other;
                    moves.push((account, month, other));
                }
            }
        }
    }
    moves
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_move_is_to_another_seat_of_the_segment() {
        let book = |segment| BookPlan { segment, accounts: 50, reference: 50 };
        let books = [book(0), book(0), book(0), book(1), book(1), book(2)];
        let mut owner: Vec<u16> = (0..300).map(|account| account / 50).collect();
        let moves = reassignments(1, 0.05, &books, 36);
        let mut returned = 0;
        for (account, _, to) in moves {
            let from = &mut owner[account as usize];
            assert_ne!(*from, to, "account {account} moves to where it is");
            assert_eq!(books[usize::from(*from)].segment, books[usize::from(to)].segment);
            returned += u32::from(u32::from(to) == account / 50);
            *from = to;
        }
        assert!(returned > 0, "nobody ever comes back");
    }
}
