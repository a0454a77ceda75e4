//! A unit of trials in all worlds of an engine: everybody together until pay begins, each plan's people by themselves from then on.

use crate::behaviour::{Conduct, Policy};

use super::super::engine::{Engine, Together};
use super::super::ground::{Ground, Luck};
use super::super::lived::{ConductMeans, Lived};
use super::{Glances, UnitLife, UnitResponding, Wanted};

impl<'s> Engine<'s> {
    /// Lives some trials of sampled customers, at most as many as there are lanes, once for each group of policies (by plan; none are
    /// salaried people): what [`Engine::live_together`] does for one trial.
    pub(crate) fn live_unit<'e>(&'e self, ground: &Ground, groups: &[&'e [Policy]], twin: bool, lucks: &[Luck]) -> Vec<Together> {
        let paid = usize::from(self.scenario.months);
        let mut life = UnitLife::begin(ground, self.isa, lucks);
        let mut teams = life.teams();
        let wanted = self.wanted(groups);
        let mut salaried = life.world_for(paid, wanted.as_deref(), true);
        let mut unserved = twin.then(|| life.world_for(paid, wanted.as_deref(), false));
        let mut responding: Vec<Option<UnitResponding<'_>>> = (0..self.terms.len() * groups.len()).map(|_| None).collect();
        for month in 0..ground.months {
            if month == ground.burn_in {
                for (own, policies) in responding.chunks_mut(self.terms.len().max(1)).zip(groups) {
                    for (plan, (own, policy)) in own.iter_mut().zip(*policies).enumerate().filter(|(_, (_, policy))| policy.acts()) {
                        *own = Some(UnitResponding::part(self, plan, policy, &salaried, &teams));
                    }
                }
            }
            teams.iter_mut().for_each(|team| team.month(&[]));
            life.draw(month);
            life.month(month, &mut salaried, |lane| &teams[lane], |_, _| &Conduct::SALARIED);
            if let Some(unserved) = &mut unserved {
                life.month(month, unserved, |lane| &teams[lane], |_, _| &Conduct::SALARIED);
            }
            salaried.read(&life, month, unserved.as_ref());
            for own in responding.iter_mut().flatten() {
                own.month(&life, &teams, unserved.as_ref(), month, month - ground.burn_in);
            }
            if let Some(unserved) = &mut unserved {
                unserved.read(&life, month, None);
            }
        }
        let mut responding: Vec<_> = responding.into_iter().map(|own| own.map(|own| own.finish(paid))).collect();
        let mut unserved = unserved.map(|world| world.finish().into_iter());
        let served = teams.iter().zip(salaried.finish());
        served
            .map(|(team, customers)| Together {
                salaried: Box::new(Lived {
                    customers,
                    presence: team.presence(paid),
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
    pub(crate) fn wanted<'e>(&'e self, groups: &[&[Policy]]) -> Option<Vec<Wanted<'e>>> {
        let of_plan = |(plan, metrics): (usize, &'e Option<Vec<_>>)| {
            let policies = || groups.iter().filter_map(|policies| policies.get(plan));
            let glances = Glances { so_far: policies().any(Policy::looks_back), settled: policies().any(Policy::people_leave) };
            Some(Wanted { key: plan, left: 0, cadence: self.terms[plan].plan().cadence, metrics: metrics.as_deref()?, glances })
        };
        self.quick.iter().enumerate().map(of_plan).collect()
    }
}
