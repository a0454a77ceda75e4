//! paylift: the wind tunnel for customer-success pay plans.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod behaviour;
pub mod cohort;
pub mod compare;
pub mod config;
pub mod dynamics;
pub mod measure;
pub mod plan;
pub mod random;
pub mod report;
pub mod scenario;
pub mod stats;
pub mod trial;
