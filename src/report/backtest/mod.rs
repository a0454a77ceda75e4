//! What a person sees of a backtest: tables, one page with one picture, the terminal's text, everybody's statements, and the folder they
//! are written to.

mod contents;
mod csv;
mod json;
mod page;
mod terminal;
mod words;

pub use contents::{BacktestContents, BacktestManifest, FOLDER_OF_STATEMENTS, files, statements};
pub use json::summary;
pub use terminal::{BacktestLinks, render};
