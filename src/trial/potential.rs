//! Potential outcomes: what every book would have shown, and every person been paid, under each of several plans on the same luck.
//!
//! An experiment sees one plan for each person; here all are lived, so that whoever designs one can ask what it would have seen, and what
//! it would have missed. People do not interfere with each other but through pooled measures, and these are read as if the whole team were
//! paid by the plan in question.

use std::ops::Range;

use rayon::prelude::*;

use crate::dynamics::Panel;
use crate::measure::{AccountRules, Basis, Facts, Measure, Metric, Scope, Window, WindowKind, read};
use crate::scenario::{Market, Scenario};

use super::engine::{Engine, EngineError, Seen, World};
use super::ground::Luck;
use super::single::Till;

/// Months of a quarter: experiments look at their results as often.
const QUARTER: u16 = 3;

/// One trial under every plan. Quarters count from the first paid month on.
#[derive(Debug, Clone, PartialEq)]
pub struct PotentialOutcomes {
    seats: usize,
    quarters: usize,
    measures: usize,
    /// Annual revenue of each seat's book in the last unpaid month, \[$\].
    pub base: Vec<f64>,
    /// The book's net revenue retention over the unpaid months, of those customers who were there in the first of them; `None` without.
    pub before: Vec<Option<f64>>,
    /// `plans × measures × seats × quarters`.
    readings: Vec<Option<f64>>,
    /// `plans × seats × quarters`, \[cents\].
    pay: Vec<i64>,
    /// The accounts, where they are kept.
    pub accounts: Vec<AccountOutcome>,
}

/// One account of a starting book under every plan.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountOutcome {
    /// Seat that held it in the last unpaid month.
    pub seat: u16,
    /// Annual revenue in the first unpaid month, \[$\]; 0 if it was not there yet.
    pub before: f32,
    /// Annual revenue in the last unpaid month, \[$\], above 0.
    pub base: f32,
    /// Annual revenue in the last paid month under each plan, \[$\]; 0 once it has left.
    pub end: Vec<f32>,
}

impl PotentialOutcomes {
    /// What `measure` (by its place in the list asked for) reads of a book from the first paid month to the end of `quarter`, under `plan`.
    #[must_use]
    pub fn reading(&self, plan: usize, measure: usize, seat: usize, quarter: usize) -> Option<f64> {
        self.readings[((plan * self.measures + measure) * self.seats + seat) * self.quarters + quarter]
    }

    /// What a person was paid for a quarter under `plan`, \[cents\]; plans that pay less often pay in a period's last quarter.
    #[must_use]
    pub fn pay(&self, plan: usize, seat: usize, quarter: usize) -> i64 {
        self.pay[(plan * self.seats + seat) * self.quarters + quarter]
    }

    /// Seats, then quarters.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (self.seats, self.quarters)
    }
}

/// Why there are no potential outcomes.
#[derive(Debug, thiserror::Error)]
pub enum PotentialError {
    /// Only sampled customers can be lived through twice.
    #[error("an experiment is rehearsed on customers drawn from segments; this market is another")]
    NoCustomers,
    /// No whole quarter is paid.
    #[error("an experiment needs a paid quarter at least, and this horizon is shorter")]
    NoQuarter,
    /// A plan does not fit.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// A scenario whose plans are lived side by side.
#[derive(Debug)]
pub struct PotentialWorld<'s> {
    engine: Engine<'s>,
    metrics: Vec<Metric>,
}

impl<'s> PotentialWorld<'s> {
    /// Settles the scenario; each measure is read of every person's own book, from the first paid month on.
    ///
    /// # Errors
    /// A market without sampled customers, a horizon below a quarter, a plan that does not fit.
    pub fn prepare(scenario: &'s Scenario, measures: &[Measure]) -> Result<Self, PotentialError> {
        if !matches!(scenario.market, Market::Cohorts(_)) {
            return Err(PotentialError::NoCustomers);
        }
        if scenario.months < QUARTER {
            return Err(PotentialError::NoQuarter);
        }
        let mut engine = Engine::bind(scenario)?;
        let _ = engine.believe();
        // panels are kept only where something cannot be read without them
        engine.quick = vec![None; scenario.plans.len()];
        let window = Window { months: QUARTER, kind: WindowKind::YearToDate, basis: Basis::Point };
        let of = |measure: &Measure| Metric {
            measures: vec![*measure],
            window,
            scope: Scope::Individual,
            accounts: AccountRules::default(),
            baseline: None,
        };
        Ok(Self { metrics: measures.iter().map(of).collect(), engine })
    }

    /// Lives some trials, on all threads of the pool it is called in; accounts are kept if asked for.
    #[must_use]
    pub fn live(&self, trials: Range<u32>, accounts: bool) -> Vec<PotentialOutcomes> {
        let lucks: Vec<(u32, Luck)> = trials.map(|trial| (trial, Luck::of(trial))).collect();
        let unit = |unit: &[(u32, Luck)]| {
            let own: Vec<Luck> = unit.iter().map(|(_, luck)| *luck).collect();
            let seen = self.engine.live_trials(World::Base, false, &own);
            unit.iter().zip(&seen).map(|((trial, _), seen)| self.outcomes(*trial, seen, accounts)).collect::<Vec<_>>()
        };
        // units of one outer draw only
        lucks.par_chunks(self.engine.isa.width().min(16)).flat_map_iter(unit).collect()
    }

    fn outcomes(&self, trial: u32, seen: &Seen<'_>, keep_accounts: bool) -> PotentialOutcomes {
        let engine = &self.engine;
        let (plans, seats) = (engine.terms.len(), engine.seats.len());
        let quarters = usize::from(engine.scenario.months / QUARTER);
        let (mut facts, mut till) = (Facts::default(), Till::default());
        let mut readings = Vec::with_capacity(plans * self.metrics.len() * seats * quarters);
        let mut pay = Vec::with_capacity(plans * seats * quarters);
        let (mut panels, mut accounts) = (Vec::with_capacity(plans), Vec::new());
        for (plan, terms) in engine.terms.iter().enumerate() {
            let own = engine.facts_of(plan, seen, trial, &mut facts);
            till.pay_by_quarter(terms, own, seen.presence(plan), quarters, &mut pay);
            let panel = seen.under(plan).and_then(|lived| lived.customers.panel());
            match panel {
                Some(panel) => read(&self.metrics, QUARTER, panel, None, &engine.books(seen.presence(plan)), &mut facts),
                None => facts.reset(self.metrics.len(), seats, quarters),
            }
            for metric in 0..self.metrics.len() {
                for seat in 0..seats {
                    readings.extend((0..quarters).map(|quarter| facts.reading(metric, seat, quarter).value));
                }
            }
            panels.extend(panel);
        }
        let books = panels.first().map(|panel| Books::at_start(panel));
        let (base, before) = books.map(|books| (books.base, books.before)).unwrap_or_default();
        if keep_accounts {
            accounts = account_outcomes(&panels, usize::from(engine.scenario.months));
        }
        PotentialOutcomes { seats, quarters, measures: self.metrics.len(), base, before, readings, pay, accounts }
    }
}

/// The books when pay begins, and what had become of those of a year before.
struct Books {
    base: Vec<f64>,
    before: Vec<Option<f64>>,
}

impl Books {
    fn at_start(panel: &Panel) -> Self {
        let (mut base, mut from, mut to) = (vec![0.0; panel.seats], vec![0.0; panel.seats], vec![0.0; panel.seats]);
        for (account, owner) in owners_at_start(panel).into_iter().enumerate() {
            let Some(seat) = owner else { continue };
            let (first, last) = (f64::from(panel.revenue_in(0)[account]), f64::from(panel.revenue_in(panel.first_paid - 1)[account]));
            base[seat] += 12.0 * last;
            from[seat] += first;
            to[seat] += if first > 0.0 { last } else { 0.0 };
        }
        let ratio = |(from, to): (&f64, &f64)| (panel.first_paid > 1 && *from > 0.0).then(|| to / from);
        Self { before: from.iter().zip(&to).map(ratio).collect(), base }
    }
}

/// The seat that holds each account in the last unpaid month; `None` for those nobody holds.
fn owners_at_start(panel: &Panel) -> Vec<Option<usize>> {
    let mut owner = panel.owner.clone();
    for (account, _, seat) in panel.moves.iter().filter(|(_, month, _)| usize::from(*month) < panel.first_paid) {
        owner[*account as usize] = *seat;
    }
    owner.into_iter().map(|seat| Some(usize::from(seat)).filter(|seat| *seat < panel.seats)).collect()
}

fn account_outcomes(panels: &[&Panel], months: usize) -> Vec<AccountOutcome> {
    let Some(panel) = panels.first() else { return Vec::new() };
    let (first, last) = (panel.revenue_in(0), panel.revenue_in(panel.first_paid - 1));
    let end = |panel: &&Panel, account: usize| 12.0 * panel.revenue_in(panel.first_paid + months - 1)[account];
    let held = owners_at_start(panel).into_iter().enumerate().filter(|(account, _)| last[*account] > 0.0);
    held.filter_map(|(account, seat)| {
        let end = panels.iter().map(|panel| end(panel, account)).collect();
        Some(AccountOutcome { seat: seat? as u16, before: 12.0 * first[account], base: 12.0 * last[account], end })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::outcome::Outcomes;
    use super::super::{RunOptions, run};
    use super::*;
    use crate::config::{Overrides, Surroundings, load_scenario};
    use std::ops::ControlFlow;

    fn scenario(behaviour: Option<crate::behaviour::Behaviour>) -> Scenario {
        let overrides = Overrides {
            plans: vec!["growth-above-baseline".into(), "posthog-2026q4".into()],
            payouts_only: true,
            trials: Some(20),
            behaviour,
            ..Overrides::default()
        };
        load_scenario(None, &overrides, &Surroundings::here(&|_, _| None)).unwrap().scenario
    }

    /// What people are paid here is what a run of the same trials pays them.
    #[test]
    fn pay_is_that_of_a_run() {
        let scenario = scenario(None);
        let world = PotentialWorld::prepare(&scenario, &[Measure::Nrr]).unwrap();
        let mut lived = world.live(0..7, false);
        lived.extend(world.live(7..20, false));
        let run: Outcomes = run(&scenario, RunOptions::default(), &mut |_| ControlFlow::Continue(())).unwrap().base;
        assert_eq!(lived.len(), 20);
        for (trial, own) in lived.iter().enumerate() {
            for plan in 0..scenario.plans.len() {
                let paid: Vec<i64> = (0..run.seats).map(|seat| (0..4).map(|quarter| own.pay(plan, seat, quarter)).sum()).collect();
                assert_eq!(paid, run.pay_of(trial, plan), "trial {trial}, plan {plan}");
            }
        }
        assert!(lived.iter().flat_map(|own| &own.before).flatten().all(|nrr| (0.3..3.0).contains(nrr)));
    }

    /// Where nobody responds every plan has the same customers, and accounts add up to books.
    #[test]
    fn plans_that_nobody_responds_to_have_the_same_customers() {
        let scenario = scenario(Some(crate::behaviour::Behaviour::Off));
        let world = PotentialWorld::prepare(&scenario, &[Measure::Nrr, Measure::LogoRetention]).unwrap();
        for own in world.live(0..3, true) {
            let (seats, quarters) = own.size();
            for seat in 0..seats {
                for quarter in 0..quarters {
                    for measure in 0..2 {
                        assert_eq!(own.reading(0, measure, seat, quarter), own.reading(1, measure, seat, quarter));
                    }
                }
                let held: f64 = own.accounts.iter().filter(|a| usize::from(a.seat) == seat).map(|a| f64::from(a.base)).sum();
                assert!((held - own.base[seat]).abs() < 1e-6 * held, "{held} {}", own.base[seat]);
            }
        }
    }
}
