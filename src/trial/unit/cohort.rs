//! The customers of a unit: one row per account that any of its trials has, a lane per trial.

use crate::cohort::parametric::Newborn;
use crate::dynamics::kernel::Births;
use crate::lanes::Slab;

/// No such account in this trial.
const NONE: u32 = u32::MAX;

/// Rows of accounts. Starting accounts come first, as in every trial; then arrivals by (month, seat, number), each in the trials that have it.
#[derive(Debug, Clone, Default)]
pub(crate) struct UnitCohort {
    /// Lanes.
    pub(super) width: usize,
    /// What each trial's accounts are born with.
    pub(super) of_lane: Vec<Vec<Newborn>>,
    /// Number that names each row's account in streams.
    pub(super) id: Vec<u32>,
    /// First seat.
    pub(super) seat: Vec<u16>,
    /// Month of arrival; 0 = there from the start.
    pub(super) born: Vec<u16>,
    /// Lanes that have the account.
    pub(super) exists: Vec<u32>,
    /// Growth and anchor.
    pub(super) births: Births,
    /// Place of each row's account among its trial's, `rows × lanes`.
    pub(super) column: Vec<u32>,
    /// ln(12 × years) of contracts, `rows × lanes`; 0 where there is none.
    pub(super) term: Slab,
}

impl UnitCohort {
    /// Puts the cohorts of a unit's trials side by side, in vectors of `width` lanes.
    pub(super) fn of(of_lane: Vec<Vec<Newborn>>, width: usize) -> Self {
        let mut rows: Vec<&Newborn> = of_lane.iter().flatten().collect();
        // starting accounts are numbered from 0 in the order of books; arrivals have ids of their own, seat before month
        rows.sort_by_key(|a| (a.born, a.seat, a.id));
        rows.dedup_by_key(|a| a.id);
        let mut all = Self {
            width,
            id: rows.iter().map(|a| a.id).collect(),
            seat: rows.iter().map(|a| a.seat).collect(),
            born: rows.iter().map(|a| a.born).collect(),
            exists: vec![0; rows.len()],
            births: Births { growth: Slab::new(rows.len() * width), anchor: Slab::new(rows.len() * width) },
            column: vec![NONE; rows.len() * width],
            term: Slab::new(rows.len() * width),
            of_lane: Vec::new(),
        };
        for (lane, cohort) in of_lane.iter().enumerate() {
            let mut row = 0;
            for (column, born) in cohort.iter().enumerate() {
                while all.id[row] != born.id {
                    row += 1;
                }
                let cell = row * width + lane;
                all.exists[row] |= 1 << lane;
                all.column[cell] = column as u32;
                all.births.growth[cell] = born.nature.growth;
                all.births.anchor[cell] = born.nature.anchor;
                if let Some(contract) = born.contract {
                    all.term[cell] = crate::random::normal::ln(12.0 * f32::from(contract.years));
                }
            }
        }
        all.of_lane = of_lane;
        all
    }

    /// Rows.
    pub(super) fn rows(&self) -> usize {
        self.id.len()
    }

    /// What the account of a row is born with in a lane that has it.
    pub(super) fn newborn(&self, row: usize, lane: usize) -> Option<&Newborn> {
        self.of_lane[lane].get(self.column[row * self.width + lane] as usize)
    }

    /// Lanes whose contract of this row comes due in `month`.
    pub(super) fn due(&self, row: usize, month: u16) -> u32 {
        let comes = |lane: &usize| self.newborn(row, *lane).and_then(|a| a.contract).is_some_and(|contract| contract.due(month));
        (0..self.of_lane.len()).filter(comes).fold(0, |bits, lane| bits | 1 << lane)
    }
}

/// Lanes of a mask.
pub(super) fn lanes_of(mut bits: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (bits != 0).then(|| {
            let lane = bits.trailing_zeros() as usize;
            bits &= bits - 1;
            lane
        })
    })
}
