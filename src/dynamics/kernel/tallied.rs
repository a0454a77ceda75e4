//! One book's month where nobody has to be told of single accounts: the same transitions as [`SeatMonth`](super::SeatMonth)'s of a calm book
//! billed by usage, and what happens is counted as it happens.

use super::accounts::Accounts;
use super::intercepts::SeatIntercepts;
use super::luck::AccountLuck;
use super::state::State;
use crate::dynamics::account::RED;
use crate::dynamics::seat::Intercepts;
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

/// One book's month, counted.
pub struct SeatTally<'a> {
    /// Coefficients, [calm](Coefficients::is_calm); and nobody pads leads or moves deals.
    pub coefficients: &'a Coefficients,
    /// Seat of the book.
    pub seat: usize,
    /// Its accounts.
    pub accounts: &'a Accounts,
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

impl Work for SeatTally<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let counts = self.tallies.leads.is_some() || self.tallies.deals.is_some();
        match (self.value, counts, self.tallies.shares.is_some()) {
            (true, true, true) => self.pass::<L, true, true, true>(l),
            (true, true, false) => self.pass::<L, true, true, false>(l),
            (true, false, true) => self.pass::<L, true, false, true>(l),
            (true, false, false) => self.pass::<L, true, false, false>(l),
            (false, true, true) => self.pass::<L, false, true, true>(l),
            (false, true, false) => self.pass::<L, false, true, false>(l),
            (false, false, true) => self.pass::<L, false, false, true>(l),
            (false, false, false) => self.pass::<L, false, false, false>(l),
        }
    }
}

impl SeatTally<'_> {
    /// `VALUE`: the value score moves, and any account may have an event; without, only [eventful](AccountLuck) ones. `COUNTS`: leads and
    /// deals are counted. `SHARES`: shares of expansions are kept.
    #[inline(always)]
    fn pass<L: Lanes, const VALUE: bool, const COUNTS: bool, const SHARES: bool>(self, l: L) {
        let Self { coefficients: c, seat, accounts, intercepts, luck, state, tallies, .. } = self;
        let n = |x: f32| l.splat(x);
        let i: Intercepts<L::F> = intercepts.of(l, seat);
        let (mut leads, mut deals) = (n(0.0), n(0.0));
        let (values, usages) = (l.vectors_mut(&mut state.value), l.vectors_mut(&mut state.ln_usage));
        let mut no_shares = Slab::default();
        let shares = l.vectors_mut(tallies.shares.as_mut().unwrap_or(&mut no_shares));
        let (growth_luck, value_luck, size) = (l.vectors(&luck.growth), l.vectors(&luck.value), l.vectors(&luck.size));
        let (churn, expansion, lead) = (l.vectors(&luck.churn), l.vectors(&luck.expansion), l.vectors(&luck.lead));
        let share = l.vectors(&luck.share);
        for (first, run) in accounts.runs() {
            let len = run.len();
            let (values, usages) = (&mut values[first..][..len], &mut usages[first..][..len]);
            let (growth_luck, value_luck, size) = (&growth_luck[first..][..len], &value_luck[first..][..len], &size[first..][..len]);
            let (churn, expansion, lead) = (&churn[first..][..len], &expansion[first..][..len], &lead[first..][..len]);
            let (share, eventful) = (&share[first..][..len], &luck.eventful[first..][..len]);
            let shares = if SHARES { &mut shares[first..][..len] } else { &mut shares[..0] };
            for at in 0..len {
                let (v, before) = (values[at], usages[at]);
                let growth = l.add(growth_luck[at], i.growth);
                let growth = if VALUE { l.mul_add(n(c.growth_value), v, growth) } else { growth };
                if !VALUE && eventful[at] == 0 {
                    usages[at] = l.add(before, growth);
                    if SHARES {
                        shares[at] = n(0.0);
                    }
                    continue;
                }
                let gone = l.less(churn[at], l.sub(i.churn, l.mul(n(c.churn_value), v)));
                let lead_value = l.mul(n(c.lead_value), v);
                let is_lead = l.less(lead[at], l.add(i.lead, lead_value));
                let won = l.both(is_lead, l.less(lead[at], l.add(i.deal, lead_value)));
                let expands = l.less(expansion[at], l.add(i.expansion, l.mul(n(c.expansion_value), v)));
                let sizes = l.add(l.keep(expands, size[at]), l.keep(won, size[at]));
                usages[at] = l.add(l.add(before, growth), sizes);
                values[at] = if VALUE {
                    let rescued = l.keep(l.less(v, n(RED)), i.rescue);
                    let moved = l.add(l.mul_add(n(1.0 - c.value_reversion), v, value_luck[at]), l.add(i.value, rescued));
                    l.select(gone, n(f32::NAN), moved)
                } else {
                    l.select(gone, n(f32::NAN), v)
                };
                if COUNTS {
                    leads = l.add(leads, l.keep(is_lead, n(1.0)));
                    deals = l.add(deals, l.keep(won, n(1.0)));
                }
                if SHARES {
                    shares[at] = l.keep(expands, share[at]);
                }
            }
        }
        for (slab, count) in [(&mut tallies.leads, leads), (&mut tallies.deals, deals)] {
            if let Some(slab) = slab {
                l.vectors_mut(slab)[seat] = count;
            }
        }
    }
}
