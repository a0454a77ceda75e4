//! The pilot: what everybody's metrics do at salaried effort, and what a little more of each activity or game does to them.
//!
//! Every pilot trial is lived once as it is and once per activity and game with a step more of it during the first pay period, on
//! the same luck; the differences are the gradients. The team is settled and equally skilled, so that gradients are those of one
//! full person: skill, ramp and load scale them. Pilot luck is that of no ordinary trial.

use rayon::prelude::*;

use crate::behaviour::beliefs::{ACTIVITIES, Beliefs, Forecast, GAMES, Gradient, MetricBelief, PlanBeliefs};
use crate::behaviour::{Conduct, Effort, Gaming, Outlook, Tried};
use crate::lanes::Isa;
use crate::measure::{Books, Facts, Metric, Presence, Quick, read};
use crate::plan::Terms;
use crate::stats::Moments;

use super::engine::Engine;
use super::ground::{Ground, Luck};
use super::lived::Customers;
use super::unit::{Asked, Glances, UnitLife, UnitWorld, Wanted};

/// Trials of the pilot (model section 0.8).
pub(crate) const TRIALS: u32 = 500;
/// Luck of pilot trials.
pub(crate) const PILOT_LUCK: u32 = 1 << 29;
/// Step in output and in games by which gradients are measured (model section 0.8).
const STEP: f64 = 0.25;
/// Pilot trials on which pay is tried where no closed form applies.
const TRIED: usize = 200;
/// Activities and games.
const FACTORS: usize = ACTIVITIES + GAMES;

/// What the pilot leaves behind.
#[derive(Debug)]
pub(crate) struct Pilot {
    /// What people believe.
    pub beliefs: Beliefs,
    /// Facts at salaried effort, by plan and trial: what pay is tried on where no closed form applies.
    pub facts: Vec<Vec<Facts>>,
    /// Everybody is there in the pilot.
    pub presence: Presence,
}

impl Pilot {
    /// Outcomes on which one plan's pay can be tried.
    pub(crate) fn tried<'a>(&'a self, terms: &'a Terms, plan: usize, risk_aversion: f64) -> Tried<'a> {
        let facts = &self.facts[plan];
        Tried {
            terms,
            facts: &facts[..facts.len().min(TRIED)],
            presence: &self.presence,
            group_of_seat: &self.beliefs.group_of_seat,
            groups: self.beliefs.groups(),
            risk_aversion,
        }
    }
}

/// A metric of one's own book, paid every so many months, whatever plans it belongs to.
#[derive(Debug, PartialEq)]
struct Probe {
    metric: Metric,
    cadence: u16,
}

/// Sums of a straight-line fit of final values on values so far.
#[derive(Debug, Clone, Copy, Default)]
struct Fit {
    n: f64,
    x: f64,
    y: f64,
    xx: f64,
    xy: f64,
    yy: f64,
}

/// What one pilot trial says.
struct Row {
    /// By plan.
    facts: Vec<Facts>,
    /// Mean change of a group's readings per unit: probe, group, periods passed, factor; NaN where undefined.
    changes: Vec<f64>,
    /// By plan, metric, group, months passed.
    fits: Vec<Fit>,
}

/// The pilot's plan of work.
struct Work<'e> {
    engine: &'e Engine<'e>,
    ground: Ground,
    probes: Vec<Probe>,
    /// The probes, ready to be read without panels; `None` if one of them needs a panel.
    quick: Option<Vec<Quick>>,
    cadences: Vec<u16>,
    group_of_seat: Vec<usize>,
    groups: usize,
}

impl Engine<'_> {
    /// Runs the pilot in the base market.
    pub(crate) fn pilot(&self, ground: &Ground, trials: u32) -> Pilot {
        let mut probes: Vec<Probe> = Vec::new();
        for terms in &self.terms {
            for metric in &terms.plan().metrics {
                let probe = Probe { metric: metric.individual(), cadence: terms.plan().cadence };
                if !probes.contains(&probe) {
                    probes.push(probe);
                }
            }
        }
        let mut cadences: Vec<u16> = probes.iter().map(|p| p.cadence).collect();
        cadences.sort_unstable();
        cadences.dedup();
        let group_of_seat = self.groups_of_seats();
        let groups = group_of_seat.iter().max().map_or(0, |last| last + 1);
        let quick = probes.iter().map(|probe| Quick::of(&probe.metric, probe.cadence, &self.seats, &self.segments)).collect();
        let work = Work { engine: self, ground: ground.settled(), probes, quick, cadences, group_of_seat, groups };
        // a unit lives a dozen worlds at once: wider ones take memory and gain little
        let (isa, all) = (self.isa.min(Isa::Avx2), (0..trials).collect::<Vec<u32>>());
        let rows: Vec<Row> = all.par_chunks(isa.width()).flat_map_iter(|trials| work.rows(isa, trials)).collect();
        work.conclude(trials, rows)
    }

    /// People with the same kind of customers and the same number of them believe the same.
    fn groups_of_seats(&self) -> Vec<usize> {
        let mut kinds = Vec::new();
        let roster = &self.scenario.roster;
        roster
            .iter()
            .map(|seat| {
                let kind = (seat.segment, seat.accounts);
                kinds.iter().position(|k| *k == kind).unwrap_or_else(|| {
                    kinds.push(kind);
                    kinds.len() - 1
                })
            })
            .collect()
    }
}

impl Work<'_> {
    fn periods(&self, cadence: u16) -> usize {
        usize::from(self.engine.scenario.months / cadence.max(1))
    }

    fn books<'a>(&'a self, presence: &'a Presence, months: usize) -> Books<'a> {
        Books { months, ..self.engine.books(presence) }
    }

    /// What is read of the pilot's worlds: plans by index, plans so far, probes. `None` if something needs a panel.
    fn asked(&self) -> Option<Asked<'_>> {
        let asked = self.engine.asked(&[], true)?;
        let plans = &asked.wanted;
        let so_far = plans.iter().flat_map(|plan| {
            let early = |passed: u16| Wanted { key: self.key_so_far(plan.key, passed), left: plan.cadence - passed, ..*plan };
            (1..plan.cadence).map(early)
        });
        let probes = self.probes.iter().zip(self.quick.as_deref()?).enumerate().map(|(nth, (probe, quick))| Wanted {
            key: self.key_of_probe(nth),
            cadence: probe.cadence,
            left: 0,
            metrics: std::slice::from_ref(quick),
            glances: Glances::default(),
        });
        let wanted = plans.iter().copied().chain(so_far).chain(probes).collect();
        Some(Asked { wanted, ..asked })
    }

    /// Key of a probe's readings, after those of the plans.
    fn key_of_probe(&self, probe: usize) -> usize {
        self.engine.terms.len() + probe
    }

    /// Key of a plan's readings when so many months of a period have passed, after those of the probes.
    fn key_so_far(&self, plan: usize, passed: u16) -> usize {
        let first = self.engine.terms.len() + self.probes.len();
        first + plan + (usize::from(passed) - 1) * self.engine.terms.len()
    }

    /// Lives some pilot trials in all their variants.
    fn rows(&self, isa: Isa, trials: &[u32]) -> Vec<Row> {
        let (ground, seats) = (&self.ground, self.group_of_seat.len());
        let lucks: Vec<Luck> = trials.iter().map(|trial| Luck::of(PILOT_LUCK | trial)).collect();
        let mut life = UnitLife::begin(ground, isa, &lucks);
        let mut teams = life.teams();
        let asked = self.asked();
        let mut base = life.world_for(asked.as_ref(), true);
        let mut unserved = self.engine.needs_hold_out().then(|| life.world_for(asked.as_ref(), false));
        let mut variants: Vec<UnitWorld<'_>> = Vec::new();
        let stepped: Vec<Conduct> = (0..FACTORS).map(step).collect();
        for month in 0..ground.months {
            if month == ground.burn_in {
                let of_cadence = |&cadence: &u16| {
                    let probes =
                        |key: usize| (0..self.probes.len()).any(|p| self.probes[p].cadence == cadence && self.key_of_probe(p) == key);
                    vec![base.part(probes); FACTORS]
                };
                variants = self.cadences.iter().flat_map(of_cadence).collect();
            }
            teams.iter_mut().for_each(|team| team.month(&[]));
            life.draw(month);
            life.month(month, &mut base, |lane| &teams[lane], |_, _| &Conduct::SALARIED);
            if let Some(unserved) = &mut unserved {
                life.month(month, unserved, |lane| &teams[lane], |_, _| &Conduct::SALARIED);
            }
            for (i, variant) in variants.iter_mut().enumerate() {
                let during = month < ground.burn_in + self.cadences[i / FACTORS];
                let conduct = if during { &stepped[i % FACTORS] } else { &Conduct::SALARIED };
                life.month(month, variant, |lane| &teams[lane], |_, _| conduct);
                variant.read(&life, month, unserved.as_ref());
            }
            base.read(&life, month, unserved.as_ref());
            if let Some(unserved) = &mut unserved {
                unserved.read(&life, month, None);
            }
        }
        let presence = Presence::settled(seats, usize::from(self.engine.scenario.months));
        let unserved = unserved.map(UnitWorld::finish);
        let mut variants: Vec<_> = variants.into_iter().map(|variant| variant.finish().into_iter()).collect();
        let lanes = base.finish().into_iter().enumerate();
        lanes
            .map(|(lane, base)| {
                let variants: Vec<Customers> = variants.iter_mut().filter_map(Iterator::next).collect();
                self.row(&base, unserved.as_ref().map(|twins| &twins[lane]), &variants, &presence)
            })
            .collect()
    }

    /// Reads one pilot trial.
    fn row(&self, base: &Customers, unserved: Option<&Customers>, variants: &[Customers], presence: &Presence) -> Row {
        let mut facts = vec![Facts::default(); self.engine.terms.len()];
        for (plan, facts) in facts.iter_mut().enumerate() {
            self.engine.read_customers(plan, base, unserved, presence, facts);
        }
        Row { changes: self.changes(base, unserved, variants, presence), fits: self.fits(&facts, base, unserved, presence), facts }
    }

    /// How readings change from the base to each variant.
    fn changes(&self, base: &Customers, unserved: Option<&Customers>, variants: &[Customers], presence: &Presence) -> Vec<f64> {
        let mut changes = Vec::new();
        let (mut before, mut after) = (Facts::default(), vec![Facts::default(); FACTORS]);
        for (nth, probe) in self.probes.iter().enumerate() {
            self.read_probe(nth, base, unserved, presence, &mut before);
            let first = FACTORS * self.cadences.iter().position(|c| *c == probe.cadence).unwrap_or(0);
            for (facts, variant) in after.iter_mut().zip(&variants[first..]) {
                self.read_probe(nth, variant, unserved, presence, facts);
            }
            for group in 0..self.groups {
                for period in 0..self.periods(probe.cadence) {
                    changes.extend(after.iter().map(|after| {
                        let mut moments = Moments::default();
                        for seat in self.seats(group) {
                            let [x, y] = [&before, after].map(|f| f.reading(0, seat, period).value);
                            if let Some((x, y)) = x.zip(y) {
                                moments.push((y - x) / STEP);
                            }
                        }
                        moments.mean().unwrap_or(f64::NAN)
                    }));
                }
            }
        }
        changes
    }

    fn read_probe(&self, nth: usize, customers: &Customers, unserved: Option<&Customers>, presence: &Presence, facts: &mut Facts) {
        let (Probe { metric, cadence }, books) = (&self.probes[nth], self.books(presence, presence.months));
        match (customers.panel(), customers.read_as(self.key_of_probe(nth))) {
            (Some(panel), _) => {
                read(std::slice::from_ref(metric), *cadence, panel, unserved.and_then(Customers::panel), &books, facts);
            }
            (None, read) => read.into_iter().for_each(|read| facts.clone_from(read)),
        }
    }

    /// Final values against values so far.
    fn fits(&self, facts: &[Facts], base: &Customers, unserved: Option<&Customers>, presence: &Presence) -> Vec<Fit> {
        let mut fits = Vec::new();
        let mut so_far = Facts::default();
        for (nth, (terms, facts)) in self.engine.terms.iter().zip(facts).enumerate() {
            let plan = terms.plan();
            for (m, metric) in plan.metrics.iter().enumerate() {
                let first = fits.len();
                let passed_months = usize::from(plan.cadence) - 1;
                fits.resize(first + self.groups * passed_months, Fit::default());
                for passed in 1..plan.cadence {
                    let Some(early) = metric.so_far(plan.cadence - passed) else { continue };
                    let has_read = base.read_as(self.key_so_far(nth, passed));
                    for period in 0..terms.periods() {
                        if let Some(panel) = base.panel() {
                            let months = period as u16 * plan.cadence + passed;
                            let books = self.books(presence, usize::from(months));
                            read(std::slice::from_ref(&early), months, panel, unserved.and_then(Customers::panel), &books, &mut so_far);
                        }
                        for (seat, &group) in self.group_of_seat.iter().enumerate() {
                            let early = has_read.map_or_else(|| so_far.reading(0, seat, 0), |read| read.reading(m, seat, period));
                            let [x, y] = [early, facts.reading(m, seat, period)].map(|r| r.value);
                            if let Some((x, y)) = x.zip(y) {
                                fits[first + group * passed_months + usize::from(passed) - 1].push(x, y);
                            }
                        }
                    }
                }
            }
        }
        fits
    }

    fn seats(&self, group: usize) -> impl Iterator<Item = usize> {
        self.group_of_seat.iter().enumerate().filter_map(move |(seat, &of)| (of == group).then_some(seat))
    }

    /// Puts the rows together, in trial order.
    fn conclude(&self, trials: u32, rows: Vec<Row>) -> Pilot {
        let mut changes = vec![Moments::default(); rows.first().map_or(0, |r| r.changes.len())];
        let mut fits = vec![Fit::default(); rows.first().map_or(0, |r| r.fits.len())];
        let mut facts: Vec<Vec<Facts>> = vec![Vec::with_capacity(rows.len()); self.engine.terms.len()];
        for row in rows {
            changes.iter_mut().zip(row.changes).filter(|(_, x)| !x.is_nan()).for_each(|(m, x)| m.push(x));
            fits.iter_mut().zip(row.fits).for_each(|(sum, fit)| sum.add(fit));
            facts.iter_mut().zip(row.facts).for_each(|(all, one)| all.push(one));
        }
        let mut fits = fits.into_iter();
        let plans = self
            .engine
            .terms
            .iter()
            .zip(&facts)
            .map(|(terms, facts)| {
                let cadence = terms.plan().cadence;
                let mut belief = |m: usize, metric: &Metric, group: usize| {
                    let (activity, game) = self.gradients(&changes, metric, cadence, group);
                    let passed: Vec<Fit> = fits.by_ref().take(usize::from(cadence) - 1).collect();
                    let outlooks: Option<Vec<Outlook>> = passed.into_iter().map(Fit::outlook).collect();
                    MetricBelief { forecasts: self.forecasts(facts, m, group), activity, game, outlooks: outlooks.unwrap_or_default() }
                };
                let metrics = terms.plan().metrics.iter().enumerate();
                PlanBeliefs { metrics: metrics.map(|(m, metric)| (0..self.groups).map(|g| belief(m, metric, g)).collect()).collect() }
            })
            .collect();
        let presence = Presence::settled(self.group_of_seat.len(), usize::from(self.engine.scenario.months));
        Pilot { beliefs: Beliefs { trials, group_of_seat: self.group_of_seat.clone(), plans, second_looks: Vec::new() }, facts, presence }
    }

    /// Gradients of one metric in one group.
    fn gradients(
        &self,
        changes: &[Moments],
        metric: &Metric,
        cadence: u16,
        group: usize,
    ) -> (Vec<[Gradient; ACTIVITIES]>, Vec<[Gradient; GAMES]>) {
        let own = metric.individual();
        let mut first = 0;
        for probe in &self.probes {
            if probe.cadence == cadence && probe.metric == own {
                break;
            }
            first += self.groups * self.periods(probe.cadence) * FACTORS;
        }
        let periods = self.periods(cadence);
        let at = |period: usize, factor: usize| {
            let moments = &changes[first + (group * periods + period) * FACTORS + factor];
            let error = moments.variance().map_or(0.0, |v| (v / moments.n() as f64).sqrt());
            Gradient { value: moments.mean().unwrap_or(0.0), standard_error: error }
        };
        let activity = (0..periods).map(|p| std::array::from_fn(|k| at(p, k))).collect();
        let game = (0..periods).map(|p| std::array::from_fn(|k| at(p, ACTIVITIES + k))).collect();
        (activity, game)
    }

    fn forecasts(&self, facts: &[Facts], metric: usize, group: usize) -> Vec<Forecast> {
        let periods = facts.first().map_or(0, |f| f.periods);
        (0..periods)
            .map(|period| {
                let (mut value, mut goal, mut n) = (Moments::default(), Moments::default(), 0_u32);
                for facts in facts {
                    for seat in self.seats(group) {
                        let reading = facts.reading(metric, seat, period);
                        n += 1;
                        reading.value.into_iter().for_each(|x| value.push(x));
                        reading.goal.into_iter().for_each(|x| goal.push(x));
                    }
                }
                Forecast {
                    defined: if n == 0 { 0.0 } else { value.n() as f64 / f64::from(n) },
                    mean: value.mean().unwrap_or(0.0),
                    sd: value.variance().unwrap_or(0.0).sqrt(),
                    goal: goal.mean(),
                }
            })
            .collect()
    }
}

/// A step more of one activity's output, or of one game.
fn step(factor: usize) -> Conduct {
    if factor < ACTIVITIES {
        let mut effort = [1.0; ACTIVITIES];
        // the effort whose output is 1 + STEP
        effort[factor] = ((libm::exp((1.0 + STEP) * libm::log(16.0)) - 1.0) / 15.0) as f32;
        Conduct::honest(Effort::of(effort))
    } else {
        let mut gaming = [0.0; GAMES];
        gaming[factor - ACTIVITIES] = STEP as f32;
        Conduct { gaming: Gaming::of(gaming), ..Conduct::SALARIED }
    }
}

impl Fit {
    fn push(&mut self, x: f64, y: f64) {
        self.add(Self { n: 1.0, x, y, xx: x * x, xy: x * y, yy: y * y });
    }

    fn add(&mut self, other: Self) {
        self.n += other.n;
        self.x += other.x;
        self.y += other.y;
        self.xx += other.xx;
        self.xy += other.xy;
        self.yy += other.yy;
    }

    /// Least squares; `None` where there is too little to fit.
    fn outlook(self) -> Option<Outlook> {
        let (mean_x, mean_y) = (self.x / self.n, self.y / self.n);
        let (sxx, sxy, syy) = (self.xx - self.x * mean_x, self.xy - self.x * mean_y, self.yy - self.y * mean_y);
        if self.n < 10.0 || sxx <= 1e-12 * self.xx.abs() {
            return None;
        }
        let slope = sxy / sxx;
        let residual = (syy - slope * sxy).max(0.0) / (self.n - 2.0);
        Some(Outlook { intercept: mean_y - slope * mean_x, slope, sd: residual.sqrt() })
    }
}

#[cfg(test)]
#[path = "pilot_tests.rs"]
mod tests;
