//! The folder that `init` writes into: all files or none, and never over one that is there.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub(super) enum SiteError {
    /// Files that would be overwritten.
    #[error("nothing was written: {} already there: {}", if .0.len() == 1 { "this file is" } else { "these files are" }, list(.0))]
    Taken(Vec<PathBuf>),
    /// Something that should be a folder is a file.
    #[error("nothing was written: {0} is not a folder")]
    NotAFolder(PathBuf),
    /// The file system refused.
    #[error("nothing was written: cannot write {path}")]
    Io {
        /// What was being written.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|p| p.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// A folder with room for the files.
#[derive(Debug)]
pub(super) struct Site {
    dir: PathBuf,
    /// Folders that were not there before, outer ones first.
    made: Vec<PathBuf>,
}

impl Site {
    /// Makes sure that none of the files is there, and that their folders are.
    pub(super) fn claim(dir: &Path, names: &[PathBuf]) -> Result<Self, SiteError> {
        let taken: Vec<PathBuf> = names.iter().map(|name| dir.join(name)).filter(|path| fs::symlink_metadata(path).is_ok()).collect();
        if !taken.is_empty() {
            return Err(SiteError::Taken(taken));
        }
        let mut site = Self { dir: dir.to_path_buf(), made: Vec::new() };
        for name in names {
            let path = dir.join(name);
            if let Err(error) = site.make(path.parent().unwrap_or(dir)) {
                site.unmake();
                return Err(error);
            }
        }
        Ok(site)
    }

    /// The folder, without `..` and links.
    pub(super) fn folder(&self) -> Result<PathBuf, SiteError> {
        self.dir.canonicalize().map_err(|source| SiteError::Io { path: self.dir.clone(), source })
    }

    /// Writes every text to a temporary name, then gives all their own.
    pub(super) fn write(self, texts: &[(PathBuf, String)]) -> Result<(), SiteError> {
        let mut placed = Vec::new();
        let done = self.place(texts, &mut placed);
        if done.is_err() {
            for path in &placed {
                let _ = fs::remove_file(path);
            }
            self.unmake();
        }
        done
    }

    fn place(&self, texts: &[(PathBuf, String)], placed: &mut Vec<PathBuf>) -> Result<(), SiteError> {
        let failed = |path: &Path, source| SiteError::Io { path: path.to_path_buf(), source };
        let mut ready: Vec<(NamedTempFile, PathBuf)> = Vec::new();
        for (name, text) in texts {
            let path = self.dir.join(name);
            let mut file = temporary(path.parent().unwrap_or(&self.dir)).map_err(|e| failed(&path, e))?;
            file.write_all(text.as_bytes()).map_err(|e| failed(&path, e))?;
            ready.push((file, path));
        }
        for (file, path) in ready {
            match file.persist_noclobber(&path) {
                Ok(_) => placed.push(path),
                Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => return Err(SiteError::Taken(vec![path])),
                Err(error) => return Err(failed(&path, error.error)),
            }
        }
        Ok(())
    }

    /// Makes a folder and those above it.
    fn make(&mut self, folder: &Path) -> Result<(), SiteError> {
        if folder.as_os_str().is_empty() || folder.is_dir() {
            return Ok(());
        }
        if fs::symlink_metadata(folder).is_ok() {
            return Err(SiteError::NotAFolder(folder.to_path_buf()));
        }
        if let Some(parent) = folder.parent() {
            self.make(parent)?;
        }
        fs::create_dir(folder).map_err(|source| SiteError::Io { path: folder.to_path_buf(), source })?;
        self.made.push(folder.to_path_buf());
        Ok(())
    }

    /// Takes back the folders that were made; what somebody else put there meanwhile keeps its folder.
    fn unmake(&self) {
        for folder in self.made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// A temporary file that is as readable as any other new file.
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".paylift-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Vec<(PathBuf, String)> {
        [("scenario.toml", "a"), ("plans/my-plan.toml", "b")].map(|(name, text)| (name.into(), text.into())).into()
    }

    fn names() -> Vec<PathBuf> {
        texts().into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn folders_are_made_where_they_are_missing() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("deep/new");
        Site::claim(&dir, &names()).unwrap().write(&texts()).unwrap();
        assert_eq!(fs::read_to_string(dir.join("plans/my-plan.toml")).unwrap(), "b");
        assert_eq!(fs::read_dir(&dir).unwrap().count(), 2, "no temporary file is left");
    }

    #[test]
    fn a_file_that_comes_meanwhile_is_kept_and_the_rest_taken_back() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("new");
        let site = Site::claim(&dir, &names()).unwrap();
        fs::write(dir.join("plans/my-plan.toml"), "theirs").unwrap();
        assert!(matches!(site.write(&texts()), Err(SiteError::Taken(_))));
        assert_eq!(fs::read_to_string(dir.join("plans/my-plan.toml")).unwrap(), "theirs");
        assert!(!dir.join("scenario.toml").exists());
        assert_eq!(fs::read_dir(dir.join("plans")).unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn a_file_where_a_folder_should_be_is_told_and_nothing_is_made() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("new");
        fs::create_dir(&dir).unwrap();
        fs::write(dir.join("plans"), "x").unwrap();
        assert!(matches!(Site::claim(&dir, &names()), Err(SiteError::NotAFolder(_) | SiteError::Io { .. })));
        assert_eq!(fs::read_dir(&dir).unwrap().count(), 1);
    }
}
