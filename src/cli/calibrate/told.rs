//! Data reports as text and as JSON.

use std::fmt::Write as _;

use anyhow::Context;

use crate::calibrate::intake::{DataReport, Finding, JoinReport};
use crate::report::calibration::DataWords;

/// Examples shown of a finding that is no refusal.
const EXAMPLES: usize = 3;

/// The reports as text.
pub(super) fn text(reports: &[DataReport], joined: Option<&JoinReport>) -> String {
    let mut text = String::new();
    for report in reports {
        let _ = writeln!(text, "{}", report.file);
        for sentence in report.sentences() {
            let _ = writeln!(text, "  {sentence}");
        }
        if !report.findings.is_empty() {
            let _ = writeln!(text, "\n  What was noticed");
        }
        for finding in &report.findings {
            let _ = writeln!(text, "  - {}", finding.sentence());
            text.push_str(&examples(finding));
        }
        text.push('\n');
    }
    if let Some(joined) = joined {
        let _ = writeln!(text, "Both together");
        for sentence in joined.sentences() {
            let _ = writeln!(text, "  {sentence}");
        }
    }
    text
}

/// The reports in words, for the page.
pub(super) fn words(reports: &[DataReport], joined: Option<&JoinReport>) -> Vec<DataWords> {
    let of_file = |report: &DataReport| DataWords {
        file: report.file.clone(),
        sentences: report.sentences(),
        noticed: report.findings.iter().map(Finding::sentence).collect(),
    };
    let both = joined.map(|joined| DataWords { file: "Both together".into(), sentences: joined.sentences(), noticed: Vec::new() });
    reports.iter().map(of_file).chain(both).collect()
}

/// The first few; those of refusals follow as problems with their places.
fn examples(finding: &Finding) -> String {
    let mut text = String::new();
    if !finding.refused {
        for example in finding.examples.iter().take(EXAMPLES) {
            let _ = writeln!(text, "      {example}");
        }
        let more = finding.examples.len().saturating_sub(EXAMPLES);
        if more > 0 {
            let _ = writeln!(text, "      … (--json shows {more} more)");
        }
    }
    text
}

/// The reports as JSON.
pub(super) fn json(reports: &[DataReport], joined: Option<&JoinReport>) -> anyhow::Result<String> {
    let value = serde_json::json!({ "files": reports, "joined": joined });
    Ok(serde_json::to_string_pretty(&value).context("the report cannot be written as JSON")? + "\n")
}

/// How to go on in spite of what files were refused for.
pub(super) fn ways_on(reports: &[DataReport]) -> String {
    let mut ways: Vec<&str> =
        reports.iter().flat_map(|r| &r.findings).filter(|f| f.refused && !f.otherwise.is_empty()).map(|f| f.otherwise.as_str()).collect();
    ways.dedup();
    let mut text = String::new();
    if !ways.is_empty() {
        text.push_str("\nto go on all the same:\n");
        ways.iter().for_each(|way| {
            let _ = writeln!(text, "  {way}");
        });
    }
    text
}
