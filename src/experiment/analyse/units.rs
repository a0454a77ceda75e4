//! Rows brought down to one number a unit: what was assigned is what is counted.

use super::super::clustered::{Estimand, means_by};
use super::Data;

/// Units of a comparison of two arms, in ascending label.
#[derive(Debug, Clone, PartialEq)]
pub struct Units {
    /// Mean outcome.
    pub outcome: Vec<f64>,
    /// Mean baseline.
    pub baseline: Option<Vec<f64>>,
    /// Whether it has the new plan.
    pub treated: Vec<bool>,
    /// Stratum or pair.
    pub stratum: Option<Vec<usize>>,
    /// Weight of the unit where rows count by this estimand; `None` where all units count the same.
    pub weight: Option<Vec<f64>>,
}

impl Units {
    /// Of two arms; rows of a unit count by `estimand` within it. Accounts are units themselves where plans were assigned inside books:
    /// then outcomes are those against the book's mean.
    #[must_use]
    pub fn of(data: &Data, estimand: Estimand) -> Self {
        let labels = &data.unit;
        let weight = match estimand {
            Estimand::Csm => None,
            Estimand::Account => Some(vec![1.0; labels.len()]),
            Estimand::Arr => data.weight.clone(),
        };
        let within = weight.clone().unwrap_or_else(|| vec![1.0; labels.len()]);
        let mean = |values: &[f64]| {
            let product: Vec<f64> = values.iter().zip(&within).map(|(v, w)| v * w).collect();
            let (top, bottom) = (means_by(&product, labels), means_by(&within, labels));
            top.iter().zip(bottom).map(|(t, b)| t / b).collect::<Vec<_>>()
        };
        let first = |of: &[usize]| means_by(&of.iter().map(|l| *l as f64).collect::<Vec<_>>(), labels);
        let sizes = || {
            let counts = counts_by(labels);
            means_by(&within, labels).iter().zip(counts).map(|(mean, count)| mean * count).collect()
        };
        Self {
            outcome: mean(&data.outcome),
            baseline: data.baseline.as_deref().map(mean),
            treated: first(&data.arm).iter().map(|arm| *arm > 0.5).collect(),
            stratum: data.stratum.as_deref().map(|s| first(s).iter().map(|l| l.round() as usize).collect()),
            weight: weight.is_some().then(sizes),
        }
    }

    /// Accounts inside books: every row its own unit, its book the stratum, outcomes as against the mean of the book.
    #[must_use]
    pub fn of_rows(data: &Data) -> Self {
        let against = |values: &[f64]| {
            let mut sums = vec![(0.0, 0.0); data.units.len()];
            for (value, unit) in values.iter().zip(&data.unit) {
                sums[*unit] = (sums[*unit].0 + value, sums[*unit].1 + 1.0);
            }
            values.iter().zip(&data.unit).map(|(value, unit)| value - sums[*unit].0 / sums[*unit].1).collect::<Vec<_>>()
        };
        Self {
            outcome: against(&data.outcome),
            baseline: data.baseline.as_deref().map(against),
            treated: data.treated(),
            stratum: Some(data.unit.clone()),
            weight: None,
        }
    }

    /// Values of one arm.
    #[must_use]
    pub fn in_arm(&self, values: &[f64], treated: bool) -> Vec<f64> {
        values.iter().zip(&self.treated).filter(|(_, t)| **t == treated).map(|(value, _)| *value).collect()
    }
}

/// The same labels without those that no row has.
pub(super) fn compact(labels: &[usize]) -> Vec<usize> {
    let mut known = labels.to_vec();
    known.sort_unstable();
    known.dedup();
    labels.iter().map(|label| known.binary_search(label).unwrap_or(0)).collect()
}

/// Rows of each label that has any.
pub(super) fn counts_by(labels: &[usize]) -> Vec<f64> {
    let mut counts = vec![0.0; labels.iter().max().map_or(0, |most| most + 1)];
    labels.iter().for_each(|label| counts[*label] += 1.0);
    counts.retain(|count| *count > 0.0);
    counts
}
