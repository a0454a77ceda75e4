//! All partials of a run to one, or every reason why not.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::trial::{Piece, StopReason, stopping_point};

use super::container::PartialError;
use super::file::Partial;
use super::folder::Named;

/// Differing fields that are named; the others are counted.
const NAMED: usize = 12;

/// Why partials do not make a run.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// A file that cannot be used.
    #[error("{file}: {error}")]
    Unusable {
        /// Its name.
        file: String,
        /// What is wrong with it.
        error: PartialError,
    },
    /// A partial of another run.
    #[error("{file}: another configuration than {like}'s: {}", few(.differences))]
    OtherConfiguration {
        /// Its name.
        file: String,
        /// A partial of the run.
        like: String,
        /// The fields in which they differ, the run's value first.
        differences: Vec<String>,
    },
    /// A partial from a machine that computes otherwise.
    #[error("{file}: lived on a machine that computes other numbers than {like}'s (their canaries differ)")]
    OtherCanary {
        /// Its name.
        file: String,
        /// A partial of the run.
        like: String,
    },
    /// The same trials came out otherwise.
    #[error("{file} and {other}: trials {}..{} of the same configuration, but not the same bytes: the run cannot be reproduced", .trials.start, .trials.end)]
    NotReproducible {
        /// Name of the one.
        file: String,
        /// Name of the other.
        other: String,
        /// Their trials.
        trials: Range<u32>,
    },
    /// Trials that two partials have.
    #[error("{file} and {other}: both have trials {}..{}", .trials.start, .trials.end)]
    Overlap {
        /// Name of the one.
        file: String,
        /// Name of the other.
        other: String,
        /// The trials.
        trials: Range<u32>,
    },
    /// Trials that were not expected.
    #[error("{file}: has trials {}..{}, expected are {}..{}", .trials.start, .trials.end, .expected.start, .expected.end)]
    NotExpected {
        /// Its name.
        file: String,
        /// Its trials.
        trials: Range<u32>,
        /// Those that were expected.
        expected: Range<u32>,
    },
    /// Trials that no partial has.
    #[error("trials {}..{} are missing", .0.start, .0.end)]
    Gap(Range<u32>),
    /// The precision is not reached with the trials there are.
    #[error("the precision is not reached within trials 0..{there}: the run goes on to trial {most} at most")]
    MoreTrials {
        /// Trials there are.
        there: u32,
        /// Trials at most.
        most: u32,
    },
}

fn few(differences: &[String]) -> String {
    let more = differences.len().saturating_sub(NAMED);
    let rest = if more == 0 { String::new() } else { format!("; and {more} more") };
    differences[..differences.len() - more].join("; ") + &rest
}

/// Partials of a run put together.
#[derive(Debug)]
pub struct Joined {
    /// All trials; for a run that stops, those before it does.
    pub partial: Partial,
    /// Where the run stops and why, if it was asked.
    pub stop: Option<(u32, StopReason)>,
    /// Files that said the same as another one.
    pub duplicates: usize,
}

type Read = Named<Result<Partial, PartialError>>;

/// Puts partials together that have the expected trials. With `whole`, these begin at trial 0 and the result ends where the run stops: where it
/// has a precision goal, at the first checkpoint of an unbroken row of trials that reaches it, and what lies behind is not needed.
///
/// # Errors
/// All reasons why they make no run.
pub fn join(files: Vec<Read>, expected: &Range<u32>, whole: bool) -> Result<Joined, Vec<Refusal>> {
    let mut refusals = Vec::new();
    let usable = usable(files, &mut refusals);
    let own = of_one_run(usable, &mut refusals);
    let (mut own, duplicates) = without_duplicates(own, &mut refusals);
    // a run to a precision has no trials beyond its last
    let most = own.first().and_then(|first| first.content.configuration.most_trials()).unwrap_or(u32::MAX);
    let expected = &(expected.start..expected.end.min(most));
    let mut next = expected.start;
    // how many follow one another from the first on, and who has the last trial so far
    let (mut unbroken, mut last) = (0, 0);
    let mut gaps = Vec::new();
    for (nth, partial) in own.iter().enumerate() {
        let trials = &partial.content.head.trials;
        if trials.start < expected.start || trials.end > expected.end {
            let (file, trials, expected) = (partial.name.clone(), trials.clone(), expected.clone());
            refusals.push(Refusal::NotExpected { file, trials, expected });
            continue;
        }
        if trials.start > next {
            gaps.push(Refusal::Gap(next..trials.start));
        } else if trials.start < next {
            let (file, other) = (own[last].name.clone(), partial.name.clone());
            refusals.push(Refusal::Overlap { file, other, trials: trials.start..next.min(trials.end) });
        } else if gaps.is_empty() {
            unbroken = nth + 1;
        }
        if trials.end > next {
            (next, last) = (trials.end, nth);
        }
    }
    if next < expected.end {
        gaps.push(Refusal::Gap(next..expected.end));
    }
    let stops_early = whole && own.first().is_some_and(|first| first.content.configuration.has_precision());
    if !refusals.is_empty() || (!gaps.is_empty() && !stops_early) {
        refusals.extend(gaps);
        return Err(refusals);
    }
    own.truncate(unbroken);
    match put_together(own, duplicates, whole, expected) {
        Err(Refusal::MoreTrials { .. }) | Ok(None) if !gaps.is_empty() => Err(gaps),
        Err(refusal) => Err(vec![refusal]),
        Ok(None) => Err(vec![Refusal::Gap(expected.clone())]),
        Ok(Some(joined)) => Ok(joined),
    }
}

/// One after the other, without anything between. `None` if there are none.
fn put_together(own: Vec<Named<Partial>>, duplicates: usize, whole: bool, expected: &Range<u32>) -> Result<Option<Joined>, Refusal> {
    let mut own = own.into_iter();
    let Some(Named { name, content: mut partial }) = own.next() else { return Ok(None) };
    let block = partial.configuration.has_precision().then_some(crate::trial::CHECKPOINT);
    let mut piece = std::mem::take(&mut partial.piece);
    own.for_each(|next| piece.append(next.content.piece, block));
    let stop = if whole {
        let unreadable =
            |error: serde_json::Error| Refusal::Unusable { file: name.clone(), error: PartialError::Damaged(error.to_string()) };
        let scenario = partial.configuration.scenario(expected.end).map_err(unreadable)?;
        let (there, most) = (piece.trials().end, scenario.run.goal.max_trials());
        let stop = stopping_point(&scenario, &partial.settled, &piece).ok_or(Refusal::MoreTrials { there, most })?;
        piece.cut(stop.0);
        Some(stop)
    } else {
        None
    };
    partial.head.trials = piece.trials();
    partial.piece = piece;
    Ok(Some(Joined { partial, stop, duplicates }))
}

fn usable(files: Vec<Read>, refusals: &mut Vec<Refusal>) -> Vec<Named<Partial>> {
    let mut usable = Vec::new();
    for Named { name, content } in files {
        match content {
            Ok(content) => usable.push(Named { name, content }),
            Err(error) => refusals.push(Refusal::Unusable { file: name, error }),
        }
    }
    usable.sort_by(|a, b| {
        let key = |p: &Named<Partial>| (p.content.head.trials.start, p.content.head.trials.end);
        key(a).cmp(&key(b)).then_with(|| a.name.cmp(&b.name))
    });
    usable
}

/// The run is what most files are of.
fn of_one_run(files: Vec<Named<Partial>>, refusals: &mut Vec<Refusal>) -> Vec<Named<Partial>> {
    let configured = split(
        files,
        |partial| partial.head.configuration.clone(),
        |file, partial, like| {
            let differences = like.content.configuration.differences(&partial.configuration);
            refusals.push(Refusal::OtherConfiguration { file, like: like.name.clone(), differences });
        },
    );
    split(
        configured,
        |partial| partial.head.canary.clone(),
        |file, _, like| {
            refusals.push(Refusal::OtherCanary { file, like: like.name.clone() });
        },
    )
}

/// Those that have in common what most have; the others are told of, with one of these beside.
fn split(
    files: Vec<Named<Partial>>,
    key: impl Fn(&Partial) -> String,
    mut tell: impl FnMut(String, &Partial, &Named<Partial>),
) -> Vec<Named<Partial>> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    files.iter().for_each(|file| *counts.entry(key(&file.content)).or_default() += 1);
    let most = counts.values().max().copied().unwrap_or(0);
    // of several that most files have, the first file's
    let Some(wanted) = files.iter().map(|file| key(&file.content)).find(|own| counts.get(own) == Some(&most)) else { return files };
    let (own, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| key(&file.content) == wanted);
    if let Some(like) = own.first() {
        others.into_iter().for_each(|other| tell(other.name, &other.content, like));
    }
    own
}

/// Without files that say the same as one before them; the files are in order of their trials.
fn without_duplicates(files: Vec<Named<Partial>>, refusals: &mut Vec<Refusal>) -> (Vec<Named<Partial>>, usize) {
    let mut kept: Vec<Named<Partial>> = Vec::new();
    let mut duplicates = 0;
    for file in files {
        match kept.last().filter(|last| last.content.head.trials == file.content.head.trials) {
            Some(last) if same(&last.content, &file.content) => duplicates += 1,
            Some(last) => {
                let (one, other, trials) = (last.name.clone(), file.name.clone(), file.content.head.trials.clone());
                refusals.push(Refusal::NotReproducible { file: one, other, trials });
            }
            None => kept.push(file),
        }
    }
    (kept, duplicates)
}

fn same(one: &Partial, other: &Partial) -> bool {
    matches!((one.digest(), other.digest()), (Ok(one), Ok(other)) if one == other)
}

/// The piece that partials of an unfinished run make from trial 0 on, as far as it is unbroken and before trial `most`.
#[must_use]
pub fn unbroken(mut partials: Vec<Partial>, most: u32) -> Option<Piece> {
    partials.sort_by_key(|partial| (partial.head.trials.start, partial.head.trials.end));
    let mut piece = Piece::default();
    for partial in partials {
        if partial.head.trials.start == piece.trials().end && partial.head.trials.end <= most {
            piece.append(partial.piece, None);
        }
    }
    (piece.trials().end > 0).then_some(piece)
}
