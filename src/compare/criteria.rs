//! The tests that a plan must meet, and how each plan fares.
//!
//! All three limits are judgement, and shown as such. Plans are judged at equal cost where they are scaled, as published otherwise:
//! otherwise the meanest plan would always win.

use super::Summary;
use super::words::percent;
use crate::scenario::Scenario;
use crate::stats::Estimate;

/// One test: a probability or share that must not exceed its limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Criterion {
    pub(super) kind: Kind,
    /// Largest share that passes.
    pub(super) limit: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// P(cost over budget).
    Budget,
    /// Share of CSM-years paid below half of target.
    Hardship,
    /// Share of pay that would be paid with no CSM at all.
    Windfall,
}

pub(super) const CRITERIA: [Criterion; 3] = [
    Criterion { kind: Kind::Budget, limit: 0.10 },
    Criterion { kind: Kind::Hardship, limit: 0.10 },
    Criterion { kind: Kind::Windfall, limit: 0.50 },
];

/// How a plan fares in one test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Check {
    pub(super) criterion: Criterion,
    pub(super) estimate: Estimate,
}

impl Check {
    pub(super) fn passes(&self) -> bool {
        self.estimate.value <= self.criterion.limit
    }

    /// Whether the limit lies within the estimate's 95 % interval: more trials could turn the answer.
    pub(super) fn unsure(&self) -> bool {
        let limit = self.criterion.limit;
        self.estimate.low.is_some_and(|low| low < limit) && self.estimate.high.is_some_and(|high| limit < high)
    }

    /// By how much of the limit it fails; 0 if it passes.
    pub(super) fn excess(&self) -> f64 {
        (self.estimate.value / self.criterion.limit - 1.0).max(0.0)
    }

    /// "21 % over-budget risk", with the limit where it fails.
    pub(super) fn phrase(&self) -> String {
        let share = percent(self.estimate);
        let limit = if self.passes() { String::new() } else { format!(" (limit {:.0} %)", 100.0 * self.criterion.limit) };
        match self.criterion.kind {
            Kind::Budget => format!("{share} over-budget risk{limit}"),
            Kind::Hardship => format!("{share} of CSM-years paid below half of target{limit}"),
            Kind::Windfall => format!("{share} paid with no CSM at all{limit}"),
        }
    }
}

/// All checks of one plan.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Record {
    /// Plan by index.
    pub(super) plan: usize,
    /// Tests that apply: without twins there is no windfall test.
    pub(super) checks: Vec<Check>,
}

impl Record {
    pub(super) fn failed(&self) -> usize {
        self.checks.iter().filter(|r| !r.passes()).count()
    }

    pub(super) fn excess(&self) -> f64 {
        self.checks.iter().map(Check::excess).sum()
    }

    /// Standard error of [`Record::excess`], tests taken as independent.
    pub(super) fn excess_error(&self) -> f64 {
        let squares =
            self.checks.iter().filter(|r| !r.passes()).map(|r| (r.estimate.standard_error.unwrap_or(0.0) / r.criterion.limit).powi(2));
        squares.sum::<f64>().sqrt()
    }
}

/// Every plan's record, in the scenario's order; plans without any number are left out.
pub(super) fn records(scenario: &Scenario, summary: &Summary) -> Vec<Record> {
    let record = |(plan, candidate): (usize, &crate::plan::Plan)| Record {
        plan,
        checks: CRITERIA
            .iter()
            .filter_map(|c| estimate(summary, &candidate.id, c.kind).map(|estimate| Check { criterion: *c, estimate }))
            .collect(),
    };
    scenario.plans.iter().enumerate().map(record).filter(|r| !r.checks.is_empty()).collect()
}

/// The share that a test looks at: at equal cost, else as published.
pub(super) fn estimate(summary: &Summary, plan: &str, kind: Kind) -> Option<Estimate> {
    let either = |neutral: &str, published: &str, statistic: &str| {
        summary.get(plan, neutral, statistic).or_else(|| summary.get(plan, published, statistic))
    };
    match kind {
        Kind::Budget => either("cost_neutral", "cost", "p_over_budget"),
        Kind::Hardship => either("pay_per_csm_neutral", "pay_per_csm", "p_below_half"),
        Kind::Windfall => summary.get(plan, "windfall", "share"),
    }
}
