//! Which rule to take, by a stated procedure, with its numbers.

use super::RuleRow;

/// The rule to take and why.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Recommendation {
    /// Its row.
    pub row: usize,
    /// In words, with its numbers.
    pub sentence: String,
}

pub(super) fn recommend(_rows: &[RuleRow]) -> Option<Recommendation> {
    None
}
