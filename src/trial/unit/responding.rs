//! One plan's own world in a unit of trials: the customers of people who respond to it.

use std::sync::Arc;

use crate::behaviour::{Conduct, Policy};
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
    people: Who<'e>,
}

/// The people of a plan.
enum Who<'e> {
    /// By lane.
    Deciding {
        people: Vec<People<'e>>,
        /// Nobody comes or goes otherwise than in the salaried team.
        same_team: bool,
    },
    /// The salaried team, who do by seat what the scenario says whatever happens, and nobody asks what they did.
    Stated {
        conducts: &'e [Conduct],
        /// Lanes in which somebody is there, by seat; beyond the paid months, in the last of them.
        present: Vec<u32>,
    },
}

impl<'e> UnitResponding<'e> {
    /// Parts from the common past: `world` and `teams` as they are when pay begins.
    pub(crate) fn part(engine: &'e Engine<'e>, plan: usize, policy: &'e Policy, world: &UnitWorld<'e>, teams: &[Team]) -> Self {
        let (terms, world) = (&engine.terms[plan], world.part(|key| key == plan));
        let same_team = !policy.people_leave() && policy.hire_mean() == 1.0;
        let people = match policy.stated() {
            Some(conducts) if same_team && engine.scenario.run.payouts_only => Who::Stated { conducts, present: Vec::new() },
            _ => Who::Deciding { people: teams.iter().map(|team| People::part(engine, terms, policy, team)).collect(), same_team },
        };
        Self { world, people }
    }

    /// Its world.
    pub(crate) fn world(&self) -> &UnitWorld<'e> {
        &self.world
    }

    /// Its world, to be lived.
    pub(crate) fn world_mut(&mut self) -> &mut UnitWorld<'e> {
        &mut self.world
    }

    /// What people do in paid month `paid_month` of `paid`, which is simulated month `month`; `teams` are the salaried ones, who have lived it
    /// already.
    pub(crate) fn prepare(
        &mut self,
        life: &UnitLife<'_>,
        teams: &mut [Team],
        muster: &Muster,
        unserved: Option<&UnitWorld<'e>>,
        month: u16,
        [paid_month, paid]: [u16; 2],
    ) {
        let (people, same_team) = match &mut self.people {
            Who::Stated { conducts, present } => {
                if paid_month < paid {
                    present.clone_from(&muster.present);
                }
                let of = |lane: usize, seat: usize| if present[seat] >> lane & 1 != 0 { &conducts[seat] } else { &Conduct::SALARIED };
                return life.prepare(month, &mut self.world, muster, of, |_| if paid_month == 0 { u32::MAX } else { 0 });
            }
            Who::Deciding { people, same_team } => (people, *same_team),
        };
        for (lane, people) in people.iter_mut().enumerate() {
            if same_team {
                // lent for the month, not copied
                std::mem::swap(&mut people.team, &mut teams[lane]);
            }
            let sight = match self.world.panels().get(lane) {
                Some(own) => Some(Sight::Panel { own, unserved: unserved.and_then(|twin| twin.panels().get(lane)) }),
                None => self.world.glimpse(lane).map(Sight::Read),
            };
            people.decide(sight, month, paid_month);
            if same_team {
                std::mem::swap(&mut people.team, &mut teams[lane]);
            }
        }
        let own = (!same_team).then(|| life.muster(month, |lane| &people[lane].team));
        let changed =
            |seat: usize| people.iter().enumerate().fold(0, |bits, (lane, people)| bits | u32::from(people.changed[seat]) << lane);
        life.prepare(month, &mut self.world, own.as_ref().unwrap_or(muster), |lane, seat| &people[lane].conducts[seat], changed);
    }

    /// The end of the trials, by lane; `teams` are the salaried, who were there as `presences` say.
    pub(crate) fn finish(self, teams: &[Team], presences: &[Arc<Presence>], paid: usize) -> Vec<Lived> {
        let lanes = self.world.finish().into_iter().zip(presences);
        let (people, same_team) = match self.people {
            Who::Stated { .. } => return lanes.map(|(customers, presence)| Lived::unasked(customers, Arc::clone(presence))).collect(),
            Who::Deciding { people, same_team } => (people, same_team),
        };
        people
            .into_iter()
            .zip(lanes.zip(teams))
            .map(|(mut people, ((customers, presence), team))| {
                if same_team {
                    people.team.keep_up(team);
                    return people.finish(customers, Arc::clone(presence), paid);
                }
                let presence = people.team.presence(paid);
                people.finish(customers, Arc::new(presence), paid)
            })
            .collect()
    }
}
