//! What a person sees of an experiment: one folder for each verb of `ab`, with tables, a page with its pictures, and the terminal's text.

pub mod decide;
pub mod monitor;
mod words;
