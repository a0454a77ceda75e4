//! What pay plans can see of customers: one closed list of measures, read over books of accounts and windows of months.
//!
//! A [`Metric`] says *what* is read (measures, window, scope, which accounts count, against which baseline).
//! Reading turns a [`Panel`](crate::dynamics::Panel) into [`Facts`]: one [`Reading`] for each metric, seat and pay period.
//! What a reading pays is the business of [`plan`](crate::plan); what makes customers behave is the business of
//! [`dynamics`](crate::dynamics). Definitions follow the glossary in the crate's root.

mod accounts;
mod activity;
mod baseline;
mod catalogue;
mod company;
mod corporate;
mod credits;
mod events;
mod expansion;
mod facts;
#[cfg(test)]
mod hand_made;
mod health;
mod holding;
#[cfg(test)]
mod laws;
mod lot;
mod metric;
mod one_account;
mod quick;
mod read;
mod retention;
mod scope;
mod shown;
mod so_far;
mod span;
mod tickets;
mod trace;
mod view;

pub use catalogue::{Measure, Unit};
pub use company::{CompanyFacts, company, measured_increment};
pub use facts::{Credit, CreditKind, Facts, Presence, Reading, SeatMonth};
pub(crate) use facts::{defined, number};
pub use metric::{AccountRules, Baseline, Basis, Metric, NewAccounts, Scope, Spike, Window, WindowKind};
pub use one_account::one_account;
pub use quick::{Keeps, Memory, MonthTotal, Period, Quick, SeatReadings, StartAndEnd, UnitEvent, UnitRows, UnitSums, UnitView};
pub use read::{Books, SeatBook, SegmentBasis, read};
pub use trace::{AccountTrace, Trace, trace};
