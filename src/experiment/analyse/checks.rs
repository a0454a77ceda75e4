//! Whether the arms are what was meant: sizes, likeness before the start, what is missing.

use super::super::clustered::{Estimand, means_by, sample_ratio_p, standardised_difference};
use super::units::{Units, counts_by};
use super::{Data, Level};

/// p below which a sample ratio is remarked upon.
pub(super) const RATIO_ALPHA: f64 = 0.05;
/// Standardised difference beyond which a covariate is remarked upon.
pub(super) const FAR_APART: f64 = 0.25;

/// Counts of the arms against even ones.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct SampleRatio {
    /// Units by arm.
    pub units: Vec<usize>,
    /// p of so uneven a split of units.
    pub units_p: Option<f64>,
    /// Rows by arm.
    pub accounts: Vec<usize>,
    /// p of so uneven a split of rows, each taken alone.
    pub accounts_p: Option<f64>,
}

/// One thing known before the start.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Balance {
    /// What.
    pub name: String,
    /// Mean over control units.
    pub control: f64,
    /// Mean over treated units.
    pub treated: f64,
    /// Difference in standard deviations of unit means.
    pub standardised: Option<f64>,
}

/// Counts.
#[must_use]
pub(super) fn sample_ratio(data: &Data) -> SampleRatio {
    let arms = 0..data.arms.len();
    let (units, accounts): (Vec<usize>, Vec<usize>) = arms.map(|arm| (data.units_in(arm), data.rows_in(arm))).unzip();
    let even = vec![1.0; units.len()];
    SampleRatio { units_p: sample_ratio_p(&units, &even), accounts_p: sample_ratio_p(&accounts, &even), units, accounts }
}

/// Balance of a comparison of two arms: baseline, size of books, revenue of accounts; empty where plans were assigned inside books.
#[must_use]
pub(super) fn balance(data: &Data) -> Vec<Balance> {
    if data.level == Level::Cohort {
        return Vec::new();
    }
    let units = Units::of(data, Estimand::Csm);
    let row = |name: String, values: &[f64]| {
        let (control, treated) = (units.in_arm(values, false), units.in_arm(values, true));
        let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len() as f64;
        let standardised = standardised_difference(&control, &treated);
        Balance { name, control: mean(&control), treated: mean(&treated), standardised }
    };
    let mut rows = Vec::new();
    if let Some(baseline) = &units.baseline {
        rows.push(row(data.baseline_name.clone(), baseline));
    }
    rows.push(row(format!("accounts per {}", data.level.word()), &counts_by(&data.unit)));
    if let Some(weight) = &data.weight {
        rows.push(row("revenue of an account".into(), &means_by(weight, &data.unit)));
    }
    rows
}
