//! The delete-a-group jackknife: standard errors from replicates that each leave one group out.
//!
//! SE² = (g − 1)/g · Σ (θ₋ᵢ − θ̄₋)², g groups (Tukey 1958; Kott 2001 for groups). For the plain mean with groups of one it equals s/√n.

use super::Estimate;

/// `full` with the jackknife's standard error and Student's t on g − 1 degrees of freedom; `n` says how many trials it rests on.
/// Fewer than two replicates give no error.
#[must_use]
pub fn jackknife(full: f64, without: &[f64], n: u64) -> Estimate {
    let groups = without.len();
    if groups < 2 {
        return Estimate::without_error(full, n);
    }
    let mean = without.iter().sum::<f64>() / groups as f64;
    let squares: f64 = without.iter().map(|x| (x - mean).powi(2)).sum();
    let error = (squares * (groups as f64 - 1.0) / groups as f64).sqrt();
    Estimate { n, ..Estimate::symmetric(full, Some(error), groups as u64) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_mean_is_its_standard_error() {
        let xs = [3.0, 8.0, 1.0, 4.0, 9.0];
        let total: f64 = xs.iter().sum();
        let without: Vec<f64> = xs.iter().map(|x| (total - x) / 4.0).collect();
        let direct = super::super::mean(&xs).unwrap();
        let jack = jackknife(total / 5.0, &without, 5);
        assert!((jack.standard_error.unwrap() - direct.standard_error.unwrap()).abs() < 1e-14);
        assert!((jack.high.unwrap() - direct.high.unwrap()).abs() < 1e-12);
    }

    #[test]
    fn one_replicate_says_nothing_about_error() {
        assert_eq!(jackknife(1.0, &[1.0], 1).standard_error, None);
    }
}
