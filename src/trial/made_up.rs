//! Trials that nobody lived: made-up numbers, different in every column and trial, in the shapes of real ones.

use std::ops::Range;

use super::batch::PAIR_EVERY;
use super::outcome::{ATTAINMENT_BINS, PEOPLE_EVERY, ResponseColumns};
use super::part::Part;
use super::piece::Piece;
use super::ready::Settled;
use super::runner::CHECKPOINT;

const PLANS: usize = 2;
const SEATS: usize = 3;
const QUARTERS: usize = 4;
/// Readings of a trial.
const LENGTH: usize = 7;
/// A stress twin, other people, people with one game, plans at equal cost, and a market that nobody lives.
const EVERY: [u32; 5] = [1, 4, 16, 4, 4];

/// A number that depends on everything: SplitMix64.
fn noise(trial: u32, column: u64, nth: usize) -> u64 {
    let mut x = (u64::from(trial) << 32 | column << 16 | nth as u64).wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ x >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ x >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ x >> 31
}

fn unit(trial: u32, column: u64, nth: usize) -> f64 {
    (noise(trial, column, nth) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Rows of one trial of one market.
fn add_rows(part: &mut Part, trial: u32, market: u64) {
    let o = &mut part.outcomes;
    (o.plans, o.seats, o.quarters) = (PLANS, SEATS, QUARTERS);
    let whole = |column: u64, n: usize| (0..n).map(move |nth| noise(trial, market * 64 + column, nth) as i64 % 1_000_000);
    let real = |column: u64, n: usize| (0..n).map(move |nth| unit(trial, market * 64 + column, nth));
    o.pay.extend(whole(0, PLANS * SEATS).map(|x| 1_000_000 + x / 2));
    o.quarter_cost.extend(whole(1, PLANS * QUARTERS));
    o.partner_cost.extend(whole(2, PLANS));
    o.reach.extend(real(3, PLANS * 3).map(|x| if x < 0.1 { f32::NAN } else { x as f32 }));
    o.measured_increment.extend(real(4, PLANS).map(|x| if x < 0.5 { f64::NAN } else { x }));
    o.arr_start.extend(real(5, 1));
    o.arr_end.extend(real(6, PLANS));
    o.revenue.extend(real(7, PLANS));
    o.nrr.extend(real(8, PLANS));
    o.grr.extend(real(9, PLANS));
    o.vacant_months.extend(whole(10, 1).map(|x| x.unsigned_abs() as u32 % 9));
    o.no_base_accounts.extend(whole(11, 1).map(|x| x.unsigned_abs() as u32));
    o.dry_spells.extend(whole(12, PLANS).map(|x| x.unsigned_abs() as u32));
    let r: &mut ResponseColumns = &mut o.response;
    r.salaried_cost.extend(whole(13, PLANS));
    r.conduct.extend(real(14, PLANS * super::CONDUCT_COLUMNS).map(|x| x as f32));
    if market == 0 {
        o.no_csm_cost.extend(whole(15, PLANS));
        o.no_csm_arr_end.extend(real(16, 1));
    }
    o.trials += 1;
}

/// These trials. Their costs vary by some tenths of their mean.
pub(crate) fn piece(trials: Range<u32>) -> Piece {
    let mut batches = Vec::new();
    for trial in trials.clone() {
        let (mut part, mut beside) = (Part::default(), vec![Part::default(); EVERY.len()]);
        add_rows(&mut part, trial, 0);
        part.attainment = vec![0; PLANS * ATTAINMENT_BINS];
        part.attainment[noise(trial, 20, 0) as usize % (PLANS * ATTAINMENT_BINS)] += 1;
        // sizes from cents to billions, and readings that are not there
        let reading = |nth: usize| match unit(trial, 21, nth) {
            x if x < 0.1 => f64::NAN,
            x => (x - 0.5) * libm::pow(10.0, 2.0 * nth as f64 - 3.0),
        };
        part.readings.push((0..LENGTH).map(reading).collect());
        let each = PLANS * SEATS;
        let pays = |column: u64, n: usize| (0..n).map(move |nth| noise(trial, column, nth) as i64);
        part.neutral_pay.extend(pays(22, each));
        if trial.is_multiple_of(PAIR_EVERY) {
            part.same_book.extend(pays(23, 2 * each));
        }
        if trial.is_multiple_of(PEOPLE_EVERY) {
            part.variance.frozen_pay.extend(pays(24, each));
            part.variance.skill.extend((0..each).map(|nth| unit(trial, 25, nth) as f32));
        }
        let lived = EVERY.len() - 1;
        for (nth, (part, every)) in beside.iter_mut().zip(EVERY).take(lived).enumerate() {
            if trial.is_multiple_of(every) {
                add_rows(part, trial, nth as u64 + 1);
            }
        }
        batches.push((part, beside));
    }
    Piece::of(trials.start, batches, &EVERY, LENGTH)
}

/// The same as a machine leaves them that lives one checkpoint after the other; with sums apart where a run may stop at any.
pub(crate) fn lived(trials: &Range<u32>, precision: bool) -> Piece {
    let mut all = Piece::default();
    let mut from = trials.start;
    while from < trials.end {
        let until = ((from / CHECKPOINT + 1) * CHECKPOINT).min(trials.end);
        all.append(piece(from..until), precision.then_some(CHECKPOINT));
        from = until;
    }
    all
}

/// What was settled before them.
pub(crate) fn settled() -> Settled {
    Settled {
        exact: false,
        twins: true,
        factors: vec![Some(1.0), None],
        rates: Some(vec![Some(0.7), Some(1.0)]),
        beliefs: None,
        people: vec!["angels".into()],
        games: vec![(crate::behaviour::Channel::Padding, vec![0, 1])],
    }
}
