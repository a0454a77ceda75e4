//! A company's own past, turned into the market that plans are tried on.
//!
//! What goes in is a revenue panel ([`History`](crate::cohort::History)) and what is known of [`Lifetimes`]; what comes out are
//! numbers with their standard errors, and the segments that a scenario uses. Nothing here simulates people or pays plans, and
//! nothing here draws pictures.

pub mod intake;
mod lifetimes;

pub use lifetimes::{Covariate, Lifetimes, Values};
