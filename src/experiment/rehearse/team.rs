//! A team's potential outcomes over many trials, as columns.

use std::ops::{ControlFlow, Range};

use crate::measure::Measure;
use crate::scenario::Scenario;
use crate::trial::{PotentialError, PotentialOutcomes, PotentialWorld};

/// Trials lived between two looks at the clock and the keyboard.
const STRETCH: u32 = 64;

/// Something that must not get worse while the outcome gets better.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guardrail {
    /// What is watched, read of every book from the first quarter on.
    pub measure: Measure,
    /// How much worse is still tolerated, in the measure's unit, above 0.
    pub margin: f64,
}

/// What is watched unless said otherwise, with judged margins: customers kept (five points), what customers would say (ten points of NPS), and
/// work that hardly any plan pays for, seen in results that customers verified (five points).
pub const GUARDRAILS: [Guardrail; 3] = [
    Guardrail { measure: Measure::LogoRetention, margin: 0.05 },
    Guardrail { measure: Measure::Nps, margin: 10.0 },
    Guardrail { measure: Measure::Results, margin: 0.05 },
];

/// What every book would have shown under today's plan and the new one, and what its CSM would have been paid.
#[derive(Debug, Clone, PartialEq)]
pub struct Team {
    /// CSMs.
    pub seats: usize,
    /// Quarters paid.
    pub quarters: usize,
    /// Trials kept.
    pub trials: usize,
    /// Trials left out because some book had no outcome (no revenue to retain).
    pub left_out: usize,
    /// Stratum of each seat: its segment.
    pub strata: Vec<usize>,
    /// Watched beside the outcome.
    pub guardrails: Vec<Guardrail>,
    /// Annual revenue of each book when the experiment starts, `trials × seats`, \[$\].
    base: Vec<f64>,
    /// The same outcome in the year before, `trials × seats`; empty where there was none.
    before: Vec<f64>,
    /// Outcome to date, then guardrails, for each arm: `trials × quarters × seats`.
    shown: Vec<[Vec<f64>; 2]>,
    /// Pay of each quarter for each arm, `trials × quarters × seats`, \[$\].
    pay: [Vec<f64>; 2],
}

impl Team {
    /// Lives trials `0..trials` of a scenario whose plan `arms[0]` is today's and `arms[1]` the new one, with `outcome` read of each
    /// book. `watch` sees how many trials are done and may break off: then there is `None`.
    ///
    /// # Errors
    /// A market without sampled customers, a horizon below a quarter, plans that do not fit.
    pub fn live(
        scenario: &Scenario,
        arms: [usize; 2],
        outcome: Measure,
        guardrails: &[Guardrail],
        trials: u32,
        watch: &mut dyn FnMut(u32) -> ControlFlow<()>,
    ) -> Result<Option<Self>, PotentialError> {
        let measures: Vec<Measure> = std::iter::once(outcome).chain(guardrails.iter().map(|g| g.measure)).collect();
        let world = PotentialWorld::prepare(scenario, &measures)?;
        let mut team = Self {
            seats: scenario.roster.len(),
            quarters: usize::from(scenario.months / 3),
            trials: 0,
            left_out: 0,
            strata: scenario.roster.iter().map(|seat| usize::from(seat.segment)).collect(),
            guardrails: guardrails.to_vec(),
            base: Vec::new(),
            before: Vec::new(),
            shown: vec![Default::default(); measures.len()],
            pay: Default::default(),
        };
        for from in (0..trials).step_by(STRETCH as usize) {
            let until = (from + STRETCH).min(trials);
            for own in &world.live(from..until, false) {
                team.add(own, arms);
            }
            if watch(until).is_break() {
                return Ok(None);
            }
        }
        Ok(Some(team))
    }

    /// The same team judged by one of its guardrails instead of the outcome; the year before stays that of the outcome.
    #[must_use]
    pub fn judged_by(&self, guardrail: usize) -> Self {
        Self { guardrails: Vec::new(), shown: vec![self.shown[1 + guardrail].clone()], ..self.clone() }
    }

    /// Adds one trial; leaves it out where some book has no outcome.
    fn add(&mut self, own: &PotentialOutcomes, arms: [usize; 2]) {
        let (seats, quarters) = own.size();
        let cells = || (0..quarters).flat_map(move |quarter| (0..seats).map(move |seat| (seat, quarter)));
        let read = |measure: usize, plan: usize| -> Option<Vec<f64>> {
            cells().map(|(seat, quarter)| own.reading(plan, measure, seat, quarter)).collect()
        };
        let shown: Option<Vec<[Vec<f64>; 2]>> =
            (0..self.shown.len()).map(|measure| Some([read(measure, arms[0])?, read(measure, arms[1])?])).collect();
        let before: Option<Vec<f64>> = own.before.iter().copied().collect();
        let had_past = self.trials == 0 || !self.before.is_empty();
        let (Some(shown), true) = (shown, before.is_some() == had_past || self.trials == 0) else {
            self.left_out += 1;
            return;
        };
        self.trials += 1;
        self.base.extend(&own.base);
        self.before.extend(before.unwrap_or_default());
        for (all, own) in self.shown.iter_mut().zip(shown) {
            all.iter_mut().zip(own).for_each(|(all, own)| all.extend(own));
        }
        for (all, plan) in self.pay.iter_mut().zip(arms) {
            all.extend(cells().map(|(seat, quarter)| own.pay(plan, seat, quarter) as f64 / 100.0));
        }
    }

    /// The outcome to the end of `quarter` of every seat under `arm`.
    #[must_use]
    pub fn outcome(&self, arm: usize, trial: usize, quarter: usize) -> &[f64] {
        &self.shown[0][arm][self.row(trial, quarter)]
    }

    /// The same of a guardrail.
    #[must_use]
    pub fn guardrail(&self, nth: usize, arm: usize, trial: usize, quarter: usize) -> &[f64] {
        &self.shown[1 + nth][arm][self.row(trial, quarter)]
    }

    /// What every seat was paid for `quarter` under `arm`, \[$\].
    #[must_use]
    pub fn pay(&self, arm: usize, trial: usize, quarter: usize) -> &[f64] {
        &self.pay[arm][self.row(trial, quarter)]
    }

    /// Annual revenue of every book at the start, \[$\].
    #[must_use]
    pub fn base(&self, trial: usize) -> &[f64] {
        &self.base[trial * self.seats..(trial + 1) * self.seats]
    }

    /// The outcome of the year before; `None` where there was no such year.
    #[must_use]
    pub fn before(&self, trial: usize) -> Option<&[f64]> {
        self.before.get(trial * self.seats..(trial + 1) * self.seats)
    }

    fn row(&self, trial: usize, quarter: usize) -> Range<usize> {
        let from = (trial * self.quarters + quarter) * self.seats;
        from..from + self.seats
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A team of made-up numbers: books of one size, CSMs of one kind, no guardrails; `effect` more outcome and `extra` more pay a quarter under the new
    /// plan.
    pub(in super::super) fn made_up(seats: usize, quarters: usize, trials: usize, effect: f64, extra: f64) -> Team {
        use crate::random::{Purpose, Stream};
        let stream = Stream::new(11, Purpose::Bootstrap);
        let normal = |thing: usize, time: usize, trial: usize| -> f64 {
            use rand_distr::Distribution;
            rand_distr::StandardNormal.sample(&mut stream.rng(thing as u32, time as u32, trial as u32))
        };
        let (mut before, mut shown, mut pay): (Vec<f64>, [Vec<f64>; 2], [Vec<f64>; 2]) = Default::default();
        for trial in 0..trials {
            let skill: Vec<f64> = (0..seats).map(|seat| normal(seat, 0, trial)).collect();
            before.extend(skill.iter().enumerate().map(|(seat, s)| 1.0 + 0.05 * s + 0.05 * normal(seat, 1, trial)));
            for quarter in 0..quarters {
                for (seat, s) in skill.iter().enumerate() {
                    let y = 1.0 + 0.05 * s + 0.05 * normal(seat, 2 + quarter, trial);
                    shown[0].push(y);
                    shown[1].push(y + effect);
                    pay[0].push(5_000.0);
                    pay[1].push(5_000.0 + extra);
                }
            }
        }
        Team {
            seats,
            quarters,
            trials,
            left_out: 0,
            strata: vec![0; seats],
            guardrails: Vec::new(),
            base: vec![1_000_000.0; trials * seats],
            before,
            shown: vec![shown],
            pay,
        }
    }

    impl Team {
        /// Watches what another team of the same size shows.
        pub(in super::super) fn watch_also(&mut self, guardrail: Guardrail, other: &Self) {
            self.guardrails.push(guardrail);
            self.shown.push(other.shown[0].clone());
        }
    }

    #[test]
    fn rows_are_found_again() {
        let team = made_up(5, 3, 2, 0.25, 100.0);
        for trial in 0..2 {
            for quarter in 0..3 {
                for seat in 0..5 {
                    let more = team.outcome(1, trial, quarter)[seat] - team.outcome(0, trial, quarter)[seat];
                    assert!((more - 0.25).abs() < 1e-12);
                }
                assert_eq!(team.pay(1, trial, quarter), [5_100.0; 5]);
            }
            assert_eq!(team.before(trial).map(<[f64]>::len), Some(5));
        }
    }
}
