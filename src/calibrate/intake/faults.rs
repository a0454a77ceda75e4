//! Rows that are wrong in some way: the first of each kind with their places, and how many there are.

use std::collections::BTreeMap;

use super::finding::{Finding, FindingKind};
use super::table::{Place, Table};
use crate::config::{Notes, thousands};

/// Rows of a kind that are shown one by one.
pub(super) const SHOWN: usize = 20;

/// A row that is shown.
#[derive(Debug, Clone)]
struct Shown {
    place: Place,
    column: Option<usize>,
    message: String,
    allowed: String,
}

/// Rows of one kind.
#[derive(Debug, Clone, Default)]
struct Fault {
    count: u64,
    shown: Vec<Shown>,
}

/// All that was wrong with rows.
#[derive(Debug, Default)]
pub(super) struct Faults {
    kinds: BTreeMap<FindingKind, Fault>,
}

impl Faults {
    /// Notes a row; what is wrong with it, and what would be allowed, is put into words only if it is shown.
    pub(super) fn note(&mut self, kind: FindingKind, place: Place, column: Option<usize>, words: impl FnOnce() -> (String, String)) {
        let fault = self.kinds.entry(kind).or_default();
        fault.count += 1;
        if fault.shown.len() < SHOWN {
            let (message, allowed) = words();
            fault.shown.push(Shown { place, column, message, allowed });
        }
    }

    /// How many rows of a kind there are.
    pub(super) fn count(&self, kind: FindingKind) -> u64 {
        self.kinds.get(&kind).map_or(0, |fault| fault.count)
    }

    /// The kinds there are.
    pub(super) fn kinds(&self) -> Vec<FindingKind> {
        self.kinds.keys().copied().collect()
    }

    /// Makes a finding of the rows of a kind, with the first ones as examples; if `refused`, also problems.
    pub(super) fn tell(&self, kind: FindingKind, table: &Table, notes: &Notes, finding: Finding) -> Finding {
        let Some(fault) = self.kinds.get(&kind) else { return finding };
        let words = |s: &Shown| {
            let title = s.column.and_then(|c| table.titles().get(c)).map_or_else(String::new, |title| format!(", column {title}"));
            format!("{}{title}: {}", table.place_in_words(s.place), s.message)
        };
        if finding.refused {
            for s in &fault.shown {
                let problem = table.problem(s.place, s.column, &s.message);
                notes.problem(if s.allowed.is_empty() { problem } else { problem.allowed(s.allowed.as_str()) });
            }
            let more = fault.count - fault.shown.len() as u64;
            if let (true, Some(last)) = (more > 0, fault.shown.last()) {
                let message = format!("and from here on {} more {}", thousands(more as f64), kind.plural());
                notes.problem(table.problem(last.place, None, &message));
            }
        }
        Finding { count: fault.count, examples: fault.shown.iter().map(words).collect(), ..finding }
    }
}
