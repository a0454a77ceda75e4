//! Memory for vectors: numbers in rows of lanes, aligned to the widest vector.

#![expect(unsafe_code, reason = "aligned blocks are read as the numbers they are made of")]

use std::ops::{Deref, DerefMut};

/// Numbers of a block: the widest vector.
const BLOCK: usize = 16;

#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[repr(C, align(64))]
struct Block([f32; BLOCK]);

/// A number as often as the widest vector has lanes: an operand in memory wherever it is needed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Repeated(Block);

impl Repeated {
    /// This number.
    #[must_use]
    pub const fn of(x: f32) -> Self {
        Self(Block([x; BLOCK]))
    }

    /// The number of these bits.
    #[must_use]
    pub const fn of_bits(bits: u32) -> Self {
        Self::of(f32::from_bits(bits))
    }

    /// Each of these numbers.
    #[must_use]
    pub const fn all<const N: usize>(numbers: [f32; N]) -> [Self; N] {
        let mut all = [Self::of(0.0); N];
        let mut nth = 0;
        while nth < N {
            all[nth] = Self::of(numbers[nth]);
            nth += 1;
        }
        all
    }

    #[inline(always)]
    pub(super) fn lanes(&self) -> &[f32; BLOCK] {
        &self.0.0
    }
}

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
