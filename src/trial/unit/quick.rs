//! What a unit's world keeps where no plan needs a panel: revenue of a few months, a few kinds of events, sums; and what plans read of them.

use crate::dynamics::EventKind;
use crate::dynamics::kernel::Watch;
use crate::lanes::Slab;
use crate::measure::{CompanyFacts, Facts, MonthTotal, Quick, StartAndEnd, UnitEvent, UnitView};

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
    kinds: Vec<EventKind>,
    events: Vec<UnitEvent>,
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
    /// By lane.
    facts: Vec<Facts>,
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
        let mut readers = Vec::new();
        for plan in plans {
            let metrics = engine.quick[plan].as_deref()?;
            let cadence = usize::from(engine.terms[plan].plan().cadence.max(1));
            let mut facts = Facts::default();
            facts.reset(metrics.len(), engine.seats.len(), paid / cadence);
            for quick in metrics {
                kinds.extend(quick.kinds());
                for [then, now] in (0..paid / cadence).filter_map(|period| quick.months(first_paid, period)) {
                    need(then, now);
                    need(now, now);
                }
            }
            readers.push(Reader { plan, cadence, metrics, facts: vec![facts; life.lanes()] });
        }
        let width = life.width();
        Some(Self {
            readers,
            first_paid,
            paid,
            needed_until,
            revenue: vec![Slab::default(); months],
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
            revenue: self.revenue.clone(),
            events: self.events.clone(),
            totals: self.totals.clone(),
            padded: self.padded.clone(),
            discounts: self.discounts.clone(),
            company: self.company.clone(),
        }
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
        if self.kinds.contains(&event.kind) {
            self.events.push(event);
        }
    }

    /// Takes note of a month's revenue, and reads the periods that end with it.
    pub(super) fn end_month(&mut self, life: &UnitLife<'_>, month: usize, holders: &[u16], revenue: &Slab) {
        if self.needed_until[month] > 0 {
            self.revenue[month].clone_from(revenue);
        }
        if month + 1 < self.first_paid || month >= self.first_paid + self.paid {
            return;
        }
        life.isa.run(MonthTotal { revenue, sums: &mut self.totals[month] });
        if month + 1 == self.first_paid + self.paid {
            let [base, current, kept] = &mut self.company;
            let (then, now) = (&self.revenue[self.first_paid - 1], &self.revenue[month]);
            life.isa.run(StartAndEnd { then, now, sums: [base, current, kept] });
        }
        let kept = &self.revenue;
        let at = |month: usize| &kept[month][..];
        let view = UnitView { isa: life.isa, lanes: life.lanes(), holders, revenue: &at, events: &self.events };
        for reader in self
            .readers
            .iter_mut()
            .filter(|reader| month >= self.first_paid && (month + 1 - self.first_paid).is_multiple_of(reader.cadence))
        {
            let period = (month + 1 - self.first_paid) / reader.cadence - 1;
            for (nth, metric) in reader.metrics.iter().enumerate() {
                metric.read(&view, self.first_paid, period, nth, &mut reader.facts);
            }
        }
        for (of, until) in self.needed_until.iter().enumerate() {
            if of <= month && *until <= month {
                self.revenue[of] = Slab::default();
            }
        }
    }

    /// What was read, by lane.
    pub(super) fn finish(self) -> Vec<Customers> {
        let (start, end) = (self.first_paid - 1, self.first_paid + self.paid - 1);
        let mut readers = self.readers;
        (0..self.padded.len())
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
                let facts = readers.iter_mut().map(|reader| (reader.plan, std::mem::take(&mut reader.facts[lane]))).collect();
                Customers::Read { facts, company }
            })
            .collect()
    }
}
