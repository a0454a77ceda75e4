//! TOML read without stopping at the first problem.
//!
//! ```
//! use paylift::config::{Bounds, Document, Notes, Source};
//! let notes = Notes::new();
//! let source = Source::new("plan.toml", "id = \"flat\"\nfloor = 0.5\n");
//! let document = Document::parse(&source, &notes);
//! let table = document.root(&notes);
//! assert_eq!(table.string("id").required().as_deref(), Some("flat"));
//! assert_eq!(table.f64("floor", Bounds::SHARE).or(0.0), 0.5);
//! assert_eq!(table.f64("cap", 1.0..).optional(), None);
//! table.finish();
//! assert!(notes.is_clean());
//! ```

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use toml::de::DeTable;

use super::{Bounds, Entry, Field, Notes, Place, Problem, Source};

/// A parsed TOML text.
#[derive(Debug)]
pub struct Document<'s> {
    source: &'s Arc<Source>,
    root: DeTable<'s>,
}

impl<'s> Document<'s> {
    /// Parses; syntax errors become problems, and what could be read around them is read.
    #[must_use]
    pub fn parse(source: &'s Arc<Source>, notes: &Notes) -> Self {
        let (root, errors) = DeTable::parse_recoverable(&source.text);
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            let no_value = source.text[source.boundary(span.start)..].trim_start_matches(' ').starts_with(['\r', '\n'])
                && error.message().starts_with("string values must be quoted");
            let message = match error.message() {
                _ if no_value => "a key without a value".to_string(),
                "duplicate key" => format!("duplicate key `{}`", source.slice(span.clone())),
                other => other.to_string(),
            };
            notes.problem(Problem::new(source, span, "", message));
        }
        Self { source, root: root.into_inner() }
    }

    /// The whole document as a table.
    #[must_use]
    pub fn root<'a>(&'a self, notes: &'a Notes) -> Table<'a> {
        Table::new(&self.root, 0..0, String::new(), self.source, notes)
    }

    /// The text it was parsed from.
    #[must_use]
    pub fn source(&self) -> &'s Arc<Source> {
        self.source
    }
}

/// A table being read: it knows its path and which keys were asked for.
///
/// Ask for every key that may be there (also when another one turns out wrong), then call [`Table::finish`].
#[derive(Debug)]
pub struct Table<'a> {
    entries: &'a DeTable<'a>,
    span: Range<usize>,
    path: String,
    source: &'a Arc<Source>,
    notes: &'a Notes,
    known: RefCell<BTreeSet<String>>,
}

impl<'a> Table<'a> {
    pub(super) fn new(entries: &'a DeTable<'a>, span: Range<usize>, path: String, source: &'a Arc<Source>, notes: &'a Notes) -> Self {
        Self { entries, span, path, source, notes, known: RefCell::default() }
    }

    /// Key path of this table; empty for the document.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Place of this table in the text (its header, or the braces of an inline table).
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The text this table is in.
    #[must_use]
    pub fn source(&self) -> &'a Arc<Source> {
        self.source
    }

    /// Where problems and resolved values go.
    #[must_use]
    pub fn notes(&self) -> &'a Notes {
        self.notes
    }

    /// Path of a key of this table.
    #[must_use]
    pub fn path_of(&self, key: &str) -> String {
        match (self.path.as_str(), key) {
            ("", key) => key.into(),
            (path, "") => path.into(),
            (path, key) => format!("{path}.{key}"),
        }
    }

    /// Whether the text says this key; does not count as asking for it.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// The value of a key, whatever it is.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<Entry<'a>> {
        self.known.borrow_mut().insert(key.into());
        let (name, value) = self.entries.get_key_value(key)?;
        Some(Entry::new(value.get_ref(), name.span(), value.span(), self.path_of(key), self.source, self.notes))
    }

    /// All entries in the order of the text, for tables whose keys are names of the user's; all count as known.
    #[must_use]
    pub fn entries(&self) -> Vec<(&'a str, Entry<'a>)> {
        let mut keys: Vec<(usize, &'a str)> = self.entries.keys().map(|k| (k.span().start, k.get_ref().as_ref())).collect();
        keys.sort_unstable();
        keys.into_iter().filter_map(|(_, key)| Some((key, self.entry(key)?))).collect()
    }

    fn field<T>(&self, key: &str, read: impl FnOnce(&Entry<'a>) -> Option<T>) -> Field<'_, 'a, T> {
        let entry = self.entry(key);
        let value = entry.as_ref().and_then(read);
        Field::new(self, key.into(), entry.map(|e| e.span()), value)
    }

    /// A text.
    pub fn string(&self, key: &str) -> Field<'_, 'a, String> {
        self.field(key, Entry::string)
    }

    /// A finite number within bounds; integers are numbers.
    pub fn f64(&self, key: &str, bounds: impl Into<Bounds>) -> Field<'_, 'a, f64> {
        self.field(key, |e| e.f64(bounds))
    }

    /// A whole number within an inclusive range.
    pub fn integer<T>(&self, key: &str, range: std::ops::RangeInclusive<T>) -> Field<'_, 'a, T>
    where
        T: TryFrom<i128> + Into<i128> + Copy,
    {
        self.field(key, |e| e.integer(range))
    }

    /// `true` or `false`.
    pub fn boolean(&self, key: &str) -> Field<'_, 'a, bool> {
        self.field(key, Entry::boolean)
    }

    /// One of some names; the answer is what the name stands for.
    pub fn one_of<T: Clone>(&self, key: &str, names: &[(&str, T)]) -> Field<'_, 'a, T> {
        self.field(key, |e| e.one_of(names))
    }

    /// An array of texts.
    pub fn strings(&self, key: &str) -> Field<'_, 'a, Vec<String>> {
        self.field(key, |e| e.array()?.iter().map(Entry::string).collect())
    }

    /// An array of numbers, each within bounds.
    pub fn array_f64(&self, key: &str, bounds: impl Into<Bounds>) -> Field<'_, 'a, Vec<f64>> {
        let bounds = bounds.into();
        self.field(key, |e| {
            let numbers: Vec<Option<f64>> = e.array()?.iter().map(|x| x.f64(bounds)).collect();
            numbers.into_iter().collect()
        })
    }

    /// A table below this one.
    pub fn table(&self, key: &str) -> Field<'_, 'a, Table<'a>> {
        self.field(key, Entry::table)
    }

    /// A table below this one; where the text has none, one without keys, so that its defaults are recorded all the same.
    #[must_use]
    pub fn table_or_empty(&self, key: &str) -> Table<'a> {
        static EMPTY: LazyLock<DeTable<'static>> = LazyLock::new(DeTable::new);
        let written = self.table(key).optional();
        written.unwrap_or_else(|| Table::new(&EMPTY, self.span(), self.path_of(key), self.source, self.notes))
    }

    /// An array of tables (`[[key]]`); empty if there is none.
    #[must_use]
    pub fn tables(&self, key: &str) -> Vec<Table<'a>> {
        let items = self.entry(key).and_then(|e| e.array()).unwrap_or_default();
        items.iter().filter_map(Entry::table).collect()
    }

    /// Where a key of this table is said; the table if it is not.
    #[must_use]
    pub fn place(&self, key: &str) -> Place {
        let span = self.entries.get(key).map_or(self.span.clone(), |v| v.span());
        Place::new(self.source, span, self.path_of(key))
    }

    /// Records a problem with a key of this table (the value if the text says it, else the table).
    pub fn problem(&self, key: &str, message: impl Into<String>) {
        self.notes.problem(self.problem_at(key, message));
    }

    /// The same problem, to say more of before it is recorded.
    #[must_use]
    pub fn problem_at(&self, key: &str, message: impl Into<String>) -> Problem {
        self.place(key).problem(message)
    }

    /// Reports every key that nobody asked for.
    pub fn finish(&self) {
        let known = self.known.borrow();
        for key in self.entries.keys().filter(|k| !known.contains(k.get_ref().as_ref())) {
            let name = key.get_ref().as_ref();
            let list: Vec<&str> = known.iter().map(String::as_str).collect();
            let problem = Problem::new(self.source, key.span(), self.path_of(name), "unknown key");
            self.notes.problem(problem.allowed(list.join(", ")).nearest(name, list));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str, read: impl Fn(&Table<'_>)) -> String {
        let notes = Notes::new();
        let source = Source::new("test.toml", text);
        let document = Document::parse(&source, &notes);
        read(&document.root(&notes));
        notes.finish().map_or_else(|problems| problems.render(false), |_| String::new())
    }

    #[test]
    fn every_problem_is_told_in_the_order_of_the_text() {
        let text = "months = 0\nchurn = 1.5\nkind = \"cohort\"\nmedain = 3\nname = 7\n[sub]\nrate = \"x\"\n";
        let told = problems(text, |t| {
            let _ = t.string("name").required();
            let _ = t.f64("churn", Bounds::SHARE).or(0.1);
            let _ = t.integer::<u16>("months", 1..=120).or(12);
            let _ = t.f64("median", Bounds::POSITIVE).optional();
            let _ = t.one_of("kind", &[("cohorts", 1), ("history", 2)]).required();
            if let Some(sub) = t.table("sub").optional() {
                let _ = sub.f64("rate", ..).required();
                let _ = sub.string("missing").required();
            }
            t.finish();
        });
        insta::assert_snapshot!(told);
    }

    #[test]
    fn broken_toml_is_pointed_at_and_the_rest_is_read() {
        insta::assert_snapshot!(problems("a = \nb = 2\nb = 3\nc = -1\n", |t| {
            let _ = t.f64("c", Bounds::NOT_NEGATIVE).or(0.0);
            let _ = (t.entry("a"), t.entry("b"));
            t.finish();
        }));
    }

    #[test]
    fn defaults_are_marked() {
        let notes = Notes::new();
        let source = Source::new("test.toml", "a = 1\n[s]\nb = [1, 2]\n");
        let document = Document::parse(&source, &notes);
        let t = document.root(&notes);
        assert_eq!(t.f64("a", ..).or(9.0), 1.0);
        assert_eq!(t.integer::<u64>("seed", 0..=u64::MAX - 1).or(7), 7);
        let s = t.table("s").required().unwrap();
        assert_eq!(s.array_f64("b", ..).required(), Some(vec![1.0, 2.0]));
        t.finish();
        s.finish();
        let resolved = notes.finish().unwrap();
        let said: Vec<_> = resolved.iter().map(|r| (r.path.as_str(), r.value.to_string(), r.default)).collect();
        let expected = [("a", "1.0", false), ("s.b[1]", "1.0", false), ("s.b[2]", "2.0", false), ("seed", "7", true)];
        assert_eq!(said, expected.map(|(p, v, d)| (p, v.to_string(), d)));
    }

    #[test]
    fn numbers_must_be_finite_and_whole_where_they_must() {
        let told = problems("a = inf\nb = 1.5\nc = 99999999999999999999999\nd = nan\n", |t| {
            let _ = t.f64("a", ..).required();
            let _ = t.integer::<u32>("b", 0..=9).required();
            let _ = t.integer::<u32>("c", 0..=9).required();
            let _ = t.f64("d", 0.0..).required();
            t.finish();
        });
        assert_eq!(told.matches("error:").count(), 4, "{told}");
    }
}
