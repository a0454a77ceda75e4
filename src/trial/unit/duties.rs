//! What the people of a world do for its customers, by seat and lane, and where it changed.

use crate::behaviour::{Assumptions, Conduct, response};
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
        // most people do what the one before them does
        let mut known: Option<((Conduct, bool), Lines)> = None;
        for seat in 0..self.present.len() {
            let present = muster.present[seat];
            let came_or_went = present ^ std::mem::replace(&mut self.present[seat], present);
            for lane in lanes_of((changed(seat) | came_or_went) & ((1 << life.lanes()) - 1)) {
                let (cell, now) = (seat * self.width + lane, (*conduct(lane, seat), present >> lane & 1 != 0));
                if self.on_duty[cell] == Some(now) {
                    continue;
                }
                let before = self.on_duty[cell].replace(now);
                let lines = match (known, before) {
                    (Some((known, lines)), _) if known == now => lines,
                    (_, Some((before, _))) if before.effort == now.0.effort => {
                        Lines::of(&life.ground.assumptions, now, self.duty.work.each_ref().map(|work| work[cell]))
                    }
                    _ => Lines::of(&life.ground.assumptions, now, now.0.effort.map(response).to_array()),
                };
                known = Some((now, lines));
                lines.put(&mut self.duty, cell);
                // once seen, always looked for: no game is missed
                self.plays |= lines.plays();
            }
        }
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

    fn put(&self, duty: &mut Duty, cell: usize) {
        let Duty { output, work, discovery, games, moved } = duty;
        (output[cell], discovery[cell]) = (self.output, self.discovery);
        for (slab, x) in work.iter_mut().zip(&self.work) {
            slab[cell] = *x;
        }
        for (slab, x) in games.iter_mut().zip(&self.games) {
            slab[cell] = *x;
        }
        for (slab, x) in moved.iter_mut().zip(&self.moved) {
            slab[cell] = *x;
        }
    }

    fn plays(&self) -> bool {
        self.padding > 0.0 || self.moved != [0.0; 2]
    }
}
