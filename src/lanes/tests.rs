//! Every operation of every set against the scalar model, lane by lane, on awkward numbers and on random words.

use proptest::prelude::*;

use super::{Isa, Lanes, Portable, Repeated, Slab, Work};

/// Widest vector.
const MOST: usize = 16;

/// All operations on two rows of words (read as bits of numbers where numbers are asked for): a row of words per operation.
struct Everything<'a> {
    a: &'a [u32],
    b: &'a [u32],
    mask: u32,
}

impl Work for Everything<'_> {
    type Output = Vec<Vec<u32>>;

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) -> Vec<Vec<u32>> {
        let mut rows: Vec<Vec<u32>> = Vec::new();
        let mut scratch = Slab::new(L::WIDTH);
        for from in (0..MOST).step_by(L::WIDTH) {
            let (a, b) = (l.words(&self.a[from..]), l.words(&self.b[from..]));
            let (x, y) = (l.of_word(a), l.of_word(b));
            let m = l.lanes_set(self.mask >> from);
            let product = l.full_product(l.spread(a), self.b[0]);
            let (high, low) = (l.gather(l.upper(product)), l.gather(product));
            let flipped = l.gather(l.xor_wide(l.upper(product), l.wide_word(self.b[0])));
            let yes_no = |m: L::M| l.select(m, l.splat(1.0), l.splat(0.0));
            let all = [
                l.add(x, y),
                l.sub(x, y),
                l.mul(x, y),
                l.div(x, y),
                l.sqrt(x),
                l.min(x, y),
                l.max(x, y),
                l.mul_add(x, y, x),
                yes_no(l.less(x, y)),
                yes_no(l.is_number(x)),
                l.select(m, x, y),
                l.keep(m, x),
                yes_no(l.both(m, l.less(x, y))),
                yes_no(l.either(m, l.less(x, y))),
                yes_no(l.without(m, l.less(x, y))),
                yes_no(l.top_bit(a)),
                l.of_word(l.count(l.shr::<1>(a), m)),
                l.of_word(l.wrapping_add(a, b)),
                l.of_word(l.wrapping_sub(a, b)),
                l.of_word(l.xor(a, b)),
                l.of_word(l.and(a, b)),
                l.of_word(l.or(a, b)),
                l.of_word(l.shl::<7>(a)),
                l.of_word(l.shr::<9>(a)),
                l.of_word(high),
                l.of_word(low),
                l.of_word(flipped),
                l.number(a),
                l.of_word(l.to_word(x)),
                l.splat(f32::from_bits(self.a[0])),
                l.repeated(&Repeated::of_bits(self.a[0])),
                l.of_word(l.gather(l.xor_wide(product, l.repeated_wide(&[Repeated::of_bits(self.b[0]); 2])))),
                l.of_word(l.word(self.a[0])),
                l.of_word(l.word(l.bits(l.less(x, y)) & 1)),
            ];
            let mut sums = [1.0 / 3.0; MOST];
            l.accumulate(x, 12.1, &mut sums);
            l.accumulate(y, -0.7, &mut sums);
            l.put_doubles(l.mul_doubles(l.doubles(&sums), l.widen(x, 0.3)), &mut sums);
            rows.resize(all.len() + 2, Vec::new());
            for sum in &sums[..L::WIDTH] {
                let sum = if sum.is_nan() { f64::NAN } else { *sum };
                rows[0].push((sum.to_bits() >> 32) as u32);
                rows[1].push(sum.to_bits() as u32);
            }
            for (row, vector) in rows[2..].iter_mut().zip(all) {
                l.vectors_mut(&mut scratch)[0] = vector;
                row.extend(scratch.iter().map(|x| x.to_bits()));
                assert_eq!(l.vectors(&scratch).len(), 1);
            }
        }
        rows
    }
}

/// Bits, with every not-a-number counted as the same.
fn canonical(bits: u32) -> u32 {
    if f32::from_bits(bits).is_nan() { f32::NAN.to_bits() } else { bits }
}

/// Rows of a set against rows of the model; not-a-numbers may differ in their payload.
fn compare(isa: Isa, work: impl Fn() -> Everything<'static>) {
    let (model, found) = (work().run(Portable), isa.run(work()));
    for (row, (model, found)) in model.iter().zip(&found).enumerate() {
        // the last row tells of a vector's first lane only
        let lanes: Vec<usize> = (0..MOST).filter(|lane| row + 1 < found.len() || lane.is_multiple_of(isa.width())).collect();
        for lane in lanes {
            assert_eq!(canonical(model[lane]), canonical(found[lane]), "{}: operation {row}, lane {lane}", isa.id());
        }
    }
}

#[test]
fn awkward_numbers_give_what_the_scalar_model_gives() {
    let awkward = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        1e-45,
        -1e-45,
        f32::MIN_POSITIVE,
        f32::MAX,
        f32::MIN,
        f32::INFINITY,
        f32::NEG_INFINITY,
        f32::NAN,
        1.5e38,
        3.0,
        1e30,
    ]
    .map(f32::to_bits);
    for isa in Isa::ALL.into_iter().filter(|isa| isa.is_here()) {
        for shift in 0..MOST {
            let mut other = awkward;
            other.rotate_left(shift);
            let (a, b): (&'static [u32], &'static [u32]) = (awkward.to_vec().leak(), other.to_vec().leak());
            compare(isa, || Everything { a, b, mask: 0xA5C3 });
        }
    }
}

proptest! {
    #[test]
    fn any_words_give_what_the_scalar_model_gives(a in prop::array::uniform16(any::<u32>()), b in prop::array::uniform16(any::<u32>()), mask in any::<u16>()) {
        let (a, b): (&'static [u32], &'static [u32]) = (a.to_vec().leak(), b.to_vec().leak());
        for isa in Isa::ALL.into_iter().filter(|isa| isa.is_here()) {
            compare(isa, || Everything { a, b, mask: u32::from(mask) });
        }
    }
}

#[test]
fn every_x86_64_has_vectors_and_names_are_read_back() {
    assert!(Isa::Portable.is_here() && Isa::best().is_here());
    assert_eq!(Isa::Sse2.is_here(), cfg!(target_arch = "x86_64"));
    for isa in Isa::ALL {
        assert_eq!(isa.id().parse(), Ok(isa));
    }
    assert_eq!("mmx".parse::<Isa>().unwrap_err().to_string(), "unknown instruction set 'mmx': portable, sse2, avx2 or avx512");
}

#[test]
fn a_slab_is_aligned_and_keeps_its_numbers() {
    let mut slab = Slab::new(5);
    slab.fill(2.0);
    slab.resize(40);
    assert_eq!((slab[4], slab[5], slab.len()), (2.0, 0.0, 40));
    slab.resize(3);
    slab.resize(20);
    assert_eq!((slab[2], slab[3]), (2.0, 0.0));
    assert!(slab.as_ptr().addr().is_multiple_of(64));
}

#[test]
fn memory_of_a_slab_that_is_gone_is_used_again_and_never_shows() {
    let mut slab = Slab::new(100);
    slab.fill(7.0);
    let copy = slab.clone();
    let memory = slab.as_ptr();
    drop(slab);
    let again = Slab::left_over(100);
    assert_eq!(again.as_ptr(), memory);
    assert!(!cfg!(debug_assertions) || again.iter().all(|x| x.is_nan()), "whoever reads it is found out");
    drop(again);
    let zeros = Slab::new(100);
    assert_eq!(zeros.as_ptr(), memory);
    assert!(zeros.iter().all(|x| *x == 0.0) && copy.iter().all(|x| *x == 7.0));
}
