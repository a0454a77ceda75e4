//! What a unit's world keeps where no plan needs a panel: revenue of a few months, a few kinds of events, sums; and what plans read of them.

use std::sync::Arc;

use crate::dynamics::EventKind;
use crate::dynamics::kernel::{Muster, Tallies, Watch};
use crate::lanes::Slab;
use crate::measure::{CompanyFacts, Keeps, MonthTotal, Quick, SeatMonth, StartAndEnd, UnitEvent, UnitRows, UnitSums, UnitView};

use super::super::lived::Customers;
use super::life::UnitLife;
use super::reader::{Asked, Glimpse, Need, Reader};
use super::world::nothing_from;

/// A world read as it is lived.
#[derive(Clone)]
pub(crate) struct QuickRecord<'e> {
    readers: Vec<Reader<'e>>,
    common: Arc<Common>,
    /// Revenue, `rows × lanes`, by month; worlds that part have their past in common.
    revenue: Vec<Arc<Slab>>,
    /// Memory of months that are no longer needed; accounts that have not arrived have no revenue in it.
    spare_revenue: Vec<Slab>,
    /// Value scores, likewise.
    value: Vec<Slab>,
    kinds: Vec<EventKind>,
    /// Whether everything that happens can be counted as it happens: single events are then not kept.
    pub(super) counts: bool,
    /// What was counted, by month.
    tallied: Vec<Tallies>,
    /// What is counted this month.
    pub(super) tallies: Tallies,
    /// Memory of what is no longer needed.
    spare: Vec<Tallies>,
    sums: UnitSums,
    events: Vec<UnitEvent>,
    /// Who sat in each seat, `paid months × seats × lanes`; empty where nothing asks for it.
    sitting: Vec<SeatMonth>,
    /// Results Strategies, hazards of reviews, targets talked down, inflation and begging, `months × seats × lanes` each; empty likewise.
    seats: [Vec<f32>; 5],
    /// Company's revenue, `months × lanes`, \[$\].
    totals: Vec<f64>,
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
    /// The same of what is counted.
    tallied_until: Vec<usize>,
    /// Whether something is needed until a month, and no longer.
    forgets: Vec<bool>,
    /// Whether only payouts are asked for: revenue in between is not.
    payouts_only: bool,
    keeps: Keeps,
    /// Whether customers of a segment are billed by annual contract.
    by_contract: Vec<bool>,
    /// What tells lots apart, by lane.
    salts: Vec<u64>,
    /// Third measurement normals, `months × seats × lanes`; empty where nothing asks for them.
    forecast_noise: Vec<f32>,
}

impl<'e> QuickRecord<'e> {
    /// To read this of a world.
    pub(super) fn of(life: &UnitLife<'_>, asked: &Asked<'e>) -> Self {
        let Asked { paid, ref wanted, payouts_only } = *asked;
        let (first_paid, months, seats) = (usize::from(life.ground.burn_in), usize::from(life.ground.months), life.ground.books.len());
        let metrics = || wanted.iter().flat_map(|wanted| wanted.metrics);
        let keeps = metrics().fold(Keeps::default(), |keeps, metric| keeps.and(metric.keeps()));
        let noise = if keeps.unserved || keeps.forecasts { life.seat_noise() } else { Vec::new() };
        let salts: Vec<u64> = noise.iter().map(|noise| noise.first().map_or(0, |noise| u64::from(noise.to_bits()))).collect();
        let memory = |metric: &Quick| metric.memory(&life.cohort.id, &salts, life.width());
        let readers: Vec<Reader<'e>> =
            wanted.iter().map(|&wanted| Reader::new(wanted, [first_paid, paid, months], [seats, life.lanes()], memory)).collect();
        let [mut needed_until, mut level_until, mut tallied_until] = [0, 1, 2].map(|_| vec![0; months]);
        let mut need = |what: Need, month: usize, until: usize| {
            let kept: &mut Vec<usize> = match what {
                Need::Revenue => &mut needed_until,
                Need::Value => &mut level_until,
                Need::Counts => &mut tallied_until,
            };
            kept[month] = kept[month].max(until);
        };
        need(Need::Revenue, first_paid - 1, first_paid + paid - 1);
        need(Need::Revenue, first_paid + paid - 1, first_paid + paid - 1);
        readers.iter().for_each(|reader| reader.needs(&mut need));
        let width = life.width();
        let column = |kept: bool| if kept { vec![0.0; months * seats * width] } else { Vec::new() };
        let mut forecast_noise = column(keeps.forecasts);
        for (at, normal) in forecast_noise.iter_mut().enumerate() {
            *normal = noise.get(at % width).map_or(0.0, |noise| noise[at / width * 4 + 2]);
        }
        let bills = |segment: usize| life.ground.bills_by_contract(segment as u16);
        let kinds: Vec<EventKind> = metrics().flat_map(|metric| metric.kinds()).copied().collect();
        let countable = |kind: &EventKind| matches!(kind, EventKind::Expansion | EventKind::Lead | EventKind::PaddedLead | EventKind::Deal);
        Self {
            counts: life.ground.coefficients.is_calm() && kinds.iter().all(countable),
            tallied: vec![Tallies::default(); months],
            tallies: Tallies::default(),
            spare: Vec::new(),
            spare_revenue: Vec::new(),
            sums: UnitSums::default(),
            kinds,
            readers,
            revenue: vec![Arc::default(); months],
            value: vec![Slab::default(); months],
            events: Vec::new(),
            sitting: Vec::new(),
            seats: [keeps.strategy, keeps.review, keeps.forecasts, keeps.levels, keeps.levels].map(column),
            totals: vec![0.0; months * width],
            padded: vec![0; life.lanes()],
            discounts: vec![0.0; life.lanes()],
            company: [0, 1, 2].map(|_| vec![0.0; width]),
            common: Arc::new(Common {
                first_paid,
                paid,
                forgets: (0..months)
                    .map(|month| [&needed_until, &level_until, &tallied_until].iter().any(|until| until.contains(&month)))
                    .collect(),
                needed_until,
                level_until,
                tallied_until,
                payouts_only,
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
            counts: self.counts,
            tallied: self.tallied.clone(),
            tallies: self.tallies.clone(),
            spare: Vec::new(),
            spare_revenue: Vec::new(),
            sums: UnitSums::default(),
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

    /// Does not read something any longer.
    pub(super) fn forget(&mut self, key: usize) {
        self.readers.retain(|reader| reader.wanted.key != key);
    }

    /// Whether value scores are read.
    pub(super) fn keeps_levels(&self) -> bool {
        self.common.keeps.levels
    }

    /// Whether what people document is read.
    pub(super) fn keeps_documents(&self) -> bool {
        self.common.keeps.strategy || self.common.keeps.review
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
        let Common { first_paid, paid, payouts_only, ref needed_until, .. } = *self.common;
        needed_until[month] > 0 || !payouts_only && (first_paid..first_paid + paid).contains(&month)
    }

    /// Whether shares of expansions are counted in a month.
    pub(super) fn shares(&self, month: usize) -> bool {
        self.counts && self.common.tallied_until[month] > 0 && self.kinds.contains(&EventKind::Expansion)
    }

    /// Makes room for what is to be counted in a month of so many seats and rows, of which some have arrived; `afresh` where every count and share will be written anyway.
    pub(super) fn begin_month(&mut self, month: usize, [seats, rows, arrived]: [usize; 3], afresh: bool) {
        if !self.counts || self.common.tallied_until[month] == 0 {
            return;
        }
        let width = self.company[0].len();
        let counted = |kind: EventKind| self.kinds.contains(&kind);
        let of = |kind: EventKind| counted(kind).then(|| Slab::new(seats * width));
        let of_rows = || {
            let mut shares = Slab::left_over(rows * width);
            nothing_from(&mut shares, arrived * width);
            shares
        };
        self.tallies = self.spare.pop().unwrap_or_else(|| Tallies {
            leads: of(EventKind::Lead),
            padded: of(EventKind::PaddedLead),
            deals: of(EventKind::Deal),
            shares: counted(EventKind::Expansion).then(of_rows),
        });
        if !afresh {
            self.tallies.clear();
        }
    }

    /// Takes note of who is there in a month.
    pub(super) fn note_team(&mut self, life: &UnitLife<'_>, month: usize, muster: &Muster) {
        let Common { first_paid, paid, keeps, .. } = *self.common;
        if !keeps.sitting || !(first_paid..first_paid + paid).contains(&month) {
            return;
        }
        for (tenures, present) in muster.tenure.chunks(life.width()).zip(&muster.present) {
            let of = |(lane, &tenure): (usize, &u16)| SeatMonth { present: present >> lane & 1 != 0, tenure };
            self.sitting.extend(tenures.iter().enumerate().map(of));
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

    /// Takes note of a month's revenue and value scores, and of what was counted, of the rows that have `arrived`; `revenue` is taken over where it
    /// is kept.
    pub(super) fn end_month(&mut self, life: &UnitLife<'_>, month: usize, arrived: usize, revenue: &mut Slab, value: &Slab) {
        let Common { first_paid, paid, payouts_only, ref needed_until, ref level_until, .. } = *self.common;
        if level_until[month] > 0 {
            self.value[month].clone_from(value);
        }
        if needed_until[month] > 0 {
            let next = self.spare_revenue.pop().unwrap_or_else(|| {
                let mut next = Slab::left_over(revenue.len());
                nothing_from(&mut next, arrived * life.width());
                next
            });
            self.revenue[month] = Arc::new(std::mem::replace(revenue, next));
        }
        self.tallied[month] = std::mem::take(&mut self.tallies);
        if month + 1 < first_paid || month >= first_paid + paid {
            return;
        }
        let at_an_end = month + 1 == first_paid || month + 1 == first_paid + paid;
        if at_an_end || !payouts_only {
            let revenue = if needed_until[month] > 0 { &*self.revenue[month] } else { &*revenue };
            life.isa.run(MonthTotal { revenue, sums: &mut self.totals[month * life.width()..][..life.width()] });
        }
        if month + 1 == first_paid + paid {
            let [base, current, kept] = &mut self.company;
            let (then, now) = (&self.revenue[first_paid - 1], &self.revenue[month]);
            life.isa.run(StartAndEnd { then, now, sums: [base, current, kept] });
        }
    }

    /// Reads what can be read at the end of `month`, and forgets what nothing needs any longer. `unserved` is the twin without any CSM, which
    /// has lived the month and is read last.
    pub(super) fn read(&mut self, life: &UnitLife<'_>, month: usize, unserved: Option<Unserved<'_, 'e>>) {
        let Common {
            first_paid,
            ref needed_until,
            ref level_until,
            ref tallied_until,
            ref forgets,
            ref by_contract,
            ref salts,
            ref forecast_noise,
            ..
        } = *self.common;
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
                tallies: if self.counts { &self.tallied } else { &[] },
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
            let sums = &mut self.sums;
            self.readers.iter_mut().for_each(|reader| reader.read(&view, sums));
        }
        if !forgets[month] {
            return;
        }
        for of in 0..=month {
            if needed_until[of] == month && !self.revenue[of].is_empty() {
                self.spare_revenue.extend(Arc::try_unwrap(std::mem::take(&mut self.revenue[of])));
            }
            if level_until[of] == month {
                self.value[of] = Slab::default();
            }
            if tallied_until[of] == month {
                // nothing was counted in the month of an opening balance
                self.spare.extend(Some(std::mem::take(&mut self.tallied[of])).filter(Tallies::is_kept));
            }
        }
    }

    /// What people see of their plan's readings in one trial; `None` before there is any.
    pub(super) fn glimpse(&self, lane: usize) -> Option<Glimpse<'_>> {
        self.readers.first()?.glimpse(lane)
    }

    /// What was read, by lane.
    pub(super) fn finish(self) -> Vec<Customers> {
        let Common { first_paid, paid, .. } = *self.common;
        let (start, end, width) = (first_paid - 1, first_paid + paid - 1, self.company[0].len());
        let mut readers = self.readers;
        (0..self.padded.len())
            .map(|lane| {
                let [base, current, kept] = self.company.each_ref().map(|sums| sums[lane]);
                let over_base = |sum: f64| (base > 0.0).then(|| sum / base);
                let company = CompanyFacts {
                    arr_start: 12.0 * self.totals[start * width + lane],
                    arr_end: 12.0 * self.totals[end * width + lane],
                    nrr: over_base(current),
                    grr: over_base(kept),
                    // exponentials are positive: everybody there has revenue
                    no_base_accounts: 0,
                    revenue: (first_paid..=end).map(|month| self.totals[month * width + lane]).sum(),
                    padded_leads: self.padded[lane],
                    discounts: self.discounts[lane],
                };
                let facts = readers.iter_mut().map(|reader| (reader.wanted.key, std::mem::take(&mut reader.facts()[lane]))).collect();
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
