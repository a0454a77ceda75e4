//! Generalised estimating equations with one correlation between any two accounts of a CSM (Liang & Zeger 1986), identity link.
//!
//! The correlation is found by moments as statsmodels does, and coefficients and it in turn until both stand still. Errors are robust; few
//! clusters need those of Mancl & DeRouen (2001), which take off what fitting took, as CR3 does.

use nalgebra::{DMatrix, DVector};

use super::super::Effect;
use super::regression::{Regression, Unfit};
use super::sums::Sums;

/// A fitted one: coefficient of one column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exchangeable {
    /// With the robust error and G − columns degrees of freedom.
    pub robust: Effect,
    /// With Mancl & DeRouen's error.
    pub mancl_derouen: Effect,
    /// Correlation between accounts of a CSM.
    pub correlation: f64,
}

/// Fits it; the answer is for one column. Weights are not used.
///
/// # Errors
/// [`Unfit::Dependent`] where a column is a sum of others, or where no correlation is found.
pub fn exchangeable(regression: &Regression, column: usize) -> Result<Exchangeable, Unfit> {
    let sums = Sums::of(regression);
    let mut correlation = 0.0_f64;
    let mut at = sums.at(0.0)?;
    for _ in 0..200 {
        let next = moments(regression, &sums, &at.coefficients);
        let theta = next / (1.0 - next);
        if !theta.is_finite() || sums.clusters.iter().any(|c| 1.0 + c.size * theta <= 0.0) {
            return Err(Unfit::Dependent);
        }
        at = sums.at(theta)?;
        let moved = (next - correlation).abs();
        correlation = next;
        if moved < 1e-13 {
            break;
        }
    }
    let theta = correlation / (1.0 - correlation);
    let error = |put_right: bool| {
        let mut variance = 0.0;
        for (rows, cluster) in regression.clusters.iter().zip(&sums.clusters) {
            let x = regression.design.rows(rows.start, rows.len());
            let off = regression.outcome.rows(rows.start, rows.len()) - x * &at.coefficients;
            let k = cluster.k(theta);
            let score: DVector<f64> = x.tr_mul(&off) - &cluster.x * (k * off.sum());
            let own = if put_right {
                let gram = x.tr_mul(&x) - &cluster.x * cluster.x.transpose() * k;
                let left: DMatrix<f64> = DMatrix::identity(gram.nrows(), gram.ncols()) - gram * &at.inverse;
                left.lu().solve(&score).ok_or(Unfit::Dependent)?
            } else {
                score
            };
            variance += (&at.inverse * own)[column].powi(2);
        }
        Ok(variance.sqrt())
    };
    let degrees_of_freedom = sums.clusters.len() as f64 - at.coefficients.len() as f64;
    let effect = |standard_error| Effect { estimate: at.coefficients[column], standard_error, degrees_of_freedom };
    Ok(Exchangeable { robust: effect(error(false)?), mancl_derouen: effect(error(true)?), correlation })
}

/// Mean product of two residuals of a CSM ÷ mean square of a residual, both less what fitting took.
fn moments(regression: &Regression, sums: &Sums, coefficients: &DVector<f64>) -> f64 {
    let residuals = &regression.outcome - &regression.design * coefficients;
    let (rows, columns) = (sums.rows, coefficients.len() as f64);
    let (mut products, mut pairs) = (0.0, 0.0);
    for (own, cluster) in regression.clusters.iter().zip(&sums.clusters) {
        let off = residuals.rows(own.start, own.len());
        products += (off.sum().powi(2) - off.norm_squared()) / 2.0;
        pairs += cluster.size * (cluster.size - 1.0) / 2.0;
    }
    products / (residuals.norm_squared() / (rows - columns)) / (pairs - columns)
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::{assert_close, number};
    use super::super::{Model, data};
    use super::*;

    #[test]
    fn the_adjusted_one_is_that_of_statsmodels() {
        let d1 = data::d1();
        let rows = Model::new(&d1.post, &d1.treated, &d1.csm).baseline(Some(&d1.pre)).regression().unwrap();
        let found = exchangeable(&rows, Model::ARM).unwrap();
        let of = |key: &str| number("O7_cluster", key);
        assert_close(found.robust.estimate, of("gee_est"), 1e-6);
        assert_close(found.robust.standard_error, of("gee_se_robust"), 1e-6);
        assert_close(found.mancl_derouen.standard_error, of("gee_se_mancl_derouen"), 1e-6);
        assert_close(found.correlation, of("gee_dep"), 1e-5);
    }
}
