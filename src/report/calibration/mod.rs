//! What `calibrate` leaves behind: a folder with segments to run, a page to read, and every number in tables.
//!
//! Numbers are those of [`calibrate`](crate::calibrate); here they are put into words, pictures and files.

mod contents;
mod csv;
mod page;
mod pictures;
mod scenario;
mod tables;
mod terminal;
mod words;

pub use contents::{CalibrationContents, DataWords, files};
pub use terminal::render;
