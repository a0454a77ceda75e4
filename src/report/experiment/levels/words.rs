//! The sentences of the levels of assignment.

use super::LevelsContents;
use crate::experiment::power::{Level, LevelRow};
use crate::report::experiment::power::level;
use crate::report::number::percent;

/// The level with the smallest error, bias included.
pub(super) fn best<'a>(contents: &LevelsContents<'a>) -> Option<&'a LevelRow> {
    let possible = contents.rows.iter().filter(|row| row.smallest_p.is_none_or(|p| p <= contents.question.test.alpha));
    possible.filter(|row| row.rmse.is_some()).min_by(|a, b| a.rmse.partial_cmp(&b.rmse).unwrap_or(std::cmp::Ordering::Equal))
}

/// The verdict.
pub(super) fn verdict(contents: &LevelsContents<'_>) -> String {
    let shifted = contents.question.shifted;
    let Some(best) = best(contents) else { return "No level of assignment can tell anything with so few CSMs.".into() };
    let chance = best.power.map_or_else(String::new, |power| format!(" ({} power)", percent(power, None)));
    let name = level(best.level);
    if best.level != Level::Cohort {
        let share = if shifted > 0.0 {
            format!(", with {} of effort shifting between cohorts of one book", percent(shifted, None))
        } else {
            String::new()
        };
        return format!("Assign by {name}{chance}: smallest error{share}.");
    }
    let csm = contents.rows.iter().find(|row| row.level == Level::Csm);
    let until = csm.and_then(|row| row.break_even);
    match until {
        Some(share) => format!(
            "Assign by {name}{chance}, as long as less than {} of the effort shifts from one cohort to the other; beyond, assign whole CSMs.",
            percent(share, None)
        ),
        None => format!("Assign by {name}{chance}."),
    }
}

/// What the bias is.
pub(super) const BIAS: &str = "Both cohorts of a book share one CSM’s time. If effort moves from customers on today’s plan to those on the new one, the \
                               difference is too large by that share of the uplift; if it spills the other way, too small. Whole CSMs and pods have no \
                               such bias, but more noise. The break-even share is where both have the same root of mean squared error.";
