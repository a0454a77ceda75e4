//! Lifetimes from a panel that records no churn date: an account that stays silent long enough has left.
//!
//! With months `0 … M−1` and a rule of `G` silent months, the last month in which silence can be told from churn is `C = M−1−G`. With
//! `f` and `l` the first and last month with revenue: accounts with `f > C` are excluded (nobody could have seen them leave); `l ≤ C` is
//! churn with tenure `l − f + 1`; the others are censored with tenure `C − f + 1`. Accounts first seen in the panel's first month may be
//! older than they look (left truncation): the rule can start with accounts first seen later.

use serde::Serialize;

use super::unfit::Unfit;
use crate::calibrate::{Covariate, Lifetimes, Values};
use crate::cohort::History;

/// When silence counts as churn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct InactivityRule {
    /// Months without revenue, up to the end of the panel, that mean an account has left; at least 1.
    pub silent_months: usize,
    /// Only accounts first seen in this month of the panel (by index) or later; 0 takes all.
    pub first_seen_from: usize,
}

impl Default for InactivityRule {
    fn default() -> Self {
        Self { silent_months: 3, first_seen_from: 0 }
    }
}

/// Lifetimes by the rule, and what the rule could not use.
#[derive(Debug, Clone, PartialEq)]
pub struct DerivedLifetimes {
    /// One row per account that could be judged, with the covariates `segment` (if there are several) and `ln_first_revenue`: size known
    /// when the account came, so that it foretells nothing.
    pub lifetimes: Lifetimes,
    /// The account of the history that each row is.
    pub account: Vec<usize>,
    /// What was taken and left out.
    pub counts: InactivityCounts,
}

/// What an inactivity rule did with the accounts of a panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InactivityCounts {
    /// The rule.
    pub rule: InactivityRule,
    /// Last month, by index, in which churn can be told.
    pub last_judged_month: usize,
    /// Accounts used.
    pub used: usize,
    /// Of them, those first seen in the first month of the panel: they may be older, their tenures are too short.
    pub may_be_older: usize,
    /// Accounts first seen too late to be judged.
    pub came_late: usize,
    /// Accounts first seen before the month that the rule starts with.
    pub seen_before: usize,
    /// Accounts without revenue in any month.
    pub never_active: usize,
    /// Silences of at least that many months that ended with revenue: each would have been called churn had the panel ended in it.
    pub returned: usize,
}

impl InactivityCounts {
    /// Share of long silences that were no churn: `returned / (returned + churned)`. `None` without any silence.
    #[must_use]
    pub fn false_churn(&self, churned: u64) -> Option<f64> {
        let all = self.returned as f64 + churned as f64;
        (all > 0.0).then(|| self.returned as f64 / all)
    }
}

/// First and last active month (by index) of an account; `None` if it never was.
pub(super) fn active_span(revenue: &[f64]) -> Option<(usize, usize)> {
    let first = revenue.iter().position(|r| *r > 0.0)?;
    let last = revenue.iter().rposition(|r| *r > 0.0)?;
    Some((first, last))
}

/// Last month that the rule can judge.
pub(super) fn last_judged(months: usize, rule: InactivityRule) -> Result<usize, Unfit> {
    let silent = rule.silent_months;
    if silent == 0 || silent >= months {
        return Err(Unfit::PanelTooShort { months, silent });
    }
    Ok(months - 1 - silent)
}

/// Applies the rule to every account.
///
/// # Errors
/// [`Unfit::PanelTooShort`] if no month can be judged.
pub fn derive_lifetimes(history: &History, rule: InactivityRule) -> Result<DerivedLifetimes, Unfit> {
    let end = last_judged(history.months.len(), rule)?;
    let mut counts = InactivityCounts {
        rule,
        last_judged_month: end,
        used: 0,
        may_be_older: 0,
        came_late: 0,
        seen_before: 0,
        never_active: 0,
        returned: 0,
    };
    let mut lifetimes = Lifetimes::default();
    let (mut account, mut size) = (Vec::new(), Vec::new());
    for i in 0..history.accounts.len() {
        let revenue = history.of(i);
        let Some((first, last)) = active_span(revenue) else {
            counts.never_active += 1;
            continue;
        };
        if first < rule.first_seen_from {
            counts.seen_before += 1;
            continue;
        }
        if first > end {
            counts.came_late += 1;
            continue;
        }
        counts.returned += silences(&revenue[first..=last], rule.silent_months);
        counts.may_be_older += usize::from(first == 0);
        lifetimes.churned.push(last <= end);
        lifetimes.tenure.push((last.min(end) - first + 1) as u32);
        account.push(i);
        size.push(revenue[first].ln());
    }
    counts.used = account.len();
    lifetimes.entry = vec![0; account.len()];
    if history.segments.len() > 1 {
        let code = account.iter().map(|i| history.segment[*i]).collect();
        lifetimes.covariates.push(Covariate { name: "segment".into(), values: Values::Category { names: history.segments.clone(), code } });
    }
    lifetimes.covariates.push(Covariate { name: "ln_first_revenue".into(), values: Values::Number(size) });
    Ok(DerivedLifetimes { lifetimes, account, counts })
}

/// Runs of at least `long` silent months between two active ones.
fn silences(between: &[f64], long: usize) -> usize {
    between.split(|r| *r > 0.0).filter(|silence| silence.len() >= long).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(rows: &[&[f64]]) -> History {
        History {
            accounts: (0..rows.len()).map(|i| format!("a{i}")).collect(),
            months: (1..=rows[0].len()).map(|m| format!("2024-{m:02}")).collect(),
            segments: vec![String::new()],
            segment: vec![0; rows.len()],
            revenue: rows.concat(),
            owner: None,
        }
    }

    #[test]
    fn silence_to_the_end_is_churn_and_silence_that_ends_is_not() {
        let panel = history(&[
            &[1.0, 1.0, 0.0, 0.0, 0.0, 0.0], // left after two months
            &[0.0, 2.0, 0.0, 0.0, 2.0, 0.0], // came back: still there when last judged
            &[0.0, 0.0, 3.0, 3.0, 0.0, 0.0], // last seen in the last judged month: churned with tenure 2
            &[0.0, 0.0, 0.0, 0.0, 4.0, 4.0], // too late to judge
            &[0.0; 6],                       // never there
            &[1.0, 1.0, 1.0, 1.0, 1.0, 1.0], // there all along
        ]);
        let derived = derive_lifetimes(&panel, InactivityRule { silent_months: 2, first_seen_from: 0 }).unwrap();
        assert_eq!(derived.lifetimes.tenure, [2, 3, 2, 4]);
        assert_eq!(derived.lifetimes.churned, [true, false, true, false]);
        assert_eq!(derived.account, [0, 1, 2, 5]);
        let c = &derived.counts;
        assert_eq!((c.last_judged_month, c.used, c.may_be_older, c.came_late, c.never_active, c.returned), (3, 4, 2, 1, 1, 1));
        assert_eq!(c.false_churn(2), Some(1.0 / 3.0));

        let young = derive_lifetimes(&panel, InactivityRule { silent_months: 2, first_seen_from: 1 }).unwrap();
        assert_eq!((young.account, young.counts.seen_before, young.counts.may_be_older), (vec![1, 2], 2, 0));
        let rule = InactivityRule { silent_months: 6, first_seen_from: 0 };
        assert_eq!(derive_lifetimes(&panel, rule).unwrap_err(), Unfit::PanelTooShort { months: 6, silent: 6 });
    }
}
