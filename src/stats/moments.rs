//! Running mean and central moments up to the fourth, mergeable.
//!
//! Pushing follows Welford, merging Chan, Golub & LeVeque, both carried to the fourth moment by Pébay (2008, "Formulas for robust,
//! one-pass parallel computation of covariances and arbitrary-order statistical moments"). Merging in a fixed order gives the same
//! bits whatever thread filled the parts.

use super::Estimate;

/// Mean and sums of powers of deviations from it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moments {
    n: u64,
    mean: f64,
    m2: f64,
    m3: f64,
    m4: f64,
}

impl Moments {
    /// The moments of a slice, pushed in order.
    #[must_use]
    pub fn of(xs: &[f64]) -> Self {
        xs.iter().copied().collect()
    }

    /// Of each of so many columns, whose values come row by row. All are gone through together: a column waits for its own moments only.
    #[must_use]
    pub fn of_columns(rows: impl IntoIterator<Item = f64>, columns: usize) -> Vec<Self> {
        let mut all = vec![Self::default(); columns];
        let mut rows = rows.into_iter().peekable();
        while columns > 0 && rows.peek().is_some() {
            all.iter_mut().zip(&mut rows).for_each(|(moments, x)| moments.push(x));
        }
        all
    }

    /// Adds one value.
    pub fn push(&mut self, x: f64) {
        let before = self.n as f64;
        self.n += 1;
        let n = self.n as f64;
        let delta = x - self.mean;
        let step = delta / n;
        let step2 = step * step;
        let term = delta * step * before;
        self.mean += step;
        self.m4 += term * step2 * (n * n - 3.0 * n + 3.0) + 6.0 * step2 * self.m2 - 4.0 * step * self.m3;
        self.m3 += term * step * (n - 2.0) - 3.0 * step * self.m2;
        self.m2 += term;
    }

    /// Adds everything `other` has seen.
    pub fn merge(&mut self, other: &Self) {
        if other.n == 0 {
            return;
        }
        if self.n == 0 {
            *self = *other;
            return;
        }
        let (a, b) = (self.n as f64, other.n as f64);
        let n = a + b;
        let delta = other.mean - self.mean;
        let d2 = delta * delta;
        let m2 = self.m2 + other.m2 + d2 * a * b / n;
        let m3 = self.m3 + other.m3 + d2 * delta * a * b * (a - b) / (n * n) + 3.0 * delta * (a * other.m2 - b * self.m2) / n;
        let m4 = self.m4
            + other.m4
            + d2 * d2 * a * b * (a * a - a * b + b * b) / (n * n * n)
            + 6.0 * d2 * (a * a * other.m2 + b * b * self.m2) / (n * n)
            + 4.0 * delta * (a * other.m3 - b * self.m3) / n;
        *self = Self { n: self.n + other.n, mean: self.mean + delta * b / n, m2, m3, m4 };
    }

    /// Values seen.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Mean; `None` without values.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then_some(self.mean)
    }

    /// Unbiased variance (divisor n − 1); `None` for fewer than two values.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        (self.n > 1).then(|| self.m2 / (self.n as f64 - 1.0))
    }

    /// Standard deviation: root of [`Moments::variance`].
    #[must_use]
    pub fn sd(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }

    /// Standard error of the mean, s/√n.
    #[must_use]
    pub fn standard_error(&self) -> Option<f64> {
        self.variance().map(|v| (v / self.n as f64).sqrt())
    }

    /// The mean with its error; `None` without values.
    #[must_use]
    pub fn mean_estimate(&self) -> Option<Estimate> {
        self.mean().map(|mean| Estimate::symmetric(mean, self.standard_error(), self.n))
    }

    /// The variance with its error: Var(s²) = (μ₄ − σ⁴(n − 3)/(n − 1))/n with plugged-in moments, valid for any distribution with four
    /// moments. `None` for fewer than two values.
    #[must_use]
    pub fn variance_estimate(&self) -> Option<Estimate> {
        let variance = self.variance()?;
        let n = self.n as f64;
        let of_variance = (self.m4 / n - variance * variance * (n - 3.0) / (n - 1.0)) / n;
        Some(Estimate::symmetric(variance, Some(of_variance.max(0.0).sqrt()), self.n))
    }

    /// The standard deviation with its error, by the delta method from the variance's: SE(s) = SE(s²)/(2s). An sd of exactly 0 (nothing varies)
    /// has an error of 0. `None` for fewer than two values.
    #[must_use]
    pub fn sd_estimate(&self) -> Option<Estimate> {
        let variance = self.variance_estimate()?;
        let sd = variance.value.sqrt();
        let error = variance.standard_error.map(|e| if sd > 0.0 { e / (2.0 * sd) } else { 0.0 });
        let symmetric = Estimate::symmetric(sd, error, self.n);
        Some(Estimate { low: symmetric.low.map(|x| x.max(0.0)), ..symmetric })
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<I: IntoIterator<Item = f64>>(xs: I) -> Self {
        let mut moments = Self::default();
        for x in xs {
            moments.push(x);
        }
        moments
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn matches_hand_computed_moments() {
        // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squared deviations 32, cubed 42, fourth powers 356.
        let m = Moments::of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        assert_eq!(m.mean(), Some(5.0));
        assert!((m.variance().unwrap() - 32.0 / 7.0).abs() < 1e-14);
        assert!((m.m3 - 42.0).abs() < 1e-12 && (m.m4 - 356.0).abs() < 1e-11);
    }

    #[test]
    fn columns_have_the_moments_that_each_has_alone() {
        let all = Moments::of_columns([2.0, -1.0, 4.0, -3.0, 9.0, 5.0], 2);
        assert_eq!(all, [Moments::of(&[2.0, 4.0, 9.0]), Moments::of(&[-1.0, -3.0, 5.0])]);
        assert_eq!((Moments::of_columns([1.0], 0).len(), Moments::of_columns([], 2)), (0, vec![Moments::default(); 2]));
    }

    #[test]
    fn one_value_has_no_variance_and_none_has_no_mean() {
        let one = Moments::of(&[3.0]);
        assert_eq!((one.mean(), one.variance(), one.sd_estimate()), (Some(3.0), None, None));
        assert_eq!(one.mean_estimate().unwrap().standard_error, None);
        assert!(Moments::default().mean_estimate().is_none());
    }

    #[test]
    fn a_constant_has_an_sd_of_exactly_zero() {
        let m = Moments::of(&[523_000.17; 1000]);
        assert_eq!((m.sd(), m.sd_estimate().unwrap().standard_error), (Some(0.0), Some(0.0)));
    }

    proptest! {
        #[test]
        fn merging_equals_pushing(xs in prop::collection::vec(-1e6f64..1e6, 0..80), cut in 0usize..80) {
            let cut = cut.min(xs.len());
            let whole = Moments::of(&xs);
            let mut parts = Moments::of(&xs[..cut]);
            parts.merge(&Moments::of(&xs[cut..]));
            prop_assert_eq!(parts.n, whole.n);
            let close = |a: f64, b: f64, power: i32| (a - b).abs() <= 1e-9 * (xs.len() as f64 + 1.0) * 1e6f64.powi(power);
            prop_assert!(close(parts.mean, whole.mean, 1) && close(parts.m2, whole.m2, 2));
            prop_assert!(close(parts.m3, whole.m3, 3) && close(parts.m4, whole.m4, 4));
        }
    }
}
