//! What a column says last of each account: its segment, who owns it.

use std::collections::BTreeMap;

use indexmap::IndexSet;

/// Names that an account has had, of which the latest counts.
#[derive(Debug, Default)]
pub(super) struct Labels {
    names: IndexSet<String>,
    /// Of each account: month of the latest name, and the name.
    latest: Vec<Option<(u32, u32)>>,
    moved: Vec<bool>,
    /// The name of the row before: files repeat themselves.
    memory: Option<usize>,
}

impl Labels {
    /// Takes in a name; of several in the same month the one that comes last.
    pub(super) fn see(&mut self, account: usize, month: usize, name: &str) {
        let known = self.memory.filter(|at| self.names.get_index(*at).is_some_and(|n| n == name));
        let code = known.or_else(|| self.names.get_index_of(name)).unwrap_or_else(|| self.names.insert_full(name.to_owned()).0);
        self.memory = Some(code);
        if account >= self.latest.len() {
            self.latest.resize(account + 1, None);
            self.moved.resize(account + 1, false);
        }
        let (month, code) = (month as u32, code as u32);
        self.moved[account] |= self.latest[account].is_some_and(|(_, before)| before != code);
        if self.latest[account].is_none_or(|(before, _)| before <= month) {
            self.latest[account] = Some((month, code));
        }
    }

    /// The latest name of an account; empty if it has none.
    pub(super) fn of(&self, account: usize) -> &str {
        let code = self.latest.get(account).copied().flatten().map(|(_, code)| code as usize);
        code.and_then(|code| self.names.get_index(code)).map_or("", String::as_str)
    }

    /// Of how many of these accounts it says different things.
    pub(super) fn moved(&self, accounts: &[usize]) -> usize {
        accounts.iter().filter(|a| self.moved.get(**a).copied().unwrap_or(false)).count()
    }

    /// The names of these accounts and how many have each, by name.
    pub(super) fn counts(&self, accounts: &[usize]) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for account in accounts {
            *counts.entry(self.of(*account)).or_default() += 1;
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_name_counts_whatever_the_order() {
        let mut labels = Labels::default();
        for (account, month, name) in [(0, 3, "b"), (0, 1, "a"), (1, 0, "a"), (1, 2, "a"), (3, 0, "c"), (3, 0, "d")] {
            labels.see(account, month, name);
        }
        assert_eq!([0, 1, 2, 3].map(|a| labels.of(a)), ["b", "a", "", "d"]);
        assert_eq!(labels.moved(&[0, 1, 2, 3]), 2);
        assert_eq!(labels.counts(&[0, 1, 2]).into_iter().collect::<Vec<_>>(), [("", 1), ("a", 1), ("b", 1)]);
    }
}
