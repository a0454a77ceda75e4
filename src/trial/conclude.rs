//! From a run's trials to its result: what is computed once, however many pieces they came in.
//!
//! Factorial trials and the clauses that are tried against games belong to the run as a whole: how many factorial trials there are depends
//! on where it stopped, there are 64 groups at most however long it was, and together they take less time than the pilot that every piece
//! needs anyway. So whoever puts the pieces together lives them.

use crate::lanes::Isa;
use crate::plan::Terms;
use crate::scenario::{Goalpost, Market, Neutral, Scenario};

use super::costs::Costs;
use super::devils::ChannelResult;
use super::engine::{EngineError, bind_plans};
use super::equal_cost::{EqualCost, with_todays_mix};
use super::outcome::{DevilsTest, Outcomes, RunResult, StopReason, StressResult};
use super::piece::Piece;
use super::precision::stop;
use super::ready::{Ready, Settled};
use super::remedy::Remedied;
use super::runner::{CHECKPOINT, RunOptions};
use super::variance::VarianceColumns;

/// Why trials cannot be put together to a run.
#[derive(Debug, thiserror::Error)]
pub enum ConcludeError {
    /// The scenario cannot be made ready.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The pilot gives other numbers here than where the trials were lived.
    #[error("this machine does not compute what the others computed: its pilot gives other numbers")]
    Unlike,
}

/// Where a run with this goal ends if it has lived these trials, from trial 0 on, and why; `None` if it would need more.
///
/// # Panics
/// Never; a piece that does not begin at trial 0 has no such place.
#[must_use]
pub fn stopping_point(scenario: &Scenario, settled: &Settled, piece: &Piece) -> Option<(u32, StopReason)> {
    let goal = if settled.exact { Goalpost::Trials(1) } else { scenario.run.goal };
    let (most, there) = (goal.max_trials(), piece.trials.end);
    if piece.trials.start != 0 {
        return None;
    }
    let costs = Costs::of(&piece.base);
    let mut done = 0;
    while done < most {
        done = done.saturating_add(CHECKPOINT).min(most);
        if done > there {
            return None;
        }
        if let Some(reason) = stop(goal, &costs, done, scenario.reference) {
            return Some((done, if settled.exact { StopReason::Exact } else { reason }));
        }
    }
    None
}

/// Puts a whole run together from its trials, which end where it stopped.
///
/// # Errors
/// If the scenario cannot be made ready, or settles otherwise here than where the trials were lived.
pub fn conclude(
    scenario: &Scenario,
    options: RunOptions,
    settled: &Settled,
    piece: Piece,
    reason: StopReason,
) -> Result<RunResult, ConcludeError> {
    if !matches!(scenario.market, Market::Cohorts(_)) {
        // nothing more is lived where no customers are sampled: a history itself is not needed
        let (terms, rest) = (bind_plans(scenario)?, Rest::default());
        return Ok(finish(scenario, &terms, settled, piece, reason, rest));
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.threads.unwrap_or(0)).build().map_err(EngineError::from)?;
    pool.install(|| {
        let todays_mix = with_todays_mix(scenario);
        let ready = Ready::of(scenario, todays_mix.as_ref(), options.isa.unwrap_or_else(Isa::best))?;
        if ready.settled() != settled {
            return Err(ConcludeError::Unlike);
        }
        Ok(ready.conclude(piece, reason))
    })
}

/// What is lived once.
#[derive(Default)]
struct Rest {
    variance: VarianceColumns,
    remedies: Vec<Remedied>,
}

impl Ready<'_> {
    /// Puts the run together on this thread pool. An interrupted one gets no further.
    pub(crate) fn conclude(&self, piece: Piece, reason: StopReason) -> RunResult {
        let mut rest = Rest::default();
        if reason != StopReason::Interrupted {
            if self.engine.has_twins() {
                self.engine.run_factorial(piece.trials.end, &mut rest.variance);
            }
            rest.remedies = self.engine.try_remedies();
        }
        finish(self.engine.scenario, &self.engine.terms, self.settled(), piece, reason, rest)
    }
}

fn finish(scenario: &Scenario, terms: &[Terms], settled: &Settled, piece: Piece, stop: StopReason, rest: Rest) -> RunResult {
    let neutral_factor = match scenario.neutral {
        Neutral::Off => vec![None; terms.len()],
        Neutral::Target => target_factors(&piece.base, scenario.reference),
        Neutral::Rate if settled.factors.is_empty() => vec![Some(1.0); terms.len()],
        Neutral::Rate => settled.factors.clone(),
    };
    let sums = piece.all_sums();
    let mut beside = piece.beside.into_iter().map(|beside| beside.outcomes);
    let stress = scenario.stress.iter().zip(&mut beside).map(|(s, outcomes)| StressResult { id: s.id.clone(), outcomes }).collect();
    let people = settled.people.iter().zip(&mut beside).map(|(id, outcomes)| StressResult { id: id.clone(), outcomes }).collect();
    let game =
        |((channel, plans), outcomes): (&(_, Vec<usize>), Outcomes)| ChannelResult { channel: *channel, plans: plans.clone(), outcomes };
    let channels = settled.games.iter().zip(&mut beside).map(game).collect();
    let equal_cost = EqualCost { factors: settled.rates.clone().unwrap_or_default(), outcomes: beside.next().unwrap_or_default() };
    RunResult {
        stop,
        stress,
        people,
        devils: DevilsTest { channels, remedies: rest.remedies },
        equal_cost,
        beliefs: settled.beliefs.clone(),
        at_mean: sums.at_mean.finish(terms, settled.twins),
        attainment: sums.attainment,
        same_book_pay: piece.same_book,
        neutral_factor,
        neutral_pay: piece.neutral_pay,
        variance: VarianceColumns { frozen_pay: piece.frozen_pay, skill: piece.skill, ..rest.variance },
        base: piece.base,
    }
}

/// Mean cost of the reference ÷ mean cost of each plan; `None` for a plan that never pays.
fn target_factors(outcomes: &Outcomes, reference: usize) -> Vec<Option<f64>> {
    let total = |plan: usize| outcomes.costs_in_cents(plan).iter().sum::<i64>() as f64;
    let today = total(reference);
    (0..outcomes.plans)
        .map(|plan| {
            let own = total(plan);
            if plan == reference { Some(1.0) } else { (own > 0.0 && today > 0.0).then(|| today / own) }
        })
        .collect()
}
