//! Reading many trials at once, without panels: metrics that need but two months' revenue of each account, or a short list of events.
//!
//! What is read here is what [`read`](super::read()) reads, to the last bit: the same accounts in the same order, the same double-precision
//! sums, lane by lane. Metrics with account rules, baselines or other measures are not for here ([`Quick::of`] says so).

use super::read::{SeatBook, Tally, value};
use super::scope::Groups;
use super::{AccountRules, Basis, Facts, Measure, Metric, Reading};
use std::ops::Range;

use crate::dynamics::EventKind;
use crate::dynamics::kernel::Tallies;
use crate::lanes::{Isa, Lanes, Slab, Work};

/// A metric that can be read so, made ready for a plan's pay periods.
#[derive(Debug, Clone)]
pub struct Quick {
    measure: Measure,
    metric: Metric,
    cadence: u16,
    groups: Groups,
}

/// Something that happened to an account in one trial of a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UnitEvent {
    /// Simulated month.
    pub month: u16,
    /// Seat that held the account then.
    pub seat: u16,
    /// Row of the account.
    pub row: u32,
    /// Lane of the trial.
    pub lane: u8,
    /// What happened.
    pub kind: EventKind,
    /// Share of what was there before, for expansions and deals; otherwise 0.
    pub size: f32,
}

/// A unit's customers at the end of a window, as reading sees them.
#[derive(Clone, Copy)]
pub struct UnitView<'a> {
    /// Vectors of the unit.
    pub isa: Isa,
    /// Seats that hold consecutive rows of accounts now: seat, first row, rows.
    pub holders: &'a [(u16, u32, u32)],
    /// Revenue of all accounts by month, `rows × lanes`, 0 where they are not there; a month that was not kept is empty.
    pub revenue: &'a [Slab],
    /// What was counted of each month; nothing where `events` tell.
    pub tallies: &'a [Tallies],
    /// Single events by month and row, where they are not counted.
    pub events: &'a [UnitEvent],
}

impl Quick {
    /// `None` if the metric needs a panel.
    #[must_use]
    pub fn of(metric: &Metric, cadence: u16, seats: &[SeatBook]) -> Option<Self> {
        let &[measure] = metric.measures.as_slice() else { return None };
        let plain = metric.accounts == AccountRules::default() && metric.baseline.is_none();
        let of_two_months = matches!(measure, Measure::Nrr | Measure::Grr | Measure::LogoRetention | Measure::SelfServe);
        let quick = plain && (of_two_months && metric.window.basis == Basis::Point || !kinds(measure).is_empty() && !of_two_months);
        quick.then(|| Self { measure, metric: metric.clone(), cadence, groups: Groups::new(metric.scope, seats) })
    }

    /// Kinds of events it counts.
    #[must_use]
    pub fn kinds(&self) -> &'static [EventKind] {
        kinds(self.measure)
    }

    /// Months whose revenue it needs for a period: the base, and the window's end. None where its past is too short, or for counts.
    #[must_use]
    pub fn months(&self, first_paid: usize, period: usize) -> Option<[usize; 2]> {
        let retention = kinds(self.measure).is_empty() || self.measure == Measure::SelfServe;
        let span = self.metric.window.span(first_paid, self.cadence, period).filter(|_| retention)?;
        Some([span.base(Basis::Point)?.from, span.to])
    }

    /// Months of which counts or sizes are needed for a period, half-open; empty for measures that count nothing.
    #[must_use]
    pub fn counted_months(&self, first_paid: usize, period: usize) -> Range<usize> {
        let span = self.metric.window.span(first_paid, self.cadence, period).filter(|_| !self.kinds().is_empty());
        span.map_or(0..0, |span| span.from..span.to + 1)
    }

    /// Reads one period that has just ended, for all lanes; `metric` is the metric's place among the facts', `sums` is memory to reuse.
    pub fn read(&self, view: &UnitView<'_>, first_paid: usize, period: usize, metric: usize, sums: &mut UnitSums, facts: &mut [Facts]) {
        let width = view.isa.width();
        if self.metric.window.span(first_paid, self.cadence, period).is_none() {
            return;
        }
        sums.clear(self.groups.len * width);
        let months = self.counted_months(first_paid, period);
        if let Some([then, now]) = self.months(first_paid, period) {
            let grown = if self.measure != Measure::SelfServe {
                Vec::new()
            } else if view.tallies.is_empty() {
                sums.grown = Slab::new(view.revenue[then].len());
                let events = view.events.iter().filter(|e| months.contains(&usize::from(e.month)) && self.kinds().contains(&e.kind));
                events.for_each(|e| sums.grown[e.row as usize * width + usize::from(e.lane)] += e.size);
                vec![&sums.grown]
            } else {
                view.tallies[months].iter().filter_map(|month| month.shares.as_ref()).collect()
            };
            view.isa.run(TwoMonths {
                measure: self.measure,
                groups: &self.groups.of_seat,
                holders: view.holders,
                then: &view.revenue[then],
                now: &view.revenue[now],
                grown: &grown,
                base: &mut sums.base,
                counted: &mut sums.counted,
            });
        } else if !view.tallies.is_empty() {
            for month in &view.tallies[months] {
                for kind in self.kinds() {
                    let Some(counts) = month.of(*kind) else { continue };
                    for (counts, &group) in counts.chunks(width).zip(&self.groups.of_seat) {
                        let (base, counted) = (&mut sums.base[group * width..], &mut sums.counted[group * width..]);
                        let counts_for = if *kind == EventKind::Lapse { 0.0 } else { 1.0 };
                        for ((count, base), counted) in counts.iter().zip(base).zip(counted) {
                            *base += f64::from(*count);
                            *counted += counts_for * f64::from(*count);
                        }
                    }
                }
            }
        } else if self.measure != Measure::SelfServe && !self.kinds().is_empty() {
            for event in view.events.iter().filter(|e| months.contains(&usize::from(e.month)) && self.kinds().contains(&e.kind)) {
                let cell = self.groups.of_seat[usize::from(event.seat)] * width + usize::from(event.lane);
                sums.base[cell] += 1.0;
                sums.counted[cell] += if event.kind == EventKind::Lapse { 0.0 } else { 1.0 };
            }
        } else {
            return;
        }
        for (lane, facts) in facts.iter_mut().enumerate() {
            for (seat, &group) in self.groups.of_seat.iter().enumerate() {
                let tally = Tally { counted: sums.counted[group * width + lane], base: sums.base[group * width + lane] };
                *facts.reading_mut(metric, seat, period) =
                    Reading { value: value(self.measure, tally, false), goal: None, base: tally.base };
            }
        }
    }
}

/// Kinds of events that a measure counts, or adds up by their relative size.
fn kinds(measure: Measure) -> &'static [EventKind] {
    match measure {
        Measure::SelfServe => &[EventKind::Expansion],
        Measure::CsqlSubmitted => &[EventKind::Lead, EventKind::PaddedLead],
        Measure::CsqlClosed => &[EventKind::Deal],
        Measure::Csqa => &[EventKind::Advocacy],
        Measure::RenewalRate => &[EventKind::Renewal, EventKind::Lapse],
        _ => &[],
    }
}

/// Sums by group and lane: memory of reading.
#[derive(Debug, Clone, Default)]
pub struct UnitSums {
    base: Vec<f64>,
    counted: Vec<f64>,
    grown: Slab,
}

impl UnitSums {
    fn clear(&mut self, cells: usize) {
        for sums in [&mut self.base, &mut self.counted] {
            sums.clear();
            sums.resize(cells, 0.0);
        }
    }
}

/// Sums over accounts of what two months' revenue says.
struct TwoMonths<'a> {
    measure: Measure,
    /// Group of each seat.
    groups: &'a [usize],
    holders: &'a [(u16, u32, u32)],
    then: &'a [f32],
    now: &'a [f32],
    /// Shares by which accounts were expanded, month by month of the window.
    grown: &'a [&'a Slab],
    base: &'a mut [f64],
    counted: &'a mut [f64],
}

impl Work for TwoMonths<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let (all_then, all_now) = (l.vectors(self.then), l.vectors(self.now));
        let (nothing, one) = (l.splat(0.0), l.splat(1.0));
        let mut grown = Vec::with_capacity(self.grown.len());
        for month in self.grown {
            grown.push(l.vectors(month));
        }
        for &(seat, first, rows) in self.holders {
            let (first, rows) = (first as usize, rows as usize);
            let cells = self.groups[usize::from(seat)] * L::WIDTH..;
            let (sums_of_base, sums_counted) = (&mut self.base[cells.clone()], &mut self.counted[cells]);
            let (mut base, mut counted) = (l.doubles(sums_of_base), l.doubles(sums_counted));
            let (then, now) = (&all_then[first..][..rows], &all_now[first..][..rows]);
            // who was not there has no base, and does not count
            match self.measure {
                Measure::LogoRetention => {
                    for (&then, &now) in then.iter().zip(now) {
                        let counts = l.less(nothing, then);
                        base = l.add_doubles(base, l.widen(l.keep(counts, one), 1.0));
                        counted = l.add_doubles(counted, l.widen(l.keep(l.both(counts, l.less(nothing, now)), one), 1.0));
                    }
                }
                Measure::SelfServe => {
                    for (at, &then) in then.iter().enumerate() {
                        let mut share = nothing;
                        for month in &grown {
                            share = l.add(share, month[first + at]);
                        }
                        let year = l.widen(then, 12.0);
                        base = l.add_doubles(base, year);
                        counted = l.add_doubles(counted, l.mul_doubles(year, l.widen(share, 1.0)));
                    }
                }
                Measure::Grr => {
                    for (&then, &now) in then.iter().zip(now) {
                        base = l.add_doubles(base, l.widen(then, 12.0));
                        counted = l.add_doubles(counted, l.widen(l.min(now, then), 12.0));
                    }
                }
                _ => {
                    for (&then, &now) in then.iter().zip(now) {
                        base = l.add_doubles(base, l.widen(then, 12.0));
                        counted = l.add_doubles(counted, l.widen(l.keep(l.less(nothing, then), now), 12.0));
                    }
                }
            }
            l.put_doubles(base, sums_of_base);
            l.put_doubles(counted, sums_counted);
        }
    }
}

/// Revenue of a month over all accounts: what the company's totals are made of.
pub struct MonthTotal<'a> {
    /// Revenue, `rows × lanes`.
    pub revenue: &'a [f32],
    /// Sums by lane.
    pub sums: &'a mut [f64],
}

impl Work for MonthTotal<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let mut sums = l.doubles(self.sums);
        for &revenue in l.vectors(self.revenue) {
            sums = l.add_doubles(sums, l.widen(revenue, 1.0));
        }
        l.put_doubles(sums, self.sums);
    }
}

/// The company's start and end: revenue then, now of those who were there then, and of that at most what they had then.
pub struct StartAndEnd<'a> {
    /// Revenue at the start, `rows × lanes`.
    pub then: &'a [f32],
    /// Revenue at the end.
    pub now: &'a [f32],
    /// The three sums, by lane.
    pub sums: [&'a mut [f64]; 3],
}

impl Work for StartAndEnd<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let [base, current, kept] = self.sums;
        for (&then, &now) in l.vectors(self.then).iter().zip(l.vectors(self.now)) {
            l.accumulate(then, 1.0, base);
            l.accumulate(l.keep(l.less(l.splat(0.0), then), now), 1.0, current);
            l.accumulate(l.min(now, then), 1.0, kept);
        }
    }
}
