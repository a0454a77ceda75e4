//! Estimates from independent trials: every number with its standard error, interval and count.
//!
//! Pure functions of slices; knows nothing of plans or customers.

mod estimate;

pub use estimate::Estimate;
