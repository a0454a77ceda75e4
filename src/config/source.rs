//! A named text: a file, an embedded library file, or what a test wrote.

use std::fmt::Write as _;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::Problem;

/// A text and the name people know it by. Shared, so that every problem can point into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Path as the user gave it, or the name of a library file.
    pub name: String,
    /// The whole text, or an excerpt of it.
    pub text: String,
    /// Line of the file that the text begins in: 1 but for excerpts.
    pub first_line: usize,
}

impl Source {
    /// A text by that name.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Self::excerpt(name, text, 1)
    }

    /// Some lines of a file that is too large to be kept, from that line on (1-based).
    pub fn excerpt(name: impl Into<String>, text: impl Into<String>, first_line: usize) -> Arc<Self> {
        Arc::new(Self { name: name.into(), text: text.into(), first_line })
    }

    /// Reads a file; `name` is what problems and the manifest call it.
    ///
    /// # Errors
    /// A problem if the file cannot be read, is empty, or is not UTF-8 (it then points at the first bad byte).
    pub fn read(path: &Path, name: &str) -> Result<Arc<Self>, Problem> {
        let failed = |e: std::io::Error| {
            let reason = match e.kind() {
                ErrorKind::NotFound => "there is no such file".into(),
                ErrorKind::IsADirectory => "it is a folder".into(),
                ErrorKind::PermissionDenied => "no permission".into(),
                _ => e.to_string(),
            };
            Problem::without_place(format!("cannot read {name}: {reason}"))
        };
        Self::decode(name, std::fs::read(path).map_err(failed)?)
    }

    /// A text from bytes that should be UTF-8; a byte order mark, as spreadsheets write it, is dropped.
    ///
    /// # Errors
    /// A problem if the bytes are not UTF-8, or nothing but white space.
    pub fn decode(name: impl Into<String>, bytes: Vec<u8>) -> Result<Arc<Self>, Problem> {
        let name = name.into();
        match String::from_utf8(bytes) {
            Ok(text) if text.trim().is_empty() => Err(Problem::without_place(format!("{name} is empty"))),
            Ok(text) => Ok(Self::new(name, text.strip_prefix('\u{feff}').map(String::from).unwrap_or(text))),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let end = at + text[at..].chars().next().map_or(0, char::len_utf8);
                Err(Problem::new(&Self::new(name, text), at..end, "", "the file is not UTF-8 text")
                    .allowed("UTF-8; in a spreadsheet choose “CSV UTF-8” when saving"))
            }
        }
    }

    /// SHA-256 of the text, in hexadecimal: what the manifest keeps of an input.
    #[must_use]
    pub fn sha256(&self) -> String {
        Sha256::digest(self.text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }

    /// 1-based line and column (in characters) of a byte offset.
    #[must_use]
    pub fn line_and_column(&self, offset: usize) -> (usize, usize) {
        let before = &self.text[..self.boundary(offset)];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        (before.matches('\n').count() + self.first_line, before[line_start..].chars().count() + 1)
    }

    /// Bytes of a 1-based line, without its end; for problems of which only the line is known.
    #[must_use]
    pub fn line(&self, number: usize) -> Range<usize> {
        let start: usize = self.text.split_inclusive('\n').take(number.saturating_sub(1)).map(str::len).sum();
        start..start + self.text[start..].lines().next().map_or(0, str::len)
    }

    /// The last place between two characters that is not after `offset`.
    pub(super) fn boundary(&self, offset: usize) -> usize {
        (0..=offset.min(self.text.len())).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0)
    }

    /// The text of a span.
    #[must_use]
    pub fn slice(&self, span: Range<usize>) -> &str {
        self.text.get(span).unwrap_or_default()
    }
}
