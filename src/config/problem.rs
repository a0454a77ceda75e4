//! Problems with what the user wrote: gathered, shown together, each with its place, what is allowed and the nearest valid name.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::Source;
use super::words::wrap;

/// Longest hint shown beside the underlined text, in characters.
const LABEL_WIDTH: usize = 90;
/// Line length of longer hints.
const NOTE_WIDTH: usize = 100;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// The text it is in; `None` for problems of no text (a file that is not there, a command-line flag).
    pub source: Option<Arc<Source>>,
    /// Offending bytes of that text.
    pub span: Range<usize>,
    /// Key path, for example `segments.smb.targets.nrr`; empty where there is none.
    pub path: String,
    /// What is wrong: a lower-case fragment.
    pub message: String,
    /// What would be allowed there.
    pub allowed: Option<String>,
    /// The nearest valid name.
    pub nearest: Option<String>,
}

impl Problem {
    /// A problem at a place of a text.
    pub fn new(source: &Arc<Source>, span: Range<usize>, path: impl Into<String>, message: impl Into<String>) -> Self {
        let source = Some(Arc::clone(source));
        Self { source, span, path: path.into(), message: message.into(), allowed: None, nearest: None }
    }

    /// A problem of no text.
    pub fn without_place(message: impl Into<String>) -> Self {
        Self { source: None, span: 0..0, path: String::new(), message: message.into(), allowed: None, nearest: None }
    }

    /// Says what would be allowed.
    #[must_use]
    pub fn allowed(mut self, allowed: impl Into<String>) -> Self {
        self.allowed = Some(allowed.into());
        self
    }

    /// Says which of the valid names is nearest to what was written, if any is near.
    #[must_use]
    pub fn nearest<'n>(mut self, written: &str, names: impl IntoIterator<Item = &'n str>) -> Self {
        self.nearest = nearest(written, names).map(String::from);
        self
    }

    fn title(&self) -> String {
        match self.path.as_str() {
            "" => self.message.clone(),
            path => format!("{path}: {}", self.message),
        }
    }

    fn render(&self, renderer: &Renderer) -> String {
        let title = self.title();
        let allowed = self.allowed.as_ref().map(|allowed| format!("allowed: {allowed}"));
        // Long lists go below the text, where they can be broken into lines.
        let (label, note) = match allowed {
            Some(long) if self.source.is_none() || long.chars().count() > LABEL_WIDTH => (None, Some(wrap(&long, NOTE_WIDTH, 0))),
            short => (short, None),
        };
        let help = self.nearest.as_ref().map(|name| format!("did you mean `{name}`?"));
        let mut group = match &self.source {
            Some(source) => {
                let mut here = AnnotationKind::Primary.span(visible(source, &self.span));
                if let Some(label) = &label {
                    here = here.label(label.as_str());
                }
                let snippet =
                    Snippet::source(source.text.as_str()).line_start(source.first_line).path(source.name.as_str()).annotation(here);
                Level::ERROR.primary_title(title.as_str()).element(snippet)
            }
            None => Group::with_title(Level::ERROR.primary_title(title.as_str())),
        };
        group = group.elements(note.map(|note| Level::NOTE.message(note)));
        group = group.elements(help.map(|help| Level::HELP.message(help)));
        renderer.render(&[group])
    }
}

/// Where something was said: to point at it later, when other things are known.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    source: Option<Arc<Source>>,
    span: Range<usize>,
    path: String,
}

impl Place {
    /// A place in a text.
    pub fn new(source: &Arc<Source>, span: Range<usize>, path: impl Into<String>) -> Self {
        Self { source: Some(Arc::clone(source)), span, path: path.into() }
    }

    /// A command-line flag.
    pub fn flag(name: &str) -> Self {
        Self { source: None, span: 0..0, path: name.into() }
    }

    /// A problem there.
    pub fn problem(&self, message: impl Into<String>) -> Problem {
        let (source, span, path) = (self.source.clone(), self.span.clone(), self.path.clone());
        Problem { source, span, path, message: message.into(), allowed: None, nearest: None }
    }

    /// Gives a problem that has no place of its own this one.
    pub(super) fn adopt(&self, problem: Problem) -> Problem {
        match problem.source {
            Some(_) => problem,
            None => Problem { source: self.source.clone(), span: self.span.clone(), path: self.path.clone(), ..problem },
        }
    }
}

/// The part of a span that is worth underlining: its first line; where that is empty, what is written on that line before it, or
/// else the next character.
fn visible(source: &Source, span: &Range<usize>) -> Range<usize> {
    let (start, end) = (source.boundary(span.start), source.boundary(span.end.max(span.start)));
    let text = &source.text;
    let line_end = text[start..end].find('\n').map_or(end, |i| start + i);
    if line_end > start {
        return start..line_end;
    }
    let line = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let before = &text[line..start];
    if before.trim().is_empty() {
        return start..start + text[start..].chars().next().map_or(0, char::len_utf8);
    }
    line + before.len() - before.trim_start().len()..line + before.trim_end().len()
}

/// The name most like `written`, if it is alike enough to be meant.
pub(crate) fn nearest<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let written = written.to_lowercase();
    let near = |name: &str| {
        let name = name.to_lowercase();
        let contained = written.len() >= 3 && (name.contains(&written) || written.contains(&name));
        strsim::damerau_levenshtein(&written, &name) as f64 / written.chars().count().max(name.chars().count()).max(1) as f64
            - if contained { 0.3 } else { 0.0 }
    };
    let ranked = names.into_iter().map(|name| (near(name), name)).filter(|(distance, _)| *distance <= 0.4);
    ranked.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
}

/// All problems found, in the order of the files and of the places in them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Problems {
    list: Vec<Problem>,
}

impl Problems {
    /// Adds one.
    pub fn push(&mut self, problem: Problem) {
        if !self.list.contains(&problem) {
            self.list.push(problem);
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The problems: texts in the order in which they were first complained about, places in order; those of no text first.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Problem> {
        let name = |p: &Problem| p.source.as_ref().map(|s| s.name.clone());
        let mut files: Vec<Option<String>> = vec![None];
        for problem in &self.list {
            if !files.contains(&name(problem)) {
                files.push(name(problem));
            }
        }
        let mut sorted: Vec<&Problem> = self.list.iter().collect();
        let line = |p: &Problem| p.source.as_ref().map(|s| s.first_line);
        sorted.sort_by_key(|p| (files.iter().position(|f| *f == name(p)), line(p), p.span.start));
        sorted
    }

    /// All problems as text for people, with or without colour.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut parts: Vec<String> = self.sorted().iter().map(|p| p.render(&renderer)).collect();
        if self.list.len() > 1 {
            parts.push(format!("{} problems; nothing was run or written", self.list.len()));
        }
        parts.join("\n\n")
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self { list: vec![problem] }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Problems {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_alike_are_offered() {
        let names = ["nrr-individual", "nrr-team", "flat-ote"];
        assert_eq!(nearest("nrr-indivdual", names), Some("nrr-individual"));
        assert_eq!(nearest("flat", names), Some("flat-ote"));
        assert_eq!(nearest("Flat_OTE", names), Some("flat-ote"));
        assert_eq!(nearest("quarterly", names), None);
    }
}
