//! `outcomes.bin`: everything a run leaves behind, so that a report can be drawn again without simulating.
//!
//! Little-endian throughout. A *column* is its length as u64, then that many values without padding. A *text* is its length in bytes as u64,
//! then UTF-8.
//!
//! | what | how |
//! | --- | --- |
//! | magic | the 8 bytes `PAYLIFT5` |
//! | why the run stopped | u8: 0 trial limit, 1 precision reached, 2 precision not reached, 3 interrupted, 4 exact |
//! | base market | a *market*, below |
//! | stress twins | u64 count, then for each: identifier (text), *market* |
//! | other people | the same, for the trials in which they were lived |
//! | one game at a time | u64 count, then for each: the game (text), plans that invite it (column u32), *market* of these plans in every 16th trial |
//! | clauses that were tried | u64 count, then for each: plan, clause (u64 each), the game (text), its degree by trial as it is and with the clause (columns f64) |
//! | plans at equal cost | factor on rates (column f64, `plans`, or empty; NaN = cannot be scaled), *market* in every fourth trial |
//! | beliefs | JSON as in `beliefs.json` (text), empty while behaviour is off |
//! | pay at mean readings \[$\] | 4 columns f64: `plans`, `plans × 20`, and the same two for the twin without CSMs |
//! | attainment | column u64, `plans × 102` |
//! | pay on the same book \[cents\] | column i64, `pairs × plans × seats × 2` |
//! | factor of equal cost | column f64, `plans`; NaN = cannot be scaled |
//! | pay at equal cost \[cents\] | column i64, `trials × plans × seats`, or empty |
//! | pay with frozen conduct \[cents\], mean skill of who was there | columns i64 and f32 (may be NaN), `⌈trials ÷ 4⌉ × plans × seats`, or empty |
//! | pay in factorial trials, with books dealt anew \[cents\] | columns i64, `groups × 16 × plans × seats` and `groups × 2 × plans × seats` |
//! | sums of readings and skills | column f64, `20 × segments × measures × 5 × 8`, or empty |
//! | checksum | XXH3 of every byte before it, 16 bytes |
//!
//! A *market*: trials, plans, seats, quarters (u64 each), then its columns; the last index runs fastest, trial slowest:
//!
//! | column | type | shape |
//! | --- | --- | --- |
//! | pay \[cents\] | i64 | trials × plans × seats, or empty |
//! | cost \[cents\] where pay is not kept by seat | i64 | trials × plans, or empty |
//! | cost by quarter \[cents\] | i64 | trials × plans × quarters |
//! | partners' pay \[cents\] | i64 | trials × plans |
//! | pay with no CSM \[cents\] | i64 | trials × plans, or empty |
//! | reach: threshold, target, excellence | f32, may be NaN | trials × plans × 3 |
//! | measured increment \[$ a year\] | f64, may be NaN | trials × plans |
//! | ARR at the start \[$\] | f64, NaN without customers | trials |
//! | ARR at the end \[$\] | f64, NaN without customers | trials × plans |
//! | revenue \[$\] | f64, NaN without customers | trials × plans |
//! | ARR at the start, at the end, no CSM \[$\] | f64, twice | trials, or empty |
//! | ARR at the end, salaried \[$\] | f64 | trials, or empty |
//! | NRR, GRR | f64, twice, may be NaN | trials × plans |
//! | NRR with no CSM | f64, may be NaN | trials, or empty |
//! | vacant seat-months, accounts without base | u32, twice | trials |
//! | seats paid nothing two periods running | u32 | trials × plans |
//! | pay, and partners' pay, if everybody were salaried \[cents\] | i64, twice | trials × plans, or empty |
//! | revenue, cost of replacing people if everybody were salaried \[$\] | f64, twice | trials, or empty |
//! | people who left | u32 | trials × plans, or empty |
//! | cost of replacing them \[$\] | f64 | trials × plans, or empty |
//! | discounts for early signatures, cost of padded leads \[$\] | f64, twice | trials × plans, or empty |
//! | conduct: 5 efforts, 7 games, shares of months that pull deals forward, hold them back, lack incentive, have a cliff in reach | f32 | trials × plans × 16, or empty |
//!
//! Markets beside the base keep what is read of them: stress twins their costs; other people than angels, and plans at equal cost, costs, partners' pay,
//! ARR at the end, revenue, discounts, padding and rehiring.
//!
//! Any column that a market does not know may be empty; any other length than its shape's is refused, and so is NaN where the table does not allow
//! it.

use std::io::{self, Read, Write};

use crate::behaviour::Channel;
use crate::measure::Measure;
use crate::trial::{
    ATTAINMENT_BINS, COMBINATIONS, ChannelResult, DevilsTest, EqualCost, Outcomes, PEOPLE_EVERY, READING_SLOTS, READING_SUMS, ReadingSums,
    Remedied, RunResult, SUM_GROUPS, Spool, StopReason, StressResult, VarianceColumns,
};

use super::columns::{Decoder, Encoder, damaged, product};

const MAGIC: &[u8; 8] = b"PAYLIFT5";

/// Why a saved run cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum OutcomesFileError {
    /// Something else, or a format of another version.
    #[error("not a saved run of this version (it does not start with PAYLIFT5)")]
    NotOurs,
    /// The file ends early.
    #[error("the file ends in the middle of {0}: it was cut off")]
    Truncated(&'static str),
    /// A byte changed.
    #[error("the checksum does not match: the file was damaged or edited")]
    Checksum,
    /// Bytes after the checksum.
    #[error("there is more after the end of the run")]
    TrailingBytes,
    /// A column does not fit the dimensions, or holds what it must not.
    #[error("{column} is damaged: {problem}")]
    Column {
        /// Name of the column.
        column: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// Reading failed.
    #[error("cannot be read")]
    Io(#[source] io::Error),
}

/// Writes a whole run.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_outcomes(out: &mut dyn Write, result: &RunResult) -> io::Result<()> {
    let mut to = Encoder::new(out);
    to.bytes(MAGIC)?;
    to.bytes(&[stop_code(result.stop)])?;
    to.market(&result.base)?;
    for others in [&result.stress, &result.people] {
        to.length(others.len())?;
        for other in others {
            to.column(other.id.as_bytes())?;
            to.market(&other.outcomes)?;
        }
    }
    to.devils(&result.devils)?;
    to.column(&result.equal_cost.factors.iter().map(|f| f.unwrap_or(f64::NAN)).collect::<Vec<_>>())?;
    to.market(&result.equal_cost.outcomes)?;
    let beliefs = result.beliefs.as_ref().map(serde_json::to_vec).transpose()?;
    to.column(&beliefs.unwrap_or_default())?;
    let sums = &result.at_mean;
    for column in [&sums.cost_at_mean, &sums.cost_at_mean_without, &sums.no_csm_at_mean, &sums.no_csm_at_mean_without] {
        to.column(column)?;
    }
    to.column(&result.attainment)?;
    to.rows(&result.same_book_pay)?;
    to.column(&result.neutral_factor.iter().map(|f| f.unwrap_or(f64::NAN)).collect::<Vec<_>>())?;
    to.rows(&result.neutral_pay)?;
    let variance = &result.variance;
    to.rows(&variance.frozen_pay)?;
    to.rows(&variance.skill)?;
    to.column(&variance.factorial_pay)?;
    to.column(&variance.rotated_pay)?;
    to.column(&variance.readings)?;
    to.finish()
}

/// Reads back what [`write_outcomes`] wrote, bit for bit.
///
/// # Errors
/// For anything but a complete, undamaged file.
pub fn read_outcomes(input: &mut dyn Read) -> Result<RunResult, OutcomesFileError> {
    read_from(Decoder::new(input))
}

/// The same of a run that may be long: rows that are too many for memory go to `spool`.
///
/// # Errors
/// As [`read_outcomes`].
pub fn read_long_outcomes(input: &mut dyn Read, spool: &Spool) -> Result<RunResult, OutcomesFileError> {
    read_from(Decoder::new(input).spooling(spool))
}

fn read_from(mut from: Decoder<'_>) -> Result<RunResult, OutcomesFileError> {
    let mut magic = [0; 8];
    match from.fill(&mut magic, "its first bytes") {
        Err(OutcomesFileError::Truncated(_)) => return Err(OutcomesFileError::NotOurs),
        other => other?,
    }
    if &magic != MAGIC {
        return Err(OutcomesFileError::NotOurs);
    }
    let mut stop = [0];
    from.fill(&mut stop, "the reason for stopping")?;
    let stop = stop_from_code(stop[0]).ok_or_else(|| damaged("the reason for stopping", format!("code {} is unknown", stop[0])))?;
    let base = from.base_market()?;
    let stress = from.others("stress identifier")?;
    let people = from.others("kind of people")?;
    let devils = from.devils(base.plans)?;
    let factors = from.small::<f64>("factor on rates", Some(base.plans))?;
    let equal_cost = EqualCost { factors: factors.into_iter().map(|f| (!f.is_nan()).then_some(f)).collect(), outcomes: from.market()? };
    let beliefs: Vec<u8> = from.column("beliefs", None)?;
    let beliefs = match beliefs.as_slice() {
        [] => None,
        text => Some(serde_json::from_slice(text).map_err(|e| damaged("beliefs", e.to_string()))?),
    };
    let groups = base.plans.checked_mul(SUM_GROUPS);
    let at_mean = ReadingSums {
        cost_at_mean: from.small("pay at mean readings", Some(base.plans))?,
        cost_at_mean_without: from.small("pay at mean readings without a group", groups)?,
        no_csm_at_mean: from.small("pay at mean readings with no CSM", Some(base.plans))?,
        no_csm_at_mean_without: from.small("pay at mean readings with no CSM without a group", groups)?,
    };
    let attainment = from.small("attainment", base.plans.checked_mul(ATTAINMENT_BINS))?;
    let pair = base.plans.checked_mul(base.seats).and_then(|n| n.checked_mul(2)).unwrap_or(0);
    let same_book_pay = from.multiple("pay on the same book", pair, "pairs")?;
    let neutral_factor = from.small::<f64>("factor of equal cost", Some(base.plans))?;
    let neutral_pay = from.shaped("pay at equal cost", product(&[base.trials, base.plans, base.seats]))?;
    let variance = from.variance(&base)?;
    from.finish()?;
    Ok(RunResult {
        stop,
        base,
        stress,
        people,
        devils,
        equal_cost,
        beliefs,
        at_mean,
        attainment,
        same_book_pay,
        neutral_factor: neutral_factor.into_iter().map(|f| (!f.is_nan()).then_some(f)).collect(),
        neutral_pay,
        variance,
    })
}

fn stop_code(stop: StopReason) -> u8 {
    match stop {
        StopReason::TrialLimit => 0,
        StopReason::PrecisionReached => 1,
        StopReason::PrecisionNotReached => 2,
        StopReason::Interrupted => 3,
        StopReason::Exact => 4,
    }
}

fn stop_from_code(code: u8) -> Option<StopReason> {
    use StopReason::{Exact, Interrupted, PrecisionNotReached, PrecisionReached, TrialLimit};
    [TrialLimit, PrecisionReached, PrecisionNotReached, Interrupted, Exact].into_iter().find(|s| stop_code(*s) == code)
}

impl Encoder<'_> {
    fn devils(&mut self, devils: &DevilsTest) -> io::Result<()> {
        self.length(devils.channels.len())?;
        for played in &devils.channels {
            self.column(played.channel.id().as_bytes())?;
            self.column(&played.plans.iter().map(|&plan| plan as u32).collect::<Vec<_>>())?;
            self.market(&played.outcomes)?;
        }
        self.length(devils.remedies.len())?;
        for tried in &devils.remedies {
            self.length(tried.plan)?;
            self.length(tried.clause)?;
            self.column(tried.channel.id().as_bytes())?;
            self.column(&tried.before)?;
            self.column(&tried.after)?;
        }
        Ok(())
    }
}

impl Decoder<'_> {
    /// Markets beside the base, by identifier.
    fn others(&mut self, what: &'static str) -> Result<Vec<StressResult>, OutcomesFileError> {
        let mut others = Vec::new();
        for _ in 0..self.length(what)? {
            let id = String::from_utf8(self.column(what, None)?).map_err(|_| damaged(what, "not UTF-8".into()))?;
            others.push(StressResult { id, outcomes: self.market()? });
        }
        Ok(others)
    }

    fn devils(&mut self, plans: usize) -> Result<DevilsTest, OutcomesFileError> {
        let mut devils = DevilsTest::default();
        for _ in 0..self.length("games")? {
            let channel = self.game()?;
            let invites: Vec<u32> = self.column("plans that invite a game", None)?;
            let outcomes = self.market()?;
            if invites.len() != outcomes.plans || invites.iter().any(|&plan| plan as usize >= plans) {
                return Err(damaged("plans that invite a game", "they are not plans of this run".into()));
            }
            devils.channels.push(ChannelResult { channel, plans: invites.iter().map(|&plan| plan as usize).collect(), outcomes });
        }
        for _ in 0..self.length("clauses")? {
            let (plan, clause) = (self.length("a clause's plan")?, self.length("a clause")?);
            let channel = self.game()?;
            let (before, after) = (self.column("degrees as it is", None)?, self.column("degrees with the clause", None)?);
            if plan >= plans {
                return Err(damaged("a clause's plan", "it is no plan of this run".into()));
            }
            devils.remedies.push(Remedied { plan, channel, clause, before, after });
        }
        Ok(devils)
    }

    fn game(&mut self) -> Result<Channel, OutcomesFileError> {
        let name = String::from_utf8(self.column("game", None)?).unwrap_or_default();
        name.parse().map_err(|()| damaged("game", "no game is called so".into()))
    }

    fn variance(&mut self, base: &Outcomes) -> Result<VarianceColumns, OutcomesFileError> {
        let paid = product(&[base.plans, base.seats]);
        let studied = product(&[base.trials.div_ceil(PEOPLE_EVERY as usize), base.plans, base.seats]);
        let frozen_pay = self.solid("pay with frozen conduct", studied)?;
        let skill = self.shaped("skill", studied)?;
        let factorial_pay: Vec<i64> = self.column("pay in factorial trials", None)?;
        let groups = factorial_pay.len() / paid.unwrap_or(0).max(1) / COMBINATIONS;
        let whole = |combinations| paid.and_then(|paid| product(&[groups, combinations, paid]));
        if whole(COMBINATIONS) != Some(factorial_pay.len()) {
            return Err(damaged("pay in factorial trials", format!("{} values are no whole number of groups", factorial_pay.len())));
        }
        let rotated_pay = self.small("pay with books dealt anew", whole(2))?;
        let readings: Vec<f64> = self.column("sums of readings", None)?;
        let cells = product(&[SUM_GROUPS, Measure::ALL.len(), READING_SLOTS, READING_SUMS]);
        if !readings.len().is_multiple_of(cells.unwrap_or(1)) || readings.iter().any(|x| x.is_nan()) {
            return Err(damaged("sums of readings", format!("{} values do not fit the measures, or one is no number", readings.len())));
        }
        Ok(VarianceColumns { frozen_pay, skill, factorial_pay, rotated_pay, readings })
    }
}
