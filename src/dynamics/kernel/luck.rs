//! The luck of account-months, drawn once and lived through in every world.

use crate::dynamics::events::{
    ADVOCACY_START, CHURN_END, EXPANSION_START, LEAD_END, LEAD_START, MOVER_START, NEVER, PADDED_START, cloglog_of,
};
use crate::dynamics::{Coefficients, Rates};
use crate::lanes::{Lanes, Slab, Work};
use crate::random::Stream;
use crate::random::wide::{exp, ln, normals, uniform};

/// One month's luck of all accounts, `accounts × lanes` each; meaningless where an account is not there.
#[derive(Debug, Clone, Default)]
pub struct AccountLuck {
    /// Growth by nature and by own shock.
    growth: Slab,
    /// Move of the value score by anchor and by own shock.
    value: Slab,
    /// Normal of metering noise.
    metering: Slab,
    /// ln(1 + size) of the expansion or deal that may happen: the bands of both are disjoint.
    size: Slab,
    /// Inverted links: see [`Links`](crate::dynamics::events::Links).
    churn: Slab,
    expansion: Slab,
    lead: Slab,
    advocacy: Slab,
    padded: Slab,
    mover: Slab,
}

/// The luck of one account.
pub(super) struct Luck<F> {
    pub(super) growth: F,
    pub(super) value: F,
    pub(super) size: F,
    pub(super) churn: F,
    pub(super) expansion: F,
    pub(super) lead: F,
}

/// Vectors of a month's luck.
#[derive(Clone, Copy)]
pub(super) struct LuckRows<'a, F> {
    growth: &'a [F],
    value: &'a [F],
    pub(super) metering: &'a [F],
    size: &'a [F],
    churn: &'a [F],
    expansion: &'a [F],
    lead: &'a [F],
    pub(super) advocacy: &'a [F],
    pub(super) padded: &'a [F],
    pub(super) mover: &'a [F],
}

impl AccountLuck {
    /// Room for so many accounts times lanes.
    #[must_use]
    pub fn new(len: usize) -> Self {
        let slab = || Slab::new(len);
        Self {
            growth: slab(),
            value: slab(),
            metering: slab(),
            size: slab(),
            churn: slab(),
            expansion: slab(),
            lead: slab(),
            advocacy: slab(),
            padded: slab(),
            mover: slab(),
        }
    }

    #[inline(always)]
    pub(super) fn rows<L: Lanes>(&self, l: L) -> LuckRows<'_, L::F> {
        LuckRows {
            growth: l.vectors(&self.growth),
            value: l.vectors(&self.value),
            metering: l.vectors(&self.metering),
            size: l.vectors(&self.size),
            churn: l.vectors(&self.churn),
            expansion: l.vectors(&self.expansion),
            lead: l.vectors(&self.lead),
            advocacy: l.vectors(&self.advocacy),
            padded: l.vectors(&self.padded),
            mover: l.vectors(&self.mover),
        }
    }
}

impl<F: Copy> LuckRows<'_, F> {
    #[inline(always)]
    pub(super) fn of(&self, account: usize) -> Luck<F> {
        Luck {
            growth: self.growth[account],
            value: self.value[account],
            size: self.size[account],
            churn: self.churn[account],
            expansion: self.expansion[account],
            lead: self.lead[account],
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
    /// Rows of these accounts, and the numbers that name them in streams.
    pub accounts: &'a [(u32, u32)],
    /// Own organic growth and anchor that accounts are born with, `accounts × lanes`.
    pub natures: [&'a Slab; 2],
    /// Where the luck goes.
    pub luck: &'a mut AccountLuck,
}

impl Work for DrawLuck<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let Self { stream, trials, month, coefficients: c, rates: r, accounts, natures: [natures, anchors], luck } = self;
        let n = |x: f32| l.splat(x);
        let trials = l.words(trials);
        let (natures, anchors) = (l.vectors(natures), l.vectors(anchors));
        let (growth, value) = (l.vectors_mut(&mut luck.growth), l.vectors_mut(&mut luck.value));
        let (metering, size) = (l.vectors_mut(&mut luck.metering), l.vectors_mut(&mut luck.size));
        let (churn, expansion) = (l.vectors_mut(&mut luck.churn), l.vectors_mut(&mut luck.expansion));
        let (lead, advocacy) = (l.vectors_mut(&mut luck.lead), l.vectors_mut(&mut luck.advocacy));
        let (padded, mover) = (l.vectors_mut(&mut luck.padded), l.vectors_mut(&mut luck.mover));
        let value_own = c.value_sd * (1.0 - c.value_common).sqrt();
        // Short passes over consecutive rows: each keeps its constants in registers, and independent accounts overlap. In between, words and
        // half-done numbers lie where the luck will.
        for run in accounts.chunk_by(|a, b| a.0 + 1 == b.0) {
            let rows = run[0].0 as usize..run[0].0 as usize + run.len();
            let (natures, anchors) = (&natures[rows.clone()], &anchors[rows.clone()]);
            let (growth, value) = (&mut growth[rows.clone()], &mut value[rows.clone()]);
            let (metering, size) = (&mut metering[rows.clone()], &mut size[rows.clone()]);
            let (churn, expansion) = (&mut churn[rows.clone()], &mut expansion[rows.clone()]);
            let (lead, advocacy) = (&mut lead[rows.clone()], &mut advocacy[rows.clone()]);
            let (padded, mover) = (&mut padded[rows.clone()], &mut mover[rows]);
            for (at, &(_, id)) in run.iter().enumerate() {
                let w = stream.blocks(l, [id, u32::from(month), 0], trials);
                growth[at] = l.of_word(w[0]);
                value[at] = l.of_word(w[1]);
                size[at] = l.of_word(w[2]);
                churn[at] = l.of_word(w[3]);
            }
            // the block's layout is that of AccountDraws::from_block
            for at in 0..run.len() {
                let (w0, w1, w2) = (l.to_word(growth[at]), l.to_word(value[at]), l.to_word(size[at]));
                let low = l.or(l.shl::<16>(l.and(w1, l.word(255))), l.shl::<8>(l.and(w2, l.word(255))));
                metering[at] = l.of_word(l.or(l.shl::<24>(w0), low));
                let (own, z_value) = normals(l, w0, l.and(w1, l.word(0xffff_ff00)));
                growth[at] = l.mul_add(n(r.usage_own), own, natures[at]);
                value[at] = l.mul_add(n(value_own), z_value, l.mul(n(c.value_reversion), anchors[at]));
            }
            for at in 0..run.len() {
                let (z_size, z_metering) = normals(l, l.to_word(size[at]), l.to_word(metering[at]));
                metering[at] = z_metering;
                let u = uniform(l, l.to_word(churn[at]));
                churn[at] = u;
                let median = l.select(l.less(n(EXPANSION_START), u), n(r.expansion_size), n(r.deal_size));
                size[at] = l.mul_add(n(r.size_sd), z_size, median);
            }
            for size in size.iter_mut() {
                *size = ln(l, l.add(n(1.0), exp(l, *size)));
            }
            for at in 0..run.len() {
                // one logarithm serves three disjoint bands
                let (u, never) = (churn[at], n(NEVER));
                let (low, high) = (l.less(u, n(CHURN_END)), l.less(n(EXPANSION_START), u));
                let leads = l.both(l.less(n(LEAD_START), u), l.less(u, n(LEAD_END)));
                let s = l.select(low, u, l.select(high, l.sub(n(1.0), u), l.select(leads, l.sub(u, n(LEAD_START)), n(0.3))));
                let log = ln(l, s);
                let link = cloglog_of(l, s, log);
                churn[at] = l.select(low, link, never);
                expansion[at] = l.select(high, link, never);
                lead[at] = l.select(leads, log, never);
                let below_leads = l.without(low, l.less(u, n(LEAD_START)));
                advocacy[at] = l.select(below_leads, l.sub(u, n(ADVOCACY_START)), never);
                let movers = l.without(high, l.less(n(MOVER_START), u));
                mover[at] = l.select(movers, l.sub(n(EXPANSION_START), u), never);
                let below_movers = l.without(l.either(high, movers), l.without(l.less(u, n(PADDED_START)), l.is_number(u)));
                padded[at] = l.select(below_movers, l.sub(u, n(PADDED_START)), never);
            }
        }
    }
}
