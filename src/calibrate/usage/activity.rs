//! From active to inactive and back.

use super::Finding;
use super::account::{Account, Statistic};
use super::finding::ratio;
use super::sums::Sums;

/// Probability that an account is active in the next month. Months before an account is first active do not count.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct ActivityTransitions {
    /// Given that it is active now.
    pub stays_active: Finding,
    /// Given that it is inactive now, having been active before.
    pub returns: Finding,
}

/// Sums: active months, of which followed by an active one; inactive months, of which followed by an active one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steps;

impl Statistic for Steps {
    fn width(&self) -> usize {
        4
    }

    fn add(&self, account: &Account<'_>, sums: &mut [f64]) {
        let first = account.revenue.iter().position(|r| *r > 0.0).unwrap_or(account.revenue.len());
        for pair in account.revenue[first..].windows(2) {
            let from = if pair[0] > 0.0 { 0 } else { 2 };
            sums[from] += 1.0;
            sums[from + 1] += f64::from(u8::from(pair[1] > 0.0));
        }
    }
}

/// From [`Steps`].
pub(super) fn activity_transitions(sums: &Sums) -> ActivityTransitions {
    let [stays_active, returns] = sums.find(|s| [ratio(s[1], s[0]), ratio(s[3], s[2])]);
    ActivityTransitions { stays_active, returns }
}
