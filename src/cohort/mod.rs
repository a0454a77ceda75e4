//! Who the customers are: parametric cohorts, or accounts resampled from a real revenue history.
//!
//! Leaves to others: what happens to customers month by month ([`dynamics`](crate::dynamics)).

pub mod births;
mod history;
mod ownership;
pub mod parametric;
pub mod resample;
pub mod territory;

pub use history::{History, account_names, month_names};
pub use ownership::{Held, Ownership};
