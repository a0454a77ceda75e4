//! Sizes and links where only a few cells can have an event: these are gathered into full vectors, and in the others nothing happens.

use super::super::layers::{Layers, Reach};
use super::AccountLuck;
use super::draw::{Draw, Rows};
use super::eventful::{EventfulRows, find, room_to_find};
use crate::dynamics::draws::LuckBlock;
use crate::dynamics::events::{LEAD_START, NEVER};
use crate::lanes::Lanes;

/// Steps of the uniforms between 0 and 1.
const STEPS: f32 = 16_777_216.0;

/// Memory of gathering.
#[derive(Debug, Clone, Default)]
pub(super) struct Few {
    /// Which cells, counted from the first of consecutive rows.
    cells: Vec<u32>,
    /// Their luck, one after the other.
    luck: Option<Box<AccountLuck>>,
}

impl Few {
    /// Room for so many cells, and luck for them, which is meaningless as yet.
    #[inline(always)]
    fn room(&mut self, cells: usize) -> (&mut [u32], &mut AccountLuck) {
        let room = room_to_find(cells);
        if self.cells.len() < room {
            self.cells.resize(room, 0);
        }
        let made = || Box::new(AccountLuck::of_cells(cells.next_power_of_two()));
        let luck = self.luck.take().filter(|luck| luck.churn.len() >= cells).unwrap_or_else(made);
        (&mut self.cells, self.luck.insert(luck))
    }
}

/// The numbers of some cells, one after the other.
#[inline(always)]
fn gather(from: &[f32], cells: &[u32], to: &mut [f32]) {
    for (&cell, to) in cells.iter().zip(to) {
        *to = from[cell as usize];
    }
}

/// The numbers back in their cells.
#[inline(always)]
fn scatter(from: &[f32], cells: &[u32], to: &mut [f32]) {
    for (&cell, from) in cells.iter().zip(from) {
        to[cell as usize] = *from;
    }
}

impl<L: Lanes> Draw<'_, L> {
    /// Sizes and links of the few cells in which something may happen.
    #[inline(always)]
    pub(super) fn few(&self, luck: &mut AccountLuck, reach: &Reach, layers: Layers, first: usize, ids: &[u32]) {
        let (l, n) = (self.l, ids.len());
        let (mut memory, shares, leads) = (std::mem::take(&mut luck.few), layers.shares, reach.leads > LEAD_START);
        self.look(luck, reach, first, n);
        let (cells, few) = memory.room(n * L::WIDTH);
        let found = find(&luck.eventful[first..][..n], L::WIDTH, cells);
        let (cells, vectors) = (&cells[..found], found.div_ceil(L::WIDTH));
        let by_row = layers.value || layers.metering;
        let all = first * L::WIDTH..(first + n) * L::WIDTH;
        if by_row {
            gather(&luck.metering[all.clone()], cells, &mut few.metering);
            gather(&luck.size[all.clone()], cells, &mut few.size);
        } else {
            // whose block it is
            for ((&cell, id), trial) in cells.iter().zip(&mut few.metering[..]).zip(&mut few.size[..]) {
                let cell = cell as usize;
                (*id, *trial) = (f32::from_bits(ids[cell / L::WIDTH]), f32::from_bits(self.trials[cell % L::WIDTH]));
            }
        }
        gather(&luck.churn[all.clone()], cells, &mut few.churn);
        let mut rows = Rows::of(l, few, 0, vectors);
        for at in 0..vectors {
            if !by_row {
                self.words_of_cells(&mut rows, at);
            }
            if !layers.metering {
                self.normals_of_size(&mut rows, at);
            }
            self.size(&mut rows, at);
            self.log_size(&mut rows, shares, at);
            self.links(&mut rows, false, at);
        }
        self.nothing_else(luck, first, n);
        scatter(&few.size, cells, &mut luck.size[all.clone()]);
        scatter(&few.churn, cells, &mut luck.churn[all.clone()]);
        scatter(&few.expansion, cells, &mut luck.expansion[all.clone()]);
        if shares {
            scatter(&few.share, cells, &mut luck.share[all.clone()]);
        }
        if leads {
            scatter(&few.lead, cells, &mut luck.lead[all]);
        }
        luck.few = memory;
    }

    /// Lanes in which something may happen, row by row.
    #[inline(always)]
    fn look(&self, luck: &mut AccountLuck, reach: &Reach, first: usize, n: usize) {
        let words = &self.l.vectors(&luck.churn)[first..][..n];
        let steps = |uniform: f32| self.n(uniform * STEPS);
        let [churn, expansion] = [steps(reach.churn), steps(reach.expansion)];
        let eventful = luck.eventful[first..][..n].iter_mut().zip(words);
        // two loops and no closures: what is called from the library is not built for the instruction set
        if reach.leads > LEAD_START {
            let [from, to] = [steps(LEAD_START), steps(reach.leads)];
            for (lanes, &word) in eventful {
                let l = self.l;
                let u = self.step(word);
                let ends = l.either(l.less(u, churn), l.less(expansion, u));
                *lanes = l.bits(l.either(ends, l.both(l.less(from, u), l.less(u, to))));
            }
        } else {
            for (lanes, &word) in eventful {
                let (l, u) = (self.l, self.step(word));
                *lanes = l.bits(l.either(l.less(u, churn), l.less(expansion, u)));
            }
        }
    }

    /// An event word's uniform in steps of 2⁻²⁴, half a step low: a [`Reach`] has more slack than that.
    #[inline(always)]
    fn step(&self, word: L::F) -> L::F {
        self.l.number(self.l.shr::<8>(self.l.to_word(word)))
    }

    /// In eventful rows nothing happens, until something is said of their cells.
    #[inline(always)]
    fn nothing_else(&self, luck: &mut AccountLuck, first: usize, n: usize) {
        let (l, never) = (self.l, self.n(NEVER));
        let churn = &mut l.vectors_mut(&mut luck.churn)[first..][..n];
        let expansion = &mut l.vectors_mut(&mut luck.expansion)[first..][..n];
        let lead = &mut l.vectors_mut(&mut luck.lead)[first..][..n];
        for at in EventfulRows::of(&luck.eventful[first..][..n]) {
            (churn[at], expansion[at], lead[at]) = (never, never, never);
        }
    }

    /// Radius and angle of cells of different accounts and trials, which are where radius and angle will be.
    #[inline(always)]
    fn words_of_cells(&self, rows: &mut Rows<'_, L::F>, at: usize) {
        let l = self.l;
        let things = [l.to_word(rows.metering[at]), l.to_word(rows.size[at])];
        let w = self.keys.of_each(l, things, self.pair, LuckBlock::Value as u32);
        let (radius, angle) = if self.second { (w[3], self.angle(w[2], w[3])) } else { (w[2], self.angle(w[0], w[1])) };
        (rows.size[at], rows.metering[at]) = (l.of_word(radius), l.of_word(angle));
    }
}
