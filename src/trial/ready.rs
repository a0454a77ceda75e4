//! A scenario before its first trial: plans bound, beliefs held, policies solved. All of it belongs to the configuration, not to trials,
//! and is the same in every piece of a run.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::behaviour::Channel;
use crate::behaviour::beliefs::Beliefs;
use crate::lanes::Isa;
use crate::scenario::{Neutral, Scenario};

use super::at_mean::readings_of_trial;
use super::batch::run_batch;
use super::devils::CHANNELS_EVERY;
use super::engine::{Engine, EngineError, World};
use super::outcome::PEOPLE_EVERY;
use super::part::Part;
use super::piece::Piece;

/// Trials that show whether two machines compute the same.
const SAMPLE: u32 = 16;

/// What a configuration settles before the first trial, as far as results show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settled {
    /// Whether one trial is the exact answer.
    pub(crate) exact: bool,
    /// Whether the twins of model section 0.4 exist.
    pub(crate) twins: bool,
    /// Factor on each plan's rates at equal cost, as published; empty unless rates are scaled.
    pub(crate) factors: Vec<Option<f64>>,
    /// The same where people respond.
    pub(crate) rates: Option<Vec<Option<f64>>>,
    /// What people believe.
    pub(crate) beliefs: Option<Beliefs>,
    /// Other people that live beside.
    pub(crate) people: Vec<String>,
    /// Games that are lived beside, with the plans that invite them.
    pub(crate) games: Vec<(Channel, Vec<usize>)>,
}

/// A scenario ready for its trials.
pub struct Ready<'e> {
    pub(crate) engine: Engine<'e>,
    /// The plans at equal cost.
    scaled: Option<Engine<'e>>,
    settled: Settled,
}

impl<'e> Ready<'e> {
    /// Settles all that does not depend on trials; `todays_mix` is the scenario with today's pay mix, where anything is compared at equal
    /// cost, and they are lived on `isa`.
    pub(crate) fn of(scenario: &'e Scenario, todays_mix: Option<&'e Scenario>, isa: Isa) -> Result<Self, EngineError> {
        let mut engine = Engine::bind_on(scenario, isa)?;
        let factors = if scenario.neutral == Neutral::Rate && scenario.plans.len() > 1 { engine.scale_rates() } else { Vec::new() };
        let pilot = engine.believe();
        let studied = pilot.as_ref().filter(|_| !scenario.run.payouts_only);
        if let Some(pilot) = studied {
            engine.tempt(pilot);
        }
        let scaled = studied.zip(todays_mix).and_then(|(pilot, scenario)| engine.at_equal_cost(scenario, pilot));
        let (scaled, rates) = scaled.unzip();
        let settled = Settled {
            exact: engine.is_exact(),
            twins: engine.has_twins(),
            factors,
            rates,
            beliefs: engine.beliefs().cloned(),
            people: engine.ranges.iter().map(|range| range.id().to_owned()).collect(),
            games: engine.tempted.iter().map(|game| (game.channel, game.plans.iter().map(|(plan, _)| *plan).collect())).collect(),
        };
        Ok(Self { engine, scaled, settled })
    }

    /// What was settled.
    #[must_use]
    pub fn settled(&self) -> &Settled {
        &self.settled
    }

    /// The same few trials for every piece of a run: machines that compute alike get the same bits.
    #[must_use]
    pub fn sample(&self) -> Piece {
        self.live(0, if self.settled.exact { 1 } else { SAMPLE }, SAMPLE)
    }

    /// Lives trials `from..until` on this thread pool, `batch` at a time.
    pub(crate) fn live(&self, from: u32, until: u32, batch: u32) -> Piece {
        let batch = batch.max(1);
        // batches begin at multiples of their size, wherever a piece begins
        let starts: Vec<u32> = (from / batch * batch..until).step_by(batch as usize).collect();
        let live = |start: u32| run_batch(&self.engine, self.scaled.as_ref(), start.max(from), start.saturating_add(batch).min(until));
        let batches: Vec<(Part, Vec<Part>)> = starts.into_par_iter().map(live).collect();
        Piece::of(from, batches, &self.every(), readings_of_trial(&self.engine.terms, self.settled.twins))
    }

    /// How often each market beside the base is lived: stress twins, other people, people with one game, and last the plans at equal cost.
    fn every(&self) -> Vec<u32> {
        let of_world = |world: &World| if matches!(world, World::Stress(_)) { 1 } else { PEOPLE_EVERY };
        let mut every: Vec<u32> = self.engine.worlds_beside().iter().map(of_world).collect();
        every.extend(self.engine.tempted.iter().map(|_| CHANNELS_EVERY));
        every.push(PEOPLE_EVERY);
        every
    }
}
