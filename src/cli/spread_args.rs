//! What is typed about runs that are spread over machines.

use std::ops::Range;
use std::path::PathBuf;

use clap::Args;

use crate::trial::Shard;

use super::args::{ScenarioArgs, parse_percent, parse_trials, parse_whole};

/// One shard of a run that is spread over machines.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Past one machine")]
pub(crate) struct SpreadArgs {
    /// Live one shard of the trials only, number K (from 0) of N; `auto/N` takes the number from the scheduler's array index
    #[arg(long, value_name = "K/N", value_parser = parse_shard, requires = "partials")]
    pub shard: Option<ShardOf>,
    /// Write the trials to a file (`-`: stdout) for `paylift merge`, instead of a run folder
    #[arg(long, value_name = "FILE", group = "partials", conflicts_with_all = ["out", "json", "no_charts", "resume"])]
    pub partial: Option<PathBuf>,
    /// The same to a file of its own in a folder; trials that are there already are not lived again
    #[arg(long, value_name = "DIR", group = "partials", conflicts_with_all = ["out", "json", "no_charts", "resume", "partial"])]
    pub partial_dir: Option<PathBuf>,
}

/// `--trials` of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trials {
    /// So many, from trial 0 on.
    Number(u32),
    /// From the first to before the last.
    Range(Range<u32>),
}

impl Trials {
    /// `10000` or `0..10000`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text.contains("..") { parse_range(text).map(Self::Range) } else { parse_trials(text).map(Self::Number) }
    }

    /// As a range.
    pub(crate) fn range(&self) -> Range<u32> {
        match self {
            Self::Number(trials) => 0..*trials,
            Self::Range(range) => range.clone(),
        }
    }
}

/// `--shard`: which (none: the scheduler says), of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ShardOf {
    /// Its number; `None` for `auto`.
    pub nth: Option<u32>,
    /// How many there are.
    pub of: u32,
}

/// Which shards of a run are still to be lived.
#[derive(Debug, Args)]
pub(crate) struct ShardsArgs {
    #[command(flatten)]
    pub scenario: ScenarioArgs,
    /// Trials of the whole run, as given to `paylift run`
    #[arg(long, value_name = "A..B", value_parser = Trials::parse)]
    pub trials: Trials,
    /// Precision of the run, as given to `paylift run`: shards that it does not need are not asked for
    #[arg(long, value_name = "X%", value_parser = parse_percent)]
    pub precision: Option<f64>,
    /// How many shards there are
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub shards: u32,
    /// Folder of their partials
    #[arg(long, value_name = "DIR")]
    pub partial_dir: PathBuf,
    /// Say instead how far the run is, and what each plan costs so far
    #[arg(long)]
    pub summary: bool,
}

/// Partials to be put together.
#[derive(Debug, Args)]
#[command(after_help = MERGE_CODES)]
pub(crate) struct MergeArgs {
    /// Partials that `paylift run --partial` wrote
    #[arg(required_unless_present = "partial_dir", conflicts_with = "partial_dir")]
    pub files: Vec<PathBuf>,
    /// Every file called *.part of this folder
    #[arg(long, value_name = "DIR")]
    pub partial_dir: Option<PathBuf>,
    /// The trials that there must be, from A to before B: nothing may be missing, nothing double
    #[arg(long, value_name = "A..B", value_parser = parse_range)]
    pub expect: Range<u32>,
    /// Folder to write; a folder that paylift wrote is replaced, any other is refused
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Write one larger partial (`-`: stdout) instead of a run folder
    #[arg(long, value_name = "FILE", conflicts_with_all = ["out", "json", "no_charts"])]
    pub partial: Option<PathBuf>,
    /// Threads; all cores if left out. Results do not depend on it
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Leave out pictures (the page then has tables only)
    #[arg(long)]
    pub no_charts: bool,
    /// Print the summary as JSON instead of text
    #[arg(long)]
    pub json: bool,
}

const MERGE_CODES: &str = "Exit codes of refusals, gravest first: 10 the same trials with other bytes, 11 machines that compute other \
numbers, 12 another configuration, 13 damaged, 14 cut off, 15 no partial, 16 overlap, 17 trials that were not expected, 18 gap, \
19 the precision needs more trials. All reasons are told; the code is that of the gravest.";

/// `0..10000`.
fn parse_range(text: &str) -> Result<Range<u32>, String> {
    let wrong = || "expected a range of trials such as 0..10000".to_owned();
    let (start, end) = text.split_once("..").ok_or_else(wrong)?;
    let (start, end) = (parse_whole::<u32>(start).map_err(|_| wrong())?, parse_trials(end)?);
    if start < end { Ok(start..end) } else { Err(format!("{start}..{end} has no trials: it goes from the first to before the last")) }
}

/// `3/64` or `auto/64`.
fn parse_shard(text: &str) -> Result<ShardOf, String> {
    let wrong = || "expected a shard such as 3/64 or auto/64".to_owned();
    let (nth, of) = text.split_once('/').ok_or_else(wrong)?;
    let of = parse_whole::<u32>(of).map_err(|_| wrong())?;
    let nth = if nth.trim() == "auto" { None } else { Some(parse_whole::<u32>(nth).map_err(|_| wrong())?) };
    Shard::new(nth.unwrap_or(0), of).map_err(|error| error.to_string())?;
    Ok(ShardOf { nth, of })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trials_and_shards_are_read_as_people_write_them() {
        assert_eq!(Trials::parse("10,000"), Ok(Trials::Number(10_000)));
        assert_eq!(Trials::parse("5..70").map(|trials| trials.range()), Ok(5..70));
        for wrong in ["5..5", "7..5", "..5", "5..", "0..=7", "a..b", "0..2000000000"] {
            assert!(Trials::parse(wrong).is_err(), "{wrong}");
        }
        assert_eq!(parse_shard("3/64"), Ok(ShardOf { nth: Some(3), of: 64 }));
        assert_eq!(parse_shard("auto/64"), Ok(ShardOf { nth: None, of: 64 }));
        for wrong in ["64/64", "3", "3/0", "-1/4", "all/4", "3/auto", "auto/0"] {
            assert!(parse_shard(wrong).is_err(), "{wrong}");
        }
    }
}
