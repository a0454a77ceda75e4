//! Alpha-spending functions (Lan & DeMets 1983).

use super::super::normal::{above, point_above};

/// How alpha is spent as information comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spending {
    /// Like O'Brien & Fleming: hardly anything early. 2(1 − Φ(z(α/2)/√t)).
    #[default]
    OBrienFleming,
    /// Like Pocock: evenly. α ln(1 + (e − 1)t).
    Pocock,
}

impl Spending {
    /// Alpha spent by the fraction `t` of the planned information, of `alpha` on one side; all of it from t = 1 on.
    #[must_use]
    pub fn spent(self, alpha: f64, t: f64) -> f64 {
        if t >= 1.0 {
            return alpha;
        }
        if t <= 0.0 {
            return 0.0;
        }
        match self {
            Self::OBrienFleming => 2.0 * above(point_above(alpha / 2.0) / t.sqrt()),
            Self::Pocock => alpha * (1.0 + (std::f64::consts::E - 1.0) * t).ln(),
        }
    }

    /// As a reader knows it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::OBrienFleming => "O'Brien–Fleming-type spending",
            Self::Pocock => "Pocock-type spending",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        // half of the information: 2(1 − Φ(2.241403/.707107)) = 2(1 − Φ(3.169823)) = .001525; .025 ln(1.859141) = .015503
        assert!((Spending::OBrienFleming.spent(0.025, 0.5) - 0.001_525).abs() < 1e-6);
        assert!((Spending::Pocock.spent(0.025, 0.5) - 0.015_503).abs() < 1e-6);
        for spending in [Spending::OBrienFleming, Spending::Pocock] {
            assert_eq!((spending.spent(0.025, 0.0), spending.spent(0.025, 1.0), spending.spent(0.025, 1.4)), (0.0, 0.025, 0.025));
            assert!((spending.spent(0.025, 1.0 - 1e-12) - 0.025).abs() < 1e-9);
        }
    }
}
