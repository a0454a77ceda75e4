//! The run folder, written so that it is either complete or not there: everything goes into a temporary folder beside the
//! target, which is renamed into place at the end.
//!
//! A folder that is not ours is never touched. A [`RunFolder`] that is dropped before [`RunFolder::commit`] (an error, Ctrl-C
//! unwinding through it) removes its temporary folder and leaves the old run as it was.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::trial::Spool;

/// File that marks a folder as written by paylift.
pub const MANIFEST: &str = "manifest.json";

/// Why a run folder cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The target exists and paylift did not write it.
    #[error("{path} already exists and was not written by paylift (no {MANIFEST} of ours in it): choose another folder or remove it")]
    NotOurs {
        /// The target.
        path: PathBuf,
    },
    /// The target is a file.
    #[error("{path} is not a folder")]
    NotAFolder {
        /// The target.
        path: PathBuf,
    },
    /// The file would land outside the folder.
    #[error("file name {name:?} does not stay inside the run folder")]
    OutsideFolder {
        /// The offending name.
        name: String,
    },
    /// The manifest is missing at commit: the folder could never be replaced again.
    #[error("no {MANIFEST} was written")]
    NoManifest,
    /// The file system refused.
    #[error("cannot write {path}")]
    Io {
        /// What was being written.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl WriteError {
    /// Whether the folder asked for was refused: the user's to mend, not the machine's.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::NotOurs { .. } | Self::NotAFolder { .. })
    }
}

/// A run folder being written.
#[derive(Debug)]
pub struct RunFolder {
    target: PathBuf,
    temporary: TempDir,
    /// Dropped after the temporary folder, which is in them.
    _parents: MadeFolders,
}

/// Folders that were made on the way to a target, inner ones first: taken back if nothing came into them.
#[derive(Debug, Default)]
struct MadeFolders(Vec<PathBuf>);

impl MadeFolders {
    fn of(folder: &Path) -> Result<Self, WriteError> {
        let missing = folder.ancestors().take_while(|f| !f.as_os_str().is_empty() && !f.exists());
        let made = Self(missing.map(Path::to_path_buf).collect());
        fs::create_dir_all(folder).map_err(|source| WriteError::Io { path: folder.to_path_buf(), source })?;
        Ok(made)
    }
}

impl Drop for MadeFolders {
    fn drop(&mut self) {
        for folder in &self.0 {
            // One that holds a run by now, or anything else, is not empty and stays.
            let _ = fs::remove_dir(folder);
        }
    }
}

impl RunFolder {
    /// Checks that `path` is free or an earlier run of paylift, and opens a temporary folder beside it.
    ///
    /// # Errors
    /// [`WriteError::NotOurs`] or [`WriteError::NotAFolder`] if something else is at `path`; [`WriteError::Io`] if the folder
    /// beside it cannot be made.
    pub fn begin(path: impl AsRef<Path>) -> Result<Self, WriteError> {
        let target = path.as_ref().to_path_buf();
        check_replaceable(&target)?;
        let parent = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let parents = MadeFolders::of(parent)?;
        let temporary = tempfile::Builder::new()
            .prefix(".paylift-")
            .suffix(".tmp")
            .tempdir_in(parent)
            .map_err(|source| WriteError::Io { path: parent.to_path_buf(), source })?;
        Ok(Self { target, temporary, _parents: parents })
    }

    /// Where rows of the run may go that are too many for memory: beside the folder.
    #[must_use]
    pub fn spool(&self) -> Spool {
        Spool::in_folder(self.temporary.path().parent().unwrap_or(Path::new(".")))
    }

    /// Where the folder will be.
    #[must_use]
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Writes one file; `name` may contain folders (`charts/cost.png`).
    ///
    /// # Errors
    /// [`WriteError::OutsideFolder`] for absolute names and names with `..`; [`WriteError::Io`] if the disk refuses.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> Result<(), WriteError> {
        let path = self.place(name)?;
        fs::write(&path, bytes).map_err(|source| WriteError::Io { path: self.target.join(name), source })
    }

    /// Opens one file for streaming, for tables too large to hold as bytes.
    ///
    /// # Errors
    /// As [`RunFolder::file`].
    pub fn create(&self, name: &str) -> Result<fs::File, WriteError> {
        let path = self.place(name)?;
        fs::File::create(&path).map_err(|source| WriteError::Io { path: self.target.join(name), source })
    }

    /// Renames the folder into place. An earlier run there is moved aside first and put back if the rename fails.
    ///
    /// # Errors
    /// [`WriteError::NoManifest`] if the manifest was not written; [`WriteError::NotOurs`] if somebody put something else at the
    /// target meanwhile; [`WriteError::Io`] if the disk refuses.
    pub fn commit(self) -> Result<PathBuf, WriteError> {
        if !is_ours(self.temporary.path()) {
            return Err(WriteError::NoManifest);
        }
        check_replaceable(&self.target)?;
        make_readable(self.temporary.path()).map_err(|source| WriteError::Io { path: self.target.clone(), source })?;
        let failed = |source| WriteError::Io { path: self.target.clone(), source };
        if self.target.exists() {
            let aside = self.temporary.path().with_extension("old");
            fs::rename(&self.target, &aside).map_err(failed)?;
            if let Err(source) = fs::rename(self.temporary.path(), &self.target) {
                fs::rename(&aside, &self.target).map_err(failed)?;
                return Err(failed(source));
            }
            fs::remove_dir_all(&aside).map_err(failed)?;
        } else {
            fs::rename(self.temporary.path(), &self.target).map_err(failed)?;
        }
        // Renamed away: there is nothing left to remove on drop.
        let _ = self.temporary.keep();
        Ok(self.target)
    }

    fn place(&self, name: &str) -> Result<PathBuf, WriteError> {
        use std::path::Component;
        let inside = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        if !inside || name.is_empty() {
            return Err(WriteError::OutsideFolder { name: name.into() });
        }
        let path = self.temporary.path().join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|source| WriteError::Io { path: self.target.join(name), source })?;
        }
        Ok(path)
    }
}

/// Free, an empty folder, or an earlier run.
fn check_replaceable(target: &Path) -> Result<(), WriteError> {
    let found = match fs::symlink_metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(WriteError::Io { path: target.to_path_buf(), source }),
        Ok(found) => found,
    };
    if !found.is_dir() {
        return Err(WriteError::NotAFolder { path: target.to_path_buf() });
    }
    let mut entries = fs::read_dir(target).map_err(|source| WriteError::Io { path: target.to_path_buf(), source })?;
    if entries.next().is_none() || is_ours(target) { Ok(()) } else { Err(WriteError::NotOurs { path: target.to_path_buf() }) }
}

/// Whether the folder holds a manifest that paylift wrote.
fn is_ours(folder: &Path) -> bool {
    fs::read(folder.join(MANIFEST))
        .ok()
        .and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok())
        .is_some_and(|manifest| manifest.get("program").and_then(serde_json::Value::as_str) == Some("paylift"))
}

/// Temporary folders are private to their owner; a report is for sharing.
#[cfg(unix)]
fn make_readable(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_readable(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = r#"{"program": "paylift"}"#;

    fn entries(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_committed_folder_holds_exactly_what_was_written() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("deep/run");
        let folder = RunFolder::begin(&target).unwrap();
        folder.file(MANIFEST, OURS).unwrap();
        folder.file("charts/cost.png", [1, 2, 3]).unwrap();
        assert!(!target.exists(), "nothing is in place before the commit");
        assert_eq!(folder.commit().unwrap(), target);
        assert_eq!(entries(&target), ["charts", "manifest.json"]);
        assert_eq!(fs::read(target.join("charts/cost.png")).unwrap(), [1, 2, 3]);
        assert_eq!(entries(target.parent().unwrap()), ["run"], "no temporary folder is left");
    }

    #[test]
    fn an_earlier_run_is_replaced_whole() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("run");
        for stale in [true, false] {
            let folder = RunFolder::begin(&target).unwrap();
            folder.file(MANIFEST, OURS).unwrap();
            if stale {
                folder.file("stale.csv", "old").unwrap();
            }
            folder.commit().unwrap();
        }
        assert_eq!(entries(&target), ["manifest.json"]);
        assert_eq!(entries(home.path()), ["run"]);
    }

    #[test]
    fn what_is_not_ours_is_refused_and_left_alone() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("holiday");
        fs::create_dir(&target).unwrap();
        fs::write(target.join("photo.jpg"), "x").unwrap();
        assert!(matches!(RunFolder::begin(&target), Err(WriteError::NotOurs { .. })));
        fs::write(target.join(MANIFEST), r#"{"program": "other"}"#).unwrap();
        assert!(matches!(RunFolder::begin(&target), Err(WriteError::NotOurs { .. })));
        fs::write(target.join(MANIFEST), "not json").unwrap();
        assert!(matches!(RunFolder::begin(&target), Err(WriteError::NotOurs { .. })));
        assert_eq!(entries(&target), ["manifest.json", "photo.jpg"]);
        let file = home.path().join("file");
        fs::write(&file, "x").unwrap();
        assert!(matches!(RunFolder::begin(&file), Err(WriteError::NotAFolder { .. })));
    }

    #[test]
    fn dropping_without_commit_leaves_no_trace() {
        let home = tempfile::tempdir().unwrap();
        let folder = RunFolder::begin(home.path().join("run")).unwrap();
        folder.file("trials.csv", "half").unwrap();
        drop(folder);
        assert!(entries(home.path()).is_empty());
    }

    #[test]
    fn folders_on_the_way_are_taken_back_with_it() {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("there")).unwrap();
        drop(RunFolder::begin(home.path().join("there/deep/er/run")).unwrap());
        assert!(entries(&home.path().join("there")).is_empty());
        let folder = RunFolder::begin(home.path().join("there/deep/run")).unwrap();
        folder.file(MANIFEST, OURS).unwrap();
        folder.commit().unwrap();
        assert_eq!(entries(&home.path().join("there/deep")), ["run"]);
    }

    #[test]
    fn a_folder_without_manifest_is_not_committed() {
        let home = tempfile::tempdir().unwrap();
        let folder = RunFolder::begin(home.path().join("run")).unwrap();
        folder.file("trials.csv", "x").unwrap();
        assert!(matches!(folder.commit(), Err(WriteError::NoManifest)));
        assert!(entries(home.path()).is_empty());
    }

    #[test]
    fn names_cannot_climb_out() {
        let home = tempfile::tempdir().unwrap();
        let folder = RunFolder::begin(home.path().join("run")).unwrap();
        for name in ["../evil", "/etc/evil", "a/../../b", ""] {
            assert!(matches!(folder.file(name, "x"), Err(WriteError::OutsideFolder { .. })), "{name}");
        }
    }
}
