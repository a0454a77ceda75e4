//! What to watch about the run itself: too few trials, data left out.

use super::number::grouped;
use super::warn::{Weighed, finding};
use super::{Summary, Topic};
use crate::trial::{RunResult, StopReason};

/// Fewer trials than this cannot carry a P95.
const FEW_TRIALS: usize = 100;

pub(super) fn too_short(result: &RunResult) -> Option<Weighed> {
    let trials = grouped(result.base.trials as u64);
    match result.stop {
        StopReason::PrecisionNotReached => Some(finding(
            Topic::Run,
            "",
            format!("the precision asked for was not reached in {trials} trials"),
            "the largest number of trials allowed came first",
            "allow more trials, or ask for less precision",
            1.0,
        )),
        StopReason::Exact => None,
        _ if result.base.trials < FEW_TRIALS => Some(finding(
            Topic::Run,
            "",
            if result.base.trials == 1 { "only one trial ran".to_owned() } else { format!("only {trials} trials ran") },
            "the expensive years are rare: their numbers rest on a handful of trials or are missing",
            "run at least 1,000 trials before deciding",
            1.0,
        )),
        _ => None,
    }
}

pub(super) fn accounts_left_out(summary: &Summary) -> Option<Weighed> {
    let left_out = summary.get("", "market", "no_base_accounts").filter(|e| e.value >= 0.5)?;
    let (accounts, verb) = if left_out.value < 1.5 { ("account", "is") } else { ("accounts", "are") };
    Some(finding(
        Topic::Data,
        "",
        format!("{} {accounts} a trial {verb} left out of retention", grouped(left_out.value.round() as u64)),
        "they had no positive revenue at the start of the window, so a ratio to it is undefined",
        "check that zero and negative months are what the data means",
        left_out.value,
    ))
}
