//! One plan's own world in a unit of trials: the customers of people who respond to it.

use crate::behaviour::Policy;
use crate::dynamics::Panel;
use crate::plan::Terms;

use super::super::engine::Engine;
use super::super::lived::Lived;
use super::super::people::People;
use super::super::team::Team;
use super::{UnitLife, UnitWorld};

/// A plan's world while it is lived.
pub(crate) struct UnitResponding<'e> {
    world: UnitWorld,
    /// By lane.
    people: Vec<People<'e>>,
}

impl<'e> UnitResponding<'e> {
    /// Parts from the common past: `world` and `teams` as they are when pay begins.
    pub(crate) fn part(engine: &'e Engine<'e>, terms: &'e Terms, policy: &'e Policy, world: &UnitWorld, teams: &[Team]) -> Self {
        Self { world: world.clone(), people: teams.iter().map(|team| People::part(engine, terms, policy, team)).collect() }
    }

    /// Lives paid month `paid_month`, which is simulated month `month`.
    pub(crate) fn month(&mut self, life: &UnitLife<'_>, unserved: Option<&[Panel]>, month: u16, paid_month: u16) {
        for (lane, (people, panel)) in self.people.iter_mut().zip(&self.world.panels).enumerate() {
            people.decide(panel, unserved.map(|panels| &panels[lane]), month, paid_month);
        }
        let people = &self.people;
        life.month(month, &mut self.world, |lane| &people[lane].team, |lane, seat| &people[lane].conducts[seat]);
    }

    /// The end of the trials, by lane.
    pub(crate) fn finish(self, paid: usize) -> impl Iterator<Item = Lived> {
        self.people.into_iter().zip(self.world.finish()).map(move |(people, panel)| people.finish(panel, paid))
    }
}
