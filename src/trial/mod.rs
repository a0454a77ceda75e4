//! Trials: draw once, let every world live through the same luck, read every plan, keep what was paid.
//!
//! `single` is the plain reference; `runner` spreads fixed batches over threads and merges them in trial order.

mod at_mean;
pub mod attainment;
mod devils;
mod engine;
mod equal_cost;
mod factorial;
mod freeze;
mod ground;
mod lived;
mod metric_reliability;
mod neutral;
mod outcome;
mod part;
mod past;
mod pilot;
mod precision;
mod remedy;
mod responding;
mod runner;
mod second_look;
mod single;
mod statement;
mod team;
mod variance;
mod world;

pub use devils::{CHANNELS_EVERY, ChannelResult};
pub use engine::{Engine, EngineError};
pub use equal_cost::EqualCost;
pub use outcome::{
    ATTAINMENT_BINS, CONDUCT_COLUMNS, DevilsTest, Outcomes, PEOPLE_EVERY, ReadingSums, ResponseColumns, RunResult, SUM_GROUPS, StopReason,
    StressResult,
};
pub use remedy::Remedied;
pub use runner::{Checkpoint, RunOptions, run};
pub use second_look::Response;
pub use statement::{BookMonth, PeriodStatement, Statement};
pub use variance::{COMBINATIONS, READING_SLOTS, READING_SUMS, VarianceColumns};

#[cfg(test)]
mod closed_forms;
#[cfg(test)]
mod devils_tests;
#[cfg(test)]
mod games;
#[cfg(test)]
mod law;
#[cfg(test)]
mod luck;
#[cfg(test)]
mod response_tests;
#[cfg(test)]
mod runner_tests;
#[cfg(test)]
mod stated_tests;
#[cfg(test)]
mod variance_tests;
