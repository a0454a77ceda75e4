//! What a unit's world keeps where no plan needs a panel: revenue of a few months, a few kinds of events, sums; and what plans read of them.

use std::sync::Arc;

use crate::dynamics::EventKind;
use crate::dynamics::kernel::Watch;
use crate::lanes::Slab;
use crate::measure::{CompanyFacts, Keeps, MonthTotal, SeatMonth, StartAndEnd, UnitEvent, UnitRows, UnitView};

use super::super::lived::Customers;
use super::super::team::Team;
use super::life::UnitLife;
use super::reader::{Glimpse, Reader, Wanted};

/// A world read as it is lived.
#[derive(Clone)]
pub(crate) struct QuickRecord<'e> {
    readers: Vec<Reader<'e>>,
    common: Arc<Common>,
    /// Revenue, `rows × lanes`, by month.
    revenue: Vec<Slab>,
    /// Value scores, likewise.
    value: Vec<Slab>,
    kinds: Vec<EventKind>,
    events: Vec<UnitEvent>,
    /// Who sat in each seat, `paid months × seats × lanes`; empty where nothing asks for it.
    sitting: Vec<SeatMonth>,
    /// Results Strategies, hazards of reviews, targets talked down, inflation and begging, `months × seats × lanes` each; empty likewise.
    seats: [Vec<f32>; 5],
    /// Company's revenue by month and lane, \[$\].
    totals: Vec<Vec<f64>>,
    /// Padded leads in the paid months, by lane.
    padded: Vec<u32>,
    /// Discounts in the paid months, by lane, \[$ a year\].
    discounts: Vec<f64>,
    /// Base, current, kept: the company's start and end, by lane.
    company: [Vec<f64>; 3],
}

/// What all worlds of a unit that are read so have in common.
struct Common {
    first_paid: usize,
    paid: usize,
    /// Until when the revenue of each month is needed; 0 if never.
    needed_until: Vec<usize>,
    /// The same of value scores.
    level_until: Vec<usize>,
    keeps: Keeps,
    /// Whether customers of a segment are billed by annual contract.
    by_contract: Vec<bool>,
    /// What tells lots apart, by lane.
    salts: Vec<u64>,
    /// Third measurement normals, `months × seats × lanes`; empty where nothing asks for them.
    forecast_noise: Vec<f32>,
}

impl<'e> QuickRecord<'e> {
    /// To read these of a world with so many paid months.
    pub(super) fn of(life: &UnitLife<'_>, paid: usize, wanted: &[Wanted<'e>]) -> Self {
        let (first_paid, months, seats) = (usize::from(life.ground.burn_in), usize::from(life.ground.months), life.ground.books.len());
        let metrics = || wanted.iter().flat_map(|wanted| wanted.metrics);
        let keeps = metrics().fold(Keeps::default(), |keeps, metric| keeps.and(metric.keeps()));
        let noise = if keeps.unserved || keeps.forecasts { life.seat_noise() } else { Vec::new() };
        let salts: Vec<u64> = noise.iter().map(|noise| noise.first().map_or(0, |noise| u64::from(noise.to_bits()))).collect();
        let memory = |metric: &crate::measure::Quick| metric.memory(&life.cohort.id, &salts, life.width());
        let readers: Vec<Reader<'e>> =
            wanted.iter().map(|&wanted| Reader::new(wanted, [first_paid, paid, months], [seats, life.lanes()], memory)).collect();
        let mut needed_until = vec![0; months];
        let mut need = |month: usize, until: usize| needed_until[month] = needed_until[month].max(until);
        need(first_paid - 1, first_paid + paid - 1);
        need(first_paid + paid - 1, first_paid + paid - 1);
        let mut level_until = vec![0; months];
        let mut level = |month: usize, until: usize| level_until[month] = level_until[month].max(until);
        readers.iter().for_each(|reader| reader.needs(&mut need, &mut level));
        let width = life.width();
        let column = |kept: bool| if kept { vec![0.0; months * seats * width] } else { Vec::new() };
        let mut forecast_noise = column(keeps.forecasts);
        for (at, normal) in forecast_noise.iter_mut().enumerate() {
            *normal = noise.get(at % width).map_or(0.0, |noise| noise[at / width * 4 + 2]);
        }
        let bills = |segment: usize| life.ground.bills_by_contract(segment as u16);
        Self {
            kinds: metrics().flat_map(|metric| metric.kinds()).copied().collect(),
            readers,
            revenue: vec![Slab::default(); months],
            value: vec![Slab::default(); months],
            events: Vec::new(),
            sitting: Vec::new(),
            seats: [keeps.strategy, keeps.review, keeps.forecasts, keeps.levels, keeps.levels].map(column),
            totals: vec![vec![0.0; width]; months],
            padded: vec![0; life.lanes()],
            discounts: vec![0.0; life.lanes()],
            company: [0, 1, 2].map(|_| vec![0.0; width]),
            common: Arc::new(Common {
                first_paid,
                paid,
                needed_until,
                level_until,
                keeps,
                by_contract: (0..life.ground.rates.len()).map(bills).collect(),
                salts,
                forecast_noise,
            }),
        }
    }

    /// The same for some of what is wanted only.
    pub(super) fn only(&self, keys: impl Fn(usize) -> bool) -> Self {
        let readers: Vec<Reader<'e>> = self.readers.iter().filter(|reader| keys(reader.wanted.key)).cloned().collect();
        let kinds = readers.iter().flat_map(|reader| reader.wanted.metrics).flat_map(|metric| metric.kinds()).copied().collect();
        Self {
            readers,
            kinds,
            common: Arc::clone(&self.common),
            revenue: self.revenue.clone(),
            value: self.value.clone(),
            events: self.events.clone(),
            sitting: self.sitting.clone(),
            seats: self.seats.clone(),
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
        let Common { first_paid, paid, .. } = *self.common;
        if usize::from(event.month) >= first_paid && usize::from(event.month) < first_paid + paid {
            let lane = usize::from(event.lane);
            self.padded[lane] += u32::from(event.kind == EventKind::PaddedLead);
            self.discounts[lane] += f64::from(discount);
        }
        if self.kinds.contains(&event.kind) {
            self.events.push(event);
        }
    }

    /// Takes note of who is there in a month.
    pub(super) fn note_team<'t>(&mut self, life: &UnitLife<'_>, month: usize, team: impl Fn(usize) -> &'t Team) {
        let Common { first_paid, paid, keeps, .. } = *self.common;
        if !keeps.sitting || !(first_paid..first_paid + paid).contains(&month) {
            return;
        }
        for seat in 0..life.ground.books.len() {
            let of = |lane: usize| {
                let state = team(lane).at(month, seat);
                SeatMonth { present: state.present, tenure: state.tenure }
            };
            self.sitting.extend((0..life.width()).map(|lane| if lane < life.lanes() { of(lane) } else { SeatMonth::SETTLED }));
        }
    }

    /// Takes note of what measuring reads of the seats themselves in a month: Results Strategies, hazards of reviews, targets talked down,
    /// inflation, begging.
    pub(super) fn note_seats(&mut self, month: usize, numbers: [&[f32]; 5], review_rate: f32) {
        for ((column, numbers), factor) in self.seats.iter_mut().zip(numbers).zip([1.0, review_rate, 1.0, 1.0, 1.0]) {
            if !column.is_empty() {
                let cells = &mut column[month * numbers.len()..];
                cells.iter_mut().zip(numbers).for_each(|(cell, number)| *cell = factor * number);
            }
        }
    }

    /// Takes note of a month's revenue and value scores.
    pub(super) fn end_month(&mut self, life: &UnitLife<'_>, month: usize, revenue: &Slab, value: &Slab) {
        let Common { first_paid, paid, ref needed_until, ref level_until, .. } = *self.common;
        if level_until[month] > 0 {
            self.value[month].clone_from(value);
        }
        if needed_until[month] > 0 {
            self.revenue[month].clone_from(revenue);
        }
        if month + 1 < first_paid || month >= first_paid + paid {
            return;
        }
        life.isa.run(MonthTotal { revenue, sums: &mut self.totals[month] });
        if month + 1 == first_paid + paid {
            let [base, current, kept] = &mut self.company;
            let (then, now) = (&self.revenue[first_paid - 1], &self.revenue[month]);
            life.isa.run(StartAndEnd { then, now, sums: [base, current, kept] });
        }
    }

    /// Reads what can be read at the end of `month`, and forgets what nothing needs any longer. `unserved` is the twin without any CSM, which
    /// has lived the month and is read last.
    pub(super) fn read(&mut self, life: &UnitLife<'_>, month: usize, unserved: Option<Unserved<'_, 'e>>) {
        let Common { first_paid, ref needed_until, ref level_until, ref by_contract, ref salts, ref forecast_noise, .. } = *self.common;
        if month >= first_paid {
            let (kept, values) = (&self.revenue, &self.value);
            let value = |month: usize| &values[month][..];
            let twin = match unserved {
                Some(Unserved::Other(record)) => Some(&record.revenue),
                Some(Unserved::Itself) => Some(kept),
                None => None,
            };
            let revenue = |month: usize| &kept[month][..];
            let of_twin = |month: usize| twin.map_or(&[][..], |twin| &twin[month][..]);
            let [strategy, review, sandbagging, inflation, begging] = &self.seats;
            let view = UnitView {
                isa: life.isa,
                lanes: life.lanes(),
                first_paid,
                now: month,
                rows: UnitRows {
                    id: &life.cohort.id,
                    born: &life.cohort.born,
                    segment: &life.cohort.segment,
                    seat: &life.cohort.seat,
                    by_contract,
                    moves: &life.ground.moves,
                },
                revenue: &revenue,
                value: &value,
                deployment: &life.cohort.births.deployment,
                unserved: if twin.is_some() { Some(&of_twin) } else { None },
                events: &self.events,
                sitting: &self.sitting,
                strategy,
                review,
                sandbagging,
                inflation,
                begging,
                forecast_noise,
                salts,
            };
            self.readers.iter_mut().for_each(|reader| reader.read(&view));
        }
        for (kept, until) in [(&mut self.revenue, needed_until), (&mut self.value, level_until)] {
            for (kept, until) in kept.iter_mut().zip(until).take(month + 1) {
                if *until <= month {
                    *kept = Slab::default();
                }
            }
        }
    }

    /// What people see of their plan's readings in one trial; `None` if no plan reads this world.
    pub(super) fn glimpse(&self, lane: usize) -> Option<Glimpse<'_>> {
        Some(self.readers.first()?.glimpse(lane))
    }

    /// What was read, by lane.
    pub(super) fn finish(self) -> Vec<Customers> {
        let Common { first_paid, paid, .. } = *self.common;
        let (start, end) = (first_paid - 1, first_paid + paid - 1);
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
                    revenue: self.totals[first_paid..=end].iter().map(|total| total[lane]).sum(),
                    padded_leads: self.padded[lane],
                    discounts: self.discounts[lane],
                };
                let facts = readers.iter_mut().map(|reader| (reader.wanted.key, std::mem::take(&mut reader.facts[lane]))).collect();
                Customers::Read { facts, company }
            })
            .collect()
    }
}

/// The twin without any CSM, as a world's reading sees it.
pub(super) enum Unserved<'a, 'e> {
    /// Another world.
    Other(&'a QuickRecord<'e>),
    /// The world that is read.
    Itself,
}
