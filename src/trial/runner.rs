//! Many trials: fixed batches spread over threads, merged in trial order, stopped between batches.
//!
//! Batches and checkpoints are fixed by trial number, never by thread: the same bytes come out for any number of threads and
//! any batch size.

use std::ops::ControlFlow;

use rayon::prelude::*;

use super::at_mean::AtMean;
use super::devils::CHANNELS_EVERY;
use super::engine::{Engine, EngineError, World};
use super::equal_cost::{EqualCost, with_todays_mix};
use super::outcome::{DevilsTest, Outcomes, PEOPLE_EVERY, RunResult, StopReason, StressResult};
use super::part::Part;
use super::precision::stop;
use super::single::Scratch;
use crate::scenario::{Goalpost, Neutral, Scenario};

/// Trials between two looks at the stopping rule.
const CHECKPOINT: u32 = 256;

/// One trial in this many has a companion that shares its books.
const PAIR_EVERY: u32 = 4;

/// How a run is spread over the machine; changes nothing in its results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunOptions {
    /// Threads; `None` takes all cores.
    pub threads: Option<usize>,
    /// Trials per piece of work.
    pub batch: u32,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self { threads: None, batch: 16 }
    }
}

/// A look at a run between batches.
#[derive(Debug)]
pub struct Checkpoint<'a> {
    /// Trials done.
    pub done: u32,
    /// Trials at most.
    pub most: u32,
    /// Outcomes so far, of the base market.
    pub outcomes: &'a Outcomes,
}

/// Runs a scenario. `watch` sees every checkpoint and may break off; the result then says it was interrupted.
///
/// # Errors
/// A plan that does not fit the roster, or threads that cannot be started.
pub fn run(
    scenario: &Scenario,
    options: RunOptions,
    watch: &mut (dyn FnMut(&Checkpoint<'_>) -> ControlFlow<()> + Send),
) -> Result<RunResult, EngineError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.threads.unwrap_or(0)).build()?;
    pool.install(|| {
        let mut engine = Engine::bind(scenario)?;
        let factors = if scenario.neutral == Neutral::Rate && scenario.plans.len() > 1 { engine.scale_rates() } else { Vec::new() };
        let pilot = engine.believe();
        let studied = pilot.as_ref().filter(|_| !scenario.run.payouts_only);
        if let Some(pilot) = studied {
            engine.tempt(pilot);
        }
        let todays_mix = studied.and_then(|_| with_todays_mix(scenario));
        let scaled = studied.zip(todays_mix.as_ref()).and_then(|(pilot, scenario)| engine.at_equal_cost(scenario, pilot));
        drop(pilot);
        let (scaled, rates) = scaled.unzip();
        let (mut part, mut beside, at_mean, stop) = run_batches(&engine, scaled.as_ref(), options.batch.max(1), watch);
        if stop != StopReason::Interrupted && engine.has_twins() {
            engine.run_factorial(part.outcomes.trials as u32, &mut part.variance);
        }
        let remedies = if stop == StopReason::Interrupted { Vec::new() } else { engine.try_remedies() };
        let outcomes = beside.pop().map(|part| part.outcomes).unwrap_or_default();
        let mut result = finish(&engine, part, beside, &at_mean, stop, factors);
        result.devils.remedies = remedies;
        result.equal_cost = EqualCost { factors: rates.unwrap_or_default(), outcomes };
        Ok(result)
    })
}

/// What is lived beside the base market: the engine's worlds, its tempted people, and last the plans at equal cost.
fn run_batches(
    engine: &Engine<'_>,
    scaled: Option<&Engine<'_>>,
    batch: u32,
    watch: &mut (dyn FnMut(&Checkpoint<'_>) -> ControlFlow<()> + Send),
) -> (Part, Vec<Part>, AtMean, StopReason) {
    let goal = if engine.is_exact() { Goalpost::Trials(1) } else { engine.scenario.run.goal };
    let most = goal.max_trials();
    let mut whole = Part::default();
    let mut beside = vec![Part::default(); engine.worlds_beside().len() + engine.tempted.len() + 1];
    let mut at_mean = AtMean::new(&engine.terms, engine.has_twins());
    let seat_months = (engine.seats.len() * usize::from(engine.scenario.months)) as f64;
    let mut done = 0;
    loop {
        let until = (done + CHECKPOINT).min(most);
        let starts: Vec<u32> = (done..until).step_by(batch as usize).collect();
        let parts: Vec<(Part, Vec<Part>)> = starts
            .into_par_iter()
            .map_init(Scratch::default, |scratch, from| run_batch(engine, scaled, from, (from + batch).min(until), scratch))
            .collect();
        for (mut part, others) in parts {
            let vacant: Vec<f64> = part.outcomes.vacant_months.iter().map(|&m| f64::from(m) / seat_months).collect();
            at_mean.add(&std::mem::take(&mut part.readings), &vacant);
            whole.append(part);
            beside.iter_mut().zip(others).for_each(|(all, part)| all.append(part));
        }
        done = until;
        if watch(&Checkpoint { done, most, outcomes: &whole.outcomes }).is_break() {
            return (whole, beside, at_mean, StopReason::Interrupted);
        }
        if let Some(reason) = stop(goal, &whole.outcomes, engine.scenario.reference) {
            let reason = if engine.is_exact() { StopReason::Exact } else { reason };
            return (whole, beside, at_mean, reason);
        }
    }
}

fn run_batch(engine: &Engine<'_>, scaled: Option<&Engine<'_>>, from: u32, to: u32, scratch: &mut Scratch) -> (Part, Vec<Part>) {
    let mut part = Part::default();
    let worlds = engine.worlds_beside();
    let mut beside = vec![Part::default(); worlds.len() + engine.tempted.len() + 1];
    for trial in from..to {
        let pair = engine.has_twins() && trial.is_multiple_of(PAIR_EVERY);
        engine.run_trial(trial, pair, scratch, &mut part);
        for (part, &world) in beside.iter_mut().zip(&worlds) {
            if matches!(world, World::Stress(_)) || trial.is_multiple_of(PEOPLE_EVERY) {
                engine.run_beside(world, trial, scratch, part);
            }
        }
        if trial.is_multiple_of(CHANNELS_EVERY) {
            engine.run_channels(trial, scratch, &mut beside[worlds.len()..]);
        }
        if let Some((scaled, part)) = scaled.zip(beside.last_mut()).filter(|_| trial.is_multiple_of(PEOPLE_EVERY)) {
            scaled.run_beside(World::SameBook, trial, scratch, part);
        }
    }
    (part, beside)
}

fn finish(engine: &Engine<'_>, part: Part, beside: Vec<Part>, at_mean: &AtMean, stop: StopReason, factors: Vec<Option<f64>>) -> RunResult {
    let neutral_factor = match engine.scenario.neutral {
        Neutral::Off => vec![None; engine.terms.len()],
        Neutral::Target => target_factors(&part.outcomes, engine.scenario.reference),
        Neutral::Rate if factors.is_empty() => vec![Some(1.0); engine.terms.len()],
        Neutral::Rate => factors,
    };
    let mut beside = beside.into_iter().map(|part| part.outcomes);
    let stress = engine.scenario.stress.iter().zip(&mut beside).map(|(s, outcomes)| StressResult { id: s.id.clone(), outcomes }).collect();
    let people = engine.ranges.iter().zip(&mut beside).map(|(r, outcomes)| StressResult { id: r.id().into(), outcomes }).collect();
    let channels = engine.tempted.iter().zip(&mut beside).map(|(tempted, outcomes)| tempted.result(outcomes)).collect();
    RunResult {
        stop,
        stress,
        people,
        devils: DevilsTest { channels, remedies: Vec::new() },
        equal_cost: EqualCost::default(),
        beliefs: engine.beliefs().cloned(),
        at_mean: at_mean.finish(&engine.terms),
        attainment: part.attainment,
        same_book_pay: part.same_book,
        neutral_factor,
        neutral_pay: part.neutral_pay,
        variance: part.variance,
        base: part.outcomes,
    }
}

/// Mean cost of the reference ÷ mean cost of each plan; `None` for a plan that never pays.
fn target_factors(outcomes: &Outcomes, reference: usize) -> Vec<Option<f64>> {
    let total = |plan: usize| (0..outcomes.trials).map(|t| outcomes.cost(t, plan)).sum::<i64>() as f64;
    let today = total(reference);
    (0..outcomes.plans)
        .map(|plan| {
            let own = total(plan);
            if plan == reference { Some(1.0) } else { (own > 0.0 && today > 0.0).then(|| today / own) }
        })
        .collect()
}
