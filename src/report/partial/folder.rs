//! Partials as files: read one by one, written whole or not at all.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Bytes written at a time.
const BLOCK: usize = 1 << 16;
/// How partials are called.
const EXTENSION: &str = "part";

/// Something about a file, and its name.
#[derive(Debug, Clone)]
pub struct Named<T> {
    /// Name as people are told it.
    pub name: String,
    /// What there is about it.
    pub content: T,
}

/// Every file called `*.part` in a folder, in order of names; a folder that is not there is empty.
///
/// # Errors
/// If the folder cannot be read.
pub fn read_folder(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension() == Some(OsStr::new(EXTENSION)) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Writes a file so that it is there whole or not at all, even if the machine stops meanwhile.
///
/// # Errors
/// When the disk refuses.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_whole_by(path, |out| out.write_all(bytes))
}

/// The same of a file that need not be in memory.
///
/// # Errors
/// When the disk refuses, or `write`.
pub fn write_whole_by<E: From<io::Error>>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<(), E>) -> Result<(), E> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(".paylift-").suffix(".tmp").tempfile_in(folder)?;
    let mut out = BufWriter::with_capacity(BLOCK, file.as_file_mut());
    write(&mut out)?;
    out.flush()?;
    drop(out);
    file.as_file().sync_all()?;
    readable(file.as_file())?;
    file.persist(path).map_err(|error| error.error)?;
    // the name itself is on disk only with the folder; where folders cannot be opened, nothing is to be done
    if let Ok(folder) = fs::File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Temporary files are private to their owner; partials are for whoever puts them together.
#[cfg(unix)]
fn readable(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_file: &fs::File) -> io::Result<()> {
    Ok(())
}
