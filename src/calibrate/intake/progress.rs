//! How far reading is.

use std::ops::ControlFlow;

/// How far reading is: told a few times a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// 1: finding out how dates and amounts are written; 2: reading.
    pub pass: u8,
    /// Bytes of text, or rows of Parquet, done in this pass.
    pub done: u64,
    /// Of so many.
    pub total: u64,
}

/// Sees progress; breaking off ends the reading with nothing read.
pub type Watch<'w> = dyn FnMut(Progress) -> ControlFlow<()> + 'w;
