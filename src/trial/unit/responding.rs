//! One plan's own world in a unit of trials: the customers of people who respond to it.

use crate::behaviour::Policy;
use crate::dynamics::kernel::Muster;
use crate::measure::Presence;

use super::super::engine::Engine;
use super::super::lived::Lived;
use super::super::people::{People, Sight};
use super::super::team::Team;
use super::{UnitLife, UnitWorld};

/// A plan's world while it is lived.
pub(crate) struct UnitResponding<'e> {
    world: UnitWorld<'e>,
    /// By lane.
    people: Vec<People<'e>>,
    /// Nobody comes or goes otherwise than in the salaried team.
    same_team: bool,
}

impl<'e> UnitResponding<'e> {
    /// Parts from the common past: `world` and `teams` as they are when pay begins.
    pub(crate) fn part(engine: &'e Engine<'e>, plan: usize, policy: &'e Policy, world: &UnitWorld<'e>, teams: &[Team]) -> Self {
        let terms = &engine.terms[plan];
        Self {
            world: world.part(|key| key == plan),
            people: teams.iter().map(|team| People::part(engine, terms, policy, team)).collect(),
            same_team: !policy.people_leave() && policy.hire_mean() == 1.0,
        }
    }

    /// Its world.
    pub(crate) fn world(&self) -> &UnitWorld<'e> {
        &self.world
    }

    /// Its world, to be lived.
    pub(crate) fn world_mut(&mut self) -> &mut UnitWorld<'e> {
        &mut self.world
    }

    /// What people do in paid month `paid_month`, which is simulated month `month`; `teams` are the salaried ones, who have lived it already.
    pub(crate) fn prepare(
        &mut self,
        life: &UnitLife<'_>,
        teams: &mut [Team],
        muster: &Muster,
        unserved: Option<&UnitWorld<'e>>,
        month: u16,
        paid_month: u16,
    ) {
        for (lane, people) in self.people.iter_mut().enumerate() {
            if self.same_team {
                // lent for the month, not copied
                std::mem::swap(&mut people.team, &mut teams[lane]);
            }
            let sight = match self.world.panels().get(lane) {
                Some(own) => Some(Sight::Panel { own, unserved: unserved.and_then(|twin| twin.panels().get(lane)) }),
                None => self.world.glimpse(lane).map(Sight::Read),
            };
            people.decide(sight, month, paid_month);
            if self.same_team {
                std::mem::swap(&mut people.team, &mut teams[lane]);
            }
        }
        let people = &self.people;
        let own = (!self.same_team).then(|| life.muster(month, |lane| &people[lane].team));
        let changed =
            |seat: usize| people.iter().enumerate().fold(0, |bits, (lane, people)| bits | u32::from(people.changed[seat]) << lane);
        life.prepare(month, &mut self.world, own.as_ref().unwrap_or(muster), |lane, seat| &people[lane].conducts[seat], changed);
    }

    /// The end of the trials, by lane; `teams` are the salaried, who were there as `presences` say.
    pub(crate) fn finish(self, teams: &[Team], presences: &[Presence], paid: usize) -> impl Iterator<Item = Lived> {
        let lanes = self.people.into_iter().zip(self.world.finish()).zip(teams.iter().zip(presences));
        lanes.map(move |((mut people, customers), (team, presence))| {
            if self.same_team {
                people.team.keep_up(team);
                return people.finish(customers, presence.clone(), paid);
            }
            let presence = people.team.presence(paid);
            people.finish(customers, presence, paid)
        })
    }
}
