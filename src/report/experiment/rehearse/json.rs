//! A rehearsal as JSON, for programs: the same numbers as its tables.

use serde_json::json;

use super::{RehearsalContents, words};
use crate::report::manifest::PROGRAM;

/// The text of `rehearse.json`, and of `ab rehearse --json`. Amounts are in currency units.
///
/// # Errors
/// If a number is not finite.
pub fn summary(contents: &RehearsalContents<'_>) -> serde_json::Result<String> {
    let RehearsalContents { scenario, arms, outcome, settings, rehearsal, target_pay, left_out, repeat } = *contents;
    let plan = |arm: usize| scenario.plans[arms[arm]].id.as_str();
    let value = json!({
        "program": PROGRAM,
        "version": env!("CARGO_PKG_VERSION"),
        "verb": "ab rehearse",
        "seed": settings.seed,
        "repeat": repeat,
        "today": plan(0),
        "new": plan(1),
        "outcome": outcome.id(),
        "quarters": settings.quarters,
        "horizon_quarters": settings.horizon,
        "alpha": settings.alpha,
        "target_pay": target_pay,
        "years_left_out": left_out,
        "verdict": words::verdict(contents),
        "rehearsal": rehearsal,
    });
    let mut text = serde_json::to_string_pretty(&value)?;
    text.push('\n');
    Ok(text)
}
