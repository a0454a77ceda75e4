//! What a person sees of a finished run: pictures, one page, the terminal's text, tables, and the folder they are written to.
//!
//! Reads finished results only. Which numbers there are and what they mean is the business of [`compare`](crate::compare);
//! here they are rounded once ([`number`]), drawn ([`chart`]), tabled ([`csv`]), and stored ([`outcomes_file`], [`write`](mod@write)).

pub mod backtest;
pub mod calibration;
pub mod chart;
mod columns;
pub mod csv;
mod equal_cost;
pub mod experiment;
#[cfg(test)]
mod fixture;
pub mod folder;
pub mod html;
pub mod json;
pub mod manifest;
pub mod outcomes_file;
pub mod partial;
mod response;
mod selection;
pub mod statement;
pub mod terminal;
pub mod write;

pub use crate::compare::number;
