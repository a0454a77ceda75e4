//! How well a segment's parameters are known: jointly normal around the point values, or draws that a fit left behind.
//!
//! The segment's own values are the point values: the median of the normal law on each parameter's [`Scale`](super::Scale). Drawing is
//! left to the trials.

use super::{Parameter, Segment};

/// Share of the largest variance below which a pivot counts as 0.
const NOTHING: f64 = 1e-12;

/// Uncertainty of some parameters of one segment.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Uncertainty {
    parameters: Vec<Parameter>,
    law: JointLaw,
}

/// How they vary together.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum JointLaw {
    /// Row i: how parameter i moves on its scale with each of independent standard normals (Cholesky factor of the covariance).
    Normal(Vec<Vec<f64>>),
    /// Rows of values, one for each parameter.
    Draws(Vec<Vec<f64>>),
}

/// Why numbers are no uncertainty.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum UncertaintyError {
    /// Rows or columns are missing or too many.
    #[error("{rows} rows of {columns} numbers for {parameters} parameters")]
    Shape {
        /// Rows given.
        rows: usize,
        /// Numbers in the first row of another length, or in each.
        columns: usize,
        /// Parameters named.
        parameters: usize,
    },
    /// Infinite, or no number at all.
    #[error("row {row} column {column} is not a finite number")]
    NotFinite {
        /// Row, from 1.
        row: usize,
        /// Column, from 1.
        column: usize,
    },
    /// Mirror images differ.
    #[error("not symmetric: row {row} column {column} is {one}, row {column} column {row} is {other}")]
    NotSymmetric {
        /// Row, from 1.
        row: usize,
        /// Column, from 1.
        column: usize,
        /// The number there.
        one: f64,
        /// Its mirror image.
        other: f64,
    },
    /// Some combination of the parameters would have a negative variance.
    #[error("not positive semi-definite: with the parameters before it, row {row} would have a negative variance")]
    NotSemidefinite {
        /// First row at which it shows, from 1.
        row: usize,
    },
    /// One draw is no distribution.
    #[error("{}: at least 2 are needed", draws(*.0))]
    TooFewDraws(usize),
}

fn draws(n: usize) -> String {
    if n == 1 { "1 draw".to_owned() } else { format!("{n} draws") }
}

impl Uncertainty {
    /// Jointly normal on the parameters' scales with this covariance (`parameters × parameters`; a variance of 0 is allowed).
    ///
    /// # Errors
    /// If the matrix has another shape, is not finite, not symmetric (to a billionth) or not positive semi-definite.
    pub fn normal(parameters: Vec<Parameter>, covariance: &[Vec<f64>]) -> Result<Self, UncertaintyError> {
        let law = JointLaw::Normal(factor(covariance, parameters.len())?);
        Ok(Self { parameters, law })
    }

    /// Draws as a bootstrap leaves them: rows of natural values, one for each parameter; every row is equally likely.
    ///
    /// # Errors
    /// If there are fewer than two rows, or a row has another length.
    pub fn draws(parameters: Vec<Parameter>, rows: Vec<Vec<f64>>) -> Result<Self, UncertaintyError> {
        if let Some(odd) = rows.iter().find(|row| row.len() != parameters.len()) {
            return Err(UncertaintyError::Shape { rows: rows.len(), columns: odd.len(), parameters: parameters.len() });
        }
        if rows.len() < 2 {
            return Err(UncertaintyError::TooFewDraws(rows.len()));
        }
        Ok(Self { parameters, law: JointLaw::Draws(rows) })
    }

    /// The parameters.
    #[must_use]
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// Standard deviation of each on its scale; `None` where draws are given.
    #[must_use]
    pub fn sds(&self) -> Option<Vec<f64>> {
        match &self.law {
            JointLaw::Normal(factor) => Some(factor.iter().map(|row| row.iter().map(|x| x * x).sum::<f64>().sqrt()).collect()),
            JointLaw::Draws(_) => None,
        }
    }

    /// How many draws are given; `None` where there is a law.
    #[must_use]
    pub fn rows(&self) -> Option<usize> {
        match &self.law {
            JointLaw::Normal(_) => None,
            JointLaw::Draws(rows) => Some(rows.len()),
        }
    }

    /// The segment with drawn parameters: `normal(k)` is the k-th of independent standard normals, `row` chooses among given draws (below
    /// their number).
    #[must_use]
    pub fn draw(&self, segment: &Segment, normal: impl Fn(usize) -> f64, row: impl FnOnce(usize) -> usize) -> Segment {
        let mut drawn = segment.clone();
        match &self.law {
            JointLaw::Normal(factor) => {
                for (parameter, row) in self.parameters.iter().zip(factor) {
                    let moved: f64 = row.iter().enumerate().map(|(k, weight)| weight * normal(k)).sum();
                    // what is not moved stays to the last bit
                    if let Some(point) = parameter.of(segment).filter(|_| moved != 0.0) {
                        let scale = parameter.scale();
                        parameter.set(&mut drawn, scale.value(scale.of(point) + moved));
                    }
                }
            }
            JointLaw::Draws(rows) => {
                let row = rows.get(row(rows.len())).map(Vec::as_slice).unwrap_or_default();
                self.parameters.iter().zip(row).for_each(|(parameter, value)| parameter.set(&mut drawn, *value));
            }
        }
        drawn
    }
}

/// Lower triangle L with L Lᵀ = `matrix`; a direction without variance gets a column of zeros.
fn factor(matrix: &[Vec<f64>], size: usize) -> Result<Vec<Vec<f64>>, UncertaintyError> {
    let odd = matrix.iter().find(|row| row.len() != size);
    if matrix.len() != size || odd.is_some() {
        return Err(UncertaintyError::Shape { rows: matrix.len(), columns: odd.map_or(size, Vec::len), parameters: size });
    }
    for (i, row) in matrix.iter().enumerate() {
        if let Some(j) = row.iter().position(|x| !x.is_finite()) {
            return Err(UncertaintyError::NotFinite { row: i + 1, column: j + 1 });
        }
    }
    let largest = (0..size).map(|i| matrix[i][i].abs()).fold(0.0, f64::max);
    for (i, row) in matrix.iter().enumerate() {
        for (j, &one) in row.iter().enumerate().take(i) {
            let other = matrix[j][i];
            // on the scale of the two parameters' own spreads: one in per cent may stand beside one in dollars
            let room = 1e-9 * (matrix[i][i].abs() * matrix[j][j].abs()).sqrt();
            if (one - other).abs() > room {
                return Err(UncertaintyError::NotSymmetric { row: i + 1, column: j + 1, one, other });
            }
        }
    }
    let mut lower = vec![vec![0.0; size]; size];
    for j in 0..size {
        let own = matrix[j][j];
        let left = own - lower[j][..j].iter().map(|x| x * x).sum::<f64>();
        let nothing = NOTHING * own.abs().max(NOTHING * largest);
        if left < -nothing {
            return Err(UncertaintyError::NotSemidefinite { row: j + 1 });
        }
        let pivot = if left > nothing { left.sqrt() } else { 0.0 };
        lower[j][j] = pivot;
        for i in j + 1..size {
            let rest = matrix[i][j] - (0..j).map(|k| lower[i][k] * lower[j][k]).sum::<f64>();
            if pivot > 0.0 {
                lower[i][j] = rest / pivot;
            } else if rest.abs() > 1e-6 * (own.abs() * matrix[i][i].abs()).sqrt() {
                // it would vary with something that does not vary
                return Err(UncertaintyError::NotSemidefinite { row: i + 1 });
            }
        }
    }
    Ok(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_by_hand() {
        // [[4, 2], [2, 5]] = L Lᵀ with L = [[2, 0], [1, 2]]
        assert_eq!(factor(&[vec![4.0, 2.0], vec![2.0, 5.0]], 2).unwrap(), [[2.0, 0.0], [1.0, 2.0]]);
        // perfectly correlated, and one that does not vary
        assert_eq!(factor(&[vec![1.0, 3.0], vec![3.0, 9.0]], 2).unwrap(), [[1.0, 0.0], [3.0, 0.0]]);
        assert_eq!(factor(&[vec![0.0, 0.0], vec![0.0, 9.0]], 2).unwrap(), [[0.0, 0.0], [0.0, 3.0]]);
        // very different units: correlation 0.5 between an sd of 1e-4 and one of 1e3
        let l = factor(&[vec![1e-8, 5e-2], vec![5e-2, 1e6]], 2).unwrap();
        assert!((l[1][0] - 500.0).abs() < 1e-9 && (l[1][1] - 750_000.0_f64.sqrt()).abs() < 1e-9, "{l:?}");
    }

    #[test]
    fn what_is_no_covariance_is_refused() {
        let of = |rows: &[&[f64]]| factor(&rows.iter().map(|r| r.to_vec()).collect::<Vec<_>>(), 2).unwrap_err();
        assert!(matches!(of(&[&[1.0, 0.0]]), UncertaintyError::Shape { rows: 1, .. }));
        assert!(matches!(of(&[&[1.0, 0.0], &[0.0]]), UncertaintyError::Shape { columns: 1, .. }));
        assert!(matches!(of(&[&[1.0, 0.2], &[0.3, 1.0]]), UncertaintyError::NotSymmetric { row: 2, column: 1, .. }));
        assert_eq!(of(&[&[1.0, 0.0], &[f64::NAN, 1.0]]), UncertaintyError::NotFinite { row: 2, column: 1 });
        // correlation above 1
        assert_eq!(of(&[&[1.0, 2.0], &[2.0, 1.0]]), UncertaintyError::NotSemidefinite { row: 2 });
        assert_eq!(of(&[&[-1.0, 0.0], &[0.0, 1.0]]), UncertaintyError::NotSemidefinite { row: 1 });
        assert_eq!(of(&[&[0.0, 0.1], &[0.1, 1.0]]), UncertaintyError::NotSemidefinite { row: 2 });
    }
}
