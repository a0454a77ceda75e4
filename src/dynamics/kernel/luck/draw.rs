//! Luck of consecutive rows, in short passes: each keeps its constants in registers, and independent accounts overlap.

use super::super::layers::{Layers, Reach};
use super::AccountLuck;
use crate::dynamics::events::{ADVOCACY_START, CHURN_END, EXPANSION_START, LEAD_END, LEAD_START, MOVER_START, NEVER, PADDED_START};
use crate::lanes::Lanes;
use crate::random::wide::{Arithmetic, Blocks, Keys};

/// Rows of consecutive accounts. Until normals are made of them, the first two words of a block lie in the rows of metering noise and of
/// shares; radii of sizes lie in the rows of sizes, their angles in those of metering noise, event words in those of churn.
pub(super) struct Rows<'a, F> {
    pub(super) growth: &'a mut [F],
    pub(super) value: &'a mut [F],
    pub(super) metering: &'a mut [F],
    pub(super) size: &'a mut [F],
    pub(super) share: &'a mut [F],
    pub(super) churn: &'a mut [F],
    pub(super) expansion: &'a mut [F],
    pub(super) lead: &'a mut [F],
    advocacy: &'a mut [F],
    padded: &'a mut [F],
    mover: &'a mut [F],
    next: NextRows<'a, F>,
}

/// The same of the next month.
struct NextRows<'a, F> {
    growth: &'a mut [F],
    value: &'a mut [F],
    metering: &'a mut [F],
    size: &'a mut [F],
    churn: &'a mut [F],
}

impl<'a, F> Rows<'a, F> {
    #[inline(always)]
    pub(super) fn of<L: Lanes<F = F>>(l: L, luck: &'a mut AccountLuck, first: usize, n: usize) -> Self {
        Self {
            growth: &mut l.vectors_mut(&mut luck.growth)[first..][..n],
            value: &mut l.vectors_mut(&mut luck.value)[first..][..n],
            metering: &mut l.vectors_mut(&mut luck.metering)[first..][..n],
            size: &mut l.vectors_mut(&mut luck.size)[first..][..n],
            share: &mut l.vectors_mut(&mut luck.share)[first..][..n],
            churn: &mut l.vectors_mut(&mut luck.churn)[first..][..n],
            expansion: &mut l.vectors_mut(&mut luck.expansion)[first..][..n],
            lead: &mut l.vectors_mut(&mut luck.lead)[first..][..n],
            advocacy: &mut l.vectors_mut(&mut luck.advocacy)[first..][..n],
            padded: &mut l.vectors_mut(&mut luck.padded)[first..][..n],
            mover: &mut l.vectors_mut(&mut luck.mover)[first..][..n],
            next: NextRows {
                growth: &mut l.vectors_mut(&mut luck.held.growth)[first..][..n],
                value: &mut l.vectors_mut(&mut luck.held.value)[first..][..n],
                metering: &mut l.vectors_mut(&mut luck.held.metering)[first..][..n],
                size: &mut l.vectors_mut(&mut luck.held.size)[first..][..n],
                churn: &mut l.vectors_mut(&mut luck.held.churn)[first..][..n],
            },
        }
    }
}

/// What all accounts of a book have in common. Each step is that of one row.
pub(super) struct Draw<'a, L: Lanes> {
    pub(super) l: L,
    pub(super) m: Arithmetic<L>,
    /// Keys of the blocks below.
    pub(super) keys: &'a Keys,
    /// Trial of each lane.
    pub(super) trials: &'a [u32],
    /// Of growth and events, and of value and sizes.
    pub(super) blocks: [Blocks<'a, L>; 2],
    /// Which two months, and whether it is the second of them.
    pub(super) pair: u32,
    pub(super) second: bool,
    pub(super) usage_own: L::F,
    pub(super) value_own: L::F,
    pub(super) value_reversion: L::F,
    /// Standard deviation of metering noise, and half its square.
    pub(super) metering: [L::F; 2],
    /// Logarithms of the median sizes of expansions and deals.
    pub(super) medians: [L::F; 2],
    pub(super) size_sd: L::F,
}

impl<L: Lanes> Draw<'_, L> {
    /// Accounts of consecutive rows, of which `natures` are own growth and anchor, and whose blocks are those below so many rows drawn already.
    #[inline(always)]
    #[expect(clippy::too_many_arguments, reason = "one call, in the hot loop")]
    pub(super) fn run(
        &self,
        luck: &mut AccountLuck,
        layers: Layers,
        reach: Option<Reach>,
        [growth, anchors]: [&[L::F]; 2],
        drawn: [usize; 2],
        first: usize,
        ids: &[u32],
    ) {
        let n = ids.len();
        let mut rows = Rows::of(self.l, luck, first, n);
        let (growth, anchors) = (&growth[first..][..n], &anchors[first..][..n]);
        let [of_growth, of_value] = [drawn[0].saturating_sub(first).min(n), drawn[1].saturating_sub(first).min(n)];
        for (at, &id) in (of_growth..).zip(&ids[of_growth..]) {
            self.growth_words(&mut rows, id, at);
        }
        for (at, &own) in (of_growth..).zip(&growth[of_growth..]) {
            self.growth(&mut rows, own, at);
        }
        let by_row = layers.value || layers.metering || reach.is_none();
        if by_row {
            for (at, &id) in (of_value..).zip(&ids[of_value..]) {
                self.value_words(&mut rows, id, at);
            }
            for (at, &anchor) in (of_value..).zip(&anchors[of_value..]) {
                self.value(&mut rows, anchor, at);
            }
        }
        if layers.metering || reach.is_none() {
            for at in 0..n {
                self.normals_of_size(&mut rows, at);
            }
        }
        if let Some(reach) = reach {
            return self.find(luck, &reach, first, n);
        }
        for at in 0..n {
            self.size(&mut rows, at);
        }
        for at in 0..n {
            self.log_size(&mut rows, layers.shares, at);
        }
        for at in 0..n {
            self.links(&mut rows, layers.others, at);
        }
        luck.eventful[first..][..n].fill(u32::MAX);
    }

    #[inline(always)]
    pub(super) fn n(&self, x: f32) -> L::F {
        self.l.splat(x)
    }

    /// This month's and the next month's of two; in the second month the next month's go nowhere.
    #[inline(always)]
    fn in_order<T>(&self, first: T, second: T) -> [T; 2] {
        if self.second { [second, first] } else { [first, second] }
    }

    #[inline(always)]
    fn growth_words(&self, rows: &mut Rows<'_, L::F>, id: u32, at: usize) {
        let l = self.l;
        let w = self.blocks[0].of(id);
        (rows.metering[at], rows.share[at]) = (l.of_word(w[0]), l.of_word(w[1]));
        let [now, next] = self.in_order(w[2], w[3]);
        (rows.churn[at], rows.next.churn[at]) = (l.of_word(now), l.of_word(next));
    }

    /// Blocks' layouts are those of [`LuckBlock`](crate::dynamics::LuckBlock).
    #[inline(always)]
    fn growth(&self, rows: &mut Rows<'_, L::F>, nature: L::F, at: usize) {
        let l = self.l;
        let (first, second) = self.m.normals(l.to_word(rows.metering[at]), l.to_word(rows.share[at]));
        let [now, next] = self.in_order(first, second);
        rows.growth[at] = l.mul_add(self.usage_own, now, nature);
        rows.next.growth[at] = l.mul_add(self.usage_own, next, nature);
    }

    #[inline(always)]
    fn value_words(&self, rows: &mut Rows<'_, L::F>, id: u32, at: usize) {
        let l = self.l;
        let w = self.blocks[1].of(id);
        (rows.metering[at], rows.share[at]) = (l.of_word(w[0]), l.of_word(w[1]));
        let [now, next] = self.in_order(w[2], w[3]);
        (rows.size[at], rows.next.size[at]) = (l.of_word(now), l.of_word(next));
    }

    #[inline(always)]
    fn value(&self, rows: &mut Rows<'_, L::F>, anchor: L::F, at: usize) {
        let l = self.l;
        let (w0, w1) = (l.to_word(rows.metering[at]), l.to_word(rows.share[at]));
        let [w2, w3] = self.in_order(l.to_word(rows.size[at]), l.to_word(rows.next.size[at]));
        let (first, second) = self.m.normals(w0, l.and(w1, l.word(0xffff_ff00)));
        let pull = l.mul(self.value_reversion, anchor);
        let [now, next] = self.in_order(first, second);
        rows.value[at] = l.mul_add(self.value_own, now, pull);
        rows.next.value[at] = l.mul_add(self.value_own, next, pull);
        let [now, next] = self.in_order(self.angle(w0, w1), self.angle(w2, w3));
        (rows.metering[at], rows.next.metering[at]) = (l.of_word(now), l.of_word(next));
    }

    /// The angle that is left over in two words.
    #[inline(always)]
    pub(super) fn angle(&self, a: L::U, b: L::U) -> L::U {
        let l = self.l;
        l.or(l.shl::<24>(a), l.shl::<16>(l.and(b, l.word(255))))
    }

    #[inline(always)]
    pub(super) fn normals_of_size(&self, rows: &mut Rows<'_, L::F>, at: usize) {
        let l = self.l;
        let (of_size, of_metering) = self.m.normals(l.to_word(rows.size[at]), l.to_word(rows.metering[at]));
        let [sd, half_variance] = self.metering;
        (rows.size[at], rows.metering[at]) = (of_size, l.sub(l.mul(sd, of_metering), half_variance));
    }

    /// The event uniform, and the logarithm of the size.
    #[inline(always)]
    pub(super) fn size(&self, rows: &mut Rows<'_, L::F>, at: usize) {
        let (l, [of_expansions, of_deals]) = (self.l, self.medians);
        let u = self.m.uniform(l.to_word(rows.churn[at]));
        rows.churn[at] = u;
        let median = l.select(l.less(self.n(EXPANSION_START), u), of_expansions, of_deals);
        rows.size[at] = l.mul_add(self.size_sd, rows.size[at], median);
    }

    #[inline(always)]
    pub(super) fn log_size(&self, rows: &mut Rows<'_, L::F>, shares: bool, at: usize) {
        let (l, m) = (self.l, self.m);
        let size = m.ln(l.add(self.n(1.0), m.exp(rows.size[at])));
        rows.size[at] = size;
        if shares {
            rows.share[at] = l.sub(m.exp(size), self.n(1.0));
        }
    }

    /// One logarithm serves three disjoint bands.
    #[inline(always)]
    pub(super) fn links(&self, rows: &mut Rows<'_, L::F>, others: bool, at: usize) {
        let (l, u, never) = (self.l, rows.churn[at], self.n(NEVER));
        let (low, high) = (l.less(u, self.n(CHURN_END)), l.less(self.n(EXPANSION_START), u));
        let leads = l.both(l.less(self.n(LEAD_START), u), l.less(u, self.n(LEAD_END)));
        let of_leads = l.select(leads, l.sub(u, self.n(LEAD_START)), self.n(0.3));
        let s = l.select(low, u, l.select(high, l.sub(self.n(1.0), u), of_leads));
        let log = self.m.ln(s);
        let link = self.m.cloglog(s, log);
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
