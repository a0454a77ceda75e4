//! The life table by tenure month: everything that a model without covariates needs to know of the accounts.
//!
//! For tenure month `t`: at risk `n_t = #{entry < t ≤ tenure}`, churned `d_t = #{tenure = t, churned}`, censored
//! `c_t = #{tenure = t, still there}`. Churn at `t` comes before censoring at `t`. Likelihoods by month and with exact times, hazards and
//! Kaplan–Meier are functions of `n_t` and `d_t` alone, so that half a million accounts are fitted as fast as ten.

use serde::Serialize;

use crate::calibrate::Lifetimes;

/// One tenure month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LifeMonth {
    /// Tenure month, from 1.
    pub month: u32,
    /// Accounts observed at the start of the month.
    pub at_risk: u64,
    /// Of them, those that left in it.
    pub churned: u64,
    /// Of them, those last looked at when it ended.
    pub censored: u64,
}

/// Tenure months 1, 2, … up to the longest tenure.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct LifeTable {
    /// One row per tenure month, in order and without gaps; empty without accounts.
    pub months: Vec<LifeMonth>,
    /// Accounts in it.
    pub accounts: u64,
    /// Accounts that left.
    pub churned: u64,
    /// Accounts that came under observation after their start (left truncation).
    pub entered_late: u64,
    /// Accounts left out: a tenure of 0, none after the entry, or more than [`LONGEST_TENURE`].
    pub unusable: u64,
}

/// Longest tenure believed, months: a hundred years. What is longer was given in days, or is a mistake.
pub const LONGEST_TENURE: u32 = 1200;

/// Whether an account was observed for at least one month.
pub(super) fn usable(entry: u32, tenure: u32) -> bool {
    entry < tenure && tenure <= LONGEST_TENURE
}

impl LifeTable {
    /// The life table of all accounts.
    #[must_use]
    pub fn new(lifetimes: &Lifetimes) -> Self {
        Self::of(lifetimes, |_| true)
    }

    /// The life table of the accounts that `keep` chooses by index.
    #[must_use]
    pub fn of(lifetimes: &Lifetimes, keep: impl Fn(usize) -> bool) -> Self {
        let chosen = (0..lifetimes.len()).filter(|i| keep(*i));
        Self::from_spells(chosen.map(|i| (lifetimes.entry[i], lifetimes.tenure[i], lifetimes.churned[i], 1)))
    }

    /// The life table of spells: entry, tenure, whether it ended in churn, and how many accounts had it.
    pub(super) fn from_spells(spells: impl Iterator<Item = (u32, u32, bool, u64)>) -> Self {
        let mut table = Self::default();
        // entered, churned and censored at each tenure
        let mut counts: Vec<[u64; 3]> = Vec::new();
        for (entry, tenure, churned, count) in spells {
            if !usable(entry, tenure) {
                table.unusable += count;
                continue;
            }
            if counts.len() <= tenure as usize {
                counts.resize(tenure as usize + 1, [0; 3]);
            }
            table.accounts += count;
            table.entered_late += if entry > 0 { count } else { 0 };
            table.churned += if churned { count } else { 0 };
            counts[entry as usize][0] += count;
            counts[tenure as usize][if churned { 1 } else { 2 }] += count;
        }
        let mut at_risk = 0;
        for (month, pair) in (1u32..).zip(counts.windows(2)) {
            let ([entered, ..], [_, churned, censored]) = (pair[0], pair[1]);
            at_risk += entered;
            table.months.push(LifeMonth { month, at_risk, churned, censored });
            at_risk -= churned + censored;
        }
        table
    }

    /// Account-months observed, `Σ n_t`.
    #[must_use]
    pub fn exposure(&self) -> u64 {
        self.months.iter().map(|m| m.at_risk).sum()
    }

    /// Longest tenure seen, months; 0 without accounts.
    #[must_use]
    pub fn longest(&self) -> u32 {
        self.months.len() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn churn_comes_before_censoring_and_late_entries_come_later() {
        let lifetimes = Lifetimes {
            tenure: vec![3, 3, 1, 4, 0, 2],
            churned: vec![true, false, true, false, false, true],
            entry: vec![0, 0, 0, 2, 0, 2],
            covariates: vec![],
        };
        let table = LifeTable::new(&lifetimes);
        let rows: Vec<[u64; 3]> = table.months.iter().map(|m| [m.at_risk, m.churned, m.censored]).collect();
        assert_eq!(rows, [[3, 1, 0], [2, 0, 0], [3, 1, 1], [1, 0, 1]]);
        assert_eq!((table.accounts, table.churned, table.entered_late, table.unusable), (4, 2, 1, 2));
        assert_eq!((table.exposure(), table.longest()), (9, 4));
        let nobody = LifeTable::of(&lifetimes, |i| i == 4);
        assert_eq!((nobody.months.len(), nobody.unusable, nobody.longest()), (0, 1, 0));
    }
}
