//! Histories of known make, for tests.

use rand::RngExt;
use rand_distr::StandardNormal;

use crate::cohort::History;
use crate::random::{Purpose, Stream};

/// So many accounts and months of one segment, named by number; `revenue(account, month)`.
pub(super) fn history(accounts: usize, months: usize, revenue: impl Fn(usize, usize) -> f64) -> History {
    History {
        accounts: (0..accounts).map(|account| format!("{account:06}")).collect(),
        months: (0..months).map(|month| format!("{}-{:02}", 2020 + month / 12, month % 12 + 1)).collect(),
        segments: vec![String::new()],
        segment: vec![0; accounts],
        revenue: (0..accounts * months).map(|at| revenue(at / months, at % months)).collect(),
        owner: None,
    }
}

/// The same history with an owner for each account.
pub(super) fn owned_by(history: History, owners: &[&str]) -> History {
    History { owner: Some(owners.iter().map(|name| (*name).to_owned()).collect()), ..history }
}

/// Accounts of the same size with independent lognormal noise of mean 1 in each month: exp(s·N − s²/2).
pub(super) fn noisy(accounts: usize, months: usize, s: f64, seed: u64) -> History {
    let stream = Stream::new(seed, Purpose::AccountMonth);
    history(accounts, months, |account, month| {
        let normal: f64 = stream.rng(account as u32, month as u32, 0).sample(StandardNormal);
        100.0 * (s * normal - s * s / 2.0).exp()
    })
}
