//! What was noticed while reading: problems, and every value as it was resolved.

use std::cell::RefCell;

use super::{Problem, Problems};

/// A value as the run uses it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
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
    resolved: RefCell<Vec<Resolved>>,
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

    /// Adds a resolved value.
    pub fn resolve(&self, source: &str, path: &str, value: impl Into<serde_json::Value>, default: bool) {
        let resolved = Resolved { source: source.into(), path: path.into(), value: value.into(), default };
        let mut all = self.resolved.borrow_mut();
        if !all.iter().any(|r| r.source == resolved.source && r.path == resolved.path) {
            all.push(resolved);
        }
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
        let mut resolved = self.resolved.into_inner();
        resolved.sort_by(|a, b| (&a.source, &a.path).cmp(&(&b.source, &b.path)));
        Ok(resolved)
    }
}
