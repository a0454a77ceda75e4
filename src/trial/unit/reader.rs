//! One plan that reads a unit's world while it is lived: each pay period when it is over, and what people see of it before.

use crate::measure::{Facts, Memory, Period, Quick, SeatReadings, UnitSums, UnitView};

/// What is to be read of a world.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'e> {
    /// What the readings are asked for by: a plan's index, if they are its own.
    pub(crate) key: usize,
    /// Months of a pay period.
    pub(crate) cadence: u16,
    /// Months before the end of each period at which it is read, as it stands then.
    pub(crate) left: u16,
    /// Metrics.
    pub(crate) metrics: &'e [Quick],
    /// What people look at before the end.
    pub(crate) glances: Glances,
}

/// All that is to be read of a world.
#[derive(Debug, Clone)]
pub(crate) struct Asked<'e> {
    /// Paid months.
    pub(crate) paid: usize,
    /// Readings.
    pub(crate) wanted: Vec<Wanted<'e>>,
    /// Nobody asks what the company's revenue was in between.
    pub(crate) payouts_only: bool,
}

/// What a world has to keep of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Revenue,
    Value,
    Counts,
}

/// What people see of a world before it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Glances {
    /// Every metric as it stands within a period.
    pub(crate) so_far: bool,
    /// Whatever is settled, at the end of each period.
    pub(crate) settled: bool,
}

/// A plan's readings.
#[derive(Clone)]
pub(super) struct Reader<'e> {
    pub(super) wanted: Wanted<'e>,
    first_paid: usize,
    seats: usize,
    paid: usize,
    periods: usize,
    /// Last month of the world.
    last: usize,
    /// By metric: what it carries on, and the first period that has not been read for good.
    memories: Vec<(Memory, usize)>,
    lanes: usize,
    /// By lane; none before anything was read.
    facts: Vec<Facts>,
    /// The same with what may still change, where people see that.
    settled: Vec<Facts>,
    /// Values so far, `metrics × seats × lanes`.
    so_far: Vec<Option<f64>>,
}

/// What people see of their plan's readings in one trial.
#[derive(Clone, Copy)]
pub(crate) struct Glimpse<'a> {
    /// Readings of all periods that are over.
    pub(crate) settled: &'a Facts,
    /// Values so far, `metrics × seats × lanes`; empty where nobody looks.
    so_far: &'a [Option<f64>],
    lanes: usize,
    lane: usize,
}

impl Glimpse<'_> {
    /// Value so far of a metric for a seat; `None` where it says nothing.
    pub(crate) fn so_far(&self, metric: usize, seat: usize) -> Option<f64> {
        self.so_far.get((metric * self.settled.seats + seat) * self.lanes + self.lane).copied().flatten()
    }
}

impl<'e> Reader<'e> {
    /// Nothing read yet. `months` are the world's, `memory` what a metric starts with.
    pub(super) fn new(
        wanted: Wanted<'e>,
        [first_paid, paid, months]: [usize; 3],
        [seats, lanes]: [usize; 2],
        memory: impl Fn(&Quick) -> Memory,
    ) -> Self {
        let periods = paid / usize::from(wanted.cadence.max(1));
        Self {
            wanted,
            first_paid,
            seats,
            paid,
            periods,
            last: months - 1,
            memories: wanted.metrics.iter().map(|metric| (memory(metric), 0)).collect(),
            lanes,
            facts: Vec::new(),
            settled: Vec::new(),
            so_far: Vec::new(),
        }
    }

    /// By lane.
    pub(super) fn facts(&mut self) -> &mut [Facts] {
        let (metrics, seats, periods) = (self.wanted.metrics.len(), self.seats, self.periods);
        self.facts.resize_with(self.lanes, || {
            let mut facts = Facts::default();
            facts.reset(metrics, seats, periods);
            facts
        });
        &mut self.facts
    }

    /// Last month of a period that is read.
    fn end(&self, period: usize) -> usize {
        self.first_paid + (period + 1) * usize::from(self.wanted.cadence) - 1 - usize::from(self.wanted.left)
    }

    /// Where a metric's window lies.
    fn window(&self, metric: &Quick, period: usize) -> Option<Period> {
        match self.wanted.left {
            0 => metric.whole(self.first_paid, period),
            _ => metric.so_far(self.first_paid, period, self.end(period)),
        }
    }

    /// Period that a paid month belongs to.
    fn period_of(&self, month: usize) -> usize {
        (month - self.first_paid) / usize::from(self.wanted.cadence)
    }

    /// The month at whose end people look at a period of which something is still to come, if so many paid months have `passed` then.
    fn glances_at(&self, passed: usize) -> Option<usize> {
        let looks = self.wanted.glances.so_far && passed < self.paid && !passed.is_multiple_of(usize::from(self.wanted.cadence));
        looks.then(|| self.first_paid + passed - 1)
    }

    /// Month at whose end a period is read for good.
    fn known(&self, metric: &Quick, period: usize) -> usize {
        (self.end(period) + metric.lag()).min(self.last)
    }

    /// Calls `need` with everything that is read, its month, and the month until which it is needed.
    pub(super) fn needs(&self, need: &mut impl FnMut(Need, usize, usize)) {
        for metric in self.wanted.metrics {
            let mut of_window = |window: &Period, now: usize| {
                metric.months(window, now).into_iter().for_each(|month| need(Need::Revenue, month, now));
                metric.level_month(window).into_iter().for_each(|month| need(Need::Value, month, now));
                metric.counted_months(window).for_each(|month| need(Need::Counts, month, now));
            };
            for period in 0..self.periods {
                let window = self.window(metric, period);
                for now in [self.end(period), self.known(metric, period)] {
                    window.iter().for_each(|window| of_window(window, now));
                }
            }
            for now in (1..self.paid).filter_map(|passed| self.glances_at(passed)) {
                let so_far = metric.so_far(self.first_paid, self.period_of(now), now);
                so_far.iter().for_each(|window| of_window(window, now));
            }
        }
    }

    /// Reads what can be read at the end of month `view.now`.
    pub(super) fn read(&mut self, view: &UnitView<'_>, sums: &mut UnitSums) {
        let now = view.now;
        self.facts();
        let (first_paid, metrics) = (self.first_paid, self.wanted.metrics);
        for (nth, metric) in metrics.iter().enumerate() {
            while self.memories[nth].1 < self.periods && self.known(metric, self.memories[nth].1) <= now {
                let window = self.window(metric, self.memories[nth].1);
                let (memory, period) = &mut self.memories[nth];
                if self.wanted.left > 0 {
                    // a period that is not over hands nothing on
                    *memory = memory.afresh();
                }
                let (facts, at) = (&mut self.facts, *period);
                metric.read(view, window, memory, sums, |seat, readings| put(facts, [nth, seat, at], readings));
                *period += 1;
            }
        }
        let Some(passed) = (now + 1).checked_sub(first_paid) else { return };
        let cadence = usize::from(self.wanted.cadence);
        debug_assert!(
            self.wanted.left == 0 || self.wanted.glances == Glances::default(),
            "people look at whole periods and at running ones"
        );
        if passed.is_multiple_of(cadence) {
            self.settle(view, sums, passed / cadence);
        } else if self.glances_at(passed).is_some() {
            self.look(view, sums);
        }
    }

    /// What is known of periods that are over, where people see it before it is known for good.
    fn settle(&mut self, view: &UnitView<'_>, sums: &mut UnitSums, over: usize) {
        if !self.wanted.glances.settled || over > self.periods || self.wanted.metrics.iter().all(|metric| metric.lag() == 0) {
            return;
        }
        self.settled.clone_from(&self.facts);
        for (nth, (metric, (memory, read))) in self.wanted.metrics.iter().zip(&self.memories).enumerate() {
            let mut memory = memory.clone();
            for period in *read..over {
                let settled = &mut self.settled;
                metric.read(view, metric.whole(self.first_paid, period), &mut memory, sums, |seat, readings| {
                    put(settled, [nth, seat, period], readings);
                });
            }
        }
    }

    /// Values of the running period so far.
    fn look(&mut self, view: &UnitView<'_>, sums: &mut UnitSums) {
        let period = self.period_of(view.now);
        self.so_far.clear();
        self.so_far.resize(self.wanted.metrics.len() * self.seats * view.lanes, None);
        for (nth, (metric, (memory, _))) in self.wanted.metrics.iter().zip(&self.memories).enumerate() {
            let Some(window) = metric.so_far(self.first_paid, period, view.now) else { continue };
            let values = &mut self.so_far[nth * self.seats * view.lanes..];
            metric.read(view, Some(window), &mut memory.afresh(), sums, |seat, readings| {
                let mut values = values[seat * view.lanes..].iter_mut();
                readings.for_each(|reading| values.next().into_iter().for_each(|value| *value = reading.value));
            });
        }
    }

    /// What people see in one trial; `None` before anything was read.
    pub(super) fn glimpse(&self, lane: usize) -> Option<Glimpse<'_>> {
        let settled = self.settled.get(lane).or(self.facts.get(lane))?;
        Some(Glimpse { settled, so_far: &self.so_far, lanes: self.lanes, lane })
    }
}

/// Puts the readings of a metric, seat and period down, by lane; facts are alike in all lanes.
fn put(facts: &mut [Facts], [metric, seat, period]: [usize; 3], readings: SeatReadings<'_>) {
    let Some(place) = facts.first().map(|first| first.place(metric, seat, period)) else { return };
    let mut facts = facts.iter_mut();
    readings.for_each(|reading| facts.next().into_iter().for_each(|facts| facts.put_at(place, reading)));
}
