//! An assignment in words.

use super::AssignContents;
use crate::compare::shown_name;
use crate::experiment::assign::{Assignment, Method, TARGET_PAY};
use crate::report::number::{grouped, percent, plain};

/// Standard deviations beyond which a difference is worth a look, and the gap of pay that is.
const WORTH_A_LOOK: f64 = 0.25;
const PAY_WORTH_A_LOOK: f64 = 0.05;

/// "12 CSMs: 6 to A, 6 to B".
pub(super) fn dealt(a: &Assignment) -> String {
    let counts = a.counts();
    let parts: Vec<String> = a.arms.iter().zip(&counts).map(|(arm, n)| format!("{n} to {}", shown_name(arm))).collect();
    format!("{} {}: {}", grouped(a.rows.len() as u64), a.level.unit(a.rows.len()), parts.join(", "))
}

/// How it was dealt.
pub(super) fn method(a: &Assignment) -> String {
    let inside = match (a.level, a.strata.is_empty()) {
        (crate::experiment::assign::Level::Cohort, true) => " inside each CSM’s book".to_owned(),
        (crate::experiment::assign::Level::Cohort, false) => format!(" inside each CSM’s book by {}", names(&a.strata)),
        (_, true) => String::new(),
        (_, false) if a.method == Method::Simple => String::new(),
        (_, false) => format!(" inside {}", names(&a.strata)),
    };
    match a.method {
        Method::Simple => format!("by simple chance{inside}"),
        Method::Stratified if inside.is_empty() => "by simple chance".into(),
        Method::Stratified => format!("by chance{inside}"),
        Method::Pairs => format!("one of each of the closest pairs in {}{inside}", names(&a.covariates)),
        Method::Rerandomise => format!("by chance{inside}, again until balanced in {}", names(&a.covariates)),
    }
}

/// What it was drawn from, for one plan.
pub(super) fn drawn(contents: &AssignContents<'_>, at: usize) -> String {
    let drawn = &contents.possible[at];
    let allowed = if drawn.allowed < 1e15 { grouped(drawn.allowed as u64) } else { format!("{:.1e}", drawn.allowed) };
    let balanced = match (drawn.accepted, contents.assignment.accept) {
        (Some(accepted), Some(_)) => {
            let share = percent(accepted as f64 / drawn.allowed, None);
            format!("one of {} balanced enough, {share} of {allowed}", grouped(accepted as u64))
        }
        (_, Some(accept)) => format!("one of about {} balanced enough of {allowed}", percent(accept, None)),
        (_, None) => format!("one of {allowed}"),
    };
    let p = if drawn.smallest_p < 1e-4 { "below 0.0001".to_owned() } else { format!("{:.4}", drawn.smallest_p) };
    format!("{balanced}; the smallest p any outcome can have is {p}")
}

/// The covariate in which some plan is farthest from the control, and by how much; `None` without covariates.
pub(super) fn farthest(contents: &AssignContents<'_>) -> Option<String> {
    // Pay has a line of its own, in money.
    let all = contents.balance.iter().filter(|row| row.name != TARGET_PAY).flat_map(|row| row.contrasts.iter().map(move |c| (row, c)));
    let known = all.filter_map(|(row, c)| Some((row, c, c.standardised?)));
    let (row, contrast, far) = known.max_by(|a, b| a.2.abs().total_cmp(&b.2.abs()))?;
    let luck = contrast.by_luck.map_or_else(String::new, |[low, _, high]| {
        format!("; nine of ten simple assignments lie between {} and {}", signed(low), signed(high))
    });
    Some(format!("the arms are farthest apart in {}: {} standard deviations{luck}", shown_name(&row.name), signed(far)))
}

/// Target pay by arm.
pub(super) fn pay(contents: &AssignContents<'_>) -> Option<String> {
    let (a, pay) = (contents.assignment, contents.pay?);
    let parts: Vec<String> =
        a.arms.iter().zip(&pay.means).map(|(arm, mean)| format!("{} {}", shown_name(arm), grouped(mean.round() as u64))).collect();
    Some(format!("target pay per {}: {}; {} apart", a.level.unit(1), parts.join(", "), percent(pay.gap, None)))
}

/// What to know before it is used.
pub(super) fn warnings(contents: &AssignContents<'_>) -> Vec<String> {
    let a = contents.assignment;
    let mut warnings = Vec::new();
    for row in contents.balance.iter().filter(|row| row.name != TARGET_PAY) {
        for (at, contrast) in row.contrasts.iter().enumerate() {
            if let Some(far) = contrast.standardised.filter(|far| far.abs() > WORTH_A_LOOK) {
                let (plan, control) = (shown_name(&a.arms[at + 1]), shown_name(&a.arms[0]));
                let side = if far < 0.0 { "below" } else { "above" };
                warnings.push(format!("in {}, {plan} is {:.2} standard deviations {side} {control}", shown_name(&row.name), far.abs()));
            }
        }
    }
    if let Some(pay) = contents.pay.filter(|pay| pay.gap > PAY_WORTH_A_LOOK) {
        warnings.push(format!(
            "target pay differs by {} between the arms: part of the effect will be money, not the plan",
            percent(pay.gap, None)
        ));
    }
    let counts = a.counts();
    if let (Some(least), Some(most)) = (counts.iter().min(), counts.iter().max())
        && *most > *least + 1
    {
        warnings.push(format!("the arms have {least} to {most} {}: odd strata leave some over", a.level.unit(2)));
    }
    warnings
}

/// A mean with as many decimals as its size asks for.
pub(super) fn size(value: f64) -> String {
    match value.abs() {
        x if x >= 10_000.0 => format!("{}{}", if value < 0.0 { "−" } else { "" }, grouped(x.round() as u64)),
        x if x >= 100.0 => plain(value, 1, None),
        _ if value.fract() == 0.0 => plain(value, 0, None),
        _ => plain(value, 3, None),
    }
}

/// A standardised difference with its sign.
pub(super) fn signed(value: f64) -> String {
    let text = format!("{:.2}", value.abs());
    match text.as_str() {
        "0.00" => text,
        _ if value < 0.0 => format!("−{text}"),
        _ => format!("+{text}"),
    }
}

fn names(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().map(|name| shown_name(name)).collect();
    match shown.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => "nothing".into(),
    }
}
