//! What churn depends on: discrete-time complementary log-log regression.
//!
//! The probability that an account at risk in its tenure month `t` leaves in it is `1 − exp(−exp(b(t)ᵀγ + xᵀβ))`: proportional hazards, seen
//! by month (Prentice & Gloeckler 1978), and the very link of the simulator's churn. `b(t)` is the baseline over tenure, `x` what is known of
//! the account; `exp(β)` is a hazard ratio. Rows may be whole lifetimes or single person-months with values that change.

mod baseline;
mod coding;
mod design;
mod fit;
mod likelihood;
mod result;
mod separation;

pub use baseline::{Baseline, STEP_EDGES};
pub use fit::{RegressionSettings, fit_regression};
pub use result::{Coefficient, Regression, Scale, TermTest, Unused};
pub use separation::{Separated, Separation};
