//! Vectors of x86-64: SSE2, AVX2, AVX-512.
//!
//! One table of intrinsics per set. Nothing here contracts a product and a sum, and nothing is approximate.

#![expect(unsafe_code, reason = "intrinsics; sound because tokens are had from Isa::run only")]

use std::arch::x86_64::*;

use super::{Lanes, Repeated};

/// Defines a set: its token, and each operation as one expression of intrinsics.
macro_rules! lanes {
    ($(#[$doc:meta])* $name:ident, $width:literal, $f:ty, $u:ty, $m:ty, $d:ty, $w:ty; $($op:ident $(<$n:ident>)? ($($arg:ident: $t:ty),*) -> $r:ty = $e:expr;)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub(super) struct $name(());

        impl $name {
            /// To be used by [`Isa::run`](super::Isa::run) only, which asks the processor first.
            pub(super) const TOKEN: Self = Self(());
        }

        impl Lanes for $name {
            const WIDTH: usize = $width;
            type F = $f;
            type U = $u;
            type M = $m;
            type D = $d;
            type W = $w;

            #[inline(always)]
            fn vectors(self, numbers: &[f32]) -> &[$f] {
                check::<$f>(numbers);
                // SAFETY: any bits are numbers; alignment and length were checked.
                unsafe { std::slice::from_raw_parts(numbers.as_ptr().cast(), numbers.len() / $width) }
            }
            #[inline(always)]
            fn vectors_mut(self, numbers: &mut [f32]) -> &mut [$f] {
                check::<$f>(numbers);
                // SAFETY: as above; the borrow is exclusive.
                unsafe { std::slice::from_raw_parts_mut(numbers.as_mut_ptr().cast(), numbers.len() / $width) }
            }
            #[inline(always)]
            fn append(self, x: $f, numbers: &mut Vec<f32>) {
                // SAFETY: a vector is so many numbers without padding.
                numbers.extend_from_slice(unsafe { &*std::ptr::from_ref(&x).cast::<[f32; $width]>() });
            }
            $(
                #[inline(always)]
                #[allow(unused_unsafe, reason = "intrinsics of SSE2 are safe where it is always there")]
                fn $op $(<const $n: i32>)? (self, $($arg: $t),*) -> $r {
                    // SAFETY: the token proves that the processor has the set; memory is read within checked slices only.
                    unsafe { $e }
                }
            )*
        }
    };
}

/// That memory can be seen as vectors of type `V`.
#[inline(always)]
fn check<V>(numbers: &[f32]) {
    let ends_within = !size_of_val(numbers).is_multiple_of(size_of::<V>());
    assert!(!ends_within && numbers.as_ptr().addr().is_multiple_of(align_of::<V>()), "memory of vectors is aligned and whole");
}

lanes! {
    /// Four lanes: SSE2, which every x86-64 has.
    Sse2, 4, __m128, __m128i, __m128, (__m128d, __m128d), (__m128i, __m128i);
    splat(x: f32) -> __m128 = _mm_set1_ps(x);
    repeated(x: &Repeated) -> __m128 = _mm_load_ps(x.lanes().as_ptr());
    word(x: u32) -> __m128i = _mm_set1_epi32(x.cast_signed());
    words(words: &[u32]) -> __m128i = _mm_loadu_si128(words[..4].as_ptr().cast());
    doubles(numbers: &[f64]) -> (__m128d, __m128d) = {
        let numbers = numbers[..4].as_ptr();
        (_mm_loadu_pd(numbers), _mm_loadu_pd(numbers.add(2)))
    };
    put_doubles(x: (__m128d, __m128d), numbers: &mut [f64]) -> () = {
        let numbers = numbers[..4].as_mut_ptr();
        _mm_storeu_pd(numbers, x.0);
        _mm_storeu_pd(numbers.add(2), x.1);
    };
    widen(x: __m128, factor: f64) -> (__m128d, __m128d) = {
        let factor = _mm_set1_pd(factor);
        let (low, high) = (_mm_cvtps_pd(x), _mm_cvtps_pd(_mm_movehl_ps(x, x)));
        (_mm_mul_pd(low, factor), _mm_mul_pd(high, factor))
    };
    add_doubles(a: (__m128d, __m128d), b: (__m128d, __m128d)) -> (__m128d, __m128d) = (_mm_add_pd(a.0, b.0), _mm_add_pd(a.1, b.1));
    mul_doubles(a: (__m128d, __m128d), b: (__m128d, __m128d)) -> (__m128d, __m128d) = (_mm_mul_pd(a.0, b.0), _mm_mul_pd(a.1, b.1));
    add(a: __m128, b: __m128) -> __m128 = _mm_add_ps(a, b);
    sub(a: __m128, b: __m128) -> __m128 = _mm_sub_ps(a, b);
    mul(a: __m128, b: __m128) -> __m128 = _mm_mul_ps(a, b);
    div(a: __m128, b: __m128) -> __m128 = _mm_div_ps(a, b);
    sqrt(a: __m128) -> __m128 = _mm_sqrt_ps(a);
    min(a: __m128, b: __m128) -> __m128 = _mm_min_ps(a, b);
    max(a: __m128, b: __m128) -> __m128 = _mm_max_ps(a, b);
    less(a: __m128, b: __m128) -> __m128 = _mm_cmplt_ps(a, b);
    is_number(a: __m128) -> __m128 = _mm_cmpord_ps(a, a);
    select(m: __m128, yes: __m128, no: __m128) -> __m128 = _mm_or_ps(_mm_and_ps(m, yes), _mm_andnot_ps(m, no));
    keep(m: __m128, x: __m128) -> __m128 = _mm_and_ps(m, x);
    both(a: __m128, b: __m128) -> __m128 = _mm_and_ps(a, b);
    either(a: __m128, b: __m128) -> __m128 = _mm_or_ps(a, b);
    without(a: __m128, b: __m128) -> __m128 = _mm_andnot_ps(a, b);
    bits(m: __m128) -> u32 = _mm_movemask_ps(m).cast_unsigned();
    lanes_set(bits: u32) -> __m128 = {
        let lane = _mm_setr_epi32(1, 2, 4, 8);
        _mm_castsi128_ps(_mm_cmpeq_epi32(_mm_and_si128(_mm_set1_epi32(bits.cast_signed()), lane), lane))
    };
    count(so_far: __m128i, m: __m128) -> __m128i = _mm_sub_epi32(so_far, _mm_castps_si128(m));
    wrapping_add(a: __m128i, b: __m128i) -> __m128i = _mm_add_epi32(a, b);
    wrapping_sub(a: __m128i, b: __m128i) -> __m128i = _mm_sub_epi32(a, b);
    xor(a: __m128i, b: __m128i) -> __m128i = _mm_xor_si128(a, b);
    and(a: __m128i, b: __m128i) -> __m128i = _mm_and_si128(a, b);
    or(a: __m128i, b: __m128i) -> __m128i = _mm_or_si128(a, b);
    shl<N>(a: __m128i) -> __m128i = _mm_slli_epi32::<N>(a);
    shr<N>(a: __m128i) -> __m128i = _mm_srli_epi32::<N>(a);
    spread(a: __m128i) -> (__m128i, __m128i) = (a, _mm_srli_epi64::<32>(a));
    gather(a: (__m128i, __m128i)) -> __m128i = {
        let upper = _mm_set1_epi64x(0xFFFF_FFFF_0000_0000_u64.cast_signed());
        _mm_or_si128(_mm_andnot_si128(upper, a.0), _mm_slli_epi64::<32>(a.1))
    };
    full_product(a: (__m128i, __m128i), m: u32) -> (__m128i, __m128i) = {
        let m = _mm_set1_epi32(m.cast_signed());
        (_mm_mul_epu32(a.0, m), _mm_mul_epu32(a.1, m))
    };
    upper(a: (__m128i, __m128i)) -> (__m128i, __m128i) = (_mm_srli_epi64::<32>(a.0), _mm_srli_epi64::<32>(a.1));
    xor_wide(a: (__m128i, __m128i), b: (__m128i, __m128i)) -> (__m128i, __m128i) = (_mm_xor_si128(a.0, b.0), _mm_xor_si128(a.1, b.1));
    wide_word(x: u32) -> (__m128i, __m128i) = {
        let word = _mm_set1_epi32(x.cast_signed());
        (word, word)
    };
    repeated_wide(x: &[Repeated; 2]) -> (__m128i, __m128i) = (_mm_castps_si128(_mm_load_ps(x[0].lanes().as_ptr())), _mm_castps_si128(_mm_load_ps(x[1].lanes().as_ptr())));
    number(a: __m128i) -> __m128 = _mm_cvtepi32_ps(a);
    to_word(a: __m128) -> __m128i = _mm_castps_si128(a);
    of_word(a: __m128i) -> __m128 = _mm_castsi128_ps(a);
    top_bit(a: __m128i) -> __m128 = _mm_castsi128_ps(_mm_srai_epi32::<31>(a));
}

lanes! {
    /// Eight lanes: AVX2.
    Avx2, 8, __m256, __m256i, __m256, (__m256d, __m256d), (__m256i, __m256i);
    splat(x: f32) -> __m256 = _mm256_set1_ps(x);
    repeated(x: &Repeated) -> __m256 = _mm256_load_ps(x.lanes().as_ptr());
    word(x: u32) -> __m256i = _mm256_set1_epi32(x.cast_signed());
    words(words: &[u32]) -> __m256i = _mm256_loadu_si256(words[..8].as_ptr().cast());
    doubles(numbers: &[f64]) -> (__m256d, __m256d) = {
        let numbers = numbers[..8].as_ptr();
        (_mm256_loadu_pd(numbers), _mm256_loadu_pd(numbers.add(4)))
    };
    put_doubles(x: (__m256d, __m256d), numbers: &mut [f64]) -> () = {
        let numbers = numbers[..8].as_mut_ptr();
        _mm256_storeu_pd(numbers, x.0);
        _mm256_storeu_pd(numbers.add(4), x.1);
    };
    widen(x: __m256, factor: f64) -> (__m256d, __m256d) = {
        let factor = _mm256_set1_pd(factor);
        let (low, high) = (_mm256_cvtps_pd(_mm256_castps256_ps128(x)), _mm256_cvtps_pd(_mm256_extractf128_ps::<1>(x)));
        (_mm256_mul_pd(low, factor), _mm256_mul_pd(high, factor))
    };
    add_doubles(a: (__m256d, __m256d), b: (__m256d, __m256d)) -> (__m256d, __m256d) = (_mm256_add_pd(a.0, b.0), _mm256_add_pd(a.1, b.1));
    mul_doubles(a: (__m256d, __m256d), b: (__m256d, __m256d)) -> (__m256d, __m256d) = (_mm256_mul_pd(a.0, b.0), _mm256_mul_pd(a.1, b.1));
    add(a: __m256, b: __m256) -> __m256 = _mm256_add_ps(a, b);
    sub(a: __m256, b: __m256) -> __m256 = _mm256_sub_ps(a, b);
    mul(a: __m256, b: __m256) -> __m256 = _mm256_mul_ps(a, b);
    div(a: __m256, b: __m256) -> __m256 = _mm256_div_ps(a, b);
    sqrt(a: __m256) -> __m256 = _mm256_sqrt_ps(a);
    min(a: __m256, b: __m256) -> __m256 = _mm256_min_ps(a, b);
    max(a: __m256, b: __m256) -> __m256 = _mm256_max_ps(a, b);
    less(a: __m256, b: __m256) -> __m256 = _mm256_cmp_ps::<_CMP_GT_OQ>(b, a); // a may be memory: it is more often than b
    is_number(a: __m256) -> __m256 = _mm256_cmp_ps::<_CMP_ORD_Q>(a, a);
    select(m: __m256, yes: __m256, no: __m256) -> __m256 = _mm256_blendv_ps(no, yes, m);
    keep(m: __m256, x: __m256) -> __m256 = _mm256_and_ps(m, x);
    both(a: __m256, b: __m256) -> __m256 = _mm256_and_ps(a, b);
    either(a: __m256, b: __m256) -> __m256 = _mm256_or_ps(a, b);
    without(a: __m256, b: __m256) -> __m256 = _mm256_andnot_ps(a, b);
    bits(m: __m256) -> u32 = _mm256_movemask_ps(m).cast_unsigned();
    lanes_set(bits: u32) -> __m256 = {
        let lane = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
        _mm256_castsi256_ps(_mm256_cmpeq_epi32(_mm256_and_si256(_mm256_set1_epi32(bits.cast_signed()), lane), lane))
    };
    count(so_far: __m256i, m: __m256) -> __m256i = _mm256_sub_epi32(so_far, _mm256_castps_si256(m));
    wrapping_add(a: __m256i, b: __m256i) -> __m256i = _mm256_add_epi32(a, b);
    wrapping_sub(a: __m256i, b: __m256i) -> __m256i = _mm256_sub_epi32(a, b);
    xor(a: __m256i, b: __m256i) -> __m256i = _mm256_xor_si256(a, b);
    and(a: __m256i, b: __m256i) -> __m256i = _mm256_and_si256(a, b);
    or(a: __m256i, b: __m256i) -> __m256i = _mm256_or_si256(a, b);
    shl<N>(a: __m256i) -> __m256i = _mm256_slli_epi32::<N>(a);
    shr<N>(a: __m256i) -> __m256i = _mm256_srli_epi32::<N>(a);
    spread(a: __m256i) -> (__m256i, __m256i) = (a, _mm256_srli_epi64::<32>(a));
    gather(a: (__m256i, __m256i)) -> __m256i = _mm256_blend_epi32::<0b1010_1010>(a.0, _mm256_slli_epi64::<32>(a.1));
    full_product(a: (__m256i, __m256i), m: u32) -> (__m256i, __m256i) = {
        let m = _mm256_set1_epi32(m.cast_signed());
        (_mm256_mul_epu32(a.0, m), _mm256_mul_epu32(a.1, m))
    };
    upper(a: (__m256i, __m256i)) -> (__m256i, __m256i) = (_mm256_srli_epi64::<32>(a.0), _mm256_srli_epi64::<32>(a.1));
    xor_wide(a: (__m256i, __m256i), b: (__m256i, __m256i)) -> (__m256i, __m256i) = (_mm256_xor_si256(a.0, b.0), _mm256_xor_si256(a.1, b.1));
    wide_word(x: u32) -> (__m256i, __m256i) = {
        let word = _mm256_set1_epi32(x.cast_signed());
        (word, word)
    };
    repeated_wide(x: &[Repeated; 2]) -> (__m256i, __m256i) = (_mm256_castps_si256(_mm256_load_ps(x[0].lanes().as_ptr())), _mm256_castps_si256(_mm256_load_ps(x[1].lanes().as_ptr())));
    number(a: __m256i) -> __m256 = _mm256_cvtepi32_ps(a);
    to_word(a: __m256) -> __m256i = _mm256_castps_si256(a);
    of_word(a: __m256i) -> __m256 = _mm256_castsi256_ps(a);
    top_bit(a: __m256i) -> __m256 = _mm256_castsi256_ps(_mm256_srai_epi32::<31>(a));
}

lanes! {
    /// Sixteen lanes: AVX-512 F.
    Avx512, 16, __m512, __m512i, u16, (__m512d, __m512d), (__m512i, __m512i);
    splat(x: f32) -> __m512 = _mm512_set1_ps(x);
    repeated(x: &Repeated) -> __m512 = _mm512_load_ps(x.lanes().as_ptr());
    word(x: u32) -> __m512i = _mm512_set1_epi32(x.cast_signed());
    words(words: &[u32]) -> __m512i = _mm512_loadu_si512(words[..16].as_ptr().cast());
    doubles(numbers: &[f64]) -> (__m512d, __m512d) = {
        let numbers = numbers[..16].as_ptr();
        (_mm512_loadu_pd(numbers), _mm512_loadu_pd(numbers.add(8)))
    };
    put_doubles(x: (__m512d, __m512d), numbers: &mut [f64]) -> () = {
        let numbers = numbers[..16].as_mut_ptr();
        _mm512_storeu_pd(numbers, x.0);
        _mm512_storeu_pd(numbers.add(8), x.1);
    };
    widen(x: __m512, factor: f64) -> (__m512d, __m512d) = {
        let factor = _mm512_set1_pd(factor);
        let upper = _mm256_castpd_ps(_mm512_extractf64x4_pd::<1>(_mm512_castps_pd(x)));
        let (low, high) = (_mm512_cvtps_pd(_mm512_castps512_ps256(x)), _mm512_cvtps_pd(upper));
        (_mm512_mul_pd(low, factor), _mm512_mul_pd(high, factor))
    };
    add_doubles(a: (__m512d, __m512d), b: (__m512d, __m512d)) -> (__m512d, __m512d) = (_mm512_add_pd(a.0, b.0), _mm512_add_pd(a.1, b.1));
    mul_doubles(a: (__m512d, __m512d), b: (__m512d, __m512d)) -> (__m512d, __m512d) = (_mm512_mul_pd(a.0, b.0), _mm512_mul_pd(a.1, b.1));
    add(a: __m512, b: __m512) -> __m512 = _mm512_add_ps(a, b);
    sub(a: __m512, b: __m512) -> __m512 = _mm512_sub_ps(a, b);
    mul(a: __m512, b: __m512) -> __m512 = _mm512_mul_ps(a, b);
    div(a: __m512, b: __m512) -> __m512 = _mm512_div_ps(a, b);
    sqrt(a: __m512) -> __m512 = _mm512_sqrt_ps(a);
    min(a: __m512, b: __m512) -> __m512 = _mm512_min_ps(a, b);
    max(a: __m512, b: __m512) -> __m512 = _mm512_max_ps(a, b);
    less(a: __m512, b: __m512) -> u16 = _mm512_cmp_ps_mask::<_CMP_GT_OQ>(b, a); // as above
    is_number(a: __m512) -> u16 = _mm512_cmp_ps_mask::<_CMP_ORD_Q>(a, a);
    select(m: u16, yes: __m512, no: __m512) -> __m512 = _mm512_mask_blend_ps(m, no, yes);
    keep(m: u16, x: __m512) -> __m512 = _mm512_maskz_mov_ps(m, x);
    both(a: u16, b: u16) -> u16 = a & b;
    either(a: u16, b: u16) -> u16 = a | b;
    without(a: u16, b: u16) -> u16 = b & !a;
    bits(m: u16) -> u32 = u32::from(m);
    lanes_set(bits: u32) -> u16 = bits as u16;
    count(so_far: __m512i, m: u16) -> __m512i = _mm512_mask_add_epi32(so_far, m, so_far, _mm512_set1_epi32(1));
    wrapping_add(a: __m512i, b: __m512i) -> __m512i = _mm512_add_epi32(a, b);
    wrapping_sub(a: __m512i, b: __m512i) -> __m512i = _mm512_sub_epi32(a, b);
    xor(a: __m512i, b: __m512i) -> __m512i = _mm512_xor_si512(a, b);
    and(a: __m512i, b: __m512i) -> __m512i = _mm512_and_si512(a, b);
    or(a: __m512i, b: __m512i) -> __m512i = _mm512_or_si512(a, b);
    shl<N>(a: __m512i) -> __m512i = _mm512_sllv_epi32(a, _mm512_set1_epi32(N));
    shr<N>(a: __m512i) -> __m512i = _mm512_srlv_epi32(a, _mm512_set1_epi32(N));
    spread(a: __m512i) -> (__m512i, __m512i) = (a, _mm512_srli_epi64::<32>(a));
    gather(a: (__m512i, __m512i)) -> __m512i = _mm512_mask_blend_epi32(0xAAAA, a.0, _mm512_slli_epi64::<32>(a.1));
    full_product(a: (__m512i, __m512i), m: u32) -> (__m512i, __m512i) = {
        let m = _mm512_set1_epi32(m.cast_signed());
        (_mm512_mul_epu32(a.0, m), _mm512_mul_epu32(a.1, m))
    };
    upper(a: (__m512i, __m512i)) -> (__m512i, __m512i) = (_mm512_srli_epi64::<32>(a.0), _mm512_srli_epi64::<32>(a.1));
    xor_wide(a: (__m512i, __m512i), b: (__m512i, __m512i)) -> (__m512i, __m512i) = (_mm512_xor_si512(a.0, b.0), _mm512_xor_si512(a.1, b.1));
    wide_word(x: u32) -> (__m512i, __m512i) = {
        let word = _mm512_set1_epi32(x.cast_signed());
        (word, word)
    };
    repeated_wide(x: &[Repeated; 2]) -> (__m512i, __m512i) = (_mm512_castps_si512(_mm512_load_ps(x[0].lanes().as_ptr())), _mm512_castps_si512(_mm512_load_ps(x[1].lanes().as_ptr())));
    number(a: __m512i) -> __m512 = _mm512_cvtepi32_ps(a);
    to_word(a: __m512) -> __m512i = _mm512_castps_si512(a);
    of_word(a: __m512i) -> __m512 = _mm512_castsi512_ps(a);
    top_bit(a: __m512i) -> u16 = _mm512_cmplt_epi32_mask(a, _mm512_setzero_si512());
}
