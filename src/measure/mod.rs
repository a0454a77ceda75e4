//! What pay plans can see of customers: one closed list of measures, read over books of accounts and windows of months.
//!
//! A [`Metric`] says *what* is read (measures, window, scope, which accounts count, against which baseline).
//! Reading turns a [`Panel`](crate::dynamics::Panel) into [`Facts`]: one [`Reading`] for each metric, seat and pay period.
//! What a reading pays is the business of [`plan`](crate::plan); what makes customers behave is the business of
//! [`dynamics`](crate::dynamics). Definitions follow the glossary in the crate's root.

mod catalogue;
mod facts;
mod metric;

pub use catalogue::{Measure, Unit};
pub use facts::{Credit, CreditKind, Facts, Presence, Reading, SeatMonth};
pub use metric::{AccountRules, Baseline, Basis, Metric, NewAccounts, Scope, Spike, Window, WindowKind};
