//! The textbook core of pay and effort: linear pay, exponential utility, normal noise (LEN), one formula per question.
//!
//! Nothing is simulated here. These closed forms say what theory expects of a plan before any run: how strongly an output may be
//! paid ([`SingleTask`]), which metrics point where the firm wants ([`Multitask`]), what a team's pooling costs in effort and
//! saves in risk ([`TeamTask`]), how much luck an index takes out ([`RelativePay`]), what a contest or a ratchet does.
//!
//! One money, one period: values, slopes and costs in dollars of the same period, risk aversion in 1/$; slopes are dollars per unit
//! of a metric. Leaves real, bent pay curves to [`Driver`](super::Driver) and the effort of the five activities to
//! [`EffortCost`](super::EffortCost).

mod linear;
mod multitask;
mod ratchet;
mod relative_pay;
mod single_task;
mod team;

pub use multitask::{AgencyError, Multitask, OneMeasured, Tasks};
pub use ratchet::ratchet_factor;
pub use relative_pay::{RelativePay, tournament_effort};
pub use single_task::SingleTask;
pub use team::TeamTask;
