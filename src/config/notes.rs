//! What was noticed while reading: problems, and every value as it was resolved.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::{Problem, Problems};

/// A value as the run uses it.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Resolved {
    /// Name of the text it belongs to.
    pub source: String,
    /// Key path in it.
    pub path: String,
    /// The value.
    pub value: serde_json::Value,
    /// Whether the text did not say it, so that a default of ours is in force.
    pub default: bool,
}

/// Collects while tables are read; shared by all tables of a load.
#[derive(Debug, Default)]
pub struct Notes {
    problems: RefCell<Problems>,
    /// By (text, path): value and whether it is a default.
    resolved: RefCell<BTreeMap<(String, String), (serde_json::Value, bool)>>,
}

impl Notes {
    /// Nothing noticed yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a problem.
    pub fn problem(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    /// Adds a resolved value; of a text that is read twice, the first reading counts.
    pub fn resolve(&self, source: &str, path: &str, value: impl Into<serde_json::Value>, default: bool) {
        self.resolved.borrow_mut().entry((source.into(), path.into())).or_insert_with(|| (value.into(), default));
    }

    /// Takes back the resolved values of a text of which nothing is used.
    pub fn forget(&self, source: &str) {
        self.resolved.borrow_mut().retain(|(of, _), _| of != source);
    }

    /// The problems so far.
    pub(super) fn problems(&self) -> Problems {
        self.problems.borrow().clone()
    }

    /// Whether no problem was noticed so far.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.problems.borrow().is_empty()
    }

    /// Number of problems so far.
    #[must_use]
    pub fn count(&self) -> usize {
        self.problems.borrow().len()
    }

    /// The resolved values if there was no problem, sorted by text and path; otherwise all problems.
    ///
    /// # Errors
    /// Every problem noticed.
    pub fn finish(self) -> Result<Vec<Resolved>, Problems> {
        let problems = self.problems.into_inner();
        if !problems.is_empty() {
            return Err(problems);
        }
        let resolved = self.resolved.into_inner().into_iter();
        Ok(resolved.map(|((source, path), (value, default))| Resolved { source, path, value, default }).collect())
    }
}
