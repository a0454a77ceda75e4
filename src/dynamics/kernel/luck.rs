//! The luck of account-months, drawn once and lived through in every world.

use super::accounts::{Accounts, BookKind};
use super::layers::{Layers, Reach};
use crate::dynamics::events::{ADVOCACY_START, CHURN_END, EXPANSION_START, LEAD_END, LEAD_START, MOVER_START, NEVER, PADDED_START};
use crate::dynamics::{Coefficients, Rates};
use crate::lanes::{Lanes, Slab, Work};
use crate::random::wide::{Arithmetic, Blocks, Keys};

/// One month's luck of all accounts, `accounts × lanes` each; meaningless where an account is not there, and where nobody asked for it.
#[derive(Debug, Clone, Default)]
pub struct AccountLuck {
    /// Lanes in which something may happen to an account, row by row; in rows where nothing may, sizes and links are meaningless.
    pub(super) eventful: Vec<u32>,
    /// Growth by nature and by own shock.
    pub(super) growth: Slab,
    /// Move of the value score by anchor and by own shock.
    pub(super) value: Slab,
    /// Metering noise, log points.
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
    /// Cells in which something may happen, where these are few, and their luck gathered: memory of drawing.
    cells: Vec<usize>,
    few: Option<Box<AccountLuck>>,
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
            cells: Vec::new(),
            few: None,
        }
    }

    /// Makes room for so many cells.
    fn make_room(&mut self, cells: usize) {
        if self.churn.len() >= cells {
            return;
        }
        let Self { growth, value, metering, size, share, churn, expansion, lead, advocacy, padded, mover, .. } = self;
        for slab in [growth, value, metering, size, share, churn, expansion, lead, advocacy, padded, mover] {
            slab.resize(cells);
        }
    }
}

/// Draws a month's luck of all accounts: one block an account.
pub struct DrawLuck<'a> {
    /// Keys of the stream of account-months.
    pub keys: &'a Keys,
    /// Trial of each lane.
    pub trials: &'a [u32],
    /// Simulated month.
    pub month: u16,
    /// Coefficients.
    pub coefficients: &'a Coefficients,
    /// Rates by segment.
    pub rates: &'a [Rates],
    /// Accounts, by books of one segment each.
    pub books: &'a [Accounts],
    /// What these books are.
    pub kinds: &'a [BookKind],
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
        let Self { coefficients: c, layers, reach, luck, .. } = self;
        let n = |x: f32| l.splat(x);
        let [own_growth, anchors] = [l.vectors(self.natures[0]), l.vectors(self.natures[1])];
        for (accounts, kind) in self.books.iter().zip(self.kinds) {
            let r = &self.rates[usize::from(kind.segment)];
            let draw = Draw {
                l,
                m: Arithmetic::from_memory(l),
                blocks: self.keys.at(l, u32::from(self.month), 0, l.words(self.trials)),
                usage_own: n(r.usage_own),
                value_own: n(c.value_sd * (1.0 - c.value_common).sqrt()),
                value_reversion: n(c.value_reversion),
                metering: [n(r.metering_sd), n(0.5 * r.metering_sd * r.metering_sd)],
                medians: [n(r.expansion_size), n(r.deal_size)],
                size_sd: n(r.size_sd),
            };
            for (first, run) in accounts.runs() {
                draw.run(luck, layers, reach, [own_growth, anchors], first, run);
            }
        }
    }
}

/// Rows of consecutive accounts. Until they are drawn, the block's words lie in the rows of metering noise (first), shares (second), sizes
/// (third) and churn (fourth).
struct Rows<'a, F> {
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

impl<'a, F> Rows<'a, F> {
    #[inline(always)]
    fn of<L: Lanes<F = F>>(l: L, luck: &'a mut AccountLuck, first: usize, n: usize) -> Self {
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
        }
    }

    /// Nothing happens to the account of a row.
    #[inline(always)]
    fn never(&mut self, never: F, at: usize)
    where
        F: Copy,
    {
        (self.churn[at], self.expansion[at], self.lead[at]) = (never, never, never);
    }
}

/// What all accounts of a book have in common. Each step is that of one row.
struct Draw<'a, L: Lanes> {
    l: L,
    m: Arithmetic<L>,
    blocks: Blocks<'a, L>,
    usage_own: L::F,
    value_own: L::F,
    value_reversion: L::F,
    /// Standard deviation of metering noise, and half its square.
    metering: [L::F; 2],
    /// Logarithms of the median sizes of expansions and deals.
    medians: [L::F; 2],
    size_sd: L::F,
}

impl<L: Lanes> Draw<'_, L> {
    /// Accounts of consecutive rows, of which `natures` are own growth and anchor.
    #[inline(always)]
    fn run(
        &self,
        luck: &mut AccountLuck,
        layers: Layers,
        reach: Option<Reach>,
        [growth, anchors]: [&[L::F]; 2],
        first: usize,
        run: &[(u32, u32)],
    ) {
        let n = run.len();
        let mut rows = Rows::of(self.l, luck, first, n);
        let (growth, anchors) = (&growth[first..][..n], &anchors[first..][..n]);
        // Short passes: each keeps its constants in registers, and independent accounts overlap.
        for (at, &(_, id)) in run.iter().enumerate() {
            self.words(&mut rows, id, at);
        }
        if layers.value {
            for at in 0..n {
                self.growth_and_value(&mut rows, growth[at], anchors[at], at);
            }
        } else {
            for (at, &own) in growth.iter().enumerate() {
                self.growth(&mut rows, own, at);
            }
        }
        if layers.metering || reach.is_none() {
            for at in 0..n {
                self.normals_of_size(&mut rows, at);
            }
        }
        if let Some(reach) = reach {
            return self.few(luck, &reach, layers, first, n);
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
    fn n(&self, x: f32) -> L::F {
        self.l.splat(x)
    }

    #[inline(always)]
    fn words(&self, rows: &mut Rows<'_, L::F>, id: u32, at: usize) {
        let l = self.l;
        let w = self.blocks.of(id);
        rows.metering[at] = l.of_word(w[0]);
        rows.share[at] = l.of_word(w[1]);
        rows.size[at] = l.of_word(w[2]);
        rows.churn[at] = l.of_word(w[3]);
    }

    /// The block's layout is that of [`AccountDraws::from_block`](crate::dynamics::AccountDraws::from_block).
    #[inline(always)]
    fn normals_of_month(&self, rows: &Rows<'_, L::F>, at: usize) -> (L::F, L::F) {
        let (l, w0, w1) = (self.l, self.l.to_word(rows.metering[at]), self.l.to_word(rows.share[at]));
        self.m.normals(w0, l.and(w1, l.word(0xffff_ff00)))
    }

    #[inline(always)]
    fn growth(&self, rows: &mut Rows<'_, L::F>, nature: L::F, at: usize) {
        let (own, _) = self.normals_of_month(rows, at);
        rows.growth[at] = self.l.mul_add(self.usage_own, own, nature);
    }

    #[inline(always)]
    fn growth_and_value(&self, rows: &mut Rows<'_, L::F>, nature: L::F, anchor: L::F, at: usize) {
        let (l, (own, z_value)) = (self.l, self.normals_of_month(rows, at));
        rows.growth[at] = l.mul_add(self.usage_own, own, nature);
        rows.value[at] = l.mul_add(self.value_own, z_value, l.mul(self.value_reversion, anchor));
    }

    #[inline(always)]
    fn normals_of_size(&self, rows: &mut Rows<'_, L::F>, at: usize) {
        let l = self.l;
        let (w0, w1, w2) = (l.to_word(rows.metering[at]), l.to_word(rows.share[at]), l.to_word(rows.size[at]));
        let low = l.or(l.shl::<16>(l.and(w1, l.word(255))), l.shl::<8>(l.and(w2, l.word(255))));
        let (of_size, of_metering) = self.m.normals(w2, l.or(l.shl::<24>(w0), low));
        let [sd, half_variance] = self.metering;
        (rows.size[at], rows.metering[at]) = (of_size, l.sub(l.mul(sd, of_metering), half_variance));
    }

    /// Sizes and links of the few cells in which something may happen, gathered into full vectors; in the others nothing does.
    #[inline(always)]
    fn few(&self, luck: &mut AccountLuck, reach: &Reach, layers: Layers, first: usize, n: usize) {
        let l = self.l;
        let (mut cells, mut few) = (std::mem::take(&mut luck.cells), luck.few.take().unwrap_or_default());
        cells.clear();
        let eventful = &mut luck.eventful[first..][..n];
        let words = &l.vectors(&luck.churn)[first..][..n];
        // two loops and no closures: what is called from the library is not built for the instruction set
        if reach.leads > LEAD_START {
            for (lanes, &word) in eventful.iter_mut().zip(words) {
                *lanes = self.within(word, reach, true);
            }
        } else {
            for (lanes, &word) in eventful.iter_mut().zip(words) {
                *lanes = self.within(word, reach, false);
            }
        }
        for (row, &lanes) in (first..).zip(&*eventful) {
            let mut lanes = lanes;
            while lanes != 0 {
                cells.push(row * L::WIDTH + lanes.trailing_zeros() as usize);
                lanes &= lanes - 1;
            }
        }
        let vectors = cells.len().div_ceil(L::WIDTH);
        few.make_room(vectors * L::WIDTH);
        for (nth, &cell) in cells.iter().enumerate() {
            few.metering[nth] = luck.metering[cell];
            few.share[nth] = luck.share[cell];
            few.size[nth] = luck.size[cell];
            few.churn[nth] = luck.churn[cell];
        }
        let mut rows = Rows::of(l, &mut few, 0, vectors);
        for at in 0..vectors {
            if !layers.metering {
                self.normals_of_size(&mut rows, at);
            }
            self.size(&mut rows, at);
            self.log_size(&mut rows, layers.shares, at);
            self.links(&mut rows, false, at);
        }
        let mut rows = Rows::of(l, luck, first, n);
        for cell in &cells {
            let at = cell / L::WIDTH - first;
            rows.never(self.n(NEVER), at);
        }
        for (nth, &cell) in cells.iter().enumerate() {
            luck.size[cell] = few.size[nth];
            luck.churn[cell] = few.churn[nth];
            luck.expansion[cell] = few.expansion[nth];
        }
        if layers.shares {
            cells.iter().enumerate().for_each(|(nth, &cell)| luck.share[cell] = few.share[nth]);
        }
        if reach.leads > LEAD_START {
            cells.iter().enumerate().for_each(|(nth, &cell)| luck.lead[cell] = few.lead[nth]);
        }
        (luck.cells, luck.few) = (cells, Some(few));
    }

    /// Lanes in which something may happen.
    #[inline(always)]
    fn within(&self, word: L::F, reach: &Reach, leads: bool) -> u32 {
        let l = self.l;
        let u = self.m.uniform(l.to_word(word));
        let ends = l.either(l.less(u, self.n(reach.churn)), l.less(self.n(reach.expansion), u));
        if !leads {
            return l.bits(ends);
        }
        l.bits(l.either(ends, l.both(l.less(self.n(LEAD_START), u), l.less(u, self.n(reach.leads)))))
    }

    /// The event uniform, and the logarithm of the size.
    #[inline(always)]
    fn size(&self, rows: &mut Rows<'_, L::F>, at: usize) {
        let (l, [of_expansions, of_deals]) = (self.l, self.medians);
        let u = self.m.uniform(l.to_word(rows.churn[at]));
        rows.churn[at] = u;
        let median = l.select(l.less(self.n(EXPANSION_START), u), of_expansions, of_deals);
        rows.size[at] = l.mul_add(self.size_sd, rows.size[at], median);
    }

    #[inline(always)]
    fn log_size(&self, rows: &mut Rows<'_, L::F>, shares: bool, at: usize) {
        let (l, m) = (self.l, self.m);
        let size = m.ln(l.add(self.n(1.0), m.exp(rows.size[at])));
        rows.size[at] = size;
        if shares {
            rows.share[at] = l.sub(m.exp(size), self.n(1.0));
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
