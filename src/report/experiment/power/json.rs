//! A design's power as JSON, for programs.

use std::path::Path;

use serde_json::{Value, json};

use super::{PowerContents, words};
use crate::experiment::power::{Measured, Need, Verdict};
use crate::report::manifest::PROGRAM;

/// The text that `ab power --json` prints; in the folder itself without the folder's name. Effects are in units of the outcome.
///
/// # Errors
/// If a number is not finite.
pub fn summary(contents: &PowerContents<'_>, folder: Option<&Path>) -> serde_json::Result<String> {
    let PowerContents { question, study, .. } = *contents;
    let design = &question.design;
    let verdict = match study.verdict() {
        Verdict::Enough => "enough",
        Verdict::Weak => "weak",
        Verdict::Hopeless => "hopeless",
        Verdict::CannotTell => "cannot tell",
    };
    let levers = study
        .levers
        .iter()
        .map(|lever| json!({ "change": words::change(lever.change, contents), "power": lever.power, "csms_needed": lever.csms }));
    let points =
        study.curves.iter().flatten().map(
            |point| json!({ "csms": point.csms, "uplift": point.effect, "power": point.power, "standard_error": point.standard_error }),
        );
    let mut value = json!({
        "program": PROGRAM,
        "version": env!("CARGO_PKG_VERSION"),
        "repeat": contents.repeat,
        "design": words::design(design),
        "csms": design.csms,
        "accounts_per_csm": design.books.mean(),
        "cv": design.books.cv(),
        "icc": design.icc,
        "sd": design.sd,
        "unit": contents.unit.name(),
        "assumed": contents.assumed,
        "alpha": study.aim.test.alpha,
        "degrees_of_freedom": study.sight.degrees_of_freedom,
        "standard_error": study.sight.standard_error(),
        "design_effect": study.design_effect,
        "uplift": study.aim.effect,
        "power": study.power,
        "power_wanted": study.aim.power,
        "verdict": verdict,
        "sentence": words::verdict(contents),
        "power_if_csms_were_ignored": study.ignoring_csms,
        "smallest_uplift": study.smallest,
        "smallest_uplift_bloom": study.smallest_bloom,
        "smallest_uplift_with_endless_books": study.never_below,
        "csms_needed": study.csms,
        "csms_needed_with_endless_books": study.csms_with_endless_books,
        "accounts_needed": need(study.accounts),
        "quarters_needed": need(study.quarters),
        "smallest_p": study.smallest_p,
        "levers": levers.collect::<Vec<_>>(),
        "curves": points.collect::<Vec<_>>(),
    });
    if let (Some(folder), Some(object)) = (folder, value.as_object_mut()) {
        object.insert("folder".into(), folder.display().to_string().into());
    }
    let mut text = serde_json::to_string_pretty(&value)?;
    text.push('\n');
    Ok(text)
}

/// A number, or the power that no amount passes.
fn need(need: Option<Need>) -> Value {
    match need {
        Some(Need::Of(amount)) => json!({ "amount": amount }),
        Some(Need::Hopeless(power)) => json!({ "amount": null, "power_at_most": power }),
        None => Value::Null,
    }
}

/// `baseline.json`: what a history says, to be given to `--from` again.
pub(super) fn baseline(measured: &Measured) -> serde_json::Result<String> {
    let mut text = serde_json::to_string_pretty(&measured.wire())?;
    text.push('\n');
    Ok(text)
}
