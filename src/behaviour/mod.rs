//! Every assumption about people: how effort turns into output, how capacity ramps, what a salaried CSM does.
//!
//! Customers react to conduct in [`dynamics`](crate::dynamics); what conduct a pay plan provokes is decided here and nowhere else.
//! With behaviour off, everybody is [`Conduct::SALARIED`] under every plan.

pub mod beliefs;
mod capacity;
mod conduct;
mod people;

pub use capacity::{load, ramp, skill};
pub use conduct::{Conduct, Effort, Gaming, Timing, response, response_slope};
pub use people::{Assumptions, Behaviour, Channels, Integrity};
