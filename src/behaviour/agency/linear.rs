//! Small symmetric linear systems, a handful of rows.

/// A symmetric positive definite matrix M = L·Lᵀ, ready to solve M·x = b.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cholesky {
    /// L, rows of growing length.
    rows: Vec<Vec<f64>>,
}

impl Cholesky {
    /// `None` if the matrix is not positive definite. Only the lower triangle is read.
    pub(super) fn new(matrix: &[Vec<f64>]) -> Option<Self> {
        let mut rows: Vec<Vec<f64>> = Vec::with_capacity(matrix.len());
        for (i, entries) in matrix.iter().enumerate() {
            let mut row = Vec::with_capacity(i + 1);
            for (j, other) in rows.iter().enumerate() {
                row.push((entries[j] - dot(&row, &other[..j])) / other[j]);
            }
            let pivot = entries[i] - dot(&row, &row);
            // Rounding leaves a trace of what should be zero: a row that follows from the others counts as such.
            if pivot.is_nan() || pivot <= 1e-12 * entries[i].abs() {
                return None;
            }
            row.push(pivot.sqrt());
            rows.push(row);
        }
        Some(Self { rows })
    }

    /// x with M·x = b.
    pub(super) fn solve(&self, b: &[f64]) -> Vec<f64> {
        let mut x = b.to_vec();
        for (i, row) in self.rows.iter().enumerate() {
            x[i] = (x[i] - dot(&row[..i], &x[..i])) / row[i];
        }
        for i in (0..x.len()).rev() {
            let after: f64 = (i + 1..x.len()).map(|j| self.rows[j][i] * x[j]).sum();
            x[i] = (x[i] - after) / self.rows[i][i];
        }
        x
    }
}

/// Sum of products.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Matrix times vector.
pub(super) fn multiply(matrix: &[Vec<f64>], vector: &[f64]) -> Vec<f64> {
    matrix.iter().map(|row| dot(row, vector)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// M = A·Aᵀ + I is positive definite for any A; M·x gives back b.
        #[test]
        fn solves_any_positive_definite_system(
            a in prop::collection::vec(prop::collection::vec(-2.0..2.0_f64, 4), 1..5),
            b in prop::collection::vec(-3.0..3.0_f64, 4),
        ) {
            let matrix: Vec<Vec<f64>> = (0..a.len())
                .map(|i| (0..a.len()).map(|j| dot(&a[i], &a[j]) + f64::from(u8::from(i == j))).collect())
                .collect();
            let b = &b[..a.len()];
            let x = Cholesky::new(&matrix).unwrap().solve(b);
            for (got, want) in multiply(&matrix, &x).iter().zip(b) {
                prop_assert!((got - want).abs() < 1e-9, "{got} {want}");
            }
        }
    }

    #[test]
    fn refuses_what_is_not_positive_definite() {
        for matrix in [[[0.0, 0.0], [0.0, 1.0]], [[1.0, 2.0], [2.0, 1.0]], [[0.1, 0.3], [0.3, 0.9]], [[f64::NAN, 0.0], [0.0, 1.0]]] {
            let matrix: Vec<Vec<f64>> = matrix.iter().map(|r| r.to_vec()).collect();
            assert_eq!(Cholesky::new(&matrix), None, "{matrix:?}");
        }
    }
}
