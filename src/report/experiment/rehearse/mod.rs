//! What a person sees of a rehearsal: the truth, how every rule of decision does, what the experiment costs.

mod contents;
mod csv;
mod json;
mod page;
mod terminal;
mod words;

pub use contents::{RehearsalContents, files};
pub use json::summary;
pub use terminal::render;
