//! A number that says how well it is known.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// 97.5 % quantile of the standard normal: half the width of a 95 % interval in standard errors.
pub const Z95: f64 = 1.959_963_984_540_054;

/// An estimate from `n` independent trials. Never a lone number: undefined parts are `None`, not 0 or NaN.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// Point estimate.
    pub value: f64,
    /// Monte Carlo standard error; `None` where one trial (or an exact replay) allows none.
    pub standard_error: Option<f64>,
    /// Lower end of the 95 % interval.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub high: Option<f64>,
    /// Trials (or whatever was sampled independently).
    pub n: u64,
}

impl Estimate {
    /// A number without a known error: one trial, or an exact answer.
    #[must_use]
    pub fn without_error(value: f64, n: u64) -> Self {
        Self { value, standard_error: None, low: None, high: None, n }
    }

    /// A value with a symmetric 95 % interval: Student's t on `n − 1` degrees of freedom, so that ten trials do not pretend to be
    /// ten thousand. A standard error that is not finite becomes `None`.
    #[must_use]
    pub fn symmetric(value: f64, standard_error: Option<f64>, n: u64) -> Self {
        match standard_error.filter(|e| e.is_finite()) {
            Some(error) if n > 1 => {
                let half = student_t95(n - 1) * error;
                Self { value, standard_error: Some(error), low: Some(value - half), high: Some(value + half), n }
            }
            _ => Self::without_error(value, n),
        }
    }

    /// The same estimate in another unit: everything times `factor` (which has no error of its own).
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        let (low, high) = if factor < 0.0 { (self.high, self.low) } else { (self.low, self.high) };
        Self {
            value: self.value * factor,
            standard_error: self.standard_error.map(|e| e * factor.abs()),
            low: low.map(|x| x * factor),
            high: high.map(|x| x * factor),
            n: self.n,
        }
    }

    /// The same estimate moved by a constant.
    #[must_use]
    pub fn shifted(self, by: f64) -> Self {
        Self { value: self.value + by, low: self.low.map(|x| x + by), high: self.high.map(|x| x + by), ..self }
    }

    /// The value with no more digits than its error supports: see [`round_to_error`].
    #[must_use]
    pub fn rounded(self) -> f64 {
        round_to_error(self.value, self.standard_error)
    }
}

/// 97.5 % quantile of Student's t.
pub(super) fn student_t95(freedom: u64) -> f64 {
    // Beyond this the quantile differs from the normal's by less than 0.03 %.
    if freedom > 10_000 {
        return Z95;
    }
    StudentsT::new(0.0, 1.0, freedom as f64).map_or(Z95, |t| t.inverse_cdf(0.975))
}

/// The decimal place (power of ten) of the last digit that an error supports: that of the error's own first digit, after the error
/// is rounded to one digit. `None` where every digit is supported (no error, or an error of 0).
///
/// ```
/// use paylift::stats::supported_place;
/// assert_eq!(supported_place(Some(2_700.0)), Some(3)); // thousands
/// assert_eq!(supported_place(Some(0.0096)), Some(-2)); // rounds to 0.01
/// assert_eq!(supported_place(None), None);
/// ```
#[must_use]
pub fn supported_place(standard_error: Option<f64>) -> Option<i32> {
    let error = standard_error.filter(|e| e.is_finite() && *e > 0.0)?;
    let place = error.log10().floor() as i32;
    Some(if error / 10f64.powi(place) >= 9.5 { place + 1 } else { place })
}

/// Rounds a value to the last digit that its standard error supports.
///
/// ```
/// use paylift::stats::round_to_error;
/// assert_eq!(round_to_error(523_412.7, Some(2_700.0)), 523_000.0);
/// assert_eq!(round_to_error(0.21374, Some(0.004)), 0.214);
/// assert_eq!(round_to_error(523_412.7, None), 523_412.7);
/// ```
#[must_use]
pub fn round_to_error(value: f64, standard_error: Option<f64>) -> f64 {
    match supported_place(standard_error) {
        // Dividing by a positive power of ten keeps decimals such as 0.214 exact to the last bit; multiplying by 0.001 would not.
        Some(place) if place < 0 => (value * 10f64.powi(-place)).round() / 10f64.powi(-place),
        Some(place) => (value / 10f64.powi(place)).round() * 10f64.powi(place),
        None => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_trial_has_no_error() {
        let one = Estimate::symmetric(5.0, Some(1.0), 1);
        assert_eq!((one.standard_error, one.low, one.high), (None, None, None));
    }

    #[test]
    fn ten_trials_get_a_wider_interval_than_ten_thousand() {
        // Student's t, 97.5 %: 2.262157 on 9 degrees of freedom (printed tables).
        let ten = Estimate::symmetric(0.0, Some(1.0), 10);
        assert!((ten.high.unwrap() - 2.262_157).abs() < 1e-5);
        for (trials, table) in [(3, 4.302_653), (101, 1.983_972), (1001, 1.962_339)] {
            assert!((Estimate::symmetric(0.0, Some(1.0), trials).high.unwrap() - table).abs() < 1e-5, "{trials} trials");
        }
        let many = Estimate::symmetric(0.0, Some(1.0), 1_000_000);
        assert_eq!(many.high, Some(Z95));
    }

    #[test]
    fn a_negative_factor_swaps_the_ends() {
        let flipped = Estimate { value: 2.0, standard_error: Some(0.5), low: Some(1.0), high: Some(4.0), n: 9 }.scaled(-2.0);
        assert_eq!((flipped.value, flipped.low, flipped.high, flipped.standard_error), (-4.0, Some(-8.0), Some(-2.0), Some(1.0)));
    }

    #[test]
    fn digits_stop_at_the_error() {
        for (value, error, shown) in
            [(146.3, 12.0, 150.0), (-146.3, 0.96, -146.0), (0.049_9, 0.001_4, 0.05), (1.5, 9.6, 0.0), (7.0, 0.0, 7.0)]
        {
            assert_eq!(round_to_error(value, Some(error)), shown, "{value} ± {error}");
        }
    }
}
