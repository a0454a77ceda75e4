//! Memory for vectors: numbers in rows of lanes, aligned to the widest vector.

#![expect(unsafe_code, reason = "aligned blocks are read as the numbers they are made of")]

use std::ops::{Deref, DerefMut};

/// Numbers of a block: the widest vector.
const BLOCK: usize = 16;

#[derive(Debug, Clone, Copy, Default)]
#[repr(C, align(64))]
struct Block([f32; BLOCK]);

/// A row of single-precision numbers whose first is aligned to 64 bytes.
#[derive(Debug, Clone, Default)]
pub struct Slab {
    blocks: Vec<Block>,
    len: usize,
}

impl Slab {
    /// So many zeros.
    #[must_use]
    pub fn new(len: usize) -> Self {
        Self { blocks: vec![Block::default(); len.div_ceil(BLOCK)], len }
    }

    /// Makes it so long; what is new is 0.
    pub fn resize(&mut self, len: usize) {
        self.blocks.resize(len.div_ceil(BLOCK), Block::default());
        if len > self.len {
            let from = self.len;
            self.len = len;
            self[from..].fill(0.0);
        }
        self.len = len;
    }
}

impl Deref for Slab {
    type Target = [f32];

    #[inline(always)]
    fn deref(&self) -> &[f32] {
        // SAFETY: the blocks are consecutive arrays of numbers without padding (16 × 4 bytes, aligned to 64), and hold at least `len` of them.
        unsafe { std::slice::from_raw_parts(self.blocks.as_ptr().cast(), self.len) }
    }
}

impl DerefMut for Slab {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [f32] {
        // SAFETY: as above; the borrow is exclusive.
        unsafe { std::slice::from_raw_parts_mut(self.blocks.as_mut_ptr().cast(), self.len) }
    }
}
