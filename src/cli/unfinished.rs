//! What a run keeps while it lasts, so that one that is killed can go on: partials in a folder beside its own, `DIR.unfinished`.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::report::partial::{Configuration, Named, Partial, Told, read_folder, unbroken, write_whole_by};
use crate::trial::{Keeper, Lived, Piece, Ready, Settled, Spool};

use super::args::RunArgs;
use super::partials::Partials;
use super::tell;

/// Trials are kept when the run has become longer by one part in so many: as much work may be lost.
const LOST: u32 = 20;

/// The trials that a run has kept.
pub(super) struct Unfinished {
    folder: PathBuf,
    /// Where rows of the run go that are too many for memory.
    spool: Spool,
    configuration: Configuration,
    told: Told,
    resume: bool,
    /// Time between two occasions at least.
    every: Duration,
    started: Instant,
    /// When trials were kept last.
    last: Instant,
    /// Lived since.
    fresh: Piece,
    /// Where its rows wait; given up with them.
    waiting: Spool,
    /// What every partial says beside its trials, lived on the first occasion: settled, sample.
    common: Option<(Settled, Piece)>,
    /// The disk refused: nothing more is kept.
    refused: bool,
}

impl Unfinished {
    /// Beside the folder of a run. Without `--resume`, what an earlier run left there is removed.
    pub(super) fn beside(out: &Path, spool: Spool, configuration: Configuration, told: Told, args: &RunArgs) -> anyhow::Result<Self> {
        let mut name = out.file_name().map(OsString::from).unwrap_or_default();
        name.push(".unfinished");
        let folder = out.with_file_name(name);
        let left = read_folder(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        let (now, resume, every) = (Instant::now(), args.resume, Duration::from_secs(args.keep_every.into()));
        let (fresh, waiting) = (Piece::default(), spool.another());
        let (started, last, common, refused) = (now, now, None, false);
        let own = Self { folder, spool, configuration, told, resume, every, started, last, fresh, waiting, common, refused };
        if !resume && !left.is_empty() {
            tell(&format!(
                "note: {} holds trials of a run that did not finish; this one begins anew (--resume goes on)\n",
                own.folder.display()
            ));
            own.remove();
        }
        Ok(own)
    }

    /// After Ctrl-C: kept by who wants to resume, removed otherwise. Says which.
    pub(super) fn interrupted(mut self) -> String {
        if !self.resume {
            self.remove();
            return "interrupted: nothing was written\n".into();
        }
        self.write();
        if read_folder(&self.folder).unwrap_or_default().is_empty() {
            return "interrupted: nothing was written\n".into();
        }
        format!("interrupted: what was done is in {}; --resume goes on with it\n", self.folder.display())
    }

    /// Removes everything that was kept.
    pub(super) fn remove(&self) {
        for file in read_folder(&self.folder).unwrap_or_default() {
            // what stays is told of by the next run
            let _ = fs::remove_file(file);
        }
        let _ = fs::remove_dir(&self.folder);
    }

    fn common(&mut self, ready: &Ready<'_>) -> (Settled, Piece) {
        self.common.get_or_insert_with(|| (ready.settled().clone(), ready.sample())).clone()
    }

    fn is_due(&self) -> bool {
        !self.refused && self.last.elapsed() >= self.every.max(self.started.elapsed() / LOST)
    }

    /// Writes what is fresh. A disk that refuses is told of once: the run goes on.
    fn write(&mut self) {
        let Some((settled, sample)) = self.common.clone().filter(|_| !self.fresh.trials().is_empty()) else { return };
        let lived = Lived { piece: std::mem::take(&mut self.fresh), settled, sample };
        self.waiting = self.spool.another();
        let written = Partial::of(lived, self.configuration.clone(), self.told.clone())
            .and_then(|partial| write_whole_by(&self.folder.join(partial.file_name()), |out| partial.write(out)));
        if let Err(error) = written {
            self.refused = true;
            tell(&format!("note: nothing more is kept in {}: {error}\n", self.folder.display()));
        }
        self.last = Instant::now();
    }
}

impl Keeper for Unfinished {
    fn take_up(&mut self, ready: &Ready<'_>, most: u32) -> Option<Piece> {
        let files = if self.resume { read_folder(&self.folder).unwrap_or_default() } else { Vec::new() };
        if files.is_empty() {
            return None;
        }
        let (settled, sample) = self.common(ready);
        let own = Lived { piece: Piece::default(), settled, sample };
        let own = Partial::of(own, self.configuration.clone(), self.told.clone()).ok()?.head;
        let (mut partials, mut reader) = (Vec::new(), Partials::beside(&files));
        for file in files {
            let Named { name, content } = reader.read(&file);
            match content {
                Ok(partial) if (&partial.head.configuration, &partial.head.canary) == (&own.configuration, &own.canary) => {
                    partials.push(partial)
                }
                Ok(_) => tell(&format!("note: {name} is of another configuration or machine and is not used\n")),
                Err(error) => tell(&format!("note: {name} is not used: {error}\n")),
            }
        }
        let piece = unbroken(partials, most)?;
        tell(&format!("note: goes on after {} trials kept in {}\n", piece.trials().end, self.folder.display()));
        Some(piece)
    }

    fn spool(&self) -> Option<&Spool> {
        Some(&self.spool)
    }

    fn keep(&mut self, lived: &Piece, ready: &Ready<'_>) {
        if self.refused {
            return;
        }
        self.fresh.append(lived.clone(), None);
        self.fresh.settle(&self.waiting, 0);
        if self.is_due() {
            self.common(ready);
            self.write();
        }
    }
}
