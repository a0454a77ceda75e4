//! Many trials at once: vectors whose lanes are trials, in the widest form the processor has.
//!
//! A lane never looks at its neighbour, and every operation here is exactly rounded (IEEE `+ − × ÷ √`, comparisons, integer
//! arithmetic; no fused multiply-add, no approximate reciprocals). A lane therefore gets the same bits whether it has fifteen
//! neighbours or none, and on any machine: wide forms are a matter of speed only.
//!
//! ```
//! use paylift::lanes::{Isa, Lanes, Work};
//!
//! /// Doubles every number of a slab.
//! struct Double<'a>(&'a mut [f32]);
//! impl Work for Double<'_> {
//!     type Output = ();
//!     #[inline(always)]
//!     fn run<L: Lanes>(self, l: L) {
//!         l.vectors_mut(self.0).iter_mut().for_each(|x| *x = l.add(*x, *x));
//!     }
//! }
//! let mut numbers = paylift::lanes::Slab::new(16);
//! numbers.fill(1.5);
//! Isa::best().run(Double(&mut numbers));
//! assert!(numbers.iter().all(|&x| x == 3.0));
//! ```
//!
//! All `unsafe` code of the crate is in this room: the intrinsics of each instruction set, which are sound because a set's token can be
//! had only from [`Isa::run`] after the processor was asked, and views of aligned memory as vectors. Each operation of each set is
//! tested against the scalar model, [`Portable`].
//!
//! Own intrinsics rather than a crate: of those that choose the instruction set at run time none has a 4-lane form for plain SSE2, and
//! conversions from integers are missing.
//!
//! Leaves to others: what is computed.

mod isa;
mod portable;
mod slab;
#[cfg(test)]
mod tests;
mod vector;
#[cfg(target_arch = "x86_64")]
mod x86;

pub use isa::{Isa, UnknownIsa, Work};
pub use portable::Portable;
pub use slab::{Repeated, Slab};
pub use vector::Lanes;
