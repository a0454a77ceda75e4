//! The looks as JSON, for programs.

use std::path::Path;

use serde_json::{Value, json};

use super::{MonitorContents, words};
use crate::experiment::sequential::Decision;
use crate::report::manifest::PROGRAM;

/// The text that `ab monitor --json` prints.
///
/// # Errors
/// If a number is not finite.
pub fn summary(contents: &MonitorContents<'_>, folder: &Path) -> serde_json::Result<String> {
    let mut value = value(contents);
    value["folder"] = folder.display().to_string().into();
    let mut text = serde_json::to_string_pretty(&value)?;
    text.push('\n');
    Ok(text)
}

/// Everything but where it was written.
pub(super) fn value(contents: &MonitorContents<'_>) -> Value {
    let MonitorContents { stream, settings, monitored, repeat, .. } = *contents;
    let looks = monitored.seen.iter().enumerate().map(|(k, seen)| {
        json!({
            "look": seen.look, "accounts": seen.accounts, "csms": seen.csms,
            "uplift": seen.effect.map(|e| e.estimate), "standard_error": seen.effect.map(|e| e.standard_error),
            "degrees_of_freedom": seen.effect.map(|e| e.degrees_of_freedom).filter(|df| df.is_finite()),
            "information": seen.information, "fraction": Some(seen.judged.fraction).filter(|f| f.is_finite()),
            "z_equivalent": seen.judged.z, "boundary": seen.judged.boundary, "alpha_spent": seen.judged.spent,
            "conditional_power": seen.judged.conditional_power,
            "always_valid": seen.always_valid.map(|(low, high)| [low, high]),
            "e_value": seen.e_value.filter(|e| e.is_finite()), "always_valid_p": seen.always_valid_p,
            "web_tool_not_valid": seen.web_tool.map(|(low, high)| [low, high]),
            "decision": words::decision(contents, k),
        })
    });
    json!({
        "program": PROGRAM, "version": env!("CARGO_PKG_VERSION"), "repeat": repeat,
        "verdict": words::verdict(contents), "decision": word(monitored.decision()),
        "stop": monitored.stop.map(|(look, _)| &stream.looks[look]),
        "outcome": stream.outcome_name, "arms": stream.arms, "csms": stream.csms.len(),
        "rule": words::rule(contents), "alpha": settings.alpha, "looks_planned": settings.looks,
        "fractions_planned": monitored.planned, "boundaries_planned": monitored.boundaries,
        "tuned_at": monitored.tuned_at, "looks": looks.collect::<Vec<_>>(), "warnings": words::warnings(contents),
    })
}

fn word(decision: Decision) -> &'static str {
    match decision {
        Decision::GoOn => "go-on",
        Decision::NotJudged => "not-judged",
        Decision::Better => "better",
        Decision::Worse => "worse",
        Decision::Futile => "futile",
        Decision::NotShown => "not-shown",
    }
}
