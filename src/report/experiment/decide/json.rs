//! A decision as JSON, for programs.

use std::path::Path;

use serde_json::{Value, json};

use super::{DecisionContents, words};
use crate::experiment::decide::{Call, Fieller};
use crate::report::manifest::PROGRAM;

/// The text that `ab decide --json` prints.
///
/// # Errors
/// If a number is not finite.
pub fn summary(contents: &DecisionContents<'_>, folder: &Path) -> serde_json::Result<String> {
    let mut value = value(contents);
    value["folder"] = folder.display().to_string().into();
    let mut text = serde_json::to_string_pretty(&value)?;
    text.push('\n');
    Ok(text)
}

/// Everything but where it was written. Amounts are in currency units over the horizon unless said.
pub(super) fn value(contents: &DecisionContents<'_>) -> Value {
    let DecisionContents { question, answer, arms, outcome, repeat, .. } = *contents;
    let df = Some(question.effect.degrees_of_freedom).filter(|df| df.is_finite());
    let (low, high) = answer.posterior.interval(0.95);
    json!({
        "program": PROGRAM, "version": env!("CARGO_PKG_VERSION"), "repeat": repeat,
        "verdict": words::verdict(contents),
        "call": match answer.call { Call::Ship => "ship", Call::Keep => "keep", Call::Wait => "wait" },
        "arms": arms, "outcome": outcome,
        "effect": { "estimate": question.effect.estimate, "standard_error": question.effect.standard_error, "degrees_of_freedom": df },
        "prior": question.prior.moments().map(|(mean, sd)| json!({ "mean": mean, "sd": sd, "public": contents.public_prior })),
        "stakes": {
            "revenue": question.stakes.revenue, "margin": question.stakes.margin, "horizon_years": question.stakes.horizon,
            "extra_pay": question.stakes.extra_pay, "csms": question.team, "tolerance": question.tolerance,
        },
        "posterior": {
            "mean": answer.posterior.mean(), "sd": answer.posterior.sd(), "interval": [low, high],
            "above_zero": answer.helps, "above_break_even": answer.pays,
        },
        "break_even": answer.break_even,
        "net": { "expected": answer.net, "interval": [answer.net_interval.0, answer.net_interval.1] },
        "expected_loss": { "shipping": answer.losses[0], "keeping": answer.losses[1] },
        "price": { "point": answer.price, "limits": limits(answer.price_limits), "own": answer.own_price, "g": finite(answer.pay_and_outcome.fieller_g(question.alpha)) },
        "net_benefit_of_one_csm_a_year": {
            "estimate": answer.net_benefit.estimate, "standard_error": answer.net_benefit.standard_error,
            "acceptability": finite(answer.net_benefit.acceptability),
        },
        "information": {
            "perfect": answer.perfect_information, "same_trial_again": answer.same_again,
            "best_trial": answer.best.map(|best| json!({
                "csms_each": best.size.csms, "value": best.size.value, "cost": best.size.cost, "net": best.size.net(), "worth_it": best.worth_it,
            })),
            "test_and_roll_csms_each": answer.test_and_roll,
        },
        "third_plan": contents.third.map(|third| json!({
            "lambda": third.extrapolation.lambda, "lambda_standard_error": third.extrapolation.lambda_error,
            "outcome": third.extrapolation.outcome, "pay": third.extrapolation.pay, "risk_aversion": third.risk_aversion,
            "denominator": third.extrapolation.denominator, "denominator_standard_error": third.extrapolation.denominator_error,
            "warnings": words::third_warnings(contents),
        })),
        "assumptions": words::assumptions(contents),
    })
}

fn finite(x: f64) -> Option<f64> {
    Some(x).filter(|x| x.is_finite())
}

fn limits(limits: Fieller) -> Value {
    match limits {
        Fieller::Between(low, high) => json!({ "kind": "between", "low": low, "high": high }),
        Fieller::Outside(low, high) => json!({ "kind": "outside", "low": low, "high": high }),
        Fieller::All => json!({ "kind": "all" }),
    }
}
