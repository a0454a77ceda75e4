//! A scenario made ready to run: plans bound to people, the ground of each market settled.

use crate::cohort::resample::NoAccounts;
use crate::dynamics::Panel;
use crate::measure::{Baseline, Presence, SeatBook, SegmentBasis};
use crate::plan::{Payee, Plan, Terms, TermsError};
use crate::scenario::{Market, Scenario, Stress};

use super::attainment::{AttainmentError, Attainments};
use super::ground::{Ground, Luck};
use super::past::Past;
use super::world::Staffing;
use crate::behaviour::Conduct;

/// Months simulated beyond the horizon when a plan books churn at notice (2 months before the renewal).
const NOTICE_MONTHS: u16 = 2;

/// Why a scenario cannot be made ready.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// A plan cannot be bound to the roster.
    #[error("plan '{plan}': {source}")]
    Terms {
        /// Plan's identifier.
        plan: String,
        /// What is wrong.
        source: TermsError,
    },
    /// A history without accounts for some seat.
    #[error(transparent)]
    NoAccounts(#[from] NoAccounts),
    /// Attainments cannot be drawn for a plan.
    #[error(transparent)]
    Attainment(#[from] AttainmentError),
    /// Threads could not be started.
    #[error("cannot start threads")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// A scenario ready to run.
#[derive(Debug)]
pub struct Engine<'s> {
    pub(crate) scenario: &'s Scenario,
    pub(crate) terms: Vec<Terms>,
    /// The same plans with rates scaled to equal cost, where asked for.
    pub(crate) neutral_terms: Vec<Terms>,
    pub(crate) seats: Vec<SeatBook>,
    pub(crate) segments: Vec<SegmentBasis>,
    source: Source,
    /// Some plan compares with a group of accounts that nobody serves.
    hold_out: bool,
}

#[derive(Debug)]
enum Source {
    Cohorts { base: Box<Ground>, stress: Vec<Ground> },
    History(Box<Past>),
    Attainment(Attainments),
}

/// What one trial offers to reading.
pub(crate) enum Seen<'e> {
    /// Customers under the team's conduct, under nobody's, and who was there.
    Customers { served: Box<Panel>, unserved: Option<Box<Panel>>, presence: Presence },
    /// Nothing but drawn attainments.
    Attainments { drawn: &'e Attainments, presence: Presence },
}

/// Which market a trial is lived in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum World {
    /// The base market with its twins.
    Base,
    /// The base market, without the twin nobody needs here.
    SameBook,
    /// A stress twin of the market.
    Stress(usize),
}

impl<'s> Engine<'s> {
    /// Binds plans and settles grounds.
    ///
    /// # Errors
    /// A plan that does not fit the roster.
    pub fn prepare(scenario: &'s Scenario) -> Result<Self, EngineError> {
        let terms = scenario
            .plans
            .iter()
            .map(|plan| {
                Terms::bind(plan, payees(scenario, plan), scenario.months)
                    .map_err(|source| EngineError::Terms { plan: plan.id.clone(), source })
            })
            .collect::<Result<Vec<_>, _>>()?;
        let metrics = || scenario.plans.iter().flat_map(|p| &p.metrics);
        let look_ahead = if metrics().any(|m| m.accounts.churn_at_notice) { NOTICE_MONTHS } else { 0 };
        let source = match &scenario.market {
            Market::Cohorts(base) => {
                let ground = Ground::of(scenario, base, look_ahead);
                let shifts = ground.opening_shifts(&scenario.segments);
                let stressed = |s| Ground::of(scenario, &combine(base, s), look_ahead).open_at(&shifts);
                Source::Cohorts { stress: scenario.stress.iter().map(stressed).collect(), base: Box::new(ground.open_at(&shifts)) }
            }
            Market::History(market) => Source::History(Box::new(Past::of(scenario, market)?)),
            Market::Attainment(market) => {
                let drawn = Attainments::of(market, scenario.run.seed)?;
                terms.iter().try_for_each(|t| drawn.fits(t))?;
                Source::Attainment(drawn)
            }
        };
        Ok(Self {
            scenario,
            terms,
            neutral_terms: Vec::new(),
            seats: scenario.roster.iter().map(|s| SeatBook { segment: s.segment, pod: s.pod }).collect(),
            segments: scenario.segments.iter().map(|s| SegmentBasis { organic_nrr: s.organic_nrr }).collect(),
            source,
            hold_out: metrics().any(|m| matches!(m.baseline, Some(Baseline::HoldOut { .. }))),
        })
    }

    /// Whether the twins of model section 0.4 exist in this market.
    #[must_use]
    pub fn has_twins(&self) -> bool {
        matches!(self.source, Source::Cohorts { .. })
    }

    /// Whether one trial is the exact answer.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        matches!(&self.source, Source::History(past) if past.is_replay())
    }

    /// The customers of one trial without any pay: served by the team and, where that twin exists, by nobody. `None` in a market
    /// without customers.
    #[must_use]
    pub fn customers(&self, trial: u32) -> Option<(Panel, Option<Panel>)> {
        match self.live(World::Base, Luck { book: trial, trial }) {
            Seen::Customers { served, unserved, .. } => Some((*served, unserved.map(|p| *p))),
            Seen::Attainments { .. } => None,
        }
    }

    /// The base market's ground, where customers are sampled.
    pub(crate) fn base_ground(&self) -> Option<&Ground> {
        match &self.source {
            Source::Cohorts { base, .. } => Some(base),
            Source::History(_) | Source::Attainment(_) => None,
        }
    }

    /// Whether the twin that nobody serves is read by some plan's baseline.
    pub(crate) fn needs_hold_out(&self) -> bool {
        self.hold_out
    }

    /// Lives one trial.
    pub(crate) fn live(&self, world: World, luck: Luck) -> Seen<'_> {
        let paid = usize::from(self.scenario.months);
        match &self.source {
            Source::Cohorts { base, stress } => {
                let ground = if let World::Stress(i) = world { &stress[i] } else { base };
                let staffings = [Staffing::Team(Conduct::SALARIED), Staffing::Nobody];
                let both = world == World::Base || self.hold_out;
                let (mut panels, team) = ground.live(luck, if both { &staffings } else { &staffings[..1] });
                let unserved = if both { panels.pop().map(Box::new) } else { None };
                let presence = team.presence(paid);
                Seen::Customers { served: Box::new(panels.swap_remove(0)), unserved, presence }
            }
            Source::History(past) => {
                let presence = Presence::settled(self.seats.len(), paid);
                Seen::Customers { served: Box::new(past.books(luck.trial)), unserved: None, presence }
            }
            Source::Attainment(drawn) => Seen::Attainments { drawn, presence: Presence::settled(self.seats.len(), paid) },
        }
    }
}

/// The scenario's payees; where the market draws quotas, those without one are bound with the mean.
fn payees(scenario: &Scenario, plan: &Plan) -> Vec<Payee> {
    let mut payees = scenario.payees(plan);
    if let Market::Attainment(market) = &scenario.market {
        let mean = market.quota.as_ref().and_then(|law| law.law().ok()).map(|law| law.mean());
        payees.iter_mut().for_each(|p| p.quota = p.quota.or(mean));
    }
    payees
}

/// A stress on top of a base market that may be shifted itself.
fn combine(base: &Stress, stress: &Stress) -> Stress {
    Stress {
        id: stress.id.clone(),
        macro_shift: base.macro_shift + stress.macro_shift,
        growth_shift: base.growth_shift + stress.growth_shift,
        churn_factor: base.churn_factor * stress.churn_factor,
        expansion_factor: base.expansion_factor * stress.expansion_factor,
    }
}
