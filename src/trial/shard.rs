//! Which trials belong to which shard of a run that is spread over machines.

use std::ops::Range;

/// Trials that the engine likes to live together: edges of shards fall between such blocks where shards are large enough.
const TOGETHER: u32 = 16;

/// One of several parts of a range of trials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    nth: u32,
    of: u32,
}

/// Why there is no such shard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShardError {
    /// A number beyond the last.
    #[error("there is no shard {nth} of {of}: they are numbered from 0 to {last}", last = i64::from(*.of) - 1)]
    NoSuchShard {
        /// Number asked for.
        nth: u32,
        /// How many there are.
        of: u32,
    },
    /// Some shards would be empty.
    #[error("{of} shards of {trials} trials: at most one shard a trial")]
    TooMany {
        /// How many shards.
        of: u32,
        /// How many trials.
        trials: u32,
    },
}

impl Shard {
    /// Everything.
    pub const WHOLE: Self = Self { nth: 0, of: 1 };

    /// Shard `nth` (from 0) of `of`.
    ///
    /// # Errors
    /// If there is no such shard.
    pub fn new(nth: u32, of: u32) -> Result<Self, ShardError> {
        if nth < of { Ok(Self { nth, of }) } else { Err(ShardError::NoSuchShard { nth, of }) }
    }

    /// Its trials out of `all`, never none.
    ///
    /// Shard k of N has the trials from `A + ⌊k (B − A) ÷ N⌋` up to the next shard's; where a shard has sixteen trials or more, edges are
    /// rounded down to multiples of sixteen.
    ///
    /// # Errors
    /// If there are fewer trials than shards.
    pub fn of(self, all: &Range<u32>) -> Result<Range<u32>, ShardError> {
        let trials = all.end.saturating_sub(all.start);
        if trials < self.of {
            return Err(ShardError::TooMany { of: self.of, trials });
        }
        Ok(self.edge(self.nth, all)..self.edge(self.nth + 1, all))
    }

    /// First trial of shard `nth`.
    fn edge(self, nth: u32, all: &Range<u32>) -> u32 {
        let trials = all.end - all.start;
        if nth == self.of {
            return all.end;
        }
        let passed = u128::from(nth) * u128::from(trials) / u128::from(self.of);
        // less than the number of trials
        let edge = all.start + passed as u32;
        let rounded = if trials / self.of >= TOGETHER { edge / TOGETHER * TOGETHER } else { edge };
        rounded.max(all.start)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn shards_cover_everything_once_and_none_is_empty(start in 0u32..2000, trials in 1u32..5000, of in 1u32..300) {
            let all = start..start + trials;
            let shard = |nth| Shard::new(nth, of).unwrap().of(&all);
            if of > trials {
                prop_assert_eq!(shard(0), Err(ShardError::TooMany { of, trials }));
                return Ok(());
            }
            let mut next = start;
            for nth in 0..of {
                let range = shard(nth).unwrap();
                prop_assert_eq!(range.start, next);
                prop_assert!(range.end > range.start, "shard {} is empty", nth);
                prop_assert!(trials / of < 16 || nth == 0 || range.start.is_multiple_of(16));
                next = range.end;
            }
            prop_assert_eq!(next, all.end);
        }
    }

    #[test]
    fn edges_by_hand() {
        let of = |nth, of, all: Range<u32>| Shard::new(nth, of).unwrap().of(&all).unwrap();
        assert_eq!((of(0, 3, 0..10), of(1, 3, 0..10), of(2, 3, 0..10)), (0..3, 3..6, 6..10));
        assert_eq!((of(0, 2, 0..100), of(1, 2, 0..100)), (0..48, 48..100));
        assert_eq!(of(999_999_999, 1_000_000_000, 0..1_000_000_000), 999_999_999..1_000_000_000);
        assert_eq!(Shard::WHOLE.of(&(5..70)), Ok(5..70));
        assert_eq!(Shard::new(7, 7).unwrap_err().to_string(), "there is no shard 7 of 7: they are numbered from 0 to 6");
    }
}
