//! What the user wrote: TOML and CSV texts, read into valid [`scenario`](crate::scenario) types with every problem told at once.
//!
//! [`Document`] and [`Table`] read TOML without stopping at the first problem; each [`Problem`] knows its file, place, allowed range
//! and nearest valid name. What was read, and what was taken from a default, stays in [`Notes`] for the manifest.
//! Running anything is left to others.

mod bounds;
mod notes;
pub mod plan;
mod problem;
mod reader;
mod source;
mod value;

pub use bounds::Bounds;
pub use notes::{Notes, Resolved};
pub use problem::{Problem, Problems};
pub use reader::{Document, Table};
pub use source::Source;
pub use value::{Entry, Field, Value};
