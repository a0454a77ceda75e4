//! Rows of trials: columns of numbers, in memory while they are few, on disk when a run is long.

mod cell;
mod column;
mod spool;

pub use cell::Cell;
pub use column::Column;
pub(super) use column::Rows;
pub use spool::Spool;
