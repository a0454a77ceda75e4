//! A run's outcomes in the shape that statistics want: dollars, one column a plan, published and at equal cost.

use crate::scenario::{Neutral, Scenario};
use crate::stats::{PaySplit, Sorted};
use crate::trial::{Outcomes, RunResult, SUM_GROUPS};

/// Pay of one plan, `trials × plans × seats` in cents, times a scale.
#[derive(Clone, Copy)]
pub(super) struct Pays<'a> {
    cents: &'a [i64],
    outcomes: &'a Outcomes,
    plan: usize,
    /// Dollars per stored cent: 0.01, or that times the factor of equal cost.
    dollars: f64,
    /// Whether `dollars` is a plain hundredth, to be divided out exactly.
    exact: bool,
}

impl<'a> Pays<'a> {
    /// As published.
    pub(super) fn published(outcomes: &'a Outcomes, plan: usize) -> Self {
        Self { cents: &outcomes.pay, outcomes, plan, dollars: 0.01, exact: true }
    }

    /// At the reference's expected cost; `None` where the plan was not or cannot be scaled.
    pub(super) fn neutral(scenario: &Scenario, result: &'a RunResult, plan: usize) -> Option<Self> {
        let factor = factor(scenario, result, plan)?;
        let published = Self::published(&result.base, plan);
        Some(if result.neutral_pay.is_empty() {
            Self { dollars: 0.01 * factor, exact: factor == 1.0, ..published }
        } else {
            Self { cents: &result.neutral_pay, ..published }
        })
    }

    /// Pay of every seat in `trial`, \[$\].
    pub(super) fn of_trial(self, trial: usize) -> impl Iterator<Item = f64> + Clone + 'a {
        let from = (trial * self.outcomes.plans + self.plan) * self.outcomes.seats;
        self.cents[from..from + self.outcomes.seats]
            .iter()
            .map(move |c| if self.exact { *c as f64 / 100.0 } else { *c as f64 * self.dollars })
    }

    /// All pays, trial slowest, \[$\].
    pub(super) fn all(self) -> impl Iterator<Item = f64> + Clone + 'a {
        (0..self.outcomes.trials).flat_map(move |t| self.of_trial(t))
    }

    /// Cost of each trial, \[$\]: cents are added before they become dollars.
    pub(super) fn costs(self) -> Vec<f64> {
        (0..self.outcomes.trials)
            .map(|t| {
                let from = (t * self.outcomes.plans + self.plan) * self.outcomes.seats;
                let cents: i64 = self.cents[from..from + self.outcomes.seats].iter().sum();
                if self.exact { cents as f64 / 100.0 } else { cents as f64 * self.dollars }
            })
            .collect()
    }

    /// Pay of one seat over trials, \[$\].
    pub(super) fn of_seat(self, seat: usize) -> impl Iterator<Item = f64> + 'a {
        (0..self.outcomes.trials).filter_map(move |t| self.of_trial(t).nth(seat))
    }
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
        Self { sorted: Sorted::new(cost.clone()), cost, split: PaySplit::new(pays.all(), pays.outcomes.seats) }
    }
}

/// Every plan, both ways.
pub(super) struct Columns {
    pub(super) published: Vec<Column>,
    pub(super) neutral: Vec<Option<Column>>,
}

impl Columns {
    pub(super) fn new(scenario: &Scenario, result: &RunResult) -> Self {
        let plans = 0..result.base.plans;
        Self {
            published: plans.clone().map(|p| Column::new(Pays::published(&result.base, p))).collect(),
            neutral: plans.map(|p| Pays::neutral(scenario, result, p).map(Column::new)).collect(),
        }
    }
}

/// A `trials × plans` matrix's column for `plan`; empty where the matrix is (no twins).
pub(super) fn of_plan<T: Copy>(matrix: &[T], plans: usize, plan: usize) -> Vec<T> {
    matrix.iter().skip(plan).step_by(plans.max(1)).copied().collect()
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
