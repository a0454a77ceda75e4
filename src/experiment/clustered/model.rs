//! The regressions of an experiment: outcome on arm, with a baseline, strata, and slopes of each arm's own.

use super::super::Effect;
use super::regression::{Fit, Regression, Unfit};

/// Whose average an effect is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Estimand {
    /// Every account counts the same.
    Account,
    /// Every CSM counts the same, whatever the size of the book.
    Csm,
    /// Every unit of recurring revenue counts the same, as in NRR of a company.
    Arr,
}

impl Estimand {
    /// Weight of every row, with mean 1; `None` where all count the same, or where revenue is wanted and none is known.
    #[must_use]
    pub fn weights(self, csm: &[usize], arr: Option<&[f64]>) -> Option<Vec<f64>> {
        let raw: Vec<f64> = match self {
            Self::Account => return None,
            Self::Csm => {
                let mut sizes = vec![0.0; csm.iter().max().map_or(0, |most| most + 1)];
                csm.iter().for_each(|label| sizes[*label] += 1.0);
                csm.iter().map(|label| 1.0 / sizes[*label]).collect()
            }
            Self::Arr => arr?.to_vec(),
        };
        let mean = raw.iter().sum::<f64>() / raw.len() as f64;
        Some(raw.iter().map(|w| w / mean).collect())
    }
}

/// One regression on arm: what is told of every row, and what is to be held equal.
#[derive(Debug, Clone)]
pub struct Model<'a> {
    outcome: &'a [f64],
    treated: &'a [bool],
    cluster: &'a [usize],
    weight: Option<&'a [f64]>,
    baseline: Option<&'a [f64]>,
    stratum: Option<&'a [usize]>,
    interacted: bool,
}

impl<'a> Model<'a> {
    /// Column of the arm in the design; column 0 is the intercept.
    pub const ARM: usize = 1;

    /// Outcome on arm; `cluster` is the label of who was given a plan, for every row.
    #[must_use]
    pub fn new(outcome: &'a [f64], treated: &'a [bool], cluster: &'a [usize]) -> Self {
        Self { outcome, treated, cluster, weight: None, baseline: None, stratum: None, interacted: false }
    }

    /// Rows count by these weights (all above 0).
    #[must_use]
    pub fn weighted(self, weight: Option<&'a [f64]>) -> Self {
        Self { weight, ..self }
    }

    /// Analysis of covariance: what was measured before the start is held equal.
    #[must_use]
    pub fn baseline(self, baseline: Option<&'a [f64]>) -> Self {
        Self { baseline, ..self }
    }

    /// A level of its own for each stratum.
    #[must_use]
    pub fn strata(self, stratum: Option<&'a [usize]>) -> Self {
        Self { stratum, ..self }
    }

    /// Each arm has slopes of its own on baseline and strata, all centred (Lin 2013).
    #[must_use]
    pub fn interacted(self) -> Self {
        Self { interacted: true, ..self }
    }

    /// Solves it by (weighted) least squares.
    ///
    /// # Errors
    /// See [`Regression::new`] and [`Regression::fit`].
    pub fn fit(&self) -> Result<Fit, Unfit> {
        self.regression()?.fit()
    }

    /// Its rows, unsolved.
    ///
    /// # Errors
    /// See [`Regression::new`].
    pub fn regression(&self) -> Result<Regression, Unfit> {
        let columns = self.columns()?;
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        Regression::new(self.outcome, &columns, self.cluster, self.weight)
    }

    /// Its design: intercept, arm, covariates and, where it is interacted, their products with the arm.
    ///
    /// # Errors
    /// [`Unfit::Lengths`].
    pub fn columns(&self) -> Result<Vec<Vec<f64>>, Unfit> {
        let rows = self.outcome.len();
        let arm: Vec<f64> = self.treated.iter().map(|t| f64::from(*t)).collect();
        let mut covariates: Vec<Vec<f64>> = self.baseline.iter().map(|x| x.to_vec()).collect();
        covariates.extend(self.stratum.map(dummies).unwrap_or_default());
        if arm.len() != rows || covariates.iter().any(|c| c.len() != rows) {
            return Err(Unfit::Lengths);
        }
        let mut columns = vec![vec![1.0; rows], arm.clone()];
        if self.interacted {
            covariates.iter_mut().for_each(|x| centre(x, self.weight));
        }
        let own = covariates.iter().filter(|_| self.interacted);
        let slopes: Vec<Vec<f64>> = own.map(|x| x.iter().zip(&arm).map(|(x, t)| x * t).collect()).collect();
        columns.extend(covariates);
        columns.extend(slopes);
        Ok(columns)
    }

    /// The arm's coefficient with CR2 and Satterthwaite's degrees of freedom.
    ///
    /// # Errors
    /// As [`Model::fit`].
    pub fn effect(&self) -> Result<Effect, Unfit> {
        Ok(self.fit()?.effect_of(Self::ARM))
    }
}

/// A 0/1 column for every label but the lowest.
pub(super) fn dummies(labels: &[usize]) -> Vec<Vec<f64>> {
    let mut known = labels.to_vec();
    known.sort_unstable();
    known.dedup();
    known.iter().skip(1).map(|level| labels.iter().map(|label| f64::from(label == level)).collect()).collect()
}

fn centre(values: &mut [f64], weight: Option<&[f64]>) {
    let all = weight.map_or(values.len() as f64, |w| w.iter().sum());
    let sum: f64 = weight.map_or_else(|| values.iter().sum(), |w| values.iter().zip(w).map(|(x, w)| x * w).sum());
    values.iter_mut().for_each(|x| *x -= sum / all);
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
