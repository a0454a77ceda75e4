//! What one reading found, handed on without being kept first: there is one for every seat, period, metric and trial.

use super::super::Reading;
use super::super::read::{Tally, Valuing};

/// The readings of a seat, by lane.
#[derive(Debug, Clone, Copy)]
pub struct SeatReadings<'a>(pub(super) Readings<'a>);

/// What they are made of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Readings<'a> {
    /// Nothing was expected.
    Plain { valuing: Valuing, counted: &'a [f64], base: &'a [f64] },
    /// Against what a rule expected.
    Against(&'a [Reading]),
}

impl SeatReadings<'_> {
    /// Calls `on` with each of them.
    #[inline]
    pub fn for_each(self, mut on: impl FnMut(Reading)) {
        let mut plainly = |valuing: Valuing, counted: &[f64], base: &[f64]| {
            for (&counted, &base) in counted.iter().zip(base) {
                on(Reading { value: valuing.value(Tally { counted, base }, false), goal: None, base });
            }
        };
        match self.0 {
            // most are
            Readings::Plain { valuing: Valuing::Quotient, counted, base } => plainly(Valuing::Quotient, counted, base),
            Readings::Plain { valuing, counted, base } => plainly(valuing, counted, base),
            Readings::Against(readings) => readings.iter().for_each(|reading| on(*reading)),
        }
    }
}
