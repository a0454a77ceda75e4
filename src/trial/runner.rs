//! Many trials: fixed batches spread over threads, merged in trial order, stopped between batches.
//!
//! Batches and checkpoints are fixed by trial number, never by thread: the same bytes come out for any number of threads, any batch size
//! and any partition of a run into pieces.

use std::ops::{ControlFlow, Range};

use super::costs::Costs;
use super::engine::EngineError;
use super::equal_cost::with_todays_mix;
use super::outcome::{RunResult, StopReason};
use super::piece::Piece;
use super::precision::stop;
use super::ready::{Ready, Settled};
use super::rows::Spool;
use crate::lanes::Isa;
use crate::scenario::{Goalpost, Scenario};

/// Trials between two looks at the stopping rule.
pub const CHECKPOINT: u32 = 256;

/// How a run is spread over the machine; changes nothing in its results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunOptions {
    /// Threads; `None` takes all cores.
    pub threads: Option<usize>,
    /// Trials per piece of work, whose units are spread over threads themselves.
    pub batch: u32,
    /// What trials are lived on; `None` takes the widest vectors that the processor has.
    pub isa: Option<Isa>,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self { threads: None, batch: CHECKPOINT, isa: None }
    }
}

/// A look at a run between batches.
#[derive(Debug)]
pub struct Checkpoint<'a> {
    /// Trials done.
    pub done: u32,
    /// Trials at most.
    pub most: u32,
    /// What every plan has cost so far.
    pub costs: &'a Costs,
}

/// Sees every checkpoint and may break off.
pub type Watch<'w> = dyn FnMut(&Checkpoint<'_>) -> ControlFlow<()> + Send + 'w;

/// Keeps what a run has lived, so that one that is killed need not begin again.
pub trait Keeper: Send {
    /// Trials that an earlier run of the same configuration left, from trial 0 on; none beyond `most`.
    fn take_up(&mut self, ready: &Ready<'_>, most: u32) -> Option<Piece>;

    /// What was lived since the last checkpoint.
    fn keep(&mut self, lived: &Piece, ready: &Ready<'_>);

    /// Where rows go that are too many for memory; `None` keeps them there.
    fn spool(&self) -> Option<&Spool> {
        None
    }
}

/// Keeps nothing.
struct Forgetful;

impl Keeper for Forgetful {
    fn take_up(&mut self, _ready: &Ready<'_>, _most: u32) -> Option<Piece> {
        None
    }

    fn keep(&mut self, _lived: &Piece, _ready: &Ready<'_>) {}
}

/// Runs a scenario. `watch` sees every checkpoint and may break off; the result then says it was interrupted.
///
/// # Errors
/// A plan that does not fit the roster, or threads that cannot be started.
pub fn run(scenario: &Scenario, options: RunOptions, watch: &mut Watch<'_>) -> Result<RunResult, EngineError> {
    run_kept(scenario, options, &mut Forgetful, watch)
}

/// The same with somebody who keeps what has been lived and may begin with what an earlier run left. The result is the same.
///
/// # Errors
/// As [`run`].
pub fn run_kept(
    scenario: &Scenario,
    options: RunOptions,
    keeper: &mut dyn Keeper,
    watch: &mut Watch<'_>,
) -> Result<RunResult, EngineError> {
    on_threads(scenario, options, |ready| {
        let (piece, reason) = run_trials(ready, options.batch, keeper, watch);
        ready.conclude(piece, reason)
    })
}

/// One piece of a run, and what shows whether it fits the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Lived {
    /// The trials asked for.
    pub piece: Piece,
    /// What was settled before them.
    pub settled: Settled,
    /// A few fixed trials: the same bits on every machine that computes alike.
    pub sample: Piece,
}

/// Lives some trials of a run, all of them, with `spool` for rows that are too many for memory. `None` if `watch` breaks off.
///
/// # Errors
/// As [`run`].
pub fn run_piece(
    scenario: &Scenario,
    options: RunOptions,
    trials: &Range<u32>,
    spool: Option<&Spool>,
    watch: &mut Watch<'_>,
) -> Result<Option<Lived>, EngineError> {
    on_threads(scenario, options, |ready| {
        let (mut piece, mut costs) = (Piece::default(), Costs::default());
        let mut from = trials.start;
        while from < trials.end {
            let until = next_checkpoint(from).min(trials.end);
            let lived = ready.live(from, until, options.batch);
            costs.add(&lived.base);
            piece.append(lived, block(scenario.run.goal));
            if let Some(spool) = spool {
                piece.settle(spool, 0);
                costs.settle(spool);
            }
            from = until;
            let checkpoint = Checkpoint { done: until - trials.start, most: trials.len() as u32, costs: &costs };
            if watch(&checkpoint).is_break() {
                return None;
            }
        }
        Some(Lived { piece, settled: ready.settled().clone(), sample: ready.sample() })
    })
}

fn next_checkpoint(trial: u32) -> u32 {
    (trial / CHECKPOINT + 1).saturating_mul(CHECKPOINT)
}

/// Trials over which sums are kept apart: a run that may stop at any checkpoint has to be cut there.
pub(crate) fn block(goal: Goalpost) -> Option<u32> {
    matches!(goal, Goalpost::Precision { .. }).then_some(CHECKPOINT)
}

/// Makes a scenario ready on a pool of threads of its own and works there.
pub(crate) fn on_threads<T: Send>(
    scenario: &Scenario,
    options: RunOptions,
    work: impl FnOnce(&Ready<'_>) -> T + Send,
) -> Result<T, EngineError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.threads.unwrap_or(0)).build()?;
    pool.install(|| {
        let todays_mix = with_todays_mix(scenario);
        Ok(work(&Ready::of(scenario, todays_mix.as_ref(), options.isa.unwrap_or_else(Isa::best))?))
    })
}

fn run_trials(ready: &Ready<'_>, batch: u32, keeper: &mut dyn Keeper, watch: &mut Watch<'_>) -> (Piece, StopReason) {
    let (scenario, exact) = (ready.engine.scenario, ready.settled().exact);
    let goal = if exact { Goalpost::Trials(1) } else { scenario.run.goal };
    let most = goal.max_trials();
    let mut whole = keeper.take_up(ready, most).unwrap_or_default();
    let mut costs = Costs::of(&whole.base);
    loop {
        let done = whole.trials.end;
        if done > 0 {
            if watch(&Checkpoint { done, most, costs: &costs }).is_break() {
                return (whole, StopReason::Interrupted);
            }
            if let Some(reason) = stop(goal, &costs, done, scenario.reference) {
                return (whole, if exact { StopReason::Exact } else { reason });
            }
        }
        let lived = ready.live(done, next_checkpoint(done).min(most), batch);
        keeper.keep(&lived, ready);
        costs.add(&lived.base);
        whole.append(lived, None);
        if let Some(spool) = keeper.spool() {
            whole.settle(spool, 0);
            costs.settle(spool);
        }
    }
}
