//! What is said of a run's rows: the long table with one row per statistic, and those about single quarters and people.

use super::people::PersonRow;
use super::quarters::QuarterRow;
use crate::stats::Estimate;

/// One row of `summary.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Plan's identifier; empty for rows about the market or the run.
    pub plan: String,
    /// What was measured, e.g. `cost`, `pay_per_csm`, `increment_no_csm`.
    pub measure: String,
    /// Which statistic, e.g. `mean`, `sd`, `p95`, `p_over_budget`.
    pub statistic: String,
    /// Comparator of a difference (a plan's identifier), else empty.
    pub against: String,
    /// The number, with its error; `None` where it is undefined.
    pub estimate: Option<Estimate>,
    /// Whether it rests on assumptions about people's behaviour.
    pub assumes_behaviour: bool,
}

/// All that is said of the rows of a run, which are looked through once for it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// The long table, in the order of the file: by plan, measure, statistic.
    pub rows: Vec<Row>,
    /// Cost of every plan in every quarter: by plan, then quarter.
    pub quarters: Vec<QuarterRow>,
    /// Every CSM under every plan: by plan, then seat.
    pub people: Vec<PersonRow>,
}

impl Summary {
    /// The estimate of a statistic that is no difference.
    #[must_use]
    pub fn get(&self, plan: &str, measure: &str, statistic: &str) -> Option<Estimate> {
        self.get_against(plan, measure, statistic, "")
    }

    /// The estimate of a difference or probability against another plan.
    #[must_use]
    pub fn get_against(&self, plan: &str, measure: &str, statistic: &str, against: &str) -> Option<Estimate> {
        self.rows
            .iter()
            .find(|r| r.plan == plan && r.measure == measure && r.statistic == statistic && r.against == against)
            .and_then(|r| r.estimate)
    }
}
