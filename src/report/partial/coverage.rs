//! Which trials of a run are there, and which shards lack some.

use std::ops::Range;

use crate::trial::{Shard, ShardError};

/// Ranges of trials as few, as they touch one another.
#[must_use]
pub fn covered(mut ranges: Vec<Range<u32>>) -> Vec<Range<u32>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut covered: Vec<Range<u32>> = Vec::new();
    for range in ranges {
        match covered.last_mut().filter(|last| range.start <= last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => covered.push(range),
        }
    }
    covered
}

/// Numbers of the shards of `all` trials that are not there as a whole.
///
/// # Errors
/// If there are fewer trials than shards.
pub fn lacking(shards: u32, all: &Range<u32>, covered: &[Range<u32>]) -> Result<Vec<u32>, ShardError> {
    let mut lacking = Vec::new();
    for nth in 0..shards {
        let trials = Shard::new(nth, shards)?.of(all)?;
        if !covered.iter().any(|range| range.start <= trials.start && trials.end <= range.end) {
            lacking.push(nth);
        }
    }
    Ok(lacking)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn touching_ranges_are_one_and_a_shard_must_be_there_whole() {
        let there = covered(vec![30..40, 0..10, 10..20, 15..18, 32..50]);
        assert_eq!(there, [0..20, 30..50]);
        assert_eq!(lacking(6, &(0..60), &there), Ok(vec![2, 5]));
        assert_eq!(lacking(2, &(0..60), &there), Ok(vec![1]), "0..16 and 16..60");
        assert!(lacking(61, &(0..60), &there).is_err());
    }
}
