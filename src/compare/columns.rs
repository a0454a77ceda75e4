//! A run's outcomes in the shape that statistics want: dollars, one column a plan, published and at equal cost. Pay is read as it is asked for:
//! of a long run not even one plan's would fit into memory.

use std::iter::repeat_with;
use std::rc::Rc;

use crate::scenario::{Neutral, Scenario};
use crate::stats::{PaySplit, Sorted};
use crate::trial::{Cell, Column as Rows, Outcomes, Picked, RunResult, SUM_GROUPS};

/// Pay of one plan, `trials × seats` in cents, times a scale.
#[derive(Clone, Copy)]
pub(super) struct Pays<'r> {
    /// Of all plans.
    cents: &'r Rows<i64>,
    plans: usize,
    plan: usize,
    trials: usize,
    seats: usize,
    /// Dollars per stored cent: 0.01, or that times the factor of equal cost.
    dollars: f64,
    /// Whether `dollars` is a plain hundredth, to be divided out exactly.
    exact: bool,
}

impl<'r> Pays<'r> {
    /// As published.
    pub(super) fn published(outcomes: &'r Outcomes, plan: usize) -> Self {
        let (cents, plans) = (&outcomes.pay, outcomes.plans);
        Self { cents, plans, plan, trials: outcomes.trials, seats: outcomes.seats, dollars: 0.01, exact: true }
    }

    /// Pays as published brought to the reference's expected cost; `None` where the plan was not or cannot be scaled.
    pub(super) fn scaled(self, scenario: &Scenario, result: &'r RunResult) -> Option<Self> {
        let factor = factor(scenario, result, self.plan)?;
        Some(if result.neutral_pay.is_empty() {
            Self { dollars: 0.01 * factor, exact: factor == 1.0, ..self }
        } else {
            Self { cents: &result.neutral_pay, plans: result.base.plans, ..self }
        })
    }

    /// Something of every trial's pays, by seat, \[$\].
    pub(super) fn by_trial<R>(self, of: impl Fn(&[f64]) -> R) -> impl Iterator<Item = R> {
        by_row(self.all(), self.seats, of).take(self.trials)
    }

    /// All pays, trial slowest, \[$\].
    pub(super) fn all(self) -> impl Iterator<Item = f64> + Clone {
        self.in_cents().map(move |c| self.in_dollars(c))
    }

    /// Cost of each trial, \[$\]: cents are added before they become dollars.
    pub(super) fn costs(self) -> Vec<f64> {
        by_row(self.in_cents(), self.seats, |cents| self.in_dollars(cents.iter().sum())).take(self.trials).collect()
    }

    /// Pay of one seat over trials, \[$\].
    pub(super) fn of_seat(self, seat: usize) -> impl Iterator<Item = f64> {
        self.cents.picked(self.plans * self.seats, self.plan * self.seats + seat, 1).map(move |c| self.in_dollars(c))
    }

    fn in_cents(self) -> Picked<'r, i64> {
        self.cents.picked(self.plans * self.seats, self.plan * self.seats, self.seats)
    }

    fn in_dollars(self, cents: i64) -> f64 {
        if self.exact { cents as f64 / 100.0 } else { cents as f64 * self.dollars }
    }
}

/// Something of every row of `length` values, for as long as there are rows and, once they end, of rows without values.
pub(super) fn by_row<T, R>(mut values: impl Iterator<Item = T>, length: usize, of: impl Fn(&[T]) -> R) -> impl Iterator<Item = R> {
    let mut row = Vec::with_capacity(length);
    repeat_with(move || {
        row.clear();
        row.extend(values.by_ref().take(length));
        of(&row)
    })
}

/// The factor that brings `plan` to the reference's expected cost, where plans are compared at equal cost at all.
pub(super) fn factor(scenario: &Scenario, result: &RunResult, plan: usize) -> Option<f64> {
    if scenario.neutral == Neutral::Off { None } else { result.neutral_factor.get(plan).copied().flatten().filter(|f| f.is_finite()) }
}

/// One way of paying one plan, ready for statistics.
pub(super) struct Column {
    /// Cost of each trial, \[$\].
    pub(super) cost: Vec<f64>,
    /// The same, sorted.
    pub(super) sorted: Sorted,
    /// Variance within and between CSMs.
    pub(super) split: PaySplit,
}

impl Column {
    fn new(pays: Pays<'_>) -> Self {
        let cost = pays.costs();
        Self { sorted: Sorted::new(cost.clone()), cost, split: PaySplit::new(pays.all(), pays.seats) }
    }
}

/// What the statistics of one plan are made from, and what every plan is compared with.
pub(super) struct Columns {
    /// Cost of every plan as published, by plan, \[$\].
    pub(super) costs: Vec<Rows<f64>>,
    /// The reference as published.
    pub(super) today: Rc<Column>,
    /// The plan as published.
    pub(super) own: Rc<Column>,
    /// The plan at equal cost.
    pub(super) neutral: Option<Column>,
}

impl Columns {
    /// Of the reference.
    pub(super) fn new(scenario: &Scenario, result: &RunResult) -> Self {
        let today = Rc::new(Column::new(Pays::published(&result.base, scenario.reference)));
        let costs = (0..result.base.plans).map(|p| Rows::beside(result.base.costs(p), &result.base.pay)).collect();
        Self { costs, own: Rc::clone(&today), today, neutral: None }
    }

    /// Turns to another plan: there is room for one, however long the run was.
    pub(super) fn turn_to(&mut self, scenario: &Scenario, result: &RunResult, p: usize) {
        let pays = Pays::published(&result.base, p);
        self.neutral = None;
        self.own = if p == scenario.reference { Rc::clone(&self.today) } else { Rc::new(Column::new(pays)) };
        self.neutral = pays.scaled(scenario, result).map(Column::new);
    }
}

/// A `trials × plans` matrix's column for `plan`; empty where the matrix is (no twins).
pub(super) fn of_plan<T: Cell>(matrix: &Rows<T>, plans: usize, plan: usize) -> Vec<T> {
    matrix.of_rows(plans, plan, 1)
}

/// The values that are numbers: undefined trials are stored as NaN.
pub(super) fn defined(xs: &[f64]) -> Vec<f64> {
    xs.iter().copied().filter(|x| x.is_finite()).collect()
}

/// Means of `xs` with one group of trials (trial number modulo [`SUM_GROUPS`]) left out at a time, one for each group that has trials.
pub(super) fn means_without(xs: &[f64]) -> Vec<f64> {
    let groups = SUM_GROUPS.min(xs.len());
    let total: f64 = xs.iter().sum();
    (0..groups)
        .map(|g| {
            let of_group = xs.iter().skip(g).step_by(SUM_GROUPS);
            (total - of_group.clone().sum::<f64>()) / (xs.len() - of_group.len()) as f64
        })
        .collect()
}
