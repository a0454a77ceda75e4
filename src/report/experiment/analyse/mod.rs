//! What a person sees of an analysed experiment: a verdict, every answer in one picture, the tables, the terminal's text.
//!
//! Numbers are those of [`analyse`](crate::experiment::analyse); here they are put into words, pictures and files.

mod contents;
mod csv;
mod json;
mod page;
mod pictures;
mod terminal;
mod words;

pub use contents::{AnalysisContents, files};
pub use json::summary;
pub use terminal::render;
