//! Randomisation inference: the plans were dealt by chance, so the chance of a difference like this one can be counted.
//!
//! [`AssignmentSet`] is Ω, everything that could have been assigned: complete, within strata, in pairs, or only what passed a balance
//! criterion. [`RandomisationTest`] counts how much of Ω looks at least as extreme as what was seen, exactly when Ω can be listed (3 million)
//! and by Monte Carlo otherwise, and inverts the test into an interval. [`WildBootstrap`] is the alternative that needs no knowledge of Ω.
//!
//! Under the hypothesis that every unit's outcome would have been the same under the other plan (or that much more, for the interval), and
//! with the assignment drawn evenly from Ω, P(p ≤ α) ≤ α exactly, however few units there are. Leaves to others: drawing the
//! assignment (`assign`), reading data, words.

mod adjust;
mod enumerate;
mod error;
mod interval;
mod limits;
#[cfg(test)]
mod reference;
mod set;
mod smallest;
mod statistic;
mod test;
mod wild;

pub use adjust::Adjustment;
pub use error::PermutationError;
pub use limits::Limits;
pub use set::{AssignmentSet, Balance, Stratum};
pub use smallest::{count_assignments, smallest_p, units_needed};
pub use statistic::Statistic;
pub use test::{Counts, RandomisationTest};
pub use wild::{Signs, WildBootstrap};
