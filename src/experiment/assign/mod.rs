//! Who gets which plan: by chance, so that the difference afterwards is the plans' and not the people's.
//!
//! [`deal()`] gives every unit of a [`Roster`] an arm: simply, within strata, one of each closest pair (a minimum-weight perfect matching), or
//! again and again until known differences are small (Morgan & Rubin). The [`Assignment`] remembers what it was drawn from, so that the
//! analysis permutes within the same set ([`Assignment::possible`]). Reading who is there, and writing the file that people work
//! with, is in `config`'s manner: every problem at once. Power is left to others.

mod acceptance;
mod assignment;
mod balance;
mod blossoms;
mod deal;
mod file;
mod matching;
mod method;
mod read;
mod roster;
mod roster_file;
mod said;
mod whitened;

pub use acceptance::{imbalance_bound, variance_left};
pub use assignment::{Assigned, Assignment, Possible};
pub use balance::{BalanceRow, Contrast, PayGap, TARGET_PAY, balance, pay_gap};
pub use deal::{Deal, DealError, MOST_PAIRED, deal};
pub use matching::closest_pairs;
pub use method::{Level, Method};
pub use roster::{Roster, RosterUnit, nine_digits};
pub use roster_file::{RosterColumns, read_roster};
pub use whitened::{NotIndependent, Whitened};
