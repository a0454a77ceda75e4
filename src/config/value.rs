//! One value of a TOML text, and a field that may be missing.

use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use toml::de::DeValue;

use super::{Bounds, Notes, Place, Problem, Source, Table};

/// A value by its kind, for places that take several kinds.
#[derive(Debug)]
pub enum Value<'a> {
    /// A text.
    String(String),
    /// A number, whole or not; may be out of any range.
    Number(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// A date or time.
    Datetime,
    /// An array.
    Array(Vec<Entry<'a>>),
    /// A table.
    Table(Table<'a>),
}

/// A value with its place. Reading it as the wrong kind, or out of range, records a problem and gives `None`.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    value: &'a DeValue<'a>,
    key: Range<usize>,
    span: Range<usize>,
    path: String,
    source: &'a Arc<Source>,
    notes: &'a Notes,
}

impl<'a> Entry<'a> {
    pub(super) fn new(
        value: &'a DeValue<'a>,
        key: Range<usize>,
        span: Range<usize>,
        path: String,
        source: &'a Arc<Source>,
        notes: &'a Notes,
    ) -> Self {
        Self { value, key, span, path, source, notes }
    }

    /// Its place in the text.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Place of its key in the text.
    #[must_use]
    pub fn key_span(&self) -> Range<usize> {
        self.key.clone()
    }

    /// Its key path.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Where problems and resolved values go.
    #[must_use]
    pub fn notes(&self) -> &'a Notes {
        self.notes
    }

    /// The value by kind.
    #[must_use]
    pub fn value(&self) -> Value<'a> {
        match self.value {
            DeValue::String(text) => Value::String(text.to_string()),
            DeValue::Integer(_) | DeValue::Float(_) => Value::Number(self.number().unwrap_or(f64::NAN)),
            DeValue::Boolean(b) => Value::Boolean(*b),
            DeValue::Datetime(_) => Value::Datetime,
            DeValue::Array(_) => Value::Array(self.array().unwrap_or_default()),
            DeValue::Table(entries) => Value::Table(Table::new(entries, self.span.clone(), self.path.clone(), self.source, self.notes)),
        }
    }

    /// Where it is.
    #[must_use]
    pub fn place(&self) -> Place {
        Place::new(self.source, self.span.clone(), self.path.clone())
    }

    /// A problem at this value, to say more of before it is recorded.
    #[must_use]
    pub fn problem_at(&self, message: impl Into<String>) -> Problem {
        self.place().problem(message)
    }

    /// Records a problem at this value.
    pub fn problem(&self, message: impl Into<String>) {
        self.notes.problem(self.problem_at(message));
    }

    fn wrong_kind<T>(&self, wanted: &str) -> Option<T> {
        let got = match self.value {
            DeValue::String(_) => "text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "an array",
            DeValue::Table(_) => "a table",
        };
        self.notes.problem(self.problem_at(format!("this is {got}")).allowed(wanted));
        None
    }

    fn resolve(&self, value: impl Into<serde_json::Value>) {
        self.notes.resolve(&self.source.name, &self.path, value, false);
    }

    fn whole(&self) -> Option<i128> {
        match self.value {
            DeValue::Integer(i) => i128::from_str_radix(i.as_str(), i.radix()).ok(),
            _ => None,
        }
    }

    fn number(&self) -> Option<f64> {
        match self.value {
            DeValue::Integer(_) => self.whole().map(|i| i as f64),
            DeValue::Float(x) => x.as_str().parse().ok(),
            _ => None,
        }
    }

    /// Text that is not empty.
    #[must_use]
    pub fn string(&self) -> Option<String> {
        let DeValue::String(text) = self.value else { return self.wrong_kind("text in quotes") };
        self.resolve(text.as_ref());
        Some(text.to_string())
    }

    /// A finite number within bounds.
    #[must_use]
    pub fn f64(&self, bounds: impl Into<Bounds>) -> Option<f64> {
        let bounds = bounds.into();
        let Some(x) = self.number() else { return self.wrong_kind(&bounds.of_a_number()) };
        if !bounds.contains(x) {
            self.notes.problem(self.problem_at("out of range").allowed(bounds.instead_of(x)));
            return None;
        }
        self.resolve(x);
        Some(x)
    }

    /// A whole number within an inclusive range.
    #[must_use]
    pub fn integer<T>(&self, range: RangeInclusive<T>) -> Option<T>
    where
        T: TryFrom<i128> + Into<i128> + Copy,
    {
        let (low, high): (i128, i128) = ((*range.start()).into(), (*range.end()).into());
        let allowed = match high {
            // Technical limits mean nothing to people.
            ..1_000_000_000 => format!("a whole number, {low} to {high}"),
            _ => format!("a whole number, at least {low}"),
        };
        let whole = match self.value {
            DeValue::Integer(_) => self.whole(),
            DeValue::Float(_) => None,
            _ => return self.wrong_kind(&allowed),
        };
        match whole.filter(|i| (low..=high).contains(i)).and_then(|i| Some((i, T::try_from(i).ok()?))) {
            Some((i, value)) => {
                self.resolve(u64::try_from(i).map_or_else(|_| serde_json::Value::from(i as f64), serde_json::Value::from));
                Some(value)
            }
            None => {
                let message = if matches!(self.value, DeValue::Float(_)) { "not a whole number" } else { "out of range" };
                self.notes.problem(self.problem_at(message).allowed(allowed));
                None
            }
        }
    }

    /// `true` or `false`.
    #[must_use]
    pub fn boolean(&self) -> Option<bool> {
        let DeValue::Boolean(b) = self.value else { return self.wrong_kind("true or false") };
        self.resolve(*b);
        Some(*b)
    }

    /// One of some names; the answer is what the name stands for.
    #[must_use]
    pub fn one_of<T: Clone>(&self, names: &[(&str, T)]) -> Option<T> {
        let list: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
        let DeValue::String(text) = self.value else { return self.wrong_kind(&list.join(", ")) };
        let found = names.iter().find(|(name, _)| *name == text.as_ref());
        match found {
            Some((name, meaning)) => {
                self.resolve(*name);
                Some(meaning.clone())
            }
            None => {
                let problem = self.problem_at(format!("unknown name `{text}`"));
                self.notes.problem(problem.allowed(list.join(", ")).nearest(text, list));
                None
            }
        }
    }

    /// The elements of an array.
    #[must_use]
    pub fn array(&self) -> Option<Vec<Entry<'a>>> {
        let DeValue::Array(items) = self.value else { return self.wrong_kind("an array in [ ]") };
        let element = |(i, item): (usize, &'a toml::Spanned<DeValue<'a>>)| {
            let path = format!("{}[{}]", self.path, i + 1);
            Entry::new(item.get_ref(), item.span(), item.span(), path, self.source, self.notes)
        };
        Some(items.iter().enumerate().map(element).collect())
    }

    /// A table.
    #[must_use]
    pub fn table(&self) -> Option<Table<'a>> {
        match self.value() {
            Value::Table(table) => Some(table),
            _ => self.wrong_kind("a table"),
        }
    }
}

/// What was found under a key: a value, something wrong (already recorded), or nothing.
#[derive(Debug)]
#[must_use = "say whether the key is required, optional or has a default"]
pub struct Field<'t, 'a, T> {
    table: &'t Table<'a>,
    key: String,
    span: Option<Range<usize>>,
    value: Option<T>,
}

impl<'t, 'a, T> Field<'t, 'a, T> {
    pub(super) fn new(table: &'t Table<'a>, key: String, span: Option<Range<usize>>, value: Option<T>) -> Self {
        Self { table, key, span, value }
    }

    /// The value; a problem if the key is missing.
    #[must_use]
    pub fn required(self) -> Option<T> {
        if self.span.is_none() {
            self.table.problem("", format!("missing key `{}`", self.key));
        }
        self.value
    }

    /// The value if the key is there.
    #[must_use]
    pub fn optional(self) -> Option<T> {
        self.value
    }

    /// The value with its place, if the key is there and right.
    #[must_use]
    pub fn spanned(self) -> Option<(T, Range<usize>)> {
        Some((self.value?, self.span?))
    }
}

impl<T: Clone + Into<serde_json::Value>> Field<'_, '_, T> {
    /// The value, or a default of ours, which is recorded as such.
    #[must_use]
    pub fn or(self, default: T) -> T {
        if self.span.is_none() {
            let path = self.table.path_of(&self.key);
            self.table.notes().resolve(&self.table.source().name, &path, default.clone(), true);
        }
        self.value.unwrap_or(default)
    }
}

impl<T: Clone> Field<'_, '_, T> {
    /// The value, or a default of ours, recorded under the name it would have in a file.
    #[must_use]
    pub fn or_named(self, name: &str, default: T) -> T {
        if self.span.is_none() {
            let path = self.table.path_of(&self.key);
            self.table.notes().resolve(&self.table.source().name, &path, name, true);
        }
        self.value.unwrap_or(default)
    }
}
