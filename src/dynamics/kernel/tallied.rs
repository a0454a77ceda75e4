//! A month of books of which nobody has to be told single accounts: the same transitions as [`SeatMonth`](super::SeatMonth)'s of a calm book
//! billed by usage, and what happens is counted as it happens.

use super::accounts::{Accounts, BookKind};
use super::intercepts::{CHURN, DEAL, EXPANSION, GROWTH, LEAD, RESCUE, SeatIntercepts, VALUE};
use super::luck::AccountLuck;
use super::state::State;
use crate::dynamics::account::RED;
use crate::dynamics::{Coefficients, EventKind};
use crate::lanes::{Lanes, Portable, Slab, Work};

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
    /// Seat that holds each account.
    pub owner: &'a [u16],
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
        if self.luck.only_few {
            debug_assert!(!self.value, "where value scores move something may happen to anybody");
            return self.few(l);
        }
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
            // beside somebody who plays only: what is counted for nobody does not show
            (false, _, true) => self.pass::<L, false, LEADS, true>(l),
            (false, _, false) => self.pass::<L, false, LEADS, false>(l),
        }
    }
}

impl TallyBooks<'_> {
    /// Something may happen to any account. `MOVES`: the value score moves. `COUNTS`: what is counted. `SHARES`: shares of expansions are kept.
    #[inline(always)]
    fn pass<L: Lanes, const MOVES: bool, const COUNTS: u8, const SHARES: bool>(self, l: L) {
        let Self { coefficients, books, kinds, intercepts, luck, state, tallies, .. } = self;
        let n = |x: f32| l.splat(x);
        // read once: what is written below could be anywhere, for all the compiler knows
        let (c, growth_value, kept) = (Slopes::of(l, coefficients), n(coefficients.growth_value), n(1.0 - coefficients.value_reversion));
        let (values, usages) = (l.vectors_mut(&mut state.value), l.vectors_mut(&mut state.ln_usage));
        let mut no_shares = Slab::default();
        let shares = l.vectors_mut(tallies.shares.as_mut().unwrap_or(&mut no_shares));
        let (growth_luck, value_luck, size) = (l.vectors(&luck.growth), l.vectors(&luck.value), l.vectors(&luck.size));
        let (churn, expansion, lead) = (l.vectors(&luck.churn), l.vectors(&luck.expansion), l.vectors(&luck.lead));
        let share = l.vectors(&luck.share);
        for (seat, (accounts, kind)) in books.iter().zip(kinds).enumerate() {
            if kind.by_contract {
                continue;
            }
            // most of them stay in memory, which is where instructions take them from: there are too many for registers
            let i = intercepts.of_book(l, seat);
            let common_growth = i[GROWTH];
            let (mut leads, mut deals) = (l.word(0), l.word(0));
            for (first, run) in accounts.runs() {
                let len = run.len();
                let (values, usages) = (&mut values[first..][..len], &mut usages[first..][..len]);
                let (growth_luck, value_luck, size) = (&growth_luck[first..][..len], &value_luck[first..][..len], &size[first..][..len]);
                let (churn, expansion, lead) = (&churn[first..][..len], &expansion[first..][..len], &lead[first..][..len]);
                let share = &share[first..][..len];
                let shares = if SHARES { &mut shares[first..][..len] } else { &mut shares[..0] };
                for at in 0..len {
                    let (v, before) = (values[at], usages[at]);
                    let growth = l.add(growth_luck[at], common_growth);
                    let growth = if MOVES { l.mul_add(growth_value, v, growth) } else { growth };
                    let links = [churn[at], expansion[at], lead[at]];
                    let Happens { gone, expands, won, leads: is_lead } = happens(l, &c, |which| i[which], links, v);
                    usages[at] = l.add(l.add(before, growth), l.keep(l.either(expands, won), size[at]));
                    values[at] = if MOVES {
                        let rescued = l.keep(l.less(v, n(RED)), i[RESCUE]);
                        let moved = l.add(l.mul_add(kept, v, value_luck[at]), l.add(rescued, i[VALUE]));
                        l.select(gone, n(f32::NAN), moved)
                    } else {
                        l.select(gone, n(f32::NAN), v)
                    };
                    if COUNTS == LEADS {
                        leads = l.count(leads, is_lead);
                    }
                    if COUNTS != NOTHING {
                        deals = l.count(deals, won);
                    }
                    if SHARES {
                        shares[at] = l.keep(expands, share[at]);
                    }
                }
            }
            for (slab, count) in [(&mut tallies.leads, leads), (&mut tallies.deals, deals)] {
                if let Some(slab) = slab {
                    l.vectors_mut(slab)[seat] = l.number(count);
                }
            }
        }
    }

    /// Value scores stay, and something may happen in few cells only: everybody grows, then these are gone through one by one.
    #[inline(always)]
    fn few<L: Lanes>(self, l: L) {
        let Self { coefficients, books, kinds, owner, intercepts, luck, state, tallies, .. } = self;
        let (usages, growth) = (l.vectors_mut(&mut state.ln_usage), l.vectors(&luck.growth));
        for (seat, (accounts, kind)) in books.iter().zip(kinds).enumerate() {
            if kind.by_contract {
                continue;
            }
            let common_growth = intercepts.of_book(l, seat)[GROWTH];
            for (first, run) in accounts.runs() {
                let len = run.len();
                let (usages, growth) = (&mut usages[first..][..len], &growth[first..][..len]);
                for at in 0..len {
                    usages[at] = l.add(usages[at], l.add(growth[at], common_growth));
                }
                if let Some(shares) = &mut tallies.shares {
                    shares[first * L::WIDTH..][..len * L::WIDTH].fill(0.0);
                }
            }
            for counts in [&mut tallies.leads, &mut tallies.deals].into_iter().flatten() {
                counts[seat * L::WIDTH..][..L::WIDTH].fill(0.0);
            }
        }
        let (one, few) = (Portable, &luck.few);
        let c = Slopes::of(one, coefficients);
        let (values, usages) = (&mut state.value[..], &mut state.ln_usage[..]);
        let links = few.churn.iter().zip(&few.expansion).zip(&few.lead);
        for (nth, ((&cell, &size), ((&churn, &expansion), &lead))) in few.cells.iter().zip(&few.size).zip(links).enumerate() {
            let (cell, row, lane) = (cell as usize, cell as usize / L::WIDTH, cell as usize % L::WIDTH);
            let seat = usize::from(owner[row]);
            if kinds[seat].by_contract {
                continue;
            }
            let i = intercepts.of_seat(seat, L::WIDTH);
            let (v, usage) = (&mut values[cell], &mut usages[cell]);
            let Happens { gone, expands, won, leads } = happens(one, &c, |which| i[which * L::WIDTH + lane], [churn, expansion, lead], *v);
            *usage += one.keep(one.either(expands, won), size);
            *v = one.select(gone, f32::NAN, *v);
            for (counts, counted) in [(&mut tallies.leads, leads), (&mut tallies.deals, won)] {
                if let Some(counts) = counts {
                    counts[seat * L::WIDTH + lane] += f32::from(u8::from(counted));
                }
            }
            if let Some(shares) = &mut tallies.shares {
                shares[cell] = one.keep(expands, few.share[nth]);
            }
        }
    }
}

/// How the value score moves what happens.
struct Slopes<F> {
    minus_churn: F,
    expansion: F,
    lead: F,
}

impl<F> Slopes<F> {
    #[inline(always)]
    fn of<L: Lanes<F = F>>(l: L, c: &Coefficients) -> Self {
        Self { minus_churn: l.splat(-c.churn_value), expansion: l.splat(c.expansion_value), lead: l.splat(c.lead_value) }
    }
}

/// What happens to an account.
struct Happens<M> {
    gone: M,
    expands: M,
    won: M,
    /// A lead is handed over, won or not.
    leads: M,
}

/// What happens to an account with this value score, by the [links](AccountLuck) of churn, expansion and leads. The bands are disjoint: nothing else
/// happens to an account that expands.
#[inline(always)]
fn happens<L: Lanes>(
    l: L,
    c: &Slopes<L::F>,
    intercept: impl Fn(usize) -> L::F,
    [churn, expansion, lead]: [L::F; 3],
    v: L::F,
) -> Happens<L::M> {
    let of_lead = l.mul(c.lead, v);
    Happens {
        gone: l.less(churn, l.mul_add(c.minus_churn, v, intercept(CHURN))),
        expands: l.less(expansion, l.mul_add(c.expansion, v, intercept(EXPANSION))),
        won: l.less(lead, l.add(of_lead, intercept(DEAL))),
        leads: l.less(lead, l.add(of_lead, intercept(LEAD))),
    }
}
