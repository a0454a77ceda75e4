//! One trial, from luck to ledger, written plainly: the reference that anything faster must equal.

use crate::dynamics::Panel;
use crate::measure::{Books, CompanyFacts, Facts, Presence, company, measured_increment, read};
use crate::plan::{Ledger, LineKind, Terms, Why, pay};

use super::at_mean::flatten;
use super::engine::{Engine, Seen, World};
use super::ground::Luck;
use super::outcome::{ATTAINMENT_BINS, Outcomes};
use super::part::Part;

/// Trials from here on are the second members of pairs that share their books: luck no ordinary trial uses.
pub(crate) const SAME_BOOK_LUCK: u32 = 1 << 31;

/// Memory reused from trial to trial.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(crate) facts: Facts,
    ledger: Ledger,
}

/// What one plan paid in one trial.
struct Paid {
    by_seat: Vec<i64>,
}

impl Engine<'_> {
    /// Lives trial `trial` in the base market and adds it to `part`; `pair` also lives its same-book companion.
    pub(crate) fn run_trial(&self, trial: u32, pair: bool, scratch: &mut Scratch, part: &mut Part) {
        let seen = self.live(World::Base, Luck { book: trial, trial });
        self.record(&seen, trial, true, scratch, part);
        if pair {
            let companion_trial = trial | SAME_BOOK_LUCK;
            let companion = self.live(World::SameBook, Luck { book: trial, trial: companion_trial });
            for plan in 0..self.terms.len() {
                let first = part.outcomes.pay_of(part.outcomes.trials - 1, plan).to_vec();
                let second = self.pay_plan(&self.terms[plan], &companion, companion_trial, scratch).by_seat;
                part.same_book.extend(first.into_iter().zip(second).flat_map(|(a, b)| [a, b]));
            }
        }
    }

    /// Lives trial `trial` under a stress.
    pub(crate) fn run_stressed(&self, stress: usize, trial: u32, scratch: &mut Scratch, part: &mut Part) {
        let seen = self.live(World::Stress(stress), Luck { book: trial, trial });
        self.record(&seen, trial, false, scratch, part);
    }

    /// Pays one plan on what was seen.
    fn pay_plan(&self, terms: &Terms, seen: &Seen<'_>, trial: u32, scratch: &mut Scratch) -> Paid {
        self.read_plan(terms, seen, trial, &mut scratch.facts);
        pay(terms, &scratch.facts, seen.presence(), &mut scratch.ledger);
        Paid { by_seat: by_seat(&scratch.ledger, self.seats.len()) }
    }

    /// Reads the facts of one plan.
    pub(crate) fn read_plan(&self, terms: &Terms, seen: &Seen<'_>, trial: u32, facts: &mut Facts) {
        match seen {
            Seen::Customers { served, unserved, presence } => {
                let plan = terms.plan();
                read(&plan.metrics, plan.cadence, served, unserved.as_deref(), &self.books(presence), facts);
            }
            Seen::Attainments { drawn, .. } => drawn.draw_facts(terms, trial, facts),
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
            self.read_plan(terms, seen, trial, &mut scratch.facts);
            if base {
                flatten(&scratch.facts, &mut part.readings);
            }
            pay(terms, &scratch.facts, seen.presence(), &mut scratch.ledger);
            o.pay.extend(by_seat(&scratch.ledger, seats));
            o.quarter_cost.extend(by_quarter(&scratch.ledger, terms, quarters));
            o.partner_cost.push(scratch.ledger.partners.0);
            let bins = &mut part.attainment[p * ATTAINMENT_BINS..(p + 1) * ATTAINMENT_BINS];
            o.reach.extend(reach(&scratch.ledger, terms, bins));
            let plan = terms.plan();
            let measured = measured_increment(&plan.metrics, plan.cadence, &self.books(seen.presence()), &scratch.facts);
            o.measured_increment.push(measured.unwrap_or(f64::NAN));
            if let Some(scaled) = self.neutral_terms.get(p).filter(|_| base) {
                pay(scaled, &scratch.facts, seen.presence(), &mut scratch.ledger);
                part.neutral_pay.extend(by_seat(&scratch.ledger, seats));
            }
        }
        o.vacant_months.push(seen.presence().seat_months.iter().filter(|m| !m.present).count() as u32);
        if let Seen::Customers { served, unserved, presence } = seen {
            let salaried = self.record_company(served, o);
            if let Some(unserved) = unserved.as_deref().filter(|_| base) {
                part.outcomes.salaried_arr_end.push(salaried.arr_end);
                self.record_twin(unserved, presence, scratch, part);
            }
        } else {
            record_no_company(self.terms.len(), o);
        }
        part.outcomes.trials += 1;
    }

    fn record_company(&self, served: &Panel, o: &mut Outcomes) -> CompanyFacts {
        let c = company(served, usize::from(self.scenario.months));
        o.arr_start.push(c.arr_start);
        for _ in 0..self.terms.len() {
            o.arr_end.push(c.arr_end);
            o.revenue.push(c.revenue);
            o.nrr.push(c.nrr.unwrap_or(f64::NAN));
            o.grr.push(c.grr.unwrap_or(f64::NAN));
        }
        o.no_base_accounts.push(c.no_base_accounts);
        c
    }

    /// The twin that nobody ever served: what it would have brought, and what each plan would have paid for it.
    fn record_twin(&self, unserved: &Panel, presence: &Presence, scratch: &mut Scratch, part: &mut Part) {
        for terms in &self.terms {
            let plan = terms.plan();
            read(&plan.metrics, plan.cadence, unserved, Some(unserved), &self.books(presence), &mut scratch.facts);
            flatten(&scratch.facts, &mut part.readings);
            pay(terms, &scratch.facts, presence, &mut scratch.ledger);
            part.outcomes.no_csm_cost.push(scratch.ledger.total().0);
        }
        let o = &mut part.outcomes;
        let c = company(unserved, usize::from(self.scenario.months));
        o.no_csm_arr_start.push(c.arr_start);
        o.no_csm_arr_end.push(c.arr_end);
        o.no_csm_nrr.push(c.nrr.unwrap_or(f64::NAN));
    }
}

impl Seen<'_> {
    /// Who was there.
    pub(crate) fn presence(&self) -> &Presence {
        match self {
            Seen::Customers { presence, .. } | Seen::Attainments { presence, .. } => presence,
        }
    }
}

/// Columns about customers where there are none.
fn record_no_company(plans: usize, o: &mut Outcomes) {
    o.arr_start.push(f64::NAN);
    for column in [&mut o.arr_end, &mut o.revenue, &mut o.nrr, &mut o.grr] {
        column.extend(std::iter::repeat_n(f64::NAN, plans));
    }
    o.no_base_accounts.push(0);
}

fn by_seat(ledger: &Ledger, seats: usize) -> Vec<i64> {
    let mut pay = vec![0; seats];
    for line in &ledger.lines {
        pay[usize::from(line.seat)] += line.cents.0;
    }
    pay
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
        let (Some(0), LineKind::Earned, Why::Attained { attainment, share, .. }) = (line.component, line.kind, line.why) else { continue };
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
