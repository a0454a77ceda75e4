//! What a unit's world is made of: its customers, and what people do for them.

use crate::dynamics::seat::Service;
use crate::lanes::{Lanes, Slab};

/// Customers of one world, `accounts × lanes` or `seats × lanes` each.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// ln of permanent usage, \[$/month\].
    pub ln_usage: Slab,
    /// Value score; no number for accounts that are not there.
    pub value: Slab,
    /// ln(1 + size) of a deal won but not yet signed; 0 if none. Empty where deals are signed at once and nobody moves them.
    pub pending: Slab,
    /// ln(1 + size) of a deal due for signature and held back for a month; 0 if none. Empty as above.
    pub held: Slab,
    /// ln of the contract's monthly price; unused for usage billing, and empty without contracts.
    pub ln_price: Slab,
    /// Trust of each book.
    pub trust: Slab,
    /// Share of each book with a written Results Strategy.
    pub strategy: Slab,
    /// Adoption output that each book meets this month.
    pub adoption: Slab,
    /// Documented output as each book's records show it this month.
    pub recorded: Slab,
}

/// Who is there in one month.
#[derive(Debug, Clone, Default)]
pub struct Muster {
    /// Skill times ramp, `seats × lanes`; 0 where nobody is there.
    pub capacity: Slab,
    /// Lanes in which somebody is there, by seat.
    pub present: Vec<u32>,
    /// Full months since whoever is there was hired, `seats × lanes`.
    pub tenure: Vec<u16>,
    /// Lanes whose book is handed over this month, and in which a hand-over still raises churn, by seat.
    pub handed_over: Vec<[u32; 2]>,
}

impl Muster {
    /// Nobody is there, in any of so many seats times lanes.
    #[must_use]
    pub fn nobody(seats: usize, width: usize) -> Self {
        Self {
            capacity: Slab::new(seats * width),
            present: vec![0; seats],
            tenure: vec![0; seats * width],
            handed_over: vec![[0; 2]; seats],
        }
    }
}

/// What people do for their books in one month, before the number of accounts dilutes it: `seats × lanes` each.
#[derive(Debug, Clone, Default)]
pub struct Duty {
    /// Factor on all output.
    pub output: Slab,
    /// Output of adoption, rescue, expansion, advocacy and documented work per unit of capacity.
    pub work: [Slab; 5],
    /// Factor on the output of expansion work.
    pub discovery: Slab,
    /// Pressure, padding, shallow, inflation, begging, neglect, sandbagging.
    pub games: [Slab; 7],
    /// Shares of deals pulled forward and held back.
    pub moved: [Slab; 2],
}

impl Duty {
    /// Nobody does anything in any of so many seats times lanes.
    #[must_use]
    pub fn none(seats: usize, width: usize) -> Self {
        let slab = || Slab::new(seats * width);
        Self {
            output: slab(),
            work: std::array::from_fn(|_| slab()),
            discovery: slab(),
            games: std::array::from_fn(|_| slab()),
            moved: std::array::from_fn(|_| slab()),
        }
    }

    /// What the customers of `seat` meet, with so much attention left per account.
    #[inline(always)]
    pub(super) fn service<L: Lanes>(&self, l: L, muster: &Muster, seat: usize, load: L::F) -> Service<L::F, L::M> {
        // written out: what is mapped over an array is not built for the instruction set
        let capacity = l.mul(l.mul(at(l, &muster.capacity, seat), load), at(l, &self.output, seat));
        let [adoption, rescue, expansion, advocacy, documented] = &self.work;
        let [pressure, padding, shallow, inflation, begging, neglect, sandbagging] = &self.games;
        let [handed_over, unsettled] = muster.handed_over[seat];
        Service {
            adoption: l.mul(capacity, at(l, adoption, seat)),
            rescue: l.mul(capacity, at(l, rescue, seat)),
            expansion: l.mul(l.mul(capacity, at(l, expansion, seat)), at(l, &self.discovery, seat)),
            advocacy: l.mul(capacity, at(l, advocacy, seat)),
            documented: l.mul(capacity, at(l, documented, seat)),
            pressure: at(l, pressure, seat),
            padding: at(l, padding, seat),
            shallow: at(l, shallow, seat),
            inflation: at(l, inflation, seat),
            begging: at(l, begging, seat),
            neglect: at(l, neglect, seat),
            sandbagging: at(l, sandbagging, seat),
            pulled: at(l, &self.moved[0], seat),
            held: at(l, &self.moved[1], seat),
            handed_over: l.lanes_set(handed_over),
            unsettled: l.lanes_set(unsettled),
        }
    }
}

#[inline(always)]
fn at<L: Lanes>(l: L, slab: &Slab, seat: usize) -> L::F {
    l.vectors(slab)[seat]
}
