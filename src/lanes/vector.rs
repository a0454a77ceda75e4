//! What a vector of lanes can do.

use super::Repeated;

/// Vectors of one instruction set. A value is proof that the processor has it.
///
/// `F` holds `WIDTH` single-precision numbers, `U` as many 32-bit words, `M` as many yes-or-no answers.
pub trait Lanes: Copy + Send + Sync + 'static {
    /// Lanes of a vector: 1, 4, 8 or 16.
    const WIDTH: usize;
    /// Numbers.
    type F: Copy;
    /// Words.
    type U: Copy;
    /// Answers.
    type M: Copy;
    /// As many double-precision numbers.
    type D: Copy;
    /// As many words, each in 64 bits.
    type W: Copy;

    /// Aligned memory as vectors.
    ///
    /// # Panics
    /// If `numbers` is not aligned to a vector or ends within one: memory of a [`Slab`](super::Slab) at a multiple of the width never is.
    fn vectors(self, numbers: &[f32]) -> &[Self::F];
    /// The same, to write.
    ///
    /// # Panics
    /// As [`Lanes::vectors`].
    fn vectors_mut(self, numbers: &mut [f32]) -> &mut [Self::F];

    /// The same number in every lane.
    fn splat(self, x: f32) -> Self::F;
    /// The number that is [repeated](Repeated), from memory.
    fn repeated(self, x: &Repeated) -> Self::F;
    /// The same word in every lane.
    fn word(self, x: u32) -> Self::U;
    /// Words of consecutive memory; unaligned.
    ///
    /// # Panics
    /// If there are fewer than `WIDTH`.
    fn words(self, words: &[u32]) -> Self::U;

    /// Puts the lanes at the end of `numbers`.
    fn append(self, x: Self::F, numbers: &mut Vec<f32>);

    /// `WIDTH` sums or products in double precision, from memory.
    ///
    /// # Panics
    /// If there are fewer.
    fn doubles(self, numbers: &[f64]) -> Self::D;
    /// Puts them back.
    ///
    /// # Panics
    /// If there is room for fewer.
    fn put_doubles(self, x: Self::D, numbers: &mut [f64]);
    /// The same numbers in double precision, times a factor.
    fn widen(self, x: Self::F, factor: f64) -> Self::D;
    /// a + b in double precision.
    fn add_doubles(self, a: Self::D, b: Self::D) -> Self::D;
    /// a × b in double precision.
    fn mul_doubles(self, a: Self::D, b: Self::D) -> Self::D;

    /// a + b.
    fn add(self, a: Self::F, b: Self::F) -> Self::F;
    /// a − b.
    fn sub(self, a: Self::F, b: Self::F) -> Self::F;
    /// a × b.
    fn mul(self, a: Self::F, b: Self::F) -> Self::F;
    /// a ÷ b.
    fn div(self, a: Self::F, b: Self::F) -> Self::F;
    /// √a.
    fn sqrt(self, a: Self::F) -> Self::F;
    /// a if a < b, otherwise b (so b where either is not a number).
    fn min(self, a: Self::F, b: Self::F) -> Self::F;
    /// a if a > b, otherwise b (so b where either is not a number).
    fn max(self, a: Self::F, b: Self::F) -> Self::F;

    /// a < b; no where either is not a number.
    fn less(self, a: Self::F, b: Self::F) -> Self::M;
    /// a = a: whether a is a number.
    fn is_number(self, a: Self::F) -> Self::M;
    /// `yes` where `m`, otherwise `no`.
    fn select(self, m: Self::M, yes: Self::F, no: Self::F) -> Self::F;
    /// x where `m`, otherwise +0.
    fn keep(self, m: Self::M, x: Self::F) -> Self::F;
    /// a and b.
    fn both(self, a: Self::M, b: Self::M) -> Self::M;
    /// a or b.
    fn either(self, a: Self::M, b: Self::M) -> Self::M;
    /// b and not a.
    fn without(self, a: Self::M, b: Self::M) -> Self::M;
    /// One bit per lane, lane 0 lowest.
    fn bits(self, m: Self::M) -> u32;
    /// From one bit per lane.
    fn lanes_set(self, bits: u32) -> Self::M;
    /// One more than `so_far` where `m`.
    fn count(self, so_far: Self::U, m: Self::M) -> Self::U;

    /// Wrapping a + b.
    fn wrapping_add(self, a: Self::U, b: Self::U) -> Self::U;
    /// Wrapping a − b.
    fn wrapping_sub(self, a: Self::U, b: Self::U) -> Self::U;
    /// Bitwise exclusive or.
    fn xor(self, a: Self::U, b: Self::U) -> Self::U;
    /// Bitwise and.
    fn and(self, a: Self::U, b: Self::U) -> Self::U;
    /// Bitwise or.
    fn or(self, a: Self::U, b: Self::U) -> Self::U;
    /// a ≪ N.
    fn shl<const N: i32>(self, a: Self::U) -> Self::U;
    /// a ≫ N, zeros from above.
    fn shr<const N: i32>(self, a: Self::U) -> Self::U;
    /// Each word in the lower half of 64 bits; what is in the upper half does not matter, here and below.
    fn spread(self, a: Self::U) -> Self::W;
    /// The words in the lower halves.
    fn gather(self, a: Self::W) -> Self::U;
    /// Products of the lower halves with m, in full.
    fn full_product(self, a: Self::W, m: u32) -> Self::W;
    /// Upper halves, moved to the lower.
    fn upper(self, a: Self::W) -> Self::W;
    /// Bitwise exclusive or of wide words.
    fn xor_wide(self, a: Self::W, b: Self::W) -> Self::W;
    /// The same word in every lower half.
    fn wide_word(self, x: u32) -> Self::W;
    /// The word of these bits in every lower half, from memory: one for the even lanes, the same for the odd ones.
    fn repeated_wide(self, x: &[Repeated; 2]) -> Self::W;
    /// The signed integer as a number, rounded to nearest.
    fn number(self, a: Self::U) -> Self::F;
    /// The bits of a number.
    fn to_word(self, a: Self::F) -> Self::U;
    /// The number of these bits.
    fn of_word(self, a: Self::U) -> Self::F;
    /// Whether the top bit is set.
    fn top_bit(self, a: Self::U) -> Self::M;

    /// Adds x × factor to sums in double precision, lane by lane: the product and the sum are rounded once each.
    ///
    /// # Panics
    /// If there are fewer than `WIDTH` sums.
    #[inline(always)]
    fn accumulate(self, x: Self::F, factor: f64, sums: &mut [f64]) {
        self.put_doubles(self.add_doubles(self.doubles(sums), self.widen(x, factor)), sums);
    }

    /// a × b + c, rounded twice.
    #[inline(always)]
    fn mul_add(self, a: Self::F, b: Self::F, c: Self::F) -> Self::F {
        self.add(self.mul(a, b), c)
    }
}
