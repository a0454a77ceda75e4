//! What the people of a world do for its customers, by seat and lane, and where it changed.

use std::ops::Range;

use crate::behaviour::{Assumptions, Conduct, Effort, response};
use crate::dynamics::kernel::{Duty, Muster};

use super::super::world::{games_of, moved_of};
use super::cohort::lanes_of;
use super::life::UnitLife;

/// Duties of everybody.
#[derive(Clone)]
pub(super) struct Duties {
    pub(super) duty: Duty,
    /// Somebody pads leads or moves deals, or once did.
    pub(super) plays: bool,
    /// Conduct that stands in `duty`, and whether somebody is there, `seats × lanes`.
    on_duty: Vec<Option<(Conduct, bool)>>,
    /// Lanes in which somebody was there last month, by seat.
    present: Vec<u32>,
    width: usize,
}

impl Duties {
    /// Nobody does anything yet.
    pub(super) fn none(seats: usize, width: usize) -> Self {
        let on_duty = vec![None; seats * width];
        Self { duty: Duty::none(seats, width), plays: false, on_duty, present: vec![0; seats], width }
    }

    /// Takes over what people do this month: in lanes that `changed` names, by seat, and wherever somebody came or went.
    pub(super) fn take<'c>(
        &mut self,
        life: &UnitLife<'_>,
        muster: &Muster,
        conduct: impl Fn(usize, usize) -> &'c Conduct,
        changed: impl Fn(usize) -> u32,
    ) {
        // in most units everybody in a seat does the same, and often it is the very same
        let same = |a: &Conduct, b: &Conduct| std::ptr::eq(a, b) || a == b;
        let mut known: Option<(&Conduct, bool, Lines)> = None;
        for seat in 0..self.present.len() {
            let present = muster.present[seat];
            let came_or_went = present ^ std::mem::replace(&mut self.present[seat], present);
            let mut left = (changed(seat) | came_or_went) & ((1 << life.lanes()) - 1);
            while left != 0 {
                let first = left.trailing_zeros() as usize;
                let (now, there) = (conduct(first, seat), present >> first & 1 != 0);
                let as_present = left & if there { present } else { !present };
                let alike = lanes_of(as_present).filter(|lane| same(conduct(*lane, seat), now)).fold(0, |bits, lane| bits | 1 << lane);
                left &= !alike;
                let Some((lanes, before)) = self.relieve(seat, alike, (*now, there)) else { continue };
                let lines = match (known, before) {
                    (Some((of, was_there, lines)), _) if was_there == there && same(of, now) => lines,
                    (_, Some((effort, cell))) if effort == now.effort => {
                        Lines::of(&life.ground.assumptions, (*now, there), self.duty.work.each_ref().map(|work| work[cell]))
                    }
                    _ => Lines::of(&life.ground.assumptions, (*now, there), now.effort.map(response).to_array()),
                };
                known = Some((now, there, lines));
                lines.put(&mut self.duty, seat * self.width..(seat + 1) * self.width, lanes);
                // once seen, always looked for: no game is missed
                self.plays |= lines.plays();
            }
        }
    }

    /// Whoever is on duty in some lanes of a seat does something else now: lanes for which that is new, and of the first of them what effort stood
    /// there and its cell, if any did. `None` where nothing is new.
    fn relieve(&mut self, seat: usize, lanes: u32, now: (Conduct, bool)) -> Option<(u32, Option<(Effort, usize)>)> {
        let (mut new, mut first) = (0, None);
        for lane in lanes_of(lanes) {
            let cell = seat * self.width + lane;
            if self.on_duty[cell] == Some(now) {
                continue;
            }
            let before = self.on_duty[cell].replace(now);
            if new == 0 {
                first = before.map(|(before, _)| (before.effort, cell));
            }
            new |= 1 << lane;
        }
        (new != 0).then_some((new, first))
    }
}

/// What one person's conduct comes to, as [`Duty`] has it.
#[derive(Debug, Clone, Copy)]
struct Lines {
    output: f32,
    work: [f32; 5],
    discovery: f32,
    games: [f32; 7],
    padding: f32,
    moved: [f32; 2],
}

impl Lines {
    /// Of somebody who does this, with what their effort comes to, or of a seat in which nobody is there to do it.
    fn of(assumptions: &Assumptions, (conduct, present): (Conduct, bool), work: [f32; 5]) -> Self {
        let (games, timing) = games_of(present, &conduct);
        Self {
            output: conduct.output,
            work,
            discovery: conduct.discovery,
            games: games.to_array(),
            padding: games.padding,
            moved: moved_of(assumptions, games, timing),
        }
    }

    /// Puts them down in some lanes of a seat's cells.
    fn put(&self, duty: &mut Duty, cells: Range<usize>, lanes: u32) {
        let Duty { output, work, discovery, games, moved } = duty;
        let slabs = [output, discovery].into_iter().chain(work).chain(games).chain(moved);
        let numbers = [self.output, self.discovery].into_iter().chain(self.work).chain(self.games).chain(self.moved);
        for (slab, x) in slabs.zip(numbers) {
            let row = &mut slab[cells.clone()];
            if lanes.count_ones() as usize == row.len() {
                row.fill(x);
            } else {
                lanes_of(lanes).for_each(|lane| row[lane] = x);
            }
        }
    }

    fn plays(&self) -> bool {
        self.padding > 0.0 || self.moved != [0.0; 2]
    }
}
