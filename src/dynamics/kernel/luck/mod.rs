//! The luck of account-months, drawn once and lived through in every world.

mod draw;
mod eventful;
mod few;

use super::layers::{Layers, Reach};
use crate::dynamics::draws::{LuckBlock, pair_of};
use crate::dynamics::{Coefficients, Rates};
use crate::lanes::{Lanes, Slab, Work};
use crate::random::wide::{Arithmetic, Keys};

use draw::Draw;
pub(super) use few::Few;

/// Cells that are drawn at a time: 4 KB of each slab, so that what they need stays in near caches.
const CELLS: usize = 1024;

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
    /// Whether something may happen in [few](Few) cells only.
    pub(super) only_few: bool,
    pub(super) few: Few,
    held: Held,
}

/// What was drawn for the next month together with this month's: it takes the place of this month's when the time has come.
#[derive(Debug, Clone, Default)]
struct Held {
    /// Which month that is.
    month: Option<u16>,
    /// Rows whose growth and event uniforms are held, and those whose moves of value, radii and angles are.
    rows: [usize; 2],
    growth: Slab,
    value: Slab,
    /// Angles, where metering noise will be.
    metering: Slab,
    /// Radii, where sizes will be.
    size: Slab,
    /// Event words, where links of churn will be.
    churn: Slab,
}

impl AccountLuck {
    /// Room for so many accounts in so many lanes.
    #[must_use]
    pub fn new(accounts: usize, width: usize) -> Self {
        Self { eventful: vec![0; accounts], ..Self::of_cells(accounts * width) }
    }

    fn of_cells(cells: usize) -> Self {
        let slab = || Slab::left_over(cells);
        Self {
            eventful: Vec::new(),
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
            held: Held { month: None, rows: [0; 2], growth: slab(), value: slab(), metering: slab(), size: slab(), churn: slab() },
            only_few: false,
            few: Few::default(),
        }
    }

    /// Begins a month: rows whose growth and events, and rows whose values and sizes, were drawn for it with the month before.
    fn begin(&mut self, month: u16) -> [usize; 2] {
        let held = &mut self.held;
        if held.month.take() != Some(month) {
            return [0; 2];
        }
        for (now, then) in [
            (&mut self.growth, &mut held.growth),
            (&mut self.value, &mut held.value),
            (&mut self.metering, &mut held.metering),
            (&mut self.size, &mut held.size),
            (&mut self.churn, &mut held.churn),
        ] {
            std::mem::swap(now, then);
        }
        held.rows
    }
}

/// Draws a month's luck of all accounts, and what its blocks hold for the next month.
pub struct DrawLuck<'a> {
    /// Keys of the stream of account-months.
    pub keys: &'a Keys,
    /// Trial of each lane.
    pub trials: &'a [u32],
    /// Simulated month; months are drawn one after the other.
    pub month: u16,
    /// Coefficients.
    pub coefficients: &'a Coefficients,
    /// Rates by segment.
    pub rates: &'a [Rates],
    /// Numbers that name the accounts in streams, row by row, of all that have arrived.
    pub ids: &'a [u32],
    /// Their segments, and the rows after the last of consecutive ones.
    pub spans: &'a [(u16, u32)],
    /// Own organic growth and anchor that accounts are born with, `accounts × lanes`.
    pub natures: [&'a Slab; 2],
    /// What is asked for.
    pub layers: Layers,
    /// Where anything can happen; anywhere without.
    pub reach: Option<Reach>,
    /// Whether anybody looks at rows even where something happens in few cells only.
    pub rows: bool,
    /// Where the luck goes.
    pub luck: &'a mut AccountLuck,
}

impl Work for DrawLuck<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let Self { coefficients: c, layers, reach, luck, .. } = self;
        let n = |x: f32| l.splat(x);
        let (pair, second) = pair_of(self.month);
        let drawn = luck.begin(self.month);
        luck.only_few = reach.is_some();
        luck.few.clear();
        let [own_growth, anchors] = [l.vectors(self.natures[0]), l.vectors(self.natures[1])];
        let blocks = |block: LuckBlock| self.keys.at(l, pair, block as u32, l.words(self.trials));
        let by_row = layers.value || layers.metering || reach.is_none();
        let mut first = 0;
        for &(segment, end) in self.spans {
            let end = self.ids.len().min(end as usize);
            let r = &self.rates[usize::from(segment)];
            let draw = Draw {
                l,
                m: Arithmetic::from_memory(l),
                keys: self.keys,
                trials: self.trials,
                blocks: [blocks(LuckBlock::Growth), blocks(LuckBlock::Value)],
                pair,
                second,
                usage_own: n(r.usage_own),
                value_own: n(c.value_sd * (1.0 - c.value_common).sqrt()),
                value_reversion: n(c.value_reversion),
                metering: [n(r.metering_sd), n(0.5 * r.metering_sd * r.metering_sd)],
                medians: [n(r.expansion_size), n(r.deal_size)],
                size_sd: n(r.size_sd),
            };
            let found = luck.few.cells.len();
            while first < end {
                let ids = &self.ids[first..end.min(first + CELLS / L::WIDTH)];
                draw.run(luck, layers, reach, [own_growth, anchors], drawn, first, ids);
                first += ids.len();
            }
            if reach.is_some() {
                draw.few(luck, layers, found, self.ids, self.rows);
            }
        }
        if !second {
            let rows = self.ids.len();
            (luck.held.month, luck.held.rows) = (Some(self.month + 1), [rows, if by_row { rows } else { 0 }]);
        }
    }
}
