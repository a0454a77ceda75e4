//! One month of customer life: usage, churn, expansion, leads, advocacy, value, trust. Pure functions of state, draws and effort.
//!
//! Leaves to others: where draws come from ([`random`](crate::random)), who the customers are ([`cohort`](crate::cohort)),
//! what plans see of them ([`measure`](crate::measure)). No plan is known here.

mod panel;

pub use panel::{Event, EventKind, Panel};
