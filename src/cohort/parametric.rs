//! Sampling parametric customers: what each account is born with, and when new ones arrive.

use rand_distr::{Distribution, Poisson};

use crate::dynamics::Coefficients;
use crate::dynamics::account::Nature;
use crate::random::normal::{normals, uniform};
use crate::random::{Purpose, Stream};

/// Law of the accounts of one segment at birth (model sections 0.8, 0.2 and 4.1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BirthLaw {
    /// ln of median monthly revenue, \[$/month\].
    pub ln_usage: f32,
    /// Added to it for starting books, so that they have the stated size when pay begins, a burn-in later.
    pub opening_shift: f32,
    /// Standard deviation of ln usage between accounts.
    pub ln_usage_sd: f32,
    /// Mean organic growth, log points a month (g).
    pub growth: f32,
    /// Its standard deviation between accounts (τ).
    pub growth_sd: f32,
    /// Shares of contracts of 1, 2 and 3 years; `None` for usage billing.
    pub terms: Option<[f32; 3]>,
    /// Accounts that arrive per account of a full book and month.
    pub arrivals: f64,
}

/// A contract: renewed in month `phase`, `phase` + 12 × `years`, …
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contract {
    /// Simulated month of the first renewal.
    pub phase: u16,
    /// Years between renewals, 1 to 3.
    pub years: u8,
}

impl Contract {
    /// Whether the contract comes due in `month`.
    #[must_use]
    pub fn due(&self, month: u16) -> bool {
        month >= self.phase && (month - self.phase).is_multiple_of(12 * u16::from(self.years))
    }
}

/// What an account is born with, before any world touches it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Newborn {
    /// Number that names it in random streams and on statements; the same under every plan.
    pub id: u32,
    /// Seat that owns it first.
    pub seat: u16,
    /// Segment.
    pub segment: u16,
    /// Month in which it arrives; 0 = there from the start.
    pub born: u16,
    /// Own growth and value anchor.
    pub nature: Nature,
    /// ln of permanent usage at birth, \[$/month\].
    pub ln_usage: f32,
    /// Standard normal of its value score at birth.
    pub value_normal: f32,
    /// Deployment offset d_i, logit.
    pub deployment: f32,
    /// Contract, where billing is by contract.
    pub contract: Option<Contract>,
}

/// One seat's book to be filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BookPlan {
    /// Segment.
    pub segment: u16,
    /// Accounts at the start.
    pub accounts: u32,
    /// Accounts in a full book, at which attention is undiluted.
    pub reference: u32,
}

/// First number of accounts that arrive later: bit 31, then seat (15 bits), month (8 bits), count (8 bits).
const ARRIVAL: u32 = 1 << 31;

/// Samples the cohort of one trial: first the starting books, seat by seat, then arrivals by (month, seat).
///
/// `book_trial` is the luck of starting books, `trial` that of arrivals; they differ when a book is held fixed.
#[must_use]
pub fn sample_cohort(
    seed: u64,
    c: &Coefficients,
    laws: &[BirthLaw],
    books: &[BookPlan],
    months: u16,
    book_trial: u32,
    trial: u32,
) -> Vec<Newborn> {
    let starts = Stream::new(seed, Purpose::AccountStart);
    let auxiliary = Stream::new(seed, Purpose::Auxiliary);
    let mut cohort = Vec::with_capacity(books.iter().map(|b| b.accounts as usize).sum::<usize>() * 3 / 2);
    let mut id = 0;
    for (seat, book) in books.iter().enumerate() {
        for _ in 0..book.accounts {
            cohort.push(newborn(&starts, c, &laws[usize::from(book.segment)], id, seat as u16, book.segment, 0, book_trial));
            id += 1;
        }
    }
    for month in 1..months {
        for (seat, book) in books.iter().enumerate() {
            let law = &laws[usize::from(book.segment)];
            for k in 0..arrivals(&auxiliary, law, book, seat, month, trial) {
                let id = arrival_id(seat, month, k);
                cohort.push(newborn(&starts, c, law, id, seat as u16, book.segment, month, trial));
            }
        }
    }
    cohort
}

/// How many accounts a seat gets in a month, at most 255. `auxiliary` is the stream of rare things.
#[must_use]
pub fn arrivals(auxiliary: &Stream, law: &BirthLaw, book: &BookPlan, seat: usize, month: u16, trial: u32) -> u32 {
    let mean = law.arrivals * f64::from(book.accounts);
    let Ok(poisson) = Poisson::new(mean) else { return 0 }; // no arrivals where the mean is 0
    let arrived: f64 = poisson.sample(&mut auxiliary.rng(ARRIVAL | seat as u32, u32::from(month), trial));
    (arrived as u32).min(255)
}

/// Number of the `k`th account that a seat gets in a month.
#[must_use]
pub fn arrival_id(seat: usize, month: u16, k: u32) -> u32 {
    ARRIVAL | (seat as u32) << 16 | u32::from(month) << 8 | k
}

#[expect(clippy::too_many_arguments, reason = "the coordinates of one account")]
fn newborn(starts: &Stream, c: &Coefficients, law: &BirthLaw, id: u32, seat: u16, segment: u16, born: u16, trial: u32) -> Newborn {
    let w = starts.block(id, 0, 0, trial);
    let (growth, anchor) = normals(w[0], w[1]);
    let (usage, value_normal) = normals(w[2], w[3]);
    let w = starts.block(id, 0, 1, trial);
    let (deployment, _) = normals(w[0], w[1]);
    let contract = law.terms.map(|terms| draw_contract(terms, uniform(w[2]), uniform(w[3]), born));
    Newborn {
        id,
        seat,
        segment,
        born,
        nature: Nature { growth: law.growth + law.growth_sd * growth, anchor: if c.anchor_sd == 0.0 { 0.0 } else { c.anchor_sd * anchor } },
        ln_usage: law.ln_usage + if born == 0 { law.opening_shift } else { 0.0 } + law.ln_usage_sd * usage,
        value_normal,
        deployment: if c.deployment_sd == 0.0 { 0.0 } else { c.deployment_sd * deployment },
        contract,
    }
}

/// Term by share, phase uniform over the term, from a uniform each: accounts that were there at the start are somewhere in theirs, accounts that arrive
/// begin one.
#[must_use]
pub fn draw_contract(terms: [f32; 3], term: f32, phase: f32, born: u16) -> Contract {
    let years = if term < terms[0] {
        1
    } else if term < terms[0] + terms[1] {
        2
    } else {
        3
    };
    let length = 12 * u16::from(years);
    let phase = if born > 0 { born + length } else { (phase * f32::from(length)) as u16 };
    Contract { phase, years }
}
