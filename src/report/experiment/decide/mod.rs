//! A decision about a plan, for people: one sentence first, then what it rests on.

mod contents;
mod csv;
mod json;
mod page;
mod pictures;
mod tables;
mod terminal;
mod words;

pub use contents::{DecisionContents, PayKnown, Third, files};
pub use json::summary;
pub use terminal::render;
