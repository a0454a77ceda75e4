//! Covariates on a common footing: Mahalanobis distance, and the M of Morgan & Rubin.

use nalgebra::{Cholesky, DMatrix, Dyn};

/// Covariates after whitening: around the mean of the whole roster, covariance (divisor G − 1) the identity.
#[derive(Debug, Clone, PartialEq)]
pub struct Whitened {
    /// One row for each unit.
    pub rows: Vec<Vec<f64>>,
}

/// Covariates that cannot be put on a common footing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotIndependent {
    /// One that is the same for every unit.
    #[error("it is the same for all")]
    Constant {
        /// Its place among the covariates.
        covariate: usize,
    },
    /// One that follows from those before it.
    #[error("it follows from the covariates before it")]
    Collinear {
        /// Its place among the covariates.
        covariate: usize,
    },
}

impl Whitened {
    /// Of `covariates` by unit: row = L⁻¹(x − x̄) with S = LL′, computed on standardised covariates, which changes nothing but rounding.
    ///
    /// # Errors
    /// Where a covariate does not vary, or is a combination of those before it.
    pub fn of(covariates: &[Vec<f64>]) -> Result<Self, NotIndependent> {
        let (units, width) = (covariates.len(), covariates.first().map_or(0, Vec::len));
        let mut standard = DMatrix::<f64>::zeros(units, width);
        for k in 0..width {
            let mean = covariates.iter().map(|row| row[k]).sum::<f64>() / units as f64;
            let square: f64 = covariates.iter().map(|row| (row[k] - mean).powi(2)).sum();
            let sd = (square / (units as f64 - 1.0)).sqrt();
            if sd.is_nan() || sd <= 1e-12 * mean.abs() {
                return Err(NotIndependent::Constant { covariate: k });
            }
            for unit in 0..units {
                standard[(unit, k)] = (covariates[unit][k] - mean) / sd;
            }
        }
        let correlation = standard.transpose() * &standard / (units as f64 - 1.0);
        let lower = lower(&correlation)?;
        let mut rows = standard.transpose();
        if width > 0 && !lower.solve_lower_triangular_mut(&mut rows) {
            return Err(NotIndependent::Collinear { covariate: width - 1 });
        }
        Ok(Self { rows: (0..units).map(|unit| rows.column(unit).iter().copied().collect()).collect() })
    }

    /// Mahalanobis distance √((x − y)′S⁻¹(x − y)) of two units.
    #[must_use]
    pub fn distance(&self, a: usize, b: usize) -> f64 {
        self.rows[a].iter().zip(&self.rows[b]).map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt()
    }

    /// M of an assignment: Σ over arms of |sum of rows|² ÷ units; with two arms G p(1−p) d′S⁻¹d, d the difference of means. On average over all
    /// complete assignments it is covariates × (arms − 1), and in large rosters it follows χ² with as many degrees of freedom.
    #[must_use]
    pub fn imbalance(&self, arms: &[usize], number: usize) -> f64 {
        let width = self.rows.first().map_or(0, Vec::len);
        let mut sums = vec![0.0; number * width];
        let mut units = vec![0.0_f64; number];
        for (row, &arm) in self.rows.iter().zip(arms) {
            units[arm] += 1.0;
            for (sum, x) in sums[arm * width..].iter_mut().zip(row) {
                *sum += x;
            }
        }
        let of = |arm: usize| sums[arm * width..(arm + 1) * width].iter().map(|s| s * s).sum::<f64>() / units[arm].max(1.0);
        (0..number).map(of).sum()
    }
}

/// L of S = LL′; where S is singular, the first covariate that adds nothing.
fn lower(correlation: &DMatrix<f64>) -> Result<DMatrix<f64>, NotIndependent> {
    let factor = |width: usize| Cholesky::<f64, Dyn>::new(correlation.view((0, 0), (width, width)).into_owned()).map(Cholesky::unpack);
    for width in 1..=correlation.nrows() {
        match factor(width) {
            // The last pivot is what of this covariate the others do not explain.
            Some(lower) if lower[(width - 1, width - 1)] > 1e-6 => {}
            _ => return Err(NotIndependent::Collinear { covariate: width - 1 }),
        }
    }
    factor(correlation.nrows()).ok_or(NotIndependent::Collinear { covariate: 0 })
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::{assert_close, column, number, oracles, texts};
    use super::super::super::permutation::{AssignmentSet, Balance, Limits, Stratum};
    use super::super::{closest_pairs, imbalance_bound, variance_left};
    use super::*;

    fn twelve() -> Whitened {
        let columns = [
            column("d6_match", "book_arr_k").iter().map(|x| x.ln()).collect(),
            column("d6_match", "accounts"),
            column("d6_match", "tenure_m"),
            column("d6_match", "nrr_prior"),
        ];
        Whitened::of(&(0..12).map(|unit| columns.iter().map(|c: &Vec<f64>| c[unit]).collect()).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn pairs_are_those_of_the_oracle() {
        let whitened = twelve();
        assert_close(whitened.distance(0, 1), number("O18_assign", "d_1_2"), 1e-9);
        let pairs = closest_pairs(12, |a, b| whitened.distance(a, b));
        let names = texts("d6_match", "csm");
        let named: Vec<Vec<String>> = pairs.iter().map(|pair| pair.iter().map(|unit| names[*unit].clone()).collect()).collect();
        let expected: Vec<Vec<String>> = serde_json::from_value(oracles()["O18_assign"]["pairs"].clone()).unwrap();
        assert_eq!(named, expected);
        assert_close(pairs.iter().map(|[a, b]| whitened.distance(*a, *b)).sum(), number("O18_assign", "total_distance"), 1e-9);
    }

    #[test]
    fn imbalances_of_all_924_are_those_of_the_oracle() {
        let whitened = twelve();
        let set = AssignmentSet::complete(12, 6, Limits::default()).unwrap();
        let of = |i: usize| whitened.imbalance(&set.assignment(i).iter().map(|t| usize::from(*t)).collect::<Vec<_>>(), 2);
        let mut all: Vec<f64> = (0..924).map(of).collect();
        assert_close(all[0], number("O18_assign", "first_assignment_M"), 1e-9);
        assert_close(all.iter().sum::<f64>() / 924.0, number("O18_assign", "mahalanobis_mean"), 1e-9);
        all.sort_by(f64::total_cmp);
        assert_close(all[0], number("O18_assign", "mahalanobis_min"), 1e-9);
        // numpy's quantile: between the 93rd and 94th.
        assert_close(all[92] + 0.3 * (all[93] - all[92]), number("O18_assign", "mahalanobis_q10"), 1e-9);
    }

    #[test]
    fn accepted_are_those_of_the_oracle() {
        let threshold = imbalance_bound(0.1, 4, 2).unwrap();
        assert_close(threshold, number("O18_assign", "chi2_threshold_pa10"), 1e-8);
        assert_close(imbalance_bound(0.001, 4, 2).unwrap(), number("O18_assign", "chi2_threshold_pa001"), 1e-8);
        assert_close(variance_left(0.1, 4).unwrap(), number("O18_assign", "variance_reduction_v_a"), 1e-8);
        assert_close(variance_left(0.001, 4).unwrap(), number("O18_assign", "v_a_001"), 1e-7);
        let balance = Balance { rows: twelve().rows, others: 0.0, threshold };
        let whole = [Stratum { units: (0..12).collect(), treated: 6 }];
        let set = AssignmentSet::within(12, &whole, Some(&balance), Limits::default()).unwrap();
        assert_eq!(set.len() as f64, number("O18_assign", "accepted_at_pa10"));
        assert_close(set.smallest_p(), 2.0 / 58.0, 1e-12);
        // Drawn again until accepted, only accepted ones come.
        let drawn = AssignmentSet::within(12, &whole, Some(&balance), Limits { enumerate: 10, draws: 500, seed: 1 }).unwrap();
        assert!((0..500).all(|i| set.contains(&drawn.assignment(i))));
    }

    #[test]
    fn what_adds_nothing_is_named() {
        let rows = |third: fn(f64) -> f64| -> Vec<Vec<f64>> { (0..8).map(f64::from).map(|i| vec![i, i * i, third(i)]).collect() };
        assert_eq!(Whitened::of(&rows(|_| 7.3)), Err(NotIndependent::Constant { covariate: 2 }));
        assert_eq!(Whitened::of(&rows(|i| 2.0 * i * i - i + 4.0)), Err(NotIndependent::Collinear { covariate: 2 }));
        assert!(Whitened::of(&rows(|i| i * i * i)).is_ok());
    }
}
