//! Which vectors this processor has, and how work gets onto them.

#![cfg_attr(target_arch = "x86_64", expect(unsafe_code, reason = "a function built for an instruction set is entered after asking for it"))]

use std::str::FromStr;
use std::sync::OnceLock;

use super::{Lanes, Portable};

/// An instruction set. Results do not depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Isa {
    /// One lane, any machine.
    Portable,
    /// Four lanes: every x86-64.
    Sse2,
    /// Eight lanes.
    Avx2,
    /// Sixteen lanes.
    Avx512,
}

/// Work written once for any width.
pub trait Work {
    /// What it gives.
    type Output;
    /// Does it. Implementations are `#[inline(always)]`, and so is everything in them that touches vectors: only then it is built for the
    /// instruction set it is entered with.
    fn run<L: Lanes>(self, lanes: L) -> Self::Output;
}

impl Isa {
    /// All of them, narrowest first.
    pub const ALL: [Isa; 4] = [Isa::Portable, Isa::Sse2, Isa::Avx2, Isa::Avx512];

    /// Name, as [`Isa::from_str`] reads it.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Portable => "portable",
            Self::Sse2 => "sse2",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
        }
    }

    /// Lanes of its vectors.
    #[must_use]
    pub fn width(self) -> usize {
        match self {
            Self::Portable => 1,
            Self::Sse2 => 4,
            Self::Avx2 => 8,
            Self::Avx512 => 16,
        }
    }

    /// Whether this processor has it.
    #[must_use]
    pub fn is_here(self) -> bool {
        match self {
            Self::Portable => true,
            #[cfg(target_arch = "x86_64")]
            Self::Sse2 => true,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => std::arch::is_x86_feature_detected!("avx2"),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => std::arch::is_x86_feature_detected!("avx512f"),
            #[cfg(not(target_arch = "x86_64"))]
            _ => false,
        }
    }

    /// The widest that this processor has.
    #[must_use]
    pub fn best() -> Self {
        static BEST: OnceLock<Isa> = OnceLock::new();
        *BEST.get_or_init(|| Self::ALL.into_iter().rev().find(|isa| isa.is_here()).unwrap_or(Self::Portable))
    }

    /// The narrowest that has a lane for each of so many trials, but no wider than this one.
    #[must_use]
    pub fn for_lanes(self, trials: usize) -> Self {
        Self::ALL.into_iter().find(|isa| *isa == self || isa.width() >= trials && isa.is_here()).unwrap_or(self)
    }

    /// Does work on vectors of this set; on single numbers where the processor does not have it.
    #[inline]
    pub fn run<W: Work>(self, work: W) -> W::Output {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Sse2 => work.run(super::x86::Sse2::TOKEN),
            // SAFETY: the processor was asked.
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 if self.is_here() => unsafe { on_avx2(work) },
            // SAFETY: the processor was asked.
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 if self.is_here() => unsafe { on_avx512(work) },
            _ => work.run(Portable),
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn on_avx2<W: Work>(work: W) -> W::Output {
    work.run(super::x86::Avx2::TOKEN)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
fn on_avx512<W: Work>(work: W) -> W::Output {
    work.run(super::x86::Avx512::TOKEN)
}

impl FromStr for Isa {
    type Err = UnknownIsa;

    fn from_str(name: &str) -> Result<Self, UnknownIsa> {
        Self::ALL.into_iter().find(|isa| isa.id() == name).ok_or_else(|| UnknownIsa(name.into()))
    }
}

/// A name that is none of an instruction set's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown instruction set '{0}': portable, sse2, avx2 or avx512")]
pub struct UnknownIsa(String);
