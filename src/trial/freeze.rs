//! Frozen people: everybody does what people with books like theirs do on average under the plan, whatever happens. What pay varies less
//! (or more) with them than with people who respond is the part of effort in pay's variance (model section 5).
//!
//! The averages are taken beforehand, in trials of their own, so that a trial's frozen pay does not depend on how many trials a run has.

use rayon::prelude::*;

use crate::behaviour::beliefs::Beliefs;
use crate::behaviour::{Conduct, Effort, Gaming, Policy};

use super::engine::{Engine, Together};
use super::ground::{Ground, Luck};

/// Trials over which conduct is averaged: several thousand seat-months a plan.
const TRIALS: u32 = 16;
/// Luck of these trials, that of no ordinary one.
const LUCK: u32 = 1 << 27;
/// Efforts, games, output.
const NUMBERS: usize = 13;

/// Sums of conduct over seat-months.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    numbers: [f64; NUMBERS],
    months: f64,
}

impl Engine<'_> {
    /// Everybody's mean conduct under each plan. Deals are signed when they are ready: when to sign is a response, too.
    pub(crate) fn freeze(&self, ground: &Ground, beliefs: &Beliefs, policies: &[Policy]) -> Vec<Policy> {
        let lucks: Vec<Luck> = (0..TRIALS).map(|trial| Luck::of(LUCK | trial)).collect();
        let rows: Vec<Vec<Sums>> = lucks
            .par_chunks(self.isa.width())
            .flat_map_iter(|lucks| self.live_unit(ground, &[policies], self.needs_hold_out(), lucks))
            .map(|together| self.conduct_sums(beliefs, &together))
            .collect();
        let of_group = |plan: usize, group: usize| {
            let mut all = Sums::default();
            rows.iter().for_each(|row| all.add(&row[plan * beliefs.groups() + group]));
            all.mean()
        };
        let conducts = |plan: usize| beliefs.group_of_seat.iter().map(|&group| of_group(plan, group)).collect();
        policies.iter().enumerate().map(|(plan, policy)| policy.frozen(conducts(plan))).collect()
    }

    /// Sums by plan and group of seats.
    fn conduct_sums(&self, beliefs: &Beliefs, Together { responding, .. }: &Together) -> Vec<Sums> {
        let mut sums = vec![Sums::default(); responding.len() * beliefs.groups()];
        for (lived, sums) in responding.iter().zip(sums.chunks_mut(beliefs.groups())) {
            let months = lived.iter().flat_map(|lived| lived.decisions.chunks(self.seats.len()));
            for (decision, &group) in months.flat_map(|month| month.iter().zip(&beliefs.group_of_seat)) {
                decision.iter().for_each(|d| sums[group].push(&d.conduct));
            }
        }
        sums
    }
}

impl Sums {
    fn push(&mut self, conduct: &Conduct) {
        let all = conduct.effort.to_array().into_iter().chain(conduct.gaming.to_array()).chain([conduct.output]);
        self.numbers.iter_mut().zip(all).for_each(|(sum, x)| *sum += f64::from(x));
        self.months += 1.0;
    }

    fn add(&mut self, other: &Self) {
        self.numbers.iter_mut().zip(other.numbers).for_each(|(sum, x)| *sum += x);
        self.months += other.months;
    }

    /// Salaried where nobody ever was, or nobody responds.
    fn mean(&self) -> Conduct {
        if self.months == 0.0 {
            return Conduct::SALARIED;
        }
        let [e0, e1, e2, e3, e4, g0, g1, g2, g3, g4, g5, g6, output] = self.numbers.map(|sum| (sum / self.months) as f32);
        let (effort, gaming) = (Effort::of([e0, e1, e2, e3, e4]), Gaming::of([g0, g1, g2, g3, g4, g5, g6]));
        Conduct { gaming, output, ..Conduct::honest(effort) }
    }
}
