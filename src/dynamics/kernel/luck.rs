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
    pub(super) advocacy: F,
    pub(super) padded: F,
    pub(super) mover: F,
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
    advocacy: &'a [F],
    padded: &'a [F],
    mover: &'a [F],
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
            advocacy: self.advocacy[account],
            padded: self.padded[account],
            mover: self.mover[account],
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
        for &(row, id) in accounts {
            let row = row as usize;
            let w = stream.blocks(l, [id, u32::from(month), 0], trials);
            // the block's layout is that of AccountDraws::from_block
            let (own, z_value) = normals(l, w[0], l.and(w[1], l.word(0xffff_ff00)));
            let low = l.or(l.shl::<16>(l.and(w[1], l.word(255))), l.shl::<8>(l.and(w[2], l.word(255))));
            let (z_size, z_metering) = normals(l, w[2], l.or(l.shl::<24>(w[0]), low));
            let u = uniform(l, w[3]);

            growth[row] = l.mul_add(n(r.usage_own), own, natures[row]);
            value[row] = l.mul_add(n(value_own), z_value, l.mul(n(c.value_reversion), anchors[row]));
            metering[row] = z_metering;
            let high = l.less(n(EXPANSION_START), u);
            let median = l.select(high, n(r.expansion_size), n(r.deal_size));
            size[row] = ln(l, l.add(n(1.0), exp(l, l.mul_add(n(r.size_sd), z_size, median))));

            // one logarithm serves three disjoint bands
            let never = n(NEVER);
            let low = l.less(u, n(CHURN_END));
            let leads = l.both(l.less(n(LEAD_START), u), l.less(u, n(LEAD_END)));
            let s = l.select(low, u, l.select(high, l.sub(n(1.0), u), l.select(leads, l.sub(u, n(LEAD_START)), n(0.3))));
            let log = ln(l, s);
            let link = cloglog_of(l, s, log);
            churn[row] = l.select(low, link, never);
            expansion[row] = l.select(high, link, never);
            lead[row] = l.select(leads, log, never);
            let below_leads = l.without(low, l.less(u, n(LEAD_START)));
            advocacy[row] = l.select(below_leads, l.sub(u, n(ADVOCACY_START)), never);
            let movers = l.without(high, l.less(n(MOVER_START), u));
            mover[row] = l.select(movers, l.sub(n(EXPANSION_START), u), never);
            let below_movers = l.without(l.either(high, movers), l.without(l.less(u, n(PADDED_START)), l.is_number(u)));
            padded[row] = l.select(below_movers, l.sub(u, n(PADDED_START)), never);
        }
    }
}
