//! One plan's own world in a trial, lived plainly: the customers of people who respond to it, month by month, leaving included.

use std::sync::Arc;

use crate::behaviour::Policy;
use crate::dynamics::Panel;
use crate::plan::Terms;

use super::engine::Engine;
use super::ground::Life;
use super::lived::{Customers, Lived};
use super::people::{People, Sight};
use super::team::Team;
use super::world::World;

/// A plan's world while it is lived.
pub(crate) struct Responding<'e> {
    world: World,
    people: People<'e>,
}

impl<'e> Responding<'e> {
    /// Parts from the common past: `world` and `team` as they are when pay begins.
    pub(crate) fn part(engine: &'e Engine<'e>, terms: &'e Terms, policy: &'e Policy, world: &World, team: &Team) -> Self {
        Self { world: world.clone(), people: People::part(engine, terms, policy, team) }
    }

    /// The world, for the luck it needs.
    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    /// Lives paid month `paid_month`, which is simulated month `month`.
    pub(crate) fn month(&mut self, life: &Life<'_>, unserved: Option<&Panel>, month: u16, paid_month: u16) {
        self.people.decide(Some(Sight::Panel { own: &self.world.panel, unserved }), month, paid_month);
        life.month(month, &mut self.world, &self.people.team, &self.people.conducts);
    }

    /// The end of the trial.
    pub(crate) fn finish(self, paid: usize) -> Lived {
        let presence = self.people.team.presence(paid);
        self.people.finish(Customers::Panel(Box::new(self.world.finish())), Arc::new(presence), paid)
    }
}
