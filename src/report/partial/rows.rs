//! A piece of a run as columns (see [`columns`](crate::report::columns)):
//!
//! | what | how |
//! | --- | --- |
//! | trials | first and the one after the last, u64 each |
//! | base market | a *market*, as in [`outcomes_file`](crate::report::outcomes_file) |
//! | beside it | u64 count, then for each: every how many trials it is lived (u64), *market* |
//! | pay on the same book, pay with scaled rates, pay with frozen conduct \[cents\] | columns i64 |
//! | skill | column f32 |
//! | sums | u64 count of blocks, then for each: the trial after its last (u64); attainment (column u64); trials (u32), vacant seat-months (u64), by group of trials; counts (u32) and sums (i128, units of 2⁻⁵⁶) of readings by group |
//! | checksum | XXH3 of all that, 16 bytes: the same trials have the same |

use std::io::{self, Write};

use crate::report::columns::{Checksum, Decoder, Encoder, damaged};
use crate::report::outcomes_file::OutcomesFileError;
use crate::stats::ExactSum;
use crate::trial::{ATTAINMENT_BINS, AtMean, Beside, Outcomes, PEOPLE_EVERY, Piece, SUM_GROUPS, Sums, multiples};

/// Writes a piece as bytes.
pub(super) fn encode(piece: &Piece, out: &mut dyn Write) -> io::Result<()> {
    encoded(piece, out)?.finish()
}

/// The checksum of its bytes: the same trials have the same.
pub(super) fn digest(piece: &Piece) -> io::Result<Checksum> {
    Ok(encoded(piece, &mut io::sink())?.digest())
}

fn encoded<'o>(piece: &Piece, out: &'o mut dyn Write) -> io::Result<Encoder<'o>> {
    let mut to = Encoder::new(out);
    to.length(piece.trials.start as usize)?;
    to.length(piece.trials.end as usize)?;
    to.market(&piece.base)?;
    to.length(piece.beside.len())?;
    for beside in &piece.beside {
        to.length(beside.every as usize)?;
        to.market(&beside.outcomes)?;
    }
    for column in [&piece.same_book, &piece.neutral_pay, &piece.frozen_pay] {
        to.rows(column)?;
    }
    to.rows(&piece.skill)?;
    to.length(piece.sums.len())?;
    for sums in &piece.sums {
        to.length(sums.until as usize)?;
        to.column(&sums.attainment)?;
        to.column(&sums.at_mean.trials)?;
        to.column(&sums.at_mean.vacant)?;
        to.column(&sums.at_mean.counts)?;
        to.column(&sums.at_mean.sums.iter().map(|sum| sum.to_bits()).collect::<Vec<i128>>())?;
    }
    Ok(to)
}

/// Back from bytes, every shape checked.
pub(super) fn decode(mut bytes: &[u8]) -> Result<Piece, OutcomesFileError> {
    let mut from = Decoder::new(&mut bytes);
    let trials = from.trial()?..from.trial()?;
    let base = from.base_market()?;
    let lived = |o: &Outcomes, every: u32, what| match o.trials == multiples(every, &trials) {
        true => Ok(()),
        false => Err(damaged(what, format!("{} trials where {} belong", o.trials, multiples(every, &trials)))),
    };
    if trials.is_empty() {
        return Err(damaged("trials", "none".into()));
    }
    lived(&base, 1, "trials")?;
    let mut beside = Vec::new();
    for _ in 0..from.length("markets beside")? {
        let every = from.trial()?.max(1);
        let outcomes = from.market()?;
        if outcomes.trials > 0 {
            lived(&outcomes, every, "markets beside")?;
        }
        beside.push(Beside { every, outcomes });
    }
    let each = base.plans * base.seats;
    let studied = multiples(PEOPLE_EVERY, &trials) * each;
    let same_book = from.shaped("pay on the same book", Some(2 * studied))?;
    let neutral_pay = from.shaped("pay at equal cost", Some(base.trials * each))?;
    let frozen_pay = from.shaped("pay with frozen conduct", Some(studied))?;
    let skill = from.shaped("skill", Some(studied))?;
    let (mut sums, mut next) = (Vec::new(), trials.start);
    for _ in 0..from.length("blocks of sums")? {
        let until = from.trial()?;
        if until <= next || until > trials.end {
            return Err(damaged("blocks of sums", format!("one ends at trial {until}")));
        }
        next = until;
        sums.push(Sums { until, ..from.sums(base.plans)? });
    }
    if next != trials.end {
        return Err(damaged("blocks of sums", format!("they end at trial {next}")));
    }
    from.finish()?;
    Ok(Piece { trials, base, beside, same_book, neutral_pay, frozen_pay, skill, sums })
}

impl Decoder<'_> {
    fn trial(&mut self) -> Result<u32, OutcomesFileError> {
        u32::try_from(self.length("trials")?).map_err(|_| damaged("trials", "impossible number".into()))
    }

    fn sums(&mut self, plans: usize) -> Result<Sums, OutcomesFileError> {
        let attainment = self.column("attainment", Some(plans * ATTAINMENT_BINS))?;
        let trials = self.column("trials by group", Some(SUM_GROUPS))?;
        let vacant = self.column("vacant seat-months by group", Some(SUM_GROUPS))?;
        let counts: Vec<u32> = self.column("counts of readings", None)?;
        let sums: Vec<i128> = self.column("sums of readings", Some(counts.len()))?;
        if !counts.len().is_multiple_of(SUM_GROUPS) {
            return Err(damaged("sums of readings", format!("{} values are no whole number of groups", counts.len())));
        }
        let sums = sums.into_iter().map(ExactSum::from_bits).collect();
        Ok(Sums { until: 0, attainment, at_mean: AtMean { sums, counts, trials, vacant } })
    }
}
