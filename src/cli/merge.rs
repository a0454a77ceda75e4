//! `paylift merge`: the partials of a run to the folder that one machine would have written.

use std::time::Instant;

use anyhow::Context;

use crate::report::partial::{Joined, Partial, PartialError, Refusal, join, read_folder};
use crate::report::write::RunFolder;
use crate::trial::{ConcludeError, RunOptions, StopReason, conclude};

use super::exit::Exit;
use super::finish::Finish;
use super::input::{self, Wrong};
use super::partials::Partials;
use super::spread_args::MergeArgs;
use super::{run, shard, tell};

/// Merges what the arguments name.
pub(super) fn merge(args: &MergeArgs) -> anyhow::Result<Exit> {
    let expected = &args.expect;
    let whole = args.partial.is_none();
    if whole && expected.start != 0 {
        let message = format!("a run begins at trial 0, not {}: put these trials into a larger partial with --partial", expected.start);
        return Err(Wrong::argument(message).into());
    }
    let started = Instant::now();
    let files = match &args.partial_dir {
        Some(dir) => read_folder(dir).with_context(|| format!("cannot read {}", dir.display()))?,
        None => args.files.clone(),
    };
    let mut partials = Partials::beside(&files);
    let Joined { partial, stop, duplicates } = match join(files.iter().map(|file| partials.read(file)).collect(), expected, whole) {
        Ok(joined) => joined,
        Err(refusals) => {
            let exit = refuse(&refusals);
            if let Some(dir) = args.partial_dir.as_deref().filter(|dir| !dir.exists()) {
                tell(&format!("note: there is no folder {}\n", dir.display()));
            }
            return Ok(exit);
        }
    };
    if duplicates > 0 {
        tell(&format!("note: {duplicates} of {} partials said the same as another one\n", files.len()));
    }
    match &args.partial {
        Some(file) => shard::save(&partial, file),
        None => finish(args, partial, stop, started),
    }
}

/// Lives what belongs to the run as a whole, and writes the folder.
fn finish(args: &MergeArgs, mut partial: Partial, stop: Option<(u32, StopReason)>, started: Instant) -> anyhow::Result<Exit> {
    let loaded = partial.loaded(args.expect.end)?;
    let scenario = &loaded.scenario;
    let out = args.out.clone().unwrap_or_else(|| run::default_folder(&scenario.name));
    let folder = RunFolder::begin(&out).map_err(input::refuse)?;
    let options = RunOptions { threads: args.threads.map(usize::from), ..RunOptions::default() };
    let (_, reason) = stop.context("nothing says where the run stops")?;
    let piece = std::mem::take(&mut partial.piece);
    let result = match conclude(scenario, options, &partial.settled, piece, reason) {
        Ok(result) => result,
        Err(error @ ConcludeError::Unlike) => {
            tell(&format!("error: {error}\n"));
            return Ok(Exit::OtherCanary);
        }
        Err(ConcludeError::Engine(error)) => return Err(Wrong::argument(input::error_chain(&error)).into()),
    };
    let told = &partial.told;
    let finish = Finish { loaded: &loaded, result: &result, told, threads: args.threads, charts: !args.no_charts, json: args.json };
    finish.write(folder, started)
}

/// Tells every reason; the gravest decides the exit code.
fn refuse(refusals: &[Refusal]) -> Exit {
    for refusal in refusals {
        tell(&format!("error: {refusal}\n"));
    }
    refusals.iter().map(exit).min().unwrap_or(Exit::Unexpected)
}

fn exit(refusal: &Refusal) -> Exit {
    match refusal {
        Refusal::NotReproducible { .. } => Exit::NotReproducible,
        Refusal::OtherCanary { .. } => Exit::OtherCanary,
        Refusal::OtherConfiguration { .. } => Exit::OtherConfiguration,
        Refusal::Unusable { error, .. } => match error {
            PartialError::Damaged(_) => Exit::Damaged,
            PartialError::Truncated { .. } => Exit::Truncated,
            PartialError::NotAPartial | PartialError::Format(_) => Exit::NotAPartial,
            PartialError::Io(_) => Exit::WrongInput,
        },
        Refusal::Overlap { .. } => Exit::Overlap,
        Refusal::NotExpected { .. } => Exit::NotExpected,
        Refusal::Gap(_) => Exit::Gap,
        Refusal::MoreTrials { .. } => Exit::MoreTrials,
    }
}
