//! What a random level of each cluster needs of the rows: V_g = I + θ 11' is turned without ever being written down.
//!
//! V_g⁻¹ = I − k 11' with k = θ ÷ (1 + n_g θ), so that X'V⁻¹X = X'X − Σ k s s' with s = X_g'1.

use nalgebra::{DMatrix, DVector};

use super::regression::{Regression, Unfit, inverse};

/// Sums over rows, and sums over the rows of each cluster.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sums {
    pub(super) rows: f64,
    pub(super) xx: DMatrix<f64>,
    pub(super) xy: DVector<f64>,
    pub(super) yy: f64,
    pub(super) clusters: Vec<Cluster>,
}

/// Sums of one cluster.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cluster {
    pub(super) size: f64,
    pub(super) x: DVector<f64>,
    pub(super) y: f64,
}

/// Generalised least squares at one θ.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct At {
    /// (X'V⁻¹X)⁻¹.
    pub(super) inverse: DMatrix<f64>,
    pub(super) coefficients: DVector<f64>,
    /// (y − Xβ)'V⁻¹(y − Xβ).
    pub(super) squares: f64,
}

impl Cluster {
    /// k of V_g⁻¹ = I − k 11'.
    pub(super) fn k(&self, theta: f64) -> f64 {
        theta / (1.0 + self.size * theta)
    }

    /// Sum of y − Xβ.
    pub(super) fn off(&self, coefficients: &DVector<f64>) -> f64 {
        self.y - self.x.dot(coefficients)
    }
}

impl Sums {
    /// Of all rows; weights are not used.
    pub(super) fn of(regression: &Regression) -> Self {
        let (x, y) = (&regression.design, &regression.outcome);
        let cluster = |rows: &std::ops::Range<usize>| Cluster {
            size: rows.len() as f64,
            x: x.rows(rows.start, rows.len()).row_sum_tr(),
            y: y.rows(rows.start, rows.len()).sum(),
        };
        let clusters = regression.clusters.iter().map(cluster).collect();
        Self { rows: y.len() as f64, xx: x.tr_mul(x), xy: x.tr_mul(y), yy: y.norm_squared(), clusters }
    }

    /// Σ f(cluster) s s'.
    pub(super) fn outer(&self, f: impl Fn(&Cluster) -> f64) -> DMatrix<f64> {
        let mut sum = DMatrix::zeros(self.xx.nrows(), self.xx.ncols());
        for cluster in &self.clusters {
            sum.ger(f(cluster), &cluster.x, &cluster.x, 1.0);
        }
        sum
    }

    /// Solves it at one θ (every 1 + n_g θ above 0).
    pub(super) fn at(&self, theta: f64) -> Result<At, Unfit> {
        let gram = &self.xx - self.outer(|c| c.k(theta));
        let inverse = inverse(&gram).ok_or(Unfit::Dependent)?;
        let mut along = self.xy.clone();
        let mut squares = self.yy;
        for cluster in &self.clusters {
            let k = cluster.k(theta);
            along.axpy(-k * cluster.y, &cluster.x, 1.0);
            squares -= k * cluster.y * cluster.y;
        }
        let coefficients = &inverse * &along;
        squares -= along.dot(&coefficients);
        Ok(At { inverse, coefficients, squares })
    }
}
