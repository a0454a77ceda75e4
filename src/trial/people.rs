//! The people of one plan in one trial: what they know month by month, what they decide, who leaves.
//!
//! What people decide is the business of [`behaviour`](crate::behaviour): here they are shown what they would know (what was read so
//! far, what was paid so far), and their decisions are kept for whoever lives the month.

use std::sync::Arc;

use crate::behaviour::{Conduct, Decision, Moment, Policy, market_pay, quit_factor};
use crate::dynamics::Panel;
use crate::measure::{Books, Facts, Metric, Presence, read};
use crate::plan::{Ledger, Terms, pay};

use super::engine::Engine;
use super::lived::{ConductMeans, Customers, Lived};
use super::team::Team;
use super::unit::Glimpse;

/// What people can look at.
#[derive(Clone, Copy)]
pub(crate) enum Sight<'a> {
    /// Their customers month by month, and the twin without any CSM.
    Panel { own: &'a Panel, unserved: Option<&'a Panel> },
    /// What was read of them.
    Read(Glimpse<'a>),
}

/// How each metric stands.
enum SoFar<'a> {
    /// Nobody looks, or there is nothing to see yet.
    Unknown,
    /// By metric; `None` where it says nothing.
    Facts(Vec<Option<Facts>>),
    Read(Glimpse<'a>),
}

impl SoFar<'_> {
    /// By metric, for one seat; empty where nothing is known.
    fn of_seat(&self, metrics: usize, seat: usize) -> Vec<Option<f64>> {
        match self {
            Self::Unknown => Vec::new(),
            Self::Facts(facts) => facts.iter().map(|f| f.as_ref().and_then(|f| f.reading(0, seat, 0).value)).collect(),
            Self::Read(glimpse) => (0..metrics).map(|metric| glimpse.so_far(metric, seat)).collect(),
        }
    }
}

/// A plan's people in one trial.
pub(crate) struct People<'e> {
    engine: &'e Engine<'e>,
    terms: &'e Terms,
    policy: &'e Policy,
    pub(super) team: Team,
    /// What each seat was paid, by settled period, \[$\].
    paid: Vec<Vec<f64>>,
    /// What everybody does this month, by seat.
    pub(super) conducts: Vec<Conduct>,
    /// By seat: somebody may do something else than last month.
    pub(super) changed: Vec<bool>,
    /// Whether what people did is asked for.
    keeps: bool,
    means: ConductMeans,
    decisions: Vec<Option<Decision>>,
    facts: Facts,
    ledger: Ledger,
}

impl<'e> People<'e> {
    /// Parts from the common past: `team` as it is when pay begins.
    pub(crate) fn part(engine: &'e Engine<'e>, terms: &'e Terms, policy: &'e Policy, team: &Team) -> Self {
        let seats = engine.seats.len();
        Self {
            engine,
            terms,
            policy,
            team: team.clone().hiring(policy.hire_mean() as f32),
            paid: vec![Vec::new(); seats],
            conducts: vec![Conduct::SALARIED; seats],
            changed: vec![true; seats],
            keeps: !engine.scenario.run.payouts_only,
            means: ConductMeans::default(),
            decisions: Vec::new(),
            facts: Facts::default(),
            ledger: Ledger::default(),
        }
    }

    /// Decides what to do in paid month `paid_month`, which is simulated month `month`, after what they see of the months before;
    /// beyond the paid months people go on as in the last one.
    pub(crate) fn decide(&mut self, sight: Option<Sight<'_>>, month: u16, paid_month: u16) {
        let cadence = self.terms.plan().cadence;
        let passed = paid_month % cadence;
        let paying = paid_month < self.terms.months();
        let settles = paying && passed == 0 && paid_month > 0 && self.policy.people_leave();
        if let Some(sight) = sight.filter(|_| settles) {
            self.settle(sight, paid_month);
        }
        let hazard: Vec<f64> = if self.policy.people_leave() { self.hazards(paid_month) } else { Vec::new() };
        if self.team.months() <= usize::from(month) {
            self.team.month(&hazard);
        }
        if paying {
            if self.does_as_stated(month, paid_month) {
                return;
            }
            let so_far = self.read_so_far(sight, paid_month, passed);
            for seat in 0..self.conducts.len() {
                let state = self.team.at(usize::from(month), seat);
                let known = so_far.of_seat(self.terms.plan().metrics.len(), seat);
                let moment = Moment {
                    period: usize::from(paid_month / cadence),
                    passed,
                    capacity: f64::from(state.skill * state.ramp),
                    character: f64::from(state.character),
                    so_far: &known,
                };
                let decision = state.present.then(|| self.policy.decide(seat, &moment));
                decision.iter().for_each(|d| self.means.add(d));
                self.changed[seat] = true;
                self.conducts[seat] = decision.map_or(Conduct::SALARIED, |d| d.conduct);
                self.decisions.push(decision);
            }
        } else {
            self.changed.fill(false);
        }
    }

    /// People who do the same whatever happens need not be asked: conduct follows who is there. `false` for others.
    fn does_as_stated(&mut self, month: u16, paid_month: u16) -> bool {
        let Some(stated) = self.policy.stated() else { return false };
        for (seat, conduct) in stated.iter().enumerate() {
            let present = self.team.at(usize::from(month), seat).present;
            self.changed[seat] = paid_month == 0 || present != self.team.at(usize::from(month) - 1, seat).present;
            if self.changed[seat] {
                self.conducts[seat] = if present { *conduct } else { Conduct::SALARIED };
            }
            if self.keeps {
                let decision = present.then_some(Decision { conduct: *conduct, incentive: 0.0, surge: 0.0 });
                decision.iter().for_each(|d| self.means.add(d));
                self.decisions.push(decision);
            }
        }
        true
    }

    /// The end of the trial, after which these are the customers.
    pub(crate) fn finish(self, customers: Customers, presence: Arc<Presence>, paid: usize) -> Lived {
        Lived {
            customers,
            presence,
            skills: if self.keeps { self.team.mean_skills(paid) } else { Vec::new() },
            departures: if self.keeps { self.team.departures(paid) } else { Vec::new() },
            conduct: self.means,
            decisions: self.decisions,
        }
    }

    fn books<'a>(&'a self, presence: &'a Presence, months: u16) -> Books<'a> {
        Books { months: usize::from(months), ..self.engine.books(presence) }
    }

    /// Each metric as it stands, where people look at that.
    fn read_so_far<'a>(&self, sight: Option<Sight<'a>>, paid_month: u16, passed: u16) -> SoFar<'a> {
        let plan = self.terms.plan();
        let (panel, unserved) = match sight.filter(|_| passed > 0 && self.policy.looks_back()) {
            None => return SoFar::Unknown,
            Some(Sight::Read(glimpse)) => return SoFar::Read(glimpse),
            Some(Sight::Panel { own, unserved }) => (own, unserved),
        };
        let presence = self.team.presence(usize::from(paid_month));
        let books = self.books(&presence, paid_month);
        let read_one = |metric: &Metric| {
            let early = metric.so_far(plan.cadence - passed)?;
            let mut facts = Facts::default();
            read(std::slice::from_ref(&early), paid_month, panel, unserved, &books, &mut facts);
            Some(facts)
        };
        SoFar::Facts(plan.metrics.iter().map(read_one).collect())
    }

    /// Pays what is settled, so that people see it.
    fn settle(&mut self, sight: Sight<'_>, paid_month: u16) {
        let plan = self.terms.plan();
        let settled = usize::from(paid_month / plan.cadence);
        let mut presence = self.team.presence(usize::from(paid_month));
        let mut facts = std::mem::take(&mut self.facts);
        match sight {
            Sight::Read(glimpse) => facts.clone_from(glimpse.settled),
            Sight::Panel { own, unserved } => {
                read(&plan.metrics, plan.cadence, own, unserved, &self.books(&presence, paid_month), &mut facts);
                facts.stretch(self.terms.periods());
            }
        }
        presence.stretch(usize::from(self.terms.months()));
        pay(self.terms, &facts, &presence, &mut self.ledger);
        for paid in &mut self.paid {
            paid.clear();
            paid.resize(settled, 0.0);
        }
        for line in &self.ledger.lines {
            if let Some(paid) = self.paid[usize::from(line.seat)].get_mut(usize::from(line.period)) {
                *paid += line.cents.dollars();
            }
        }
        self.facts = facts;
    }

    /// Factor on each seat's hazard of leaving: pay of the last twelve months against the market's. What is not settled yet counts
    /// as on target; where nothing is ever paid, nobody expects it.
    fn hazards(&self, paid_month: u16) -> Vec<f64> {
        let cadence = self.terms.plan().cadence;
        let unpaid = self.terms.plan().pays_nothing();
        let month = self.team.months().saturating_sub(1);
        let seats = self.engine.scenario.roster.iter().zip(self.terms.payees());
        seats
            .enumerate()
            .map(|(i, (seat, payee))| {
                let state = self.team.at(month, i);
                if !state.present {
                    return 1.0;
                }
                let hired = paid_month.saturating_sub(state.tenure);
                let oldest = paid_month.saturating_sub(12).max(hired);
                let base = (seat.ote - payee.target) / 12.0;
                let expected = if unpaid { base } else { seat.ote / 12.0 };
                let mut last_year = 12.0 * expected;
                for (period, paid) in self.paid[i].iter().enumerate() {
                    if period as u16 * cadence >= oldest {
                        let months = f64::from(cadence);
                        last_year += paid + (base - expected) * months;
                    }
                }
                let market = market_pay(&self.engine.scenario.assumptions, seat.ote, f64::from(state.skill));
                quit_factor(&self.engine.scenario.assumptions, last_year, market)
            })
            .collect()
    }
}
