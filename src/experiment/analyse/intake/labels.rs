//! Names become labels that count from 0.

use crate::config::{Notes, Sheet};

/// Names of today's plan, likeliest first.
const CONTROL: [&str; 4] = ["0", "a", "control", "today"];

/// Names in the order of the alphabet, and the label of each.
pub(super) fn label<'r>(names: impl Iterator<Item = &'r str>) -> (Vec<String>, Vec<usize>) {
    let all: Vec<&str> = names.collect();
    let mut known = all.clone();
    known.sort_unstable();
    known.dedup();
    let labels = all.iter().map(|name| known.binary_search(name).unwrap_or(0)).collect();
    (known.into_iter().map(String::from).collect(), labels)
}

/// Periods in order: as numbers where all are numbers, by the alphabet otherwise (2026Q1, 2026-04).
pub(super) fn label_periods(names: impl Iterator<Item = String>) -> (Vec<String>, Vec<usize>) {
    let all: Vec<String> = names.collect();
    let mut known = all.clone();
    let number = |name: &String| name.parse::<f64>().ok();
    if all.iter().all(|name| number(name).is_some()) {
        known.sort_by(|a, b| number(a).unwrap_or(0.0).total_cmp(&number(b).unwrap_or(0.0)));
    } else {
        known.sort();
    }
    known.dedup();
    let labels = all.iter().map(|name| known.iter().position(|k| k == name).unwrap_or(0)).collect();
    (known, labels)
}

/// Arms, control first and the others by the alphabet; a control that is told and not there becomes a problem.
pub(super) fn control_first<'r>(
    names: impl Iterator<Item = &'r str>,
    control: Option<&str>,
    sheet: &Sheet<'_>,
    notes: &Notes,
) -> Vec<String> {
    let mut arms: Vec<String> = names.map(String::from).collect();
    arms.sort();
    arms.dedup();
    let first = match control {
        Some(told) => {
            let found = arms.iter().position(|arm| arm == told);
            if found.is_none() {
                let problem = sheet.problem_at_header(format!("--control {told}: there is no such arm"));
                notes.problem(problem.allowed(arms.join(", ")).nearest(told, arms.iter().map(String::as_str)));
            }
            found
        }
        None => CONTROL.iter().chain(&["off"]).find_map(|name| arms.iter().position(|arm| arm.to_lowercase() == *name)),
    };
    if let Some(at) = first {
        let arm = arms.remove(at);
        arms.insert(0, arm);
    }
    arms
}
