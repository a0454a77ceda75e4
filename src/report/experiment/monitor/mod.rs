//! The looks of a running experiment, for people: whether it may stop, first in words.

mod contents;
mod csv;
mod json;
mod page;
mod picture;
mod terminal;
mod words;

pub use contents::{MonitorContents, files};
pub use json::summary;
pub use terminal::render;
