//! Kaplan–Meier: the survival curve without a model.
//!
//! `S(t) = Π_{s ≤ t} (1 − d_s/n_s)`; Greenwood's `V = Σ d_s / (n_s (n_s − d_s))` gives the standard error `S·√V`. The log-log
//! interval (the default: it stays in \[0, 1\]) is `S^exp(±1.96·√V / |ln S|)`, the plain one `S ± 1.96·S·√V`, cut at 0 and 1. Accounts that
//! entered late count from their entry on; the curve then starts where somebody is at risk and is conditional on getting there.

use serde::Serialize;

use super::interval;
use super::life_table::LifeTable;
use crate::stats::{Estimate, Z95};

/// On which scale the 95 % interval of a survival probability is symmetric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum SurvivalInterval {
    /// `ln(−ln S)`: never leaves \[0, 1\].
    #[default]
    LogLog,
    /// `S` itself.
    Plain,
}

/// The curve after one tenure month.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SurvivalPoint {
    /// Tenure, months.
    pub month: u32,
    /// Accounts observed at the start of the month.
    pub at_risk: u64,
    /// Accounts that left in it.
    pub churned: u64,
    /// Share still there after it, with Greenwood's standard error. Before the first churn the error is 0 and the interval a point: nothing
    /// is known yet.
    pub survival: Estimate,
}

/// The survival curve by month.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KaplanMeier {
    /// Kind of the intervals.
    pub interval: SurvivalInterval,
    /// Tenure that everybody in the curve had reached, months: the curve is 1 there. 0 unless all entered late.
    pub from: u32,
    /// One point a month after `from`.
    pub points: Vec<SurvivalPoint>,
    /// First month in which all who were at risk left although others came later: the curve is 0 from there on and says nothing.
    pub emptied_at: Option<u32>,
}

/// The curve of a life table.
#[must_use]
pub fn kaplan_meier(table: &LifeTable, interval: SurvivalInterval) -> KaplanMeier {
    let from = table.months.iter().take_while(|m| m.at_risk == 0).count() as u32;
    let (mut survival, mut variance) = (1.0, 0.0);
    let mut points = Vec::with_capacity(table.months.len());
    for m in &table.months[from as usize..] {
        let (n, d) = (m.at_risk as f64, m.churned as f64);
        if m.churned > 0 {
            survival *= 1.0 - d / n;
            variance += d / (n * (n - d));
        }
        points.push(SurvivalPoint {
            month: m.month,
            at_risk: m.at_risk,
            churned: m.churned,
            survival: point(survival, variance, interval, m.at_risk),
        });
    }
    let last = table.longest();
    let emptied_at = table.months.iter().find(|m| m.at_risk > 0 && m.churned == m.at_risk && m.month < last).map(|m| m.month);
    KaplanMeier { interval, from, points, emptied_at }
}

fn point(survival: f64, variance: f64, interval: SurvivalInterval, n: u64) -> Estimate {
    let error = variance.sqrt();
    let ends = match interval {
        _ if survival == 1.0 => (1.0, 1.0),
        SurvivalInterval::LogLog => {
            let spread = (Z95 * error / survival.ln().abs()).exp();
            (survival.powf(spread), survival.powf(1.0 / spread))
        }
        SurvivalInterval::Plain => {
            let half = Z95 * survival * error;
            ((survival - half).max(0.0), (survival + half).min(1.0))
        }
    };
    // everybody left: the variance has no finite estimate
    let ends = if survival == 0.0 { (f64::NAN, f64::NAN) } else { ends };
    interval::bounded(survival, survival * error, ends, n)
}

impl KaplanMeier {
    /// The curve after `month`; `None` beyond the last account or before the first.
    #[must_use]
    pub fn at(&self, month: u32) -> Option<&SurvivalPoint> {
        month.checked_sub(self.from + 1).and_then(|i| self.points.get(i as usize))
    }

    /// First month after which at most half are left; `None` if more than half outlive the data.
    #[must_use]
    pub fn median(&self) -> Option<u32> {
        self.points.iter().find(|p| p.survival.value <= 0.5).map(|p| p.month)
    }
}
