//! How everybody responds to one plan: solved once before the trials, looked up month by month.
//!
//! For each person (and each character the seat's people may have) the plan's worth of every metric is found at the response it
//! provokes: gains follow from worth and beliefs, effort and games from gains, shifted means from effort and games, and worth from
//! shifted means again (damped, from two starts, the better one kept). During a pay period, what a metric is worth moves with how
//! the period has gone so far.

use crate::measure::Scope;
use crate::plan::{Component, Payee, Pays, Plan, Terms, pools_with};

use super::beliefs::{Beliefs, MetricBelief};
use super::incentive::{outlines, stakes};
use super::person::{Decision, Person, Reach, Worth};
use super::team_pay::{help_factor, own_share};
use super::tried::Tried;
use super::{Assumptions, Behaviour, Conduct, Gaming, Integrity, Timing, replacement_skill};

/// What a person knows in one month.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// Pay period, 0-based.
    pub period: usize,
    /// Months of it that have passed.
    pub passed: u16,
    /// Skill times ramp.
    pub capacity: f64,
    /// Uniform that decides the person's integrity.
    pub character: f64,
    /// Value so far of each metric of the plan; `None` where it says nothing.
    pub so_far: &'a [Option<f64>],
}

/// One seat as a policy sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeatTerms {
    /// On-target earnings a year, \[$\].
    pub ote: f64,
    /// Skill of the person, mean 1.
    pub skill: f64,
}

/// Everybody's response to one plan.
#[derive(Debug, Clone)]
pub struct Policy {
    behaviour: Behaviour,
    devil_share: f64,
    leaves: bool,
    hire_mean: f64,
    /// Factor on all output: people help each other where they are paid together, and own commercial work where the plan says so.
    output: f64,
    /// Factor on the output of expansion work: training.
    discovery: f64,
    /// Pressure of owning commercial work.
    owned: f64,
    /// Shares of a last month's deals that can be signed early (at full pressure) and held back.
    moved: [f64; 2],
    /// By seat, then by character: angel, ordinary, devil; `None` for characters that do not occur.
    people: Vec<[Option<Person>; 3]>,
    /// What each seat does whatever happens, where conduct is frozen; otherwise empty.
    frozen: Vec<Conduct>,
}

/// What a policy is solved from.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// The plan and its people.
    pub terms: &'a Terms,
    /// What everybody believes.
    pub beliefs: &'a Beliefs,
    /// Plan, by index in the beliefs.
    pub plan: usize,
    /// Seats.
    pub seats: &'a [SeatTerms],
    /// Who they are.
    pub behaviour: Behaviour,
    /// What is assumed about them.
    pub people: &'a Assumptions,
    /// Outcomes to try pay on where no closed form applies.
    pub tried: Tried<'a>,
}

impl Policy {
    /// Solves everybody's response.
    #[must_use]
    pub fn solve(situation: &Situation<'_>) -> Self {
        let Situation { terms, beliefs, behaviour, people, .. } = *situation;
        let plan = terms.plan();
        let metrics = &beliefs.plans[situation.plan].metrics;
        let characters = match behaviour {
            Behaviour::Off | Behaviour::Angels | Behaviour::Fixed => [true, false, false],
            Behaviour::Mixed => [false, people.devil_share < 1.0, people.devil_share > 0.0],
            Behaviour::Devils => [false, false, true],
        };
        let owns = plan.ownership.involves_csm();
        let team_share = weight_in_force(terms, |c| plan.metrics[c.metric].scope != Scope::Individual);
        let reach_of = |seat: usize| -> Vec<Reach> {
            let group = beliefs.group_of_seat[seat];
            let own = |scope: Scope| own_share(members(terms, scope, seat), people.peer_pressure);
            let reach = |m: usize, belief: &MetricBelief| {
                let scope = plan.metrics[m].scope;
                Reach::new(belief, own(scope), members(terms, scope, seat), plan.cadence, people.quarter_discount)
            };
            metrics.iter().enumerate().map(|(m, by_group)| reach(m, &by_group[group])).collect()
        };
        let tried = TriedWorths::of(situation, &reach_of, characters);
        let people_of = |seat: usize| -> [Option<Person>; 3] {
            let group = beliefs.group_of_seat[seat];
            let beliefs: Vec<&MetricBelief> = metrics.iter().map(|by_group| &by_group[group]).collect();
            let reach = reach_of(seat);
            let closed = stakes(terms, &beliefs, seat);
            let outlines = outlines(terms, &beliefs, seat);
            std::array::from_fn(|c| {
                if !characters[c] {
                    return None;
                }
                let integrity = [Integrity::Angel, Integrity::Ordinary, Integrity::Devil][c];
                let worth = match (&closed, &tried) {
                    (Some(stakes), _) => Worth::Closed(stakes),
                    (None, Some(tried)) => Worth::Fixed(&tried.worths[c][group], &outlines),
                    (None, None) => Worth::Fixed(&[], &[]),
                };
                Some(Person::solve(situation.seats[seat], integrity, people, &reach, worth, plan.cadence, terms.periods()))
            })
        };
        Self {
            behaviour,
            devil_share: people.devil_share,
            leaves: people.attrition && behaviour.responds(),
            hire_mean: replacement_skill(people, individual_share(terms, situation.seats)),
            output: help_factor(people.help, team_share) * if owns { 1.0 - people.owner_overhead } else { 1.0 },
            discovery: plan.training.map_or(1.0, |t| t.discovery),
            owned: if owns { people.owner_pressure } else { 0.0 },
            moved: [people.pull_share, people.hold_share],
            people: (0..situation.seats.len()).map(people_of).collect(),
            frozen: Vec::new(),
        }
    }

    /// A team of `seats` people who do this under a plan whatever it pays, and leave as people do anyway. What the plan trains them in
    /// comes on top.
    #[must_use]
    pub fn fixed(conduct: Conduct, plan: &Plan, seats: usize) -> Self {
        let conduct = Conduct { discovery: conduct.discovery * plan.training.map_or(1.0, |t| t.discovery) as f32, ..conduct };
        Self {
            behaviour: Behaviour::Fixed,
            devil_share: 0.0,
            leaves: false,
            hire_mean: 1.0,
            output: 1.0,
            discovery: 1.0,
            owned: 0.0,
            moved: [0.0; 2],
            people: Vec::new(),
            frozen: vec![conduct; seats],
        }
    }

    /// The same people, who leave over the same pay, but whoever sits in a seat does as `conducts` says for it, month after month.
    #[must_use]
    pub fn frozen(&self, conducts: Vec<Conduct>) -> Self {
        let frozen = conducts.into_iter().map(|conduct| Conduct { discovery: self.discovery as f32, ..conduct }).collect();
        Self { people: Vec::new(), frozen, ..self.clone() }
    }

    /// People who do as the salaried do and stay as they would.
    #[must_use]
    pub fn idle(&self) -> Self {
        Self { leaves: false, output: 1.0, discovery: 1.0, owned: 0.0, people: Vec::new(), frozen: Vec::new(), ..self.clone() }
    }

    /// Pressure that comes with owning commercial work, whoever the people are, 0 to 1.
    #[must_use]
    pub fn owned_pressure(&self) -> f64 {
        self.owned
    }

    /// Whether anybody does anything that salaried people would not.
    #[must_use]
    pub fn acts(&self) -> bool {
        self.leaves
            || self.frozen.iter().any(|c| *c != Conduct::SALARIED)
            || self.output != 1.0
            || self.discovery != 1.0
            || self.owned > 0.0
            || self.people.iter().flatten().flatten().any(Person::responds)
    }

    /// Whether people leave over pay.
    #[must_use]
    pub fn people_leave(&self) -> bool {
        self.leaves
    }

    /// Mean skill of replacements.
    #[must_use]
    pub fn hire_mean(&self) -> f64 {
        self.hire_mean
    }

    /// Whether people look at how the period has gone so far.
    #[must_use]
    pub fn looks_back(&self) -> bool {
        self.people.iter().flatten().flatten().any(Person::looks_back)
    }

    /// What whoever sits in each seat does in every month whatever happens; `None` where that depends.
    #[must_use]
    pub fn stated(&self) -> Option<&[Conduct]> {
        (!self.frozen.is_empty()).then_some(&self.frozen)
    }

    /// What the person in `seat` does in a month.
    #[must_use]
    pub fn decide(&self, seat: usize, moment: &Moment<'_>) -> Decision {
        if let Some(&conduct) = self.frozen.get(seat) {
            return Decision { conduct, incentive: 0.0, surge: 0.0 };
        }
        let integrity = Integrity::of(self.behaviour, self.devil_share, moment.character);
        let salaried = Decision { conduct: Conduct::SALARIED, incentive: 0.0, surge: 0.0 };
        let Decision { conduct, incentive, surge } = self.people[seat][integrity as usize].as_ref().map_or(salaried, |p| p.decide(moment));
        let pressure = (conduct.gaming.pressure + self.owned as f32).min(1.0);
        let gaming = Gaming { pressure, ..conduct.gaming };
        let timing = self.when_deals_move(conduct.timing, pressure);
        let (output, discovery) = (self.output as f32, self.discovery as f32);
        Decision { conduct: Conduct { output, discovery, gaming, timing, ..conduct }, incentive, surge }
    }

    /// Deals are signed when they are ready where none would move: without pressure nobody signs early, however much it would pay.
    fn when_deals_move(&self, timing: Timing, pressure: f32) -> Timing {
        let [pulled, held] = self.moved;
        let share = match timing {
            Timing::AsReady => 0.0,
            Timing::PullForward => pulled * f64::from(pressure),
            Timing::HoldBack => held,
        };
        if share > 0.0 { timing } else { Timing::AsReady }
    }

    /// By how much the person in `seat` expects the mean of a metric to move with their steady response.
    #[must_use]
    pub fn expected_shift(&self, seat: usize, character: f64, metric: usize) -> f64 {
        let integrity = Integrity::of(self.behaviour, self.devil_share, character);
        self.people[seat][integrity as usize].as_ref().map_or(0.0, |person| person.shift_of(metric))
    }
}

/// People whose results are pooled with those of `seat`.
fn members(terms: &Terms, scope: Scope, seat: usize) -> u32 {
    let payees = terms.payees();
    let pooled = |other: &(usize, &Payee)| pools_with(scope, (seat, &payees[seat]), *other);
    payees.iter().enumerate().filter(pooled).count() as u32
}

/// Weight of some components in the target variable, 0 to 1, mean over the months: what is phased in or out counts while it is in force.
fn weight_in_force(terms: &Terms, counts: impl Fn(&Component) -> bool) -> f64 {
    let months = terms.months();
    let in_force = |c: &Component| c.until_month.unwrap_or(months).min(months).saturating_sub(c.from_month);
    let weights = terms.plan().components.iter().filter(|c| counts(c)).map(|c| c.weight * f64::from(in_force(c)));
    (weights.sum::<f64>() / f64::from(months.max(1))).clamp(0.0, 1.0)
}

/// Variable pay that depends on the person's own results, as a share of on-target earnings: selection works through it.
fn individual_share(terms: &Terms, seats: &[SeatTerms]) -> f64 {
    let plan = terms.plan();
    let own = |c: &Component| plan.metrics[c.metric].scope == Scope::Individual && !matches!(c.pays, Pays::Target);
    let (target, ote) = terms.payees().iter().zip(seats).fold((0.0, 0.0), |(target, ote), (p, s)| (target + p.target, ote + s.ote));
    if ote > 0.0 { weight_in_force(terms, own) * target / ote } else { 0.0 }
}

/// Worth of each metric by group where pay has to be tried, at the response it provokes: `[character][group][metric]`.
struct TriedWorths {
    worths: [Vec<Vec<f64>>; 3],
}

/// Rounds of the damped fixed point on tried pay.
const ROUNDS: usize = 10;
/// Half of the step over which pay is tried, in standard deviations of a metric.
const STEP: f64 = 0.15;

impl TriedWorths {
    /// `None` where the closed forms serve.
    fn of(situation: &Situation<'_>, reach_of: &impl Fn(usize) -> Vec<Reach>, characters: [bool; 3]) -> Option<Self> {
        let Situation { terms, beliefs, people, seats, tried, .. } = *situation;
        let metrics = &beliefs.plans[situation.plan].metrics;
        let groups = beliefs.groups();
        let first: Vec<usize> = (0..groups).filter_map(|g| beliefs.seats(g).next()).collect();
        let belief_of = |group: usize| -> Vec<&MetricBelief> { metrics.iter().map(|by_group| &by_group[group]).collect() };
        if first.iter().enumerate().all(|(g, &seat)| stakes(terms, &belief_of(g), seat).is_some()) || metrics.is_empty() {
            return None;
        }
        let sds: Vec<Vec<f64>> = (0..groups).map(|g| belief_of(g).iter().map(|b| typical_sd(b)).collect()).collect();
        let mut worths: [Vec<Vec<f64>>; 3] = std::array::from_fn(|_| vec![vec![0.0; metrics.len()]; groups]);
        for (c, integrity) in [Integrity::Angel, Integrity::Ordinary, Integrity::Devil].into_iter().enumerate() {
            if !characters[c] {
                continue;
            }
            let mut shifts = vec![vec![0.0; metrics.len()]; groups];
            for round in 0..ROUNDS {
                let fresh = tried.worths(&shifts, &sds, STEP);
                for (group, &seat) in first.iter().enumerate() {
                    let keep = if round == 0 { 0.0 } else { 0.7 };
                    worths[c][group].iter_mut().zip(&fresh[group]).for_each(|(old, new)| *old = keep * *old + (1.0 - keep) * new);
                    let typical = SeatTerms { skill: 1.0, ..seats[seat] };
                    let worth = Worth::Fixed(&worths[c][group], &[]);
                    let person = Person::solve(typical, integrity, people, &reach_of(seat), worth, terms.plan().cadence, terms.periods());
                    shifts[group] = person.mean_shifts();
                }
            }
        }
        Some(Self { worths })
    }
}

/// Standard deviation of a metric over its periods.
fn typical_sd(belief: &MetricBelief) -> f64 {
    let n = belief.forecasts.len().max(1) as f64;
    belief.forecasts.iter().map(|f| f.sd).sum::<f64>() / n
}
