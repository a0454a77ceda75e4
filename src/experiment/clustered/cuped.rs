//! CUPED: what a measure from before the start foretells is taken off (Deng, Xu, Kohavi & Walker 2013).
//!
//! θ = cov(y, x) ÷ var(x), over all CSMs and blind to the arm, so that a permutation of arms leaves the adjusted outcomes as they are.

/// Outcome less θ × (baseline − its mean), and θ; `None` where the baseline does not vary or lengths differ.
#[must_use]
pub fn cuped(outcome: &[f64], baseline: &[f64]) -> Option<(Vec<f64>, f64)> {
    if outcome.len() != baseline.len() {
        return None;
    }
    let count = outcome.len() as f64;
    let (mean_y, mean_x) = (outcome.iter().sum::<f64>() / count, baseline.iter().sum::<f64>() / count);
    let together: f64 = outcome.iter().zip(baseline).map(|(y, x)| (y - mean_y) * (x - mean_x)).sum();
    let spread: f64 = baseline.iter().map(|x| (x - mean_x).powi(2)).sum();
    let theta = (spread > 0.0).then(|| together / spread)?;
    Some((outcome.iter().zip(baseline).map(|(y, x)| y - theta * (x - mean_x)).collect(), theta))
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::{assert_close, number};
    use super::super::{data, difference_welch, means_by};
    use super::*;

    #[test]
    fn the_adjusted_difference_is_that_of_the_oracle() {
        let d1 = data::d1();
        let arm: Vec<f64> = d1.treated.iter().map(|t| f64::from(*t)).collect();
        let arm = means_by(&arm, &d1.csm);
        let (adjusted, _) = cuped(&means_by(&d1.post, &d1.csm), &means_by(&d1.pre, &d1.csm)).unwrap();
        let of = |which: f64| adjusted.iter().zip(&arm).filter(|(_, a)| **a == which).map(|(y, _)| *y).collect::<Vec<_>>();
        let effect = difference_welch(&of(0.0), &of(1.0)).unwrap();
        assert_close(effect.estimate, number("O11_permutation", "strat_cuped_stat"), 1e-9);
        assert_close(effect.standard_error, number("O16_bayes", "cuped_flat_sd"), 1e-7);
    }

    #[test]
    fn a_baseline_that_does_not_vary_foretells_nothing() {
        assert_eq!(cuped(&[1.0, 2.0], &[3.0, 3.0]), None);
    }
}
