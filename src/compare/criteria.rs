//! The tests that a plan must meet, and how each plan fares.
//!
//! All three limits are judgement, and shown as such. Plans are judged at equal cost where they are scaled, as published otherwise:
//! otherwise the meanest plan would always win.

use super::Summary;
use super::grown::net;
use super::number::{percent, percent_of};
use crate::plan::Plan;
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

    /// "21 % over-budget risk (today 18 %)", with the limit where it fails or may fail.
    pub(super) fn phrase(&self, today: Option<Estimate>) -> String {
        let mut notes = Vec::new();
        if self.unsure() {
            notes.push(format!("limit {}: too close to call", percent(self.criterion.limit, None)));
        } else if !self.passes() {
            notes.push(format!("limit {}", percent(self.criterion.limit, None)));
        }
        notes.extend(today.map(|e| format!("today {}", percent_of(e))));
        let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join(", ")) };
        let share = percent_of(self.estimate);
        match self.criterion.kind {
            Kind::Budget => format!("{share} over-budget risk{notes}"),
            Kind::Hardship => format!("{share} of CSM-years below half of target{notes}"),
            Kind::Windfall => format!("{share} paid with no CSM at all{notes}"),
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
    let record = |(plan, candidate): (usize, &Plan)| Record {
        plan,
        checks: CRITERIA
            .iter()
            .filter_map(|c| estimate(summary, &candidate.id, c.kind).map(|estimate| Check { criterion: *c, estimate }))
            .collect(),
    };
    scenario.plans.iter().enumerate().map(record).filter(|r| !r.checks.is_empty()).collect()
}

/// The records among which a decision is made: comparators do not stand, unless there is nothing else.
pub(super) fn candidates<'a>(scenario: &Scenario, records: &'a [Record]) -> Vec<&'a Record> {
    let stands = |r: &&Record| !scenario.plans[r.plan].pays_regardless();
    if records.iter().any(|r| stands(&r)) { records.iter().filter(stands).collect() } else { records.iter().collect() }
}

/// The plan that the decision names: among those that meet every test the one with the smallest 90 % ask, else the one that fails
/// the fewest tests, by the least. Where people respond to pay, growth decides among those that fail the fewest tests: the one with
/// the highest net dollars against today's plan.
pub(super) fn best<'a>(scenario: &Scenario, summary: &Summary, candidates: &[&'a Record]) -> Option<&'a Record> {
    let fewest = candidates.iter().map(|r| r.failed()).min()?;
    let standing = candidates.iter().copied().filter(|r| r.failed() == fewest);
    let nets = standing.filter_map(|r| net(scenario, summary, r.plan).map(|e| (r, e.value)));
    // The first of equals, as everywhere.
    if let Some((most, _)) = nets.min_by(|a, b| b.1.total_cmp(&a.1)) {
        return Some(most);
    }
    let need = |r: &Record| ask(scenario, summary, r.plan).map_or(f64::INFINITY, |e| e.value);
    let passing = candidates.iter().copied().filter(|r| r.failed() == 0);
    let closest = || candidates.iter().copied().min_by(|a, b| (a.failed().cmp(&b.failed())).then(a.excess().total_cmp(&b.excess())));
    passing.min_by(|a, b| need(a).total_cmp(&need(b))).or_else(closest)
}

/// The plan that the decision names, by index; `None` where a single trial decides nothing.
#[must_use]
pub fn recommended(scenario: &Scenario, summary: &Summary) -> Option<usize> {
    let records = records(scenario, summary);
    let best = best(scenario, summary, &candidates(scenario, &records))?;
    best.checks.iter().any(|c| c.estimate.n > 1).then_some(best.plan)
}

/// The budget that holds with 90 % confidence, at equal cost where plans are scaled.
pub(super) fn ask(scenario: &Scenario, summary: &Summary, plan: usize) -> Option<Estimate> {
    let id = &scenario.plans[plan].id;
    summary.get(id, "cost_neutral", "ask90").or_else(|| summary.get(id, "cost", "ask90"))
}

/// Pay noise of one CSM, at equal cost where plans are scaled.
pub(super) fn noise(scenario: &Scenario, summary: &Summary, plan: usize) -> Option<Estimate> {
    let id = &scenario.plans[plan].id;
    summary.get(id, "pay_per_csm_neutral", "sd_within").or_else(|| summary.get(id, "pay_per_csm", "sd_within"))
}

/// The share that a test looks at: at equal cost, else as published.
pub(super) fn estimate(summary: &Summary, plan: &str, kind: Kind) -> Option<Estimate> {
    let either = |neutral: &str, published: &str, statistic: &str| {
        // Scaling a single trial to another's cost says nothing.
        summary.get(plan, neutral, statistic).filter(|e| e.n > 1).or_else(|| summary.get(plan, published, statistic))
    };
    match kind {
        Kind::Budget => either("cost_neutral", "cost", "p_over_budget"),
        Kind::Hardship => either("pay_per_csm_neutral", "pay_per_csm", "p_below_half"),
        Kind::Windfall => summary.get(plan, "windfall", "share"),
    }
}
