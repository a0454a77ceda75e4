//! What a person sees of the levels of assignment: a table, a picture, a page and the terminal's text.

mod contents;
mod picture;
mod terminal;
mod views;
mod words;

pub use contents::{LevelsContents, files, summary};
pub use terminal::render;
