//! Random numbers that belong to things, not to the order of the program: counter-based, named by purpose, same everywhere.
//!
//! Every number is a pure function of (seed, purpose, thing, time, trial). Nothing drawn depends on a plan, a thread, a batch or
//! on whether something else was drawn before. Uniform words become normals by one written-down single-precision
//! arithmetic ([`normal`]), so that any machine gives the same bits.
//!
//! Leaves to others: what the numbers mean.

pub mod normal;
mod philox;
mod stream;
pub mod wide;

pub use philox::{Philox, philox4x32_10};
pub use stream::{Purpose, Stream};
