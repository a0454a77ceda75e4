//! Who was given a plan and who lived under it are not always the same: accounts move between books.
//!
//! Two-stage least squares with the arm as instrument for exposure, clustered: the effect on accounts whose exposure followed their arm
//! (CACE). The effect of the arm as assigned (intention to treat) is the plain difference.

use nalgebra::{DMatrix, DVector};

use super::super::Effect;
use super::regression::{Regression, Unfit};

/// Effect of exposure, and how far exposure followed the arm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exposure {
    /// Effect of full exposure; its error clustered (CR0 form), G − 1 degrees of freedom.
    pub effect: Effect,
    /// Its error times √(G ÷ (G − 1) × (N − 1) ÷ (N − p)), which few clusters need: the one to show.
    pub debiased: Effect,
    /// Mean exposure of treated less that of control rows.
    pub first_stage: f64,
    /// Share of treated rows' exposure that is missing: moved out.
    pub moved_out: f64,
    /// Share of control rows' exposure that should not be there: moved in.
    pub moved_in: f64,
}

impl Exposure {
    /// How many times as many accounts are needed for the same power, for having moved: 1 ÷ (1 − out − in)².
    #[must_use]
    pub fn inflation(&self) -> f64 {
        1.0 / (1.0 - self.moved_out - self.moved_in).powi(2)
    }
}

/// Outcome on exposure (0 to 1 a row) with the arm as its instrument.
///
/// # Errors
/// As [`Regression::new`]; [`Unfit::Dependent`] where exposure does not depend on the arm.
pub fn effect_of_exposure(outcome: &[f64], exposed: &[f64], treated: &[bool], cluster: &[usize]) -> Result<Exposure, Unfit> {
    let one = vec![1.0; outcome.len()];
    let arm: Vec<f64> = treated.iter().map(|t| f64::from(*t)).collect();
    let instrument = Regression::new(outcome, &[&one, &arm], cluster, None)?;
    let endogenous = Regression::new(outcome, &[&one, exposed], cluster, None)?;
    let (z, x, y) = (&instrument.design, &endogenous.design, &instrument.outcome);
    let of_arm = |which: f64| {
        let own = || exposed.iter().zip(&arm).filter(move |(_, a)| **a == which);
        own().map(|(e, _)| e).sum::<f64>() / own().count() as f64
    };
    let (moved_in, moved_out) = (of_arm(0.0), 1.0 - of_arm(1.0));
    let first_stage = 1.0 - moved_out - moved_in;
    if !first_stage.is_finite() || first_stage.abs() < 1e-9 {
        return Err(Unfit::Dependent);
    }
    let bread = z.tr_mul(x).try_inverse().ok_or(Unfit::Dependent)?;
    let coefficients = &bread * z.tr_mul(y);
    let residuals = y - x * &coefficients;
    let score = |rows: &std::ops::Range<usize>| z.rows(rows.start, rows.len()).tr_mul(&residuals.rows(rows.start, rows.len()));
    let scores: Vec<DVector<f64>> = instrument.clusters.iter().map(score).collect();
    let sums = &bread * DMatrix::from_columns(&scores);
    let (clusters, rows) = (scores.len() as f64, outcome.len() as f64);
    let standard_error = sums.row(1).norm();
    let effect = Effect { estimate: coefficients[1], standard_error, degrees_of_freedom: clusters - 1.0 };
    let factor = clusters / (clusters - 1.0) * (rows - 1.0) / (rows - 2.0);
    let debiased = Effect { standard_error: standard_error * factor.sqrt(), ..effect };
    Ok(Exposure { effect, debiased, first_stage, moved_out, moved_in })
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::{assert_close, number};
    use super::super::data;
    use super::*;

    #[test]
    fn the_effect_of_exposure_is_that_of_linearmodels() {
        let d1 = data::d1();
        let found = effect_of_exposure(&d1.post, &d1.exposed, &d1.treated, &d1.csm).unwrap();
        let of = |key: &str| number("O10_did", key);
        assert_close(found.effect.estimate, of("cace_est"), 1e-9);
        assert_close(found.effect.standard_error, of("cace_se_cluster"), 1e-9);
        assert_close(found.debiased.standard_error, of("cace_se_cluster_debiased"), 1e-9);
        assert_close(found.first_stage, of("first_stage"), 1e-9);
        assert_close(found.moved_out, of("c_T"), 1e-9);
        assert_close(found.moved_in, of("c_C"), 1e-9);
        assert_close(found.inflation(), of("sample_inflation"), 1e-9);
        assert_close(found.first_stage * found.effect.estimate, of("itt"), 1e-9);
    }

    #[test]
    fn exposure_that_does_not_follow_the_arm_has_no_effect_to_tell() {
        let (treated, csm) = ([true, true, false, false], [0, 1, 2, 3]);
        assert_eq!(effect_of_exposure(&[1.0, 2.0, 3.0, 4.0], &[1.0, 0.0, 1.0, 0.0], &treated, &csm), Err(Unfit::Dependent));
    }
}
