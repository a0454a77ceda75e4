//! Segment files with what was fitted, and a scenario that runs on them.

use std::fmt::Write as _;

use super::CalibrationContents;
use super::tables::significant;
use crate::calibrate::{FittedSegment, Origin};
use crate::compare::number;
use crate::config::{file_stems, segment_text, toml_string};

/// On-target earnings and variable share that a calibrated scenario starts from; no history shows them. Those of `init`.
const OTE: f64 = 110_000.0;
const VARIABLE_SHARE: f64 = 0.20;
/// Budget over target variable (model section 0.8).
const BUDGET: f64 = 1.1;
/// Plans that a calibrated scenario compares: those of `init` that need nothing but revenue.
const PLANS: [&str; 5] = ["flat", "nrr-individual", "nrr-team", "growth-above-baseline", "posthog-2026q4"];

/// Names and texts: `scenario.toml`, and for each segment `segments/NAME.toml` with `segments/NAME-draws.csv`.
pub(super) fn texts(contents: &CalibrationContents<'_>) -> Vec<(String, String)> {
    let segments = &contents.calibration.segments;
    let stems = file_stems(segments.iter().map(|fitted| fitted.segment.id.as_str()));
    let mut texts = vec![("scenario.toml".to_owned(), scenario(contents, &stems))];
    for ((fitted, stem), base) in segments.iter().zip(&stems).zip(contents.bases) {
        let draws = fitted.draws.as_ref().map(|_| format!("{stem}-draws.csv"));
        let text = segment_text(&fitted.segment, &heading(contents, fitted, base), &|key| remark(fitted, base, key), draws.as_deref());
        texts.push((format!("segments/{stem}.toml"), text));
        if let (Some((parameters, rows)), Some(name)) = (&fitted.draws, draws) {
            let mut text = parameters.iter().map(|p| p.id()).collect::<Vec<_>>().join(",") + "\n";
            for row in rows {
                text.push_str(&row.iter().map(|x| format!("{x:?}")).collect::<Vec<_>>().join(","));
                text.push('\n');
            }
            texts.push((format!("segments/{name}"), text));
        }
    }
    texts
}

fn heading(contents: &CalibrationContents<'_>, fitted: &FittedSegment, base: &str) -> Vec<String> {
    vec![
        format!(
            "Customers of {}, segment {}: fitted to {} accounts.",
            contents.name,
            fitted.segment.id,
            number::grouped(fitted.accounts as u64)
        ),
        String::new(),
        format!(
            "What the history cannot show is that of the library's segment {base}. Behind each number: its standard error, or why it is not fitted."
        ),
        format!("Written by: {}", contents.repeat),
    ]
}

/// What stands behind a key.
fn remark(fitted: &FittedSegment, base: &str, key: &str) -> Option<String> {
    if let Some(found) = fitted.parameters.iter().find(|p| p.parameter.id() == key) {
        let error = found.standard_error.map_or_else(String::new, |e| format!(" ± {}", significant(e, 2)));
        return Some(match &found.origin {
            Origin::Fitted => format!("fitted{error}"),
            Origin::AllAccounts { why } => format!("fitted to all accounts{error}: of this segment's alone, {why}"),
            Origin::Default { why } => format!("NOT FITTED, the library's {base}: {why}"),
        });
    }
    match key {
        "accounts_per_csm" => Some("active accounts ÷ CSMs today".to_owned()),
        "organic_nrr" => Some("simulated from this segment without any CSM".to_owned()),
        "lead_rate" | "lead_conversion" | "deal_median" | "macro_growth" => {
            Some(format!("the library's {base}: no revenue history shows it"))
        }
        _ => None,
    }
}

fn scenario(contents: &CalibrationContents<'_>, stems: &[String]) -> String {
    let segments = &contents.calibration.segments;
    let people: u32 = segments.iter().map(|s| s.today.csms).sum();
    let files: Vec<String> = stems.iter().map(|stem| toml_string(&format!("segments/{stem}.toml"))).collect();
    let mut text = String::new();
    let _ =
        writeln!(text, "# A scenario on the market of {}: run it with   paylift run scenario.toml --parameter-uncertainty", contents.name);
    let _ = writeln!(text, "# Pay, team and plans are to start from: no history shows them. Change them to yours.\n");
    let _ = writeln!(text, "name = {}", toml_string(contents.name));
    let _ = writeln!(text, "about = \"What would each bonus plan cost on the market that our history shows?\"");
    let _ = writeln!(text, "currency = {}\nseed = {}\ntrials = 2_000\n", toml_string(contents.currency), contents.seed);
    let _ = writeln!(text, "# 110 % of all target bonuses");
    let _ = writeln!(text, "budget = {:.0}\n", BUDGET * f64::from(people) * OTE * VARIABLE_SHARE);
    let plans: Vec<String> = PLANS.iter().map(|plan| toml_string(plan)).collect();
    let _ = writeln!(text, "plans = [{}]", plans.join(", "));
    let _ = writeln!(text, "reference = \"nrr-individual\"      # today's plan\n");
    let _ = writeln!(text, "segments = [{}]\n", files.join(", "));
    for fitted in segments {
        let _ = writeln!(text, "[[team]]\nsegment = {}", toml_string(&fitted.segment.id));
        let _ = writeln!(text, "csms = {}\naccounts = {}", fitted.today.csms, fitted.segment.accounts_per_csm);
        let _ = writeln!(text, "ote = {OTE:.0}\nvariable_share = {VARIABLE_SHARE}\n");
    }
    text
}
