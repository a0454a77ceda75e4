//! The month of customer life for many trials at once: the same transitions as [`live_and_sign`](super::timing::live_and_sign), branch by
//! branch turned into masks, so that every lane gets the bits it would get alone.
//!
//! ```text
//! Arrival      once an account and world
//! FoldBooks    once a month and world: people folded into intercepts of each book
//! DrawLuck     once an account-month, for all worlds: shocks, sizes, and the links inverted on the event uniform
//! SeatMonth    once a book-month and world: one pass over the book's accounts, what happens told account by account
//! TallyBooks   the same of all books in which less can happen, counted instead
//! Onboarding   new accounts only
//! Invoices     what everybody is charged
//! ```
//!
//! Rows are slabs of numbers, account by account, with a lane per trial. An account that is not there (not yet, no longer, or not in this
//! trial at all) has no number as its value score: every comparison with it is "no", so nothing happens to it.
//!
//! Leaves to others: whose luck is drawn, who serves, who holds which account, what is recorded.

mod accounts;
mod arrival;
mod intercepts;
mod invoice;
mod layers;
mod luck;
mod occasion;
mod onboarding;
mod state;
mod tallied;
mod transitions;

pub use accounts::{Accounts, BookKind};
pub use arrival::Arrival;
pub use intercepts::{FoldBooks, SeatIntercepts};
pub use invoice::Invoices;
pub use layers::{Layers, Reach};
pub use luck::{AccountLuck, DrawLuck};
pub use occasion::{Occasion, Watch};
pub use onboarding::{Milestones, Onboarding};
pub use state::{Duty, Muster, State};
pub use tallied::{Tallies, TallyBooks};
pub use transitions::{Book, SeatMonth};
