//! From a name on the command line to a valid scenario, with everything that went into it.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::behaviour::Behaviour;
use crate::cohort::History;
use crate::scenario::{Neutral, Scenario, Segment};

use super::kinds;
use super::presets::{self, Kind};
use super::problem::nearest;
use super::scenario::read_scenario;
use super::segment::read_segment;
use super::{
    BacktestSettings, Document, HistoryColumns, HistorySettings, Notes, Place, Problem, Problems, Resolved, Source, Table, memory,
};

/// What the command line says over the scenario file. `None` and empty leave the file's word.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overrides {
    /// Number of trials, instead of any precision goal.
    pub trials: Option<u32>,
    /// Relative precision, instead of any number of trials.
    pub precision: Option<f64>,
    /// Seed.
    pub seed: Option<u64>,
    /// Candidate plans by library name or file; `["all"]` is the library. The reference joins them if it is not among them.
    pub plans: Vec<String>,
    /// Stress twins to add, by library name or file.
    pub stress: Vec<String>,
    /// Revenue file: replaces the scenario's market.
    pub history: Option<PathBuf>,
    /// Titles of the columns of that file.
    pub columns: HistoryColumns,
    /// Replay the history instead of resampling it.
    pub replay: bool,
    /// How plans are made comparable.
    pub neutral: Option<Neutral>,
    /// Whether and which people respond to pay.
    pub behaviour: Option<Behaviour>,
    /// Only what plans pay, whatever the file says.
    pub payouts_only: bool,
    /// What a backtest says besides; `None` for anything else.
    pub backtest: Option<BacktestSettings>,
    /// Outer draws of the segments' parameters from their uncertainty.
    pub parameter_draws: Option<u32>,
}

/// Reads a revenue file; tells what is wrong with it to the notes.
pub type HistoryReader<'a> = dyn Fn(&HistorySettings, &Notes) -> Option<History> + 'a;

/// What a load needs of the world outside.
pub struct Surroundings<'a> {
    /// Folder against which command-line paths, and paths in library files, are resolved.
    pub folder: PathBuf,
    /// Bytes of memory that results may take.
    pub memory: u64,
    /// Reads a revenue file; tells what is wrong with it to the notes.
    pub history: &'a HistoryReader<'a>,
}

impl<'a> Surroundings<'a> {
    /// The current folder and this machine's free memory.
    #[must_use]
    pub fn here(history: &'a HistoryReader<'a>) -> Self {
        Self { folder: PathBuf::new(), memory: memory::available(), history }
    }
}

/// A valid scenario and where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// What will run.
    pub scenario: Scenario,
    /// Every text that was read, in order: name and SHA-256.
    pub sources: Vec<(String, String)>,
    /// Every value in force, with defaults marked, sorted by text and path.
    pub resolved: Vec<Resolved>,
    /// Plans of a list that nobody wrote by hand (the library, or a scenario's list under another market) that cannot run here, with
    /// the reason.
    pub left_out: Vec<(String, String)>,
}

/// Loads a scenario: a library name, a file, or, where none is named, the default scenario (under a history, the one for histories).
///
/// # Errors
/// All problems of all files, together.
pub fn load_scenario(reference: Option<&str>, overrides: &Overrides, surroundings: &Surroundings<'_>) -> Result<Loaded, Problems> {
    load_with(reference, overrides, surroundings, |_, _| ()).map(|(loaded, ())| loaded)
}

/// The same, and what `beside` reads with it: of the scenario if there is one, its problems told with all others.
pub(super) fn load_with<T>(
    reference: Option<&str>,
    overrides: &Overrides,
    surroundings: &Surroundings<'_>,
    beside: impl FnOnce(&Loader<'_>, Option<&Scenario>) -> T,
) -> Result<(Loaded, T), Problems> {
    let loader = Loader::new(surroundings);
    let usual = if overrides.history.is_some() { presets::HISTORY_SCENARIO } else { presets::DEFAULT_SCENARIO };
    let name = reference.unwrap_or(usual);
    if name == presets::HISTORY_SCENARIO && overrides.history.is_none() {
        let problem = Problem::without_place(format!("`{name}` needs a revenue history to run on"));
        return Err(problem.allowed("--history FILE beside it: account_id,month,revenue, a row for each account and month").into());
    }
    let source = loader.open(Kind::Scenario, name, &surroundings.folder, &Place::flag(""));
    let read = source.as_ref().and_then(|source| {
        let document = Document::parse(source, &loader.notes);
        let is_library = presets::find(Kind::Scenario, name).is_ok();
        let folder = if is_library { surroundings.folder.clone() } else { folder_of(&surroundings.folder.join(name)) };
        read_scenario(&document.root(&loader.notes), &loader, &folder, overrides)
    });
    let beside = beside(&loader, read.as_ref().map(|(scenario, _)| scenario));
    let sources = loader.sources.into_inner().iter().map(|s| (s.name.clone(), s.sha256())).collect();
    let resolved = loader.notes.finish()?;
    match read {
        Some((scenario, left_out)) => Ok((Loaded { scenario, sources, resolved, left_out }, beside)),
        None => Err(Problem::without_place(format!("{name} could not be read")).into()),
    }
}

pub(super) fn folder_of(file: &Path) -> PathBuf {
    file.parent().map(Path::to_path_buf).unwrap_or_default()
}

/// The file of the same folder whose name is most like that of one that is not there.
fn beside(missing: &Path) -> Option<String> {
    if missing.exists() {
        return None;
    }
    let (folder, stem) = (folder_of(missing), missing.file_stem()?.to_str()?);
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { &folder };
    let files = std::fs::read_dir(folder).ok()?.filter_map(|e| Some(e.ok()?.path())).filter(|f| f.extension() == missing.extension());
    let mut stems: Vec<String> = files.filter_map(|f| f.file_stem()?.to_str().map(String::from)).collect();
    stems.sort();
    let found = PathBuf::from(nearest(stem, stems.iter().map(String::as_str))?);
    let found = missing.extension().map_or(found.clone(), |e| PathBuf::from(format!("{}.{}", found.display(), e.display())));
    Some(missing.with_file_name(found).display().to_string())
}

/// Opens the texts a scenario refers to, and remembers them.
pub(super) struct Loader<'a> {
    pub(super) notes: Notes,
    sources: RefCell<Vec<Arc<Source>>>,
    pub(super) surroundings: &'a Surroundings<'a>,
}

impl<'a> Loader<'a> {
    pub(super) fn new(surroundings: &'a Surroundings<'a>) -> Self {
        Self { notes: Notes::new(), sources: RefCell::default(), surroundings }
    }

    /// The text of a library name or of a file relative to `folder`; what is wrong, and a file of another kind, is reported at `place`.
    pub(super) fn open(&self, kind: Kind, name: &str, folder: &Path, place: &Place) -> Option<Arc<Source>> {
        let source = self.open_any(kind, name, folder, place)?;
        let mistaken = kinds::mistaken(&source, kind, place);
        let right = mistaken.is_none();
        mistaken.into_iter().for_each(|problem| self.notes.problem(problem));
        right.then_some(source)
    }

    /// The same for a file of any kind; names of the library are looked for in one.
    pub(super) fn open_any(&self, kind: Kind, name: &str, folder: &Path, place: &Place) -> Option<Arc<Source>> {
        match presets::find(kind, name) {
            Ok(preset) => Some(self.remember(preset.source())),
            Err(unknown) => {
                let path = folder.join(name);
                let looks_like_path = name.contains(['/', '\\']) || path.extension().is_some();
                if looks_like_path || path.exists() {
                    self.open_file(&path, place)
                } else {
                    self.notes.problem(place.adopt(unknown));
                    None
                }
            }
        }
    }

    /// The text of a file; what is wrong is reported at `place`.
    pub(super) fn open_file(&self, path: &Path, place: &Place) -> Option<Arc<Source>> {
        let name = path.strip_prefix(&self.surroundings.folder).unwrap_or(path).display().to_string();
        match Source::read(path, &name) {
            Ok(source) => Some(self.remember(source)),
            Err(problem) => {
                let problem = Problem { nearest: beside(path), ..problem };
                self.notes.problem(place.adopt(problem));
                None
            }
        }
    }

    /// Opens what a text in `folder` refers to.
    pub(super) fn opener<'f>(&'f self, folder: &'f Path) -> impl Fn(&str, &Place) -> Option<Arc<Source>> + 'f {
        move |name, place| self.open_file(&folder.join(name), place)
    }

    /// Takes back that a text was read: nothing of it is used.
    pub(super) fn forget(&self, name: &str) {
        self.sources.borrow_mut().retain(|s| s.name != name);
        self.notes.forget(name);
    }

    /// The library segment that another one stands on: the one it names with `like`, else the one of its own name, else the default.
    pub(super) fn like(&self, table: &Table<'_>, id: &str) -> Option<Segment> {
        let names: Vec<(&str, &str)> = presets::all(Kind::Segment).iter().map(|p| (p.name, p.name)).collect();
        let default = names.iter().map(|(name, _)| *name).find(|name| *name == id).unwrap_or(presets::DEFAULT_SEGMENT);
        self.library_segment(table.one_of("like", &names).or_named(default, default))
    }

    /// A segment of the library.
    pub(super) fn library_segment(&self, name: &str) -> Option<Segment> {
        let source = self.open(Kind::Segment, name, Path::new(""), &Place::flag(""))?;
        let document = Document::parse(&source, &self.notes);
        read_segment(&document.root(&self.notes), None, None)
    }

    fn remember(&self, source: Arc<Source>) -> Arc<Source> {
        let mut sources = self.sources.borrow_mut();
        if !sources.iter().any(|s| s.name == source.name) {
            sources.push(Arc::clone(&source));
        }
        source
    }
}
