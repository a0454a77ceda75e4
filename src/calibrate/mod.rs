//! A company's own past, turned into the market that plans are tried on.
//!
//! What goes in is a revenue panel ([`History`](crate::cohort::History)) and what is known of [`Lifetimes`]; what comes out are
//! numbers with their standard errors, and the segments that a scenario uses. Nothing here pays plans, and nothing here draws pictures.
//!
//! | room | what |
//! | --- | --- |
//! | [`usage`], [`survival`] | what the history says by itself |
//! | [`lab`] | which baseline rule would have paid for what came anyway |
//! | [`settle`] | what the simulator has to be told to show the same |
//! | [`predictive`] | whether it then does |

mod calibration;
pub mod intake;
pub mod lab;
mod lifetimes;
mod outlook;
pub mod predictive;
mod replica;
mod segment_fit;
pub mod settle;
mod size_today;
pub mod survival;
pub mod usage;

pub use calibration::{Calibration, CalibrationSettings, ChurnSource, Stage, calibrate, calibrate_lifetimes};
pub use lifetimes::{Covariate, Lifetimes, Values};
pub use replica::{Books, Replica};
pub use segment_fit::{FittedParameter, FittedSegment, Origin};
pub use size_today::SizeToday;

#[cfg(test)]
pub(crate) mod made_up;
