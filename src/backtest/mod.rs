//! Plans judged on the real past: what each would have paid each person, period by period, on who really held which account; how much
//! of it was the luck of the book; and whether what was really paid agrees.
//!
//! People are taken to have done what they did: nobody is assumed to have worked otherwise under another plan. Reading files is left to
//! [`config`](crate::config), paying to [`trial`](crate::trial), showing to [`report`](crate::report).

mod luck;
mod past;
mod reconcile;

pub use luck::{FEWEST_DRAWS, HIGH, LOW, LuckBand};
pub use past::{Backtest, BacktestError, PeriodPay, PersonPay, Unlisted, backtest};
pub use reconcile::{Finding, Reconciled, reconcile};
