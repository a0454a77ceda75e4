//! An assignment for programs.

use serde_json::{Value, json};

use super::AssignContents;

/// Everything but the pictures, as JSON.
///
/// # Errors
/// Where JSON cannot be made, which it always can of finite numbers.
pub fn summary(contents: &AssignContents<'_>) -> serde_json::Result<String> {
    let a = contents.assignment;
    let units: Vec<Value> = a.rows.iter().map(|row| unit(contents, row)).collect();
    let balance: Vec<Value> = contents
        .balance
        .iter()
        .flat_map(|row| {
            row.contrasts.iter().enumerate().map(|(at, c)| {
                json!({
                    "covariate": row.name,
                    "plan": a.arms[at + 1],
                    "means": [row.means[0], row.means[at + 1]],
                    "standardised_difference": c.standardised,
                    "luck_5_50_95": c.by_luck,
                    "share_of_luck_as_far": c.luck_as_far,
                })
            })
        })
        .collect();
    let drawn: Vec<Value> = contents
        .possible
        .iter()
        .enumerate()
        .map(|(at, drawn)| {
            json!({
                "plan": a.arms[at + 1],
                "assignments": drawn.allowed,
                "accepted": drawn.accepted,
                "smallest_p": drawn.smallest_p,
            })
        })
        .collect();
    let pay = contents.pay.map(|pay| json!({ "means": pay.means, "sums": pay.sums, "gap": pay.gap }));
    let all = json!({
        "by": a.level.name(),
        "method": a.method.name(),
        "seed": a.seed,
        "alpha": a.alpha,
        "arms": a.arms,
        "units_per_arm": a.counts(),
        "strata": a.strata,
        "covariates": a.covariates,
        "accept": a.accept,
        "imbalance": a.imbalance(),
        "largest_imbalance_accepted": a.bound(),
        "sha256": a.checksum(),
        "drawn_from": drawn,
        "balance": balance,
        "target_pay": pay,
        "units": units,
    });
    Ok(serde_json::to_string_pretty(&all)? + "\n")
}

/// A refusal, as JSON.
///
/// # Errors
/// As [`summary`].
pub fn refusal_json(smallest_p: f64, alpha: f64, needed: usize) -> serde_json::Result<String> {
    let all = json!({ "refused": "p cannot reach alpha", "smallest_p": smallest_p, "alpha": alpha, "units_needed": needed });
    Ok(serde_json::to_string_pretty(&all)? + "\n")
}

fn unit(contents: &AssignContents<'_>, row: &crate::experiment::assign::Assigned) -> Value {
    json!({
        "name": row.unit.name,
        "csm": row.unit.csm,
        "pod": row.unit.pod,
        "stratum": row.unit.stratum,
        "pair": row.pair,
        "arm": contents.assignment.arms[row.arm],
    })
}
