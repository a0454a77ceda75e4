//! Accounts dealt into the groups that are resampled.

use rand::Rng;

use super::UsageSettings;
use crate::random::{Purpose, Stream};

/// Fewest groups, where there are that many accounts: a standard error from 200 groups has a relative error of 5 %.
const FEWEST: usize = 200;

/// Accounts by group.
#[derive(Debug)]
pub(super) struct Groups {
    members: Vec<u32>,
    count: usize,
}

impl Groups {
    /// Each account is its own group as long as there are few enough; otherwise they are shuffled and dealt, so that neighbours in
    /// the file (accounts won in the same year, say) do not make groups more alike or more different than chance does.
    pub(super) fn deal(accounts: &[u32], sums_per_group: usize, settings: &UsageSettings) -> Self {
        let affordable = (settings.most_sums / sums_per_group.max(1)).max(FEWEST);
        let count = accounts.len().min(settings.most_groups.max(FEWEST)).min(affordable);
        let mut members = accounts.to_vec();
        if count < members.len() {
            let mut rng = Stream::new(settings.seed, Purpose::Bootstrap).rng(u32::MAX, 0, 0);
            for i in (1..members.len()).rev() {
                members.swap(i, below(rng.next_u32(), i + 1));
            }
        }
        Self { members, count }
    }

    /// Number of groups.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Accounts of a group; sizes differ by at most one.
    pub(super) fn members(&self, group: usize) -> &[u32] {
        let n = self.members.len();
        &self.members[group * n / self.count..(group + 1) * n / self.count]
    }

    /// How often each group comes in one resample: as many draws as there are groups, with replacement.
    pub(super) fn resample(&self, draw: u32, seed: u64) -> Vec<u16> {
        let mut rng = Stream::new(seed, Purpose::Bootstrap).rng(draw, 0, 0);
        let mut times = vec![0_u16; self.count];
        for _ in 0..self.count {
            let group = &mut times[below(rng.next_u32(), self.count)];
            *group = group.saturating_add(1);
        }
        times
    }
}

/// An index below `n` from one word; the bias of at most n/2³² is far below any error here.
fn below(word: u32, n: usize) -> usize {
    ((u64::from(word) * n as u64) >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_account_is_dealt_once_and_groups_are_even() {
        let accounts: Vec<u32> = (0..5_001).collect();
        let groups = Groups::deal(&accounts, 10, &UsageSettings::default());
        assert_eq!(groups.len(), 2_000);
        let mut all: Vec<u32> = (0..groups.len()).flat_map(|g| groups.members(g).to_vec()).collect();
        assert!((0..groups.len()).all(|g| matches!(groups.members(g).len(), 2 | 3)));
        assert_ne!(all, accounts);
        all.sort_unstable();
        assert_eq!(all, accounts);
    }

    #[test]
    fn few_accounts_are_their_own_groups_and_resamples_draw_as_many() {
        let groups = Groups::deal(&[3, 1, 4], 10, &UsageSettings::default());
        assert_eq!((groups.len(), groups.members(2)), (3, &[4][..]));
        let times = groups.resample(7, 1);
        assert_eq!(times.iter().sum::<u16>(), 3);
        assert_ne!(Groups::deal(&(0..50).collect::<Vec<_>>(), 1, &UsageSettings::default()).resample(8, 1), vec![1; 50]);
    }
}
