//! What a unit's world keeps where no plan needs a panel: revenue of a few months, a few kinds of events, sums; and what plans read of them.

use crate::dynamics::EventKind;
use crate::dynamics::kernel::{Tallies, Watch};
use crate::lanes::Slab;
use crate::measure::{CompanyFacts, Facts, MonthTotal, Quick, StartAndEnd, UnitEvent, UnitSums, UnitView};

use super::super::engine::Engine;
use super::super::lived::Customers;
use super::life::UnitLife;

/// A world read as it is lived.
#[derive(Clone)]
pub(crate) struct QuickRecord<'e> {
    readers: Vec<Reader<'e>>,
    first_paid: usize,
    paid: usize,
    /// Until when the revenue of each month is needed; 0 if never.
    needed_until: Vec<usize>,
    /// Revenue, `rows × lanes`, by month.
    revenue: Vec<Slab>,
    /// Memory of months that are no longer needed; accounts that have not arrived have no revenue in it.
    spare_revenue: Vec<Slab>,
    kinds: Vec<EventKind>,
    /// Whether everything that happens can be counted as it happens: single events are then not kept.
    pub(super) counts: bool,
    /// Until when what was counted in each month is needed; 0 if never.
    tallied_until: Vec<usize>,
    /// What was counted, by month.
    tallied: Vec<Tallies>,
    /// What is counted this month.
    pub(super) tallies: Tallies,
    /// Memory of what is no longer needed.
    spare: Vec<Tallies>,
    events: Vec<UnitEvent>,
    /// Whether only payouts are asked for: revenue in between is not.
    payouts_only: bool,
    sums: UnitSums,
    /// Company's revenue by month and lane, \[$\].
    totals: Vec<Vec<f64>>,
    /// Padded leads in the paid months, by lane.
    padded: Vec<u32>,
    /// Discounts in the paid months, by lane, \[$ a year\].
    discounts: Vec<f64>,
    /// Base, current, kept: the company's start and end, by lane.
    company: [Vec<f64>; 3],
}

/// One plan that reads the world.
#[derive(Clone)]
struct Reader<'e> {
    plan: usize,
    cadence: usize,
    metrics: &'e [Quick],
    /// Metrics, seats, pay periods.
    shape: [usize; 3],
    /// By lane; none before anything was read.
    facts: Vec<Facts>,
}

impl Reader<'_> {
    fn facts(&mut self, lanes: usize) -> &mut [Facts] {
        let [metrics, seats, periods] = self.shape;
        self.facts.resize_with(lanes, || {
            let mut facts = Facts::default();
            facts.reset(metrics, seats, periods);
            facts
        });
        &mut self.facts
    }
}

impl<'e> QuickRecord<'e> {
    /// For these plans of an engine; `None` if one of them needs panels.
    pub(super) fn of(engine: &'e Engine<'_>, life: &UnitLife<'_>, plans: impl Iterator<Item = usize>) -> Option<Self> {
        let (first_paid, paid, months) =
            (usize::from(life.ground.burn_in), usize::from(engine.scenario.months), usize::from(life.ground.months));
        let mut needed_until = vec![0; months];
        let mut need = |month: usize, until: usize| needed_until[month] = needed_until[month].max(until);
        need(first_paid - 1, first_paid + paid - 1);
        need(first_paid + paid - 1, first_paid + paid - 1);
        let mut kinds = Vec::new();
        let mut tallied_until = vec![0; months];
        let mut readers = Vec::new();
        for plan in plans {
            let metrics = engine.quick[plan].as_deref()?;
            let cadence = usize::from(engine.terms[plan].plan().cadence.max(1));
            for quick in metrics {
                kinds.extend(quick.kinds());
                for month in (0..paid / cadence).flat_map(|period| quick.counted_months(first_paid, period).map(move |m| (m, period))) {
                    let (month, end) = (month.0, first_paid + (month.1 + 1) * cadence - 1);
                    tallied_until[month] = tallied_until[month].max(end);
                }
                for [then, now] in (0..paid / cadence).filter_map(|period| quick.months(first_paid, period)) {
                    need(then, now);
                    need(now, now);
                }
            }
            let shape = [metrics.len(), engine.seats.len(), paid / cadence];
            readers.push(Reader { plan, cadence, metrics, shape, facts: Vec::new() });
        }
        let width = life.width();
        let countable = |kind: &EventKind| matches!(kind, EventKind::Expansion | EventKind::Lead | EventKind::PaddedLead | EventKind::Deal);
        Some(Self {
            counts: life.ground.coefficients.is_calm() && kinds.iter().all(countable),
            tallied_until,
            tallied: vec![Tallies::default(); months],
            tallies: Tallies::default(),
            spare: Vec::new(),
            payouts_only: engine.scenario.run.payouts_only,
            sums: UnitSums::default(),
            readers,
            first_paid,
            paid,
            needed_until,
            revenue: vec![Slab::default(); months],
            spare_revenue: Vec::new(),
            kinds,
            events: Vec::new(),
            totals: vec![vec![0.0; width]; months],
            padded: vec![0; life.lanes()],
            discounts: vec![0.0; life.lanes()],
            company: [0, 1, 2].map(|_| vec![0.0; width]),
        })
    }

    /// The same for one of its plans only.
    pub(super) fn only(&self, plan: usize) -> Self {
        let readers: Vec<Reader<'e>> = self.readers.iter().filter(|reader| reader.plan == plan).cloned().collect();
        let kinds = readers.iter().flat_map(|reader| reader.metrics).flat_map(Quick::kinds).copied().collect();
        Self {
            readers,
            kinds,
            first_paid: self.first_paid,
            paid: self.paid,
            needed_until: self.needed_until.clone(),
            counts: self.counts,
            tallied_until: self.tallied_until.clone(),
            tallied: self.tallied.clone(),
            tallies: self.tallies.clone(),
            spare: Vec::new(),
            payouts_only: self.payouts_only,
            sums: UnitSums::default(),
            revenue: self.revenue.clone(),
            spare_revenue: Vec::new(),
            events: self.events.clone(),
            totals: self.totals.clone(),
            padded: self.padded.clone(),
            discounts: self.discounts.clone(),
            company: self.company.clone(),
        }
    }

    /// Does not read a plan any longer.
    pub(super) fn forget(&mut self, plan: usize) {
        self.readers.retain(|reader| reader.plan != plan);
    }

    /// What it wants to be told of; padded leads and discounts too, where somebody `plays`.
    pub(super) fn watch(&self, plays: bool) -> Watch {
        let wants = |kinds: &[EventKind]| kinds.iter().any(|kind| self.kinds.contains(kind));
        Watch {
            gone: false,
            expansions: wants(&[EventKind::Expansion]),
            deals: plays || wants(&[EventKind::Deal]),
            leads: plays || wants(&[EventKind::Lead, EventKind::PaddedLead]),
            others: wants(&[EventKind::Advocacy]),
        }
    }

    /// Takes note of an event.
    pub(super) fn note(&mut self, event: UnitEvent, discount: f32) {
        if usize::from(event.month) >= self.first_paid && usize::from(event.month) < self.first_paid + self.paid {
            let lane = usize::from(event.lane);
            self.padded[lane] += u32::from(event.kind == EventKind::PaddedLead);
            self.discounts[lane] += f64::from(discount);
        }
        if self.counts {
            let width = self.company[0].len();
            let place = [usize::from(event.seat), event.row as usize, usize::from(event.lane), width];
            self.tallies.note(event.kind, place, event.size);
        } else if self.kinds.contains(&event.kind) {
            self.events.push(event);
        }
    }

    /// Whether anybody asks what customers are charged in a month.
    pub(super) fn charges(&self, month: usize) -> bool {
        self.needed_until[month] > 0 || !self.payouts_only && (self.first_paid..self.first_paid + self.paid).contains(&month)
    }

    /// Whether shares of expansions are counted in a month.
    pub(super) fn shares(&self, month: usize) -> bool {
        self.counts && self.tallied_until[month] > 0 && self.kinds.contains(&EventKind::Expansion)
    }

    /// Makes room for what is to be counted in a month.
    pub(super) fn begin_month(&mut self, month: usize, seats: usize, rows: usize) {
        if !self.counts || self.tallied_until[month] == 0 {
            return;
        }
        let width = self.company[0].len();
        let of = |kind: EventKind, cells: usize| self.kinds.contains(&kind).then(|| Slab::new(cells * width));
        self.tallies = self.spare.pop().unwrap_or_else(|| Tallies {
            leads: of(EventKind::Lead, seats),
            padded: of(EventKind::PaddedLead, seats),
            deals: of(EventKind::Deal, seats),
            shares: of(EventKind::Expansion, rows),
        });
        self.tallies.clear();
    }

    /// Takes note of a month's revenue, and reads the periods that end with it.
    pub(super) fn end_month(&mut self, life: &UnitLife<'_>, month: usize, holders: &[u16], revenue: &mut Slab) {
        if self.needed_until[month] > 0 {
            let next = self.spare_revenue.pop().unwrap_or_else(|| Slab::new(revenue.len()));
            self.revenue[month] = std::mem::replace(revenue, next);
        }
        self.tallied[month] = std::mem::take(&mut self.tallies);
        if month + 1 < self.first_paid || month >= self.first_paid + self.paid {
            return;
        }
        if self.charges(month) {
            let revenue = if self.needed_until[month] > 0 { &self.revenue[month] } else { &*revenue };
            life.isa.run(MonthTotal { revenue, sums: &mut self.totals[month] });
        }
        if month + 1 == self.first_paid + self.paid {
            let [base, current, kept] = &mut self.company;
            let (then, now) = (&self.revenue[self.first_paid - 1], &self.revenue[month]);
            life.isa.run(StartAndEnd { then, now, sums: [base, current, kept] });
        }
        let passed = month + 1 - self.first_paid;
        if passed > 0 && self.readers.iter().any(|reader| passed.is_multiple_of(reader.cadence)) {
            let runs: Vec<(u16, u32, u32)> = holders
                .chunk_by(|a, b| a == b)
                .scan(0, |first, run| {
                    *first += run.len() as u32;
                    Some((run[0], *first - run.len() as u32, run.len() as u32))
                })
                .collect();
            let tallies = if self.counts { &self.tallied[..] } else { &[] };
            let view = UnitView { isa: life.isa, holders: &runs, revenue: &self.revenue, tallies, events: &self.events };
            for reader in self.readers.iter_mut().filter(|reader| passed.is_multiple_of(reader.cadence)) {
                let (metrics, period) = (reader.metrics, passed / reader.cadence - 1);
                let facts = reader.facts(life.lanes());
                for (nth, metric) in metrics.iter().enumerate() {
                    metric.read(&view, self.first_paid, period, nth, &mut self.sums, facts);
                }
            }
        }
        for (of, until) in self.needed_until.iter().enumerate().take(month + 1) {
            if *until <= month && !self.revenue[of].is_empty() {
                self.spare_revenue.push(std::mem::take(&mut self.revenue[of]));
            }
        }
        for (of, until) in self.tallied_until.iter().enumerate().take(month + 1) {
            if *until == month {
                self.spare.push(std::mem::take(&mut self.tallied[of]));
            }
        }
    }

    /// What was read, by lane.
    pub(super) fn finish(self) -> Vec<Customers> {
        let (start, end) = (self.first_paid - 1, self.first_paid + self.paid - 1);
        let (mut readers, lanes) = (self.readers, self.padded.len());
        (0..lanes)
            .map(|lane| {
                let [base, current, kept] = self.company.each_ref().map(|sums| sums[lane]);
                let over_base = |sum: f64| (base > 0.0).then(|| sum / base);
                let company = CompanyFacts {
                    arr_start: 12.0 * self.totals[start][lane],
                    arr_end: 12.0 * self.totals[end][lane],
                    nrr: over_base(current),
                    grr: over_base(kept),
                    // exponentials are positive: everybody there has revenue
                    no_base_accounts: 0,
                    revenue: self.totals[self.first_paid..=end].iter().map(|total| total[lane]).sum(),
                    padded_leads: self.padded[lane],
                    discounts: self.discounts[lane],
                };
                let facts = readers.iter_mut().map(|reader| (reader.plan, std::mem::take(&mut reader.facts(lanes)[lane]))).collect();
                Customers::Read { facts, company }
            })
            .collect()
    }
}
