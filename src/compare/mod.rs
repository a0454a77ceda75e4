//! From outcomes to answers: every statistic of a run as one long table, and the findings that people decide by.
//!
//! Leaves to others: how numbers are estimated ([`stats`](crate::stats)), how they look ([`report`](crate::report)).

mod findings;
mod summary;

pub use findings::{Assumption, Finding, Findings, Verdict};
pub use summary::{Row, Summary};
