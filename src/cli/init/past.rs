//! The revenue history that a new scenario starts from: read once, so that its people and segments can follow it.

use std::path::{Component, Path, PathBuf};

use anyhow::Context;

use crate::cli::input::Wrong;
use crate::cohort::History;
use crate::config::{self, HistoryColumns, HistoryReport, HistorySettings, Notes, Place, Source};

/// Least months: a quarter to look back on, and a quarter to pay.
const MIN_MONTHS: usize = 6;

/// A history that was read.
pub(super) struct Past {
    file: PathBuf,
    /// Titles of its columns.
    pub(super) columns: HistoryColumns,
    /// Its accounts.
    pub(super) history: History,
    /// What was found in it.
    pub(super) report: HistoryReport,
}

impl Past {
    /// Reads the file; everything that is wrong with it is told together.
    pub(super) fn read(file: &Path, columns: HistoryColumns) -> anyhow::Result<Self> {
        let name = file.display().to_string();
        let source = Source::read(file, &name).map_err(|p| Wrong::problems(&p.into()))?;
        let settings = HistorySettings { source, columns };
        let notes = Notes::new();
        let read = config::read_history(&settings, &notes);
        if let Some((history, _)) = &read
            && history.months.len() < MIN_MONTHS
        {
            let problem = Place::flag("--history").problem(format!("{name} has {} months", history.months.len()));
            notes.problem(problem.allowed(format!("{MIN_MONTHS} months or more: a quarter to look back on and a quarter to pay")));
        }
        notes.finish().map_err(|p| Wrong::problems(&p))?;
        let (history, report) = read.with_context(|| format!("{name} could not be read"))?;
        Ok(Self { file: file.to_path_buf(), columns: settings.columns, history, report })
    }

    /// Paid months: whole quarters, at most a year, after a quarter of past. What a scenario takes if it does not say.
    pub(super) fn paid_months(&self) -> u16 {
        let quarters = self.history.months.len().saturating_sub(3) / 3;
        3 * quarters.clamp(1, 4) as u16
    }

    /// The file's path as written in a scenario in `folder`: relative, so that the two can be moved together.
    pub(super) fn seen_from(&self, folder: &Path) -> anyhow::Result<String> {
        let failed = || format!("cannot find {}", self.file.display());
        let file = self.file.canonicalize().with_context(failed)?;
        let path = relative(&file, folder).unwrap_or(file);
        let text = path.to_str().with_context(|| format!("{}: the path is not UTF-8", path.display()))?;
        Ok(text.replace(std::path::MAIN_SEPARATOR, "/"))
    }
}

/// The way from `folder` to `file`, both canonical; `None` if there is none (two drives).
fn relative(file: &Path, folder: &Path) -> Option<PathBuf> {
    let (to, from): (Vec<Component>, Vec<Component>) = (file.components().collect(), folder.components().collect());
    let common = to.iter().zip(&from).take_while(|(a, b)| a == b).count();
    let up = from[common..].iter().map(|_| Component::ParentDir);
    (common > 0).then(|| up.chain(to[common..].iter().copied()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_a_file_goes_up_and_down() {
        let way = |file, folder| relative(Path::new(file), Path::new(folder));
        assert_eq!(way("/a/h.csv", "/a"), Some("h.csv".into()));
        assert_eq!(way("/a/data/h.csv", "/a/plans/new"), Some("../../data/h.csv".into()));
        assert_eq!(way("/h.csv", "/a"), Some("../h.csv".into()));
        assert_eq!(way("C:h.csv", "/a"), None);
    }
}
