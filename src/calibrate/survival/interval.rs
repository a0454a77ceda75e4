//! Estimates with intervals on the scale where they are closest to normal.

use crate::stats::{Estimate, Z95};

/// A positive number known by its logarithm: the 95 % interval is `exp(ln ± 1.96·se)`, the standard error `value·se` (delta method).
pub(super) fn from_logarithm(ln: f64, se: f64, n: u64) -> Estimate {
    let value = ln.exp();
    bounded(value, value * se, ((ln - Z95 * se).exp(), (ln + Z95 * se).exp()), n)
}

/// `value ± 1.96·se`: coefficients and other numbers that may have any sign.
pub(super) fn normal(value: f64, se: f64, n: u64) -> Estimate {
    bounded(value, se, (value - Z95 * se, value + Z95 * se), n)
}

/// A probability whose interval was found elsewhere; parts that are not finite are undefined.
pub(super) fn bounded(value: f64, se: f64, (low, high): (f64, f64), n: u64) -> Estimate {
    let finite = |x: f64| x.is_finite().then_some(x);
    Estimate { value, standard_error: finite(se), low: finite(low), high: finite(high), n }
}
