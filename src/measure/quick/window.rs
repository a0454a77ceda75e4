//! One window of a metric, read of many trials at once: sums over accounts or events by group and lane, and what they say.

use std::ops::Range;
use std::sync::Arc;

use super::super::baseline::{BaselineSums, Mark, goal, settle};
use super::super::holding::Holding;
use super::super::read::{Tally, Valuing, value};
use super::super::{Baseline, Measure, Reading};
use super::baseline::{Expected, Rule};
use super::counting::counting;
use super::coverage::{Coverage, shares};
use super::level;
use super::metric::{Period, Quick, Way};
use super::month::Month;
use super::readings::{Readings, SeatReadings};
use super::retention::{Accounts, Invoiced, Retention};
use super::two_months::TwoMonths;
use super::unit::{UnitEvent, UnitView};
use crate::dynamics::EventKind;
use crate::lanes::Slab;

/// What a metric carries from one reading of a world to the next.
#[derive(Debug, Clone)]
pub struct Memory {
    /// `groups × lanes`.
    pub(super) marks: Vec<Option<Mark>>,
    pub(super) held_out: Option<Arc<[u32]>>,
}

impl Memory {
    /// The same world, of which nothing has been read.
    #[must_use]
    pub fn afresh(&self) -> Self {
        Self { marks: vec![None; self.marks.len()], held_out: self.held_out.clone() }
    }
}

/// Sums by group and lane: memory of reading.
#[derive(Debug, Clone, Default)]
pub struct UnitSums {
    pub(super) base: Vec<f64>,
    pub(super) counted: Vec<f64>,
    /// Revenue of the window after the influence cap and before it, and what was expected of it: with a baseline rule only.
    pub(super) result: Vec<f64>,
    pub(super) unclipped: Vec<f64>,
    pub(super) expected: Vec<f64>,
    /// Expansions as shares of what was there before, by account.
    grown: Slab,
    /// Who holds each account of the world in the month asked for last: all metrics of a period ask for the same.
    held: Option<Held>,
}

/// Who holds each account of a world in some month.
#[derive(Debug, Clone)]
struct Held {
    month: usize,
    holdings: Vec<Holding>,
    /// Consecutive accounts that a seat holds: the seat, the first row, how many.
    runs: Vec<(u16, u32, u32)>,
}

impl Held {
    fn in_month(view: &UnitView<'_>, month: usize) -> Self {
        let holdings = view.rows.holdings(month);
        let runs = holdings.chunk_by(|a, b| a.seat == b.seat).scan(0, |first, run| {
            *first += run.len() as u32;
            Some((run[0].seat, *first - run.len() as u32, run.len() as u32))
        });
        Self { month, runs: runs.collect(), holdings }
    }

    /// Whether it is the same in `month`.
    fn holds_in(&self, view: &UnitView<'_>, month: usize) -> bool {
        self.month == month || view.rows.moves.is_empty()
    }
}

impl Quick {
    /// Reads one window, `None` where there is none: `on` gets the readings of each seat; `sums` is memory to reuse.
    pub fn read(
        &self,
        view: &UnitView<'_>,
        period: Option<Period>,
        memory: &mut Memory,
        sums: &mut UnitSums,
        mut on: impl FnMut(usize, SeatReadings<'_>),
    ) {
        let Some(period) = period else {
            memory.marks.fill(None);
            return;
        };
        let Some(rule) = self.sums(view, &period, memory, sums) else { return };
        let expected = rule.map(|rule| self.against(rule, view, &period, memory, sums));
        let valuing = Valuing::of(self.measure);
        for (seat, &group) in self.groups.of_seat.iter().enumerate() {
            let readings = match &expected {
                Some(readings) => Readings::Against(&readings[group * view.lanes..][..view.lanes]),
                None => {
                    let lanes = group * view.width()..group * view.width() + view.lanes;
                    Readings::Plain { valuing, counted: &sums.counted[lanes.clone()], base: &sums.base[lanes] }
                }
            };
            on(seat, SeatReadings(readings));
        }
    }

    /// Readings of each group and lane where a rule expected something.
    fn against(&self, rule: Baseline, view: &UnitView<'_>, period: &Period, memory: &mut Memory, sums: &UnitSums) -> Vec<Reading> {
        let mut readings = Vec::with_capacity(self.groups.len * view.lanes);
        for group in 0..self.groups.len {
            for lane in 0..view.lanes {
                let at = group * view.width() + lane;
                let of = |sums: &[f64]| sums.get(at).copied().unwrap_or_default();
                let mut tally = Tally { counted: of(&sums.counted), base: of(&sums.base) };
                let [result, unclipped, expected] = [of(&sums.result), of(&sums.unclipped), of(&sums.expected)];
                let expected = settle(rule, &BaselineSums { base: tally.base, result, unclipped, expected }, &mut memory.marks[at]);
                if let (Measure::GrowthAboveBaseline, Some(expected)) = (self.measure, expected) {
                    tally.counted += -expected;
                }
                readings.push(Reading {
                    value: value(self.measure, tally, expected.is_some()),
                    goal: expected.and_then(|expected| goal(self.measure, expected, tally.base, period.span.len())),
                    base: tally.base,
                });
            }
        }
        readings
    }

    /// Sums over a window, and the rule that expected something of it, if there was one. `None` where it cannot be read at all.
    fn sums(&self, view: &UnitView<'_>, period: &Period, memory: &Memory, sums: &mut UnitSums) -> Option<Option<Baseline>> {
        let span = period.span;
        sums.clear(self.groups.len * view.width());
        if self.way == Way::Counts {
            self.count(view, period, sums);
            return Some(None);
        }
        let held = sums.held.take().filter(|held| held.holds_in(view, span.to)).unwrap_or_else(|| Held::in_month(view, span.to));
        let found = self.sums_of_holders(view, period, &held, memory, sums);
        sums.held = Some(held);
        found
    }

    /// The same of a measure that looks at accounts.
    fn sums_of_holders(
        &self,
        view: &UnitView<'_>,
        period: &Period,
        held: &Held,
        memory: &Memory,
        sums: &mut UnitSums,
    ) -> Option<Option<Baseline>> {
        let (Period { span, last }, basis, rules) = (*period, self.metric.window.basis, &self.metric.accounts);
        let (seats, cells, base) = (self.groups.of_seat.len(), sums.base.len(), span.base(basis));
        if self.way == Way::TwoMonths {
            self.compare(view, period, &held.runs, (base?.from, span.to), sums);
            return Some(None);
        }
        let holdings = &held.holdings[..];
        let places: Vec<(u16, u16)> =
            holdings.iter().map(|holding| (holding.seat, self.groups.of_seat[usize::from(holding.seat)] as u16)).collect();
        let counting = counting(view, rules, holdings, span.to, seats);
        let accounts = Accounts { rows: view.rows, places: &places, counting: &counting };
        match self.way {
            Way::Coverage => view.isa.run(Coverage {
                shares: &shares(view, self.measure, span, seats),
                places: &places,
                counting: &counting,
                revenue: (view.revenue)(span.to),
                sums,
            }),
            Way::Level => level::add(view, (self.measure, span.to, seats), &places, &counting, sums),
            Way::Invoiced => {
                let (months, arrived) = (Month::all(view, rules, span), view.rows.arrived(span.to));
                view.isa.run(Invoiced { months, arrived, accounts, sums });
            }
            _ => {
                let expected = self.metric.baseline.and_then(|baseline| {
                    let rule = Rule { baseline, rules, basis, segments: &self.segments, seats, held_out: memory.held_out.as_ref() };
                    Expected::new(&rule, view, span, last)
                });
                let rule = self.metric.baseline.filter(|_| expected.is_some());
                if rule.is_some() {
                    [&mut sums.result, &mut sums.unclipped, &mut sums.expected].into_iter().for_each(|sums| sums.resize(cells, 0.0));
                }
                let spans = [base?, span.current(basis)];
                view.isa.run(Retention::new(view, self.measure, rules, accounts, spans, expected, sums));
                return Some(rule);
            }
        }
        Some(None)
    }

    fn events<'a>(&self, view: &UnitView<'a>, months: Range<usize>) -> impl Iterator<Item = &'a UnitEvent> + use<'a> {
        let (from, kinds) = (view.events.partition_point(|event| usize::from(event.month) < months.start), self.kinds());
        let within = move |event: &&UnitEvent| usize::from(event.month) < months.end;
        view.events[from..].iter().take_while(within).filter(move |event| kinds.contains(&event.kind))
    }

    /// Counts events by who held the account then.
    fn count(&self, view: &UnitView<'_>, period: &Period, sums: &mut UnitSums) {
        let (width, months) = (view.width(), self.counted_months(period));
        if view.tallies.is_empty() {
            for event in self.events(view, months) {
                let cell = self.groups.of_seat[usize::from(event.seat)] * width + usize::from(event.lane);
                sums.base[cell] += 1.0;
                sums.counted[cell] += if event.kind == EventKind::Lapse { 0.0 } else { 1.0 };
            }
            return;
        }
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
    }

    /// Compares two months, with the expansions in between where they are asked for.
    fn compare(&self, view: &UnitView<'_>, period: &Period, runs: &[(u16, u32, u32)], (then, now): (usize, usize), sums: &mut UnitSums) {
        let (width, months) = (view.width(), self.counted_months(period));
        let (then, now) = ((view.revenue)(then), (view.revenue)(now));
        let grown = if self.measure != Measure::SelfServe {
            Vec::new()
        } else if view.tallies.is_empty() {
            sums.grown = Slab::new(then.len());
            self.events(view, months).for_each(|e| sums.grown[e.row as usize * width + usize::from(e.lane)] += e.size);
            vec![&sums.grown]
        } else {
            view.tallies[months].iter().filter_map(|month| month.shares.as_ref()).collect()
        };
        view.isa.run(TwoMonths {
            measure: self.measure,
            groups: &self.groups.of_seat,
            holders: runs,
            then,
            now,
            grown: &grown,
            base: &mut sums.base,
            counted: &mut sums.counted,
        });
    }
}

impl UnitSums {
    fn clear(&mut self, cells: usize) {
        for sums in [&mut self.base, &mut self.counted] {
            sums.clear();
            sums.resize(cells, 0.0);
        }
        [&mut self.result, &mut self.unclipped, &mut self.expected].into_iter().for_each(Vec::clear);
    }
}
