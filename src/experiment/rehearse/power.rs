//! Power by simulation: with what probability the analysis that would really be made sees an uplift of that size, on this market.

use std::ops::ControlFlow;

use rayon::prelude::*;
use serde::Serialize;

use super::look::{Look, Seen};
use super::{Layout, LayoutError, Team};
use crate::random::{Purpose, Stream};
use crate::stats::{Estimate, share};

/// Experiments of one piece of work: results do not depend on threads.
const PIECE: usize = 32;

/// One point of a power curve.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PowerPoint {
    /// CSMs who take part.
    pub csms: usize,
    /// True uplift of the outcome.
    pub effect: f64,
    /// Share of experiments that call the plans different: p at most alpha, two-sided.
    pub power: Estimate,
}

/// Power curves of one market.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SimulatedPower {
    /// Quarters of the experiment.
    pub quarters: usize,
    /// Two-sided alpha.
    pub alpha: f64,
    /// The new plan's own uplift in this market.
    pub own_effect: f64,
    /// Points, by CSMs, then uplift.
    pub points: Vec<PowerPoint>,
}

impl SimulatedPower {
    /// Power for each number of CSMs (half of them on the new plan) and each uplift, on at most `experiments` experiments a point. Uplifts other than
    /// the new plan's own are made by adding the same to every book's outcome under it. `watch` sees points done of all and may break off:
    /// then there is `None`.
    ///
    /// # Errors
    /// Numbers of CSMs that cannot be assigned.
    pub fn of(
        team: &Team,
        csms: &[usize],
        effects: &[f64],
        grid: Grid,
        watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<Option<Self>, LayoutError> {
        let own_effect = own_effect(team, grid.quarters);
        let mut points = Vec::with_capacity(csms.len() * effects.len());
        for &csms_here in csms {
            let layout = Layout::of(team, csms_here, csms_here / 2, grid.seed)?;
            let clusters: Vec<usize> = (0..layout.csms()).collect();
            let stream = Stream::new(grid.seed, Purpose::Rehearsal);
            let all: Vec<usize> = (0..team.trials.min(grid.experiments)).collect();
            let hits = |nth: &usize| {
                let dealt = Dealt::of(team, &layout, &grid, *nth, stream.block(0, 1, csms_here as u32, *nth as u32)[0]);
                let sees = |effect: &f64| u64::from(dealt.sees(&layout, &clusters, effect - own_effect, grid.alpha));
                effects.iter().map(sees).collect::<Vec<u64>>()
            };
            let sum = |mut a: Vec<u64>, b: Vec<u64>| {
                a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
                a
            };
            let none = || vec![0; effects.len()];
            let counts = all.par_chunks(PIECE).map(|own| own.iter().map(hits).fold(none(), sum)).reduce(none, sum);
            for (effect, hits) in effects.iter().zip(counts) {
                points.extend(share(hits, all.len() as u64).map(|power| PowerPoint { csms: csms_here, effect: *effect, power }));
            }
            if watch(points.len(), csms.len() * effects.len()).is_break() {
                return Ok(None);
            }
        }
        Ok(Some(Self { quarters: grid.quarters, alpha: grid.alpha, own_effect, points }))
    }

    /// The point of so many CSMs at that uplift.
    #[must_use]
    pub fn at(&self, csms: usize, effect: f64) -> Option<&PowerPoint> {
        self.points.iter().find(|point| point.csms == csms && point.effect == effect)
    }

    /// The smallest uplift that so many CSMs would see with probability `power`, between points; `None` where no point reaches it.
    #[must_use]
    pub fn detectable(&self, csms: usize, power: f64) -> Option<f64> {
        let mut own: Vec<&PowerPoint> = self.points.iter().filter(|p| p.csms == csms && p.effect >= 0.0).collect();
        own.sort_by(|a, b| a.effect.total_cmp(&b.effect));
        let reached = own.iter().position(|p| p.power.value >= power)?;
        let (Some(before), after) = (reached.checked_sub(1).map(|k| own[k]), own[reached]) else { return Some(own[reached].effect) };
        let rise = (power - before.power.value) / (after.power.value - before.power.value);
        Some(before.effect + rise * (after.effect - before.effect))
    }
}

/// How points are simulated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// Quarters of the experiment, 1 to those simulated.
    pub quarters: usize,
    /// Two-sided alpha.
    pub alpha: f64,
    /// Experiments a point at most; never more than the team's trials hold.
    pub experiments: usize,
    /// Whether the year before is held equal, where there was one.
    pub baseline: bool,
    /// Seed of who gets which plan.
    pub seed: u64,
}

/// One experiment, dealt.
struct Dealt {
    outcome: Vec<f64>,
    before: Option<Vec<f64>>,
    treated: Vec<bool>,
}

impl Dealt {
    fn of(team: &Team, layout: &Layout, grid: &Grid, nth: usize, luck: u32) -> Self {
        let treated = layout.assignments.assignment(luck as usize % layout.assignments.len());
        let [today, new] = [0, 1].map(|arm| layout.gather(team, nth, |trial| team.outcome(arm, trial, grid.quarters - 1)));
        let outcome = treated.iter().zip(today.iter().zip(&new)).map(|(t, (a, b))| if *t { *b } else { *a }).collect();
        let before = if grid.baseline { layout.before(team, nth) } else { None };
        Self { outcome, before, treated }
    }

    /// Whether an uplift that is `shift` more than the new plan's own is seen.
    fn sees(&self, layout: &Layout, clusters: &[usize], shift: f64, alpha: f64) -> bool {
        let outcome: Vec<f64> = self.outcome.iter().zip(&self.treated).map(|(y, t)| if *t { y + shift } else { *y }).collect();
        let look = Look::at(layout, &Seen { outcome: &outcome, before: self.before.as_deref(), treated: &self.treated }, clusters);
        look.is_some_and(|look| look.p <= alpha)
    }
}

/// Mean uplift of a CSM's outcome under the new plan to the end of the first `quarters`.
#[must_use]
pub fn own_effect(team: &Team, quarters: usize) -> f64 {
    let of = |trial: usize| {
        let [today, new] = [0, 1].map(|arm| team.outcome(arm, trial, quarters - 1).iter().sum::<f64>());
        (new - today) / team.seats as f64
    };
    (0..team.trials).map(of).sum::<f64>() / team.trials.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::super::team::tests::made_up;
    use super::*;

    /// Books of one kind: CSM means with sd .05√2, of which the year before tells half (r = .5): the textbook's power of a t test on
    /// 24 CSMs with 21 degrees of freedom, by an independent non-central t.
    #[test]
    fn power_is_that_of_the_textbook() {
        let team = made_up(24, 1, 1_500, 0.03, 0.0);
        let grid = Grid { quarters: 1, alpha: 0.05, experiments: 10_000, baseline: true, seed: 3 };
        let found = SimulatedPower::of(&team, &[24, 48], &[0.0, 0.05, 0.08], grid, &mut |_, _| ControlFlow::Continue(())).unwrap().unwrap();
        assert!((found.own_effect - 0.03).abs() < 1e-12);
        // scipy: sd = .05 √2 √(1 − .5²), lambda = d / (sd √(2/12)), nct sf with 21 df; 48 CSMs are two teams with strata, 44 df
        let expected = [0.05, TEXTBOOK[0], TEXTBOOK[1], 0.05, TEXTBOOK[2], TEXTBOOK[3]];
        for (point, expected) in found.points.iter().zip(expected) {
            let error = (expected * (1.0 - expected) / point.power.n as f64).sqrt();
            assert!((point.power.value - expected).abs() < 4.0 * error + 0.01, "{point:?}, expected {expected}");
        }
        let reach = found.detectable(24, 0.8).unwrap();
        assert!((0.05..0.08).contains(&reach), "{reach}");
        assert_eq!(found.detectable(24, 0.99999), None);
    }

    const TEXTBOOK: [f64; 4] = [0.479_396, 0.862_300, 0.789_949, 0.993_145];
}
