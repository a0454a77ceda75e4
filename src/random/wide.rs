//! Words to numbers, for many trials at once: the one written-down arithmetic of uniforms, normals, exponential and logarithm.
//!
//! `+ − × ÷ √` and integer operations only, in a fixed evaluation tree, so that a lane gives the same bits on any machine and beside any
//! neighbours. [`normal`](super::normal) is the same with one lane. The polynomials are those of Cephes (`logf`, `expf`, `sinf`, `cosf`; S.
//! Moshier).

use std::hint::black_box;

use super::philox::{MULTIPLIER, WEYL};
use crate::lanes::{Lanes, Repeated};

/// The numbers of this arithmetic, as often as the widest vector has lanes.
struct Numbers {
    one: Repeated,
    minus_half: Repeated,
    minus_two: Repeated,
    /// √½, as bits: the mantissa lands in [0.707, 1.414).
    sqrt_half: Repeated,
    exponent: [Repeated; 2],
    mantissa: Repeated,
    ln: [Repeated; 9],
    ln_2: [Repeated; 2],
    log2_e: Repeated,
    /// 1.5 × 2²³: adding it rounds to the nearest integer.
    round: Repeated,
    exp: [Repeated; 6],
    minus_ln_2: [Repeated; 2],
    /// A step of uniforms, half of it, and the last number below 1: the last step's middle would round to 1.
    uniform: [Repeated; 3],
    angle: Repeated,
    sine: [Repeated; 3],
    cosine: [Repeated; 3],
    sign: Repeated,
    cloglog: [Repeated; 7],
}

#[expect(clippy::excessive_precision, reason = "coefficients as published")]
static NUMBERS: Numbers = Numbers {
    one: Repeated::of(1.0),
    minus_half: Repeated::of(-0.5),
    minus_two: Repeated::of(-2.0),
    sqrt_half: Repeated::of_bits(0x3f35_04f3),
    exponent: [Repeated::of_bits(0x4000_0000), Repeated::of_bits(128)],
    mantissa: Repeated::of_bits(0x007f_ffff),
    ln: Repeated::all([
        7.037_683_6e-2,
        -1.151_461_03e-1,
        1.167_699_87e-1,
        -1.242_014_08e-1,
        1.424_932_28e-1,
        -1.666_805_77e-1,
        2.000_071_48e-1,
        -2.499_999_4e-1,
        3.333_333_1e-1,
    ]),
    ln_2: Repeated::all([-2.121_944_4e-4, 0.693_359_4]),
    log2_e: Repeated::of(std::f32::consts::LOG2_E),
    round: Repeated::of(12_582_912.0),
    exp: Repeated::all([1.987_569_1e-4, 1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 5.000_000_1e-1]),
    minus_ln_2: Repeated::all([2.121_944_4e-4, -0.693_359_4]),
    uniform: Repeated::all([1.0 / 16_777_216.0, 0.5 / 16_777_216.0, 1.0 - 1.0 / 16_777_216.0]),
    angle: Repeated::of(std::f32::consts::FRAC_PI_4 / 2_147_483_648.0),
    sine: Repeated::all([-1.951_529_6e-4, 8.332_161e-3, -1.666_665_5e-1]),
    cosine: Repeated::all([2.443_315_7e-5, -1.388_731_6e-3, 4.166_664_6e-2]),
    sign: Repeated::of_bits(0x8000_0000),
    // minimax fit on (0, 0.35]
    cloglog: Repeated::all([0.170_601_167, -0.004_455_324_4, 0.105_830_476, 0.122_566_733, 0.208_480_731, 0.499_996_705, 1.187_358_64e-8]),
};

/// Uniforms, normals, exponential and logarithm of vectors.
///
/// Within loops take one [from memory](Self::from_memory): then every number is an operand in memory of the instruction that needs it, whereas
/// constants would first be spread over a register, over and over, since there are more of them than registers.
#[derive(Clone, Copy)]
pub struct Arithmetic<L> {
    l: L,
    numbers: &'static Numbers,
}

impl<L: Lanes> Arithmetic<L> {
    /// With numbers that the compiler knows.
    #[inline(always)]
    pub fn known(l: L) -> Self {
        Self { l, numbers: &NUMBERS }
    }

    /// With numbers that are read from memory.
    #[inline(always)]
    pub fn from_memory(l: L) -> Self {
        Self { l, numbers: black_box(&NUMBERS) }
    }

    #[inline(always)]
    fn word(self, bits: &Repeated) -> L::U {
        self.l.to_word(self.l.repeated(bits))
    }

    /// Polynomial by Estrin's scheme, coefficients highest power first. The tree is part of the definition.
    #[inline(always)]
    fn polynomial<const K: usize>(self, x: L::F, coefficients: &'static [Repeated; K]) -> L::F {
        let l = self.l;
        let mut terms = [x; K];
        let mut count = K.div_ceil(2);
        let mut i = 0;
        while i < count {
            let low = K - 1 - 2 * i;
            let constant = l.repeated(&coefficients[low]);
            terms[i] = if low > 0 { l.mul_add(l.repeated(&coefficients[low - 1]), x, constant) } else { constant };
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
    pub fn ln(self, x: L::F) -> L::F {
        let (l, n) = (self.l, self.numbers);
        let shifted = l.wrapping_sub(l.to_word(x), self.word(&n.sqrt_half));
        let [lift, offset] = &n.exponent;
        let exponent = l.number(l.wrapping_sub(l.shr::<23>(l.wrapping_add(shifted, self.word(lift))), self.word(offset)));
        let mantissa = l.of_word(l.wrapping_add(l.and(shifted, self.word(&n.mantissa)), self.word(&n.sqrt_half)));
        let f = l.sub(mantissa, l.repeated(&n.one));
        let z = l.mul(f, f);
        let p = self.polynomial(f, &n.ln);
        let tail = l.add(l.mul(l.mul(f, z), p), l.mul(z, l.repeated(&n.minus_half)));
        let [low, high] = &n.ln_2;
        let y = l.mul_add(exponent, l.repeated(low), tail);
        l.mul_add(exponent, l.repeated(high), l.add(f, y))
    }

    /// Exponential for |x| < 87; relative error below 2e-7.
    #[inline(always)]
    pub fn exp(self, x: L::F) -> L::F {
        let (l, n) = (self.l, self.numbers);
        let shifted = l.mul_add(x, l.repeated(&n.log2_e), l.repeated(&n.round));
        let whole = l.sub(shifted, l.repeated(&n.round));
        let [low, high] = &n.minus_ln_2;
        let r = l.mul_add(whole, l.repeated(low), l.mul_add(whole, l.repeated(high), x));
        let p = self.polynomial(r, &n.exp);
        let y = l.add(l.mul_add(l.mul(r, r), p, r), l.repeated(&n.one));
        l.of_word(l.wrapping_add(l.to_word(y), l.shl::<23>(l.to_word(shifted))))
    }

    /// ln(−ln(1 − s)) for 0 < s ≤ 0.35, from s and ln s: ln s plus a polynomial for ln(−ln(1 − s)/s), absolute error below 3e-6.
    #[inline(always)]
    pub fn cloglog(self, s: L::F, ln_s: L::F) -> L::F {
        self.l.add(ln_s, self.polynomial(s, &self.numbers.cloglog))
    }

    /// Uniforms in (0, 1) from the top 24 bits of words; never 0 or 1.
    #[inline(always)]
    pub fn uniform(self, word: L::U) -> L::F {
        let (l, [step, half, below_one]) = (self.l, &self.numbers.uniform);
        let middle = l.mul_add(l.number(l.shr::<8>(word)), l.repeated(step), l.repeated(half));
        l.min(middle, l.repeated(below_one))
    }

    /// Two independent standard normals from two words (Box & Muller 1958). The radius takes the top 24 bits of the first word; of
    /// the second, the top bit is a sign, the next swaps the two results, the rest is an angle within ± an eighth of a turn, so no
    /// range reduction is needed.
    #[inline(always)]
    pub fn normals(self, radius_word: L::U, angle_word: L::U) -> (L::F, L::F) {
        let (l, n) = (self.l, self.numbers);
        let radius = l.sqrt(l.mul(l.repeated(&n.minus_two), self.ln(self.uniform(radius_word))));
        let angle = l.mul(l.number(l.shl::<2>(angle_word)), l.repeated(&n.angle));
        let square = l.mul(angle, angle);
        let sine = l.mul_add(l.mul(angle, square), self.polynomial(square, &n.sine), angle);
        let fourth = l.mul_add(l.mul(square, square), self.polynomial(square, &n.cosine), l.mul(square, l.repeated(&n.minus_half)));
        let cosine = l.add(fourth, l.repeated(&n.one));
        let signed = l.of_word(l.xor(l.to_word(radius), l.and(angle_word, self.word(&n.sign))));
        let swap = l.top_bit(l.shl::<1>(angle_word));
        (l.mul(signed, l.select(swap, sine, cosine)), l.mul(signed, l.select(swap, cosine, sine)))
    }
}

/// Natural logarithm of positive normal numbers; absolute error below 1.1e-6.
#[inline(always)]
pub fn ln<L: Lanes>(l: L, x: L::F) -> L::F {
    Arithmetic::known(l).ln(x)
}

/// Exponential for |x| < 87; relative error below 2e-7.
#[inline(always)]
pub fn exp<L: Lanes>(l: L, x: L::F) -> L::F {
    Arithmetic::known(l).exp(x)
}

/// Uniforms in (0, 1) from the top 24 bits of words; never 0 or 1.
#[inline(always)]
pub fn uniform<L: Lanes>(l: L, word: L::U) -> L::F {
    Arithmetic::known(l).uniform(word)
}

/// Two independent standard normals from two words: [`Arithmetic::normals`].
#[inline(always)]
pub fn normals<L: Lanes>(l: L, radius_word: L::U, angle_word: L::U) -> (L::F, L::F) {
    Arithmetic::known(l).normals(radius_word, angle_word)
}

/// Keys of Philox's third to tenth round, by round and word.
type LaterKeys<W> = [[W; 2]; 8];

/// The keys of one stream, to be read from memory as they are needed by whoever draws much: those of later rounds lie there for the even lanes
/// and once more for the odd ones.
#[derive(Debug, Clone)]
pub struct Keys {
    first: [u32; 2],
    later: LaterKeys<[Repeated; 2]>,
}

impl Keys {
    pub(super) fn of(first: [u32; 2]) -> Self {
        let mut key = next_key(first);
        let later = std::array::from_fn(|_| {
            key = next_key(key);
            key.map(|word| [Repeated::of_bits(word); 2])
        });
        Self { first, later }
    }

    /// Blocks of many things at one time in these trials.
    #[inline(always)]
    pub fn at<L: Lanes>(&self, l: L, time: u32, block: u32, trials: L::U) -> Blocks<'_, L> {
        Blocks { l, shared: Shared::of(l, self.first, time, block, trials), later: &self.later }
    }

    /// The block of a thing and a trial in each lane, at one time.
    #[inline(always)]
    pub fn of_each<L: Lanes>(&self, l: L, [things, trials]: [L::U; 2], time: u32, block: u32) -> [L::U; 4] {
        let next = next_key(self.first);
        let x = [l.spread(things), l.wide_word(time), l.wide_word(block), l.spread(trials)];
        let x = round(l, x, [l.wide_word(self.first[0]), l.wide_word(self.first[1])]);
        let x = round(l, x, [l.wide_word(next[0]), l.wide_word(next[1])]);
        later_rounds(l, x, later_keys(l, &self.later))
    }
}

/// Blocks of many things at one time: see [`Stream::blocks`](super::Stream::blocks).
pub struct Blocks<'k, L: Lanes> {
    l: L,
    shared: Shared<L>,
    later: &'k LaterKeys<[Repeated; 2]>,
}

impl<L: Lanes> Blocks<'_, L> {
    /// Four words of a thing.
    #[inline(always)]
    pub fn of(&self, thing: u32) -> [L::U; 4] {
        rounds(self.l, &self.shared, later_keys(self.l, self.later), thing)
    }
}

#[inline(always)]
fn later_keys<L: Lanes>(l: L, keys: &LaterKeys<[Repeated; 2]>) -> LaterKeys<L::W> {
    let mut later = [[l.wide_word(0); 2]; 8];
    let mut round = 0;
    while round < 8 {
        let [a, b] = &keys[round];
        later[round] = [l.repeated_wide(a), l.repeated_wide(b)];
        round += 1;
    }
    later
}

fn next_key(key: [u32; 2]) -> [u32; 2] {
    [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])]
}

/// Ten rounds of Philox4x32 for one thing in as many trials as there are lanes: counters `[thing, time, block, trial]`.
#[inline(always)]
pub(super) fn philox4x32_10<L: Lanes>(l: L, key: [u32; 2], thing: [u32; 3], trial: L::U) -> [L::U; 4] {
    let mut later = [[l.wide_word(0); 2]; 8];
    let (mut k, mut round) = (next_key(key), 0);
    while round < 8 {
        k = next_key(k);
        later[round] = [l.wide_word(k[0]), l.wide_word(k[1])];
        round += 1;
    }
    let [thing, time, block] = thing;
    rounds(l, &Shared::of(l, key, time, block, trial), later, thing)
}

/// What the first two rounds make of the words that all things of a time have in common.
struct Shared<L: Lanes> {
    trials: L::U,
    first_key: u32,
    /// What the second round xors the first word with, and its fourth word.
    second: [L::W; 2],
    /// What it xors the third word with.
    third: u32,
}

impl<L: Lanes> Shared<L> {
    #[inline(always)]
    fn of(l: L, key: [u32; 2], time: u32, block: u32, trials: L::U) -> Self {
        let (high, low) = product(MULTIPLIER[1], block);
        let next = next_key(key);
        let (second_high, second_low) = product(MULTIPLIER[0], high ^ time ^ key[0]);
        Self { trials, first_key: key[1], second: [l.wide_word(low ^ next[0]), l.wide_word(second_low)], third: second_high ^ next[1] }
    }
}

/// Upper and lower half of a product.
#[inline(always)]
fn product(m: u32, x: u32) -> (u32, u32) {
    let p = u64::from(m) * u64::from(x);
    ((p >> 32) as u32, p as u32)
}

/// Ten rounds, of which the first two only look at what is not [shared](Shared).
#[inline(always)]
fn rounds<L: Lanes>(l: L, shared: &Shared<L>, later: LaterKeys<L::W>, thing: u32) -> [L::U; 4] {
    // round 1: only the word that is multiplied next differs by lane
    let (high, low) = product(MULTIPLIER[0], thing);
    let by_lane = l.xor(shared.trials, l.word(high ^ shared.first_key));
    // round 2; from here on words lie in the lower halves of products
    let p = l.full_product(l.spread(by_lane), MULTIPLIER[1]);
    let [first, fourth] = shared.second;
    later_rounds(l, [l.xor_wide(l.upper(p), first), p, l.wide_word(low ^ shared.third), fourth], later)
}

/// The third to the tenth round, and the words that come of them.
#[inline(always)]
fn later_rounds<L: Lanes>(l: L, x: [L::W; 4], later: LaterKeys<L::W>) -> [L::U; 4] {
    // written out: a loop would keep its counter and keys in the way of the vectors
    let [k3, k4, k5, k6, k7, k8, k9, k10] = later;
    let x = round(l, x, k3);
    let x = round(l, x, k4);
    let x = round(l, x, k5);
    let x = round(l, x, k6);
    let x = round(l, x, k7);
    let x = round(l, x, k8);
    let x = round(l, x, k9);
    let x = round(l, x, k10);
    [l.gather(x[0]), l.gather(x[1]), l.gather(x[2]), l.gather(x[3])]
}

#[inline(always)]
fn round<L: Lanes>(l: L, x: [L::W; 4], key: [L::W; 2]) -> [L::W; 4] {
    let (p0, p1) = (l.full_product(x[0], MULTIPLIER[0]), l.full_product(x[2], MULTIPLIER[1]));
    let (x1, x3) = (l.xor_wide(x[1], key[0]), l.xor_wide(x[3], key[1]));
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
            let things: [u32; 16] = std::array::from_fn(|lane| 9 * lane as u32);
            let mut slab = Slab::new(12 * 16);
            for from in (0..16).step_by(L::WIDTH) {
                let w = self.0.blocks(l, [5, 6, 7], l.words(&trials[from..]));
                let again = self.0.keys().at(l, 6, 7, l.words(&trials[from..])).of(5);
                for (w, again) in w.into_iter().zip(again) {
                    assert_eq!(l.bits(l.top_bit(l.xor(w, again))), 0);
                }
                let each = self.0.keys().of_each(l, [l.words(&things[from..]), l.words(&trials[from..])], 6, 7);
                let (a, b) = normals(l, w[0], w[1]);
                let u = uniform(l, w[3]);
                let all = [l.of_word(w[0]), l.of_word(w[1]), l.of_word(w[2]), a, b, u, ln(l, u), exp(l, a)];
                for (row, x) in all.into_iter().chain(each.map(|w| l.of_word(w))).enumerate() {
                    l.vectors_mut(&mut slab[row * 16 + from..row * 16 + from + L::WIDTH])[0] = x;
                }
            }
            slab.iter().map(|x| x.to_bits()).collect()
        }
    }

    #[test]
    fn lanes_draw_what_single_trials_draw() {
        let stream = Stream::new(11, Purpose::AccountMonth);
        let plain: Vec<Vec<u32>> = (0..16_u32)
            .map(|lane| {
                let w = stream.block(5, 6, 7, 40 + lane * 1_000_003);
                let (a, b) = normal::normals(w[0], w[1]);
                let u = normal::uniform(w[3]);
                let each = stream.block(9 * lane, 6, 7, 40 + lane * 1_000_003);
                let numbers = [a, b, u, normal::ln(u), normal::exp(a)].map(f32::to_bits);
                [&w[..3], &numbers, &each].concat()
            })
            .collect();
        for isa in Isa::ALL.into_iter().filter(|isa| isa.is_here()) {
            let found = isa.run(Numbers(stream));
            for (lane, plain) in plain.iter().enumerate() {
                let own: Vec<u32> = (0..12).map(|row| found[row * 16 + lane]).collect();
                assert_eq!(&own, plain, "{}, lane {lane}", isa.id());
            }
        }
    }
}
