//! Everything about people in one month, folded into the intercepts of each book before any account is looked at.

use super::accounts::{Accounts, BookKind};
use super::state::{Duty, Muster, State};
use crate::dynamics::account::RED;
use crate::dynamics::seat::{Intercepts, MonthShock, Shift, fold, log_work, strategy_after, trust_after};
use crate::dynamics::{Coefficients, Rates};
use crate::lanes::{Lanes, Slab, Work};
use crate::random::wide::Arithmetic;

/// Intercepts of every book in one month and one world.
#[derive(Debug, Clone, Default)]
pub struct SeatIntercepts {
    /// 13 × `seats × lanes`.
    books: Slab,
    /// The highest of the first three of any book, by lane.
    highest: Slab,
    /// What people did when logarithms of it were last taken, and these, 5 × `seats × lanes`.
    work: Slab,
}

/// Intercepts of a book.
const EACH: usize = 13;
/// Of which the highest are found: log churn hazard, log expansion rate, log probability of a lead.
const HIGHEST: usize = 3;

/// Numbers known of a book's work: expansion work and pressure, and three logarithms.
const KNOWN: usize = 5;
/// Work that nobody does, so that its logarithms are not known.
const NOBODY: f32 = -1.0;

/// Where a book's intercepts lie that decide what is [counted](super::TallyBooks).
pub(super) const CHURN: usize = 0;
pub(super) const EXPANSION: usize = 1;
pub(super) const LEAD: usize = 2;
/// Of a deal as a lead that closes: never more than that of a lead.
pub(super) const DEAL: usize = 3;
pub(super) const GROWTH: usize = 8;
pub(super) const VALUE: usize = 9;
pub(super) const RESCUE: usize = 10;

impl SeatIntercepts {
    /// Of so many books.
    #[must_use]
    pub fn new(seats: usize, width: usize) -> Self {
        let mut work = Slab::left_over(KNOWN * seats * width);
        work.fill(NOBODY);
        Self { books: Slab::left_over(EACH * seats * width), highest: Slab::left_over(HIGHEST * width), work }
    }

    #[inline(always)]
    fn put<L: Lanes>(l: L, rows: &mut [L::F], i: Intercepts<L::F>) {
        let [rows] = rows.as_chunks_mut::<EACH>().0 else { return };
        *rows = [
            i.churn,
            i.expansion,
            i.lead,
            l.min(i.lead, i.deal),
            i.advocacy,
            i.padded,
            i.padded_deal,
            i.mover,
            i.growth,
            i.value,
            i.rescue,
            i.pulled,
            i.held,
        ];
    }

    /// Those of a book, in memory.
    #[inline(always)]
    pub(super) fn of_book<L: Lanes>(&self, l: L, seat: usize) -> &[L::F; EACH] {
        &l.vectors(&self.books).as_chunks().0[seat]
    }

    /// The same as numbers, lanes of so many side by side.
    #[inline(always)]
    pub(super) fn of_seat(&self, seat: usize, width: usize) -> &[f32] {
        &self.books[seat * EACH * width..][..EACH * width]
    }

    #[inline(always)]
    pub(super) fn of<L: Lanes>(&self, l: L, seat: usize) -> Intercepts<L::F> {
        let &[churn, expansion, lead, deal, advocacy, padded, padded_deal, mover, growth, value, rescue, pulled, held] =
            self.of_book(l, seat);
        Intercepts { churn, expansion, lead, deal, advocacy, padded, padded_deal, mover, growth, value, rescue, pulled, held }
    }

    /// The highest log churn hazard, log expansion rate and log probability of a lead that any book has at value 0, in any lane.
    #[must_use]
    pub fn ceiling(&self, width: usize) -> [f32; 3] {
        [0, 1, 2].map(|event| self.highest[event * width..][..width].iter().copied().fold(f32::NEG_INFINITY, f32::max))
    }
}

/// Folds a month of all books: trust moves on, and so do the records.
pub struct FoldBooks<'a> {
    /// Coefficients.
    pub coefficients: &'a Coefficients,
    /// Rates by segment.
    pub rates: &'a [Rates],
    /// Books, seat by seat.
    pub books: &'a [Accounts],
    /// What they are.
    pub kinds: &'a [BookKind],
    /// Who is there.
    pub muster: &'a Muster,
    /// What people do.
    pub duty: &'a Duty,
    /// Macro state and common normal of the month, by lane.
    pub shock: [&'a [f32]; 2],
    /// Stress.
    pub shift: Shift,
    /// Whether anybody looks at what is documented: Results Strategies, adoption output, records.
    pub documents: bool,
    /// Customers.
    pub state: &'a mut State,
    /// Where the intercepts go.
    pub intercepts: &'a mut SeatIntercepts,
}

impl Work for FoldBooks<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let Self { coefficients: c, rates, books, kinds, muster, duty, shock, shift, documents, state, intercepts } = self;
        let (n, m) = (|x: f32| l.splat(x), || Arithmetic::from_memory(l));
        let (duty, capacity) = (duty.rows(l), l.vectors(&muster.capacity));
        let shock = MonthShock { macro_state: l.vectors(shock[0])[0], common: l.vectors(shock[1])[0], shift };
        let value = l.vectors(&state.value);
        let (all_trust, all_strategy) = (l.vectors_mut(&mut state.trust), l.vectors_mut(&mut state.strategy));
        let (all_adoption, all_recorded) = (l.vectors_mut(&mut state.adoption), l.vectors_mut(&mut state.recorded));
        let (rows, highest) = (l.vectors_mut(&mut intercepts.books), l.vectors_mut(&mut intercepts.highest));
        let known = l.vectors_mut(&mut intercepts.work);
        let mut most = [n(f32::NEG_INFINITY); HIGHEST];
        for (seat, (accounts, kind)) in books.iter().zip(kinds).enumerate() {
            // living and red accounts at the month's start, where that matters
            let crowded = accounts.all().len() > kind.reference as usize;
            let counts_living = crowded || !c.attention_full_book && c.rescue != 0.0;
            let living = if counts_living { count_living(l, value, accounts) } else { n(0.0) };
            let red = if c.rescue != 0.0 { count_red(l, value, accounts) } else { n(0.0) };

            let full = n(kind.reference as f32);
            let load = if crowded { l.select(l.less(full, living), l.div(full, living), n(1.0)) } else { n(1.0) };
            let service = duty.service(l, seat, l.mul(capacity[seat], load), muster.handed_over[seat]);
            let trust = l.select(service.handed_over, l.mul(all_trust[seat], n(c.handover_trust)), all_trust[seat]);
            let attended = if c.attention_full_book { full } else { living };
            let (r, work) = (&rates[usize::from(kind.segment)], &mut known[seat * KNOWN..][..KNOWN]);
            let now = [service.expansion, service.pressure];
            if differ(l, now, [work[0], work[1]]) {
                let [expansion, pressed, closing] = log_work(l, m, c, r, now);
                work.copy_from_slice(&[now[0], now[1], expansion, pressed, closing]);
            }
            let i = fold(l, m, c, r, &service, [work[2], work[3], work[4]], &shock, trust, attended, red);
            most = [l.max(i.churn, most[0]), l.max(i.expansion, most[1]), l.max(i.lead, most[2])];
            SeatIntercepts::put(l, &mut rows[seat * EACH..][..EACH], i);
            all_trust[seat] = trust_after(l, c, trust, &service);
            if documents {
                all_strategy[seat] = strategy_after(l, m(), c, all_strategy[seat], &service);
                all_adoption[seat] = service.adoption;
                all_recorded[seat] = l.mul_add(n(c.shallow_output), service.shallow, service.documented);
            }
        }
        highest.copy_from_slice(&most);
    }
}

/// Whether any of these numbers are not the same.
#[inline(always)]
fn differ<L: Lanes>(l: L, a: [L::F; 2], b: [L::F; 2]) -> bool {
    let either_way = |a: L::F, b: L::F| l.either(l.less(a, b), l.less(b, a));
    l.bits(l.either(either_way(a[0], b[0]), either_way(a[1], b[1]))) != 0
}

/// How many accounts of a book are there.
#[inline(always)]
fn count_living<L: Lanes>(l: L, value: &[L::F], accounts: &Accounts) -> L::F {
    let mut living = l.word(0);
    for (first, run) in accounts.runs() {
        for &value in &value[first..][..run.len()] {
            living = l.count(living, l.is_number(value));
        }
    }
    l.number(living)
}

/// How many of them are red.
#[inline(always)]
fn count_red<L: Lanes>(l: L, value: &[L::F], accounts: &Accounts) -> L::F {
    let mut red = l.word(0);
    for (first, run) in accounts.runs() {
        for &value in &value[first..][..run.len()] {
            red = l.count(red, l.less(value, l.splat(RED)));
        }
    }
    l.number(red)
}
