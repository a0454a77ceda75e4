//! Reading many trials at once, without panels: metrics that need but two months' revenue of each account, or a short list of events.
//!
//! What is read here is what [`read`](super::read()) reads, to the last bit: the same accounts in the same order, the same double-precision
//! sums, lane by lane. Metrics with account rules, baselines or other measures are not for here ([`Quick::of`] says so).

use super::read::{SeatBook, Tally, value};
use super::scope::Groups;
use super::{AccountRules, Basis, Facts, Measure, Metric, Reading};
use crate::dynamics::EventKind;
use crate::lanes::{Isa, Lanes, Work};

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
    /// Dollars ÷ dollars before, for expansions; otherwise 0.
    pub size: f64,
}

/// A unit's customers at the end of a window, as reading sees them.
#[derive(Clone, Copy)]
pub struct UnitView<'a> {
    /// Vectors of the unit.
    pub isa: Isa,
    /// Lanes with a trial.
    pub lanes: usize,
    /// Seat that holds each account now, by row.
    pub holders: &'a [u16],
    /// Revenue of all accounts in a month, `rows × lanes`, 0 where they are not there; a month that was not kept is empty.
    pub revenue: &'a dyn Fn(usize) -> &'a [f32],
    /// What happened so far, by month and row.
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

    /// Reads one period that has just ended, for all lanes; `metric` is the metric's place among the facts'.
    pub fn read(&self, view: &UnitView<'_>, first_paid: usize, period: usize, metric: usize, facts: &mut [Facts]) {
        let width = view.isa.width();
        let Some(span) = self.metric.window.span(first_paid, self.cadence, period) else { return };
        let mut sums = Sums { base: vec![0.0; self.groups.len * width], counted: vec![0.0; self.groups.len * width] };
        let months = |event: &UnitEvent| (span.from..=span.to).contains(&usize::from(event.month));
        let from = view.events.partition_point(|event| usize::from(event.month) < span.from);
        let events = view.events[from..].iter().filter(|event| months(event) && self.kinds().contains(&event.kind));
        if let Some([then, now]) = self.months(first_paid, period) {
            let groups: Vec<u16> = view.holders.iter().map(|&seat| self.groups.of_seat[usize::from(seat)] as u16).collect();
            let (then, now) = ((view.revenue)(then), (view.revenue)(now));
            view.isa.run(TwoMonths { measure: self.measure, groups: &groups, then, now, sums: &mut sums });
            let mut grown: Vec<(usize, f64)> = events.map(|e| (e.row as usize * width + usize::from(e.lane), e.size)).collect();
            grown.sort_by_key(|(cell, _)| *cell);
            for of_account in grown.chunk_by(|a, b| a.0 == b.0) {
                let cell = of_account[0].0;
                let base = f64::from(then[cell]) * 12.0;
                let size = of_account.iter().fold(0.0, |sum, (_, size)| sum + size);
                if base > 0.0 {
                    sums.counted[usize::from(groups[cell / width]) * width + cell % width] += base * size;
                }
            }
        } else if self.groups.len > 0 && !self.kinds().is_empty() && self.measure != Measure::SelfServe {
            for event in events {
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

/// Sums by group and lane.
struct Sums {
    base: Vec<f64>,
    counted: Vec<f64>,
}

/// Sums over accounts of what two months' revenue says.
struct TwoMonths<'a> {
    measure: Measure,
    /// Group of each row.
    groups: &'a [u16],
    then: &'a [f32],
    now: &'a [f32],
    sums: &'a mut Sums,
}

impl Work for TwoMonths<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let Self { measure, groups, then, now, sums } = self;
        let (nothing, one) = (l.splat(0.0), l.splat(1.0));
        for ((&group, &then), &now) in groups.iter().zip(l.vectors(then)).zip(l.vectors(now)) {
            let at = usize::from(group) * L::WIDTH..(usize::from(group) + 1) * L::WIDTH;
            let (base, counted) = (&mut sums.base[at.clone()], &mut sums.counted[at]);
            // who was not there has no base, and does not count
            let counts = l.less(nothing, then);
            match measure {
                Measure::LogoRetention => {
                    l.accumulate(l.keep(counts, one), 1.0, base);
                    l.accumulate(l.keep(l.both(counts, l.less(nothing, now)), one), 1.0, counted);
                }
                Measure::SelfServe => l.accumulate(then, 12.0, base),
                Measure::Grr => {
                    l.accumulate(then, 12.0, base);
                    l.accumulate(l.min(now, then), 12.0, counted);
                }
                _ => {
                    l.accumulate(then, 12.0, base);
                    l.accumulate(l.keep(counts, now), 12.0, counted);
                }
            }
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
        l.vectors(self.revenue).iter().for_each(|&revenue| l.accumulate(revenue, 1.0, self.sums));
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
