//! The second look: people lived as they decided, and what they believed would come of it against what came.
//!
//! Beliefs are straight lines through effort 1. Where a response is large, or two people's games spoil each other's customers, the lines
//! bend: this says by how much, metric by metric.

use rayon::prelude::*;

use crate::behaviour::beliefs::{Beliefs, Gradient, MetricBelief, SecondLook};
use crate::behaviour::{Conduct, Decision, Moment, Policy};
use crate::measure::{Facts, Presence};
use crate::stats::Moments;

use super::engine::Engine;
use super::ground::{Ground, Luck};
use super::lived::Customers;
use super::team::Team;
use super::unit::{UnitLife, UnitWorld};

/// Trials of the second look.
const TRIALS: u32 = 128;
/// Luck of its trials: that of the pilot, so that differences are paired.
const LUCK: u32 = super::pilot::PILOT_LUCK;

/// What one person believes about one plan and makes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// Trials of the pilot.
    pub trials: u32,
    /// Beliefs, by metric of the plan.
    pub beliefs: Vec<MetricBelief>,
    /// What is done before a period has shown anything.
    pub decision: Decision,
    /// What people like this one expected of their response, and what came of it, by metric.
    pub second_looks: Vec<SecondLook>,
}

impl Engine<'_> {
    /// What the person in `seat` believes about `plan` and makes of it; `None` where nobody responds.
    ///
    /// # Panics
    /// If there is no such plan or seat.
    #[must_use]
    pub fn response(&self, plan: usize, seat: usize) -> Option<Response> {
        let (beliefs, ground) = (self.beliefs()?, self.base_ground()?);
        let group = beliefs.group_of_seat[seat];
        Some(Response {
            trials: beliefs.trials,
            beliefs: beliefs.plans[plan].metrics.iter().map(|by_group| by_group[group].clone()).collect(),
            decision: steady(&self.policies[plan], ground, seat),
            second_looks: beliefs.second_looks.iter().filter(|look| look.plan == plan && look.group == group).copied().collect(),
        })
    }

    /// Lives the steady response of everybody to every plan and compares mean readings with those at salaried effort.
    pub(crate) fn look_again(&self, ground: &Ground, beliefs: &Beliefs, policies: &[Policy]) -> Vec<SecondLook> {
        let lucks: Vec<Luck> = (0..TRIALS).map(|trial| Luck::of(LUCK | trial)).collect();
        let rows: Vec<Vec<f64>> =
            lucks.par_chunks(self.isa.width()).flat_map_iter(|lucks| self.changes_of(ground, beliefs, policies, lucks)).collect();
        let mut at = 0;
        let mut looks = Vec::new();
        for (plan, (terms, policy)) in self.terms.iter().zip(policies).enumerate() {
            for metric in 0..terms.plan().metrics.len() {
                for group in 0..beliefs.groups() {
                    let mut moments = Moments::default();
                    rows.iter().map(|row| row[at]).filter(|x| !x.is_nan()).for_each(|x| moments.push(x));
                    at += 1;
                    let seats: Vec<usize> = beliefs.seats(group).collect();
                    let expected: f64 = seats.iter().map(|&seat| policy.expected_shift(seat, self.character(ground, seat), metric)).sum();
                    let error = moments.variance().map_or(0.0, |v| (v / moments.n() as f64).sqrt());
                    looks.push(SecondLook {
                        plan,
                        metric,
                        group,
                        expected: expected / seats.len().max(1) as f64,
                        realised: Gradient { value: moments.mean().unwrap_or(0.0), standard_error: error },
                    });
                }
            }
        }
        looks
    }

    /// Uniform that decides the integrity of the person whom the roster names.
    fn character(&self, ground: &Ground, seat: usize) -> f64 {
        ground.characters().get(seat).copied().map_or(1.0, f64::from)
    }

    /// Mean change of each plan's readings in some trials: by plan, metric and group.
    fn changes_of(&self, ground: &Ground, beliefs: &Beliefs, policies: &[Policy], lucks: &[Luck]) -> Vec<Vec<f64>> {
        let (even, seats) = (ground.settled(), beliefs.group_of_seat.len());
        let uneven = ground.unshaken();
        let mut life = UnitLife::begin(&uneven, self.isa, lucks);
        let mut teams = life.teams();
        let mut equals: Vec<Team> = lucks.iter().map(|luck| even.team(*luck)).collect();
        let asked = self.asked(&[], true);
        let mut base = life.world_for(asked.as_ref(), true);
        let mut unserved = self.needs_hold_out().then(|| life.world_for(asked.as_ref(), false));
        let mut own: Vec<UnitWorld<'_>> = Vec::new();
        let conducts: Vec<Vec<Conduct>> =
            policies.iter().map(|policy| (0..seats).map(|seat| steady(policy, ground, seat).conduct).collect()).collect();
        for month in 0..uneven.months {
            if month == uneven.burn_in {
                own = (0..policies.len()).map(|plan| base.part(|key| key == plan)).collect();
            }
            teams.iter_mut().chain(&mut equals).for_each(|team| team.month(&[]));
            life.draw(month);
            life.month(month, &mut base, |lane| &equals[lane], |_, _| &Conduct::SALARIED);
            if let Some(unserved) = &mut unserved {
                life.month(month, unserved, |lane| &equals[lane], |_, _| &Conduct::SALARIED);
            }
            for (world, conducts) in own.iter_mut().zip(&conducts) {
                life.month(month, world, |lane| &teams[lane], |_, seat| &conducts[seat]);
                world.read(&life, month, unserved.as_ref());
            }
            base.read(&life, month, unserved.as_ref());
            if let Some(unserved) = &mut unserved {
                unserved.read(&life, month, None);
            }
        }
        let unserved = unserved.map(UnitWorld::finish);
        let mut own: Vec<_> = own.into_iter().map(|world| world.finish().into_iter()).collect();
        let lanes = base.finish().into_iter().enumerate();
        lanes
            .map(|(lane, base)| {
                let own: Vec<Customers> = own.iter_mut().filter_map(Iterator::next).collect();
                self.changes_between(beliefs, &base, &own, unserved.as_ref().map(|twins| &twins[lane]))
            })
            .collect()
    }

    /// The same, read in one trial between its base and each plan's world.
    fn changes_between(&self, beliefs: &Beliefs, base: &Customers, own: &[Customers], unserved: Option<&Customers>) -> Vec<f64> {
        let presence = Presence::settled(beliefs.group_of_seat.len(), usize::from(self.scenario.months));
        let (mut before, mut after) = (Facts::default(), Facts::default());
        let mut changes = Vec::new();
        for (nth, (terms, own)) in self.terms.iter().zip(own).enumerate() {
            let plan = terms.plan();
            self.read_customers(nth, base, unserved, &presence, &mut before);
            self.read_customers(nth, own, unserved, &presence, &mut after);
            for metric in 0..plan.metrics.len() {
                for group in 0..beliefs.groups() {
                    let mut moments = Moments::default();
                    for seat in beliefs.seats(group) {
                        for period in 0..terms.periods() {
                            let [x, y] = [&before, &after].map(|f| f.reading(metric, seat, period).value);
                            x.zip(y).into_iter().for_each(|(x, y)| moments.push(y - x));
                        }
                    }
                    changes.push(moments.mean().unwrap_or(f64::NAN));
                }
            }
        }
        changes
    }
}

/// What the person whom the roster names does before a period has shown anything.
fn steady(policy: &Policy, ground: &Ground, seat: usize) -> Decision {
    let (skill, character) = (ground.skills()[seat], ground.characters()[seat]);
    let moment = Moment { period: 0, passed: 0, capacity: f64::from(skill), character: f64::from(character), so_far: &[] };
    policy.decide(seat, &moment)
}
