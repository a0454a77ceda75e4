//! A_g of CR2: how the residuals of one cluster are put right for having been fitted.
//!
//! A_g = [((I − H)(I − H)')_gg]^(−½), symmetric, with 0 in place of the inverse of a zero eigenvalue (Bell & McCaffrey 2002; Pustejovsky &
//! Tipton 2018), H = XBX'W and B = (X'WX)⁻¹. The matrix is n_g × n_g, but I plus something of rank at most 2p:
//! I − X_g B X_g'W_g − W_g X_g B X_g' + X_g B (X'W²X) B X_g'. So it is turned in the space of the columns of X_g and W_g X_g, and left alone
//! elsewhere. The plain eigen-decomposition beside it is what this is tested against.

use std::ops::Range;

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use super::regression::{Fit, Regression};

/// Eigenvalue (of a matrix between 0 and about 1) that is taken as zero.
const ZERO: f64 = 1e-10;

/// A_g − I in an orthonormal basis: A_g v = v + basis · inner · basis' v.
pub(super) struct Adjustment {
    basis: DMatrix<f64>,
    inner: DMatrix<f64>,
}

/// What A_g needs of the whole regression: B X'W²X B.
pub(super) fn meat_of_weights(fit: &Fit) -> DMatrix<f64> {
    let weighted = fit.rows.weighted_design();
    &fit.bread * weighted.tr_mul(&weighted) * &fit.bread
}

impl Adjustment {
    /// A_g of CR2 of the rows of one cluster.
    pub(super) fn square_root(fit: &Fit, spread: &DMatrix<f64>, rows: &Range<usize>) -> Self {
        let (x, weights) = of_cluster(&fit.rows, rows);
        let first = weights[0];
        if weights.iter().all(|w| *w == first) {
            return Self::of(&x, &(spread - &fit.bread * (2.0 * first)), |value| 1.0 / value.sqrt());
        }
        let columns = x.ncols();
        let mut both = DMatrix::zeros(x.nrows(), 2 * columns);
        both.columns_mut(0, columns).copy_from(&x);
        for (column, values) in x.column_iter().enumerate() {
            both.set_column(columns + column, &values.component_mul(&weights));
        }
        let mut middle = DMatrix::zeros(2 * columns, 2 * columns);
        middle.view_mut((0, 0), (columns, columns)).copy_from(spread);
        middle.view_mut((0, columns), (columns, columns)).copy_from(&-&fit.bread);
        middle.view_mut((columns, 0), (columns, columns)).copy_from(&-&fit.bread);
        Self::of(&both, &middle, |value| 1.0 / value.sqrt())
    }

    /// (I − W½ X B X' W½)⁻¹ of the rows of one cluster: what CR3 multiplies W½ e with.
    pub(super) fn whole(fit: &Fit, rows: &Range<usize>) -> Self {
        let (mut x, weights) = of_cluster(&fit.rows, rows);
        let roots = weights.map(f64::sqrt);
        for mut column in x.column_iter_mut() {
            column.component_mul_assign(&roots);
        }
        Self::of(&x, &-&fit.bread, |value| 1.0 / value)
    }

    /// f(I + U M U') − I for a function f of the eigenvalues.
    fn of(u: &DMatrix<f64>, middle: &DMatrix<f64>, f: impl Fn(f64) -> f64) -> Self {
        let basis = orthonormal(u);
        let turned = basis.tr_mul(u);
        let eigen = SymmetricEigen::new(&turned * middle * turned.transpose());
        let changed = eigen.eigenvalues.map(|lambda| if 1.0 + lambda > ZERO { f(1.0 + lambda) - 1.0 } else { -1.0 });
        let inner = &eigen.eigenvectors * DMatrix::from_diagonal(&changed) * eigen.eigenvectors.transpose();
        Self { basis, inner }
    }

    /// A_g v.
    pub(super) fn times(&self, v: DVector<f64>) -> DVector<f64> {
        &self.basis * (&self.inner * self.basis.tr_mul(&v)) + v
    }
}

fn of_cluster(regression: &Regression, rows: &Range<usize>) -> (DMatrix<f64>, DVector<f64>) {
    let (start, count) = (rows.start, rows.len());
    (regression.design.rows(start, count).into_owned(), regression.weight.rows(start, count).into_owned())
}

/// An orthonormal basis of the columns (Gram–Schmidt, done twice; columns that add nothing are left out).
fn orthonormal(u: &DMatrix<f64>) -> DMatrix<f64> {
    let mut basis: Vec<DVector<f64>> = Vec::new();
    for column in u.column_iter() {
        let length = column.norm();
        let mut rest = column.into_owned();
        for _ in 0..2 {
            for direction in &basis {
                let along = direction.dot(&rest);
                rest.axpy(-along, direction, 1.0);
            }
        }
        let left = rest.norm();
        if left > 1e-9 * length && basis.len() < u.nrows() {
            basis.push(rest / left);
        }
    }
    if basis.is_empty() { DMatrix::zeros(u.nrows(), 0) } else { DMatrix::from_columns(&basis) }
}

/// The plain way, for tests: the n_g × n_g matrix itself is taken apart.
#[cfg(test)]
pub(super) mod plain {
    use super::*;

    /// (I − H)(I − H)' of all rows.
    pub(in super::super) fn residual_maker_squared(fit: &Fit) -> DMatrix<f64> {
        let rows = fit.rows();
        let hat = &fit.rows.design * &fit.bread * fit.rows.weighted_design().transpose();
        let left = DMatrix::identity(rows, rows) - hat;
        &left * left.transpose()
    }

    /// A_g by eigen-decomposition.
    pub(in super::super) fn square_root(squared: &DMatrix<f64>, rows: &Range<usize>) -> DMatrix<f64> {
        let own = squared.view((rows.start, rows.start), (rows.len(), rows.len())).into_owned();
        let eigen = SymmetricEigen::new(own);
        let roots = eigen.eigenvalues.map(|value| if value > ZERO { 1.0 / value.sqrt() } else { 0.0 });
        &eigen.eigenvectors * DMatrix::from_diagonal(&roots) * eigen.eigenvectors.transpose()
    }
}
