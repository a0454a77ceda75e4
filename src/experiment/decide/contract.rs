//! What two tried plans say of a third that was not (after Georgiadis & Powell 2022, AER 112:267).
//!
//! People choose an effort; outcomes follow it. To first order a plan moves effort by the sum of its marginal pay, valued at marginal
//! utility v' = w^−γ, over the change of the outcome's law that effort makes; and that change is seen between the tried plans A and B. So
//! f_C = f_A + λ (f_B − f_A) with λ = Σ v'(w_A)(w_C − w_A)(f_B − f_A) / Σ v'(w_A)(w_B − w_A)(f_B − f_A), w pay by outcome. One dimension of effort only,
//! and a reading of the paper's result from its idea rather than a copy of its estimator: the further λ is from 0 (plan A) and 1 (plan B), the less it is
//! worth, and nothing is known of a plan that pays for something else.

use super::super::normal::point_above;

/// λ within which a third plan is near enough to the tried ones.
pub const SAFE_LAMBDA: (f64, f64) = (-1.0, 2.0);

/// One outcome: how often it came under A and B, and what each plan pays for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contract {
    /// The outcome's value, for means.
    pub outcome: f64,
    /// Its share under plans A and B.
    pub shares: [f64; 2],
    /// Pay for it under plans A, B and C, in currency; above 0 where marginal utility falls.
    pub pay: [f64; 3],
}

/// Why there is no extrapolation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ContractError {
    /// Fewer than two outcomes.
    #[error("needs at least two outcomes")]
    TooFew,
    /// A pay of nothing or less with marginal utility that falls.
    #[error("pay must be above 0 for every outcome where marginal utility falls with pay")]
    Pay,
    /// Both plans move effort by nothing.
    #[error("plans A and B do not differ in what they reward, so they say nothing of a third")]
    Same,
}

/// What is expected of the third plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Extrapolation {
    /// Where plan C lies: 0 is plan A, 1 is plan B.
    pub lambda: f64,
    /// Mean outcome under A, B and C.
    pub outcome: [f64; 3],
    /// Mean pay under A, B and C, in currency.
    pub pay: [f64; 3],
    /// Shares of the outcomes under C; a negative one means that it is too far away.
    pub shares: Vec<f64>,
    /// λ's denominator: how far plan B's pay moved what it was to move.
    pub denominator: f64,
    /// Its standard error; `None` where the number of cases behind the shares is not known.
    pub denominator_error: Option<f64>,
    /// Standard error of λ by the delta method.
    pub lambda_error: Option<f64>,
}

impl Extrapolation {
    /// The denominator's interval of that level; `None` without a standard error.
    #[must_use]
    pub fn denominator_interval(&self, level: f64) -> Option<(f64, f64)> {
        let half = point_above(0.5 * (1.0 - level)) * self.denominator_error?;
        Some((self.denominator - half, self.denominator + half))
    }

    /// Reasons not to trust it, as a reader is told.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        let (low, high) = SAFE_LAMBDA;
        if !(low..=high).contains(&self.lambda) {
            warnings.push(format!(
                "plan C lies {:.1} times as far from plan A as plan B does, outside {low:.0} to {high:.0}: that is a guess, not an extrapolation",
                self.lambda
            ));
        }
        if self.denominator_interval(0.95).is_some_and(|(low, high)| low <= 0.0 && high >= 0.0) {
            warnings.push("plan B's effect may be none, so any third plan's may be anything".into());
        }
        if self.shares.iter().any(|share| *share < 0.0) {
            warnings.push("some outcomes would have negative shares: plan C is too far from the tried plans".into());
        }
        warnings
    }
}

/// Extrapolates from plans A and B to C with marginal utility w^−`risk_aversion`; no standard errors.
///
/// # Errors
/// See [`ContractError`].
pub fn extrapolate(rows: &[Contract], risk_aversion: f64) -> Result<Extrapolation, ContractError> {
    extrapolate_with_noise(rows, risk_aversion, None)
}

/// The same, with standard errors by the delta method where the shares come from `cases` under A and under B.
///
/// With weights a = v'(w_A)(w_B − w_A) the denominator is Σ a (f_B − f_A), of variance Σ_plans (Σ a² f − (Σ a f)²)/n; λ's is the same with
/// a replaced by v'(w_A)(w_C − w_A − λ (w_B − w_A)) over the denominator.
///
/// # Errors
/// See [`ContractError`].
pub fn extrapolate_with_noise(rows: &[Contract], risk_aversion: f64, cases: Option<[f64; 2]>) -> Result<Extrapolation, ContractError> {
    if rows.len() < 2 {
        return Err(ContractError::TooFew);
    }
    if risk_aversion != 0.0 && rows.iter().any(|row| row.pay.iter().any(|pay| *pay <= 0.0)) {
        return Err(ContractError::Pay);
    }
    let marginal = |row: &Contract| row.pay[0].powf(-risk_aversion);
    let moved =
        |plan: usize| rows.iter().map(|row| marginal(row) * (row.pay[plan] - row.pay[0]) * (row.shares[1] - row.shares[0])).sum::<f64>();
    let denominator = moved(1);
    let lambda = moved(2) / denominator;
    if !lambda.is_finite() {
        return Err(ContractError::Same);
    }
    let shares: Vec<f64> = rows.iter().map(|row| row.shares[0] + lambda * (row.shares[1] - row.shares[0])).collect();
    let share = |plan: usize, i: usize| if plan == 2 { shares[i] } else { rows[i].shares[plan] };
    let mean = |value: &dyn Fn(&Contract, usize) -> f64| {
        [0, 1, 2].map(|plan| rows.iter().enumerate().map(|(i, row)| share(plan, i) * value(row, plan)).sum::<f64>())
    };
    let error_of = |weight: &dyn Fn(&Contract) -> f64, cases: [f64; 2]| {
        let variance = |plan: usize| {
            let moment = |power: i32| rows.iter().map(|row| row.shares[plan] * weight(row).powi(power)).sum::<f64>();
            (moment(2) - moment(1).powi(2)).max(0.0) / cases[plan]
        };
        (variance(0) + variance(1)).sqrt()
    };
    let denominator_error = cases.map(|n| error_of(&|row| marginal(row) * (row.pay[1] - row.pay[0]), n));
    let lambda_error =
        cases.map(|n| error_of(&|row| marginal(row) * (row.pay[2] - row.pay[0] - lambda * (row.pay[1] - row.pay[0])) / denominator, n));
    Ok(Extrapolation {
        lambda,
        outcome: mean(&|row, _| row.outcome),
        pay: mean(&|row, plan| row.pay[plan]),
        shares,
        denominator,
        denominator_error,
        lambda_error,
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::{assert_close, column, number};
    use super::*;
    use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus};

    fn rows() -> Vec<Contract> {
        let of = |name: &str| column("d7_contracts", name);
        let (score, shares, pay) = (of("score"), ["p_A", "p_B"].map(of), ["pay_A", "pay_B", "pay_C"].map(of));
        (0..score.len())
            .map(|i| Contract { outcome: score[i], shares: [0, 1].map(|p| shares[p][i]), pay: [0, 1, 2].map(|p| pay[p][i]) })
            .collect()
    }

    #[test]
    fn the_third_plan_is_that_of_the_oracle() {
        let of = |key: &str| number("O17_decide", key);
        for (aversion, name) in [(0.0, "0.0"), (0.5, "0.5"), (1.0, "1.0")] {
            let third = extrapolate(&rows(), aversion).unwrap();
            assert_close(third.lambda, of(&format!("contract_lambda_crra{name}")), 1e-9);
            assert_close(third.outcome[2], of(&format!("contract_meanscore_C_crra{name}")), 1e-9);
            assert_close(third.pay[2], of(&format!("contract_pay_C_crra{name}")), 1e-9);
            assert_close(third.outcome[0], of("contract_mean_A"), 1e-9);
            assert_close(third.outcome[1], of("contract_mean_B"), 1e-9);
            assert_close(third.pay[0], of("contract_pay_A"), 1e-9);
            assert_close(third.pay[1], of("contract_pay_B"), 1e-9);
            assert!(third.warnings().is_empty());
        }
    }

    #[test]
    fn tried_plans_are_at_nought_and_one() {
        let at = |plan: usize| {
            let rows: Vec<Contract> =
                rows().into_iter().map(|row| Contract { pay: [row.pay[0], row.pay[1], row.pay[plan]], ..row }).collect();
            extrapolate(&rows, 0.5).unwrap().lambda
        };
        assert_eq!((at(0), at(1)), (0.0, 1.0));
    }

    /// Standard errors against shares drawn anew from 4,000 cases of each plan.
    #[test]
    fn delta_errors_are_those_of_a_bootstrap() {
        let rows = rows();
        let found = extrapolate_with_noise(&rows, 0.5, Some([4_000.0; 2])).unwrap();
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(31);
        let mut drawn = Vec::new();
        for _ in 0..1_000 {
            let mut counts = vec![[0.0; 2]; rows.len()];
            for plan in [0, 1] {
                for _ in 0..4_000 {
                    let mut u: f64 = rng.random();
                    let i = rows
                        .iter()
                        .position(|row| {
                            u -= row.shares[plan];
                            u < 0.0
                        })
                        .unwrap_or(rows.len() - 1);
                    counts[i][plan] += 1.0 / 4_000.0;
                }
            }
            let again: Vec<Contract> = rows.iter().zip(&counts).map(|(row, shares)| Contract { shares: *shares, ..*row }).collect();
            drawn.push(extrapolate(&again, 0.5).unwrap());
        }
        // half of the middle 68.27 %: a ratio's own tails are longer than a normal law's
        let spread = |value: &dyn Fn(&Extrapolation) -> f64| {
            let mut values: Vec<f64> = drawn.iter().map(value).collect();
            values.sort_by(f64::total_cmp);
            0.5 * (values[841] - values[158])
        };
        assert_close(found.denominator_error.unwrap(), spread(&|d| d.denominator), 0.1);
        assert_close(found.lambda_error.unwrap(), spread(&|d| d.lambda), 0.1);
    }

    #[test]
    fn what_cannot_be_extrapolated_says_why() {
        assert_eq!(extrapolate(&rows()[..1], 0.0), Err(ContractError::TooFew));
        let free: Vec<Contract> = rows().into_iter().map(|row| Contract { pay: [0.0, row.pay[1], row.pay[2]], ..row }).collect();
        assert_eq!(extrapolate(&free, 0.5), Err(ContractError::Pay));
        assert!(extrapolate(&free, 0.0).is_ok());
        let same: Vec<Contract> = rows().into_iter().map(|row| Contract { pay: [row.pay[0], row.pay[0], row.pay[2]], ..row }).collect();
        assert_eq!(extrapolate(&same, 0.0), Err(ContractError::Same));
        let far: Vec<Contract> =
            rows().into_iter().map(|row| Contract { pay: [row.pay[0], row.pay[1], row.pay[1] * 5.0], ..row }).collect();
        let far = extrapolate_with_noise(&far, 0.0, Some([9.0, 9.0])).unwrap();
        assert_eq!(far.warnings().len(), 3, "{:?}", far.warnings());
    }
}
