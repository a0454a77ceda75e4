//! One lane: ordinary numbers. The scalar model of every operation, and what runs where no vector form is known.

use super::{Lanes, Repeated};

/// One lane on any machine.
#[derive(Debug, Clone, Copy)]
pub struct Portable;

impl Lanes for Portable {
    const WIDTH: usize = 1;
    type F = f32;
    type U = u32;
    type M = bool;
    type D = f64;
    type W = u64;

    #[inline(always)]
    fn vectors(self, numbers: &[f32]) -> &[f32] {
        numbers
    }
    #[inline(always)]
    fn vectors_mut(self, numbers: &mut [f32]) -> &mut [f32] {
        numbers
    }
    #[inline(always)]
    fn splat(self, x: f32) -> f32 {
        x
    }
    #[inline(always)]
    fn repeated(self, x: &Repeated) -> f32 {
        x.lanes()[0]
    }
    #[inline(always)]
    fn word(self, x: u32) -> u32 {
        x
    }
    #[inline(always)]
    fn words(self, words: &[u32]) -> u32 {
        words[0]
    }
    #[inline(always)]
    fn append(self, x: f32, numbers: &mut Vec<f32>) {
        numbers.push(x);
    }
    #[inline(always)]
    fn doubles(self, numbers: &[f64]) -> f64 {
        numbers[0]
    }
    #[inline(always)]
    fn put_doubles(self, x: f64, numbers: &mut [f64]) {
        numbers[0] = x;
    }
    #[inline(always)]
    fn widen(self, x: f32, factor: f64) -> f64 {
        f64::from(x) * factor
    }
    #[inline(always)]
    fn add_doubles(self, a: f64, b: f64) -> f64 {
        a + b
    }
    #[inline(always)]
    fn mul_doubles(self, a: f64, b: f64) -> f64 {
        a * b
    }
    #[inline(always)]
    fn add(self, a: f32, b: f32) -> f32 {
        a + b
    }
    #[inline(always)]
    fn sub(self, a: f32, b: f32) -> f32 {
        a - b
    }
    #[inline(always)]
    fn mul(self, a: f32, b: f32) -> f32 {
        a * b
    }
    #[inline(always)]
    fn div(self, a: f32, b: f32) -> f32 {
        a / b
    }
    #[inline(always)]
    fn sqrt(self, a: f32) -> f32 {
        a.sqrt()
    }
    #[inline(always)]
    fn min(self, a: f32, b: f32) -> f32 {
        if a < b { a } else { b }
    }
    #[inline(always)]
    fn max(self, a: f32, b: f32) -> f32 {
        if a > b { a } else { b }
    }
    #[inline(always)]
    fn less(self, a: f32, b: f32) -> bool {
        a < b
    }
    #[inline(always)]
    fn is_number(self, a: f32) -> bool {
        !a.is_nan()
    }
    #[inline(always)]
    fn select(self, m: bool, yes: f32, no: f32) -> f32 {
        if m { yes } else { no }
    }
    #[inline(always)]
    fn keep(self, m: bool, x: f32) -> f32 {
        if m { x } else { 0.0 }
    }
    #[inline(always)]
    fn both(self, a: bool, b: bool) -> bool {
        a & b
    }
    #[inline(always)]
    fn either(self, a: bool, b: bool) -> bool {
        a | b
    }
    #[inline(always)]
    fn without(self, a: bool, b: bool) -> bool {
        b & !a
    }
    #[inline(always)]
    fn bits(self, m: bool) -> u32 {
        u32::from(m)
    }
    #[inline(always)]
    fn lanes_set(self, bits: u32) -> bool {
        bits & 1 != 0
    }
    #[inline(always)]
    fn count(self, so_far: u32, m: bool) -> u32 {
        so_far + u32::from(m)
    }
    #[inline(always)]
    fn wrapping_add(self, a: u32, b: u32) -> u32 {
        a.wrapping_add(b)
    }
    #[inline(always)]
    fn wrapping_sub(self, a: u32, b: u32) -> u32 {
        a.wrapping_sub(b)
    }
    #[inline(always)]
    fn xor(self, a: u32, b: u32) -> u32 {
        a ^ b
    }
    #[inline(always)]
    fn and(self, a: u32, b: u32) -> u32 {
        a & b
    }
    #[inline(always)]
    fn or(self, a: u32, b: u32) -> u32 {
        a | b
    }
    #[inline(always)]
    fn shl<const N: i32>(self, a: u32) -> u32 {
        a << N
    }
    #[inline(always)]
    fn shr<const N: i32>(self, a: u32) -> u32 {
        a >> N
    }
    #[inline(always)]
    fn spread(self, a: u32) -> u64 {
        u64::from(a)
    }
    #[inline(always)]
    fn gather(self, a: u64) -> u32 {
        a as u32
    }
    #[inline(always)]
    fn full_product(self, a: u64, m: u32) -> u64 {
        u64::from(a as u32) * u64::from(m)
    }
    #[inline(always)]
    fn upper(self, a: u64) -> u64 {
        a >> 32
    }
    #[inline(always)]
    fn xor_wide(self, a: u64, b: u64) -> u64 {
        a ^ b
    }
    #[inline(always)]
    fn wide_word(self, x: u32) -> u64 {
        u64::from(x)
    }
    #[inline(always)]
    fn repeated_wide(self, x: &[Repeated; 2]) -> u64 {
        u64::from(x[0].lanes()[0].to_bits())
    }
    #[inline(always)]
    fn number(self, a: u32) -> f32 {
        a.cast_signed() as f32
    }
    #[inline(always)]
    fn to_word(self, a: f32) -> u32 {
        a.to_bits()
    }
    #[inline(always)]
    fn of_word(self, a: u32) -> f32 {
        f32::from_bits(a)
    }
    #[inline(always)]
    fn top_bit(self, a: u32) -> bool {
        a >> 31 != 0
    }
}
