//! The summary as JSON, for programs: the same rows as `summary.csv`, and the words.

use std::path::Path;

use serde_json::{Value, json};

use super::folder::Contents;

/// The text that `run --json` prints.
///
/// # Errors
/// If a number is not finite.
pub fn summary(contents: &Contents<'_>, folder: &Path) -> serde_json::Result<String> {
    let Contents { result, summary, findings, manifest, .. } = *contents;
    let rows: Vec<Value> = summary
        .rows
        .iter()
        .map(|row| {
            json!({
                "plan": row.plan,
                "measure": row.measure,
                "statistic": row.statistic,
                "against": row.against,
                "value": row.estimate.map(|e| e.value),
                "standard_error": row.estimate.and_then(|e| e.standard_error),
                "low": row.estimate.and_then(|e| e.low),
                "high": row.estimate.and_then(|e| e.high),
                "n": row.estimate.map(|e| e.n),
                "assumes_behaviour": row.assumes_behaviour,
            })
        })
        .collect();
    let value = json!({
        "program": manifest.program,
        "version": manifest.version,
        "seed": manifest.seed,
        "trials": manifest.trials,
        "stopped": result.stop,
        "repeat": manifest.repeat,
        "folder": folder.display().to_string(),
        // Programs and their logs have no use for narrow no-break spaces.
        "decision": findings.decision.iter().map(|sentence| sentence.replace('\u{202f}', " ")).collect::<Vec<_>>(),
        "summary": rows,
    });
    let mut text = serde_json::to_string_pretty(&value)?;
    text.push('\n');
    Ok(text)
}
