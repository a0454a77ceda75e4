//! Standard errors by influence: an estimate that is a smooth function of means moves, to first order, by the mean of one number a
//! trial; the standard error of that mean is the standard error of the estimate (the delta method, with every covariance included).

use super::{Estimate, Moments};

/// An estimate with the standard error that its influence values imply, one a trial.
#[must_use]
pub fn estimate_from_influence(value: f64, influences: impl IntoIterator<Item = f64>) -> Estimate {
    let moments: Moments = influences.into_iter().collect();
    Estimate::symmetric(value, moments.standard_error(), moments.n())
}

/// Influence on a standard deviation of a squared deviation `squared` of one trial, where `sd`² is the mean of the squared
/// deviations: (squared − sd²)/(2 sd). 0 where nothing varies.
#[must_use]
pub fn sd_influence(squared: f64, sd: f64) -> f64 {
    if sd > 0.0 { (squared - sd * sd) / (2.0 * sd) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_fourth_moment_formula() {
        let xs: Vec<f64> = (0..500).map(|i| f64::from(i * i % 97)).collect();
        let m = Moments::of(&xs);
        let (mean, sd) = (m.mean().unwrap(), m.sd().unwrap());
        let e = estimate_from_influence(sd, xs.iter().map(|x| sd_influence((x - mean).powi(2), sd)));
        let ratio = e.standard_error.unwrap() / m.sd_estimate().unwrap().standard_error.unwrap();
        assert!((ratio - 1.0).abs() < 0.01, "{ratio}");
    }
}
