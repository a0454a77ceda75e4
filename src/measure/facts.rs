//! What was measured in one trial for one plan: the only thing a plan's pay depends on, beside who was there.

/// One metric's reading for one seat and pay period.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Reading {
    /// The measured value in the measure's unit; `None` where it is undefined (no base revenue, nothing due).
    pub value: Option<f64>,
    /// The goal, where measuring decides it (baseline rules, drawn quotas); otherwise `None` and the plan's goal holds.
    pub goal: Option<f64>,
    /// The denominator: base revenue of the window \[$\], accounts counted, responses, as the measure has it.
    pub base: f64,
}

/// What a dated credit is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditKind {
    /// Self-serve expansion of an account.
    Expansion,
    /// A customer-success-qualified lead closed won.
    Deal,
    /// An annual contract renewed.
    Renewal,
    /// A referred or moved customer signed.
    NewBusiness,
}

/// A dated dollar credit of one account, so that clawback, holdback and multi-year weights can follow it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Credit {
    /// Metric it was read under.
    pub metric: u16,
    /// Seat credited.
    pub seat: u16,
    /// Paid-horizon month, 0-based.
    pub month: u16,
    /// Account number, as statements show it.
    pub account: u32,
    /// What for.
    pub kind: CreditKind,
    /// Annual dollars credited.
    pub dollars: f64,
    /// For renewals, annual dollars before the renewal; otherwise 0.
    pub before: f64,
    /// Contract years, 1 to 3.
    pub years: u8,
    /// Paid-horizon month in which the account left (or gave notice, where the account rules count that), if it did within the
    /// simulated months: never before `month`, possibly after the horizon. `None` for new business, whose later life is not followed.
    pub churned: Option<u16>,
    /// Paid-horizon month in which the invoice is paid, possibly after the horizon; `None` if never.
    pub invoice_paid: Option<u16>,
}

impl Credit {
    /// Dollars that belong to no account: credited in the last month of a pay period of `cadence` months, invoiced at once, never lost.
    #[must_use]
    pub fn at_period_end(metric: usize, seat: usize, period: usize, cadence: u16, dollars: f64, before: f64) -> Self {
        let month = (period as u16 + 1) * cadence - 1;
        Self {
            metric: metric as u16,
            seat: seat as u16,
            month,
            account: 0,
            kind: CreditKind::Expansion,
            dollars,
            before,
            years: 1,
            churned: None,
            invoice_paid: Some(month),
        }
    }
}

/// All readings of one plan's metrics in one trial, plus dated credits.
///
/// Readings lie in columns, `metrics × seats × periods` with the period fastest: there are many of them, and most is done with values alone.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Metrics in the plan.
    pub metrics: usize,
    /// Seats in the roster.
    pub seats: usize,
    /// Pay periods in the horizon.
    pub periods: usize,
    /// No number where they are undefined.
    values: Vec<f64>,
    /// No number where measuring decides none; empty where it decides none at all.
    goals: Vec<f64>,
    bases: Vec<f64>,
    /// Credits sorted by (metric, seat, month, account).
    pub credits: Vec<Credit>,
}

impl PartialEq for Facts {
    fn eq(&self, other: &Self) -> bool {
        (self.metrics, self.seats, self.periods) == (other.metrics, other.seats, other.periods)
            && self.readings().eq(other.readings())
            && self.credits == other.credits
    }
}

/// A number as columns hold it, in which what is undefined is no number.
pub(crate) fn number(x: Option<f64>) -> f64 {
    x.unwrap_or(f64::NAN)
}

/// Back again.
pub(crate) fn defined(x: f64) -> Option<f64> {
    (!x.is_nan()).then_some(x)
}

impl Facts {
    /// Clears and resizes for another trial, keeping the memory.
    pub fn reset(&mut self, metrics: usize, seats: usize, periods: usize) {
        let readings = metrics * seats * periods;
        (self.metrics, self.seats, self.periods) = (metrics, seats, periods);
        self.goals.clear();
        self.credits.clear();
        for (column, nothing) in [(&mut self.values, f64::NAN), (&mut self.bases, 0.0)] {
            column.clear();
            column.resize(readings, nothing);
        }
    }

    /// Becomes the same as others, keeping the memory.
    pub fn copy_from(&mut self, other: &Self) {
        (self.metrics, self.seats, self.periods) = (other.metrics, other.seats, other.periods);
        self.values.clone_from(&other.values);
        self.goals.clone_from(&other.goals);
        self.bases.clone_from(&other.bases);
        self.credits.clone_from(&other.credits);
    }

    /// The same facts over more periods, in which nothing has been read yet.
    pub fn stretch(&mut self, periods: usize) {
        let (rows, before) = (self.metrics * self.seats, self.periods);
        for (column, nothing) in [(&mut self.values, f64::NAN), (&mut self.goals, f64::NAN), (&mut self.bases, 0.0)] {
            if column.is_empty() {
                continue;
            }
            let mut stretched = Vec::with_capacity(rows * periods);
            for row in 0..rows {
                stretched.extend_from_slice(&column[row * before..(row + 1) * before]);
                stretched.resize((row + 1) * periods, nothing);
            }
            *column = stretched;
        }
        self.periods = periods;
    }

    /// Where the reading of `metric` for `seat` in `period` lies.
    #[must_use]
    pub fn place(&self, metric: usize, seat: usize, period: usize) -> usize {
        (metric * self.seats + seat) * self.periods + period
    }

    /// The reading of `metric` for `seat` in `period`.
    ///
    /// # Panics
    /// If there is none of it.
    #[must_use]
    pub fn reading(&self, metric: usize, seat: usize, period: usize) -> Reading {
        self.at(self.place(metric, seat, period))
    }

    fn at(&self, place: usize) -> Reading {
        let goal = self.goals.get(place).copied().and_then(defined);
        Reading { value: defined(self.values[place]), goal, base: self.bases[place] }
    }

    /// All of them, period fastest, then by seat.
    pub fn readings(&self) -> impl Iterator<Item = Reading> + '_ {
        (0..self.values.len()).map(|place| self.at(place))
    }

    /// Puts the reading of `metric` for `seat` in `period` down.
    ///
    /// # Panics
    /// If there is no such place.
    pub fn put(&mut self, metric: usize, seat: usize, period: usize, reading: Reading) {
        self.put_at(self.place(metric, seat, period), reading);
    }

    /// The same, at its place.
    #[inline]
    pub fn put_at(&mut self, place: usize, Reading { value, goal, base }: Reading) {
        (self.values[place], self.bases[place]) = (number(value), base);
        if goal.is_some() || !self.goals.is_empty() {
            self.put_goal(place, goal);
        }
    }

    /// Few metrics have goals that measuring decides.
    #[cold]
    fn put_goal(&mut self, place: usize, goal: Option<f64>) {
        self.goals.resize(self.values.len(), f64::NAN);
        self.goals[place] = number(goal);
    }

    /// Changes the reading of `metric` for `seat` in `period`.
    ///
    /// # Panics
    /// If there is no such place.
    pub fn change(&mut self, metric: usize, seat: usize, period: usize, change: impl FnOnce(&mut Reading)) {
        let place = self.place(metric, seat, period);
        let mut reading = self.at(place);
        change(&mut reading);
        self.put_at(place, reading);
    }

    /// Values of `metric`, `seats × periods`; no number where they are undefined.
    #[must_use]
    pub fn values_of(&self, metric: usize) -> &[f64] {
        &self.values[self.place(metric, 0, 0)..self.place(metric + 1, 0, 0)]
    }

    /// Goals that measuring decided, likewise; `None` where it decided none.
    #[must_use]
    pub fn goals_of(&self, metric: usize) -> Option<&[f64]> {
        (!self.goals.is_empty()).then(|| &self.goals[self.place(metric, 0, 0)..self.place(metric + 1, 0, 0)])
    }

    /// Credits of `metric` and `seat`, by month.
    #[must_use]
    pub fn credits_of(&self, metric: usize, seat: usize) -> &[Credit] {
        let key = (metric as u16, seat as u16);
        let from = self.credits.partition_point(|c| (c.metric, c.seat) < key);
        let to = self.credits.partition_point(|c| (c.metric, c.seat) <= key);
        &self.credits[from..to]
    }
}

/// Who sat in a seat in one paid month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeatMonth {
    /// Somebody is there (false: vacant, or not yet hired).
    pub present: bool,
    /// Full months since that person was hired; [`SeatMonth::VETERAN`] for people from before the simulation.
    pub tenure: u16,
}

impl SeatMonth {
    /// Tenure of people who were there before the simulation started.
    pub const VETERAN: u16 = u16::MAX;
    /// Present, and has been for long.
    pub const SETTLED: SeatMonth = SeatMonth { present: true, tenure: Self::VETERAN };
}

/// Who sat in each seat, month by month of the paid horizon.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Presence {
    /// Paid months.
    pub months: usize,
    /// `seats × months`, month fastest.
    pub seat_months: Vec<SeatMonth>,
}

impl Presence {
    /// A team without turnover: every seat settled in every month.
    #[must_use]
    pub fn settled(seats: usize, months: usize) -> Self {
        Self { months, seat_months: vec![SeatMonth::SETTLED; seats * months] }
    }

    /// The same people over more months, in which nobody is there.
    pub fn stretch(&mut self, months: usize) {
        let seats = self.seat_months.len() / self.months.max(1);
        let mut seat_months = Vec::with_capacity(seats * months);
        for seat in 0..seats {
            seat_months.extend_from_slice(self.of(seat));
            seat_months.resize((seat + 1) * months, SeatMonth { present: false, tenure: 0 });
        }
        (self.months, self.seat_months) = (months, seat_months);
    }

    /// The months of one seat.
    #[must_use]
    pub fn of(&self, seat: usize) -> &[SeatMonth] {
        &self.seat_months[seat * self.months..(seat + 1) * self.months]
    }
}
