//! A unit of trials in all worlds of an engine: everybody together until pay begins, each plan's people by themselves from then on.

use std::sync::Arc;

use crate::behaviour::{Conduct, Policy};
use crate::dynamics::kernel::Muster;
use crate::measure::Presence;

use super::super::engine::{Engine, Together};
use super::super::ground::{Ground, Luck};
use super::super::lived::{ConductMeans, Lived};
use super::super::team::Team;
use super::{Asked, Glances, UnitLife, UnitResponding, Wanted};

impl<'s> Engine<'s> {
    /// Lives some trials of sampled customers, at most as many as there are lanes, once for each group of policies (by plan; none are
    /// salaried people): what [`Engine::live_together`] does for one trial.
    pub(crate) fn live_unit<'e>(&'e self, ground: &Ground, groups: &[&'e [Policy]], twin: bool, lucks: &[Luck]) -> Vec<Together> {
        let paid = usize::from(self.scenario.months);
        let mut life = UnitLife::begin(ground, self.isa, lucks);
        let mut teams = life.teams();
        let asked = self.asked(groups, self.scenario.run.payouts_only);
        let mut salaried = life.world_for(asked.as_ref(), true);
        let mut unserved = twin.then(|| life.world_for(asked.as_ref(), false));
        let mut responding: Vec<Option<UnitResponding<'_>>> = (0..self.terms.len() * groups.len()).map(|_| None).collect();
        let mut muster = Muster::default();
        for month in 0..ground.months {
            if month == ground.burn_in {
                for (own, policies) in responding.chunks_mut(self.terms.len().max(1)).zip(groups) {
                    for (plan, (own, policy)) in own.iter_mut().zip(*policies).enumerate().filter(|(_, (_, policy))| policy.acts()) {
                        *own = Some(UnitResponding::part(self, plan, policy, &salaried, &teams));
                    }
                }
                if self.scenario.run.payouts_only {
                    // nobody asks what the salaried would have been paid
                    let parted = |plan: &usize| (0..groups.len()).all(|group| responding[group * self.terms.len() + plan].is_some());
                    (0..self.terms.len()).filter(parted).for_each(|plan| salaried.forget(plan));
                }
            }
            teams.iter_mut().for_each(|team| team.month(&[]));
            if month == 0 || !teams.iter().all(Team::is_as_before) {
                muster = life.muster(month, |lane| &teams[lane]);
            }
            for world in std::iter::once(&mut salaried).chain(&mut unserved) {
                life.prepare(month, world, &muster, |_, _| &Conduct::SALARIED, |_| if month == 0 { u32::MAX } else { 0 });
            }
            for own in responding.iter_mut().flatten() {
                let paid_months = [month - ground.burn_in, self.scenario.months];
                own.prepare(&life, &mut teams, &muster, unserved.as_ref(), month, paid_months);
            }
            let own = responding.iter().flatten().map(UnitResponding::world);
            life.draw_for(month, std::iter::once(&salaried).chain(&unserved).chain(own));
            for world in std::iter::once(&mut salaried).chain(&mut unserved) {
                life.live(month, world);
            }
            salaried.read(&life, month, unserved.as_ref());
            for own in responding.iter_mut().flatten() {
                life.live(month, own.world_mut());
                own.world_mut().read(&life, month, unserved.as_ref());
            }
            if let Some(unserved) = &mut unserved {
                unserved.read(&life, month, None);
            }
        }
        let presences: Vec<Arc<Presence>> = teams.iter().map(|team| Arc::new(team.presence(paid))).collect();
        let finish = |own: UnitResponding<'e>| own.finish(&teams, &presences, paid).into_iter();
        let mut responding: Vec<_> = responding.into_iter().map(|own| own.map(finish)).collect();
        let mut unserved = unserved.map(|world| world.finish().into_iter());
        let served = teams.iter().zip(&presences).zip(salaried.finish());
        served
            .map(|((team, presence), customers)| Together {
                salaried: Box::new(Lived {
                    customers,
                    presence: Arc::clone(presence),
                    skills: team.mean_skills(paid),
                    departures: team.departures(paid),
                    conduct: ConductMeans::default(),
                    decisions: Vec::new(),
                }),
                unserved: unserved.as_mut().and_then(Iterator::next).map(Box::new),
                responding: responding.iter_mut().map(|own| own.as_mut().and_then(Iterator::next).map(Box::new)).collect(),
            })
            .collect()
    }

    /// What plans read of a world, by index, and what people with these policies see of it before its end. `None` if some plan needs panels.
    pub(crate) fn asked<'e>(&'e self, groups: &[&[Policy]], payouts_only: bool) -> Option<Asked<'e>> {
        let of_plan = |(plan, metrics): (usize, &'e Option<Vec<_>>)| {
            let policies = || groups.iter().filter_map(|policies| policies.get(plan));
            let glances = Glances { so_far: policies().any(Policy::looks_back), settled: policies().any(Policy::people_leave) };
            Some(Wanted { key: plan, left: 0, cadence: self.terms[plan].plan().cadence, metrics: metrics.as_deref()?, glances })
        };
        let wanted: Option<Vec<Wanted<'e>>> = self.quick.iter().enumerate().map(of_plan).collect();
        Some(Asked { paid: usize::from(self.scenario.months), wanted: wanted?, payouts_only })
    }
}
