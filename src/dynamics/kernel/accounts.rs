//! One book in one month and one world: people folded into intercepts, then one pass over the accounts.

use super::luck::AccountLuck;
use crate::dynamics::account::{GREEN, RED};
use crate::dynamics::events::cloglog_full_of;
use crate::dynamics::seat::{Intercepts, MonthShock, Service, Shift, fold, strategy_after, trust_after};
use crate::dynamics::{Coefficients, Rates};
use crate::lanes::{Lanes, Slab, Work};
use crate::random::Stream;
use crate::random::wide::uniform;

/// Customers of one world, `accounts × lanes` or `seats × lanes` each.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// ln of permanent usage, \[$/month\].
    pub ln_usage: Slab,
    /// Value score; no number for accounts that are not there.
    pub value: Slab,
    /// ln(1 + size) of a deal won but not yet signed; 0 if none.
    pub pending: Slab,
    /// ln(1 + size) of a deal due for signature and held back for a month; 0 if none.
    pub held: Slab,
    /// ln of the contract's monthly price; unused for usage billing.
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

/// What people do for their books in one month, before the number of accounts dilutes it: `seats × lanes` each.
#[derive(Debug, Clone, Default)]
pub struct Duty {
    /// Skill times ramp; 0 where nobody is there.
    pub capacity: Slab,
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
    /// Lanes whose book is handed over this month, and in which a hand-over still raises churn, by seat.
    pub handed_over: Vec<[u32; 2]>,
}

impl Duty {
    /// Nobody does anything in any of so many seats times lanes.
    #[must_use]
    pub fn none(seats: usize, width: usize) -> Self {
        let slab = || Slab::new(seats * width);
        Self {
            capacity: slab(),
            output: slab(),
            work: std::array::from_fn(|_| slab()),
            discovery: slab(),
            games: std::array::from_fn(|_| slab()),
            moved: std::array::from_fn(|_| slab()),
            handed_over: vec![[0; 2]; seats],
        }
    }

    /// What the customers of `seat` meet, with so much attention left per account.
    #[inline(always)]
    fn service<L: Lanes>(&self, l: L, seat: usize, load: L::F) -> Service<L::F, L::M> {
        // written out: what is mapped over an array is not built for the instruction set
        let capacity = l.mul(l.mul(at(l, &self.capacity, seat), load), at(l, &self.output, seat));
        let [adoption, rescue, expansion, advocacy, documented] = &self.work;
        let [pressure, padding, shallow, inflation, begging, neglect, sandbagging] = &self.games;
        let [handed_over, unsettled] = self.handed_over[seat];
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

/// A book: its seat, its rates and its accounts.
#[derive(Debug, Clone, Copy)]
pub struct Book<'a> {
    /// Seat.
    pub seat: usize,
    /// Accounts of a full book.
    pub reference: u32,
    /// Rates of its segment.
    pub rates: &'a Rates,
    /// Rows of its accounts, in order, and the numbers that name them in streams.
    pub accounts: &'a [(u32, u32)],
    /// Contracts that come due this month, row by row of `accounts`: lanes; empty for usage billing.
    pub due: &'a [u32],
    /// ln(12 × years) of each account's contract, all accounts × lanes.
    pub term: &'a Slab,
    /// Whether it is billed by annual contract: accounts then leave at renewals only.
    pub by_contract: bool,
}

/// Something that happened to an account in some lanes: one bit per lane and kind.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Occasion {
    /// Row of the account.
    pub row: u32,
    /// It left.
    pub gone: u32,
    /// Its contract came due.
    pub due: u32,
    /// It expanded.
    pub expansion: u32,
    /// A deal was signed when it was due.
    pub signed: u32,
    /// A deal held back last month was signed.
    pub late: u32,
    /// A deal won this month was signed at once.
    pub early: u32,
    /// A lead was handed to sales.
    pub lead: u32,
    /// A lead was handed to sales that is none.
    pub padded: u32,
    /// An advocacy act happened.
    pub advocacy: u32,
    /// It brings a referral.
    pub referral: u32,
    /// A user who changed employer will bring the new one.
    pub mover: u32,
}

/// What somebody wants to be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watch {
    /// Accounts that leave.
    pub gone: bool,
    /// Expansions.
    pub expansions: bool,
    /// Deals signed.
    pub deals: bool,
    /// Leads, padded ones included.
    pub leads: bool,
    /// Advocacy acts and movers.
    pub others: bool,
}

impl Watch {
    /// Everything.
    pub const ALL: Self = Self { gone: true, expansions: true, deals: true, leads: true, others: true };
    /// Nothing; contracts that come due are told of all the same.
    pub const NOTHING: Self = Self { gone: false, expansions: false, deals: false, leads: false, others: false };
}

impl Occasion {
    /// Numbers that belong to an occasion, by lane: ln usage before, ln(1 + size) of expansion, signed, late and early deals.
    pub const NUMBERS: usize = 5;
}

/// One book's month.
pub struct SeatMonth<'a> {
    /// Coefficients.
    pub coefficients: &'a Coefficients,
    /// The book.
    pub book: Book<'a>,
    /// What people do.
    pub duty: &'a Duty,
    /// Macro state and common normal of the month, by lane.
    pub shock: [&'a [f32]; 2],
    /// Stress.
    pub shift: Shift,
    /// The month's luck.
    pub luck: &'a AccountLuck,
    /// Month, trial of each lane, streams of renewals and of the timing of deals, and the latter's block.
    pub month: u16,
    /// Trial of each lane.
    pub trials: &'a [u32],
    /// Stream of renewals.
    pub renewals: &'a Stream,
    /// Stream, and block in it, that says which deals are shifted.
    pub timing: (&'a Stream, u32),
    /// Customers.
    pub state: &'a mut State,
    /// Somebody may pad leads or move deals.
    pub plays: bool,
    /// What is to be told of.
    pub watch: Watch,
    /// What happened, and its numbers: [`Occasion::NUMBERS`] × lanes per occasion.
    pub occasions: &'a mut Vec<Occasion>,
    /// The numbers.
    pub numbers: &'a mut Vec<f32>,
}

impl Work for SeatMonth<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let Self {
            coefficients: c,
            book,
            duty,
            shock,
            shift,
            luck,
            month,
            trials,
            renewals,
            timing,
            state,
            plays,
            watch,
            occasions,
            numbers,
        } = self;
        let n = |x: f32| l.splat(x);
        let seat = book.seat;
        let value = l.vectors_mut(&mut state.value);

        // living and red accounts at the month's start
        let (mut living, mut red) = (n(0.0), n(0.0));
        for &(row, _) in book.accounts {
            let v = value[row as usize];
            living = l.add(living, l.keep(l.is_number(v), n(1.0)));
            red = l.add(red, l.keep(l.less(v, n(RED)), n(1.0)));
        }

        // people
        let reference = n(book.reference as f32);
        let load = l.select(l.less(reference, living), l.div(reference, living), n(1.0));
        let service = duty.service(l, seat, load);
        let trust = &mut l.vectors_mut(&mut state.trust)[seat];
        *trust = l.select(service.handed_over, l.mul(*trust, n(c.handover_trust)), *trust);
        let shock = MonthShock { macro_state: l.vectors(shock[0])[0], common: l.vectors(shock[1])[0], shift };
        let attended = if c.attention_full_book { reference } else { living };
        let i = fold(l, c, book.rates, &service, &shock, *trust, attended, red);
        *trust = trust_after(l, c, *trust, &service);
        let strategy = &mut l.vectors_mut(&mut state.strategy)[seat];
        *strategy = strategy_after(l, c, *strategy, &service);
        l.vectors_mut(&mut state.adoption)[seat] = service.adoption;
        l.vectors_mut(&mut state.recorded)[seat] = l.mul_add(n(c.shallow_output), service.shallow, service.documented);

        let pass = Pass { c, book, i, luck, month, trials, renewals, timing, watch };
        // without games, advocacy, movers and a lag nothing of these is looked at: the same transitions, fewer of them
        let calm = !plays && c.signing_lag == 0 && c.mover_rate == 0.0 && c.advocacy_rate == 0.0;
        if calm {
            pass.run::<L, true>(l, state, occasions, numbers);
        } else {
            pass.run::<L, false>(l, state, occasions, numbers);
        }
    }
}

/// One pass over the accounts of a book.
struct Pass<'a, F> {
    c: &'a Coefficients,
    book: Book<'a>,
    i: Intercepts<F>,
    luck: &'a AccountLuck,
    month: u16,
    trials: &'a [u32],
    renewals: &'a Stream,
    timing: (&'a Stream, u32),
    watch: Watch,
}

impl<F: Copy> Pass<'_, F> {
    /// `CALM`: no deal waits, is moved, or comes of a padded lead; nobody advocates, nobody moves.
    #[inline(always)]
    fn run<L: Lanes<F = F>, const CALM: bool>(self, l: L, state: &mut State, occasions: &mut Vec<Occasion>, numbers: &mut Vec<f32>) {
        let Self { c, book, i, luck, month, trials, renewals, timing, watch } = self;
        let n = |x: f32| l.splat(x);
        let value = l.vectors_mut(&mut state.value);
        let luck = luck.rows(l);
        let (usage, pending, held) =
            (l.vectors_mut(&mut state.ln_usage), l.vectors_mut(&mut state.pending), l.vectors_mut(&mut state.held));
        let (nothing, trial_words) = (n(0.0), l.words(trials));
        let usage_billed = !book.by_contract;
        let referral = l.mul(n(c.referral_share), i.advocacy);
        let (may_pull, may_hold) = (l.bits(l.less(nothing, i.pulled)) != 0, l.bits(l.less(nothing, i.held)) != 0);
        for (nth, &(row, id)) in book.accounts.iter().enumerate() {
            let row = row as usize;
            let (v, before, x) = (value[row], usage[row], luck.of(row));
            let uniform_of_deals = || uniform(l, timing.0.blocks(l, [id, u32::from(month), timing.1], trial_words)[0]);

            let hazard = l.sub(i.churn, l.mul(n(c.churn_value), v));
            let due = if usage_billed { 0 } else { book.due[nth] };
            let gone = if usage_billed {
                l.less(x.churn, hazard)
            } else if due == 0 {
                l.lanes_set(0)
            } else {
                let own = uniform(l, renewals.blocks(l, [id, u32::from(month), 0], trial_words)[0]);
                let term = l.vectors(book.term)[row];
                l.both(l.lanes_set(due), l.less(cloglog_full_of(l, own), l.add(hazard, term)))
            };

            // deals won earlier sign first
            let mut signed = if CALM { nothing } else { pending[row] };
            let late = if CALM { nothing } else { held[row] };
            let mut put_off = nothing;
            if !CALM && may_hold && l.bits(l.less(nothing, signed)) != 0 {
                let waits = l.both(l.less(nothing, signed), l.less(uniform_of_deals(), i.held));
                put_off = l.keep(waits, signed);
                signed = l.select(waits, nothing, signed);
            }
            let lead_value = l.mul(n(c.lead_value), v);
            let lead = l.less(x.lead, l.add(i.lead, lead_value));
            let real = l.both(lead, l.less(x.lead, l.add(i.deal, lead_value)));
            let (padded, won) = if CALM {
                (l.lanes_set(0), l.keep(real, x.size))
            } else {
                let padded = l.both(l.is_number(v), l.less(luck.padded[row], i.padded));
                // the bands are disjoint: a padded lead closes only if it is one
                let closes = l.either(real, l.both(padded, l.less(luck.padded[row], i.padded_deal)));
                (padded, l.keep(closes, x.size))
            };
            let mut waiting = nothing;
            if CALM {
                signed = won;
            } else if c.signing_lag == 0 {
                signed = l.select(l.less(nothing, won), won, signed);
            } else {
                waiting = won;
            }
            let expands = l.less(x.expansion, l.add(i.expansion, l.mul(n(c.expansion_value), v)));
            let expansion = l.keep(expands, x.size);
            let (mover, advocacy, referral) = if CALM {
                (l.lanes_set(0), l.lanes_set(0), l.lanes_set(0))
            } else {
                let (green, act) = (l.less(n(GREEN), v), luck.advocacy[row]);
                let mover = l.both(l.is_number(v), l.less(luck.mover[row], i.mover));
                (mover, l.both(green, l.less(act, i.advocacy)), l.both(green, l.less(act, referral)))
            };

            let growth = l.mul_add(n(c.growth_value), v, l.add(x.growth, i.growth));
            let sizes = if CALM { l.add(expansion, signed) } else { l.add(l.add(expansion, signed), late) };
            let mut after = l.add(l.add(before, growth), sizes);
            let mut early = nothing;
            if !CALM && may_pull && l.bits(l.less(nothing, waiting)) != 0 {
                let at_once = l.both(l.less(nothing, waiting), l.less(uniform_of_deals(), i.pulled));
                early = l.keep(at_once, waiting);
                waiting = l.select(at_once, nothing, waiting);
                after = l.add(after, early);
            }
            let is_red = l.less(v, n(RED));
            let moved = l.add(l.mul_add(n(1.0 - c.value_reversion), v, x.value), l.add(i.value, l.keep(is_red, i.rescue)));

            value[row] = l.select(gone, n(f32::NAN), moved);
            usage[row] = after;
            if !CALM {
                pending[row] = waiting;
                held[row] = put_off;
            }

            if watch == Watch::NOTHING && due == 0 {
                continue;
            }
            let mut any = due;
            let mut tell = |watched: bool, m: L::M| any |= if watched { l.bits(m) } else { 0 };
            tell(watch.gone, gone);
            tell(watch.expansions, expands);
            tell(watch.deals, l.either(l.less(nothing, signed), l.either(l.less(nothing, late), l.less(nothing, early))));
            tell(watch.leads, l.either(lead, padded));
            tell(watch.others, l.either(advocacy, mover));
            if any != 0 {
                let left = l.bits(gone);
                let there = l.bits(l.is_number(v));
                let stays = |m: L::M| l.bits(m) & there & !left;
                occasions.push(Occasion {
                    row: row as u32,
                    gone: left,
                    due: due & there,
                    expansion: stays(expands),
                    signed: stays(l.less(nothing, signed)),
                    late: stays(l.less(nothing, late)),
                    early: stays(l.less(nothing, early)),
                    lead: stays(lead),
                    padded: stays(padded),
                    advocacy: stays(advocacy),
                    referral: stays(referral),
                    mover: stays(mover),
                });
                l.append(before, numbers);
                l.append(expansion, numbers);
                l.append(signed, numbers);
                l.append(late, numbers);
                l.append(early, numbers);
            }
        }
    }
}
