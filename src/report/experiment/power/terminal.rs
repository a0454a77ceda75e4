//! One screen of a design's power.

use std::fmt::Write as _;

use super::words::{self, chance, figures};
use super::{PowerContents, text_curve};
use crate::experiment::power::Need;
use crate::report::number::percent;

/// Levers shown.
const MOST_LEVERS: usize = 4;

/// The text of the terminal; `page` is where the page is.
#[must_use]
pub fn render(contents: &PowerContents<'_>, page: &str) -> String {
    let PowerContents { question, study, unit, .. } = *contents;
    let design = &question.design;
    let mut text = format!("{}\n", words::verdict(contents));
    let test = words::test_words(&question.test, study.sight.degrees_of_freedom);
    let _ = writeln!(text, "\n{}; {test}", words::design(design));
    let mut row = |name: &str, value: String, note: String| {
        let note = if note.is_empty() { note } else { format!("   {note}") };
        let _ = writeln!(text, "  {name:<24} {value}{note}");
    };
    if study.ignoring_csms.is_some() {
        let worth = design.books.mean() / study.design_effect;
        let note = format!("(one CSM's {} accounts are worth {} independent ones)", figures(design.books.mean()), figures(worth));
        row("design effect", figures(study.design_effect), note);
    }
    let ignored = study.ignoring_csms.map(|power| format!("if CSMs were ignored: {}  <- not valid", chance(power)));
    row(&format!("power at {}", unit.effect(study.aim.effect)), chance(study.power), ignored.unwrap_or_default());
    let ceiling = study.never_below.map(|least| format!("(never below {}, however large the books)", unit.effect(least)));
    row(&format!("smallest uplift at {}", percent(study.aim.power, None)), unit.effect(study.smallest), ceiling.unwrap_or_default());
    let needs = study.csms.map_or_else(|| "no number of CSMs is enough".into(), |csms| words::team(design, csms));
    row(&format!("for {}", percent(study.aim.power, None)), needs, String::new());
    match study.quarters {
        Some(Need::Of(quarters)) => row("quarters needed", figures(quarters), String::new()),
        Some(Need::Hopeless(best)) => row("quarters", "no number is enough".into(), format!("(40 quarters: {})", chance(best))),
        None => {}
    }
    if let Some(p) = study.smallest_p.filter(|p| *p > study.aim.test.alpha / 10.0) {
        row("smallest p", figures(p), "(permutation of this assignment)".into());
    }
    if let Some(sentence) = words::ceiling(contents) {
        let _ = writeln!(text, "{sentence}");
    }
    if let Some(best) = study.levers.first() {
        let _ = writeln!(text, "\nWhat helps most: {}.", words::change(best.change, contents));
        for lever in study.levers.iter().take(MOST_LEVERS) {
            let need = words::lever_need(lever, contents)
                .map_or_else(String::new, |need| format!("; {} with {need}", percent(study.aim.power, None)));
            let flag = words::flag(lever.change).map_or_else(String::new, |flag| format!("  ->  {flag}"));
            let _ = writeln!(text, "  {:>7}  {}{need}{flag}", chance(lever.power), words::change(lever.change, contents));
        }
    }
    if let Some(curve) = study.curves.first() {
        text.push('\n');
        text.push_str(&text_curve(curve, study.aim.power, |effect| unit.effect(effect), &words::team(design, design.csms)));
    }
    for assumed in contents.assumed {
        let _ = writeln!(text, "assumed: {assumed}");
    }
    let _ = writeln!(text, "\npage: {page}");
    text
}
