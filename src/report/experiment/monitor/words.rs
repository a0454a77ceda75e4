//! What the looks say, in sentences.

use super::super::words::{interval, plan_name, uplift};
use super::MonitorContents;
use crate::compare::sentence_case;
use crate::experiment::Effect;
use crate::experiment::monitor::{Fractions, Seen};
use crate::experiment::sequential::Decision;
use crate::report::number::{percent, plain};

/// Below so many CSMs boundaries at planned shares stop a little too often.
const FEW_CSMS: usize = 24;

/// How to read the table.
pub(super) const READING: &str = "The z-equivalent is the z with the same p as the uplift's t, which has few degrees of freedom. \
     A look stops where it passes its boundary; the boundaries share the alpha among all planned looks, so looking does not make a difference. \
     The always-valid interval holds at every look at once, planned or not, and is wider for it.";

/// What no look can say.
pub(super) const NOT_SAID: &str = "An uplift at a stop is on average too high, because lucky looks stop. Boundaries know one outcome: harm elsewhere is for `ab analyse --guardrail`.";

/// The verdict: what to do, first.
pub(super) fn verdict(contents: &MonitorContents<'_>) -> String {
    let monitored = contents.monitored;
    let [control, treated] = &contents.stream.arms;
    let (control, treated) = (plan_name(control), plan_name(treated));
    let (had, planned) = (monitored.seen.len(), contents.settings.looks);
    let Some(seen) = monitored.in_force() else { return "Too early to say: no look was had.".into() };
    let look = format!("look {} of {planned}", place(contents, seen));
    match monitored.decision() {
        Decision::Better => sentence_case(&format!("{treated} better: stop at {look}.")),
        Decision::Worse => sentence_case(&format!("{control} better: stop at {look}, and keep it.")),
        Decision::Futile => {
            let power = seen.judged.conditional_power.unwrap_or(0.0);
            format!(
                "This design cannot tell any more: stop at {look}. If things go on as they do, a difference would be shown with probability {}.",
                percent(power, None)
            )
        }
        Decision::NotShown => format!(
            "No difference between {control} and {treated} was shown by the last of {planned} looks. That is not the same as no difference."
        ),
        Decision::NotJudged if seen.effect.is_none() => {
            format!("Too early to say: at {look} an arm has fewer than two CSMs with accounts.")
        }
        Decision::NotJudged => {
            format!("Too early to say: {look} has no more information than an earlier one, so it is shown and not judged. Go on.")
        }
        Decision::GoOn => format!("Too early to say after {had} of {planned} looks: go on."),
    }
}

/// The numbers behind it.
pub(super) fn numbers(contents: &MonitorContents<'_>) -> Option<String> {
    let seen = contents.monitored.in_force()?;
    let effect = seen.effect?;
    let mut text = format!("Uplift of {} {}", contents.stream.outcome_name, uplift(effect.estimate));
    if let Some(ends) = seen.always_valid {
        text.push_str(&format!(", and {} holds at every look at once", interval(ends)));
    }
    if let (Some(z), Some(boundary)) = (seen.judged.z, seen.judged.boundary) {
        text.push_str(&format!("; z-equivalent {z:.3} against a boundary of {boundary:.3}"));
    }
    text.push('.');
    Some(text)
}

/// The rule in force.
pub(super) fn rule(contents: &MonitorContents<'_>) -> String {
    let settings = contents.settings;
    let level = percent(settings.alpha, None);
    if settings.always_valid {
        let at = contents.monitored.tuned_at.map_or_else(String::new, |v| format!(", narrowest at information {v:.0}"));
        return format!("Stops where the always-valid {} interval leaves 0{at}.", percent(1.0 - settings.alpha, None));
    }
    let futility = settings.futility.map_or_else(String::new, |least| {
        format!("; also where a difference would be shown with probability below {} if things go on as they do", percent(least, None))
    });
    format!(
        "Group sequential: {} of {level} over {} looks, {}{futility}.",
        settings.spending.words(),
        settings.looks,
        settings.fractions.words()
    )
}

/// What to know about it.
pub(super) fn warnings(contents: &MonitorContents<'_>) -> Vec<String> {
    let (settings, monitored) = (contents.settings, contents.monitored);
    let mut warnings = Vec::new();
    let csms = contents.stream.csms.len();
    if settings.fractions != Fractions::Equal && csms < FEW_CSMS && !settings.always_valid {
        warnings.push(format!(
            "with {csms} CSMs planned shares stop wrongly in up to 6 % of experiments instead of 5 % (by simulation); --fractions equal is the cautious choice"
        ));
    }
    for seen in monitored.seen.iter().filter(|seen| seen.judged.decision == Decision::NotJudged && seen.effect.is_some()) {
        warnings.push(format!("look {} has no more information than an earlier one: nothing of alpha was spent on it", seen.look));
    }
    if let Some(last) = monitored.seen.last().and_then(|seen| seen.of_ceiling)
        && last > 0.9
    {
        let at = if last < 1.0 { format!("at {} of", percent(last, None)) } else { "at".into() };
        warnings.push(format!(
            "the information is {at} the most that these CSMs can give with the stated correlation: more quarters will not sharpen it, more CSMs will"
        ));
    }
    if monitored.stop.is_some_and(|(stop, _)| stop + 1 < monitored.seen.len()) {
        warnings.push("looks after the stop are shown for the record; the decision is that of the stop".into());
    }
    warnings
}

/// What other tools would say, and why not to believe it.
pub(super) fn other_tools(contents: &MonitorContents<'_>) -> Option<String> {
    let seen = contents.monitored.in_force()?;
    let (low, high) = seen.web_tool?;
    let says = if low > 0.0 || high < 0.0 { "a difference" } else { "no difference yet" };
    Some(format!(
        "A web-experiment tool that counts {} accounts as independent would say {}: {says}. Not valid here: accounts of one CSM are alike.",
        seen.accounts[0] + seen.accounts[1],
        interval((low, high))
    ))
}

/// What a look says, in a word or two.
pub(super) fn decision(contents: &MonitorContents<'_>, look: usize) -> String {
    let monitored = contents.monitored;
    let [control, treated] = contents.stream.arms.each_ref().map(|arm| plan_name(arm));
    match monitored.stop {
        Some((stop, _)) if look > stop => return "(after the stop)".into(),
        Some((stop, decision)) if look == stop => {
            return match decision {
                Decision::Better => format!("STOP: {treated} better"),
                Decision::Worse => format!("STOP: {control} better"),
                Decision::Futile => "STOP: futile".into(),
                _ => "no difference shown".into(),
            };
        }
        _ => {}
    }
    if !contents.settings.always_valid && monitored.seen[look].judged.decision == Decision::NotJudged {
        return "not judged".into();
    }
    "continue".into()
}

/// A number of a table to so many decimals; empty where there is none.
pub(super) fn cell(value: Option<f64>, places: i32) -> String {
    value.map_or_else(String::new, |value| plain(value, places, None))
}

/// An estimate's error, with its degrees of freedom where there are few.
pub(super) fn error(effect: &Effect) -> String {
    let df = effect.degrees_of_freedom;
    let of = if df.is_finite() { format!(", {df:.1} df") } else { String::new() };
    format!("± {:.4}{of}", effect.standard_error)
}

/// Name of a look; its place where names are more than numbers.
fn place(contents: &MonitorContents<'_>, seen: &Seen) -> String {
    let at = contents.stream.looks.iter().position(|look| *look == seen.look).map_or(0, |at| at + 1);
    if seen.look == at.to_string() { seen.look.clone() } else { format!("{at} ({})", seen.look) }
}
