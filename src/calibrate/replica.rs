//! A company like the one in a history, simulated: the same segments, books and months, other luck.
//!
//! What is fitted to a history is only worth something if a company that is simulated from it looks like that history. Here it is
//! simulated; what is compared is the business of [`settle`](super::settle) and [`predictive`](super::predictive).

use std::ops::Range;

use crate::cohort::History;
use crate::scenario::{Market, Scenario, Seat, Segment, Stress};
use crate::trial::{Sized, sample_customers};

/// How many accounts of each segment, by how many CSMs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Books {
    /// Accounts that are there in the first month.
    pub accounts: u32,
    /// CSMs who share them.
    pub csms: u32,
}

/// A company to be simulated as often as one likes, under a salaried team.
#[derive(Debug, Clone)]
pub struct Replica {
    scenario: Scenario,
    months: usize,
}

impl Replica {
    /// A company of these segments and books (one for each segment) over so many months, at least 2; accounts have their stated size in the
    /// first. What no history shows (how work acts, turnover, the
    /// seed) is taken from `like`.
    #[must_use]
    pub fn new(like: &Scenario, segments: Vec<Segment>, books: &[Books], months: usize) -> Self {
        let total = u16::try_from(months).unwrap_or(u16::MAX).max(2);
        let seat = |segment: usize, nth: u32, of: &Books| Seat {
            name: format!("{} {}", segments[segment].id, nth + 1),
            segment: segment as u16,
            pod: segment as u16,
            ote: 0.0,
            variable: 0.0,
            quota: None,
            start_month: None,
            accounts: of.accounts / of.csms + u32::from(nth < of.accounts % of.csms),
        };
        let roster = books.iter().enumerate().flat_map(|(s, of)| (0..of.csms).map(move |nth| (s, nth, of)));
        let roster = roster.map(|(s, nth, of)| seat(s, nth, of)).collect();
        let scenario = Scenario {
            // nobody is paid: where the unpaid months end does not matter
            burn_in: 1,
            months: total - 1,
            segments,
            roster,
            market: Market::Cohorts(Stress::default()),
            stress: Vec::new(),
            ..like.clone()
        };
        Self { scenario, months: usize::from(total) }
    }

    /// The same company with other segments.
    #[must_use]
    pub fn with(&self, segments: Vec<Segment>) -> Self {
        Self { scenario: Scenario { segments, ..self.scenario.clone() }, months: self.months }
    }

    /// What the company would have written down, once for each trial.
    #[must_use]
    pub fn histories(&self, trials: Range<u32>) -> Vec<History> {
        self.written(trials, true)
    }

    /// The same had it never had a CSM.
    #[must_use]
    pub fn unserved(&self, trials: Range<u32>) -> Vec<History> {
        self.written(trials, false)
    }

    fn written(&self, trials: Range<u32>, served: bool) -> Vec<History> {
        let segments: Vec<String> = self.scenario.segments.iter().map(|s| s.id.clone()).collect();
        let seats: Vec<String> = self.scenario.roster.iter().map(|s| s.name.clone()).collect();
        let panels = sample_customers(&self.scenario, trials, Sized::AtFirst, served).unwrap_or_default();
        let written = |panel| History::of_panel(panel, &segments, &seats, (2000, 1));
        panels.iter().map(written).collect()
    }
}
