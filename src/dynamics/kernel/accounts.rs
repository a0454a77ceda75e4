//! Accounts of a book: rows of a unit's slabs in order, and where they follow one another.

/// What all months of a book have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookKind {
    /// Segment.
    pub segment: u16,
    /// Accounts of a full book.
    pub reference: u32,
    /// Billed by annual contract: accounts then leave at renewals only.
    pub by_contract: bool,
}

/// The accounts that somebody holds, in order. Most lie in consecutive rows, which a vector pass can walk without looking each one up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accounts {
    /// Row, and the number that names the account in streams.
    all: Vec<(u32, u32)>,
    /// Consecutive rows: first, and how many.
    runs: Vec<(u32, u32)>,
}

impl Accounts {
    /// All of them, in order: row, and the number that names the account in streams.
    #[must_use]
    pub fn all(&self) -> &[(u32, u32)] {
        &self.all
    }

    /// Consecutive rows: the first one, and its and the following accounts.
    pub fn runs(&self) -> impl Iterator<Item = (usize, &[(u32, u32)])> {
        let mut rest = &self.all[..];
        self.runs.iter().map(move |&(first, rows)| {
            let (run, after) = rest.split_at(rows as usize);
            rest = after;
            (first as usize, run)
        })
    }

    /// Takes one more, wherever it belongs.
    pub fn insert(&mut self, account: (u32, u32)) {
        if self.all.last().is_some_and(|last| *last > account) {
            let place = self.all.partition_point(|other| *other < account);
            self.all.insert(place, account);
            self.count();
            return;
        }
        self.all.push(account);
        match self.runs.last_mut() {
            Some((first, rows)) if *first + *rows == account.0 => *rows += 1,
            _ => self.runs.push((account.0, 1)),
        }
    }

    /// Takes those of consecutive rows from `first` on, which are named so in streams.
    pub fn insert_rows(&mut self, first: u32, ids: &[u32]) {
        let rows = || (first..).zip(ids.iter().copied());
        if self.all.last().is_some_and(|last| last.0 >= first) {
            return rows().for_each(|account| self.insert(account));
        }
        self.all.extend(rows());
        match self.runs.last_mut() {
            Some((from, many)) if *from + *many == first => *many += ids.len() as u32,
            _ => self.runs.extend((!ids.is_empty()).then_some((first, ids.len() as u32))),
        }
    }

    /// Gives one away, if it is here.
    pub fn remove(&mut self, row: u32) -> Option<(u32, u32)> {
        let place = self.all.binary_search_by_key(&row, |(row, _)| *row).ok()?;
        let account = self.all.remove(place);
        self.count();
        Some(account)
    }

    fn count(&mut self) {
        self.runs = self.all.chunk_by(|a, b| a.0 + 1 == b.0).map(|run| (run[0].0, run.len() as u32)).collect();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever comes and goes, in any order: sorted, and the runs are those of consecutive rows.
        #[test]
        fn runs_follow_what_comes_and_goes(
            there in prop::collection::vec(0..4_u32, 0..4), steps in prop::collection::vec((0..40_u32, any::<bool>()), 0..120),
        ) {
            let (mut accounts, mut plain) = (Accounts::default(), Vec::new());
            for (nth, many) in there.into_iter().enumerate() {
                // the second come before the first, the others behind them
                let first = [10, 5, 14, 20][nth];
                let rows: Vec<u32> = (first..first + many).collect();
                accounts.insert_rows(first, &rows.iter().map(|row| 100 + row).collect::<Vec<_>>());
                plain.extend(rows);
            }
            for (row, comes) in steps {
                if comes && !plain.contains(&row) {
                    accounts.insert((row, 100 + row));
                    plain.push(row);
                } else if !comes {
                    prop_assert_eq!(accounts.remove(row).is_some(), plain.contains(&row));
                    plain.retain(|other| *other != row);
                }
            }
            plain.sort_unstable();
            prop_assert_eq!(accounts.all().iter().map(|a| a.0).collect::<Vec<_>>(), plain.clone());
            let runs: Vec<(usize, Vec<u32>)> = accounts.runs().map(|(first, run)| (first, run.iter().map(|a| a.0).collect())).collect();
            let expected: Vec<(usize, Vec<u32>)> =
                plain.chunk_by(|a, b| a + 1 == *b).map(|run| (run[0] as usize, run.to_vec())).collect();
            prop_assert_eq!(runs, expected);
        }
    }
}
