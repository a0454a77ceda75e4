//! What the people of a world do for its customers, by seat and lane, and where it changed.

use crate::behaviour::{Conduct, response};
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
        let mut known = None;
        for seat in 0..self.present.len() {
            let present = muster.present[seat];
            let came_or_went = present ^ std::mem::replace(&mut self.present[seat], present);
            for lane in lanes_of((changed(seat) | came_or_went) & ((1 << life.lanes()) - 1)) {
                let (cell, conduct, present) = (seat * self.width + lane, conduct(lane, seat), present >> lane & 1 != 0);
                if self.on_duty[cell] == Some((*conduct, present)) {
                    continue;
                }
                let (duty, efforts) = (&mut self.duty, self.on_duty[cell].map(|(before, _)| before.effort));
                self.on_duty[cell] = Some((*conduct, present));
                duty.output[cell] = conduct.output;
                duty.discovery[cell] = conduct.discovery;
                if efforts != Some(conduct.effort) {
                    let outputs = match known {
                        Some((effort, outputs)) if effort == conduct.effort => outputs,
                        _ => conduct.effort.map(response).to_array(),
                    };
                    known = Some((conduct.effort, outputs));
                    duty.work.iter_mut().zip(outputs).for_each(|(work, output)| work[cell] = output);
                }
                let (games, timing) = games_of(present, conduct);
                duty.games.iter_mut().zip(games.to_array()).for_each(|(game, degree)| game[cell] = degree);
                let moved = moved_of(&life.ground.assumptions, games, timing);
                duty.moved.iter_mut().zip(moved).for_each(|(share, moved)| share[cell] = moved);
                // once seen, always looked for: no game is missed
                self.plays |= games.padding > 0.0 || moved != [0.0; 2];
            }
        }
    }
}
