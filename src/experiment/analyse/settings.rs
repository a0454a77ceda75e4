//! What is asked of an analysis.

use super::super::bayes::Prior;
use super::super::clustered::Estimand;

/// A column that must not get worse by more than a margin.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Guardrail {
    /// Title of the column.
    pub column: String,
    /// The change that is still tolerated: −0.02 where more is better (not more than 0.02 lower), 0.02 where less is better.
    pub margin: f64,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Chance of a difference where there is none, two-sided, 0 to 1.
    pub alpha: f64,
    /// Whose average the headline is; the default of each method where none is named.
    pub estimand: Option<Estimand>,
    /// Whether less of the outcome is better.
    pub lower_is_better: bool,
    /// The uplift at which the new plan's extra pay is earned back.
    pub break_even: Option<f64>,
    /// What was believed of the uplift before; `None` for the public prior where outcomes look like ratios of revenue, flat otherwise.
    pub prior: Option<Prior>,
    /// Columns that must not get worse.
    pub guardrails: Vec<Guardrail>,
    /// Last days of a quarter that count as its edge.
    pub edge_days: i64,
    /// Seed of everything that is drawn where assignments are too many to be counted.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            alpha: 0.05,
            estimand: None,
            lower_is_better: false,
            break_even: None,
            prior: None,
            guardrails: Vec::new(),
            edge_days: 7,
            seed: 1,
        }
    }
}
