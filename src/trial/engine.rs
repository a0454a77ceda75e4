//! A scenario made ready to run: plans bound to people, the ground of each market settled.

use rayon::prelude::*;

use crate::cohort::resample::NoAccounts;
use crate::dynamics::Panel;
use crate::lanes::Isa;
use crate::measure::{Baseline, Presence, Quick, SeatBook, SeatMonth, SegmentBasis};
use crate::plan::{Payee, Plan, Terms, TermsError};
use crate::scenario::{Market, Scenario};

use super::attainment::{AttainmentError, Attainments};
use super::devils::Tempted;
use super::ground::{Ground, Life, Luck};
use super::lived::{ConductMeans, Customers, Lived};
use super::markets::Markets;
use super::past::Past;
use super::pilot::{self, Pilot};
use super::responding::Responding;
use crate::behaviour::beliefs::Beliefs;
use crate::behaviour::{Assumptions, Behaviour, Conduct, Policy, SeatTerms, Situation};

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
    /// How people respond to each plan.
    pub(crate) policies: Vec<Policy>,
    /// The same people with their conduct frozen at its mean; empty while nobody responds.
    frozen: Vec<Policy>,
    /// How other people would.
    pub(crate) ranges: Vec<Range>,
    /// How people without scruples would who know one game only.
    pub(crate) tempted: Vec<Tempted>,
    beliefs: Option<Beliefs>,
    /// What trials are lived on; no result depends on it.
    pub(crate) isa: Isa,
    source: Source,
    /// Some plan compares with a group of accounts that nobody serves.
    hold_out: bool,
    /// Plans whose metrics can be read without panels, made ready for that.
    pub(crate) quick: Vec<Option<Vec<Quick>>>,
}

/// Other people in the same market, to say how much a number depends on who they are.
#[derive(Debug)]
pub(crate) struct Range {
    /// Who they are.
    behaviour: Behaviour,
    policies: Vec<Policy>,
}

impl Range {
    /// Name in tables.
    pub(crate) fn id(&self) -> &'static str {
        match self.behaviour {
            Behaviour::Off => "off",
            Behaviour::Angels => "angels",
            Behaviour::Mixed => "mixed",
            Behaviour::Devils => "devils",
            Behaviour::Fixed => "fixed",
        }
    }
}

#[derive(Debug)]
enum Source {
    Cohorts { markets: Box<Markets>, drawn: Vec<Markets> },
    History(Box<Past>),
    Attainment(Attainments),
}

/// What one trial offers to reading.
pub(crate) enum Seen<'e> {
    /// Customers of a salaried team, of nobody, and of people who respond to each plan (`None` where they do what the salaried do); the
    /// same with frozen conduct, where that was lived, otherwise empty.
    Customers {
        salaried: Box<Lived>,
        unserved: Option<Box<Customers>>,
        responding: Vec<Option<Box<Lived>>>,
        frozen: Vec<Option<Box<Lived>>>,
    },
    /// Nothing but drawn attainments.
    Attainments { drawn: &'e Attainments, presence: Presence },
}

/// Worlds of one trial that were lived together.
pub(crate) struct Together {
    /// The salaried team's customers.
    pub(crate) salaried: Box<Lived>,
    /// Nobody's, where that twin was asked for.
    pub(crate) unserved: Option<Box<Customers>>,
    /// By group of policies, then plan; `None` where people do what the salaried do.
    pub(crate) responding: Vec<Option<Box<Lived>>>,
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
    /// The base market with other people: an index of the engine's ranges.
    Range(usize),
}

impl<'s> Engine<'s> {
    /// Binds plans, settles grounds and solves how people respond.
    ///
    /// # Errors
    /// A plan that does not fit the roster.
    pub fn prepare(scenario: &'s Scenario) -> Result<Self, EngineError> {
        let mut engine = Self::bind(scenario)?;
        let _ = engine.believe();
        Ok(engine)
    }

    /// The same before anybody responds.
    pub(crate) fn bind(scenario: &'s Scenario) -> Result<Self, EngineError> {
        Self::bind_on(scenario, Isa::best())
    }

    /// The same, lived on `isa`.
    pub(crate) fn bind_on(scenario: &'s Scenario, isa: Isa) -> Result<Self, EngineError> {
        let metrics = || scenario.plans.iter().flat_map(|p| &p.metrics);
        let look_ahead = if metrics().any(|m| m.accounts.churn_at_notice) { NOTICE_MONTHS } else { 0 };
        let source = match &scenario.market {
            Market::Cohorts(base) => {
                let raw = Markets::of(scenario, base, look_ahead);
                let (markets, drawn) = raw.open(scenario, isa);
                Source::Cohorts { markets: Box::new(markets), drawn }
            }
            Market::History(market) => Source::History(Box::new(Past::of(scenario, market)?)),
            Market::Attainment(market) => {
                let drawn = Attainments::of(market, scenario.run.seed)?;
                let engine = Self::bind_in(scenario, Source::Attainment(drawn.clone()))?;
                engine.terms.iter().try_for_each(|t| drawn.fits(t))?;
                return Ok(engine);
            }
        };
        Ok(Self::bind_in(scenario, source)?.on(isa))
    }

    /// The same, lived on `isa`.
    fn on(mut self, isa: Isa) -> Self {
        self.isa = isa;
        self
    }

    /// Binds other plans of the same scenario in the same base market, without its stress twins. `None` where no customers are sampled.
    ///
    /// # Errors
    /// A plan that does not fit the roster.
    pub(crate) fn bind_beside<'o>(&self, scenario: &'o Scenario) -> Option<Result<Engine<'o>, EngineError>> {
        let Source::Cohorts { markets, drawn } = &self.source else { return None };
        let drawn = drawn.iter().map(Markets::base_only).collect();
        let bound = Engine::bind_in(scenario, Source::Cohorts { markets: Box::new(markets.base_only()), drawn });
        Some(bound.map(|engine| engine.on(self.isa)))
    }

    fn bind_in(scenario: &'s Scenario, source: Source) -> Result<Self, EngineError> {
        let terms = bind_plans(scenario)?;
        let metrics = || scenario.plans.iter().flat_map(|p| &p.metrics);
        let seats: Vec<SeatBook> = scenario.roster.iter().map(|s| SeatBook { segment: s.segment, pod: s.pod }).collect();
        let segments: Vec<SegmentBasis> = scenario.segments.iter().map(|s| SegmentBasis { organic_nrr: s.organic_nrr }).collect();
        let quick = |plan: &Plan| plan.metrics.iter().map(|m| Quick::of(m, plan.cadence, &seats, &segments)).collect();
        let quick = scenario.plans.iter().map(quick).collect();
        Ok(Self {
            scenario,
            quick,
            terms,
            neutral_terms: Vec::new(),
            policies: Vec::new(),
            frozen: Vec::new(),
            ranges: Vec::new(),
            tempted: Vec::new(),
            beliefs: None,
            isa: Isa::best(),
            seats,
            segments,
            source,
            hold_out: metrics().any(|m| matches!(m.baseline, Some(Baseline::HoldOut { .. }))),
        })
    }

    /// Runs the pilot and solves everybody's response to every plan, and that of angels and devils. Hands the pilot on; nothing where
    /// behaviour is off.
    pub(crate) fn believe(&mut self) -> Option<Pilot> {
        if self.scenario.behaviour == Behaviour::Fixed {
            self.policies = self.stated();
        }
        let ground = self.base_ground().filter(|_| self.scenario.behaviour.responds())?.clone();
        let ground = &ground;
        let pilot = self.pilot(ground, pilot::TRIALS);
        let people = &self.scenario.assumptions;
        let solve = |behaviour: Behaviour| self.solve(&pilot, behaviour, people);
        let policies = solve(self.scenario.behaviour);
        if self.scenario.run.payouts_only {
            (self.beliefs, self.policies) = (Some(pilot.beliefs.clone()), policies);
            return Some(pilot);
        }
        let others = [Behaviour::Angels, Behaviour::Devils].map(|behaviour| Range { behaviour, policies: solve(behaviour) });
        let second_looks = self.look_again(ground, &pilot.beliefs, &policies);
        self.frozen = self.freeze(ground, &pilot.beliefs, &policies);
        self.beliefs = Some(Beliefs { second_looks, ..pilot.beliefs.clone() });
        self.policies = policies;
        self.ranges = others.into();
        Some(pilot)
    }

    /// What the scenario says people do under each plan.
    fn stated(&self) -> Vec<Policy> {
        let of = |terms: &Terms| {
            let conduct = self.scenario.conduct.get(&terms.plan().id).copied().unwrap_or(Conduct::SALARIED);
            Policy::fixed(conduct, terms.plan(), self.seats.len())
        };
        self.terms.iter().map(of).collect()
    }

    /// How such people respond to each plan, by what the pilot says.
    pub(crate) fn solve(&self, pilot: &Pilot, behaviour: Behaviour, people: &Assumptions) -> Vec<Policy> {
        (0..self.terms.len()).into_par_iter().map(|plan| self.solve_plan(pilot, plan, behaviour, people)).collect()
    }

    /// The same for one plan.
    pub(crate) fn solve_plan(&self, pilot: &Pilot, plan: usize, behaviour: Behaviour, people: &Assumptions) -> Policy {
        let skills = self.base_ground().map_or_else(Vec::new, Ground::skills);
        let seats: Vec<SeatTerms> =
            self.scenario.roster.iter().zip(skills).map(|(seat, skill)| SeatTerms { ote: seat.ote, skill: f64::from(skill) }).collect();
        let terms = &self.terms[plan];
        let tried = pilot.tried(terms, plan, people.risk_aversion);
        Policy::solve(&Situation { terms, beliefs: &pilot.beliefs, plan, seats: &seats, behaviour, people, tried })
    }

    /// What people believe; `None` while behaviour is off.
    #[must_use]
    pub fn beliefs(&self) -> Option<&Beliefs> {
        self.beliefs.as_ref()
    }

    /// The worlds lived beside the base market: stress twins, then other people.
    pub(crate) fn worlds_beside(&self) -> Vec<World> {
        (0..self.scenario.stress.len()).map(World::Stress).chain((0..self.ranges.len()).map(World::Range)).collect()
    }

    /// Whether the twins of model section 0.4 are lived: this market has them, and not only payouts are asked for.
    #[must_use]
    pub fn has_twins(&self) -> bool {
        matches!(self.source, Source::Cohorts { .. }) && !self.scenario.run.payouts_only
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
        match self.live(World::Base, Luck::of(trial)) {
            Seen::Customers { salaried, unserved, .. } => match (salaried.customers, unserved.map(|twin| *twin)) {
                (Customers::Panel(panel), Some(Customers::Panel(twin))) => Some((*panel, Some(*twin))),
                (Customers::Panel(panel), _) => Some((*panel, None)),
                (Customers::Read { .. }, _) => None,
            },
            Seen::Attainments { .. } => None,
        }
    }

    /// The base market's ground at the point values of all parameters, where customers are sampled: what people plan on.
    pub(crate) fn base_ground(&self) -> Option<&Ground> {
        match &self.source {
            Source::Cohorts { markets, .. } => Some(&markets.base),
            Source::History(_) | Source::Attainment(_) => None,
        }
    }

    /// The ground on which an ordinary trial is lived, with the parameters of its outer draw.
    pub(crate) fn ground_of(&self, world: World, luck: Luck) -> Option<&Ground> {
        let Source::Cohorts { markets, drawn } = &self.source else { return None };
        // an ordinary trial's books are its own, whatever else it shares with a companion
        let draw = self.scenario.run.parameter_draw(luck.book);
        let markets = draw.and_then(|draw| drawn.get(draw as usize)).unwrap_or(markets);
        Some(if let World::Stress(i) = world { &markets.stress[i] } else { &markets.base })
    }

    /// Whether the twin that nobody serves is read by some plan's baseline.
    pub(crate) fn needs_hold_out(&self) -> bool {
        self.hold_out
    }

    /// Lives some trials of one outer draw, and beside each, if `frozen`, what it would have been with everybody's conduct frozen.
    pub(crate) fn live_trials(&self, world: World, frozen: bool, lucks: &[Luck]) -> Vec<Seen<'_>> {
        let Some(ground) = lucks.first().and_then(|&luck| self.ground_of(world, luck)) else {
            return lucks.iter().map(|&luck| self.live(world, luck)).collect();
        };
        debug_assert!(lucks.iter().all(|luck| self.ground_of(world, *luck).is_some_and(|own| std::ptr::eq(own, ground))));
        self.live_on(ground, world, frozen, lucks)
    }

    /// The same on a ground of the caller's choice.
    pub(crate) fn live_on(&self, ground: &Ground, world: World, frozen: bool, lucks: &[Luck]) -> Vec<Seen<'_>> {
        let policies = if let World::Range(i) = world { &self.ranges[i].policies } else { &self.policies };
        let groups: [&[Policy]; 2] = [policies, &self.frozen];
        let groups = if frozen && !self.frozen.is_empty() { &groups[..] } else { &groups[..1] };
        let lived = self.live_unit(ground, groups, (world == World::Base && self.has_twins()) || self.hold_out, lucks);
        lived
            .into_iter()
            .map(|Together { salaried, unserved, mut responding }| {
                let frozen = responding.split_off(self.terms.len());
                Seen::Customers { salaried, unserved, responding, frozen }
            })
            .collect()
    }

    /// Lives one trial plainly.
    pub(crate) fn live(&self, world: World, luck: Luck) -> Seen<'_> {
        self.live_beside(world, &[], luck)
    }

    /// Lives one trial of the base market plainly, and beside it what it would have been with everybody's conduct frozen.
    #[cfg(test)]
    pub(crate) fn live_frozen(&self, luck: Luck) -> Seen<'_> {
        self.live_beside(World::Base, &self.frozen, luck)
    }

    fn live_beside<'e>(&'e self, world: World, frozen: &'e [Policy], luck: Luck) -> Seen<'e> {
        let paid = usize::from(self.scenario.months);
        match &self.source {
            Source::Cohorts { markets, .. } => {
                let ground = self.ground_of(world, luck).unwrap_or(&markets.base);
                let policies = if let World::Range(i) = world { &self.ranges[i].policies } else { &self.policies };
                self.live_customers(ground, [policies, frozen], (world == World::Base && self.has_twins()) || self.hold_out, luck)
            }
            Source::History(past) => {
                let presence = self.presence_in_history(paid).into();
                let salaried = Lived {
                    customers: Customers::Panel(Box::new(past.books(luck.accounts))),
                    presence,
                    skills: Vec::new(),
                    departures: Vec::new(),
                    conduct: ConductMeans::default(),
                    decisions: Vec::new(),
                };
                let responding = self.terms.iter().map(|_| None).collect();
                Seen::Customers { salaried: Box::new(salaried), unserved: None, responding, frozen: Vec::new() }
            }
            Source::Attainment(drawn) => Seen::Attainments { drawn, presence: Presence::settled(self.seats.len(), paid) },
        }
    }

    /// Who was there in the paid months of a history: everybody, but where books are followed month by month those who start later.
    fn presence_in_history(&self, paid: usize) -> Presence {
        let followed = matches!(&self.scenario.market, Market::History(market) if market.ownership.is_some());
        let mut presence = Presence::settled(self.seats.len(), paid);
        let starts = self.scenario.roster.iter().map(|seat| seat.start_month.filter(|_| followed));
        for (months, start) in presence.seat_months.chunks_mut(paid.max(1)).zip(starts) {
            let Some(start) = start else { continue };
            for (month, seat_month) in (0..).zip(months) {
                *seat_month = SeatMonth { present: month >= start, tenure: u16::saturating_sub(month, start) };
            }
        }
        presence
    }

    /// Lives one trial of sampled customers. `policies` are those of responding people and of frozen ones, by plan (or none).
    pub(crate) fn live_customers<'e>(&'e self, ground: &Ground, policies: [&'e [Policy]; 2], twin: bool, luck: Luck) -> Seen<'e> {
        let groups = if policies[1].is_empty() { &policies[..1] } else { &policies[..] };
        let Together { salaried, unserved, mut responding } = self.live_together(ground, groups, twin, luck);
        let frozen = responding.split_off(self.terms.len());
        Seen::Customers { salaried, unserved, responding, frozen }
    }

    /// Lives one trial of sampled customers: everybody together until pay begins, each plan's people by themselves from then on, once for
    /// each group of policies (by plan; none are salaried people).
    pub(crate) fn live_together<'e>(&'e self, ground: &Ground, groups: &[&'e [Policy]], twin: bool, luck: Luck) -> Together {
        let paid = usize::from(self.scenario.months);
        let mut life = Life::begin(ground, luck);
        let mut team = life.team();
        let mut salaried = life.world(true);
        let mut unserved = twin.then(|| life.world(false));
        let mut responding: Vec<Option<Responding<'_>>> = (0..self.terms.len() * groups.len()).map(|_| None).collect();
        let conducts = vec![Conduct::SALARIED; self.seats.len()];
        for month in 0..ground.months {
            if month == ground.burn_in {
                for (own, policies) in responding.chunks_mut(self.terms.len().max(1)).zip(groups) {
                    for ((own, terms), policy) in own.iter_mut().zip(&self.terms).zip(*policies).filter(|(_, policy)| policy.acts()) {
                        *own = Some(Responding::part(self, terms, policy, &salaried, &team));
                    }
                }
            }
            team.month(&[]);
            let own = responding.iter().flatten().map(Responding::world);
            life.draw(month, std::iter::once(&salaried).chain(unserved.as_ref()).chain(own));
            life.month(month, &mut salaried, &team, &conducts);
            if let Some(unserved) = &mut unserved {
                life.month(month, unserved, &team, &[]);
            }
            for own in responding.iter_mut().flatten() {
                own.month(&life, unserved.as_ref().map(|w| &w.panel), month, month - ground.burn_in);
            }
        }
        let salaried = Lived {
            customers: Customers::Panel(Box::new(salaried.finish())),
            presence: team.presence(paid).into(),
            skills: team.mean_skills(paid),
            departures: team.departures(paid),
            conduct: ConductMeans::default(),
            decisions: Vec::new(),
        };
        Together {
            salaried: Box::new(salaried),
            unserved: unserved.map(|w| Box::new(Customers::Panel(Box::new(w.finish())))),
            responding: responding.into_iter().map(|own| own.map(|own| Box::new(own.finish(paid)))).collect(),
        }
    }
}

impl Seen<'_> {
    /// The customers of the team that is paid by `plan`; `None` where there are no customers.
    pub(crate) fn under(&self, plan: usize) -> Option<&Lived> {
        match self {
            Seen::Customers { salaried, responding, .. } => Some(responding[plan].as_deref().unwrap_or(salaried)),
            Seen::Attainments { .. } => None,
        }
    }

    /// Who was there under `plan`.
    pub(crate) fn presence(&self, plan: usize) -> &Presence {
        match self {
            Seen::Attainments { presence, .. } => presence,
            Seen::Customers { salaried, responding, .. } => &responding[plan].as_deref().unwrap_or(salaried).presence,
        }
    }
}

/// Binds a scenario's plans to its roster.
pub(super) fn bind_plans(scenario: &Scenario) -> Result<Vec<Terms>, EngineError> {
    let bind = |plan: &Plan| {
        Terms::bind(plan, payees(scenario, plan), scenario.months).map_err(|source| EngineError::Terms { plan: plan.id.clone(), source })
    };
    scenario.plans.iter().map(bind).collect()
}

/// The scenario's payees; where the market draws quotas, those without one are bound with the mean.
pub(super) fn payees(scenario: &Scenario, plan: &Plan) -> Vec<Payee> {
    let mut payees = scenario.payees(plan);
    if let Market::Attainment(market) = &scenario.market {
        let mean = market.quota.as_ref().and_then(|law| law.law().ok()).map(|law| law.mean());
        payees.iter_mut().for_each(|p| p.quota = p.quota.or(mean));
    }
    payees
}
