//! A law fitted by maximum likelihood: parameters with standard errors from the observed information, log likelihood, AIC.

use serde::Serialize;

use super::family::Family;
use super::interval::from_logarithm;
use super::life_table::LifeTable;
use super::likelihood::{Likelihood, log_likelihood};
use super::newton::maximise;
use super::symmetric::{Factor, Square};
use super::unfit::Unfit;
use crate::stats::Estimate;

/// One parameter of a law.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameter {
    /// `rate` \[1/month\], `shape` or `scale` \[months\].
    pub name: &'static str,
    /// Its value; the interval is symmetric in the logarithm.
    pub value: Estimate,
    /// Logarithm of the value.
    pub ln: f64,
    /// Standard error of the logarithm.
    pub se_ln: f64,
}

/// A fitted law.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParametricFit {
    /// Which law.
    pub family: Family,
    /// What was taken to be known of the time of churn; likelihoods of different kinds are not comparable.
    pub likelihood: Likelihood,
    /// Its parameters, in the order of [`Family::parameters`].
    pub parameters: Vec<Parameter>,
    /// Covariance of the logarithms of the parameters, row by row.
    pub covariance_of_ln: Vec<Vec<f64>>,
    /// Log likelihood at the maximum.
    pub log_likelihood: f64,
    /// Akaike's criterion, `2·parameters − 2·log likelihood`: the smaller the better.
    pub aic: f64,
    /// Accounts fitted.
    pub accounts: u64,
    /// Of them, those that churned.
    pub churned: u64,
    /// Newton steps taken.
    pub iterations: u32,
}

/// Logarithm of a shape beyond which the data do not tell it from 0 or from "all in one month".
const WIDEST_LN_SHAPE: f64 = 4.0;

/// Fits one law.
///
/// # Errors
/// [`Unfit::NoAccounts`], [`Unfit::TooFewChurned`] with fewer than `needed` churned accounts, [`Unfit::NotIdentified`] where churn in a single
/// month leaves the shape open, [`Unfit::NotSettled`].
pub fn fit_family(table: &LifeTable, family: Family, likelihood: Likelihood, needed: u64) -> Result<ParametricFit, Unfit> {
    let what = || format!("the {} law", family.name());
    if table.accounts == 0 {
        return Err(Unfit::NoAccounts);
    }
    if table.churned < needed.max(1) {
        return Err(Unfit::TooFewChurned { what: what(), churned: table.churned, accounts: table.accounts, needed: needed.max(1) });
    }
    let open = |why: &str| Unfit::NotIdentified { what: format!("the shape of the {} law", family.name()), why: why.into() };
    if family != Family::Exponential && table.months.iter().filter(|m| m.at_risk > 0).count() < 2 {
        return Err(open("accounts were observed in a single tenure month"));
    }
    if table.months.iter().all(|m| m.churned == m.at_risk) {
        return Err(Unfit::NotIdentified { what: what(), why: "every account left in the first month it was observed".into() });
    }
    let found = maximise(start(table, family), |ln| log_likelihood(family, likelihood, table, ln));
    if family != Family::Exponential && found.at[0].abs() > WIDEST_LN_SHAPE {
        return Err(open("all churn falls into one end of the tenures observed"));
    }
    let factor = Factor::new(&found.point.information);
    let (true, Ok(factor)) = (found.settled, factor) else {
        return Err(Unfit::NotSettled { what: what(), iterations: found.iterations });
    };
    let covariance = factor.inverse();
    let parameters = family.parameters().iter().enumerate().map(|(i, name)| {
        let (ln, se_ln) = (found.at[i], covariance.at(i, i).sqrt());
        Parameter { name, value: from_logarithm(ln, se_ln, table.accounts), ln, se_ln }
    });
    Ok(ParametricFit {
        family,
        likelihood,
        parameters: parameters.collect(),
        covariance_of_ln: covariance.cells.chunks(covariance.size).map(<[f64]>::to_vec).collect(),
        log_likelihood: found.point.value,
        aic: 2.0 * family.parameters().len() as f64 - 2.0 * found.point.value,
        accounts: table.accounts,
        churned: table.churned,
        iterations: found.iterations,
    })
}

/// Where Newton starts: the constant hazard, and for the shape the slope of `ln H` (log-logistic: of the log odds of having left) of the
/// life table over `ln t`, months weighted by their churn.
fn start(table: &LifeTable, family: Family) -> Vec<f64> {
    let mean = (table.exposure() as f64 / table.churned as f64).ln();
    if family == Family::Exponential {
        return vec![-mean];
    }
    let (mut cumulative, mut sums) = (0.0, [0.0; 5]);
    for m in table.months.iter().filter(|m| m.churned > 0 && m.churned < m.at_risk) {
        cumulative -= (-(m.churned as f64 / m.at_risk as f64)).ln_1p();
        let y = if family == Family::Weibull { cumulative.ln() } else { cumulative.exp_m1().ln() };
        let (w, x) = (m.churned as f64, f64::from(m.month).ln());
        [w, w * x, w * y, w * x * x, w * x * y].iter().enumerate().for_each(|(i, v)| sums[i] += v);
    }
    let [w, x, y, xx, xy] = sums;
    let slope = (w * xy - x * y) / (w * xx - x * x);
    let scale = (x - y / slope) / w;
    if slope.is_finite() && slope > 0.05 && scale.is_finite() { vec![slope.ln(), scale] } else { vec![0.0, mean] }
}

impl ParametricFit {
    /// Share of accounts still there after `t` months.
    #[must_use]
    pub fn survival(&self, t: f64) -> f64 {
        (-self.family.cumulative(&self.ln(), t).value).exp()
    }

    /// Probability that an account of `age` months leaves within the next `months`.
    #[must_use]
    pub fn churn_within(&self, age: f64, months: f64) -> f64 {
        let ln = self.ln();
        -(self.family.cumulative(&ln, age).value - self.family.cumulative(&ln, age + months).value).exp_m1()
    }

    pub(super) fn ln(&self) -> Vec<f64> {
        self.parameters.iter().map(|p| p.ln).collect()
    }

    pub(super) fn covariance(&self) -> Square {
        Square { size: self.parameters.len(), cells: self.covariance_of_ln.concat() }
    }
}
