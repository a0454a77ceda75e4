//! Where the variance of pay comes from: what is kept of frozen people, factorial trials and books dealt anew.

use super::engine::{Engine, Seen};
use super::rows::Column;
use super::single::Scratch;

/// Combinations of two draws of each of the four factors of luck. Bit 0 of a combination's number says which draw of the market it lives
/// with, bit 1 of accounts and seats, bit 2 of books, bit 3 of skill.
pub const COMBINATIONS: usize = 16;

/// Places for which sums of readings are kept: the first four quarters, and the mean over them.
pub const READING_SLOTS: usize = 5;

/// Sums kept of pairs of readings x, x′ on the same luck by people of skill s, s′: pairs, Σ (x + x′)/2, Σ (x² + x′²)/2, Σ (s′ − s)²,
/// Σ (x′ − x)(s′ − s), Σ denominator of the reading, Σ most that one account moves it.
pub const READING_SUMS: usize = 7;

/// What reruns of some trials, and trials of their own at salaried effort, say about the causes of pay's variance. Columns are empty
/// where there are no sampled customers; those of factorial trials also where a run is too short for them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VarianceColumns {
    /// Pay with everybody's conduct frozen at what people with such books do on average under the plan, on the luck of every
    /// [`PEOPLE_EVERY`](super::PEOPLE_EVERY)th trial, `⌈trials ÷ PEOPLE_EVERY⌉ × plans × seats`, \[cents\]; empty while behaviour is off.
    pub frozen_pay: Column<i64>,
    /// Mean skill of whoever was there in the paid months of these trials (not frozen); the same shape, NaN where nobody was.
    pub skill: Column<f32>,
    /// Pay in factorial trials, at salaried effort: two draws of the market, of accounts' luck, of books and of skill, in all
    /// combinations; `groups ×` [`COMBINATIONS`] `× plans × seats`, \[cents\].
    pub factorial_pay: Vec<i64>,
    /// Pay in the first and the last combination, with the starting books dealt to other seats of their segment;
    /// `groups × 2 × plans × seats`, \[cents\].
    pub rotated_pay: Vec<i64>,
    /// Sums over these two combinations and those with the other draw of skill beside them, of people who were there from the start:
    /// [`SUM_GROUPS`](super::SUM_GROUPS) `× segments × measures ×` [`READING_SLOTS`] `×` [`READING_SUMS`]; measures in the order of
    /// [`Measure::ALL`](crate::measure::Measure::ALL), groups of trials as in [`ReadingSums`](super::ReadingSums).
    pub readings: Vec<f64>,
}

impl VarianceColumns {
    /// Appends the trials that follow. Factorial trials belong to no batch.
    pub(crate) fn append(&mut self, next: Self) {
        self.frozen_pay.append(next.frozen_pay);
        self.skill.append(next.skill);
    }
}

impl Engine<'_> {
    /// Skill and frozen pay of one trial.
    pub(crate) fn record_variance(&self, seen: &Seen<'_>, scratch: &mut Scratch, columns: &mut VarianceColumns) {
        let Seen::Customers { salaried, unserved, frozen, .. } = seen else { return };
        for (plan, terms) in self.terms.iter().enumerate() {
            columns.skill.extend(seen.under(plan).iter().flat_map(|lived| &lived.skills));
            if let Some(own) = frozen.get(plan) {
                let lived = own.as_deref().unwrap_or(salaried);
                let facts = self.facts_of_lived(plan, lived, unserved.as_deref(), &mut scratch.facts);
                scratch.till.pay_by_seat(terms, facts, &lived.presence, &mut columns.frozen_pay);
            }
        }
    }
}
