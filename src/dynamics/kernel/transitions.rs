//! One book in one month and one world: one pass over the accounts, with intercepts folded beforehand.

use super::accounts::Accounts;
use super::intercepts::SeatIntercepts;
use super::luck::AccountLuck;
use super::occasion::{Occasion, Watch};
use super::state::State;
use crate::dynamics::account::{GREEN, RED};
use crate::dynamics::events::{NEVER, cloglog_full_of};
use crate::dynamics::seat::Intercepts;
use crate::dynamics::{Coefficients, Rates};
use crate::lanes::{Lanes, Slab, Work};
use crate::random::Stream;
use crate::random::wide::uniform;

/// A book: its seat, its rates and its accounts.
#[derive(Debug, Clone, Copy)]
pub struct Book<'a> {
    /// Seat.
    pub seat: usize,
    /// Rates of its segment.
    pub rates: &'a Rates,
    /// Its accounts.
    pub accounts: &'a Accounts,
    /// Contracts that come due this month, row by row of `accounts`: lanes; empty for usage billing.
    pub due: &'a [u32],
    /// ln(12 × years) of each account's contract, all accounts × lanes.
    pub term: &'a Slab,
    /// Whether it is billed by annual contract: accounts then leave at renewals only.
    pub by_contract: bool,
}

/// One book's month, told account by account.
pub struct SeatMonth<'a> {
    /// Coefficients.
    pub coefficients: &'a Coefficients,
    /// The book.
    pub book: Book<'a>,
    /// Intercepts of all books.
    pub intercepts: &'a SeatIntercepts,
    /// The month's luck.
    pub luck: &'a AccountLuck,
    /// Month.
    pub month: u16,
    /// Trial of each lane.
    pub trials: &'a [u32],
    /// Stream of renewals.
    pub renewals: &'a Stream,
    /// Stream, and block in it, that says which deals are shifted.
    pub timing: (&'a Stream, u32),
    /// Customers.
    pub state: &'a mut State,
    /// Whether anybody asks for the value score: it stays as it is otherwise.
    pub value: bool,
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
        // without games, advocacy, movers and a lag nothing of these is looked at: the same transitions, fewer of them
        if !self.plays && self.coefficients.is_calm() {
            self.pass::<L, true>(l);
        } else {
            self.pass::<L, false>(l);
        }
    }
}

impl SeatMonth<'_> {
    /// `CALM`: no deal waits, is moved, or comes of a padded lead; nobody advocates, nobody moves.
    #[inline(always)]
    fn pass<L: Lanes, const CALM: bool>(self, l: L) {
        let Self { coefficients: c, book, intercepts, luck, month, trials, renewals, timing, state, watch, occasions, numbers, .. } = self;
        let n = |x: f32| l.splat(x);
        let i: Intercepts<L::F> = intercepts.of(l, book.seat);
        let (value, value_moves) = (l.vectors_mut(&mut state.value), self.value);
        let (growth_luck, value_luck, size) = (l.vectors(&luck.growth), l.vectors(&luck.value), l.vectors(&luck.size));
        let (churn, expansion, lead) = (l.vectors(&luck.churn), l.vectors(&luck.expansion), l.vectors(&luck.lead));
        let (advocacy, padded, mover) = (l.vectors(&luck.advocacy), l.vectors(&luck.padded), l.vectors(&luck.mover));
        let (usage, pending, held) =
            (l.vectors_mut(&mut state.ln_usage), l.vectors_mut(&mut state.pending), l.vectors_mut(&mut state.held));
        let (nothing, trial_words) = (n(0.0), l.words(trials));
        let usage_billed = !book.by_contract;
        let referral = l.mul(n(c.referral_share), i.advocacy);
        let (may_pull, may_hold) = (l.bits(l.less(nothing, i.pulled)) != 0, l.bits(l.less(nothing, i.held)) != 0);
        let mut nth = 0;
        for (first, run) in book.accounts.runs() {
            let len = run.len();
            let (value, usage) = (&mut value[first..][..len], &mut usage[first..][..len]);
            let deals = if CALM { 0..0 } else { first..first + len };
            let (pending, held) = (&mut pending[deals.clone()], &mut held[deals]);
            let (growth_luck, value_luck, size) = (&growth_luck[first..][..len], &value_luck[first..][..len], &size[first..][..len]);
            let (churn, expansion, lead) = (&churn[first..][..len], &expansion[first..][..len], &lead[first..][..len]);
            let (advocacy, padded, mover) = (&advocacy[first..][..len], &padded[first..][..len], &mover[first..][..len]);
            let eventful = &luck.eventful[first..][..len];
            for at in 0..len {
                let id = run[at].1;
                let (v, before) = (value[at], usage[at]);
                let link = |links: &[L::F]| if eventful[at] != 0 { links[at] } else { n(NEVER) };
                let uniform_of_deals = || uniform(l, timing.0.blocks(l, [id, u32::from(month), timing.1], trial_words)[0]);

                let hazard = l.sub(i.churn, l.mul(n(c.churn_value), v));
                let due = if usage_billed { 0 } else { book.due[nth + at] };
                let gone = if usage_billed {
                    l.less(link(churn), hazard)
                } else if due == 0 {
                    l.lanes_set(0)
                } else {
                    let own = uniform(l, renewals.blocks(l, [id, u32::from(month), 0], trial_words)[0]);
                    let term = l.vectors(book.term)[first + at];
                    l.both(l.lanes_set(due), l.less(cloglog_full_of(l, own), l.add(hazard, term)))
                };

                // deals won earlier sign first
                let mut signed = if CALM { nothing } else { pending[at] };
                let late = if CALM { nothing } else { held[at] };
                let mut put_off = nothing;
                if !CALM && may_hold && l.bits(l.less(nothing, signed)) != 0 {
                    let waits = l.both(l.less(nothing, signed), l.less(uniform_of_deals(), i.held));
                    put_off = l.keep(waits, signed);
                    signed = l.select(waits, nothing, signed);
                }
                let (link_of_lead, lead_value) = (link(lead), l.mul(n(c.lead_value), v));
                let is_lead = l.less(link_of_lead, l.add(i.lead, lead_value));
                let real = l.both(is_lead, l.less(link_of_lead, l.add(i.deal, lead_value)));
                let (is_padded, won) = if CALM {
                    (l.lanes_set(0), l.keep(real, size[at]))
                } else {
                    let link_of_padded = link(padded);
                    let is_padded = l.both(l.is_number(v), l.less(link_of_padded, i.padded));
                    // the bands are disjoint: a padded lead closes only if it is one
                    let closes = l.either(real, l.both(is_padded, l.less(link_of_padded, i.padded_deal)));
                    (is_padded, l.keep(closes, size[at]))
                };
                let mut waiting = nothing;
                if CALM {
                    signed = won;
                } else if c.signing_lag == 0 {
                    signed = l.select(l.less(nothing, won), won, signed);
                } else {
                    waiting = won;
                }
                let expands = l.less(link(expansion), l.add(i.expansion, l.mul(n(c.expansion_value), v)));
                let grown = l.keep(expands, size[at]);
                let (moves, advocates, refers) = if CALM {
                    (l.lanes_set(0), l.lanes_set(0), l.lanes_set(0))
                } else {
                    let (green, act) = (l.less(n(GREEN), v), link(advocacy));
                    let moves = l.both(l.is_number(v), l.less(link(mover), i.mover));
                    (moves, l.both(green, l.less(act, i.advocacy)), l.both(green, l.less(act, referral)))
                };

                let growth = l.mul_add(n(c.growth_value), v, l.add(growth_luck[at], i.growth));
                let sizes = if CALM { l.add(grown, signed) } else { l.add(l.add(grown, signed), late) };
                let mut after = l.add(l.add(before, growth), sizes);
                let mut early = nothing;
                if !CALM && may_pull && l.bits(l.less(nothing, waiting)) != 0 {
                    let at_once = l.both(l.less(nothing, waiting), l.less(uniform_of_deals(), i.pulled));
                    early = l.keep(at_once, waiting);
                    waiting = l.select(at_once, nothing, waiting);
                    after = l.add(after, early);
                }
                let is_red = l.less(v, n(RED));
                let moved = if value_moves {
                    l.add(l.mul_add(n(1.0 - c.value_reversion), v, value_luck[at]), l.add(i.value, l.keep(is_red, i.rescue)))
                } else {
                    v
                };

                value[at] = l.select(gone, n(f32::NAN), moved);
                usage[at] = after;
                if !CALM {
                    pending[at] = waiting;
                    held[at] = put_off;
                }

                if watch == Watch::NOTHING && due == 0 {
                    continue;
                }
                let mut any = due;
                let mut tell = |watched: bool, m: L::M| any |= if watched { l.bits(m) } else { 0 };
                tell(watch.gone, gone);
                tell(watch.expansions, expands);
                tell(watch.deals, l.either(l.less(nothing, signed), l.either(l.less(nothing, late), l.less(nothing, early))));
                tell(watch.leads, l.either(is_lead, is_padded));
                tell(watch.others, l.either(advocates, moves));
                if any != 0 {
                    let left = l.bits(gone);
                    let there = l.bits(l.is_number(v));
                    let stays = |m: L::M| l.bits(m) & there & !left;
                    occasions.push(Occasion {
                        row: run[at].0,
                        gone: left,
                        due: due & there,
                        expansion: stays(expands),
                        signed: stays(l.less(nothing, signed)),
                        late: stays(l.less(nothing, late)),
                        early: stays(l.less(nothing, early)),
                        lead: stays(is_lead),
                        padded: stays(is_padded),
                        advocacy: stays(advocates),
                        referral: stays(refers),
                        mover: stays(moves),
                    });
                    l.append(before, numbers);
                    l.append(grown, numbers);
                    l.append(signed, numbers);
                    l.append(late, numbers);
                    l.append(early, numbers);
                }
            }
            nth += len;
        }
    }
}
