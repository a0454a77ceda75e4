//! A number with its standard error, or the reason why the panel cannot give it.

use super::Unidentified;

/// What a panel says of one number, before its error is known.
pub(super) type Answer = Result<f64, Unidentified>;

/// A number found in a panel.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// The panel gives it.
    Known {
        /// Point estimate from the whole panel.
        value: f64,
        /// Standard error; `None` where fewer than two resamples give the number.
        standard_error: Option<f64>,
    },
    /// The panel cannot give it; nothing is put in its place.
    Unknown {
        /// Why not.
        reason: Unidentified,
    },
}

impl Finding {
    /// A number known without a resampling error of its own kind.
    pub(super) fn with_error(answer: Answer, standard_error: Option<f64>) -> Self {
        match answer {
            Ok(value) => Self::Known { value, standard_error },
            Err(reason) => Self::Unknown { reason },
        }
    }

    /// A number whose error is the spread of what resamples say; those that cannot say it are left out.
    pub(super) fn of(whole: Answer, draws: impl Iterator<Item = Answer>) -> Self {
        let spread: crate::stats::Moments = draws.filter_map(Result::ok).filter(|x| x.is_finite()).collect();
        Self::with_error(whole, spread.sd())
    }

    /// The point estimate.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Known { value, .. } => Some(*value),
            Self::Unknown { .. } => None,
        }
    }

    /// The standard error.
    #[must_use]
    pub fn standard_error(&self) -> Option<f64> {
        match self {
            Self::Known { standard_error, .. } => *standard_error,
            Self::Unknown { .. } => None,
        }
    }

    /// Why there is no number.
    #[must_use]
    pub fn why_not(&self) -> Option<Unidentified> {
        match self {
            Self::Known { .. } => None,
            Self::Unknown { reason } => Some(*reason),
        }
    }
}

/// Mean of `n` numbers with this sum.
pub(super) fn mean(n: f64, sum: f64) -> Answer {
    if n < 1.0 { Err(Unidentified::TooFewValues { needed: 1, found: 0 }) } else { Ok(sum / n) }
}

/// Variance (dividing by n − 1) of `n` numbers with this sum and sum of squares.
pub(super) fn variance(n: f64, sum: f64, squares: f64) -> Answer {
    if n < 2.0 {
        return Err(Unidentified::TooFewValues { needed: 2, found: n as u64 });
    }
    Ok(((squares - sum * sum / n) / (n - 1.0)).max(0.0))
}

/// Standard deviation, dividing by n − 1.
pub(super) fn sd(n: f64, sum: f64, squares: f64) -> Answer {
    variance(n, sum, squares).map(f64::sqrt)
}

/// Standard deviation, dividing by n: the maximum-likelihood one.
pub(super) fn sd_ml(n: f64, sum: f64, squares: f64) -> Answer {
    let mean = mean(n, sum)?;
    Ok((squares / n - mean * mean).max(0.0).sqrt())
}

/// `top / bottom`, where there is something to divide by.
pub(super) fn ratio(top: f64, bottom: f64) -> Answer {
    if bottom > 0.0 { Ok(top / bottom) } else { Err(Unidentified::NothingToDivideBy) }
}
