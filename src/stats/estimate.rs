//! A number that says how well it is known.

/// An estimate from `n` independent trials. Never a lone number: undefined parts are `None`, not 0 or NaN.
#[derive(Debug, Clone, Copy, PartialEq)]
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
