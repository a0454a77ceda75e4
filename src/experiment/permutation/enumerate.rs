//! Listing and drawing assignments within strata.

use rayon::prelude::*;

use super::{Balance, Limits, PermutationError, Stratum};
use crate::random::{Philox, Purpose, Stream};
use rand::Rng;

/// Candidates drawn for one accepted one before giving up.
const PATIENCE: u32 = 100_000;

/// Bytes of one assignment.
pub(super) fn width(units: usize) -> usize {
    units.div_ceil(8).max(1)
}

/// Unit 0 is the lowest bit of the first byte.
pub(super) fn pack(treated: &[bool]) -> Vec<u8> {
    let mut row = vec![0; width(treated.len())];
    for (unit, _) in treated.iter().enumerate().filter(|(_, t)| **t) {
        row[unit / 8] |= 1 << (unit % 8);
    }
    row
}

/// Every unit in one stratum, no more treated than there are.
pub(super) fn check(units: usize, strata: &[Stratum]) -> Result<(), PermutationError> {
    let mut seen = vec![0_u32; units];
    for stratum in strata {
        if stratum.treated > stratum.units.len() {
            return Err(PermutationError::Strata(format!("{} of {} units treated", stratum.treated, stratum.units.len())));
        }
        for &unit in &stratum.units {
            *seen.get_mut(unit).ok_or_else(|| PermutationError::Strata(format!("there is no unit {unit}")))? += 1;
        }
    }
    match seen.iter().position(|&times| times != 1) {
        Some(unit) => Err(PermutationError::Strata(format!("unit {unit} is in {} strata", seen[unit]))),
        None => Ok(()),
    }
}

/// Every choice of every stratum, the last stratum's choices running fastest.
pub(super) fn all(units: usize, strata: &[Stratum]) -> Vec<u8> {
    let mut listed = vec![0; width(units)];
    for stratum in strata {
        let choices = choices(units, stratum);
        let mut next = Vec::with_capacity(listed.len() * (choices.len() / width(units)));
        for row in listed.chunks_exact(width(units)) {
            for choice in choices.chunks_exact(width(units)) {
                next.extend(row.iter().zip(choice).map(|(a, b)| a | b));
            }
        }
        listed = next;
    }
    listed
}

/// Every choice that passes, in the same order.
pub(super) fn accepted(units: usize, strata: &[Stratum], balance: &Balance) -> Vec<u8> {
    let width = width(units);
    let listed = all(units, strata);
    let keep = |rows: &[u8]| -> Vec<u8> {
        let passes = |row: &&[u8]| balance.accepts(&(0..units).map(|unit| row[unit / 8] >> (unit % 8) & 1 == 1).collect::<Vec<bool>>());
        rows.chunks_exact(width).filter(passes).flatten().copied().collect()
    };
    let kept: Vec<Vec<u8>> = listed.par_chunks(width * 16_384).map(keep).collect();
    kept.concat()
}

/// The choices of one stratum: combinations in lexicographic order.
fn choices(units: usize, stratum: &Stratum) -> Vec<u8> {
    fn fill(rest: &[usize], left: usize, row: &mut [u8], out: &mut Vec<u8>) {
        if left == 0 {
            out.extend_from_slice(row);
            return;
        }
        for at in 0..=rest.len() - left {
            let unit = rest[at];
            row[unit / 8] |= 1 << (unit % 8);
            fill(&rest[at + 1..], left - 1, row, out);
            row[unit / 8] &= !(1 << (unit % 8));
        }
    }
    let mut out = Vec::new();
    fill(&stratum.units, stratum.treated, &mut vec![0; width(units)], &mut out);
    out
}

/// Independent draws: draw number `i` depends on the seed and `i` alone.
pub(super) fn drawn(units: usize, strata: &[Stratum], balance: Option<&Balance>, limits: Limits) -> Result<Vec<u8>, PermutationError> {
    let stream = Stream::new(limits.seed, Purpose::Permutation);
    let one = |index: usize| draw(&mut stream.rng(index as u32, 0, 0), units, strata, balance).map(|treated| pack(&treated));
    let rows: Option<Vec<Vec<u8>>> = (0..limits.draws).into_par_iter().with_min_len(1_024).map(one).collect();
    rows.map(|rows| rows.concat()).ok_or(PermutationError::NothingAccepted)
}

/// One assignment within strata, drawn again until it passes; `None` when patience ends.
pub(super) fn draw(rng: &mut Philox, units: usize, strata: &[Stratum], balance: Option<&Balance>) -> Option<Vec<bool>> {
    let mut treated = vec![false; units];
    for _ in 0..PATIENCE {
        for stratum in strata {
            let mut deck = stratum.units.clone();
            for at in 0..deck.len() {
                if at < stratum.treated {
                    let other = at + below(rng, deck.len() - at);
                    deck.swap(at, other);
                }
                treated[deck[at]] = at < stratum.treated;
            }
        }
        if balance.is_none_or(|balance| balance.accepts(&treated)) {
            return Some(treated);
        }
    }
    None
}

/// A whole number below `n`, from 64 random bits: uneven by less than n ÷ 2⁶⁴.
pub(super) fn below(rng: &mut Philox, n: usize) -> usize {
    ((u128::from(rng.next_u64()) * n as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_every_choice_once() {
        let strata = [Stratum { units: vec![0, 3, 9], treated: 1 }, Stratum { units: vec![1, 2, 4, 5, 6, 7, 8], treated: 4 }];
        let listed = all(10, &strata);
        let mut rows: Vec<&[u8]> = listed.chunks_exact(2).collect();
        assert_eq!(rows.len(), 3 * 35);
        rows.sort_unstable();
        rows.dedup();
        assert_eq!(rows.len(), 3 * 35);
        for row in rows {
            let bits = u16::from_le_bytes([row[0], row[1]]);
            assert_eq!((bits & 0b10_0000_1001).count_ones(), 1);
            assert_eq!(bits.count_ones(), 5);
        }
    }

    #[test]
    fn draws_are_even() {
        // 2 of 4: six assignments, 60,000 draws, 10,000 ± 91 each; 4.5 standard errors (false alarm 4e-5 for six).
        let limits = Limits { enumerate: 0, draws: 60_000, seed: 7 };
        let mut times = [0_u32; 16];
        for row in drawn(4, &[Stratum { units: (0..4).collect(), treated: 2 }], None, limits).unwrap() {
            times[usize::from(row)] += 1;
        }
        let seen: Vec<u32> = times.into_iter().filter(|n| *n > 0).collect();
        assert_eq!(seen.len(), 6);
        assert!(seen.iter().all(|n| n.abs_diff(10_000) < 410), "{seen:?}");
    }

    #[test]
    fn strata_must_fit() {
        assert!(check(3, &[Stratum { units: vec![0, 1], treated: 1 }]).is_err());
        assert!(check(2, &[Stratum { units: vec![0, 1], treated: 3 }]).is_err());
        assert!(check(2, &[Stratum { units: vec![0, 1, 1], treated: 1 }]).is_err());
        assert!(check(2, &[Stratum { units: vec![0, 5], treated: 1 }]).is_err());
        assert!(check(2, &[Stratum { units: vec![1, 0], treated: 1 }]).is_ok());
    }
}
