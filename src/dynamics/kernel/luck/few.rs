//! Sizes and links where only a few cells can have an event: these are gathered into full vectors, and in the others nothing happens.

use super::super::layers::{Layers, Reach};
use super::AccountLuck;
use super::draw::{Draw, Rows};
use super::eventful::{find, room_to_find};
use crate::dynamics::draws::LuckBlock;
use crate::dynamics::events::{LEAD_START, NEVER};
use crate::lanes::Lanes;

/// Steps of the uniforms between 0 and 1.
const STEPS: f32 = 16_777_216.0;

/// Cells whose luck is made at a time: it stays in the nearest cache.
const AT_A_TIME: usize = 256;

/// The few cells in which something may happen in a month, in order, and their luck.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Few {
    /// Account × lanes + lane.
    pub(in super::super) cells: Vec<u32>,
    pub(in super::super) size: Vec<f32>,
    pub(in super::super) share: Vec<f32>,
    pub(in super::super) churn: Vec<f32>,
    pub(in super::super) expansion: Vec<f32>,
    pub(in super::super) lead: Vec<f32>,
    /// Cells that are being found.
    room: Vec<u32>,
    /// Luck that is being made.
    made: Option<Box<AccountLuck>>,
}

impl Few {
    /// Forgets the month before.
    pub(super) fn clear(&mut self) {
        self.cells.clear();
        [&mut self.size, &mut self.share, &mut self.churn, &mut self.expansion, &mut self.lead].into_iter().for_each(Vec::clear);
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
    /// Finds the few cells of consecutive rows in which something may happen.
    #[inline(always)]
    pub(super) fn find(&self, luck: &mut AccountLuck, reach: &Reach, first: usize, n: usize) {
        self.look(luck, reach, first, n);
        let Few { cells, room, .. } = &mut luck.few;
        if room.len() < room_to_find(n * L::WIDTH) {
            room.resize(room_to_find(n * L::WIDTH), 0);
        }
        let found = find(&luck.eventful[first..][..n], L::WIDTH, first * L::WIDTH, room);
        cells.extend_from_slice(&room[..found]);
    }

    /// Sizes and links of the cells that were found since there were so many; into rows as well, where anybody looks there. `ids` are those of
    /// all rows.
    #[inline(always)]
    pub(super) fn few(&self, luck: &mut AccountLuck, layers: Layers, before: usize, ids: &[u32], rows: bool) {
        let l = self.l;
        let mut few = std::mem::take(&mut luck.few);
        let mut made = few.made.take().unwrap_or_else(|| Box::new(AccountLuck::of_cells(AT_A_TIME)));
        let by_row = layers.value || layers.metering;
        let found = std::mem::take(&mut few.cells);
        for cells in found[before..].chunks(AT_A_TIME) {
            if by_row {
                gather(&luck.metering, cells, &mut made.metering);
                gather(&luck.size, cells, &mut made.size);
            } else {
                // whose block it is
                for ((&cell, id), trial) in cells.iter().zip(&mut made.metering[..]).zip(&mut made.size[..]) {
                    let cell = cell as usize;
                    (*id, *trial) = (f32::from_bits(ids[cell / L::WIDTH]), f32::from_bits(self.trials[cell % L::WIDTH]));
                }
            }
            gather(&luck.churn, cells, &mut made.churn);
            let vectors = cells.len().div_ceil(L::WIDTH);
            let mut those = Rows::of(l, &mut made, 0, vectors);
            if !by_row {
                for at in 0..vectors {
                    self.words_of_cells(&mut those, at);
                }
            }
            if !layers.metering {
                for at in 0..vectors {
                    self.normals_of_size(&mut those, at);
                }
            }
            for at in 0..vectors {
                self.size(&mut those, at);
                self.log_size(&mut those, layers.shares, at);
            }
            for at in 0..vectors {
                self.links(&mut those, false, at);
            }
            let columns = [&mut few.size, &mut few.churn, &mut few.expansion, &mut few.lead, &mut few.share];
            let all = [&made.size, &made.churn, &made.expansion, &made.lead, &made.share];
            let asked = if layers.shares { 5 } else { 4 };
            columns.into_iter().zip(all).take(asked).for_each(|(column, made)| column.extend_from_slice(&made[..cells.len()]));
        }
        (few.cells, few.made) = (found, Some(made));
        if rows {
            self.put(luck, &few, before, layers.shares);
        }
        luck.few = few;
    }

    /// Puts the luck of few cells into their rows, where nothing happens in other lanes.
    #[inline(always)]
    fn put(&self, luck: &mut AccountLuck, few: &Few, before: usize, shares: bool) {
        let (l, never, cells) = (self.l, self.n(NEVER), &few.cells[before..]);
        let churn = l.vectors_mut(&mut luck.churn);
        let expansion = l.vectors_mut(&mut luck.expansion);
        let lead = l.vectors_mut(&mut luck.lead);
        for &cell in cells {
            let at = cell as usize / L::WIDTH;
            (churn[at], expansion[at], lead[at]) = (never, never, never);
        }
        scatter(&few.size[before..], cells, &mut luck.size);
        scatter(&few.churn[before..], cells, &mut luck.churn);
        scatter(&few.expansion[before..], cells, &mut luck.expansion);
        scatter(&few.lead[before..], cells, &mut luck.lead);
        if shares {
            scatter(&few.share[before..], cells, &mut luck.share);
        }
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
