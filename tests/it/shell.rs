//! Somebody at a shell in an empty folder, with the real program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A folder of one's own.
pub(crate) struct Shell {
    folder: TempDir,
}

/// A company small enough to be run in no time: four CSMs, 44 accounts.
pub(crate) const SMALL: &str = r#"
name = "Small"
plans = ["flat", "nrr-individual", "posthog-2026q4"]
reference = "nrr-individual"
trials = 20
[[team]]
segment = "enterprise"
csms = 2
[[team]]
segment = "smb"
csms = 2
accounts = 10
"#;

/// What a command told.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Shell {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// With these files in it.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let shell = Self::new();
        files.iter().for_each(|(name, text)| shell.write(name, text));
        shell
    }

    /// With the [`SMALL`] company in `small.toml`.
    pub(crate) fn small() -> Self {
        Self::with(&[("small.toml", SMALL)])
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    /// Every file below a folder, hidden ones too, in order, as seen from it.
    pub(crate) fn files(&self, below: &str) -> Vec<String> {
        fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { walk(&path, found) } else { found.push(path) }
            }
        }
        let root = self.path(below);
        let mut found = Vec::new();
        walk(&root, &mut found);
        let mut names: Vec<String> = found.iter().map(|p| p.strip_prefix(&root).unwrap().display().to_string()).collect();
        names.sort();
        names
    }

    /// Every file below a folder with its bytes.
    pub(crate) fn contents(&self, below: &str) -> Vec<(String, Vec<u8>)> {
        self.files(below).into_iter().map(|name| (name.clone(), self.read(&format!("{below}/{name}")))).collect()
    }

    /// The program with these words, to be started here.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("paylift"));
        command.args(words).current_dir(self.folder.path()).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        command
    }

    /// Types a line; words are separated by spaces.
    pub(crate) fn types(&self, line: &str) -> Told {
        self.says(&line.split_whitespace().collect::<Vec<_>>())
    }

    /// The same with words that may have spaces in them.
    pub(crate) fn says(&self, words: &[&str]) -> Told {
        let output = self.command(words).output().unwrap();
        Told { code: output.status.code(), out: String::from_utf8(output.stdout).unwrap(), err: String::from_utf8(output.stderr).unwrap() }
    }
}

impl Told {
    /// What is printed when all is well, and nothing else.
    #[track_caller]
    pub(crate) fn done(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""), "{}", self.out);
        self.out
    }

    /// What is told about wrong input; no result is printed.
    #[track_caller]
    pub(crate) fn refused(self) -> String {
        assert_eq!((self.code, self.out.as_str()), (Some(2), ""), "{}", self.err);
        self.err
    }
}
