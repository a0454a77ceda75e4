//! One book in one month and one world: people folded into intercepts, then one pass over the accounts.

use super::luck::AccountLuck;
use crate::dynamics::account::{GREEN, RED};
use crate::dynamics::events::cloglog_full_of;
use crate::dynamics::seat::{MonthShock, Service, Shift, fold, strategy_after, trust_after};
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
        let of = |slab: &Slab| l.vectors(slab)[seat];
        let capacity = l.mul(l.mul(of(&self.capacity), load), of(&self.output));
        let [adoption, rescue, expansion, advocacy, documented] = [0, 1, 2, 3, 4].map(|k: usize| l.mul(capacity, of(&self.work[k])));
        let [pressure, padding, shallow, inflation, begging, neglect, sandbagging] =
            [0, 1, 2, 3, 4, 5, 6].map(|k: usize| of(&self.games[k]));
        let [handed_over, unsettled] = self.handed_over[seat].map(|bits| l.lanes_set(bits));
        Service {
            adoption,
            rescue,
            expansion: l.mul(expansion, of(&self.discovery)),
            advocacy,
            documented,
            pressure,
            padding,
            shallow,
            inflation,
            begging,
            neglect,
            sandbagging,
            pulled: of(&self.moved[0]),
            held: of(&self.moved[1]),
            handed_over,
            unsettled,
        }
    }
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
    /// What happened, and its numbers: [`Occasion::NUMBERS`] × lanes per occasion.
    pub occasions: &'a mut Vec<Occasion>,
    /// The numbers.
    pub numbers: &'a mut Vec<f32>,
}

impl Work for SeatMonth<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let Self { coefficients: c, book, duty, shock, shift, luck, month, trials, renewals, timing, state, occasions, numbers } = self;
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

        // accounts
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
            let mut signed = pending[row];
            let late = held[row];
            let mut put_off = nothing;
            if may_hold && l.bits(l.less(nothing, signed)) != 0 {
                let waits = l.both(l.less(nothing, signed), l.less(uniform_of_deals(), i.held));
                put_off = l.keep(waits, signed);
                signed = l.select(waits, nothing, signed);
            }
            let lead_value = l.mul(n(c.lead_value), v);
            let lead = l.less(x.lead, l.add(i.lead, lead_value));
            let padded = l.both(l.is_number(v), l.less(x.padded, i.padded));
            let closes = l.either(l.less(x.lead, l.add(i.deal, lead_value)), l.less(x.padded, i.padded_deal));
            let won = l.keep(l.both(l.either(lead, padded), closes), x.size);
            let mut waiting = nothing;
            if c.signing_lag == 0 {
                signed = l.select(l.less(nothing, won), won, signed);
            } else {
                waiting = won;
            }
            let expands = l.less(x.expansion, l.add(i.expansion, l.mul(n(c.expansion_value), v)));
            let expansion = l.keep(expands, x.size);
            let mover = l.both(l.is_number(v), l.less(x.mover, i.mover));
            let green = l.less(n(GREEN), v);
            let (advocacy, referral) = (l.both(green, l.less(x.advocacy, i.advocacy)), l.both(green, l.less(x.advocacy, referral)));

            let growth = l.mul_add(n(c.growth_value), v, l.add(x.growth, i.growth));
            let mut after = l.add(l.add(before, growth), l.add(l.add(expansion, signed), late));
            let mut early = nothing;
            if may_pull && l.bits(l.less(nothing, waiting)) != 0 {
                let at_once = l.both(l.less(nothing, waiting), l.less(uniform_of_deals(), i.pulled));
                early = l.keep(at_once, waiting);
                waiting = l.select(at_once, nothing, waiting);
                after = l.add(after, early);
            }
            let is_red = l.less(v, n(RED));
            let moved = l.add(l.mul_add(n(1.0 - c.value_reversion), v, x.value), l.add(i.value, l.keep(is_red, i.rescue)));

            value[row] = l.select(gone, n(f32::NAN), moved);
            usage[row] = after;
            pending[row] = waiting;
            held[row] = put_off;

            let deals = l.either(l.less(nothing, signed), l.either(l.less(nothing, late), l.less(nothing, early)));
            let any = l.either(l.either(l.either(gone, deals), l.either(lead, padded)), l.either(l.either(expands, advocacy), mover));
            let (left, any) = (l.bits(gone), l.bits(any));
            if any | due != 0 {
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
                for x in [before, expansion, signed, late, early] {
                    l.append(x, numbers);
                }
            }
        }
    }
}
