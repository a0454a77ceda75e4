//! Plans, people and readings made by hand for the tests of this room.

use super::{Component, Curve, Goal, Ledger, LineKind, Payee, Pays, Plan, Terms, pay};
use crate::measure::{
    AccountRules, Basis, Credit, CreditKind, Facts, Measure, Metric, Presence, Reading, Scope, SeatMonth, Window, WindowKind,
};
use crate::plan::Above;

/// An individual quarterly metric.
pub(super) fn metric(measure: Measure) -> Metric {
    Metric {
        measures: vec![measure],
        window: Window { months: 3, kind: WindowKind::Trailing, basis: Basis::Point },
        scope: Scope::Individual,
        accounts: AccountRules::default(),
        baseline: None,
    }
}

/// The same, from the first paid month on.
pub(super) fn to_date(measure: Measure) -> Metric {
    let mut metric = metric(measure);
    metric.window.kind = WindowKind::YearToDate;
    metric
}

/// Share of target = attainment, without end.
pub(super) fn line() -> Curve {
    Curve::from_points(0.0, &[(0.0, 0.0), (1.0, 1.0)], Above::Extend).unwrap()
}

/// The whole target on the line through 100 % of a goal of 1.
pub(super) fn by_line() -> Component {
    Component::new("main", 1.0, 0, Goal::Fixed(1.0), Pays::Curve(line()))
}

/// Dollars of credit by one account in one paid month.
pub(super) fn credit(seat: u16, month: u16, account: u32, dollars: f64) -> Credit {
    Credit {
        metric: 0,
        seat,
        month,
        account,
        kind: CreditKind::Expansion,
        dollars,
        before: 0.0,
        years: 1,
        churned: None,
        invoice_paid: Some(month + 1),
    }
}

/// One settlement: $12,000 a year each ($3,000 a quarter) over a year of four quarters, settled people.
pub(super) struct Settlement {
    pub(super) terms: Terms,
    pub(super) facts: Facts,
    pub(super) presence: Presence,
}

impl Settlement {
    pub(super) fn new(plan: &Plan, seats: usize) -> Self {
        Self::with(plan, vec![Payee { name: "Ada".into(), target: 12_000.0, book: 1.0, ..Payee::default() }; seats])
    }

    pub(super) fn with(plan: &Plan, payees: Vec<Payee>) -> Self {
        let seats = payees.len();
        let terms = Terms::bind(plan, payees, 12).unwrap();
        let mut facts = Facts::default();
        facts.reset(plan.metrics.len(), seats, terms.periods());
        Self { terms, facts, presence: Presence::settled(seats, 12) }
    }

    /// Values of one metric and seat by period; the last holds on.
    pub(super) fn read(mut self, metric: usize, seat: usize, values: &[f64]) -> Self {
        for period in 0..self.terms.periods() {
            let value = values.get(period).or(values.last()).copied();
            self.facts.put(metric, seat, period, Reading { value, goal: None, base: 1.0 });
        }
        self
    }

    /// A reading that is undefined.
    pub(super) fn undefined(mut self, metric: usize, seat: usize, period: usize) -> Self {
        self.facts.put(metric, seat, period, Reading::default());
        self
    }

    /// Dated credits, and their sums as the readings of metric 0.
    pub(super) fn credits(mut self, credits: &[Credit]) -> Self {
        let months = usize::from(self.terms.plan().cadence);
        for seat in 0..self.terms.payees().len() {
            for period in 0..self.terms.periods() {
                let here = credits.iter().filter(|c| usize::from(c.seat) == seat && usize::from(c.month) / months == period);
                let value = Some(here.map(|c| c.dollars).sum());
                self.facts.put(0, seat, period, Reading { value, goal: None, base: 1.0 });
            }
        }
        self.facts.credits = credits.to_vec();
        self.facts.credits.sort_by_key(|c| (c.metric, c.seat, c.month, c.account));
        self
    }

    /// Nobody there in these months.
    pub(super) fn vacant(mut self, seat: usize, months: std::ops::Range<usize>) -> Self {
        for m in months {
            self.presence.seat_months[seat * 12 + m].present = false;
        }
        self
    }

    /// A new hire who starts in this month.
    pub(super) fn hired(mut self, seat: usize, month: usize) -> Self {
        for m in 0..12 {
            self.presence.seat_months[seat * 12 + m] = SeatMonth { present: m >= month, tenure: m.saturating_sub(month) as u16 };
        }
        self
    }

    pub(super) fn pay(&self) -> Ledger {
        let mut ledger = Ledger::default();
        pay(&self.terms, &self.facts, &self.presence, &mut ledger);
        ledger
    }
}

/// Dollars of one seat by period.
pub(super) fn by_period(ledger: &Ledger, seat: u16) -> Vec<f64> {
    let mut cents = [0; 12];
    for l in ledger.lines.iter().filter(|l| l.seat == seat) {
        cents[usize::from(l.period)] += l.cents.0;
    }
    let last = ledger.lines.iter().map(|l| usize::from(l.period) + 1).max().unwrap_or(0);
    cents[..last].iter().map(|&c| c as f64 / 100.0).collect()
}

/// Dollars of one kind of line, as (period, dollars).
pub(super) fn of_kind(ledger: &Ledger, kind: LineKind) -> Vec<(u16, f64)> {
    ledger.lines.iter().filter(|l| l.kind == kind).map(|l| (l.period, l.cents.dollars())).collect()
}
