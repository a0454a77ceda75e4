//! A file that is wrong all over is not told in thousands of lines: the first problems of each kind, and how many more there are.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::words::thousands;
use super::{Notes, Problem, Source};

/// Problems of one kind that are shown one by one.
const SHOWN: usize = 20;

/// Kinds of problems, of which the first few are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Header, length of rows, and the file as a whole.
    File,
    /// An account that is missing.
    Account,
    /// What is no month.
    Month,
    /// A date in another format than most.
    MixedMonths,
    /// What is no amount.
    Revenue,
    /// An amount in another currency than those before.
    Currency,
    /// A second row of an account and month.
    Duplicate,
}

impl Kind {
    fn plural(self) -> &'static str {
        match self {
            Self::File => "problems with rows",
            Self::Account => "rows without an account",
            Self::Month => "cells that are no month",
            Self::MixedMonths => "dates written differently from most",
            Self::Revenue => "cells that are no amount",
            Self::Currency => "amounts in another currency",
            Self::Duplicate => "second rows of an account and month",
        }
    }
}

/// Tells the first problems of each kind and counts the rest.
pub(super) struct Tally<'a> {
    source: &'a Arc<Source>,
    notes: &'a Notes,
    /// Number of problems, and the place of the first that is not shown.
    kinds: BTreeMap<Kind, (usize, usize)>,
}

impl<'a> Tally<'a> {
    /// Nothing told yet.
    pub(super) fn new(source: &'a Arc<Source>, notes: &'a Notes) -> Self {
        Self { source, notes, kinds: BTreeMap::new() }
    }

    /// Whether nothing was told.
    pub(super) fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// Tells a problem, or counts it.
    pub(super) fn tell(&mut self, kind: Kind, problem: impl FnOnce() -> Problem) {
        let (count, hidden_from) = self.kinds.entry(kind).or_default();
        *count += 1;
        if *count <= SHOWN {
            self.notes.problem(problem());
        } else if *count == SHOWN + 1 {
            *hidden_from = problem().span.start;
        }
    }

    /// Takes over what parsing the sheet complained of.
    pub(super) fn take_over(&mut self, parsing: &Notes) {
        for problem in parsing.problems().sorted() {
            self.tell(Kind::File, || problem.clone());
        }
    }

    /// Tells how many were not shown.
    pub(super) fn finish(&self) {
        for (kind, (count, hidden_from)) in self.kinds.iter().filter(|(_, (count, _))| *count > SHOWN) {
            let message = format!("and from here on {} more {}", thousands((count - SHOWN) as f64), kind.plural());
            self.notes.problem(Problem::new(self.source, *hidden_from..*hidden_from, "", message));
        }
    }
}
