//! The luck of one account-month: one Philox block, made once, lived through in every world.

use crate::random::normal::{normals, uniform};

/// Shocks and the event uniform of one account in one month.
///
/// Layout of the block's words: w0 and the top 24 bits of w1 give the growth and value normals; w2 and the 24 low bits left
/// over in w0, w1 and w2 give the deal-size and metering normals; w3 gives the event uniform.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct AccountDraws {
    /// Normal of idiosyncratic growth (z1).
    pub growth: f32,
    /// Normal of idiosyncratic value (z2).
    pub value: f32,
    /// Normal of metering noise (z3).
    pub metering: f32,
    /// Normal of the size of an expansion or deal (z4).
    pub size: f32,
    /// Uniform shared by all events through disjoint bands (u).
    pub event: f32,
}

impl AccountDraws {
    /// From the block's four words.
    #[inline]
    #[must_use]
    pub fn from_block(w: [u32; 4]) -> Self {
        let (growth, value) = normals(w[0], w[1] & 0xffff_ff00);
        let spare = w[0] << 24 | (w[1] & 255) << 16 | (w[2] & 255) << 8;
        let (size, metering) = normals(w[2], spare);
        Self { growth, value, metering, size, event: uniform(w[3]) }
    }
}
