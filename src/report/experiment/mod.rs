//! What a person sees of an experiment: one folder for each verb of `ab`, with tables, a page with its pictures, and the terminal's text.

pub mod analyse;
pub mod assign;
pub mod decide;
pub mod levels;
mod manifest;
pub mod market_power;
pub mod monitor;
pub mod power;
pub mod rehearse;
mod words;
