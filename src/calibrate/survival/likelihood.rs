//! Log likelihood of a law, given the life table.
//!
//! Monthly intervals (the default, and the right one for data by month): churn at `t` contributes `ln(S(t−1) − S(t))`, an account still
//! there at `t` contributes `ln S(t)`. Exact times: churn at `t` contributes `ln(h(t) S(t))`, as if accounts left at the very end of their
//! month. The two differ visibly where many leave in their first months. Accounts seen from tenure `e` on contribute conditionally on
//! being there, `− ln S(e)`. With `D_t = H(t) − H(t−1)` both are sums over the life table:
//!
//! - intervals: `Σ_t d_t ln(1 − e^{−D_t}) − (n_t − d_t) D_t`
//! - exact: `Σ_t d_t ln h(t) − n_t D_t`

use serde::Serialize;

use super::family::{Family, Jet};
use super::life_table::LifeTable;
use super::newton::Point;

/// What is taken to be known of the time of churn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum Likelihood {
    /// Its month.
    #[default]
    MonthlyInterval,
    /// Its moment, at the end of its month.
    ExactTime,
}

impl Likelihood {
    /// As it is told to users.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MonthlyInterval => "monthly intervals",
            Self::ExactTime => "exact times",
        }
    }
}

/// Log likelihood of all accounts, with derivatives by the logarithms of the parameters.
pub(super) fn log_likelihood(family: Family, kind: Likelihood, table: &LifeTable, ln: &[f64]) -> Point {
    let mut sum = Jet::ZERO;
    let mut before = Jet::ZERO;
    for m in &table.months {
        let after = family.cumulative(ln, f64::from(m.month));
        let step = after.plus(-1.0, before);
        before = after;
        let (n, d) = (m.at_risk as f64, m.churned as f64);
        if m.churned > 0 {
            sum = sum.plus(d, leaving(family, kind, ln, m.month, step));
        }
        let stayed = if kind == Likelihood::MonthlyInterval { n - d } else { n };
        sum = sum.plus(-stayed, step);
    }
    let size = ln.len();
    let mut point = Point::zeros(size);
    point.value = sum.value;
    for i in 0..size {
        point.gradient[i] = sum.slope[i];
        for j in 0..size {
            point.information.add(i, j, -sum.curve[i + j]);
        }
    }
    point
}

/// What one churn at `month` adds: the logarithm of the month's probability, or of the hazard at its end.
fn leaving(family: Family, kind: Likelihood, ln: &[f64], month: u32, step: Jet) -> Jet {
    match kind {
        Likelihood::ExactTime => family.ln_hazard(ln, f64::from(month)),
        Likelihood::MonthlyInterval => {
            let d = step.value;
            let odds = 1.0 / d.exp_m1();
            step.through((-(-d).exp_m1()).ln(), odds, -odds * (1.0 + odds))
        }
    }
}

/// For each tenure month (index 0 unused), what one account adds by leaving in it and by staying through it: the log likelihood of a
/// single account is a sum of these.
pub(super) fn monthly_terms(family: Family, kind: Likelihood, ln: &[f64], months: u32) -> (Vec<f64>, Vec<f64>) {
    let mut before = Jet::ZERO;
    let (mut leave, mut stay) = (vec![0.0], vec![0.0]);
    for month in 1..=months {
        let after = family.cumulative(ln, f64::from(month));
        let step = after.plus(-1.0, before);
        before = after;
        let exact = if kind == Likelihood::ExactTime { step.value } else { 0.0 };
        leave.push(leaving(family, kind, ln, month, step).value - exact);
        stay.push(-step.value);
    }
    (leave, stay)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibrate::Lifetimes;

    /// Accounts one by one and the life table are the same likelihood, late entries included.
    #[test]
    fn single_accounts_add_up_to_the_life_table() {
        let lifetimes = Lifetimes {
            tenure: vec![1, 3, 9, 4, 7],
            churned: vec![true, false, true, true, false],
            entry: vec![0, 0, 4, 3, 2],
            covariates: vec![],
        };
        let table = LifeTable::new(&lifetimes);
        for family in Family::ALL {
            let ln = if family == Family::Exponential { vec![-2.0] } else { vec![-0.3, 2.5] };
            for kind in [Likelihood::MonthlyInterval, Likelihood::ExactTime] {
                let (leave, stay) = monthly_terms(family, kind, &ln, table.longest());
                let staying = |from: u32, to: u32| (from + 1..=to).map(|t| stay[t as usize]).sum::<f64>();
                let own = |i: usize| match (lifetimes.entry[i], lifetimes.tenure[i]) {
                    (entry, tenure) if lifetimes.churned[i] => staying(entry, tenure - 1) + leave[tenure as usize],
                    (entry, tenure) => staying(entry, tenure),
                };
                let sum: f64 = (0..lifetimes.len()).map(own).sum();
                let whole = log_likelihood(family, kind, &table, &ln).value;
                assert!((sum - whole).abs() < 1e-12, "{family:?} {kind:?}: {sum} {whole}");
            }
        }
        // by hand: exponential, rate e^-2, intervals, first account alone
        let one = LifeTable::of(&lifetimes, |i| i == 0);
        let expected = (1.0 - (-(-2.0f64).exp()).exp()).ln();
        assert!((log_likelihood(Family::Exponential, Likelihood::MonthlyInterval, &one, &[-2.0]).value - expected).abs() < 1e-12);
    }
}
