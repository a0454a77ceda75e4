//! An analysis as text for the terminal: one screen, words first.

use std::fmt::Write as _;

use super::{AnalysisContents, words};
use crate::compare::shown_name;
use crate::experiment::analyse::{Comparison, Kept, Line};
use crate::experiment::clustered::Estimand;

/// The screen.
#[must_use]
pub fn render(contents: &AnalysisContents<'_>, folder: &str) -> String {
    let mut text = format!("{}\n", words::basis(contents));
    for c in &contents.analysis.comparisons {
        comparison(&mut text, contents, c);
    }
    for warning in &contents.analysis.warnings {
        let _ = writeln!(text, "  ! {warning}");
    }
    let _ = writeln!(text, "report   {folder}/analyse.html");
    text
}

fn comparison(text: &mut String, contents: &AnalysisContents<'_>, c: &Comparison) {
    let places = words::decimals(c);
    let mut say = |label: &str, words: String| {
        let _ = writeln!(text, "  {label:<13} {words}");
    };
    let sized =
        |line: &Line| format!("{}  {}  {}", words::signed(line.estimate, places), words::interval(line.interval, places), words::p(line.p));
    say("verdict", words::verdict(contents, c));
    let outcome = shown_name(&contents.data.outcome_name);
    match c.headline() {
        Some(line) => {
            let whose = words::estimand(line.estimand, contents.data.level);
            say("headline", format!("{}; {whose}", words::method(line, c)));
            let level = words::confidence(contents.settings.alpha);
            let adjusted = c.adjusted_p.filter(|_| contents.analysis.comparisons.len() > 1);
            let holm = adjusted.map_or_else(String::new, |p| {
                format!(" (with {} plans compared: {})", contents.analysis.comparisons.len(), words::p(Some(p)))
            });
            say(
                "uplift",
                format!(
                    "{} {outcome}   {level} {}   {}{holm}",
                    words::signed(line.estimate, places),
                    words::interval(line.interval, places),
                    words::p(line.p)
                ),
            );
        }
        None => say("headline", "none: see the rows of the report, greyed where they may not be used".into()),
    }
    for (key, label) in [("ancova_cr2", "regression"), ("did_cr2", "regression"), ("permutation", "permutation")] {
        if let Some(line) = c.line(key).filter(|line| Some(*line) != c.headline()) {
            let reason = words::reason(line);
            let words = if reason.is_empty() {
                format!("{}: {}", words::method(line, c), sized(line))
            } else {
                format!("{}: not valid here, {reason}", line.name)
            };
            say(label, words);
        }
    }
    if let Some(line) = c.line("unadjusted_cr2") {
        say("unadjusted", sized(line));
    }
    let by = |key: &str, name: &str| c.line(key).map(|line| format!("{name} {}", words::signed(line.estimate, places)));
    let weights: Vec<String> = [by("csm_cr2", contents.data.level.word()), by("arr_cr2", "revenue")].into_iter().flatten().collect();
    if !weights.is_empty() && c.headline().is_some_and(|line| line.estimand != Estimand::Arr) {
        say("by weight", format!("{} (unadjusted)", weights.join("   ")));
    }
    if let Some(words) = words::belief(contents, c) {
        say("belief", words);
    }
    if let Some(words) = words::exposure(c, places) {
        say("contamination", words);
    }
    if let Some(words) = words::before(c) {
        say("before", words);
    }
    if let Some(words) = words::timing(c) {
        say("quarter edge", words);
    }
    for g in &c.guarded {
        let mark = if g.kept == Kept::Holds { "" } else { "! " };
        say("guardrail", format!("{mark}{} ({})", words::guarded(g, &shown_name(&c.arms[1])), words::guarded_p(g)));
    }
    if let Some(words) = words::payout(contents, c) {
        say("payout", words);
    }
    if let Some(line) = c.line("naive").filter(|line| line.p.is_some()) {
        say("trap", format!("accounts as if independent: {} <- not valid", words::p(line.p)));
    }
}
