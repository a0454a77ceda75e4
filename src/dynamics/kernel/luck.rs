//! The luck of account-months, drawn once and lived through in every world.

use super::accounts::Accounts;
use super::layers::{Layers, Reach};
use crate::dynamics::events::{
    ADVOCACY_START, CHURN_END, EXPANSION_START, LEAD_END, LEAD_START, MOVER_START, NEVER, PADDED_START, cloglog_of,
};
use crate::dynamics::{Coefficients, Rates};
use crate::lanes::{Lanes, Slab, Work};
use crate::random::Stream;
use crate::random::wide::{exp, ln, normals, uniform};

/// One month's luck of all accounts, `accounts × lanes` each; meaningless where an account is not there, and where nobody asked for it.
#[derive(Debug, Clone, Default)]
pub struct AccountLuck {
    /// Lanes in which something may happen to an account, row by row; in rows where nothing may, sizes and links are meaningless.
    pub(super) eventful: Vec<u32>,
    /// Growth by nature and by own shock.
    pub(super) growth: Slab,
    /// Move of the value score by anchor and by own shock.
    pub(super) value: Slab,
    /// Normal of metering noise.
    pub(super) metering: Slab,
    /// ln(1 + size) of the expansion or deal that may happen: the bands of both are disjoint.
    pub(super) size: Slab,
    /// The same size as a share of what was there before.
    pub(super) share: Slab,
    /// Inverted links: see [`Links`](crate::dynamics::events::Links).
    pub(super) churn: Slab,
    pub(super) expansion: Slab,
    pub(super) lead: Slab,
    pub(super) advocacy: Slab,
    pub(super) padded: Slab,
    pub(super) mover: Slab,
}

impl AccountLuck {
    /// Room for so many accounts in so many lanes.
    #[must_use]
    pub fn new(accounts: usize, width: usize) -> Self {
        let slab = || Slab::new(accounts * width);
        Self {
            eventful: vec![0; accounts],
            growth: slab(),
            value: slab(),
            metering: slab(),
            size: slab(),
            share: slab(),
            churn: slab(),
            expansion: slab(),
            lead: slab(),
            advocacy: slab(),
            padded: slab(),
            mover: slab(),
        }
    }
}

/// Draws a month's luck of some accounts that share their rates: one block an account.
pub struct DrawLuck<'a> {
    /// Stream of account-months.
    pub stream: &'a Stream,
    /// Trial of each lane.
    pub trials: &'a [u32],
    /// Simulated month.
    pub month: u16,
    /// Coefficients.
    pub coefficients: &'a Coefficients,
    /// Rates of these accounts' segment.
    pub rates: &'a Rates,
    /// These accounts.
    pub accounts: &'a Accounts,
    /// Own organic growth and anchor that accounts are born with, `accounts × lanes`.
    pub natures: [&'a Slab; 2],
    /// What is asked for.
    pub layers: Layers,
    /// Where anything can happen; anywhere without.
    pub reach: Option<Reach>,
    /// Where the luck goes.
    pub luck: &'a mut AccountLuck,
}

impl Work for DrawLuck<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let Self { accounts, natures, layers, reach, .. } = self;
        let luck = &mut *self.luck;
        let (own_growth, anchors) = (l.vectors(natures[0]), l.vectors(natures[1]));
        let (growth, value) = (l.vectors_mut(&mut luck.growth), l.vectors_mut(&mut luck.value));
        let (metering, size) = (l.vectors_mut(&mut luck.metering), l.vectors_mut(&mut luck.size));
        let (share, churn) = (l.vectors_mut(&mut luck.share), l.vectors_mut(&mut luck.churn));
        let (expansion, lead) = (l.vectors_mut(&mut luck.expansion), l.vectors_mut(&mut luck.lead));
        let (advocacy, padded) = (l.vectors_mut(&mut luck.advocacy), l.vectors_mut(&mut luck.padded));
        let mover = l.vectors_mut(&mut luck.mover);
        let draw = Draw {
            l,
            stream: *self.stream,
            trials: l.words(self.trials),
            month: u32::from(self.month),
            c: self.coefficients,
            r: self.rates,
            value_own: self.coefficients.value_sd * (1.0 - self.coefficients.value_common).sqrt(),
        };
        for (first, run) in accounts.runs() {
            let n = run.len();
            let mut rows = Rows {
                own_growth: &own_growth[first..][..n],
                anchors: &anchors[first..][..n],
                growth: &mut growth[first..][..n],
                value: &mut value[first..][..n],
                metering: &mut metering[first..][..n],
                size: &mut size[first..][..n],
                share: &mut share[first..][..n],
                churn: &mut churn[first..][..n],
                expansion: &mut expansion[first..][..n],
                lead: &mut lead[first..][..n],
                advocacy: &mut advocacy[first..][..n],
                padded: &mut padded[first..][..n],
                mover: &mut mover[first..][..n],
            };
            let eventful = &mut luck.eventful[first..][..n];
            // Short passes: each keeps its constants in registers, and independent accounts overlap.
            for (at, &(_, id)) in run.iter().enumerate() {
                draw.words(&mut rows, id, at);
            }
            for at in 0..n {
                draw.growth(&mut rows, layers.value, at);
            }
            if layers.metering || reach.is_none() {
                for at in 0..n {
                    draw.normals_of_size(&mut rows, at);
                }
            }
            if let Some(reach) = reach {
                for (at, eventful) in eventful.iter_mut().enumerate() {
                    *eventful = draw.within(&rows, &reach, at);
                    if *eventful != 0 {
                        if !layers.metering {
                            draw.normals_of_size(&mut rows, at);
                        }
                        draw.size(&mut rows, at);
                        draw.log_size(&mut rows, layers.shares, at);
                        draw.links(&mut rows, layers.others, at);
                    }
                }
                continue;
            }
            eventful.fill(u32::MAX);
            for at in 0..n {
                draw.size(&mut rows, at);
            }
            for at in 0..n {
                draw.log_size(&mut rows, layers.shares, at);
            }
            for at in 0..n {
                draw.links(&mut rows, layers.others, at);
            }
        }
    }
}

/// Rows of consecutive accounts. Until they are drawn, the block's words lie in the rows of metering noise (first), shares (second), sizes
/// (third) and churn (fourth).
struct Rows<'a, F> {
    own_growth: &'a [F],
    anchors: &'a [F],
    growth: &'a mut [F],
    value: &'a mut [F],
    metering: &'a mut [F],
    size: &'a mut [F],
    share: &'a mut [F],
    churn: &'a mut [F],
    expansion: &'a mut [F],
    lead: &'a mut [F],
    advocacy: &'a mut [F],
    padded: &'a mut [F],
    mover: &'a mut [F],
}

/// What all accounts of a book have in common. Each step is that of one row.
struct Draw<'a, L: Lanes> {
    l: L,
    stream: Stream,
    trials: L::U,
    month: u32,
    c: &'a Coefficients,
    r: &'a Rates,
    value_own: f32,
}

impl<L: Lanes> Draw<'_, L> {
    #[inline(always)]
    fn n(&self, x: f32) -> L::F {
        self.l.splat(x)
    }

    #[inline(always)]
    fn words(&self, rows: &mut Rows<'_, L::F>, id: u32, at: usize) {
        let l = self.l;
        let w = self.stream.blocks(l, [id, self.month, 0], self.trials);
        rows.metering[at] = l.of_word(w[0]);
        rows.share[at] = l.of_word(w[1]);
        rows.size[at] = l.of_word(w[2]);
        rows.churn[at] = l.of_word(w[3]);
    }

    /// The block's layout is that of [`AccountDraws::from_block`](crate::dynamics::AccountDraws::from_block).
    #[inline(always)]
    fn growth(&self, rows: &mut Rows<'_, L::F>, value: bool, at: usize) {
        let (l, w0, w1) = (self.l, self.l.to_word(rows.metering[at]), self.l.to_word(rows.share[at]));
        let (own, z_value) = normals(l, w0, l.and(w1, l.word(0xffff_ff00)));
        rows.growth[at] = l.mul_add(self.n(self.r.usage_own), own, rows.own_growth[at]);
        if value {
            let drift = l.mul(self.n(self.c.value_reversion), rows.anchors[at]);
            rows.value[at] = l.mul_add(self.n(self.value_own), z_value, drift);
        }
    }

    #[inline(always)]
    fn normals_of_size(&self, rows: &mut Rows<'_, L::F>, at: usize) {
        let l = self.l;
        let (w0, w1, w2) = (l.to_word(rows.metering[at]), l.to_word(rows.share[at]), l.to_word(rows.size[at]));
        let low = l.or(l.shl::<16>(l.and(w1, l.word(255))), l.shl::<8>(l.and(w2, l.word(255))));
        (rows.size[at], rows.metering[at]) = normals(l, w2, l.or(l.shl::<24>(w0), low));
    }

    /// Lanes in which something may happen.
    #[inline(always)]
    fn within(&self, rows: &Rows<'_, L::F>, reach: &Reach, at: usize) -> u32 {
        let l = self.l;
        let u = uniform(l, l.to_word(rows.churn[at]));
        let ends = l.either(l.less(u, self.n(reach.churn)), l.less(self.n(reach.expansion), u));
        let leads = l.both(l.less(self.n(LEAD_START), u), l.less(u, self.n(reach.leads)));
        l.bits(l.either(ends, leads))
    }

    /// The event uniform, and the logarithm of the size.
    #[inline(always)]
    fn size(&self, rows: &mut Rows<'_, L::F>, at: usize) {
        let (l, r) = (self.l, self.r);
        let u = uniform(l, l.to_word(rows.churn[at]));
        rows.churn[at] = u;
        let median = l.select(l.less(self.n(EXPANSION_START), u), self.n(r.expansion_size), self.n(r.deal_size));
        rows.size[at] = l.mul_add(self.n(r.size_sd), rows.size[at], median);
    }

    #[inline(always)]
    fn log_size(&self, rows: &mut Rows<'_, L::F>, shares: bool, at: usize) {
        let l = self.l;
        let size = ln(l, l.add(self.n(1.0), exp(l, rows.size[at])));
        rows.size[at] = size;
        if shares {
            rows.share[at] = l.sub(exp(l, size), self.n(1.0));
        }
    }

    /// One logarithm serves three disjoint bands.
    #[inline(always)]
    fn links(&self, rows: &mut Rows<'_, L::F>, others: bool, at: usize) {
        let (l, u, never) = (self.l, rows.churn[at], self.n(NEVER));
        let (low, high) = (l.less(u, self.n(CHURN_END)), l.less(self.n(EXPANSION_START), u));
        let leads = l.both(l.less(self.n(LEAD_START), u), l.less(u, self.n(LEAD_END)));
        let of_leads = l.select(leads, l.sub(u, self.n(LEAD_START)), self.n(0.3));
        let s = l.select(low, u, l.select(high, l.sub(self.n(1.0), u), of_leads));
        let log = ln(l, s);
        let link = cloglog_of(l, s, log);
        rows.churn[at] = l.select(low, link, never);
        rows.expansion[at] = l.select(high, link, never);
        rows.lead[at] = l.select(leads, log, never);
        if others {
            let below_leads = l.without(low, l.less(u, self.n(LEAD_START)));
            rows.advocacy[at] = l.select(below_leads, l.sub(u, self.n(ADVOCACY_START)), never);
            let movers = l.without(high, l.less(self.n(MOVER_START), u));
            rows.mover[at] = l.select(movers, l.sub(self.n(EXPANSION_START), u), never);
            let padded = l.without(l.either(high, movers), l.without(l.less(u, self.n(PADDED_START)), l.is_number(u)));
            rows.padded[at] = l.select(padded, l.sub(u, self.n(PADDED_START)), never);
        }
    }
}
