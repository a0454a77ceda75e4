//! Reading: from a panel to the facts of one plan.
//!
//! For each metric and pay period the parts of its measures (see the sibling modules) are added up by group of seats, in the
//! order in which the panel lists accounts and events, and each seat gets its group's reading.

use super::baseline::{self, BaselineSums, Expectation, Mark};
use super::credits;
use super::holding::{Holding, Holdings};
use super::scope::Groups;
use super::shown::Shown;
use super::view::{Part, View};
use super::{Facts, Measure, Metric, Presence, Reading, SeatMonth, Unit};
use crate::dynamics::Panel;

/// What reading has to know beside the customers: whose books there are, and who was there.
#[derive(Debug, Clone, Copy)]
pub struct Books<'a> {
    /// Seats, as the panel counts them.
    pub seats: &'a [SeatBook],
    /// Segments, as the panel counts them.
    pub segments: &'a [SegmentBasis],
    /// Who sat in each seat, by paid month.
    pub presence: &'a Presence,
    /// Paid months.
    pub months: usize,
}

/// Where a seat's book belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeatBook {
    /// Segment by index: seats of one segment pool under [`Scope::Team`](super::Scope::Team).
    pub segment: u16,
    /// Pod by any number: seats of one pod pool under [`Scope::Pod`](super::Scope::Pod).
    pub pod: u16,
}

/// What a segment is expected to do by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SegmentBasis {
    /// Yearly NRR without any CSM, as finance would forecast it.
    pub organic_nrr: f64,
}

impl Books<'_> {
    /// Pay periods of a plan that pays every `cadence` months; months after the last full period are never paid for.
    #[must_use]
    pub fn periods(&self, cadence: u16) -> usize {
        self.months / usize::from(cadence.max(1))
    }

    /// Who sat in `seat` in a simulated month; before and after the paid months everybody counts as settled.
    pub(super) fn sitting(&self, seat: usize, month: usize, first_paid: usize) -> SeatMonth {
        match month.checked_sub(first_paid) {
            Some(paid) if paid < self.presence.months && seat < self.seats.len() => self.presence.of(seat)[paid],
            _ => SeatMonth::SETTLED,
        }
    }
}

/// Reads `metrics` over every pay period of `cadence` months and fills `facts`.
///
/// `hold_out` is the panel of the twin without any CSM, which [`Baseline::HoldOut`](super::Baseline::HoldOut) compares with;
/// without it that rule is undefined. A reading is undefined (`value` is `None`) where the past is too short for its window, where its
/// denominator is not positive, and where a revenue history is asked for what only simulated customers show.
///
/// The panel must cover the burn-in and all paid months.
pub fn read(metrics: &[Metric], cadence: u16, panel: &Panel, hold_out: Option<&Panel>, books: &Books<'_>, facts: &mut Facts) {
    let desk = Desk::new(cadence, panel, hold_out, books);
    facts.reset(metrics.len(), books.seats.len(), desk.periods);
    for (index, metric) in metrics.iter().enumerate() {
        let groups = Groups::new(metric.scope, books.seats);
        desk.read(metric, &groups, desk.periods, &mut |_, _, _, _| {}, &mut |period, group, reading| {
            for seat in groups.seats(group) {
                facts.put(index, seat, period, reading);
            }
        });
        credits::collect(index, metric, &groups, panel, books, &desk.event_holdings, &mut facts.credits);
    }
    facts.credits.sort_by_key(|credit| (credit.metric, credit.seat, credit.month, credit.account));
}

/// A panel laid out for reading: what all metrics of a plan share.
pub(super) struct Desk<'a> {
    panel: &'a Panel,
    hold_out: Option<&'a Panel>,
    books: &'a Books<'a>,
    cadence: u16,
    pub(super) periods: usize,
    /// Holdings at the end of each period, `periods × accounts`.
    holdings: Vec<Holding>,
    /// Holding of each event's account in the event's month.
    event_holdings: Vec<Holding>,
    /// What readings of use and surveys see.
    shown: Shown,
}

/// Numerator and denominator of a measure in one group.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) counted: f64,
    pub(super) base: f64,
}

impl<'a> Desk<'a> {
    pub(super) fn new(cadence: u16, panel: &'a Panel, hold_out: Option<&'a Panel>, books: &'a Books<'a>) -> Self {
        let cadence = cadence.max(1);
        let periods = books.periods(cadence);
        debug_assert!(panel.first_paid + books.months <= panel.months, "the panel ends before the last paid month");
        let mut holdings = Vec::with_capacity(periods * panel.accounts);
        let mut at_ends = Holdings::new(panel);
        for period in 1..=periods {
            holdings.extend_from_slice(at_ends.advance(panel.first_paid + period * usize::from(cadence) - 1));
        }
        let mut at_events = Holdings::new(panel);
        let event_holdings = panel.events.iter().map(|event| at_events.advance(usize::from(event.month))[event.account as usize]).collect();
        Self { panel, hold_out, books, cadence, periods, holdings, event_holdings, shown: Shown::of(panel) }
    }

    /// Reads one metric in the periods before `until`: parts with their (period, group, measure), then the (period, group)'s reading.
    pub(super) fn read(
        &self,
        metric: &Metric,
        groups: &Groups,
        until: usize,
        on_part: &mut impl FnMut(usize, usize, Measure, Part),
        on_reading: &mut impl FnMut(usize, usize, Reading),
    ) {
        let mut marks: Vec<Option<Mark>> = vec![None; groups.len];
        let mut expected: Vec<Option<(f64, f64)>> = vec![None; groups.len];
        let mut tallies = vec![Tally::default(); groups.len];
        let mut readings = vec![Reading::default(); groups.len];
        for period in 0..until {
            readings.fill(Reading::default());
            if let Some(view) = self.view(metric, period) {
                self.expect(metric, &view, period, groups, &mut marks, &mut expected);
                for (nth, &measure) in metric.measures.iter().enumerate() {
                    tallies.fill(Tally::default());
                    let mut add = |part: Part| {
                        let Some(&group) = groups.of_seat.get(usize::from(part.seat)) else { return }; // nobody's
                        tallies[group].counted += part.counted;
                        tallies[group].base += part.base;
                        on_part(period, group, measure, part);
                    };
                    let readable = view.visit(measure, &mut add);
                    if measure == Measure::GrowthAboveBaseline {
                        for (group, seat) in groups.first_seats() {
                            if let Some((baseline, _)) = expected[group] {
                                add(Part {
                                    seat,
                                    current: -baseline,
                                    counted: -baseline,
                                    note: Some("expected by the baseline rule"),
                                    ..Part::default()
                                });
                            }
                        }
                    }
                    for (group, reading) in readings.iter_mut().enumerate() {
                        let tally = tallies[group];
                        let value = if readable { value(measure, tally, expected[group].is_some()) } else { None };
                        if nth == 0 {
                            *reading = Reading { value, goal: None, base: tally.base };
                        } else {
                            reading.value = reading.value.zip(value).map(|(sum, value)| sum + value);
                        }
                        if let (&[measure], Some((expected, base))) = (metric.measures.as_slice(), expected[group]) {
                            reading.goal = baseline::goal(measure, expected, base, view.span.len());
                        }
                    }
                }
            } else {
                marks.fill(None);
            }
            for (group, &reading) in readings.iter().enumerate() {
                on_reading(period, group, reading);
            }
        }
    }

    fn view(&'a self, metric: &'a Metric, period: usize) -> Option<View<'a>> {
        Some(View {
            panel: self.panel,
            books: self.books,
            rules: &metric.accounts,
            basis: metric.window.basis,
            span: metric.window.span(self.panel.first_paid, self.cadence, period)?,
            holdings: &self.holdings[period * self.panel.accounts..(period + 1) * self.panel.accounts],
            event_holdings: &self.event_holdings,
            shown: &self.shown,
        })
    }

    /// Expected and base revenue of each group in the window, where the metric has a baseline rule.
    fn expect(
        &self,
        metric: &Metric,
        view: &View<'_>,
        period: usize,
        groups: &Groups,
        marks: &mut [Option<Mark>],
        expected: &mut [Option<(f64, f64)>],
    ) {
        expected.fill(None);
        let Some(rule) = metric.baseline else { return };
        let last = period.checked_sub(1).and_then(|last| metric.window.span(self.panel.first_paid, self.cadence, last));
        let Some(expectation) = Expectation::new(rule, *view, self.hold_out, last) else { return };
        let mut sums = vec![BaselineSums::default(); groups.len];
        let readable = view.visit(Measure::GrowthAboveBaseline, &mut |part: Part| {
            if let Some(&group) = groups.of_seat.get(usize::from(part.seat)) {
                expectation.add(&mut sums[group], &part);
            }
        });
        if readable {
            for (group, sums) in sums.iter().enumerate() {
                expected[group] = expectation.settle(sums, &mut marks[group]).map(|expected| (expected, sums.base));
            }
        }
    }
}

/// How a measure's value follows from its numerator and denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Valuing {
    /// The numerator, where a baseline says what it is above.
    AboveBaseline,
    /// The numerator, where there is a base.
    WithBase,
    /// The numerator.
    Sum,
    /// Numerator over denominator.
    Quotient,
}

impl Valuing {
    /// Of this measure.
    pub(super) fn of(measure: Measure) -> Self {
        match (measure, measure.unit()) {
            (Measure::GrowthAboveBaseline, _) => Self::AboveBaseline,
            (Measure::Growth, _) => Self::WithBase,
            (_, Unit::Dollars | Unit::Count) => Self::Sum,
            (_, Unit::Ratio | Unit::Share | Unit::Score | Unit::Months) => Self::Quotient,
        }
    }

    /// The value; `None` where it is undefined.
    #[inline]
    pub(super) fn value(self, tally: Tally, has_baseline: bool) -> Option<f64> {
        match self {
            Self::AboveBaseline => has_baseline.then_some(tally.counted),
            Self::WithBase => (tally.base > 0.0).then_some(tally.counted),
            Self::Sum => Some(tally.counted),
            Self::Quotient => (tally.base > 0.0).then(|| tally.counted / tally.base),
        }
    }
}

/// The value of a measure from its numerator and denominator; `None` where it is undefined.
pub(super) fn value(measure: Measure, tally: Tally, has_baseline: bool) -> Option<f64> {
    Valuing::of(measure).value(tally, has_baseline)
}
