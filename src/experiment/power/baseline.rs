//! A quarter before the start: how much of the difference between CSMs it explains.

use super::books::Parts;

/// Correlation of an outcome before and after, without the plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Baseline {
    /// Of what CSMs' accounts share.
    pub csm: f64,
    /// Of what is an account's own; 0 where other accounts are read before and after.
    pub account: f64,
}

impl Baseline {
    /// Correlation of a CSM's means before and after: r = (m ρ ÷ D) ρ_c + ((1 − ρ) ÷ D) ρ_s (Teerenstra et al. 2012, Stat Med 31:2169).
    #[must_use]
    pub fn correlation(&self, parts: Parts) -> f64 {
        (parts.csm * self.csm + parts.account * self.account) / parts.total()
    }

    /// Covariance of a CSM's means before and after.
    pub(crate) fn covariance(&self, parts: Parts) -> f64 {
        parts.csm * self.csm + parts.account * self.account
    }
}
