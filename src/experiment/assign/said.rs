//! The lines `# key: value` above an assignment's table.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::file::{BETWEEN, FORMAT};
use super::{Assignment, Level, Method};
use crate::config::{Notes, Problem, Source};

/// Keys above the table.
const KEYS: &[&str] = &[FORMAT.0, "by", "method", "seed", "alpha", "arms", "strata", "covariates", "accept", "set", "sha256"];
/// What the lines above the table say: value and place by key.
pub(super) struct Said(BTreeMap<String, (String, Range<usize>)>);

impl Said {
    /// The lines, and the rest of the text.
    pub(super) fn split(source: &Arc<Source>) -> (Self, Arc<Source>) {
        let (mut said, mut at, mut line) = (BTreeMap::new(), 0, source.first_line);
        for text in source.text.split_inclusive('\n') {
            // A spreadsheet puts quotes around the cell and empty cells after it.
            let cell = text.trim_end_matches(['\r', '\n', ',', ';', '\t', ' ']).trim_start();
            let cell = cell.strip_prefix('"').map_or_else(|| cell.to_owned(), |c| c.trim_end_matches('"').replace("\"\"", "\""));
            match cell.strip_prefix('#') {
                Some(line) => {
                    if let Some((key, value)) = line.split_once(':') {
                        let span = at..at + text.trim_end().len();
                        said.entry(key.trim().to_lowercase()).or_insert_with(|| (value.trim().to_owned(), span));
                    }
                }
                None if cell.is_empty() => {}
                None => break,
            }
            at += text.len();
            line += 1;
        }
        (Self(said), Source::excerpt(source.name.clone(), &source.text[at..], line))
    }

    /// Value and place of a key.
    pub(super) fn get(&self, key: &str) -> Option<&(String, Range<usize>)> {
        self.0.get(key)
    }

    /// An assignment without rows.
    pub(super) fn head(&self, source: &Arc<Source>, notes: &Notes) -> Option<Assignment> {
        let Some((format, span)) = self.get(FORMAT.0) else {
            let problem = Problem::new(source, source.line(1), "", "this is not an assignment");
            notes.problem(problem.allowed(format!("a file of `paylift ab assign`, which begins with `# {}: {}`", FORMAT.0, FORMAT.1)));
            return None;
        };
        let wrong = |span: &Range<usize>, key: &str, message: String, allowed: String| {
            notes.problem(Problem::new(source, span.clone(), key, message).allowed(allowed));
        };
        if format != FORMAT.1 {
            wrong(span, FORMAT.0, format!("format {format} is not known"), FORMAT.1.to_owned());
            return None;
        }
        for (key, (_, span)) in self.0.iter().filter(|(key, _)| !KEYS.contains(&key.as_str())) {
            notes.problem(Problem::new(source, span.clone(), "", format!("unknown key `{key}`")).nearest(key, KEYS.iter().copied()));
        }
        let missing = |key: &str| notes.problem(Problem::new(source, source.line(1), "", format!("the line `# {key}: …` is missing")));
        let text = |key: &str| {
            let found = self.get(key);
            if found.is_none() {
                missing(key);
            }
            found
        };
        let chosen = |key: &str, names: Vec<&'static str>| -> Option<usize> {
            let (value, span) = text(key)?;
            let found = names.iter().position(|name| name == value);
            if found.is_none() {
                let problem = Problem::new(source, span.clone(), key, format!("`{value}` is not known"));
                notes.problem(problem.allowed(names.join(", ")).nearest(value, names.iter().copied()));
            }
            found
        };
        let number = |key: &str| -> Option<f64> {
            let (value, span) = text(key)?;
            let found = value.parse().ok().filter(|x: &f64| *x > 0.0 && *x < 1.0);
            if found.is_none() {
                wrong(span, key, format!("`{value}` is not a share"), "a number between 0 and 1".into());
            }
            found
        };
        let list = |key: &str| -> Vec<String> {
            let value = self.get(key).map_or("", |(value, _)| value.as_str());
            value.split(BETWEEN.trim()).map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
        };
        let level = chosen("by", Level::ALL.map(Level::name).to_vec()).map(|at| Level::ALL[at]);
        let method = chosen("method", Method::ALL.map(Method::name).to_vec()).map(|at| Method::ALL[at]);
        let alpha = number("alpha");
        let accept = if method == Some(Method::Rerandomise) { number("accept") } else { None };
        let seed = text("seed").and_then(|(value, span)| {
            let seed = value.parse().ok();
            if seed.is_none() {
                wrong(span, "seed", format!("`{value}` is not a seed"), "a whole number".into());
            }
            seed
        });
        let arms = list("arms");
        if arms.len() < 2 {
            missing("arms");
        }
        let (strata, covariates) = (list("strata"), list("covariates"));
        Some(Assignment { level: level?, method: method?, seed: seed?, alpha: alpha?, arms, strata, covariates, accept, rows: Vec::new() })
    }
}
