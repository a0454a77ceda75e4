//! The information that a look is planned to have.
//!
//! With K CSMs an arm and m accounts judged a quarter in each book, after k quarters
//! I_k = 1 / (σ² (1/K₁ + 1/K₂) (ρ + (1 − ρ)/(m k))). It saturates at 1/(σ² (1/K₁ + 1/K₂) ρ): the CSMs are the same people every quarter, so more
//! quarters make only their accounts' noise smaller.

/// A plan of looks, one a quarter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlannedInformation {
    /// CSMs in each arm.
    pub csms: [f64; 2],
    /// Accounts of one CSM whose outcome is judged in one quarter.
    pub accounts: f64,
    /// Intraclass correlation of the outcome within CSMs, 0 to 1.
    pub icc: f64,
    /// Standard deviation of the outcome between accounts, in its units.
    pub sd: f64,
}

impl PlannedInformation {
    /// Information after `look` quarters, 1, 2, …: one over the squared standard error of the uplift.
    #[must_use]
    pub fn at(&self, look: usize) -> f64 {
        1.0 / (self.per_csm() * (self.icc + (1.0 - self.icc) / (self.accounts * look as f64)))
    }

    /// Information that no number of quarters can pass; infinite without correlation.
    #[must_use]
    pub fn ceiling(&self) -> f64 {
        1.0 / (self.per_csm() * self.icc)
    }

    /// Shares of the information planned for the last of `looks`.
    #[must_use]
    pub fn fractions(&self, looks: usize) -> Vec<f64> {
        (1..=looks).map(|look| self.at(look) / self.at(looks)).collect()
    }

    fn per_csm(&self) -> f64 {
        self.sd * self.sd * self.csms.iter().map(|k| 1.0 / k).sum::<f64>()
    }
}

/// k/K: what a plan without intraclass correlation would have, and the cautious choice below 12 CSMs.
#[must_use]
pub fn equal_fractions(looks: usize) -> Vec<f64> {
    (1..=looks).map(|look| look as f64 / looks as f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saturates_as_in_the_specification() {
        let plan = PlannedInformation { csms: [12.0, 12.0], accounts: 5.0, icc: 0.05, sd: 1.0 };
        let expected = [0.307, 0.509, 0.651, 0.756, 0.838, 0.903, 0.956, 1.000];
        for (found, expected) in plan.fractions(8).iter().zip(expected) {
            assert!((found - expected).abs() < 5e-4, "{found} {expected}");
        }
        // K/(2ρ)
        assert!((plan.ceiling() - 12.0 / (2.0 * 0.05)).abs() < 1e-9);
        assert!(plan.at(1_000_000) < plan.ceiling() && plan.at(1_000_000) > 0.999 * plan.ceiling());
        // (K/2)/(ρ + (1 − ρ)/(m k))
        assert!((plan.at(3) - 6.0 / (0.05 + 0.95 / 15.0)).abs() < 1e-9);
    }

    #[test]
    fn without_correlation_quarters_count_evenly() {
        let plan = PlannedInformation { csms: [4.0, 8.0], accounts: 5.0, icc: 0.0, sd: 0.2 };
        for (planned, equal) in plan.fractions(4).iter().zip(equal_fractions(4)) {
            assert!((planned - equal).abs() < 1e-12);
        }
        assert!(plan.ceiling().is_infinite());
    }
}
