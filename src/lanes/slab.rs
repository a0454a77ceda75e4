//! Memory for vectors: numbers in rows of lanes, aligned to the widest vector.

#![expect(unsafe_code, reason = "aligned blocks are read as the numbers they are made of")]

use std::cell::RefCell;
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
///
/// Trials ask for the same memory over and over: what a slab leaves behind is kept by its thread until a slab of the same length is made.
#[derive(Debug, Default)]
pub struct Slab {
    blocks: Vec<Block>,
    len: usize,
}

impl Slab {
    /// So many zeros.
    #[must_use]
    pub fn new(len: usize) -> Self {
        let mut slab = Self::left_over(len);
        slab.blocks.fill(Block::default());
        slab
    }

    /// So many numbers that mean nothing, to be written before they are read. Where debug assertions are on, these are no numbers, so that
    /// whoever reads them is found out.
    #[must_use]
    pub fn left_over(len: usize) -> Self {
        let count = len.div_ceil(BLOCK);
        let spare = SHELF.try_with(|shelf| shelf.borrow_mut().take(count)).ok().flatten();
        let mut slab = Self { blocks: spare.unwrap_or_else(|| vec![Block::default(); count]), len };
        if cfg!(debug_assertions) {
            slab.fill(f32::NAN);
        }
        slab
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

impl Clone for Slab {
    fn clone(&self) -> Self {
        let mut slab = Self::left_over(self.len);
        slab.blocks.copy_from_slice(&self.blocks);
        slab
    }

    fn clone_from(&mut self, from: &Self) {
        self.blocks.clone_from(&from.blocks);
        self.len = from.len;
    }
}

impl Drop for Slab {
    fn drop(&mut self) {
        let blocks = std::mem::take(&mut self.blocks);
        // a thread that ends has no shelf any more
        let _gone = SHELF.try_with(|shelf| shelf.borrow_mut().put(blocks));
    }
}

thread_local! {
    static SHELF: RefCell<Shelf> = const { RefCell::new(Shelf { spare: Vec::new(), blocks: 0 }) };
}

/// Blocks without a slab, by how many they are.
struct Shelf {
    spare: Vec<(usize, Vec<Vec<Block>>)>,
    /// How many these are all together.
    blocks: usize,
}

impl Shelf {
    /// Blocks that may lie there: 4 MB, about what a unit of trials needs at a time.
    const ROOM: usize = (4 << 20) / size_of::<Block>();
    /// Different lengths that may: few, since they are looked through.
    const LENGTHS: usize = 32;

    fn take(&mut self, count: usize) -> Option<Vec<Block>> {
        let (_, spare) = self.spare.iter_mut().find(|(length, _)| *length == count)?;
        let blocks = spare.pop()?;
        self.blocks -= count;
        Some(blocks)
    }

    fn put(&mut self, blocks: Vec<Block>) {
        let count = blocks.len();
        if count == 0 || self.blocks + count > Self::ROOM {
            return;
        }
        if let Some((_, spare)) = self.spare.iter_mut().find(|(length, _)| *length == count) {
            spare.push(blocks);
        } else if self.spare.len() < Self::LENGTHS {
            self.spare.push((count, vec![blocks]));
        } else {
            return;
        }
        self.blocks += count;
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
