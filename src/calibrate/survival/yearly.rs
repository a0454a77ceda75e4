//! A fitted law as the simulator's constant: the probability that an account leaves within a year.
//!
//! From a constant hazard `h` \[1/month\]: `p = 1 − e^{−12h}`. From a law, for accounts of the ages `a` that a company has now, weighted by
//! how many there are: `p = Σ_a w_a (1 − S(a+12)/S(a))`. Standard errors by the delta method: `∂p/∂θ = Σ_a w_a e^{−D_a} ∂D_a/∂θ` with
//! `D_a = H(a+12) − H(a)`. Beside stands the simulator's coefficient, `η = ln(−ln(1 − p)/12)`, with the error `se / ((1 − p)·(−ln(1 − p)))`.

use serde::Serialize;

use super::interval::{bounded, normal};
use super::life_table::LifeTable;
use super::parametric::ParametricFit;
use super::unfit::Unfit;
use crate::stats::{Estimate, Z95};

/// Yearly churn of an average account.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct YearlyChurn {
    /// Probability of leaving within 12 months; the interval is symmetric in `coefficient`.
    pub probability: Estimate,
    /// `ln(−ln(1 − probability)/12)`: logarithm of the constant monthly hazard with that yearly probability.
    pub coefficient: Estimate,
    /// Share of the accounts that will be older in a year than any account seen: for them the law is extrapolated.
    pub extrapolated: f64,
}

/// Accounts by age: months of tenure, and how many there are.
pub type Ages = [(u32, u64)];

const YEAR: f64 = 12.0;

/// From a constant hazard with a standard error.
///
/// # Errors
/// [`Unfit::NotIdentified`] if nobody left.
pub fn yearly_from_hazard(hazard: Estimate) -> Result<YearlyChurn, Unfit> {
    let se = hazard.standard_error.ok_or_else(|| open("nobody left"))?;
    let staying = (-YEAR * hazard.value).exp();
    yearly(1.0 - staying, YEAR * staying * se, hazard.n, 0.0)
}

/// From a law, for accounts of the given ages.
///
/// # Errors
/// [`Unfit::NotIdentified`] if there are none, or if all of them will have left within a year as far as numbers go.
pub fn yearly_from_law(fit: &ParametricFit, ages: &Ages, longest_seen: u32) -> Result<YearlyChurn, Unfit> {
    let all: u64 = ages.iter().map(|(_, n)| n).sum();
    if all == 0 {
        return Err(open("no account is left whose age would count"));
    }
    let ln = fit.ln();
    let (mut p, mut slope, mut beyond) = (0.0, vec![0.0; ln.len()], 0.0);
    for (age, n) in ages {
        let weight = *n as f64 / all as f64;
        let [now, then] = [0.0, YEAR].map(|more| fit.family.cumulative(&ln, f64::from(*age) + more));
        let year = then.plus(-1.0, now);
        p -= weight * (-year.value).exp_m1();
        slope.iter_mut().zip(year.slope).for_each(|(s, d)| *s += weight * (-year.value).exp() * d);
        beyond += if age + 12 > longest_seen { weight } else { 0.0 };
    }
    yearly(p, fit.covariance().form(&slope).sqrt(), fit.accounts, beyond)
}

/// Ages of the accounts that are still there: the censored ones.
#[must_use]
pub fn ages_now(table: &LifeTable) -> Vec<(u32, u64)> {
    table.months.iter().filter(|m| m.censored > 0).map(|m| (m.month, m.censored)).collect()
}

fn open(why: &str) -> Unfit {
    Unfit::NotIdentified { what: "yearly churn".into(), why: why.into() }
}

fn yearly(p: f64, se: f64, n: u64, extrapolated: f64) -> Result<YearlyChurn, Unfit> {
    let cumulative = -(-p).ln_1p();
    if !(cumulative > 0.0 && cumulative < 30.0) {
        return Err(open("it is 0 or 1 to all digits"));
    }
    let coefficient = normal((cumulative / YEAR).ln(), se / ((1.0 - p) * cumulative), n);
    let end = |side: f64| coefficient.standard_error.map_or(f64::NAN, |e| -(-YEAR * (coefficient.value + side * Z95 * e).exp()).exp_m1());
    Ok(YearlyChurn { probability: bounded(p, se, (end(-1.0), end(1.0)), n), coefficient, extrapolated })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibrate::survival::{Family, LifeMonth, Likelihood, fit_family};

    /// 1 − e^{−0.12} = 0.113079563; derivative by h: 12 e^{−0.12} = 10.643045.
    #[test]
    fn a_constant_hazard_by_hand() {
        let hazard = Estimate { value: 0.01, standard_error: Some(0.001), low: None, high: None, n: 1000 };
        let year = yearly_from_hazard(hazard).unwrap();
        assert!((year.probability.value - 0.113_079_563).abs() < 1e-9);
        assert!((year.probability.standard_error.unwrap() - 0.010_643_045).abs() < 1e-9);
        assert!((year.coefficient.value - 0.01f64.ln()).abs() < 1e-12);
        // se of ln h is se/h
        assert!((year.coefficient.standard_error.unwrap() - 0.1).abs() < 1e-9);
        assert!(yearly_from_hazard(Estimate::without_error(0.0, 5)).is_err());
    }

    /// The exponential law does not care how old accounts are, and its error is that of the constant hazard.
    #[test]
    fn an_exponential_law_agrees_whatever_the_ages() {
        let months = (1..=20).map(|month| LifeMonth { month, at_risk: 500, churned: 10, censored: 0 }).collect();
        let table = LifeTable { months, accounts: 700, churned: 200, entered_late: 0, unusable: 0 };
        let fit = fit_family(&table, Family::Exponential, Likelihood::ExactTime, 1).unwrap();
        let hazard = super::super::hazard::constant_hazard(&table).unwrap();
        let flat = yearly_from_hazard(hazard).unwrap().probability;
        let aged = yearly_from_law(&fit, &[(1, 3), (15, 5)], 20).unwrap();
        assert!((aged.probability.value - flat.value).abs() < 1e-10);
        assert!((aged.probability.standard_error.unwrap() - flat.standard_error.unwrap()).abs() < 1e-8);
        assert!((aged.extrapolated - 5.0 / 8.0).abs() < 1e-12);
        assert!(yearly_from_law(&fit, &[], 20).is_err());
    }
}
