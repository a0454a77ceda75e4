//! Partials from their files, one by one, without all their trials in memory at once.

use std::path::{Path, PathBuf};

use crate::report::partial::{Named, Partial, PartialError};
use crate::trial::Spool;

/// Reads partials.
pub(super) struct Partials {
    spool: Spool,
    /// Bytes of rows that those read so far keep in memory.
    held: usize,
}

impl Partials {
    /// Rows that are too many for memory go to a file beside one of these.
    pub(super) fn beside(files: &[PathBuf]) -> Self {
        let folders = files.iter().filter_map(|file| file.parent());
        let there = folders.into_iter().find(|folder| folder.is_dir());
        Self { spool: Spool::in_folder(there.unwrap_or(Path::new("."))), held: 0 }
    }

    /// One file, or what is wrong with it.
    pub(super) fn read(&mut self, file: &Path) -> Named<Result<Partial, PartialError>> {
        let content = std::fs::read(file).map_err(PartialError::Io).and_then(|bytes| Partial::from_bytes(&bytes));
        let content = content.map(|mut partial| {
            partial.piece.settle(&self.spool, self.held);
            self.held += partial.piece.in_memory();
            partial
        });
        Named { name: file.display().to_string(), content }
    }
}
