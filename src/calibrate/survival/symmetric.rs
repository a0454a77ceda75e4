//! Small symmetric positive matrices: information of a few parameters, factored once.

/// Lower triangle of a Cholesky factor, row by row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Factor {
    size: usize,
    lower: Vec<f64>,
}

/// A square matrix, row by row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Square {
    /// Rows.
    pub(super) size: usize,
    /// `size × size`.
    pub(super) cells: Vec<f64>,
}

impl Square {
    /// All zeros.
    pub(super) fn zeros(size: usize) -> Self {
        Self { size, cells: vec![0.0; size * size] }
    }

    pub(super) fn at(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.size + column]
    }

    pub(super) fn add(&mut self, row: usize, column: usize, x: f64) {
        self.cells[row * self.size + column] += x;
    }

    /// The matrix with `ridge` times its diagonal (at least `ridge`) added to it.
    pub(super) fn with_ridge(&self, ridge: f64) -> Self {
        let mut more = self.clone();
        for i in 0..self.size {
            more.add(i, i, ridge * self.at(i, i).abs().max(1.0));
        }
        more
    }

    /// `xᵀ A x`.
    pub(super) fn form(&self, x: &[f64]) -> f64 {
        (0..self.size).map(|i| x[i] * (0..self.size).map(|j| self.at(i, j) * x[j]).sum::<f64>()).sum()
    }
}

impl Factor {
    /// Factors a matrix.
    ///
    /// # Errors
    /// The first column that is no more than a combination of those before it (its remainder is below 1e-10 of its diagonal).
    pub(super) fn new(a: &Square) -> Result<Self, usize> {
        let size = a.size;
        let mut lower = vec![0.0; size * size];
        for j in 0..size {
            for i in j..size {
                let known: f64 = (0..j).map(|k| lower[i * size + k] * lower[j * size + k]).sum();
                let rest = a.at(i, j) - known;
                if i > j {
                    lower[i * size + j] = rest / lower[j * size + j];
                } else if rest > 1e-10 * a.at(j, j).abs() && rest.is_finite() {
                    lower[j * size + j] = rest.sqrt();
                } else {
                    return Err(j);
                }
            }
        }
        Ok(Self { size, lower })
    }

    /// Solves `A x = b`.
    pub(super) fn solve(&self, b: &[f64]) -> Vec<f64> {
        let (n, l) = (self.size, &self.lower);
        let mut x = b.to_vec();
        for i in 0..n {
            let known: f64 = (0..i).map(|k| l[i * n + k] * x[k]).sum();
            x[i] = (x[i] - known) / l[i * n + i];
        }
        for i in (0..n).rev() {
            let known: f64 = (i + 1..n).map(|k| l[k * n + i] * x[k]).sum();
            x[i] = (x[i] - known) / l[i * n + i];
        }
        x
    }

    /// `A⁻¹`.
    pub(super) fn inverse(&self) -> Square {
        let mut inverse = Square::zeros(self.size);
        for j in 0..self.size {
            let mut unit = vec![0.0; self.size];
            unit[j] = 1.0;
            for (i, x) in self.solve(&unit).into_iter().enumerate() {
                inverse.add(i, j, x);
            }
        }
        inverse
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 3 × 3 by hand: A = [[4,2,0],[2,5,3],[0,3,6]], det 60, A⁻¹ = [[21,−12,6],[−12,24,−12],[6,−12,16]]/60.
    #[test]
    fn the_inverse_is_the_one_by_hand() {
        let a = Square { size: 3, cells: vec![4.0, 2.0, 0.0, 2.0, 5.0, 3.0, 0.0, 3.0, 6.0] };
        let inverse = Factor::new(&a).unwrap().inverse();
        let expected = [21.0, -12.0, 6.0, -12.0, 24.0, -12.0, 6.0, -12.0, 16.0].map(|x| x / 60.0);
        for (found, expected) in inverse.cells.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-15, "{inverse:?}");
        }
    }

    #[test]
    fn a_column_that_repeats_another_is_named() {
        let a = Square { size: 3, cells: vec![2.0, 1.0, 2.0, 1.0, 3.0, 1.0, 2.0, 1.0, 2.0] };
        assert_eq!(Factor::new(&a), Err(2));
    }
}
