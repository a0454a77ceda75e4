//! Values of information for one decision, ship or keep, with a normal belief (Raiffa & Schlaifer 1961).

use super::super::normal::unit_loss;

/// What is believed of the uplift before a trial, and what it must pass.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Belief {
    /// Mean of the uplift.
    pub mean: f64,
    /// Its standard deviation, above 0.
    pub sd: f64,
    /// The uplift at which the plan pays for itself.
    pub break_even: f64,
    /// Worth of an uplift of 1, in currency.
    pub unit: f64,
}

impl Belief {
    /// Standard deviation of the posterior mean that a trial with that standard error will give: s₀²/√(s₀² + SE²).
    #[must_use]
    pub fn preposterior_sd(&self, standard_error: f64) -> f64 {
        let own = self.sd * self.sd;
        own / (own + standard_error * standard_error).sqrt()
    }

    /// What is expected to be gained by deciding after the mean moved with standard deviation `sd`.
    fn value_with(&self, sd: f64) -> f64 {
        if sd > 0.0 { self.unit * sd * unit_loss((self.mean - self.break_even).abs() / sd) } else { 0.0 }
    }
}

/// Expected net worth of shipping without a trial, in currency; negative where keeping is better.
#[must_use]
pub fn value_of_shipping_now(belief: &Belief) -> f64 {
    belief.unit * (belief.mean - belief.break_even)
}

/// Expected value of perfect information, in currency: the most that any trial may cost.
#[must_use]
pub fn value_of_perfect_information(belief: &Belief) -> f64 {
    belief.value_with(belief.sd)
}

/// Expected value of a trial with that standard error, in currency, before its costs.
///
/// ```
/// use paylift::experiment::decide::{Belief, value_of_sample};
/// let belief = Belief { mean: 0.02, sd: 0.03, break_even: 0.015, unit: 12e6 };
/// assert!((value_of_sample(&belief, 0.018) - 95_471.38).abs() < 0.01);
/// ```
#[must_use]
pub fn value_of_sample(belief: &Belief, standard_error: f64) -> f64 {
    belief.value_with(belief.preposterior_sd(standard_error))
}

#[cfg(test)]
mod tests {
    use super::super::super::normal::{above, density};
    use super::super::super::oracle::{assert_close, number};
    use super::super::super::quadrature::panels;
    use super::*;

    fn of(key: &str) -> f64 {
        number("O17_decide", key)
    }

    pub(super) const BELIEF: Belief = Belief { mean: 0.02, sd: 0.03, break_even: 0.015, unit: 12e6 };

    #[test]
    fn values_are_those_of_the_oracle() {
        assert_close(value_of_shipping_now(&BELIEF), of("ev_ship_now"), 1e-9);
        assert_close(value_of_perfect_information(&BELIEF), of("evpi"), 1e-9);
        assert_close(BELIEF.preposterior_sd(0.018), of("preposterior_sd"), 1e-9);
        assert_close(value_of_sample(&BELIEF, 0.018), of("evsi"), 1e-9);
        assert_close(value_of_sample(&BELIEF, 0.018), of("evsi_numeric"), 1e-9);
        assert_close(above((BELIEF.break_even - BELIEF.mean) / BELIEF.sd), of("p_beneficial"), 1e-9);
    }

    /// What a trial is worth, by going through what it may find: for each estimate the better of shipping and keeping.
    #[test]
    fn the_value_of_a_trial_is_that_of_deciding_after_it() {
        let error = 0.018_f64;
        let spread = (BELIEF.sd.powi(2) + error.powi(2)).sqrt();
        let weight = BELIEF.sd.powi(2) / spread.powi(2);
        let after: f64 = panels(BELIEF.mean - 9.0 * spread, BELIEF.mean + 9.0 * spread, spread / 200.0)
            .into_iter()
            .map(|(x, w)| {
                let mean = BELIEF.mean + weight * (x - BELIEF.mean);
                w * density((x - BELIEF.mean) / spread) / spread * BELIEF.unit * (mean - BELIEF.break_even).max(0.0)
            })
            .sum();
        assert_close(after - value_of_shipping_now(&BELIEF).max(0.0), value_of_sample(&BELIEF, error), 1e-5);
    }

    #[test]
    fn information_never_hurts_and_never_beats_the_truth() {
        let mut last = value_of_perfect_information(&BELIEF);
        for error in [0.001, 0.01, 0.1, 1.0] {
            let value = value_of_sample(&BELIEF, error);
            assert!(value >= 0.0 && value < last);
            last = value;
        }
        assert_eq!(value_of_perfect_information(&Belief { sd: 0.0, ..BELIEF }), 0.0);
    }
}
