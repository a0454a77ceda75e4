//! Trials: draw once, let every world live through the same luck, read every plan, keep what was paid.
//!
//! [`single`] is the plain reference; [`runner`] spreads fixed batches over threads and merges them in trial order.

mod ground;
#[cfg(test)]
mod law;
mod outcome;
mod team;
mod world;

pub use outcome::{ATTAINMENT_BINS, Outcomes, ReadingSums, RunResult, SUM_GROUPS, StopReason, StressResult};
