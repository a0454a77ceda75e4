//! Everything about people in one month, folded into the intercepts of each book before any account is looked at.

use super::accounts::Accounts;
use super::state::{Duty, Muster, State};
use crate::dynamics::account::RED;
use crate::dynamics::seat::{Intercepts, MonthShock, Shift, fold, strategy_after, trust_after};
use crate::dynamics::{Coefficients, Rates};
use crate::lanes::{Lanes, Slab, Work};

/// Intercepts of every book in one month and one world: 13 × `seats × lanes`.
#[derive(Debug, Clone, Default)]
pub struct SeatIntercepts(Slab);

/// Intercepts of a book.
const EACH: usize = 13;

impl SeatIntercepts {
    /// Of so many books.
    #[must_use]
    pub fn new(seats: usize, width: usize) -> Self {
        Self(Slab::new(EACH * seats * width))
    }

    #[inline(always)]
    fn put<L: Lanes>(&mut self, l: L, seat: usize, i: &Intercepts<L::F>) {
        let rows = &mut l.vectors_mut(&mut self.0)[seat * EACH..][..EACH];
        rows[0] = i.churn;
        rows[1] = i.expansion;
        rows[2] = i.lead;
        rows[3] = i.deal;
        rows[4] = i.advocacy;
        rows[5] = i.padded;
        rows[6] = i.padded_deal;
        rows[7] = i.mover;
        rows[8] = i.growth;
        rows[9] = i.value;
        rows[10] = i.rescue;
        rows[11] = i.pulled;
        rows[12] = i.held;
    }

    #[inline(always)]
    pub(super) fn of<L: Lanes>(&self, l: L, seat: usize) -> Intercepts<L::F> {
        let rows = &l.vectors(&self.0)[seat * EACH..][..EACH];
        Intercepts {
            churn: rows[0],
            expansion: rows[1],
            lead: rows[2],
            deal: rows[3],
            advocacy: rows[4],
            padded: rows[5],
            padded_deal: rows[6],
            mover: rows[7],
            growth: rows[8],
            value: rows[9],
            rescue: rows[10],
            pulled: rows[11],
            held: rows[12],
        }
    }

    /// The highest log churn hazard, log expansion rate and log probability of a lead that any book has at value 0, in any lane.
    #[must_use]
    pub fn ceiling(&self, width: usize) -> [f32; 3] {
        let mut highest = [f32::NEG_INFINITY; 3];
        for book in self.0.chunks(EACH * width) {
            for (highest, of_lanes) in highest.iter_mut().zip(book.chunks(width)) {
                *highest = of_lanes.iter().copied().fold(*highest, f32::max);
            }
        }
        highest
    }
}

/// Folds one book's month: trust moves on, and so do the records.
pub struct FoldBook<'a> {
    /// Coefficients.
    pub coefficients: &'a Coefficients,
    /// Rates of its segment.
    pub rates: &'a Rates,
    /// Seat.
    pub seat: usize,
    /// Accounts of a full book.
    pub reference: u32,
    /// Its accounts.
    pub accounts: &'a Accounts,
    /// Who is there.
    pub muster: &'a Muster,
    /// What people do.
    pub duty: &'a Duty,
    /// Macro state and common normal of the month, by lane.
    pub shock: [&'a [f32]; 2],
    /// Stress.
    pub shift: Shift,
    /// Customers.
    pub state: &'a mut State,
    /// Where the intercepts go.
    pub intercepts: &'a mut SeatIntercepts,
}

impl Work for FoldBook<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let Self { coefficients: c, rates, seat, reference, accounts, muster, duty, shock, shift, state, intercepts } = self;
        let n = |x: f32| l.splat(x);

        // living and red accounts at the month's start, where that matters
        let (mut living, mut red) = (n(0.0), n(0.0));
        let crowded = accounts.all().len() > reference as usize;
        if crowded || !c.attention_full_book && c.rescue != 0.0 {
            let value = l.vectors(&state.value);
            for (first, run) in accounts.runs() {
                for &value in &value[first..][..run.len()] {
                    living = l.add(living, l.keep(l.is_number(value), n(1.0)));
                }
            }
        }
        if c.rescue != 0.0 {
            let value = l.vectors(&state.value);
            for (first, run) in accounts.runs() {
                for &value in &value[first..][..run.len()] {
                    red = l.add(red, l.keep(l.less(value, n(RED)), n(1.0)));
                }
            }
        }

        let full = n(reference as f32);
        let load = if crowded { l.select(l.less(full, living), l.div(full, living), n(1.0)) } else { n(1.0) };
        let service = duty.service(l, muster, seat, load);
        let trust = &mut l.vectors_mut(&mut state.trust)[seat];
        *trust = l.select(service.handed_over, l.mul(*trust, n(c.handover_trust)), *trust);
        let shock = MonthShock { macro_state: l.vectors(shock[0])[0], common: l.vectors(shock[1])[0], shift };
        let attended = if c.attention_full_book { full } else { living };
        intercepts.put(l, seat, &fold(l, c, rates, &service, &shock, *trust, attended, red));
        *trust = trust_after(l, c, *trust, &service);
        let strategy = &mut l.vectors_mut(&mut state.strategy)[seat];
        *strategy = strategy_after(l, c, *strategy, &service);
        l.vectors_mut(&mut state.adoption)[seat] = service.adoption;
        l.vectors_mut(&mut state.recorded)[seat] = l.mul_add(n(c.shallow_output), service.shallow, service.documented);
    }
}
