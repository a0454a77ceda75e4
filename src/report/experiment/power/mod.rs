//! What a person sees of a design's power: the terminal's text with a small curve, the page with its picture, tables and JSON.
//!
//! Points of a curve may come from formulas or from simulated experiments; the latter bring their standard error and are drawn with it.

mod contents;
mod csv;
mod json;
mod page;
mod picture;
mod terminal;
mod text_curve;
mod words;

pub use contents::{PowerContents, files};
pub use json::summary;
pub use picture::{CurvePicture, draw_curves};
pub use terminal::render;
pub use text_curve::text_curve;
pub use words::Unit;
pub(super) use words::{level, test_words};
