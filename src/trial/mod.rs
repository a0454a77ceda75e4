//! Trials: draw once, let every world live through the same luck, read every plan, keep what was paid.
//!
//! `single` is the plain reference; `runner` spreads fixed batches over threads and merges them in trial order. A run may be lived in pieces
//! (`piece`) on many machines (`shard`); whoever has them all concludes it (`conclude`).

mod at_mean;
pub mod attainment;
mod batch;
mod beside;
mod conclude;
mod costs;
mod devils;
mod engine;
mod equal_cost;
mod factorial;
mod freeze;
mod ground;
mod lived;
mod markets;
mod metric_reliability;
mod neutral;
mod outcome;
mod parameters;
mod part;
mod past;
mod people;
mod piece;
mod pilot;
mod potential;
mod precision;
mod ready;
mod remedy;
mod responding;
mod rows;
mod runner;
mod sampled;
mod second_look;
mod shard;
mod single;
mod statement;
mod tally;
mod team;
mod unit;
mod variance;
mod world;

pub use crate::lanes::Isa;
pub(crate) use at_mean::AtMean;
pub use conclude::{ConcludeError, conclude, stopping_point};
pub use costs::Costs;
pub use devils::{CHANNELS_EVERY, ChannelResult};
pub use engine::{Engine, EngineError};
pub use equal_cost::EqualCost;
pub use outcome::{
    ATTAINMENT_BINS, CONDUCT_COLUMNS, DevilsTest, Outcomes, PEOPLE_EVERY, ReadingSums, ResponseColumns, RunResult, SUM_GROUPS, StopReason,
    StressResult,
};
pub use parameters::drawn_segments;
pub use piece::Piece;
pub(crate) use piece::{Beside, Sums, multiples};
pub use potential::{AccountOutcome, PotentialError, PotentialOutcomes, PotentialWorld};
pub use ready::{Ready, Settled};
pub use remedy::Remedied;
pub use rows::{Cell, Column, Picked, Spool};
#[cfg(test)]
pub(crate) use runner::on_threads;
pub use runner::{CHECKPOINT, Checkpoint, Keeper, Lived, RunOptions, Watch, run, run_kept, run_piece};
pub use sampled::{Sized, sample_customers};
pub use second_look::Response;
pub use shard::{Shard, ShardError};
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
pub(crate) mod made_up;
#[cfg(test)]
mod parameters_tests;
#[cfg(test)]
mod response_tests;
#[cfg(test)]
mod runner_tests;
#[cfg(test)]
mod stated_tests;
#[cfg(test)]
mod variance_tests;
