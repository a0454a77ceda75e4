//! What kind of file it is, by its first bytes; what cannot be read is named, with how to make it readable.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use crate::config::Problem;

/// Kinds that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nature {
    /// Text: CSV.
    Text,
    /// Parquet.
    Parquet,
}

/// Looks at the first bytes of a file.
///
/// # Errors
/// A problem if there is no such file, it is empty, or of a kind that is not read.
pub(super) fn nature(path: &Path, name: &str) -> Result<Nature, Problem> {
    let mut head = Vec::new();
    let is_folder = path.is_dir();
    let read = if is_folder { Err(ErrorKind::IsADirectory.into()) } else { File::open(path) };
    read.and_then(|file| file.take(4096).read_to_end(&mut head)).map_err(|error| cannot_read(name, &error))?;
    of_bytes(&head, path).map_err(|(what, remedy)| Problem::without_place(format!("{name} {what}")).allowed(remedy))
}

/// A problem of a file that the system does not give.
pub(super) fn cannot_read(name: &str, error: &std::io::Error) -> Problem {
    let reason = match error.kind() {
        ErrorKind::NotFound => "there is no such file".into(),
        ErrorKind::IsADirectory => "it is a folder".into(),
        ErrorKind::PermissionDenied => "no permission".into(),
        _ => error.to_string(),
    };
    let problem = Problem::without_place(format!("cannot read {name}: {reason}"));
    match error.kind() {
        ErrorKind::IsADirectory => problem.allowed("one CSV or Parquet file; put the parts of an export together into one first"),
        _ => problem,
    }
}

const EXPORT: &str =
    "CSV or Parquet; in the spreadsheet choose File, Save As (or Download), “CSV UTF-8 (comma delimited)”, one sheet a file";

fn of_bytes(head: &[u8], path: &Path) -> Result<Nature, (String, String)> {
    let refuse = |what: &str, remedy: &str| Err((what.to_owned(), remedy.to_owned()));
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let first = text.iter().copied().find(|b| !b.is_ascii_whitespace());
    match head {
        [] => refuse("is empty", "a header line and at least two months of rows"),
        [b'P', b'A', b'R', b'1', ..] => Ok(Nature::Parquet),
        [b'P', b'A', b'R', b'E', ..] => refuse("is an encrypted Parquet file", "Parquet without encryption, or CSV"),
        [b'P', b'K', 3, 4, ..] if ["xlsx", "xlsm", "ods", "numbers"].contains(&extension.as_str()) => refuse("is a spreadsheet", EXPORT),
        [b'P', b'K', 3, 4, ..] => refuse("is a zip archive or a spreadsheet", &format!("{EXPORT}; unpack an archive first")),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => refuse("is an old Excel file", EXPORT),
        [0x1f, 0x8b, ..] => refuse("is compressed with gzip", &unpack("gunzip --keep", path)),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => refuse("is compressed with zstd", &unpack("unzstd", path)),
        [b'B', b'Z', b'h', ..] => refuse("is compressed with bzip2", &unpack("bunzip2 --keep", path)),
        [0xfd, b'7', b'z', b'X', b'Z', ..] => refuse("is compressed with xz", &unpack("unxz --keep", path)),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => refuse("is text in UTF-16", "UTF-8; in a spreadsheet choose “CSV UTF-8” when saving"),
        [b'%', b'P', b'D', b'F', ..] => refuse("is a PDF", "CSV or Parquet, exported from the system that made the PDF"),
        [b'A', b'R', b'R', b'O', b'W', b'1', ..] => refuse("is an Arrow (Feather) file", "Parquet or CSV"),
        [b'O', b'b', b'j', 1, ..] => refuse("is an Avro file", "Parquet or CSV"),
        [b'O', b'R', b'C', ..] => refuse("is an ORC file", "Parquet or CSV"),
        [b'S', b'Q', b'L', b'i', b't', b'e', ..] => refuse("is a SQLite database", "CSV: sqlite3 -header -csv FILE \"select …\""),
        _ if first.is_none() => refuse("is empty", "a header line and at least two months of rows"),
        _ if head.contains(&0) => refuse("is no text file", "CSV in UTF-8, or Parquet"),
        _ if matches!(first, Some(b'{' | b'[')) => {
            refuse("looks like JSON", "CSV: a header line, then one row per account and month; or Parquet")
        }
        _ if first == Some(b'<') => {
            refuse("looks like HTML or XML", "CSV or Parquet (web pages are often what a download gives when one is not signed in)")
        }
        _ => Ok(Nature::Text),
    }
}

fn unpack(command: &str, path: &Path) -> String {
    let file = path.file_name().map(|f| f.to_string_lossy().into_owned()).unwrap_or_default();
    format!("CSV or Parquet as it is; unpack it first: {command} {file}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_first_bytes() {
        let of = |head: &[u8], name: &str| of_bytes(head, Path::new(name)).map_err(|(what, _)| what);
        assert_eq!(of(b"account_id,month", "a.csv"), Ok(Nature::Text));
        assert_eq!(of(b"\xef\xbb\xbfaccount_id", "a.csv"), Ok(Nature::Text));
        assert_eq!(of(b"PAR1\x15", "a.csv"), Ok(Nature::Parquet));
        for (head, name, what) in [
            (&b"PK\x03\x04"[..], "a.xlsx", "is a spreadsheet"),
            (b"\xd0\xcf\x11\xe0", "a.xls", "is an old Excel file"),
            (b"\x1f\x8b\x08", "a.csv.gz", "is compressed with gzip"),
            (b" \n{\"a\":1}", "a.json", "looks like JSON"),
            (b"<!doctype html>", "a.csv", "looks like HTML or XML"),
            (b"\xff\xfea\0", "a.csv", "is text in UTF-16"),
            (b"a,b\0", "a.csv", "is no text file"),
            (b"", "a.csv", "is empty"),
            (b"\xef\xbb\xbf\r\n", "a.csv", "is empty"),
        ] {
            assert_eq!(of(head, name), Err(what.to_owned()), "{name}");
        }
        assert_eq!(
            of_bytes(b"\x1f\x8b", Path::new("x/a.csv.gz")).unwrap_err().1,
            "CSV or Parquet as it is; unpack it first: gunzip --keep a.csv.gz"
        );
    }
}
