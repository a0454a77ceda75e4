//! What one team's customers lived through, and what its people did.

use crate::behaviour::{Conduct, Timing};
use crate::dynamics::Panel;
use crate::measure::Presence;

/// Numbers kept about conduct: five efforts, six games, deals pulled forward, deals held back.
pub const CONDUCT_COLUMNS: usize = 13;

/// Sums of conduct over seat-months.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ConductMeans {
    sums: [f64; CONDUCT_COLUMNS],
    months: u32,
}

impl ConductMeans {
    /// One seat-month.
    pub(crate) fn add(&mut self, conduct: &Conduct) {
        let efforts = conduct.effort.to_array();
        let games = conduct.gaming.to_array();
        let timing = [Timing::PullForward, Timing::HoldBack].map(|t| if conduct.timing == t { 1.0 } else { 0.0 });
        let all = efforts.into_iter().chain(games).chain(timing);
        self.sums.iter_mut().zip(all).for_each(|(sum, x)| *sum += f64::from(x));
        self.months += 1;
    }

    /// Means over seat-months; salaried where there were none.
    pub(crate) fn means(&self) -> [f32; CONDUCT_COLUMNS] {
        match self.months {
            0 => std::array::from_fn(|k| if k < 5 { 1.0 } else { 0.0 }),
            n => self.sums.map(|sum| (sum / f64::from(n)) as f32),
        }
    }
}

/// A team's customers over the horizon.
#[derive(Debug)]
pub(crate) struct Lived {
    /// The customers.
    pub panel: Panel,
    /// Who was there.
    pub presence: Presence,
    /// People who left, by seat.
    pub departures: Vec<u32>,
    /// What people did.
    pub conduct: ConductMeans,
}
