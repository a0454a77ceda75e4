//! The luck band: what a person would have been paid had their book been another draw of the same kind.
//!
//! In every draw each person gets as many accounts as they had, drawn with replacement from those they had, each with its whole past (see
//! [`Resampler::within_books`](crate::cohort::resample::Resampler::within_books)). The band is the luck of which customers sit in a book.
//! It is not skill, and not the economy: all draws live through the same months. A bootstrap of n accounts understates the variance by
//! about 1/n (Efron & Tibshirani 1993, *An Introduction to the Bootstrap*, §5.3): bands of small books are too narrow.

use crate::measure::Scope;
use crate::plan::Plan;
use crate::scenario::{Goalpost, Neutral, RunSettings, Scenario};
use crate::stats::{Estimate, Sorted, share};
use crate::trial::{EngineError, Outcomes, RunOptions, StopReason, Watch, run};

/// Lower end of the band: nine draws of ten lie within.
pub const LOW: f64 = 0.05;
/// Upper end.
pub const HIGH: f64 = 0.95;
/// Fewest draws from which its ends are known at all well.
pub const FEWEST_DRAWS: u32 = 100;

/// Pay over redrawn books, \[$\].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LuckBand {
    /// [`LOW`] quantile.
    pub low: Estimate,
    /// Median.
    pub middle: Estimate,
    /// [`HIGH`] quantile.
    pub high: Estimate,
}

impl LuckBand {
    /// The band of so many amounts, \[$\]; `None` without any.
    #[must_use]
    pub fn of(amounts: Vec<f64>) -> Option<Self> {
        let sorted = Sorted::new(amounts);
        Some(Self { low: sorted.estimate(LOW)?, middle: sorted.estimate(0.5)?, high: sorted.estimate(HIGH)? })
    }

    /// Whether an amount lies in the band, its ends included.
    #[must_use]
    pub fn holds(&self, amount: f64) -> bool {
        (self.low.value..=self.high.value).contains(&amount)
    }
}

/// Everybody's pay under every plan on the same redrawn books.
pub(super) struct Redrawn {
    outcomes: Outcomes,
}

impl Redrawn {
    /// Draws books; `scenario` draws them out of themselves. `None` if `watch` breaks off.
    pub(super) fn of(scenario: &Scenario, draws: u32, options: RunOptions, watch: &mut Watch<'_>) -> Result<Option<Self>, EngineError> {
        let run_settings = RunSettings { goal: Goalpost::Trials(draws), payouts_only: true, ..scenario.run };
        let scenario = Scenario { run: run_settings, neutral: Neutral::Off, ..scenario.clone() };
        let result = run(&scenario, options, watch)?;
        Ok((result.stop != StopReason::Interrupted).then_some(Self { outcomes: result.base }))
    }

    /// Whether a person's pay depends on draws at all: the own book has accounts to be drawn anew, or the plan reads others' too.
    pub(super) fn varies(&self, scenario: &Scenario, plan: usize, accounts: usize) -> bool {
        let reads_others = |plan: &Plan| plan.metrics.iter().any(|metric| metric.scope != Scope::Individual);
        accounts > 1 || reads_others(&scenario.plans[plan])
    }

    pub(super) fn pay(&self, plan: usize, seat: usize) -> Option<LuckBand> {
        LuckBand::of(self.cents(plan, seat).map(|cents| cents as f64 / 100.0).collect())
    }

    pub(super) fn change(&self, plan: usize, today: usize, seat: usize) -> Option<LuckBand> {
        LuckBand::of(self.changes(plan, today, seat).map(|cents| cents as f64 / 100.0).collect())
    }

    pub(super) fn gains(&self, plan: usize, today: usize, seat: usize) -> Option<Estimate> {
        share(self.changes(plan, today, seat).filter(|change| *change > 0).count() as u64, self.outcomes.trials as u64)
    }

    fn cents(&self, plan: usize, seat: usize) -> impl Iterator<Item = i64> {
        (0..self.outcomes.trials).map(move |trial| self.outcomes.pay_of(trial, plan)[seat])
    }

    fn changes(&self, plan: usize, today: usize, seat: usize) -> impl Iterator<Item = i64> {
        self.cents(plan, seat).zip(self.cents(today, seat)).map(|(pay, before)| pay - before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The 5th, 50th and 95th of 0 to 100, and the errors of the ends from their order statistics.
    #[test]
    fn nine_tenths_of_the_draws_are_in_the_band() {
        let band = LuckBand::of((0..=100).rev().map(f64::from).collect()).unwrap();
        assert_eq!([band.low, band.middle, band.high].map(|end| (end.value, end.n)), [(5.0, 101), (50.0, 101), (95.0, 101)]);
        assert!(band.low.standard_error.is_some_and(|error| (1.0..4.0).contains(&error)), "{band:?}");
        assert!(band.holds(5.0) && band.holds(95.0) && !band.holds(4.99) && !band.holds(95.01));
        assert_eq!(LuckBand::of(Vec::new()), None);
    }
}
