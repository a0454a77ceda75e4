//! What is kept of a trial in a market beside the base: what statistics read of it.

use crate::behaviour::Behaviour;

use super::engine::{Engine, Seen, World};
use super::outcome::Outcomes;
use super::part::Part;
use super::single::Scratch;

/// How much is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keeps {
    /// Cost by plan.
    Costs,
    /// Cost, partners' pay, and what the company has of it: all that net dollars are made of.
    Money,
    /// As of the base, without its twins.
    Everything,
}

impl Engine<'_> {
    /// How much is kept of a world that is lived beside the base.
    pub(crate) fn keeps(&self, world: World) -> Keeps {
        match world {
            World::Base => Keeps::Everything,
            World::SameBook => Keeps::Money,
            World::Stress(_) => Keeps::Costs,
            // games are held against angels, seat by seat
            World::Range(nth) if self.ranges[nth].id() == "angels" => Keeps::Everything,
            World::Range(_) => Keeps::Money,
        }
    }

    /// Adds what was seen of trial `trial` in a world beside the base.
    pub(crate) fn record_beside(&self, seen: &Seen<'_>, trial: u32, keeps: Keeps, scratch: &mut Scratch, part: &mut Part) {
        if keeps == Keeps::Everything {
            self.record(seen, trial, false, scratch, part);
            return;
        }
        let o = &mut part.outcomes;
        (o.plans, o.seats, o.quarters) = (self.terms.len(), self.seats.len(), self.scenario.quarters());
        o.trials += 1;
        for (plan, terms) in self.terms.iter().enumerate() {
            let facts = self.facts_of(plan, seen, trial, &mut scratch.facts);
            o.cost.push(scratch.till.pay_all(terms, facts, seen.presence(plan)));
            if keeps == Keeps::Money {
                o.partner_cost.push(scratch.till.ledger.partners.0);
                self.record_money(seen, plan, o);
            }
        }
    }

    /// The company and what leaks away, where people respond.
    fn record_money(&self, seen: &Seen<'_>, plan: usize, o: &mut Outcomes) {
        let Some(lived) = seen.under(plan).filter(|_| self.scenario.behaviour != Behaviour::Off) else { return };
        let company = lived.customers.company(usize::from(self.scenario.months));
        o.arr_end.push(company.arr_end);
        o.revenue.push(company.revenue);
        o.response.discounts.push(company.discounts);
        o.response.padding_cost.push(f64::from(company.padded_leads) * self.scenario.assumptions.padded_lead_cost);
        o.response.rehire_cost.push(self.rehire_cost(lived));
    }
}
