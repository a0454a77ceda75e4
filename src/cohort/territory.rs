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
    for month in 1..months {
        let mut account = 0;
        for (seat, book) in books.iter().enumerate() {
            let others: Vec<u16> = (0..books.len()).filter(|&s| s != seat && books[s].segment == book.segment).map(|s| s as u16).collect();
            for _ in 0..book.accounts {
                let w = stream.block(account, u32::from(month), 1, 0);
                if !others.is_empty() && f64::from(uniform(w[0])) < monthly {
                    let pick = (uniform(w[1]) * others.len() as f32) as usize;
                    moves.push((account, month, others[pick.min(others.len() - 1)]));
                }
                account += 1;
            }
        }
    }
    moves
}
