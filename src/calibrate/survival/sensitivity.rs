//! What churn becomes under other rules of inactivity.

use serde::Serialize;

use super::hazard::constant_hazard;
use super::inactivity::{InactivityCounts, InactivityRule, derive_lifetimes};
use super::kaplan_meier::{SurvivalInterval, kaplan_meier};
use super::life_table::LifeTable;
use super::unfit::Unfit;
use crate::cohort::History;
use crate::stats::Estimate;

/// Churn under one rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleOutcome {
    /// What the rule used and left out.
    pub counts: InactivityCounts,
    /// Accounts that churned.
    pub churned: u64,
    /// Churn per account-month.
    pub hazard: Estimate,
    /// Tenure of `survival`, months: 12, or the longest that the panel allows.
    pub at: u32,
    /// Share still there after that.
    pub survival: Option<Estimate>,
}

/// The rules of 1 to 6 silent months on one panel, other things as in `rule`.
#[must_use]
pub fn rule_sensitivity(history: &History, rule: InactivityRule) -> Vec<(usize, Result<RuleOutcome, Unfit>)> {
    (1..=6).map(|silent| (silent, outcome(history, InactivityRule { silent_months: silent, ..rule }))).collect()
}

fn outcome(history: &History, rule: InactivityRule) -> Result<RuleOutcome, Unfit> {
    let derived = derive_lifetimes(history, rule)?;
    let table = LifeTable::new(&derived.lifetimes);
    let at = table.longest().min(12);
    let survival = kaplan_meier(&table, SurvivalInterval::LogLog).at(at).map(|p| p.survival);
    Ok(RuleOutcome { counts: derived.counts, churned: table.churned, hazard: constant_hazard(&table)?, at, survival })
}
