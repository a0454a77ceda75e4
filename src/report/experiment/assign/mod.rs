//! An assignment for people: the file that says who gets which plan, a page with its balance, tables, and the terminal's text.

mod contents;
mod csv;
mod json;
mod page;
mod pictures;
mod terminal;
mod words;

pub use contents::{AssignContents, Drawn, files};
pub use json::{refusal_json, summary};
pub use terminal::{refusal, render};
