//! Coordinates in which the errors of a vector are independent and of size 1.

/// Inverse of a Cholesky factor of the covariance of resampled vectors.
#[derive(Debug, Clone)]
pub(super) struct Whitener {
    lower: Vec<f64>,
    n: usize,
}

/// Share of each variance that is added to it: directions that a few hundred resamples hardly show must not decide a fit. (In 40 simulated
/// panels of 3,000 accounts 0.01 gave intervals of 90 to 95 %, 0.0001 gave 82 to 95 %.)
const RIDGE: f64 = 1e-2;

impl Whitener {
    /// From resampled vectors of the same length; `None` for fewer than twice as many as the length, or where one entry never varies.
    pub(super) fn of(draws: &[&[f64]]) -> Option<Self> {
        let n = draws.first()?.len();
        let count = draws.len() as f64;
        if draws.len() < 2 * n {
            return None;
        }
        let mean: Vec<f64> = (0..n).map(|i| draws.iter().map(|d| d[i]).sum::<f64>() / count).collect();
        let mut lower = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                let covariance = draws.iter().map(|d| (d[i] - mean[i]) * (d[j] - mean[j])).sum::<f64>() / (count - 1.0);
                let done: f64 = (0..j).map(|k| lower[i * n + k] * lower[j * n + k]).sum();
                if i == j {
                    let left = covariance * (1.0 + RIDGE) - done;
                    if left <= 0.0 {
                        return None;
                    }
                    lower[i * n + i] = left.sqrt();
                } else {
                    lower[i * n + j] = (covariance - done) / lower[j * n + j];
                }
            }
        }
        Some(Self { lower, n })
    }

    /// The vector in the new coordinates.
    pub(super) fn apply(&self, x: &[f64]) -> Vec<f64> {
        let mut out: Vec<f64> = Vec::with_capacity(self.n);
        for (i, x) in x.iter().enumerate().take(self.n) {
            let done: f64 = out.iter().enumerate().map(|(k, o)| self.lower[i * self.n + k] * o).sum();
            out.push((x - done) / self.lower[i * self.n + i]);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whitened_draws_are_uncorrelated_and_of_size_one() {
        let draws: Vec<Vec<f64>> = (0..40_i32)
            .map(|i| {
                let (a, b) = (f64::from(i * 17 % 41), f64::from(i * 29 % 37));
                vec![a + 0.3 * b, 5.0 * b - a]
            })
            .collect();
        let borrowed: Vec<&[f64]> = draws.iter().map(|d| &d[..]).collect();
        let whitener = Whitener::of(&borrowed).unwrap();
        let white: Vec<Vec<f64>> = draws.iter().map(|d| whitener.apply(d)).collect();
        let again = Whitener::of(&white.iter().map(|d| &d[..]).collect::<Vec<_>>()).unwrap();
        for (i, expected) in [(0, 1.0), (2, 0.0), (3, 1.0)] {
            assert!((again.lower[i] - expected).abs() < 0.02, "{:?}", again.lower);
        }
        assert!(Whitener::of(&borrowed[..3]).is_none());
    }
}
