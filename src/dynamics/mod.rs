//! One month of customer life: usage, churn, expansion, leads, advocacy, value, trust. Pure functions of state, draws and service.
//!
//! Order within a month (model section 4.4): events, growth, value, trust. All state is single precision, so that a vector
//! kernel can repeat it bit for bit. Units: months, dollars, log points for usage and growth, logit points for value.
//!
//! Leaves to others: where draws come from ([`random`](crate::random)), who the customers are ([`cohort`](crate::cohort)), what
//! people do ([`behaviour`](crate::behaviour)), what plans see of it all ([`measure`](crate::measure)). No plan is known here.

pub mod account;
mod coefficients;
mod draws;
pub mod events;
pub mod kernel;
mod panel;
pub mod seat;
pub mod timing;

pub use coefficients::{Coefficients, Rates};
pub use draws::{AccountDraws, LuckBlock};
pub use panel::{Event, EventKind, Panel};
