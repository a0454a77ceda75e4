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

    #[inline(always)]
    pub(super) fn rows<L: Lanes>(&self, l: L) -> DutyRows<'_, L::F> {
        // written out: what is mapped over an array is not built for the instruction set
        let [adoption, rescue, expansion, advocacy, documented] = &self.work;
        let [pressure, padding, shallow, inflation, begging, neglect, sandbagging] = &self.games;
        let [pulled, held] = &self.moved;
        DutyRows {
            output: l.vectors(&self.output),
            work: [l.vectors(adoption), l.vectors(rescue), l.vectors(expansion), l.vectors(advocacy), l.vectors(documented)],
            discovery: l.vectors(&self.discovery),
            games: [
                l.vectors(pressure),
                l.vectors(padding),
                l.vectors(shallow),
                l.vectors(inflation),
                l.vectors(begging),
                l.vectors(neglect),
                l.vectors(sandbagging),
            ],
            moved: [l.vectors(pulled), l.vectors(held)],
        }
    }
}

/// [`Duty`] as vectors, seat by seat.
pub(super) struct DutyRows<'a, F> {
    output: &'a [F],
    work: [&'a [F]; 5],
    discovery: &'a [F],
    games: [&'a [F]; 7],
    moved: [&'a [F]; 2],
}

impl<F: Copy> DutyRows<'_, F> {
    /// What the customers of `seat` meet, with so much capacity left per account; lanes whose book is handed over this month, and in which a
    /// hand-over still raises churn.
    #[inline(always)]
    pub(super) fn service<L: Lanes<F = F>>(
        &self,
        l: L,
        seat: usize,
        capacity: L::F,
        [handed_over, unsettled]: [u32; 2],
    ) -> Service<L::F, L::M> {
        let capacity = l.mul(capacity, self.output[seat]);
        let [adoption, rescue, expansion, advocacy, documented] = self.work;
        let [pressure, padding, shallow, inflation, begging, neglect, sandbagging] = self.games;
        let [pulled, held] = self.moved;
        Service {
            adoption: l.mul(capacity, adoption[seat]),
            rescue: l.mul(capacity, rescue[seat]),
            expansion: l.mul(l.mul(capacity, expansion[seat]), self.discovery[seat]),
            advocacy: l.mul(capacity, advocacy[seat]),
            documented: l.mul(capacity, documented[seat]),
            pressure: pressure[seat],
            padding: padding[seat],
            shallow: shallow[seat],
            inflation: inflation[seat],
            begging: begging[seat],
            neglect: neglect[seat],
            sandbagging: sandbagging[seat],
            pulled: pulled[seat],
            held: held[seat],
            handed_over: l.lanes_set(handed_over),
            unsettled: l.lanes_set(unsettled),
        }
    }
}
