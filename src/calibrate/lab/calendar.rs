//! The quarters that each rule is judged on.
//!
//! Quarters end with the history. Rules are compared on the same ones as far as that leaves four: the months before are the longest
//! past that any rule needs which is still left with four quarters (or with as many as the best). Rules that need more past are
//! judged on the quarters they can be read in, which their rows say.

use crate::cohort::resample::split_months;
use crate::measure::{Baseline, Basis};

/// Months in a pay period.
pub(super) const QUARTER: usize = 3;

/// Quarters that make a fair comparison: a year.
const ENOUGH: usize = 4;

/// Months of past below which no growth curve is estimated.
const CURVE_PAST: usize = 6;

/// Quarters of one rule: the first one's first month, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quarters {
    pub(super) first: usize,
    pub(super) number: usize,
}

impl Quarters {
    /// First months of the quarters.
    pub(super) fn starts(self) -> impl Iterator<Item = usize> + Clone {
        (0..self.number).map(move |quarter| self.first + QUARTER * quarter)
    }
}

/// Months that have to precede a rule's first quarter.
pub(super) fn past_needed(rule: Baseline, basis: Basis) -> usize {
    let base = match basis {
        Basis::Point => 1,
        Basis::Sum => QUARTER,
    };
    match rule {
        Baseline::Trailing { months } => base.max(usize::from(months)),
        Baseline::SameQuarterLastYear => 12,
        Baseline::CohortCurve { annual: None } | Baseline::Forecast { .. } => CURVE_PAST,
        Baseline::CohortCurve { .. } | Baseline::HoldOut { .. } | Baseline::HighWaterMark | Baseline::Ratchet { .. } => base,
    }
}

/// The quarters of rules that need so many months of past each; `None` for those that the history is too short for.
pub(super) fn quarters(months: usize, past: &[usize]) -> Vec<Option<Quarters>> {
    let own = |past| split_months(months, past, QUARTER).map(|(first, paid)| Quarters { first, number: paid / QUARTER });
    let most = past.iter().filter_map(|&past| own(past)).map(|quarters| quarters.number).max().unwrap_or(0);
    let common = past.iter().copied().filter(|&past| own(past).is_some_and(|quarters| quarters.number >= most.min(ENOUGH))).max();
    past.iter().map(|&past| own(common.map_or(past, |common| past.max(common)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(months: usize, past: &[usize]) -> Vec<Option<(usize, usize)>> {
        quarters(months, past).into_iter().map(|q| q.map(|q| (q.first, q.number))).collect()
    }

    #[test]
    fn rules_share_quarters_where_a_year_is_left() {
        assert_eq!(of(24, &[3, 12, 6, 1]), [Some((12, 4)); 4]);
        assert_eq!(of(36, &[3, 12]), [Some((12, 8)); 2]);
    }

    #[test]
    fn a_short_history_judges_what_it_can() {
        // 19 months: a year's past would leave two quarters; half a year's leaves four.
        assert_eq!(of(19, &[3, 12, 6, 1]), [Some((7, 4)), Some((13, 2)), Some((7, 4)), Some((7, 4))]);
        assert_eq!(of(12, &[3, 12, 6, 1]), [Some((3, 3)), None, Some((6, 2)), Some((3, 3))]);
        assert_eq!(of(3, &[3, 1]), [None, None]);
    }

    #[test]
    fn quarters_follow_each_other() {
        assert_eq!(Quarters { first: 7, number: 3 }.starts().collect::<Vec<_>>(), [7, 10, 13]);
    }
}
