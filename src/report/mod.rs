//! What a person sees of a finished run: pictures, one page, the terminal's text, and the folder they are written to.
//!
//! Reads finished results only. Which numbers there are and what they mean is the business of [`compare`](crate::compare);
//! here they are rounded once ([`number`]), drawn ([`chart`]), set ([`html`], [`terminal`]) and stored ([`write`](mod@write)).

pub mod chart;
mod equal_cost;
#[cfg(test)]
mod fixture;
pub mod html;
pub mod number;
pub mod terminal;
pub mod write;
