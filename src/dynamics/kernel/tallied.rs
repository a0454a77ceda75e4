//! A month of books of which nobody has to be told single accounts: the same transitions as [`SeatMonth`](super::SeatMonth)'s of a calm book
//! billed by usage, and what happens is counted as it happens.

use super::accounts::{Accounts, BookKind};
use super::intercepts::{CHURN, DEAL, EACH, EXPANSION, GROWTH, LEAD, RESCUE, SeatIntercepts, VALUE};
use super::luck::{AccountLuck, EventfulRows};
use super::state::State;
use crate::dynamics::account::RED;
use crate::dynamics::{Coefficients, EventKind};
use crate::lanes::{Lanes, Slab, Work};

/// What is counted of a month.
#[derive(Debug, Clone, Default)]
pub struct Tallies {
    /// Leads, `seats × lanes`.
    pub leads: Option<Slab>,
    /// Padded leads, `seats × lanes`; none unless told of.
    pub padded: Option<Slab>,
    /// Deals signed, `seats × lanes`.
    pub deals: Option<Slab>,
    /// Expansions as a share of what was there before, `accounts × lanes`; 0 where there was none.
    pub shares: Option<Slab>,
}

impl Tallies {
    /// Counts of events of a kind, where they are kept.
    #[must_use]
    pub fn of(&self, kind: EventKind) -> Option<&Slab> {
        match kind {
            EventKind::Lead => self.leads.as_ref(),
            EventKind::PaddedLead => self.padded.as_ref(),
            EventKind::Deal => self.deals.as_ref(),
            _ => None,
        }
    }

    /// Counts an event of the account in `row` and `seat`, lane `lane` of `width`, that was told of.
    pub fn note(&mut self, kind: EventKind, [seat, row, lane, width]: [usize; 4], size: f32) {
        let (counts, place, amount) = match kind {
            EventKind::Expansion => (&mut self.shares, row, size),
            EventKind::Lead => (&mut self.leads, seat, 1.0),
            EventKind::PaddedLead => (&mut self.padded, seat, 1.0),
            EventKind::Deal => (&mut self.deals, seat, 1.0),
            _ => return,
        };
        counts.iter_mut().for_each(|counts| counts[place * width + lane] += amount);
    }

    /// Whether anything is counted in it.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        [&self.leads, &self.padded, &self.deals, &self.shares].into_iter().any(Option::is_some)
    }

    /// Forgets what was counted, and keeps the memory.
    pub fn clear(&mut self) {
        for counts in [&mut self.leads, &mut self.padded, &mut self.deals, &mut self.shares].into_iter().flatten() {
            counts.fill(0.0);
        }
    }
}

/// A month of all books billed by usage, counted.
pub struct TallyBooks<'a> {
    /// Coefficients, [calm](Coefficients::is_calm); and nobody pads leads or moves deals.
    pub coefficients: &'a Coefficients,
    /// Books, seat by seat.
    pub books: &'a [Accounts],
    /// What they are; those billed by contract are left out.
    pub kinds: &'a [BookKind],
    /// Intercepts of all books.
    pub intercepts: &'a SeatIntercepts,
    /// The month's luck.
    pub luck: &'a AccountLuck,
    /// Customers.
    pub state: &'a mut State,
    /// Whether anybody asks for the value score.
    pub value: bool,
    /// What is counted.
    pub tallies: &'a mut Tallies,
}

/// What a pass counts: nothing, deals, or leads and deals.
const NOTHING: u8 = 0;
const DEALS: u8 = 1;
const LEADS: u8 = 2;

impl Work for TallyBooks<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let counts = match (&self.tallies.leads, &self.tallies.deals) {
            (Some(_), _) => LEADS,
            (None, Some(_)) => DEALS,
            (None, None) => NOTHING,
        };
        match (self.value, counts, self.tallies.shares.is_some()) {
            (true, LEADS, true) => self.pass::<L, true, LEADS, true>(l),
            (true, LEADS, false) => self.pass::<L, true, LEADS, false>(l),
            (true, DEALS, true) => self.pass::<L, true, DEALS, true>(l),
            (true, DEALS, false) => self.pass::<L, true, DEALS, false>(l),
            (true, _, true) => self.pass::<L, true, NOTHING, true>(l),
            (true, _, false) => self.pass::<L, true, NOTHING, false>(l),
            (false, NOTHING, true) => self.pass::<L, false, NOTHING, true>(l),
            (false, NOTHING, false) => self.pass::<L, false, NOTHING, false>(l),
            (false, _, true) => self.pass::<L, false, LEADS, true>(l),
            (false, _, false) => self.pass::<L, false, LEADS, false>(l),
        }
    }
}

impl TallyBooks<'_> {
    /// `MOVES`: the value score moves, and any account may have an event; without, only [eventful](AccountLuck) ones. `COUNTS`: what is
    /// counted. `SHARES`: shares of expansions are kept.
    #[inline(always)]
    fn pass<L: Lanes, const MOVES: bool, const COUNTS: u8, const SHARES: bool>(self, l: L) {
        let Self { coefficients: c, books, kinds, intercepts, luck, state, tallies, .. } = self;
        let n = |x: f32| l.splat(x);
        // read once: what is written below could be anywhere, for all the compiler knows
        let c = Slopes {
            growth: n(c.growth_value),
            minus_churn: n(-c.churn_value),
            expansion: n(c.expansion_value),
            lead: n(c.lead_value),
            kept: n(1.0 - c.value_reversion),
        };
        let (values, usages) = (l.vectors_mut(&mut state.value), l.vectors_mut(&mut state.ln_usage));
        let mut no_shares = Slab::default();
        let shares = l.vectors_mut(tallies.shares.as_mut().unwrap_or(&mut no_shares));
        let (growth, value, size) = (l.vectors(&luck.growth), l.vectors(&luck.value), l.vectors(&luck.size));
        let (churn, expansion, lead) = (l.vectors(&luck.churn), l.vectors(&luck.expansion), l.vectors(&luck.lead));
        let share = l.vectors(&luck.share);
        for (seat, (accounts, kind)) in books.iter().zip(kinds).enumerate() {
            if kind.by_contract {
                continue;
            }
            // most of them stay in memory, which is where instructions take them from: there are too many for registers
            let i = intercepts.of_book(l, seat);
            let common_growth = i[GROWTH];
            let mut counts = [l.word(0); 2];
            for (first, run) in accounts.runs() {
                let len = run.len();
                let mut run = Run {
                    l,
                    values: &mut values[first..][..len],
                    usages: &mut usages[first..][..len],
                    shares: if SHARES { &mut shares[first..][..len] } else { &mut shares[..0] },
                    growth: &growth[first..][..len],
                    value: &value[first..][..len],
                    size: &size[first..][..len],
                    churn: &churn[first..][..len],
                    expansion: &expansion[first..][..len],
                    lead: &lead[first..][..len],
                    share: &share[first..][..len],
                };
                if MOVES {
                    for at in 0..len {
                        run.happen::<MOVES, COUNTS, SHARES>(at, &c, i, common_growth, &mut counts);
                    }
                } else {
                    // everybody grows; whether something happens to an account could not be foreseen by a branch at each
                    for at in 0..len {
                        run.usages[at] = l.add(run.usages[at], l.add(run.growth[at], common_growth));
                        if SHARES {
                            run.shares[at] = n(0.0);
                        }
                    }
                    for at in EventfulRows::of(&luck.eventful[first..][..len]) {
                        run.happen::<MOVES, COUNTS, SHARES>(at, &c, i, common_growth, &mut counts);
                    }
                }
            }
            for (slab, count) in [&mut tallies.leads, &mut tallies.deals].into_iter().zip(counts) {
                if let Some(slab) = slab {
                    l.vectors_mut(slab)[seat] = l.number(count);
                }
            }
        }
    }
}

/// How the value score moves what happens.
struct Slopes<F> {
    growth: F,
    minus_churn: F,
    expansion: F,
    lead: F,
    /// What is left of the score itself.
    kept: F,
}

/// Consecutive accounts of a book: customers, what is written of them, and their luck.
struct Run<'a, L: Lanes> {
    l: L,
    values: &'a mut [L::F],
    usages: &'a mut [L::F],
    shares: &'a mut [L::F],
    growth: &'a [L::F],
    value: &'a [L::F],
    size: &'a [L::F],
    churn: &'a [L::F],
    expansion: &'a [L::F],
    lead: &'a [L::F],
    share: &'a [L::F],
}

impl<L: Lanes> Run<'_, L> {
    /// What happens to the account in row `at`, which has grown already unless its value score moves; `counts` are those of leads and deals.
    #[inline(always)]
    fn happen<const MOVES: bool, const COUNTS: u8, const SHARES: bool>(
        &mut self,
        at: usize,
        c: &Slopes<L::F>,
        i: &[L::F; EACH],
        common_growth: L::F,
        counts: &mut [L::U; 2],
    ) {
        let l = self.l;
        let (v, before) = (self.values[at], self.usages[at]);
        let grown = if MOVES { l.add(before, l.mul_add(c.growth, v, l.add(self.growth[at], common_growth))) } else { before };
        let gone = l.less(self.churn[at], l.mul_add(c.minus_churn, v, i[CHURN]));
        let of_lead = l.mul(c.lead, v);
        let won = l.less(self.lead[at], l.add(of_lead, i[DEAL]));
        let expands = l.less(self.expansion[at], l.mul_add(c.expansion, v, i[EXPANSION]));
        // the bands are disjoint: nothing else happens to an account that expands
        self.usages[at] = l.add(grown, l.keep(l.either(expands, won), self.size[at]));
        let left = l.splat(f32::NAN);
        self.values[at] = if MOVES {
            let rescued = l.keep(l.less(v, l.splat(RED)), i[RESCUE]);
            let moved = l.add(l.mul_add(c.kept, v, self.value[at]), l.add(rescued, i[VALUE]));
            l.select(gone, left, moved)
        } else {
            l.select(gone, left, v)
        };
        if COUNTS == LEADS {
            counts[0] = l.count(counts[0], l.less(self.lead[at], l.add(of_lead, i[LEAD])));
        }
        if COUNTS != NOTHING {
            counts[1] = l.count(counts[1], won);
        }
        if SHARES {
            self.shares[at] = l.keep(expands, self.share[at]);
        }
    }
}
