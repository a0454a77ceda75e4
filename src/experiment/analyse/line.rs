//! One answer to the question how large the effect is: a line of the table, a row of the picture.

use super::super::Effect;
use super::super::clustered::Estimand;

/// Whether an answer may be used.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The one to be told.
    Headline,
    /// Valid, beside it.
    Beside,
    /// Not to be used here, and why.
    Invalid(String),
}

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its name for programs, such as `ancova_cr2`.
    pub key: &'static str,
    /// Its name for people.
    pub name: String,
    /// Whose average it is.
    pub estimand: Estimand,
    /// Treated less control, in units of the outcome.
    pub estimate: f64,
    /// Its standard error, where the method has one.
    pub standard_error: Option<f64>,
    /// Degrees of freedom of the error.
    pub degrees_of_freedom: Option<f64>,
    /// Two-sided p of no effect.
    pub p: Option<f64>,
    /// Interval of level 1 − α.
    pub interval: Option<(f64, f64)>,
    /// Whether it may be used.
    pub standing: Standing,
}

impl Line {
    /// A line of an effect with a standard error.
    #[must_use]
    pub fn of(key: &'static str, name: impl Into<String>, estimand: Estimand, effect: Effect, alpha: f64) -> Self {
        Self {
            key,
            name: name.into(),
            estimand,
            estimate: effect.estimate,
            standard_error: Some(effect.standard_error),
            degrees_of_freedom: Some(effect.degrees_of_freedom),
            p: effect.p(),
            interval: effect.interval(1.0 - alpha),
            standing: Standing::Beside,
        }
    }

    /// The same, not to be used for this reason.
    #[must_use]
    pub fn invalid(self, reason: impl Into<String>) -> Self {
        Self { standing: Standing::Invalid(reason.into()), ..self }
    }

    /// The same, not to be used where `wrong`.
    #[must_use]
    pub fn invalid_if(self, wrong: bool, reason: impl Into<String>) -> Self {
        if wrong { self.invalid(reason) } else { self }
    }

    /// Whether it may be used.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        !matches!(self.standing, Standing::Invalid(_))
    }
}
