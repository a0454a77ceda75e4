//! One trial, from what was lived to the ledger: every plan read and paid, one row in every column.

use crate::behaviour::Behaviour;
use crate::measure::{Books, Facts, Presence, measured_increment, read};
use crate::plan::{Ledger, Plan, Terms, pay};
use crate::scenario::Seat;

use super::at_mean::{flatten, readings_of_trial};
use super::engine::{Engine, Seen};
use super::lived::{Customers, Lived};
use super::outcome::{ATTAINMENT_BINS, Outcomes, PEOPLE_EVERY};
use super::part::Part;
use super::tally::Tally;

/// Trials from here on are the second members of pairs that share their books: luck no ordinary trial uses.
pub(crate) const SAME_BOOK_LUCK: u32 = 1 << 31;

/// Memory reused from trial to trial.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(crate) facts: Facts,
    pub(crate) till: Till,
    /// Attainment histogram of the trials recorded since it was last taken, `plans × ATTAINMENT_BINS`.
    pub(crate) attainment: Vec<u64>,
}

/// A ledger, and what it comes to.
#[derive(Debug, Default)]
pub(crate) struct Till {
    pub(crate) ledger: Ledger,
    pub(crate) tally: Tally,
}

impl Till {
    /// Pays what was read and appends what each seat gets, \[cents\].
    pub(crate) fn pay_by_seat(&mut self, terms: &Terms, facts: &Facts, presence: &Presence, pays: &mut impl Extend<i64>) {
        self.tally.pay(terms, (facts, presence), &mut self.ledger, &mut [0; ATTAINMENT_BINS]);
        pays.extend(self.tally.by_seat());
    }

    /// The same by quarter, `seats × quarters`, \[cents\].
    pub(crate) fn pay_by_quarter(
        &mut self,
        terms: &Terms,
        facts: &Facts,
        presence: &Presence,
        quarters: usize,
        pays: &mut impl Extend<i64>,
    ) {
        self.tally.pay(terms, (facts, presence), &mut self.ledger, &mut [0; ATTAINMENT_BINS]);
        pays.extend(self.tally.by_seat_and_quarter(terms.plan().cadence, quarters));
    }

    /// Pays what was read: what all seats get together, \[cents\].
    pub(crate) fn pay_all(&mut self, terms: &Terms, facts: &Facts, presence: &Presence) -> i64 {
        self.tally.pay(terms, (facts, presence), &mut self.ledger, &mut [0; ATTAINMENT_BINS]);
        self.tally.by_seat().sum()
    }
}

impl Engine<'_> {
    /// Adds what was seen of trial `trial` in the base market to `part`.
    pub(crate) fn record_base(&self, seen: &Seen<'_>, trial: u32, scratch: &mut Scratch, part: &mut Part) {
        self.record(seen, trial, true, scratch, part);
        if trial.is_multiple_of(PEOPLE_EVERY) && !self.scenario.run.payouts_only {
            self.record_variance(seen, scratch, &mut part.variance);
        }
    }

    /// Pay of every plan in the companion of trial `trial` that shares its books, `plans × seats`, \[cents\].
    pub(crate) fn pay_companion(&self, companion: &Seen<'_>, trial: u32, scratch: &mut Scratch) -> Vec<i64> {
        let mut pays = Vec::with_capacity(self.terms.len() * self.seats.len());
        for (plan, terms) in self.terms.iter().enumerate() {
            let facts = self.facts_of(plan, companion, trial | SAME_BOOK_LUCK, &mut scratch.facts);
            scratch.till.pay_by_seat(terms, facts, companion.presence(plan), &mut pays);
        }
        pays
    }

    /// The facts of one plan, under which its own people served; what has not been read yet is read into `room`.
    pub(crate) fn facts_of<'a>(&self, plan: usize, seen: &'a Seen<'_>, trial: u32, room: &'a mut Facts) -> &'a Facts {
        match seen {
            Seen::Customers { unserved, salaried, responding, .. } => {
                let lived = responding[plan].as_deref().unwrap_or(salaried);
                self.facts_of_lived(plan, lived, unserved.as_deref(), room)
            }
            Seen::Attainments { drawn, .. } => {
                drawn.draw_facts(&self.terms[plan], trial, room);
                room
            }
        }
    }

    /// The facts of one plan off what was lived; `unserved` is the twin without any CSM.
    pub(crate) fn facts_of_lived<'a>(&self, plan: usize, lived: &'a Lived, unserved: Option<&Customers>, room: &'a mut Facts) -> &'a Facts {
        self.facts_of_customers(plan, &lived.customers, unserved, &lived.presence, room)
    }

    /// The facts of one plan off customers that were lived in the presence of these people.
    pub(crate) fn facts_of_customers<'a>(
        &self,
        plan: usize,
        customers: &'a Customers,
        twin: Option<&Customers>,
        presence: &Presence,
        room: &'a mut Facts,
    ) -> &'a Facts {
        let Plan { metrics, cadence, .. } = self.terms[plan].plan();
        match (customers.panel(), customers.read_as(plan)) {
            (Some(panel), _) => read(metrics, *cadence, panel, twin.and_then(Customers::panel), &self.books(presence), room),
            (None, Some(kept)) => return kept,
            (None, None) => debug_assert!(false, "what a plan reads has been read"),
        }
        room
    }

    /// The same facts, to be kept in `facts`.
    pub(crate) fn read_customers(
        &self,
        plan: usize,
        customers: &Customers,
        twin: Option<&Customers>,
        presence: &Presence,
        facts: &mut Facts,
    ) {
        if let Some(kept) = customers.read_as(plan) {
            facts.copy_from(kept);
        } else {
            self.facts_of_customers(plan, customers, twin, presence, facts);
        }
    }

    /// The books as reading sees them.
    pub(crate) fn books<'a>(&'a self, presence: &'a Presence) -> Books<'a> {
        Books { seats: &self.seats, segments: &self.segments, presence, months: usize::from(self.scenario.months) }
    }

    /// Pays every plan and appends the trial's row to every column.
    pub(super) fn record(&self, seen: &Seen<'_>, trial: u32, base: bool, scratch: &mut Scratch, part: &mut Part) {
        let (seats, quarters) = (self.seats.len(), self.scenario.quarters());
        let o = &mut part.outcomes;
        o.begin_trial([self.terms.len(), seats, quarters]);
        let mut readings = Vec::with_capacity(if base { readings_of_trial(&self.terms, self.has_twins()) } else { 0 });
        let Scratch { facts: room, till, attainment } = scratch;
        attainment.resize(self.terms.len() * ATTAINMENT_BINS, 0);
        let (bins, _) = attainment.as_chunks_mut();
        for ((p, terms), bins) in self.terms.iter().enumerate().zip(bins) {
            let facts = self.facts_of(p, seen, trial, room);
            if base {
                flatten(terms, facts, &mut readings);
            }
            let (plan, presence) = (terms.plan(), seen.presence(p));
            let Till { ledger, tally } = &mut *till;
            let partners = tally.pay(terms, (facts, presence), ledger, bins);
            o.pay.extend(tally.by_seat());
            let row = o.quarter_cost.len();
            o.quarter_cost.extend(std::iter::repeat_n(0, quarters));
            tally.add_by_quarter(plan.cadence, &mut o.quarter_cost[row..]);
            o.partner_cost.push(partners.0);
            o.dry_spells.push(tally.dry_spells(plan.cadence, presence));
            o.reach.extend(tally.reach());
            let measured = measured_increment(&plan.metrics, plan.cadence, &self.books(presence), facts);
            o.measured_increment.push(measured.unwrap_or(f64::NAN));
            if let Some(scaled) = self.neutral_terms.get(p).filter(|_| base) {
                till.pay_by_seat(scaled, facts, presence, &mut part.neutral_pay);
            }
        }
        match seen {
            Seen::Customers { salaried, unserved, .. } => {
                o.vacant_months.push(vacant_months(&salaried.presence));
                self.record_company(seen, o);
                self.record_response(seen, scratch, part);
                if let Some(unserved) = unserved.as_deref().filter(|_| base && self.has_twins()) {
                    part.outcomes.salaried_arr_end.push(salaried.customers.company(usize::from(self.scenario.months)).arr_end);
                    self.record_twin(unserved, &salaried.presence, scratch, &mut readings, part);
                }
            }
            Seen::Attainments { presence, .. } => {
                o.vacant_months.push(vacant_months(presence));
                record_no_company(self.terms.len(), o);
            }
        }
        part.readings.extend(base.then_some(readings));
        part.outcomes.trials += 1;
    }

    /// The company under each plan.
    fn record_company(&self, seen: &Seen<'_>, o: &mut Outcomes) {
        let Seen::Customers { salaried, responding, .. } = seen else { return };
        let months = usize::from(self.scenario.months);
        let common = salaried.customers.company(months);
        o.arr_start.push(common.arr_start);
        for own in responding {
            let c = own.as_ref().map_or(common, |own| own.customers.company(months));
            o.arr_end.push(c.arr_end);
            o.revenue.push(if self.scenario.run.payouts_only { f64::NAN } else { c.revenue });
            o.nrr.push(c.nrr.unwrap_or(f64::NAN));
            o.grr.push(c.grr.unwrap_or(f64::NAN));
            if self.scenario.behaviour != Behaviour::Off {
                o.response.discounts.push(c.discounts);
                o.response.padding_cost.push(f64::from(c.padded_leads) * self.scenario.assumptions.padded_lead_cost);
            }
        }
        if self.scenario.behaviour != Behaviour::Off {
            o.response.salaried_revenue.push(if self.scenario.run.payouts_only { f64::NAN } else { common.revenue });
        }
        o.no_base_accounts.push(common.no_base_accounts);
    }

    /// What responding did beyond pay and growth; nothing while nobody responds.
    fn record_response(&self, seen: &Seen<'_>, scratch: &mut Scratch, part: &mut Part) {
        let Seen::Customers { salaried, unserved, .. } = seen else { return };
        if self.scenario.behaviour == Behaviour::Off || self.scenario.run.payouts_only {
            return;
        }
        part.outcomes.response.salaried_rehire_cost.push(self.rehire_cost(salaried));
        for (p, terms) in self.terms.iter().enumerate() {
            let (facts, ledger) = (self.facts_of_lived(p, salaried, unserved.as_deref(), &mut scratch.facts), &mut scratch.till.ledger);
            pay(terms, facts, &salaried.presence, ledger);
            let r = &mut part.outcomes.response;
            r.salaried_cost.push(ledger.total().0);
            r.salaried_partner_cost.push(ledger.partners.0);
            let Some(lived) = seen.under(p) else { continue };
            r.departures.push(lived.departures.iter().sum());
            r.rehire_cost.push(self.rehire_cost(lived));
            r.conduct.extend(lived.conduct.means());
        }
    }

    /// Cost of replacing the people who left, \[$\].
    pub(super) fn rehire_cost(&self, lived: &Lived) -> f64 {
        let of_seat = |(&left, seat): (&u32, &Seat)| f64::from(left) * seat.ote * self.scenario.assumptions.rehire_cost;
        lived.departures.iter().zip(&self.scenario.roster).map(of_seat).sum()
    }

    /// The twin that nobody ever served: what it would have brought, and what each plan would have paid for it.
    fn record_twin(&self, unserved: &Customers, presence: &Presence, scratch: &mut Scratch, readings: &mut Vec<f64>, part: &mut Part) {
        for (plan, terms) in self.terms.iter().enumerate() {
            let facts = self.facts_of_customers(plan, unserved, Some(unserved), presence, &mut scratch.facts);
            flatten(terms, facts, readings);
            pay(terms, facts, presence, &mut scratch.till.ledger);
            part.outcomes.no_csm_cost.push(scratch.till.ledger.total().0);
        }
        let o = &mut part.outcomes;
        let c = unserved.company(usize::from(self.scenario.months));
        o.no_csm_arr_start.push(c.arr_start);
        o.no_csm_arr_end.push(c.arr_end);
        o.no_csm_nrr.push(c.nrr.unwrap_or(f64::NAN));
    }
}

fn vacant_months(presence: &Presence) -> u32 {
    presence.seat_months.iter().filter(|m| !m.present).count() as u32
}

/// Columns about customers where there are none.
fn record_no_company(plans: usize, o: &mut Outcomes) {
    o.arr_start.push(f64::NAN);
    for column in [&mut o.arr_end, &mut o.revenue, &mut o.nrr, &mut o.grr] {
        column.extend(std::iter::repeat_n(f64::NAN, plans));
    }
    o.no_base_accounts.push(0);
}
