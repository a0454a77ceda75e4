//! Clauses put to the test: the game that goes furthest under each plan (and the timing of deals), with the plan as it is and with the clause
//! that should stop it.
//!
//! Both are asked in a small pilot of their own and lived on a few trials, people without scruples who know that one game. The luck of
//! the trials is in the estimates' errors, that of the pilot is not.

use rayon::prelude::*;

use crate::behaviour::{Behaviour, Channel, Policy, remedies};
use crate::plan::{Plan, Terms};
use crate::scenario::Scenario;

use super::devils::{beyond_owning, degree, knowing};
use super::engine::{Engine, Together, payees};
use super::ground::{Ground, Luck};

/// Trials of the small pilot.
const PILOT: u32 = 100;
/// Trials that are lived.
const TRIALS: u32 = 16;
/// Cases that are lived at once. Each takes megabytes a unit of trials; what they share (luck, the salaried team) takes the time of about
/// three worlds, for every so many cases.
const AT_ONCE: usize = 6;
/// Luck of these trials, that of no ordinary one.
const LUCK: u32 = 1 << 25;

/// A clause that was tried against a game.
#[derive(Debug, Clone, PartialEq)]
pub struct Remedied {
    /// Plan, by index.
    pub plan: usize,
    /// The game.
    pub channel: Channel,
    /// The clause, by index in [`remedies`] of plan and game: the one that left least of it.
    pub clause: usize,
    /// Mean degree of the game over CSM-months, by trial: under the plan as it is.
    pub before: Vec<f64>,
    /// The same with the clause.
    pub after: Vec<f64>,
}

/// A plan, as it is or with a clause, in the small pilot.
struct Case {
    plan: usize,
    channel: Channel,
    /// `None`: as it is.
    clause: Option<usize>,
    own: Plan,
}

impl Engine<'_> {
    /// Tries the clauses against the furthest game of each plan, and against timing.
    pub(crate) fn try_remedies(&self) -> Vec<Remedied> {
        let cases = self.cases();
        if cases.is_empty() {
            return Vec::new();
        }
        let plans: Vec<Plan> = cases.iter().map(|case| case.own.clone()).collect();
        let scenario = Scenario { plans, reference: 0, stress: Vec::new(), ..self.scenario.clone() };
        // every case was bound before
        let Some(Ok(engine)) = self.bind_beside(&scenario) else { return Vec::new() };
        let degrees = engine.degrees(&cases);
        let mean = |degrees: &[f64]| degrees.iter().sum::<f64>();
        let mut tried: Vec<Remedied> = Vec::new();
        let mut before: &[f64] = &[];
        for (case, degrees) in cases.iter().zip(&degrees) {
            let Some(clause) = case.clause else {
                before = degrees;
                continue;
            };
            let fresh = Remedied { plan: case.plan, channel: case.channel, clause, before: before.to_vec(), after: degrees.clone() };
            match tried.last_mut().filter(|last| (last.plan, last.channel) == (case.plan, case.channel)) {
                Some(last) if mean(&last.after) <= mean(&fresh.after) => {}
                Some(last) => *last = fresh,
                None => tried.push(fresh),
            }
        }
        tried
    }

    /// What is tried: each plan as it is, then with each clause that can be bound to the roster.
    fn cases(&self) -> Vec<Case> {
        let mut cases = Vec::new();
        for plan in 0..self.terms.len() {
            for channel in self.games_to_stop(plan) {
                let own = self.terms[plan].plan();
                let fits = |plan: &Plan| Terms::bind(plan, payees(self.scenario, plan), self.scenario.months).is_ok();
                let clauses: Vec<(usize, Plan)> =
                    remedies(own, channel).into_iter().map(|r| r.plan).enumerate().filter(|(_, plan)| fits(plan)).collect();
                if !clauses.is_empty() {
                    cases.push(Case { plan, channel, clause: None, own: own.clone() });
                    cases.extend(clauses.into_iter().map(|(clause, own)| Case { plan, channel, clause: Some(clause), own }));
                }
            }
        }
        cases
    }

    /// The game that goes furthest under a plan (all games cost the same trouble, so that it also earns most), and timing.
    fn games_to_stop(&self, plan: usize) -> Vec<Channel> {
        let mut furthest: Option<(Channel, f64)> = None;
        let mut timing = None;
        for tempted in &self.tempted {
            let Some(&(_, degree)) = tempted.plans.iter().find(|(invites, _)| *invites == plan) else { continue };
            if tempted.channel == Channel::Timing {
                timing = Some(Channel::Timing);
            } else if furthest.is_none_or(|(_, most)| degree > most) {
                furthest = Some((tempted.channel, degree));
            }
        }
        furthest.map(|(channel, _)| channel).into_iter().chain(timing).collect()
    }

    /// Mean degrees of every case's game, by case and trial. The cases are this engine's plans.
    fn degrees(&self, cases: &[Case]) -> Vec<Vec<f64>> {
        let Some(ground) = self.base_ground() else { return Vec::new() };
        let policies = self.solve_cases(ground, cases);
        let lucks: Vec<Luck> = (0..TRIALS).map(|trial| Luck::of(LUCK | trial)).collect();
        let nths: Vec<usize> = (0..cases.len()).collect();
        let degrees_of = |some: &[usize]| -> Vec<Vec<f64>> {
            let alone = |(nth, policy): (usize, &Policy)| if some.contains(&nth) { policy.clone() } else { policy.idle() };
            let policies: Vec<Policy> = policies.iter().enumerate().map(alone).collect();
            let of_trial = |together: Together| -> Vec<f64> {
                let of = |&nth: &usize| {
                    let channel = cases[nth].channel;
                    together.responding[nth].as_ref().map_or(0.0, |lived| degree(lived, channel) - beyond_owning(&policies[nth], channel))
                };
                some.iter().map(of).collect()
            };
            let by_trial: Vec<Vec<f64>> = lucks
                .par_chunks(self.isa.width())
                .flat_map_iter(|lucks| self.live_unit(ground, &[&policies], self.needs_hold_out(), lucks).into_iter().map(of_trial))
                .collect();
            (0..some.len()).map(|at| by_trial.iter().map(|row| row[at]).collect()).collect()
        };
        nths.chunks(AT_ONCE).flat_map(degrees_of).collect()
    }

    /// How people without scruples who know the case's game respond to it, by case.
    fn solve_cases(&self, ground: &Ground, cases: &[Case]) -> Vec<Policy> {
        let pilot = self.pilot(ground, PILOT);
        let solve = |(nth, case): (usize, &Case)| {
            self.solve_plan(&pilot, nth, Behaviour::Devils, &knowing(&self.scenario.assumptions, case.channel))
        };
        cases.par_iter().enumerate().map(solve).collect()
    }
}
