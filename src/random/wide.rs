//! Words to numbers, for many trials at once: the one written-down arithmetic of uniforms, normals, exponential and logarithm.
//!
//! `+ − × ÷ √` and integer operations only, in a fixed evaluation tree, so that a lane gives the same bits on any machine and beside any
//! neighbours. [`normal`](super::normal) is the same with one lane. The polynomials are those of Cephes (`logf`, `expf`, `sinf`, `cosf`; S.
//! Moshier).

use crate::lanes::Lanes;

/// Polynomial by Estrin's scheme, coefficients highest power first. The tree is part of the definition.
#[inline(always)]
pub fn polynomial<L: Lanes, const K: usize>(l: L, x: L::F, coefficients: [f32; K]) -> L::F {
    let mut terms = [l.splat(0.0); K];
    let mut count = K.div_ceil(2);
    let mut i = 0;
    while i < count {
        let low = K - 1 - 2 * i;
        let constant = l.splat(coefficients[low]);
        terms[i] = if low > 0 { l.mul_add(l.splat(coefficients[low - 1]), x, constant) } else { constant };
        i += 1;
    }
    let mut power = x;
    while count > 1 {
        power = l.mul(power, power);
        let half = count.div_ceil(2);
        let mut i = 0;
        while i < half {
            terms[i] = if 2 * i + 1 < count { l.mul_add(terms[2 * i + 1], power, terms[2 * i]) } else { terms[2 * i] };
            i += 1;
        }
        count = half;
    }
    terms[0]
}

/// Natural logarithm of positive normal numbers; absolute error below 1.1e-6.
#[inline(always)]
#[expect(clippy::excessive_precision, reason = "coefficients as published")]
pub fn ln<L: Lanes>(l: L, x: L::F) -> L::F {
    const SQRT_HALF_BITS: u32 = 0x3f35_04f3; // the mantissa lands in [0.707, 1.414)
    let shifted = l.wrapping_sub(l.to_word(x), l.word(SQRT_HALF_BITS));
    let exponent = l.number(l.wrapping_sub(l.shr::<23>(l.wrapping_add(shifted, l.word(0x4000_0000))), l.word(128)));
    let mantissa = l.of_word(l.wrapping_add(l.and(shifted, l.word(0x007f_ffff)), l.word(SQRT_HALF_BITS)));
    let f = l.sub(mantissa, l.splat(1.0));
    let z = l.mul(f, f);
    let p = polynomial(
        l,
        f,
        [
            7.037_683_6e-2,
            -1.151_461_03e-1,
            1.167_699_87e-1,
            -1.242_014_08e-1,
            1.424_932_28e-1,
            -1.666_805_77e-1,
            2.000_071_48e-1,
            -2.499_999_4e-1,
            3.333_333_1e-1,
        ],
    );
    let tail = l.add(l.mul(l.mul(f, z), p), l.mul(z, l.splat(-0.5)));
    let y = l.mul_add(exponent, l.splat(-2.121_944_4e-4), tail);
    l.mul_add(exponent, l.splat(0.693_359_4), l.add(f, y))
}

/// Exponential for |x| < 87; relative error below 2e-7.
#[inline(always)]
#[expect(clippy::excessive_precision, reason = "coefficients as published")]
pub fn exp<L: Lanes>(l: L, x: L::F) -> L::F {
    let round = l.splat(12_582_912.0); // 1.5 × 2²³: adding it rounds to the nearest integer
    let shifted = l.mul_add(x, l.splat(std::f32::consts::LOG2_E), round);
    let n = l.sub(shifted, round);
    let r = l.mul_add(n, l.splat(2.121_944_4e-4), l.mul_add(n, l.splat(-0.693_359_4), x));
    let p = polynomial(l, r, [1.987_569_1e-4, 1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 5.000_000_1e-1]);
    let y = l.add(l.mul_add(l.mul(r, r), p, r), l.splat(1.0));
    l.of_word(l.wrapping_add(l.to_word(y), l.shl::<23>(l.to_word(shifted))))
}

/// Uniforms in (0, 1) from the top 24 bits of words; never 0 or 1.
#[inline(always)]
pub fn uniform<L: Lanes>(l: L, word: L::U) -> L::F {
    const BELOW_ONE: f32 = 1.0 - 1.0 / 16_777_216.0; // the last step's middle would round to 1
    let middle = l.mul_add(l.number(l.shr::<8>(word)), l.splat(1.0 / 16_777_216.0), l.splat(0.5 / 16_777_216.0));
    l.min(middle, l.splat(BELOW_ONE))
}

/// Two independent standard normals from two words (Box & Muller 1958). The radius takes the top 24 bits of the first word; of
/// the second, the top bit is a sign, the next swaps the two results, the rest is an angle within ± an eighth of a turn, so no
/// range reduction is needed.
#[inline(always)]
pub fn normals<L: Lanes>(l: L, radius_word: L::U, angle_word: L::U) -> (L::F, L::F) {
    let radius = l.sqrt(l.mul(l.splat(-2.0), ln(l, uniform(l, radius_word))));
    let angle = l.mul(l.number(l.shl::<2>(angle_word)), l.splat(std::f32::consts::FRAC_PI_4 / 2_147_483_648.0));
    let square = l.mul(angle, angle);
    let sine = l.mul_add(l.mul(angle, square), polynomial(l, square, [-1.951_529_6e-4, 8.332_161e-3, -1.666_665_5e-1]), angle);
    let fourth = l.mul_add(
        l.mul(square, square),
        polynomial(l, square, [2.443_315_7e-5, -1.388_731_6e-3, 4.166_664_6e-2]),
        l.mul(square, l.splat(-0.5)),
    );
    let cosine = l.add(fourth, l.splat(1.0));
    let signed = l.of_word(l.xor(l.to_word(radius), l.and(angle_word, l.word(0x8000_0000))));
    let swap = l.top_bit(l.shl::<1>(angle_word));
    (l.mul(signed, l.select(swap, sine, cosine)), l.mul(signed, l.select(swap, cosine, sine)))
}

/// Ten rounds of Philox4x32 for one thing in as many trials as there are lanes: counters `[thing, time, block, trial]`. What the first two
/// rounds do to the words that all lanes share is done once.
#[inline(always)]
pub fn philox4x32_10<L: Lanes>(l: L, key: [u32; 2], thing: [u32; 3], trial: L::U) -> [L::U; 4] {
    use super::philox::{MULTIPLIER, WEYL};
    let product = |m: u32, x: u32| {
        let p = u64::from(m) * u64::from(x);
        ((p >> 32) as u32, p as u32)
    };
    let [x0, x1, x2] = thing;
    let mut k = key;
    // round 1: only the word that is multiplied next differs by lane
    let ((h0, l0), (h1, l1)) = (product(MULTIPLIER[0], x0), product(MULTIPLIER[1], x2));
    let (a0, a1, a2, a3) = (h1 ^ x1 ^ k[0], l1, l.xor(trial, l.word(h0 ^ k[1])), l0);
    k = [k[0].wrapping_add(WEYL[0]), k[1].wrapping_add(WEYL[1])];
    // round 2; from here on words lie in the lower halves of products
    let (h0, l0) = product(MULTIPLIER[0], a0);
    let p1 = l.full_product(l.spread(a2), MULTIPLIER[1]);
    let x = [l.xor_wide(l.upper(p1), l.wide_word(a1 ^ k[0])), p1, l.wide_word(h0 ^ a3 ^ k[1]), l.wide_word(l0)];
    // written out: a loop would keep its counter and keys in the way of the vectors
    let x = round(l, x, &mut k);
    let x = round(l, x, &mut k);
    let x = round(l, x, &mut k);
    let x = round(l, x, &mut k);
    let x = round(l, x, &mut k);
    let x = round(l, x, &mut k);
    let x = round(l, x, &mut k);
    let x = round(l, x, &mut k);
    [l.gather(x[0]), l.gather(x[1]), l.gather(x[2]), l.gather(x[3])]
}

/// One round, after the key has moved on.
#[inline(always)]
fn round<L: Lanes>(l: L, x: [L::W; 4], key: &mut [u32; 2]) -> [L::W; 4] {
    use super::philox::{MULTIPLIER, WEYL};
    *key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
    let (p0, p1) = (l.full_product(x[0], MULTIPLIER[0]), l.full_product(x[2], MULTIPLIER[1]));
    let (x1, x3) = (l.xor_wide(x[1], l.wide_word(key[0])), l.xor_wide(x[3], l.wide_word(key[1])));
    [l.xor_wide(l.upper(p1), x1), p1, l.xor_wide(l.upper(p0), x3), p0]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::{Isa, Slab, Work};
    use crate::random::{Purpose, Stream, normal};

    /// Sixteen trials of one thing: words, normals, uniforms, ln and exp of them.
    struct Numbers(Stream);

    impl Work for Numbers {
        type Output = Vec<u32>;

        #[inline(always)]
        fn run<L: Lanes>(self, l: L) -> Vec<u32> {
            let trials: [u32; 16] = std::array::from_fn(|lane| 40 + lane as u32 * 1_000_003);
            let mut slab = Slab::new(8 * 16);
            for from in (0..16).step_by(L::WIDTH) {
                let w = self.0.blocks(l, [5, 6, 7], l.words(&trials[from..]));
                let (a, b) = normals(l, w[0], w[1]);
                let u = uniform(l, w[3]);
                let all = [l.of_word(w[0]), l.of_word(w[1]), l.of_word(w[2]), a, b, u, ln(l, u), exp(l, a)];
                for (row, x) in all.into_iter().enumerate() {
                    l.vectors_mut(&mut slab[row * 16 + from..row * 16 + from + L::WIDTH])[0] = x;
                }
            }
            slab.iter().map(|x| x.to_bits()).collect()
        }
    }

    #[test]
    fn lanes_draw_what_single_trials_draw() {
        let stream = Stream::new(11, Purpose::AccountMonth);
        let plain: Vec<[u32; 8]> = (0..16_u32)
            .map(|lane| {
                let w = stream.block(5, 6, 7, 40 + lane * 1_000_003);
                let (a, b) = normal::normals(w[0], w[1]);
                let u = normal::uniform(w[3]);
                [w[0], w[1], w[2], a.to_bits(), b.to_bits(), u.to_bits(), normal::ln(u).to_bits(), normal::exp(a).to_bits()]
            })
            .collect();
        for isa in Isa::ALL.into_iter().filter(|isa| isa.is_here()) {
            let found = isa.run(Numbers(stream));
            for (lane, plain) in plain.iter().enumerate() {
                let own: Vec<u32> = (0..8).map(|row| found[row * 16 + lane]).collect();
                assert_eq!(own, plain, "{}, lane {lane}", isa.id());
            }
        }
    }
}
