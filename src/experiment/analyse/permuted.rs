//! The answer by counting: how many of the assignments that were possible look as extreme as the one that was drawn.

use super::super::clustered::Estimand;
use super::super::permutation::{Adjustment, AssignmentSet, Limits, PermutationError, RandomisationTest, Statistic};
use super::line::{Line, Standing};
use super::{Level, Units};

/// A permutation test of one comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Permuted {
    /// Its line.
    pub line: Line,
    /// Assignments that were counted.
    pub assignments: u64,
    /// Whether that was all of them.
    pub exact: bool,
    /// The smallest p that any outcome could have had.
    pub smallest_p: f64,
    /// Error of p from drawing; `None` where all were counted.
    pub p_error: Option<f64>,
}

/// Where the assignment could have been drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Drawn<'a> {
    /// Listed by the assignment's own file; `None` for as many treated in each stratum as were treated.
    pub set: Option<&'a AssignmentSet>,
    /// Title of the stratum; empty without strata.
    pub stratum: &'a str,
    /// Who was assigned.
    pub level: Level,
    /// Seed of the draws where assignments are too many to be counted.
    pub seed: u64,
}

/// Counts. Without strata the statistic is Welch's t of unit means; within strata or pairs, or where units are weighted, the difference.
///
/// # Errors
/// Where an arm has no unit.
pub(super) fn permute(units: &Units, estimand: Estimand, drawn: Drawn<'_>, alpha: f64) -> Result<Permuted, PermutationError> {
    let listed;
    let set = match drawn.set {
        Some(set) => set,
        None => {
            let limits = Limits { seed: drawn.seed, ..Limits::default() };
            listed = AssignmentSet::like(&units.treated, units.stratum.as_deref(), limits)?;
            &listed
        }
    };
    let statistic = match (&units.weight, &units.stratum) {
        (Some(weight), _) => Statistic::Weighted(weight.clone()),
        (None, Some(_)) => Statistic::Difference,
        (None, None) => Statistic::Studentised,
    };
    let adjustment = units.baseline.as_deref().map_or_else(|| Ok(Adjustment::none()), Adjustment::cuped)?;
    let test = RandomisationTest::new(set, &units.outcome, &units.treated, &statistic, &adjustment)?;
    let counts = test.counts();
    let inside = match (drawn.level, drawn.stratum) {
        (Level::Cohort, _) => ", inside books".to_owned(),
        (_, "") => String::new(),
        (_, stratum) => format!(", inside {stratum}"),
    };
    let adjusted = if units.baseline.is_some() { ", CUPED" } else { "" };
    let line = Line {
        key: "permutation",
        name: format!("permutation{inside}{adjusted}"),
        estimand,
        estimate: test.estimate(),
        standard_error: None,
        degrees_of_freedom: None,
        p: Some(counts.p()),
        interval: test.interval(1.0 - alpha),
        standing: Standing::Beside,
    };
    Ok(Permuted {
        line,
        assignments: set.len() as u64,
        exact: counts.exact,
        smallest_p: set.smallest_p(),
        p_error: counts.standard_error(),
    })
}
