//! How good a rerandomised assignment has to be (Morgan & Rubin 2012, Annals of Statistics 40:1263).

use statrs::distribution::{ChiSquared, ContinuousCDF};

/// The largest M that is accepted so that about a share `accept` of assignments passes: χ² quantile with covariates × (arms − 1) degrees of
/// freedom. With few units the share really accepted differs, and is counted.
#[must_use]
pub fn imbalance_bound(accept: f64, covariates: usize, arms: usize) -> Option<f64> {
    let law = ChiSquared::new((covariates * arms.saturating_sub(1)) as f64).ok()?;
    (accept > 0.0 && accept < 1.0).then(|| law.inverse_cdf(accept))
}

/// What is left of the variance of each covariate's difference between two arms: v = P(χ²₍k+2₎ ≤ a) ÷ P(χ²₍k₎ ≤ a).
#[must_use]
pub fn variance_left(accept: f64, covariates: usize) -> Option<f64> {
    let bound = imbalance_bound(accept, covariates, 2)?;
    let (law, beyond) = (ChiSquared::new(covariates as f64).ok()?, ChiSquared::new(covariates as f64 + 2.0).ok()?);
    Some(beyond.cdf(bound) / law.cdf(bound))
}
