//! An assignment as text for the terminal: one screen, words first.

use std::fmt::Write as _;

use super::{AssignContents, words};
use crate::compare::{sentence_case, shown_name};
use crate::experiment::assign::{Assignment, Method};
use crate::report::number::percent;

/// Most units listed on the screen; the file has all.
const MOST_LISTED: usize = 24;

/// The screen.
#[must_use]
pub fn render(contents: &AssignContents<'_>, folder: &str) -> String {
    let a = contents.assignment;
    let mut text = format!("{}, {}, seed {}\n", words::dealt(a), words::method(a), a.seed);
    for at in 0..contents.possible.len() {
        let plan = if contents.possible.len() > 1 { format!("{}: ", shown_name(&a.arms[at + 1])) } else { String::new() };
        let _ = writeln!(text, "  drawn      {plan}{}", words::drawn(contents, at));
    }
    if let Some(far) = words::farthest(contents) {
        let _ = writeln!(text, "  balance    {far}");
    }
    if let Some(pay) = words::pay(contents) {
        let _ = writeln!(text, "  pay        {pay}");
    }
    for (arm, name) in a.arms.iter().enumerate() {
        let own: Vec<String> = a.rows.iter().filter(|row| row.arm == arm).map(|row| shown_name(&row.unit.name)).collect();
        let more = if own.len() > MOST_LISTED { format!(" and {} more", own.len() - MOST_LISTED) } else { String::new() };
        let _ = writeln!(text, "  {:<10} {}{more}", shown_name(name), own[..own.len().min(MOST_LISTED)].join(", "));
    }
    for warning in words::warnings(contents) {
        let _ = writeln!(text, "  ! {}", sentence_case(&warning));
    }
    let _ = writeln!(text, "file     {folder}/assignment.csv");
    let _ = writeln!(text, "report   {folder}/assign.html");
    text
}

/// Why nothing is dealt: whatever comes out, p could not reach alpha, of which each of `plans` has its part.
#[must_use]
pub fn refusal(assignment: &Assignment, smallest_p: f64, needed: usize) -> String {
    let plans = assignment.arms.len() - 1;
    let alpha = percent(assignment.alpha / plans as f64, None);
    let each = if plans > 1 { format!(" ({} shared by {plans} plans)", percent(assignment.alpha, None)) } else { String::new() };
    let units = assignment.level.unit(needed);
    let remedy = match assignment.method {
        // Enough of them, were they dealt freely.
        _ if assignment.rows.len() < needed => format!("It needs at least {needed} {units}, or a larger --alpha."),
        Method::Rerandomise => {
            "Too few assignments are balanced enough: accept a larger share (--accept), or balance fewer covariates.".into()
        }
        _ => format!("There are enough {units}, but their strata leave too few assignments: merge strata."),
    };
    format!(
        "this design cannot tell: the smallest p any outcome can have is {smallest_p:.4}, above {alpha}{each}.\n{remedy} Nothing was written.\n"
    )
}
