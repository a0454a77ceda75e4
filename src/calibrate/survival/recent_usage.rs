//! Account-months with the usage that went before them, for a regression on what churn announces itself by.
//!
//! Recent usage at the start of month `m` is the mean revenue of the last months (3) over the account's own mean before those:
//! `ln max(mean(r_{m−3} … r_{m−1}) / mean(r_f … r_{m−4}), floor)`, with `f` the account's first month. It needs one month before the last
//! three, so that an account counts from its fifth month on; the floor (0.05) is what a silent quarter counts as, whose logarithm is
//! not finite. Only months before `m` enter: nothing is foretold by what came after.

use super::inactivity::{InactivityCounts, InactivityRule, derive_lifetimes};
use super::unfit::Unfit;
use crate::calibrate::{Covariate, Lifetimes, Values};
use crate::cohort::History;

/// How recent usage is taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RecentUsage {
    /// Months that are recent; at least 1.
    pub months: usize,
    /// Lowest ratio, above 0.
    pub floor: f64,
}

impl Default for RecentUsage {
    fn default() -> Self {
        Self { months: 3, floor: 0.05 }
    }
}

/// Account-months at risk, one row each, about 40 bytes a row.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountMonths {
    /// Each row observed from `tenure − 1` to `tenure`, with the covariates of [`derive_lifetimes`] and `recent_usage`.
    pub lifetimes: Lifetimes,
    /// The account of the history that each row is of.
    pub account: Vec<u32>,
    /// Account-months too early to have recent usage: left out.
    pub too_early: u64,
    /// Account-months whose recent usage is the floor.
    pub at_floor: u64,
    /// What the rule of inactivity used and left out.
    pub counts: InactivityCounts,
}

/// Account-months of a panel under a rule of inactivity, with their recent usage. Regress them like lifetimes: the same account's months are
/// independent given that it is still there.
///
/// # Errors
/// [`Unfit::PanelTooShort`] if no month can be judged.
pub fn account_months(history: &History, rule: InactivityRule, recent: RecentUsage) -> Result<AccountMonths, Unfit> {
    let derived = derive_lifetimes(history, rule)?;
    let whole = &derived.lifetimes;
    let mut rows =
        AccountMonths { lifetimes: Lifetimes::default(), account: Vec::new(), too_early: 0, at_floor: 0, counts: derived.counts };
    let (mut usage, mut of) = (Vec::new(), Vec::new());
    for (row, account) in derived.account.iter().enumerate() {
        let revenue = history.of(*account);
        let first = revenue.iter().position(|r| *r > 0.0).unwrap_or(0);
        let last = whole.tenure[row];
        for tenure in 1..=last {
            let Some(ratio) = ratio(&revenue[first..first + tenure as usize - 1], recent.months.max(1)) else {
                rows.too_early += 1;
                continue;
            };
            rows.at_floor += u64::from(ratio <= recent.floor);
            usage.push(ratio.max(recent.floor).ln());
            rows.lifetimes.tenure.push(tenure);
            rows.lifetimes.entry.push(tenure - 1);
            rows.lifetimes.churned.push(whole.churned[row] && tenure == last);
            rows.account.push(*account as u32);
            of.push(row);
        }
    }
    rows.lifetimes.covariates = super::groups::take(whole, &of).covariates;
    rows.lifetimes.covariates.push(Covariate { name: "recent_usage".into(), values: Values::Number(usage) });
    Ok(rows)
}

/// Mean of the last months over the mean of those before; `past` begins with the account's first month, which has revenue.
fn ratio(past: &[f64], months: usize) -> Option<f64> {
    let before = past.len().checked_sub(months).filter(|n| *n > 0)?;
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
    Some(mean(&past[before..]) / mean(&past[..before]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recent_usage_looks_back_only() {
        let row: Vec<f64> = vec![4.0, 2.0, 3.0, 1.0, 0.0, 0.0, 0.0, 9.0, 0.0, 0.0, 0.0, 0.0];
        let history = History {
            accounts: vec!["a".into()],
            months: (1..=12).map(|m| format!("2024-{m:02}")).collect(),
            segments: vec![String::new()],
            segment: vec![0],
            revenue: row,
            owner: None,
        };
        let rule = InactivityRule { silent_months: 3, first_seen_from: 0 };
        let rows = account_months(&history, rule, RecentUsage::default()).unwrap();
        // first month 0, last active 7 ≤ 8: churned with tenure 8; rows for tenures 5 to 8
        assert_eq!((rows.lifetimes.tenure.as_slice(), rows.too_early, rows.at_floor), (&[5, 6, 7, 8][..], 4, 1));
        assert_eq!(rows.lifetimes.churned, [false, false, false, true]);
        assert_eq!(rows.lifetimes.entry, [4, 5, 6, 7]);
        let usage = rows.lifetimes.covariates.iter().find(|c| c.name == "recent_usage").unwrap();
        let Values::Number(xs) = &usage.values else { panic!("numbers") };
        // (2+3+1)/3 over 4; (3+1+0)/3 over 3; (1+0+0)/3 over 3; silent: the floor
        let expected = [0.5f64, 4.0 / 9.0, 1.0 / 9.0, 0.05].map(f64::ln);
        assert!(xs.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{xs:?}");
    }
}
