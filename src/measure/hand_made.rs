//! Panels and metrics made by hand, small enough to check on paper.

use super::{
    AccountRules, Baseline, Basis, Books, Facts, Measure, Metric, Presence, Reading, Scope, SeatBook, SegmentBasis, Window, WindowKind,
    read,
};
use crate::dynamics::{Event, EventKind, Panel};

/// A panel with `months` months, of which the first `first_paid` are burn-in, and no accounts yet. All measurement noise is 0.
pub(super) fn panel(first_paid: usize, months: usize, seats: usize) -> Panel {
    Panel {
        months,
        first_paid,
        seats,
        strategy: vec![0.5; months * seats],
        review: vec![0.1; months * seats],
        inflation: vec![0.0; months * seats],
        begging: vec![0.0; months * seats],
        sandbagging: vec![0.0; months * seats],
        work: vec![1.0; months * seats],
        macro_state: vec![0.0; months],
        seat_noise: vec![0.0; months * seats * 4],
        ticket_luck: vec![0.5; months * seats * 2],
        ..Panel::default()
    }
}

/// An account to be added to a panel.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) owner: u16,
    pub(super) segment: u16,
    pub(super) born: u16,
    pub(super) left: u16,
    pub(super) contract: bool,
    /// Revenue by month.
    pub(super) revenue: Vec<f32>,
    /// Value score by month; the last one holds on.
    pub(super) value: Vec<f32>,
    pub(super) deployment: f32,
}

/// An account of seat `owner` with this revenue by month and a value score of 0.
pub(super) fn account(owner: u16, revenue: &[f32]) -> Account {
    Account {
        owner,
        segment: 0,
        born: 0,
        left: Panel::ALIVE,
        contract: false,
        revenue: revenue.to_vec(),
        value: vec![0.0],
        deployment: 0.0,
    }
}

impl Account {
    pub(super) fn segment(self, segment: u16) -> Self {
        Self { segment, ..self }
    }

    pub(super) fn born(self, born: u16) -> Self {
        Self { born, ..self }
    }

    pub(super) fn left(self, left: u16) -> Self {
        Self { left, ..self }
    }

    pub(super) fn contract(self) -> Self {
        Self { contract: true, ..self }
    }

    pub(super) fn value(self, value: &[f32]) -> Self {
        Self { value: value.to_vec(), ..self }
    }
}

impl Panel {
    /// Fills the columns with these accounts. Revenue before arrival and after the loss is 0; the last month given holds on.
    pub(super) fn with(mut self, accounts: Vec<Account>) -> Self {
        let n = accounts.len();
        self.accounts = n;
        self.revenue = vec![0.0; self.months * n];
        self.value = vec![f32::NAN; self.months * n];
        for (column, account) in accounts.into_iter().enumerate() {
            self.id.push(100 + column as u32);
            self.segment.push(account.segment);
            self.owner.push(account.owner);
            self.born.push(account.born);
            self.left.push(account.left);
            self.contract.push(account.contract);
            self.deployment.push(account.deployment);
            for month in 0..self.months {
                if usize::from(account.born) <= month && month < usize::from(account.left) {
                    let held = |column: &[f32]| column.get(month).or(column.last()).copied().unwrap_or(0.0);
                    self.revenue[month * n + column] = held(&account.revenue);
                    self.value[month * n + column] = held(&account.value);
                }
            }
        }
        self
    }

    /// Adds events, given by month.
    pub(super) fn happened(mut self, events: &[(u16, u32, EventKind, f32)]) -> Self {
        self.events.extend(events.iter().map(|&(month, account, kind, dollars)| Event {
            month,
            account,
            kind,
            dollars,
            discount: 0.0,
            before: 0.0,
            size: 0.0,
            years: 1,
        }));
        self.events.sort_by_key(|event| (event.month, event.account));
        self
    }

    /// Adds hand-overs, given by month.
    pub(super) fn moved(mut self, moves: &[(u32, u16, u16)]) -> Self {
        self.moves.extend_from_slice(moves);
        self
    }

    /// Drops all that revenue histories do not have.
    pub(super) fn without_customers_life(mut self) -> Self {
        for column in [&mut self.value, &mut self.deployment, &mut self.macro_state, &mut self.seat_noise] {
            column.clear();
        }
        for column in [
            &mut self.strategy,
            &mut self.review,
            &mut self.inflation,
            &mut self.begging,
            &mut self.work,
            &mut self.ticket_luck,
            &mut self.sandbagging,
        ] {
            column.clear();
        }
        self.events.clear();
        self
    }
}

/// Trailing quarter, point against point, individual, no rules.
pub(super) fn metric(measure: Measure) -> Metric {
    Metric {
        measures: vec![measure],
        window: Window { months: 3, kind: WindowKind::Trailing, basis: Basis::Point },
        scope: Scope::Individual,
        accounts: AccountRules::default(),
        baseline: None,
    }
}

impl Metric {
    pub(super) fn window(mut self, months: u16, kind: WindowKind, basis: Basis) -> Self {
        self.window = Window { months, kind, basis };
        self
    }

    pub(super) fn sum(self) -> Self {
        let Window { months, kind, .. } = self.window;
        self.window(months, kind, Basis::Sum)
    }

    pub(super) fn scope(self, scope: Scope) -> Self {
        Self { scope, ..self }
    }

    pub(super) fn rules(self, accounts: AccountRules) -> Self {
        Self { accounts, ..self }
    }

    pub(super) fn baseline(self, baseline: Baseline) -> Self {
        Self { baseline: Some(baseline), ..self }
    }
}

/// Segments with a yearly organic NRR of 1.21 and 1: √1.21 = 1.1 in half a year.
pub(super) const SEGMENTS: [SegmentBasis; 2] = [SegmentBasis { organic_nrr: 1.21 }, SegmentBasis { organic_nrr: 1.0 }];

/// Reads one metric quarterly over all full paid quarters of the panel, everybody settled and in one pod and segment.
pub(super) fn facts(metric: &Metric, panel: &Panel) -> Facts {
    let months = (panel.months - panel.first_paid) / 3 * 3;
    let presence = Presence::settled(panel.seats, months);
    let seats = vec![SeatBook { segment: 0, pod: 0 }; panel.seats];
    let mut facts = Facts::default();
    let books = Books { seats: &seats, segments: &SEGMENTS, presence: &presence, months };
    read(std::slice::from_ref(metric), 3, panel, None, &books, &mut facts);
    facts
}

/// The same, one seat's reading in one quarter.
pub(super) fn reading(metric: &Metric, panel: &Panel, seat: usize, period: usize) -> Reading {
    facts(metric, panel).reading(0, seat, period)
}

/// The same, its value.
pub(super) fn value(metric: &Metric, panel: &Panel) -> Option<f64> {
    reading(metric, panel, 0, 0).value
}

/// Asserts that a value is defined and equal to within rounding.
#[track_caller]
pub(super) fn close(value: Option<f64>, expected: f64) {
    let value = value.expect("the value is defined");
    assert!((value - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{value} is not {expected}");
}
