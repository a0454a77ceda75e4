//! How many CSMs to test a plan on: the value of the trial, net of what it pays and costs.

use super::value::{Belief, value_of_sample};

/// What a trial costs, and how sharp it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrialCosts {
    /// Variance of the uplift's estimate times CSMs in each arm: 2σ²(ρ + (1 − ρ)/m) with equal arms and m accounts a CSM.
    pub variance_of_one: f64,
    /// What the trial pays more for each CSM in the treated arm, over its length, in currency.
    pub pay_per_csm: f64,
    /// What running it costs whatever its size, in currency.
    pub fixed: f64,
}

/// One size of a trial.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrialValue {
    /// CSMs in each arm.
    pub csms: usize,
    /// Standard error of the uplift.
    pub standard_error: f64,
    /// Expected value of what it finds, in currency.
    pub value: f64,
    /// What it pays more and costs, in currency.
    pub cost: f64,
}

impl TrialValue {
    /// Expected net benefit of sampling, in currency.
    #[must_use]
    pub fn net(&self) -> f64 {
        self.value - self.cost
    }
}

/// The sizes from 2 CSMs an arm (fewer have no standard error) to `most`.
#[must_use]
pub fn trial_values(belief: &Belief, costs: &TrialCosts, most: usize) -> Vec<TrialValue> {
    (2..=most)
        .map(|csms| {
            let k = csms as f64;
            let standard_error = (costs.variance_of_one / k).sqrt();
            TrialValue { csms, standard_error, value: value_of_sample(belief, standard_error), cost: costs.pay_per_csm * k + costs.fixed }
        })
        .collect()
}

/// The best size and whether a trial is worth it at all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BestSize {
    /// The size with the highest net value.
    pub size: TrialValue,
    /// Whether that is above 0: else decide now.
    pub worth_it: bool,
}

/// The best of the sizes; `None` if there is none. Of equals the smallest.
#[must_use]
pub fn best_size(values: &[TrialValue]) -> Option<BestSize> {
    let best = values.iter().rev().max_by(|a, b| a.net().total_cmp(&b.net()))?;
    Some(BestSize { size: *best, worth_it: best.net() > 0.0 })
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::{assert_close, number};
    use super::*;

    /// The specification's case: accounts' sd .2, ICC .05, 40 accounts a CSM: 2 × .04 × (.05 + .95/40) = .0059; 8,000 a treated CSM.
    #[test]
    fn net_values_are_those_of_the_oracle() {
        let belief = Belief { mean: 0.02, sd: 0.03, break_even: 0.015, unit: 12e6 };
        let costs = TrialCosts { variance_of_one: 2.0 * 0.04 * (0.05 + 0.95 / 40.0), pay_per_csm: 8_000.0, fixed: 0.0 };
        let values = trial_values(&belief, &costs, 20);
        for k in [4, 6, 8, 10, 12, 16, 20] {
            assert_close(values[k - 2].net(), number("O17_decide", &format!("enbs/{k}")), 1e-9);
        }
        let best = best_size(&values).unwrap();
        assert_eq!((best.size.csms as f64, best.worth_it), (number("O17_decide", "enbs_best_k"), true));
        assert_close(best.size.net(), number("O17_decide", "enbs_best"), 1e-9);
    }

    #[test]
    fn a_trial_that_cannot_pay_for_itself_says_so() {
        let belief = Belief { mean: 0.2, sd: 0.01, break_even: 0.0, unit: 1e6 };
        let costs = TrialCosts { variance_of_one: 0.006, pay_per_csm: 8_000.0, fixed: 500.0 };
        let best = best_size(&trial_values(&belief, &costs, 8)).unwrap();
        assert!(!best.worth_it && best.size.csms == 2, "{best:?}");
        assert_eq!(best_size(&[]), None);
    }
}
