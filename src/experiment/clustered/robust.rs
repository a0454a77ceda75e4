//! Standard errors that hold where rows of a cluster move together, and the degrees of freedom that few clusters leave.
//!
//! V = B (Σ_g X_g'W_g A_g e_g e_g'A_g W_g X_g) B. Few clusters: take CR2 with Satterthwaite's degrees of freedom; the others are here to be
//! compared with what other programs print. Satterthwaite (Bell & McCaffrey 2002): p_g = (I − H)'_g A_g W_g X_g B c, S = P'P, ν = tr(S)² ÷
//! tr(S²), under the working model of rows that are alike and independent.

use std::ops::Range;

use nalgebra::{DMatrix, DVector};

use super::super::Effect;
use super::adjustment::{Adjustment, meat_of_weights};
use super::regression::Fit;

/// How residuals are put right before they are summed by cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Robust {
    /// Not at all.
    Cr0,
    /// Times G ÷ (G − 1).
    Cr1,
    /// Times G ÷ (G − 1) × (N − 1) ÷ (N − p), as Stata and statsmodels do.
    Cr1s,
    /// By the inverse root of what fitting took: exact for independent rows.
    Cr2,
    /// By the whole inverse: each cluster left out in turn.
    Cr3,
    /// CR3 times (G − 1) ÷ G: the jackknife.
    Jackknife,
}

impl Fit {
    /// Covariance of the coefficients.
    #[must_use]
    pub fn covariance(&self, kind: Robust) -> DMatrix<f64> {
        let sums = self.scores(kind);
        let meat = &sums * sums.transpose();
        &self.bread * meat * &self.bread * self.factor(kind)
    }

    /// Standard error of the sum of coefficients weighted by `contrast`.
    #[must_use]
    pub fn standard_error(&self, kind: Robust, contrast: &[f64]) -> f64 {
        let direction = &self.bread * DVector::from_column_slice(contrast);
        (self.scores(kind).tr_mul(&direction).norm_squared() * self.factor(kind)).sqrt()
    }

    /// The sum of coefficients weighted by `contrast`, with CR2 and Satterthwaite's degrees of freedom.
    ///
    /// Takes time in proportion to rows × columns², not to squares of a cluster's size.
    #[must_use]
    pub fn effect(&self, contrast: &[f64]) -> Effect {
        let along = DVector::from_column_slice(contrast);
        let direction = &self.bread * &along;
        let spread = meat_of_weights(self);
        let mut leverages = Vec::with_capacity(self.clusters());
        let mut variance = 0.0;
        for rows in &self.rows.clusters {
            let (start, count) = (rows.start, rows.len());
            let (x, weight) = (self.rows.design.rows(start, count), self.rows.weight.rows(start, count));
            let own = Adjustment::square_root(self, &spread, rows).times((x * &direction).component_mul(&weight));
            variance += own.dot(&self.residuals.rows(start, count)).powi(2);
            let leverage = (own.norm_squared(), x.tr_mul(&own), x.tr_mul(&own.component_mul(&weight)));
            leverages.push(leverage);
        }
        Effect {
            estimate: along.dot(&self.coefficients),
            standard_error: variance.sqrt(),
            degrees_of_freedom: satterthwaite(&leverages, &self.bread, &spread),
        }
    }

    /// The coefficient of one column, as [`Fit::effect`] has it.
    #[must_use]
    pub fn effect_of(&self, column: usize) -> Effect {
        self.effect(&self.only(column))
    }

    /// The same estimate judged as if every row stood alone. Wrong wherever clusters matter; kept to show how wrong.
    #[must_use]
    pub fn naive(&self, contrast: &[f64]) -> Effect {
        let along = DVector::from_column_slice(contrast);
        let left = (self.rows() - self.columns()) as f64;
        let noise = self.residuals.component_mul(&self.rows.weight).dot(&self.residuals) / left;
        let variance = noise * along.dot(&(&self.bread * &along));
        Effect { estimate: along.dot(&self.coefficients), standard_error: variance.sqrt(), degrees_of_freedom: left }
    }

    /// X_g'W_g A_g e_g, a column a cluster.
    fn scores(&self, kind: Robust) -> DMatrix<f64> {
        let spread = meat_of_weights(self);
        let score = |rows: &Range<usize>| {
            let (start, count) = (rows.start, rows.len());
            let residual = self.residuals.rows(start, count).into_owned();
            let weight = self.rows.weight.rows(start, count);
            let right = match kind {
                Robust::Cr0 | Robust::Cr1 | Robust::Cr1s => residual,
                Robust::Cr2 => Adjustment::square_root(self, &spread, rows).times(residual),
                Robust::Cr3 | Robust::Jackknife => {
                    let roots = weight.map(f64::sqrt);
                    Adjustment::whole(self, rows).times(residual.component_mul(&roots)).component_div(&roots)
                }
            };
            self.rows.design.rows(start, count).tr_mul(&right.component_mul(&weight))
        };
        DMatrix::from_columns(&self.rows.clusters.iter().map(score).collect::<Vec<_>>())
    }

    fn factor(&self, kind: Robust) -> f64 {
        let (clusters, rows, columns) = (self.clusters() as f64, self.rows() as f64, self.columns() as f64);
        match kind {
            Robust::Cr0 | Robust::Cr2 | Robust::Cr3 => 1.0,
            Robust::Cr1 => clusters / (clusters - 1.0),
            Robust::Cr1s => clusters / (clusters - 1.0) * (rows - 1.0) / (rows - columns),
            Robust::Jackknife => (clusters - 1.0) / clusters,
        }
    }
}

/// ν from u_g'u_g, X_g'u_g and X_g'W_g u_g of every cluster, u_g = A_g W_g X_g B c: S_gh = u_g'((I − H)(I − H)')_gh u_h.
fn satterthwaite(clusters: &[(f64, DVector<f64>, DVector<f64>)], bread: &DMatrix<f64>, spread: &DMatrix<f64>) -> f64 {
    let turned: Vec<(DVector<f64>, DVector<f64>)> = clusters.iter().map(|(_, plain, _)| (bread * plain, spread * plain)).collect();
    let (mut trace, mut squares) = (0.0, 0.0);
    for (g, (length, _, weighted)) in clusters.iter().enumerate() {
        for (h, (_, other, other_weighted)) in clusters.iter().enumerate().take(g + 1) {
            let shared = turned[g].1.dot(other) - turned[g].0.dot(other_weighted) - turned[h].0.dot(weighted);
            if g == h {
                let own = shared + length;
                trace += own;
                squares += own * own;
            } else {
                squares += 2.0 * shared * shared;
            }
        }
    }
    trace * trace / squares
}
