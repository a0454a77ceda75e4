//! Several plans against one control, or several outcomes at once: p-values that hold together.
//!
//! [`dunnett_p`] is for plans against a common control judged by Student's t on pooled degrees of freedom; [`adjust`] takes any p-values:
//! Holm and Hommel keep the chance of *any* false finding, Benjamini–Hochberg and Benjamini–Yekutieli the share of false ones among
//! those found. Guardrails need none of it: each is a condition of its own.

mod adjusted;
mod dunnett;

pub use adjusted::{Correction, adjust};
pub use dunnett::{dunnett_critical, dunnett_p};
