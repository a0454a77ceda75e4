//! Why partials do not make a run.

use std::ops::Range;

use super::container::PartialError;

/// Differing fields that are named; the others are counted.
const NAMED: usize = 12;

/// Why partials do not make a run.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// A file that cannot be used.
    #[error("{file}: {error}")]
    Unusable {
        /// Its name.
        file: String,
        /// What is wrong with it.
        error: PartialError,
    },
    /// A partial of another run.
    #[error("{file}: another configuration than {like}'s: {}", few(.differences))]
    OtherConfiguration {
        /// Its name.
        file: String,
        /// A partial of the run.
        like: String,
        /// The fields in which they differ, the run's value first.
        differences: Vec<String>,
    },
    /// A partial from a machine that computes otherwise.
    #[error("{file}: lived on a machine that computes other numbers than {like}'s (their canaries differ)")]
    OtherCanary {
        /// Its name.
        file: String,
        /// A partial of the run.
        like: String,
    },
    /// The same trials came out otherwise.
    #[error("{file} and {other}: trials {}..{} of the same configuration, but not the same bytes: the run cannot be reproduced", .trials.start, .trials.end)]
    NotReproducible {
        /// Name of the one.
        file: String,
        /// Name of the other.
        other: String,
        /// Their trials.
        trials: Range<u32>,
    },
    /// Trials that two partials have.
    #[error("{file} and {other}: both have trials {}..{}", .trials.start, .trials.end)]
    Overlap {
        /// Name of the one.
        file: String,
        /// Name of the other.
        other: String,
        /// The trials.
        trials: Range<u32>,
    },
    /// Trials that were not expected.
    #[error("{file}: has trials {}..{}, expected are {}..{}", .trials.start, .trials.end, .expected.start, .expected.end)]
    NotExpected {
        /// Its name.
        file: String,
        /// Its trials.
        trials: Range<u32>,
        /// Those that were expected.
        expected: Range<u32>,
    },
    /// Trials that no partial has.
    #[error("trials {}..{} are missing", .0.start, .0.end)]
    Gap(Range<u32>),
    /// The precision is not reached with the trials there are.
    #[error("the precision is not reached within trials 0..{there}: the run goes on to trial {most} at most")]
    MoreTrials {
        /// Trials there are.
        there: u32,
        /// Trials at most.
        most: u32,
    },
}

fn few(differences: &[String]) -> String {
    let more = differences.len().saturating_sub(NAMED);
    let rest = if more == 0 { String::new() } else { format!("; and {more} more") };
    differences[..differences.len() - more].join("; ") + &rest
}
