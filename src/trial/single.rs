//! One trial, from what was lived to the ledger: every plan read and paid, one row in every column.

use crate::behaviour::Behaviour;
use crate::measure::{Books, Facts, Presence, measured_increment, read};
use crate::plan::{Ledger, LineKind, Plan, Terms, Why, pay};
use crate::scenario::Seat;

use super::at_mean::flatten;
use super::engine::{Engine, Seen};
use super::lived::{Customers, Lived};
use super::outcome::{ATTAINMENT_BINS, Outcomes, PEOPLE_EVERY};
use super::part::Part;

/// Trials from here on are the second members of pairs that share their books: luck no ordinary trial uses.
pub(crate) const SAME_BOOK_LUCK: u32 = 1 << 31;

/// Memory reused from trial to trial.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(crate) facts: Facts,
    pub(crate) ledger: Ledger,
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
        (0..self.terms.len()).flat_map(|plan| self.pay_plan(plan, companion, trial | SAME_BOOK_LUCK, scratch)).collect()
    }

    /// Adds what was seen of trial `trial` in a world beside the base.
    pub(crate) fn record_beside(&self, seen: &Seen<'_>, trial: u32, scratch: &mut Scratch, part: &mut Part) {
        self.record(seen, trial, false, scratch, part);
    }

    /// Pay by seat of one plan on what was seen, \[cents\].
    fn pay_plan(&self, plan: usize, seen: &Seen<'_>, trial: u32, scratch: &mut Scratch) -> Vec<i64> {
        self.read_plan(plan, seen, trial, &mut scratch.facts);
        pay(&self.terms[plan], &scratch.facts, seen.presence(plan), &mut scratch.ledger);
        by_seat(&scratch.ledger, self.seats.len())
    }

    /// Reads the facts of one plan, under which its own people served.
    pub(crate) fn read_plan(&self, plan: usize, seen: &Seen<'_>, trial: u32, facts: &mut Facts) {
        match seen {
            Seen::Customers { unserved, salaried, responding, .. } => {
                let lived = responding[plan].as_deref().unwrap_or(salaried);
                self.read_lived(plan, lived, unserved.as_deref(), facts);
            }
            Seen::Attainments { drawn, .. } => drawn.draw_facts(&self.terms[plan], trial, facts),
        }
    }

    /// Reads the facts of one plan off what was lived; `unserved` is the twin without any CSM.
    pub(crate) fn read_lived(&self, plan: usize, lived: &Lived, unserved: Option<&Customers>, facts: &mut Facts) {
        self.read_customers(plan, &lived.customers, unserved, &lived.presence, facts);
    }

    pub(crate) fn read_customers(
        &self,
        plan: usize,
        customers: &Customers,
        twin: Option<&Customers>,
        presence: &Presence,
        facts: &mut Facts,
    ) {
        let Plan { metrics, cadence, .. } = self.terms[plan].plan();
        match (customers.panel(), customers.read_as(plan)) {
            (Some(panel), _) => read(metrics, *cadence, panel, twin.and_then(Customers::panel), &self.books(presence), facts),
            (None, Some(read)) => facts.clone_from(read),
            (None, None) => debug_assert!(false, "what a plan reads has been read"),
        }
    }

    /// The books as reading sees them.
    pub(crate) fn books<'a>(&'a self, presence: &'a Presence) -> Books<'a> {
        Books { seats: &self.seats, segments: &self.segments, presence, months: usize::from(self.scenario.months) }
    }

    /// Pays every plan and appends the trial's row to every column.
    fn record(&self, seen: &Seen<'_>, trial: u32, base: bool, scratch: &mut Scratch, part: &mut Part) {
        let (seats, quarters) = (self.seats.len(), self.scenario.quarters());
        let o = &mut part.outcomes;
        (o.plans, o.seats, o.quarters) = (self.terms.len(), seats, quarters);
        part.attainment.resize(self.terms.len() * ATTAINMENT_BINS, 0);
        for (p, terms) in self.terms.iter().enumerate() {
            self.read_plan(p, seen, trial, &mut scratch.facts);
            if base {
                flatten(&scratch.facts, &mut part.readings);
            }
            pay(terms, &scratch.facts, seen.presence(p), &mut scratch.ledger);
            o.pay.extend(by_seat(&scratch.ledger, seats));
            o.quarter_cost.extend(by_quarter(&scratch.ledger, terms, quarters));
            o.partner_cost.push(scratch.ledger.partners.0);
            o.dry_spells.push(dry_spells(&scratch.ledger, terms, seen.presence(p)));
            let bins = &mut part.attainment[p * ATTAINMENT_BINS..(p + 1) * ATTAINMENT_BINS];
            o.reach.extend(reach(&scratch.ledger, terms, bins));
            let plan = terms.plan();
            let measured = measured_increment(&plan.metrics, plan.cadence, &self.books(seen.presence(p)), &scratch.facts);
            o.measured_increment.push(measured.unwrap_or(f64::NAN));
            if let Some(scaled) = self.neutral_terms.get(p).filter(|_| base) {
                pay(scaled, &scratch.facts, seen.presence(p), &mut scratch.ledger);
                part.neutral_pay.extend(by_seat(&scratch.ledger, seats));
            }
        }
        match seen {
            Seen::Customers { salaried, unserved, .. } => {
                o.vacant_months.push(vacant_months(&salaried.presence));
                self.record_company(seen, o);
                self.record_response(seen, scratch, part);
                if let Some(unserved) = unserved.as_deref().filter(|_| base && self.has_twins()) {
                    part.outcomes.salaried_arr_end.push(salaried.customers.company(usize::from(self.scenario.months)).arr_end);
                    self.record_twin(unserved, &salaried.presence, scratch, part);
                }
            }
            Seen::Attainments { presence, .. } => {
                o.vacant_months.push(vacant_months(presence));
                record_no_company(self.terms.len(), o);
            }
        }
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
            o.revenue.push(c.revenue);
            o.nrr.push(c.nrr.unwrap_or(f64::NAN));
            o.grr.push(c.grr.unwrap_or(f64::NAN));
            if self.scenario.behaviour != Behaviour::Off {
                o.response.discounts.push(c.discounts);
                o.response.padding_cost.push(f64::from(c.padded_leads) * self.scenario.assumptions.padded_lead_cost);
            }
        }
        if self.scenario.behaviour != Behaviour::Off {
            o.response.salaried_revenue.push(common.revenue);
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
            self.read_lived(p, salaried, unserved.as_deref(), &mut scratch.facts);
            pay(terms, &scratch.facts, &salaried.presence, &mut scratch.ledger);
            let r = &mut part.outcomes.response;
            r.salaried_cost.push(scratch.ledger.total().0);
            r.salaried_partner_cost.push(scratch.ledger.partners.0);
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
    fn record_twin(&self, unserved: &Customers, presence: &Presence, scratch: &mut Scratch, part: &mut Part) {
        for (plan, terms) in self.terms.iter().enumerate() {
            self.read_customers(plan, unserved, Some(unserved), presence, &mut scratch.facts);
            flatten(&scratch.facts, &mut part.readings);
            pay(terms, &scratch.facts, presence, &mut scratch.ledger);
            part.outcomes.no_csm_cost.push(scratch.ledger.total().0);
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

/// Pay of everybody over the horizon, \[cents\].
pub(crate) fn by_seat(ledger: &Ledger, seats: usize) -> Vec<i64> {
    let mut pay = vec![0; seats];
    for line in &ledger.lines {
        pay[usize::from(line.seat)] += line.cents.0;
    }
    pay
}

/// Seats that were paid nothing in two pay periods running in which somebody was there all along.
fn dry_spells(ledger: &Ledger, terms: &Terms, presence: &Presence) -> u32 {
    let (periods, cadence) = (terms.periods(), usize::from(terms.plan().cadence));
    let mut pay = vec![0_i64; terms.payees().len() * periods];
    for line in &ledger.lines {
        pay[usize::from(line.seat) * periods + usize::from(line.period)] += line.cents.0;
    }
    let dry = |seat: usize, period: usize| {
        let there = presence.of(seat)[period * cadence..(period + 1) * cadence].iter().all(|m| m.present);
        there && pay[seat * periods + period] <= 0
    };
    let running = |seat: &usize| (1..periods).any(|period| dry(*seat, period - 1) && dry(*seat, period));
    (0..terms.payees().len()).filter(running).count() as u32
}

/// Cost by the quarter in which a period ends.
fn by_quarter(ledger: &Ledger, terms: &Terms, quarters: usize) -> Vec<i64> {
    let mut cost = vec![0; quarters];
    for line in &ledger.lines {
        let last_month = (usize::from(line.period) + 1) * usize::from(terms.plan().cadence) - 1;
        cost[(last_month / 3).min(quarters - 1)] += line.cents.0;
    }
    cost
}

/// Shares of seat-periods in which the first component paid anything, its target, and the most its curve pays; counts
/// attainments into `bins`. NaN where nothing had an attainment.
fn reach(ledger: &Ledger, terms: &Terms, bins: &mut [u64]) -> [f32; 3] {
    let most = excellence(terms);
    let (mut n, mut counts) = (0_u32, [0_u32; 3]);
    for line in &ledger.lines {
        let (Some(0), LineKind::Earned, Why::Attained { attainment, share, .. } | Why::Scored { score: attainment, share, .. }) =
            (line.component, line.kind, line.why)
        else {
            continue;
        };
        n += 1;
        let reached = [share > 0.0, share >= 1.0 - 1e-9, most.is_some_and(|m| share >= m - 1e-9)];
        counts.iter_mut().zip(reached).for_each(|(c, r)| *c += u32::from(r));
        bins[attainment_bin(attainment)] += 1;
    }
    counts.map(|c| if n == 0 { f32::NAN } else { c as f32 / n as f32 })
}

/// Bin of the attainment histogram.
fn attainment_bin(attainment: f64) -> usize {
    let last = ATTAINMENT_BINS - 1;
    if attainment < 0.0 { 0 } else { ((attainment * 50.0 + 1e-9) as usize + 1).min(last) }
}

/// Pay at the excellence point: what the last knot of the first component's curve pays.
fn excellence(terms: &Terms) -> Option<f64> {
    match &terms.plan().components.first()?.pays {
        crate::plan::Pays::Curve(curve) => curve.knots.last().map(|k| k.value),
        _ => None,
    }
}
