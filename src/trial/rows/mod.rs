//! Rows of trials: columns of numbers, in memory while they are few, on disk when a run is long.

mod cell;
mod column;
mod extent;
mod picked;
mod spool;
#[cfg(test)]
mod tests;

pub use cell::Cell;
pub use column::Column;
pub(super) use column::Rows;
pub(crate) use extent::Layout;
pub use picked::Picked;
pub use spool::Spool;
