//! A CSV text whose cells know their place, so that problems can point at them.

use std::ops::Range;
use std::sync::Arc;

use csv::{ReaderBuilder, StringRecord};

use super::problem::nearest;
use super::{Bounds, Notes, Problem, Source};

/// A CSV text with a header. Column names are compared without case, spaces around them and the difference of space and underscore.
#[derive(Debug)]
pub struct Sheet<'a> {
    source: &'a Arc<Source>,
    notes: &'a Notes,
    delimiter: u8,
    header: StringRecord,
    rows: Vec<StringRecord>,
}

/// One cell: its text without spaces around it, and its place.
#[derive(Debug, Clone)]
pub struct Cell<'a> {
    /// The text; empty if the row ends before this column.
    pub text: &'a str,
    sheet: &'a Sheet<'a>,
    record: &'a StringRecord,
    column: usize,
}

impl<'a> Sheet<'a> {
    /// Parses; the separator is the one of `,`, `;`, tab and `|` that is most frequent in the first line. Rows of the wrong length and
    /// unclosed quotes become problems.
    #[must_use]
    pub fn parse(source: &'a Arc<Source>, notes: &'a Notes) -> Self {
        let first = source.text.lines().next().unwrap_or_default();
        let count = |d: u8| first.bytes().filter(|b| *b == d).count();
        let delimiter = [b'|', b'\t', b';', b','].into_iter().max_by_key(|d| count(*d)).unwrap_or(b',');
        let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(source.text.as_bytes());
        let header = reader.headers().cloned().unwrap_or_default();
        let mut sheet = Self { source, notes, delimiter, header, rows: Vec::new() };
        for record in reader.records() {
            match record {
                Ok(record) if record.iter().all(|cell| cell.trim().is_empty()) => {}
                Ok(record) => sheet.rows.push(record),
                Err(error) => notes.problem(Problem::new(source, 0..0, "", error.to_string())),
            }
        }
        if source.text.matches('"').count() % 2 == 1 {
            let last = source.text.rfind('"').unwrap_or(0);
            notes.problem(Problem::new(source, last..last + 1, "", "a quote is not closed").allowed("quotes in pairs"));
            // The row it opens has swallowed the rest.
            sheet.rows.pop();
        }
        for record in sheet.rows.iter().filter(|r| r.len() > sheet.header.len()) {
            let message = format!("{} cells in this row, {} in the header", record.len(), sheet.header.len());
            notes.problem(Problem::new(source, sheet.row_span(record), "", message).allowed("as many as in the header"));
        }
        sheet
    }

    /// The column of that name, or of one of the other names it may have.
    #[must_use]
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        self.header.iter().position(|title| names.contains(&plain(title).as_str()))
    }

    /// The same; a missing column becomes a problem.
    #[must_use]
    pub fn required_column(&self, names: &[&str]) -> Option<usize> {
        let found = self.column(names);
        if found.is_none() {
            let titles: Vec<&str> = self.header.iter().map(str::trim).collect();
            let problem = Problem::new(self.source, self.row_span(&self.header), "", format!("missing column `{}`", names[0]));
            self.notes.problem(problem.nearest(names[0], titles));
        }
        found
    }

    /// Reports columns that are none of `known` and columns that are there twice. Titles unlike any known one are taken for the
    /// user's own remarks and left alone.
    pub fn finish(&self, known: &[&str]) {
        for (i, title) in self.header.iter().enumerate() {
            let name = plain(title);
            let span = || self.span(&self.header, i);
            if self.header.iter().take(i).any(|t| !name.is_empty() && plain(t) == name) {
                self.notes.problem(Problem::new(self.source, span(), "", format!("column `{name}` is there twice")));
            } else if !known.contains(&name.as_str()) && nearest(&name, known.iter().copied()).is_some() {
                let problem = Problem::new(self.source, span(), "", format!("unknown column `{}`", title.trim()));
                self.notes.problem(problem.nearest(&name, known.iter().copied()));
            }
        }
    }

    /// Reports a second column of the same name as this one.
    pub fn only_once(&self, column: usize) {
        let name = |i: usize| self.header.get(i).map(plain).unwrap_or_default();
        for again in (0..self.header.len()).filter(|&i| i != column && name(i) == name(column)) {
            let message = format!("column `{}` is there twice", name(column));
            self.notes.problem(Problem::new(self.source, self.span(&self.header, again), "", message));
        }
    }

    /// A column's title as written.
    #[must_use]
    pub fn title(&self, column: usize) -> String {
        self.header.get(column).unwrap_or_default().trim().to_owned()
    }

    /// What stands between cells.
    #[must_use]
    pub fn delimiter(&self) -> char {
        char::from(self.delimiter)
    }

    /// Number of rows that are not empty.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The titles of its columns as they are written.
    pub fn titles(&self) -> impl Iterator<Item = &str> {
        self.header.iter().map(str::trim)
    }

    /// A cell.
    #[must_use]
    pub fn cell(&'a self, row: usize, column: usize) -> Cell<'a> {
        let record = &self.rows[row];
        Cell { text: record.get(column).unwrap_or_default().trim(), sheet: self, record, column }
    }

    /// A problem with the whole header line.
    #[must_use]
    pub fn problem_at_header(&self, message: impl Into<String>) -> Problem {
        Problem::new(self.source, self.row_span(&self.header), "", message)
    }

    fn start(record: &StringRecord) -> usize {
        record.position().map_or(0, |p| usize::try_from(p.byte()).unwrap_or(usize::MAX))
    }

    fn row_span(&self, record: &StringRecord) -> Range<usize> {
        self.span(record, 0).start..self.span(record, record.len().saturating_sub(1)).end
    }

    /// Place of one cell: fields are counted from the record's start, separators inside quotes left alone.
    fn span(&self, record: &StringRecord, column: usize) -> Range<usize> {
        let text = self.source.text.as_bytes();
        let mut at = Self::start(record).min(text.len());
        while at < text.len() && matches!(text[at], b'\r' | b'\n') {
            at += 1;
        }
        for field in 0..=column {
            let (start, mut quoted) = (at, false);
            while at < text.len() && (quoted || (text[at] != self.delimiter && !matches!(text[at], b'\r' | b'\n'))) {
                quoted ^= text[at] == b'"';
                at += 1;
            }
            if field == column || at == text.len() || text[at] != self.delimiter {
                return start..at;
            }
            at += 1;
        }
        at..at
    }
}

/// A column's name as names are compared.
pub(crate) fn plain(title: &str) -> String {
    title.trim().to_lowercase().replace([' ', '-'], "_")
}

impl Cell<'_> {
    /// Whether nothing is written in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Place of the cell in the text.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.sheet.span(self.record, self.column)
    }

    /// Line in the text, 1-based.
    #[must_use]
    pub fn line(&self) -> usize {
        self.sheet.source.line_and_column(self.span().start).0
    }

    /// A problem at this cell.
    #[must_use]
    pub fn problem_at(&self, message: impl Into<String>) -> Problem {
        let column = self.sheet.header.get(self.column).unwrap_or_default().trim();
        Problem::new(self.sheet.source, self.span(), format!("column {column}"), message)
    }

    /// The text, which must not be empty.
    #[must_use]
    pub fn string(&self) -> Option<String> {
        if self.is_empty() {
            self.sheet.notes.problem(self.problem_at("the cell is empty"));
            return None;
        }
        Some(self.text.to_string())
    }

    /// A number within bounds. A currency sign in front and commas between thousands are accepted, and for shares a percentage, as
    /// spreadsheets write them.
    #[must_use]
    pub fn number(&self, bounds: impl Into<Bounds>) -> Option<f64> {
        let bounds = bounds.into();
        let percentage = self.text.strip_suffix('%').and_then(|number| parse_number(number.trim_end()));
        let share = percentage.filter(|_| bounds.is_of_shares()).map(|x| x / 100.0);
        let (problem, allowed) = match parse_number(self.text).or(share) {
            Some(x) if bounds.contains(x) => return Some(x),
            Some(x) => ("out of range", bounds.instead_of(x)),
            None if percentage.is_some() => ("a percentage", format!("an amount, {bounds}")),
            None if self.is_empty() => ("the cell is empty", bounds.of_a_number()),
            None => ("not a number", bounds.of_a_number()),
        };
        self.sheet.notes.problem(self.problem_at(problem).allowed(allowed));
        None
    }

    /// A whole number within an inclusive range.
    #[must_use]
    pub fn integer(&self, low: u32, high: u32) -> Option<u32> {
        let x = self.number(f64::from(low)..=f64::from(high))?;
        if x.fract() != 0.0 {
            self.sheet.notes.problem(self.problem_at("not a whole number"));
            return None;
        }
        Some(x as u32)
    }
}

fn parse_number(text: &str) -> Option<f64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
    let digits = digits.trim_start_matches(['$', '€', '£']).trim();
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = whole.contains(',');
    if grouped && !((1..=3).contains(&first.len()) && groups.all(|g| g.len() == 3)) {
        return None;
    }
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let plain = whole.replace(',', "");
    if !(all_digits(&plain) && all_digits(decimals)) {
        // Scientific notation and the like: only without thousands' commas.
        return if grouped { None } else { digits.parse::<f64>().ok().map(|x| sign * x) };
    }
    format!("{plain}.{decimals}").parse::<f64>().ok().filter(|_| !plain.is_empty() || digits.contains('.')).map(|x| sign * x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_spreadsheets_write_them() {
        let cases = [("85000", 85_000.0), ("$85,000.50", 85_000.5), ("-3", -3.0), ("1e3", 1000.0), ("-$1,234", -1234.0), (".5", 0.5)];
        for (text, x) in cases {
            assert_eq!(parse_number(text), Some(x), "{text}");
        }
        for text in ["", "85.000,00", "8,50", "abc", "12,34,567", "20%"] {
            assert_eq!(parse_number(text), None, "{text}");
        }
    }

    #[test]
    fn cells_know_their_place() {
        let notes = Notes::new();
        let source = Source::new("r.csv", "csm,segment,ote\r\n\"A, Ann\",smb,85000\r\n\r\nBob,ent,x\r\n");
        let sheet = Sheet::parse(&source, &notes);
        assert_eq!(sheet.len(), 2);
        let ote = sheet.required_column(&["ote"]).unwrap();
        assert_eq!(sheet.cell(0, ote).number(..), Some(85_000.0));
        assert_eq!(source.slice(sheet.cell(0, 0).span()), "\"A, Ann\"");
        assert_eq!((sheet.cell(1, ote).line(), source.slice(sheet.cell(1, ote).span())), (4, "x"));
    }
}
