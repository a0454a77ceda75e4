//! Several quarters: what carries over from one to the next.

use super::books::Parts;

/// How what CSMs share fades with the distance between quarters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fading {
    /// The same correlation at any distance (block exchangeable; Hooper et al. 2016).
    Steady,
    /// r^distance (Kasza et al. 2019).
    Decaying,
}

/// What carries over from quarter to quarter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Persistence {
    /// Correlation of what a CSM's accounts share in one quarter and the next (cluster autocorrelation, CAC).
    pub csm: f64,
    /// Whether it fades further.
    pub fading: Fading,
    /// Correlation of an account with itself in another quarter; 0 where every quarter reads new accounts (renewals).
    pub account: f64,
}

impl Default for Persistence {
    /// CAC 0.8, steady, new accounts each quarter: no source, the value of the worked examples.
    fn default() -> Self {
        Self { csm: 0.8, fading: Fading::Steady, account: 0.0 }
    }
}

impl Persistence {
    /// Covariance of a CSM's means in two quarters `distance` apart.
    #[must_use]
    pub fn covariance(&self, parts: Parts, distance: usize) -> f64 {
        if distance == 0 {
            return parts.total();
        }
        let steps = if self.fading == Fading::Decaying { i32::try_from(distance).unwrap_or(i32::MAX) } else { 1 };
        parts.csm * self.csm.powi(steps) + parts.account * self.account
    }

    /// What the mean over `quarters` quarters varies by.
    #[must_use]
    pub fn averaged(&self, parts: Parts, quarters: usize) -> Parts {
        let q = quarters as f64;
        let over = |parts: Parts| {
            let pairs: f64 = (1..quarters).map(|d| 2.0 * (q - d as f64) * self.covariance(parts, d)).sum();
            (q * self.covariance(parts, 0) + pairs) / (q * q)
        };
        Parts { csm: over(Parts { account: 0.0, ..parts }), account: over(Parts { csm: 0.0, ..parts }) }
    }
}
