//! The customers of a unit: one row per account that any of its trials has, a lane per trial.

use crate::cohort::births::{Bear, Births};
use crate::cohort::parametric::{BirthLaw, BookPlan, Contract, Newborn, arrival_id, arrivals, draw_contract};
use crate::dynamics::Coefficients;
use crate::dynamics::account::Nature;
use crate::lanes::{Isa, Slab};
use crate::random::Stream;
use crate::random::normal::ln;

/// No such account in this trial.
const NONE: u32 = u32::MAX;

/// What the accounts of all trials are sampled from.
pub(in crate::trial) struct Sampling<'a> {
    pub(in crate::trial) births: &'a Stream,
    pub(in crate::trial) auxiliary: &'a Stream,
    pub(in crate::trial) coefficients: &'a Coefficients,
    pub(in crate::trial) laws: &'a [BirthLaw],
    pub(in crate::trial) books: &'a [BookPlan],
    pub(in crate::trial) months: u16,
}

/// Rows of accounts. Starting accounts come first, as in every trial; then arrivals by (month, seat, number), each in the trials that have it.
#[derive(Debug, Clone, Default)]
pub(crate) struct UnitCohort {
    /// Lanes of a vector.
    width: usize,
    /// Lanes with a trial.
    pub(super) lanes: usize,
    /// Number that names each row's account in streams.
    pub(super) id: Vec<u32>,
    /// First seat.
    pub(super) seat: Vec<u16>,
    pub(super) segment: Vec<u16>,
    /// Segments of consecutive rows, and the row after the last of them.
    pub(super) spans: Vec<(u16, u32)>,
    /// Month of arrival; 0 = there from the start.
    pub(super) born: Vec<u16>,
    /// Lanes that have the account.
    pub(super) exists: Vec<u32>,
    pub(super) births: Births,
    /// Rows of starting accounts.
    started: usize,
    /// Place among its trial's of each account that arrives, `rows × lanes`.
    arrivals: Vec<u32>,
    /// Contracts, `rows × lanes`; empty where nobody has one.
    contracts: Vec<Option<Contract>>,
    /// ln(12 × years) of contracts, `rows × lanes`; empty where nobody has one.
    pub(super) term: Slab,
}

impl UnitCohort {
    /// Samples the accounts of a unit. `book_trials` is the luck of starting books by lane, `trials` that of arrivals; the first `lanes`
    /// lanes have a trial.
    pub(super) fn sample(from: &Sampling<'_>, isa: Isa, lanes: usize, book_trials: &[u32], trials: &[u32]) -> Self {
        let width = isa.width();
        let mut all = Self { width, lanes, ..Self::default() };
        let everywhere = (1_u32 << lanes) - 1;
        all.make_room(from.books.iter().map(|book| book.accounts as usize).sum());
        for (seat, book) in from.books.iter().enumerate() {
            for _ in 0..book.accounts {
                let row = all.id.len() as u32;
                all.push(row, seat, book.segment, 0, everywhere);
            }
        }
        all.started = all.id.len();
        let mut next = vec![all.started as u32; lanes];
        for month in 1..from.months {
            for (seat, book) in from.books.iter().enumerate() {
                let law = &from.laws[usize::from(book.segment)];
                if law.arrivals == 0.0 {
                    continue;
                }
                let arrived: Vec<u32> =
                    trials[..lanes].iter().map(|&trial| arrivals(from.auxiliary, law, book, seat, month, trial)).collect();
                for k in 0..arrived.iter().copied().max().unwrap_or(0) {
                    let exists = (0..lanes).filter(|&lane| k < arrived[lane]).fold(0, |bits, lane| bits | 1 << lane);
                    all.push(arrival_id(seat, month, k), seat, book.segment, month, exists);
                    all.arrivals.extend((0..width).map(|lane| if exists >> lane & 1 != 0 { next[lane] } else { NONE }));
                    lanes_of(exists).for_each(|lane| next[lane] += 1);
                }
            }
        }
        all.bear(from, isa, book_trials, trials);
        all.sign_contracts(from);
        all
    }

    /// Room for so many starting accounts.
    fn make_room(&mut self, accounts: usize) {
        self.id.reserve(accounts);
        self.seat.reserve(accounts);
        self.segment.reserve(accounts);
        self.born.reserve(accounts);
        self.exists.reserve(accounts);
    }

    fn push(&mut self, id: u32, seat: usize, segment: u16, born: u16, exists: u32) {
        self.id.push(id);
        self.seat.push(seat as u16);
        self.segment.push(segment);
        let end = self.id.len() as u32;
        match self.spans.last_mut() {
            Some((last, until)) if *last == segment => *until = end,
            _ => self.spans.push((segment, end)),
        }
        self.born.push(born);
        self.exists.push(exists);
    }

    fn bear(&mut self, from: &Sampling<'_>, isa: Isa, book_trials: &[u32], trials: &[u32]) {
        let started = self.started;
        self.births = Births::new(self.rows() * self.width);
        for (from_start, trials, rows) in [(true, book_trials, 0..started), (false, trials, started..self.rows())] {
            isa.run(Bear {
                stream: from.births,
                trials,
                coefficients: from.coefficients,
                laws: from.laws,
                from_start,
                first: rows.start,
                ids: &self.id[rows.clone()],
                segments: &self.segment[rows],
                births: &mut self.births,
            });
        }
    }

    fn sign_contracts(&mut self, from: &Sampling<'_>) {
        if from.laws.iter().all(|law| law.terms.is_none()) {
            return;
        }
        self.contracts = vec![None; self.rows() * self.width];
        self.term = Slab::new(self.rows() * self.width);
        for row in 0..self.rows() {
            let Some(terms) = from.laws[usize::from(self.segment[row])].terms else { continue };
            for lane in lanes_of(self.exists[row]) {
                let cell = row * self.width + lane;
                let [term, phase] = self.births.contract.each_ref().map(|uniforms| uniforms[cell]);
                let contract = draw_contract(terms, term, phase, self.born[row]);
                self.contracts[cell] = Some(contract);
                self.term[cell] = ln(12.0 * f32::from(contract.years));
            }
        }
    }

    /// Rows.
    pub(super) fn rows(&self) -> usize {
        self.id.len()
    }

    /// Place of a row's account among those of a lane's trial, which has it.
    pub(super) fn column(&self, row: usize, lane: usize) -> usize {
        // starting accounts are the same in all trials
        if row < self.started { row } else { self.arrivals[(row - self.started) * self.width + lane] as usize }
    }

    /// The contract of a row's account in a lane.
    pub(super) fn contract(&self, row: usize, lane: usize) -> Option<Contract> {
        self.contracts.get(row * self.width + lane).copied().flatten()
    }

    /// Lanes whose contract of this row comes due in `month`.
    pub(super) fn due(&self, row: usize, month: u16) -> u32 {
        let comes = |lane: &usize| self.contract(row, *lane).is_some_and(|contract| contract.due(month));
        (0..self.lanes).filter(comes).fold(0, |bits, lane| bits | 1 << lane)
    }

    /// What the account of a row is born with in a lane that has it.
    pub(super) fn newborn(&self, row: usize, lane: usize) -> Newborn {
        let (cell, b) = (row * self.width + lane, &self.births);
        Newborn {
            id: self.id[row],
            seat: self.seat[row],
            segment: self.segment[row],
            born: self.born[row],
            nature: Nature { growth: b.growth[cell], anchor: b.anchor[cell] },
            ln_usage: b.ln_usage[cell],
            value_normal: b.value_normal[cell],
            deployment: b.deployment[cell],
            contract: self.contract(row, lane),
        }
    }

    /// The customers of one lane's trial.
    pub(super) fn of_lane(&self, lane: usize) -> Vec<Newborn> {
        (0..self.rows()).filter(|&row| self.exists[row] >> lane & 1 != 0).map(|row| self.newborn(row, lane)).collect()
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
