//! CSV gone through row by row: only the row at hand is in memory.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use csv::{ByteRecord, ReaderBuilder};

use super::nature::cannot_read;
use super::row_guard::RowGuard;
use super::table::{Cells, Place, Row, ScanEnd, See};
use crate::config::{Problem, Source};

/// Bytes looked at to find the header and what stands between cells.
const HEAD: u64 = 1 << 16;
/// Bytes of a row that a problem shows.
const SHOWN: usize = 2_000;
/// Rows between two looks at the watch.
const ROWS_A_LOOK: u64 = 1 << 16;

/// An opened CSV file.
#[derive(Debug)]
pub(super) struct CsvTable {
    path: PathBuf,
    name: String,
    pub(super) titles: Vec<String>,
    pub(super) delimiter: u8,
    /// First byte of the header: after a byte order mark and a line such as `sep=;`.
    start: u64,
    /// Line of the header.
    start_line: u64,
    size: u64,
}

impl CsvTable {
    /// Reads the header. The separator is the one of `,`, `;`, tab and `|` that is most frequent in it, or what a line `sep=;` says.
    pub(super) fn open(path: &Path, name: &str) -> Result<Self, Problem> {
        let failed = |error: io::Error| cannot_read(name, &error);
        let mut head = Vec::new();
        let file = File::open(path).map_err(failed)?;
        let size = file.metadata().map_err(failed)?.len();
        file.take(HEAD).read_to_end(&mut head).map_err(failed)?;
        let mut start = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let mut start_line = 1;
        let mut said = None;
        let first = line_at(&head, start);
        if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] = head[first.clone()] {
            said = Some(delimiter);
            start = first.end;
        }
        // blank lines above the header
        while head.get(start).is_some_and(|b| b.is_ascii_whitespace() && *b != b'\t') {
            start_line += u64::from(head[start] == b'\n');
            start += 1;
        }
        let header = &head[line_at(&head, start)];
        let count = |d: u8| header.iter().filter(|b| **b == d).count();
        let frequent = [b'|', b'\t', b';', b','].into_iter().max_by_key(|d| count(*d)).unwrap_or(b',');
        let delimiter = said.unwrap_or(frequent);
        let mut table = Self { path: path.into(), name: name.into(), titles: Vec::new(), delimiter, start: start as u64, start_line, size };
        let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(&head[start..]);
        let mut titles = ByteRecord::new();
        // the header cannot fail: records of bytes have no rules to break
        let _ = reader.read_byte_record(&mut titles);
        table.titles = titles.iter().map(|t| String::from_utf8_lossy(t).trim().to_owned()).collect();
        Ok(table)
    }

    /// Shows every row that is not blank, see [`super::table::Table::scan`].
    pub(super) fn scan(&self, tell: &mut dyn FnMut(u64, u64) -> Result<(), ScanEnd>, see: &mut See<'_>) -> Result<(), ScanEnd> {
        let failed = |error: io::Error| ScanEnd::from(cannot_read(&self.name, &error));
        let mut file = File::open(&self.path).map_err(failed)?;
        file.seek(SeekFrom::Start(self.start)).map_err(failed)?;
        let (guard, counts) = RowGuard::new(file);
        let builder = &mut ReaderBuilder::new();
        let mut reader = builder.delimiter(self.delimiter).flexible(true).has_headers(false).buffer_capacity(1 << 17).from_reader(guard);
        let mut record = ByteRecord::new();
        let mut place = Place::default();
        let mut last = place;
        let mut is_header = true;
        loop {
            let position = reader.position();
            (place.byte, place.line) = (self.start + position.byte(), self.start_line + position.line() - 1);
            match reader.read_byte_record(&mut record) {
                Ok(true) => counts.row_done(),
                // a quote that is open at the end of the file has swallowed what follows its row
                Ok(false) if counts.is_open() && self.row_text(last).0.matches('"').count() % 2 == 1 => {
                    return Err(self.unclosed(last).into());
                }
                Ok(false) => return Ok(()),
                Err(_) if counts.is_too_long() => return Err(self.unclosed(place).into()),
                Err(error) => return Err(failed(error.into())),
            }
            if std::mem::take(&mut is_header) || record.iter().all(|cell| cell.trim_ascii().is_empty()) {
                continue;
            }
            last = place;
            place.row += 1;
            if see(&Row { place, cells: Cells::Csv(&record) }).is_break() {
                return Ok(());
            }
            if place.row.is_multiple_of(ROWS_A_LOOK) {
                tell(place.byte, self.size)?;
            }
        }
    }

    fn unclosed(&self, place: Place) -> Problem {
        self.problem(place, None, "a quote that opens in this row is not closed").allowed("quotes in pairs")
    }

    /// The line of a row.
    pub(super) fn line(&self, place: Place) -> u64 {
        self.row_text(place).1
    }

    /// The first line of a row as written (its beginning, if it is long) and its line.
    fn row_text(&self, place: Place) -> (String, u64) {
        let mut bytes = Vec::new();
        let read = File::open(&self.path).and_then(|mut file| {
            file.seek(SeekFrom::Start(place.byte))?;
            file.take(HEAD).read_to_end(&mut bytes)
        });
        if read.is_err() {
            return (String::new(), place.line);
        }
        // the reader's place is before the end of the line above, and before blank lines
        let at = bytes.iter().position(|b| !matches!(b, b'\r' | b'\n')).unwrap_or(bytes.len());
        let line = place.line + bytes[..at].iter().filter(|b| **b == b'\n').count() as u64;
        let shown = &bytes[at..line_at(&bytes, at).end.min(at + SHOWN)];
        (String::from_utf8_lossy(shown).trim_end().to_owned(), line)
    }

    /// A problem with a row, or with one of its cells.
    pub(super) fn problem(&self, place: Place, column: Option<usize>, message: &str) -> Problem {
        let (text, line) = self.row_text(place);
        let span = column.map_or(0..text.len(), |column| cell_at(&text, self.delimiter, column));
        let title = column.and_then(|c| self.titles.get(c)).map_or_else(String::new, |title| format!("column {title}"));
        Problem::new(&Source::excerpt(&self.name, text, line as usize), span, title, message)
    }

    /// A problem with the header, or with one title.
    pub(super) fn problem_at_header(&self, column: Option<usize>, message: &str) -> Problem {
        let place = Place { row: 0, byte: self.start, line: self.start_line };
        let problem = self.problem(place, column, message);
        Problem { path: String::new(), ..problem }
    }
}

/// The line that begins there, without its end.
fn line_at(bytes: &[u8], start: usize) -> Range<usize> {
    let rest = &bytes[start.min(bytes.len())..];
    start..start + rest.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(rest.len())
}

/// Place of a cell in a row: separators inside quotes are left alone.
fn cell_at(text: &str, delimiter: u8, column: usize) -> Range<usize> {
    let (mut start, mut field, mut quoted) = (0, 0, false);
    for (at, byte) in text.bytes().enumerate() {
        quoted ^= byte == b'"';
        if byte == delimiter && !quoted {
            if field == column {
                return start..at;
            }
            (field, start) = (field + 1, at + 1);
        }
    }
    start..text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_in_their_row() {
        let text = "\"A, Ann\",2024-01,12";
        assert_eq!([0, 1, 2].map(|c| &text[cell_at(text, b',', c)]), ["\"A, Ann\"", "2024-01", "12"]);
        assert_eq!(&text[cell_at(text, b',', 9)], "12");
    }
}
