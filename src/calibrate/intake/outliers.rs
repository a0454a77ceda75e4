//! Months far from an account's own: a typing mistake, a payment for a year, amounts in another unit.
//!
//! The rule is robust: medians and median absolute deviations (MAD) of ln revenue, which a few wild months cannot move. Scale: 1.4826
//! MADs are a standard deviation if the data are normal (Hampel 1974).

use super::settings::Outliers;
use crate::cohort::History;

/// Standard deviations (of 1.4826 MADs each) beyond which a month is far.
pub const FAR_DEVIATIONS: f64 = 6.0;
/// And times by which it has to differ from the median all the same: accounts that hardly ever change are not far after one change.
pub const FAR_RATIO: f64 = 10.0;
/// Active months that an account needs to have a median of its own.
pub const LEAST_MONTHS: usize = 6;

const DEVIATION_OF_MAD: f64 = 1.4826;

/// A month far from an account's own.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outlier {
    pub(super) account: usize,
    pub(super) month: usize,
    pub(super) revenue: f64,
    /// Of the account's active months.
    pub(super) median: f64,
    /// Nearest amount that would not be far.
    pub(super) limit: f64,
}

/// Whether ln revenue is far from an account's median: by more than [`FAR_DEVIATIONS`] deviations, where the deviation is the larger of
/// the account's own and that of all accounts together, and by more than [`FAR_RATIO`] times.
#[must_use]
pub fn is_far(distance: f64, own_deviation: f64, common_deviation: f64) -> bool {
    distance.abs() > reach(own_deviation, common_deviation)
}

fn reach(own_deviation: f64, common_deviation: f64) -> f64 {
    (FAR_DEVIATIONS * own_deviation.max(common_deviation)).max(FAR_RATIO.ln())
}

/// All far months, account by account; only accounts with [`LEAST_MONTHS`] active months are judged.
pub(super) fn find(history: &History) -> Vec<Outlier> {
    let logs = |account: usize| history.of(account).iter().filter(|x| **x > 0.0).map(|x| x.ln()).collect::<Vec<f64>>();
    let mut own = Vec::new();
    let mut all = Vec::new();
    for account in 0..history.accounts.len() {
        let mut logs = logs(account);
        if logs.len() < LEAST_MONTHS {
            continue;
        }
        let median = median(&mut logs);
        let mut distances: Vec<f64> = logs.iter().map(|x| (x - median).abs()).collect();
        all.extend(distances.iter().map(|d| *d as f32));
        own.push((account, median, DEVIATION_OF_MAD * self::median(&mut distances)));
    }
    if all.is_empty() {
        return Vec::new();
    }
    let middle = all.len() / 2;
    let common = DEVIATION_OF_MAD * f64::from(*all.select_nth_unstable_by(middle, f32::total_cmp).1);
    let mut outliers = Vec::new();
    for (account, median, deviation) in own {
        for (month, &revenue) in history.of(account).iter().enumerate().filter(|(_, x)| **x > 0.0) {
            let distance = revenue.ln() - median;
            if is_far(distance, deviation, common) {
                let limit = (median + reach(deviation, common).copysign(distance)).exp();
                outliers.push(Outlier { account, month, revenue, median: median.exp(), limit });
            }
        }
    }
    outliers
}

/// Does with far months what was decided.
pub(super) fn settle(history: &mut History, outliers: &[Outlier], decision: Outliers) {
    let months = history.months.len();
    for outlier in outliers {
        let revenue = &mut history.revenue[outlier.account * months + outlier.month];
        match decision {
            Outliers::Keep => {}
            Outliers::Cap => *revenue = outlier.limit,
            Outliers::Drop => *revenue = 0.0,
        }
    }
}

/// The middle value, or the mean of the two middle ones; not empty.
fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(revenue: Vec<Vec<f64>>) -> History {
        let months = revenue[0].len();
        History {
            accounts: (0..revenue.len()).map(|a| format!("a{a}")).collect(),
            months: (0..months).map(|m| format!("2024-{:02}", m + 1)).collect(),
            segment: vec![0; revenue.len()],
            segments: vec![String::new()],
            revenue: revenue.into_iter().flatten().collect(),
            owner: None,
        }
    }

    #[test]
    fn a_month_in_another_unit_is_found() {
        // in cents; a doubling; a year paid at once by one with five months
        let mut panel = history(vec![
            vec![100.0, 101.0, 9_900.0, 100.0, 99.0, 102.0, 100.0],
            vec![50.0, 50.0, 50.0, 100.0, 100.0, 100.0, 100.0],
            vec![12.0, 0.0, 0.0, 10.0, 11.0, 500.0, 10.0],
        ]);
        let found = find(&panel);
        assert_eq!(found.iter().map(|o| (o.account, o.month)).collect::<Vec<_>>(), [(0, 2)]);
        assert!((found[0].median - 100.0).abs() < 1e-9);
        settle(&mut panel, &found, Outliers::Cap);
        // the deviation of all is small here: tenfold is the limit
        assert!((panel.of(0)[2] - 1_000.0).abs() < 1e-6, "{}", panel.of(0)[2]);
        settle(&mut panel, &found, Outliers::Drop);
        assert_eq!(panel.of(0)[2], 0.0);
    }

    #[test]
    fn what_is_usual_for_an_account_is_not_far() {
        assert!(!is_far(3.0, 0.6, 0.1) && is_far(3.7, 0.6, 0.1));
        assert!(!is_far(2.2, 0.0, 0.0) && is_far(-2.4, 0.0, 0.0));
        assert!(find(&history(vec![vec![1.0, 1e4, 2.0, 2e4, 1.0, 3e4]])).is_empty());
    }
}
