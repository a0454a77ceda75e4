//! What one team's customers lived through, and what its people did.

use std::sync::Arc;

use crate::behaviour::{Decision, Timing};
use crate::dynamics::Panel;
use crate::measure::{CompanyFacts, Facts, Presence, company};

/// Numbers kept about conduct: five efforts, seven games, and shares of months in which deals are pulled forward, deals are held back,
/// hardly anything is to be earned by more effort, a cliff is in reach.
pub const CONDUCT_COLUMNS: usize = 16;

/// Below this multiple of the straight line to target pay there is as good as no incentive. Judgement.
const NO_INCENTIVE: f64 = 0.25;
/// Above this multiple of what it pays before a period has shown anything a cliff (or a steep accelerator) is in reach. Judgement.
const CLIFF: f64 = 2.5;

/// Sums of conduct over seat-months.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ConductMeans {
    sums: [f64; CONDUCT_COLUMNS],
    months: u32,
    /// The last decision, and how many times it has been taken in a row: mostly people do what they did.
    last: Option<(Decision, u32)>,
}

impl ConductMeans {
    /// One seat-month.
    pub(crate) fn add(&mut self, decision: &Decision) {
        self.months += 1;
        match &mut self.last {
            Some((last, times)) if last == decision => *times += 1,
            last => {
                let before = last.replace((*decision, 1));
                before.iter().for_each(|(decision, times)| add_to(&mut self.sums, decision, *times));
            }
        }
    }

    /// Means over seat-months; salaried where there were none.
    pub(crate) fn means(&self) -> [f32; CONDUCT_COLUMNS] {
        let mut sums = self.sums;
        self.last.iter().for_each(|(decision, times)| add_to(&mut sums, decision, *times));
        match self.months {
            // the salaried have no incentive
            0 => std::array::from_fn(|k| if k < 5 || k == CONDUCT_COLUMNS - 2 { 1.0 } else { 0.0 }),
            n => sums.map(|sum| (sum / f64::from(n)) as f32),
        }
    }
}

fn add_to(sums: &mut [f64; CONDUCT_COLUMNS], decision: &Decision, times: u32) {
    let conduct = &decision.conduct;
    let efforts = conduct.effort.to_array();
    let games = conduct.gaming.to_array();
    let timing = [Timing::PullForward, Timing::HoldBack].map(|t| if conduct.timing == t { 1.0 } else { 0.0 });
    let incentive = [decision.incentive < NO_INCENTIVE, decision.surge > CLIFF].map(|is| if is { 1.0 } else { 0.0 });
    let all = efforts.into_iter().chain(games).chain(timing).chain(incentive);
    sums.iter_mut().zip(all).for_each(|(sum, x)| *sum += f64::from(x) * f64::from(times));
}

/// The customers of one world over the horizon: whole, or what was read of them.
#[derive(Debug)]
pub(crate) enum Customers {
    /// Month by month.
    Panel(Box<Panel>),
    /// What was read of them, by what it is asked for by (a plan's index, for what it reads), and the company as a whole.
    Read { facts: Vec<(usize, Facts)>, company: CompanyFacts },
}

impl Customers {
    /// The customers month by month; `None` where only what was read of them is left.
    pub(crate) fn panel(&self) -> Option<&Panel> {
        match self {
            Self::Panel(panel) => Some(panel),
            Self::Read { .. } => None,
        }
    }

    /// What was read of them and is asked for by `key`.
    pub(crate) fn read_as(&self, key: usize) -> Option<&Facts> {
        match self {
            Self::Panel(_) => None,
            Self::Read { facts, .. } => facts.iter().find(|(of, _)| *of == key).map(|(_, facts)| facts),
        }
    }

    /// The company as a whole over `months` paid months.
    pub(crate) fn company(&self, months: usize) -> CompanyFacts {
        match self {
            Self::Panel(panel) => company(panel, months),
            Self::Read { company, .. } => *company,
        }
    }
}

/// A team's customers over the horizon.
#[derive(Debug)]
pub(crate) struct Lived {
    /// The customers.
    pub customers: Customers,
    /// Who was there.
    pub presence: Arc<Presence>,
    /// Mean skill of whoever was there in the paid months, by seat; NaN where nobody ever was, empty where skill is unknown.
    pub skills: Vec<f32>,
    /// People who left, by seat.
    pub departures: Vec<u32>,
    /// What people did.
    pub conduct: ConductMeans,
    /// The same in full, `paid months × seats`; `None` where nobody was there, empty where everybody is salaried.
    pub decisions: Vec<Option<Decision>>,
}

impl Lived {
    /// Where nobody asks who served these customers and what they did.
    pub(crate) fn unasked(customers: Customers, presence: Arc<Presence>) -> Self {
        Self { customers, presence, skills: Vec::new(), departures: Vec::new(), conduct: ConductMeans::default(), decisions: Vec::new() }
    }
}
