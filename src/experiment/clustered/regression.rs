//! Weighted least squares whose rows belong together in clusters: accounts in books of CSMs, quarters in panels of CSMs.

use std::ops::Range;

use nalgebra::{Cholesky, DMatrix, DVector};
use thiserror::Error;

/// Scaled pivot under which a column is taken as a sum of the others.
const DEPENDENT: f64 = 1e-7;

/// Why a regression has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Unfit {
    /// Columns, weights or labels of another length than the outcome.
    #[error("columns of different lengths")]
    Lengths,
    /// A value or a weight that is not finite, or a weight not above 0.
    #[error("a value that is not a number, or a weight that is not above 0")]
    NotFinite,
    /// Fewer rows or clusters than are needed: more rows than columns, at least two clusters.
    #[error("too few rows or clusters")]
    TooFew,
    /// A column is a sum of others, for example where a stratum has one arm only.
    #[error("a column is a sum of other columns")]
    Dependent,
}

/// Rows of a regression, ordered by cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct Regression {
    pub(super) outcome: DVector<f64>,
    pub(super) design: DMatrix<f64>,
    pub(super) weight: DVector<f64>,
    /// Rows of each cluster that has any, in ascending label.
    pub(super) clusters: Vec<Range<usize>>,
    /// Place of row i of the design in what was given.
    pub(super) order: Vec<usize>,
}

/// A solved regression: X'W(y − Xβ) = 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    pub(super) rows: Regression,
    pub(super) coefficients: DVector<f64>,
    /// (X'WX)⁻¹.
    pub(super) bread: DMatrix<f64>,
    pub(super) residuals: DVector<f64>,
}

impl Regression {
    /// From `columns` (an intercept included, where one is wanted), a cluster's label for every row, and weights (1 where none are given).
    ///
    /// # Errors
    /// If lengths differ, something is not finite, a weight is not positive, or there are fewer than two clusters or no more rows than
    /// columns.
    pub fn new(outcome: &[f64], columns: &[&[f64]], cluster: &[usize], weight: Option<&[f64]>) -> Result<Self, Unfit> {
        let rows = outcome.len();
        if cluster.len() != rows || columns.iter().chain(&weight).any(|c| c.len() != rows) {
            return Err(Unfit::Lengths);
        }
        let mut numbers = columns.iter().copied().chain([outcome]).chain(weight).flatten();
        if numbers.any(|x| !x.is_finite()) || weight.is_some_and(|w| w.iter().any(|w| *w <= 0.0)) {
            return Err(Unfit::NotFinite);
        }
        let mut order: Vec<usize> = (0..rows).collect();
        order.sort_by_key(|i| cluster[*i]);
        let mut clusters = Vec::new();
        let mut start = 0;
        for at in 1..=rows {
            if at == rows || cluster[order[at]] != cluster[order[start]] {
                clusters.push(start..at);
                start = at;
            }
        }
        if clusters.len() < 2 || rows <= columns.len() {
            return Err(Unfit::TooFew);
        }
        let sorted = |xs: &[f64]| DVector::from_iterator(rows, order.iter().map(|i| xs[*i]));
        let design = DMatrix::from_fn(rows, columns.len(), |row, column| columns[column][order[row]]);
        let weight = weight.map_or_else(|| DVector::from_element(rows, 1.0), sorted);
        Ok(Self { outcome: sorted(outcome), design, weight, clusters, order })
    }

    /// Solves it.
    ///
    /// # Errors
    /// If a column is a sum of others.
    pub fn fit(self) -> Result<Fit, Unfit> {
        let weighted = self.weighted_design();
        let bread = inverse(&self.design.tr_mul(&weighted)).ok_or(Unfit::Dependent)?;
        let coefficients = &bread * weighted.tr_mul(&self.outcome);
        let residuals = &self.outcome - &self.design * &coefficients;
        Ok(Fit { rows: self, coefficients, bread, residuals })
    }

    /// WX.
    pub(super) fn weighted_design(&self) -> DMatrix<f64> {
        let mut weighted = self.design.clone();
        for mut column in weighted.column_iter_mut() {
            column.component_mul_assign(&self.weight);
        }
        weighted
    }
}

impl Fit {
    /// Coefficient of column `at`.
    #[must_use]
    pub fn coefficient(&self, at: usize) -> f64 {
        self.coefficients[at]
    }

    /// Columns of the design.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.coefficients.len()
    }

    /// Rows of the design.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.residuals.len()
    }

    /// Clusters with any row.
    #[must_use]
    pub fn clusters(&self) -> usize {
        self.rows.clusters.len()
    }

    /// Outcome less what the columns foretell, in the order in which rows were given.
    #[must_use]
    pub fn residuals(&self) -> Vec<f64> {
        let mut given = vec![0.0; self.rows()];
        for (row, place) in self.rows.order.iter().enumerate() {
            given[*place] = self.residuals[row];
        }
        given
    }

    /// The contrast that picks column `at` alone.
    #[must_use]
    pub fn only(&self, at: usize) -> Vec<f64> {
        (0..self.columns()).map(|column| f64::from(column == at)).collect()
    }
}

/// Inverse of a symmetric positive matrix; `None` where it is (nearly) singular. Columns are brought to one scale first.
pub(super) fn inverse(gram: &DMatrix<f64>) -> Option<DMatrix<f64>> {
    let scale: Vec<f64> = gram.diagonal().iter().map(|d| if *d > 0.0 { 1.0 / d.sqrt() } else { f64::NAN }).collect();
    let scaled = DMatrix::from_fn(gram.nrows(), gram.ncols(), |i, j| gram[(i, j)] * scale[i] * scale[j]);
    let factor = Cholesky::new(scaled)?;
    if factor.l_dirty().diagonal().iter().any(|pivot| pivot.is_nan() || *pivot < DEPENDENT) {
        return None;
    }
    let inverse = factor.inverse();
    Some(DMatrix::from_fn(gram.nrows(), gram.ncols(), |i, j| inverse[(i, j)] * scale[i] * scale[j]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_answer_says_why() {
        let (one, x) = ([1.0; 4], [1.0, 1.0, 2.0, 3.0]);
        let new = |columns: &[&[f64]], cluster: &[usize], weight: Option<&[f64]>| Regression::new(&x, columns, cluster, weight);
        assert_eq!(new(&[&one], &[0, 0, 1], None).unwrap_err(), Unfit::Lengths);
        assert_eq!(new(&[&one], &[0, 0, 1, 1], Some(&[1.0, 0.0, 1.0, 1.0])).unwrap_err(), Unfit::NotFinite);
        assert_eq!(new(&[&one], &[7; 4], None).unwrap_err(), Unfit::TooFew);
        assert_eq!(new(&[&one, &one], &[0, 0, 1, 1], None).unwrap().fit().unwrap_err(), Unfit::Dependent);
    }

    #[test]
    fn rows_come_back_in_the_order_in_which_they_went_in() {
        let (one, y) = ([1.0; 4], [4.0, 1.0, 2.0, 5.0]);
        let fit = Regression::new(&y, &[&one], &[3, 1, 3, 1], None).unwrap().fit().unwrap();
        assert_eq!(fit.residuals(), [1.0, -2.0, -1.0, 2.0]);
        assert_eq!(fit.clusters(), 2);
    }
}
