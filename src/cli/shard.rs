//! `paylift run --partial`: some trials of a run that is spread over machines.

use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::config::Loaded;
use crate::report::partial::{Configuration, Partial, PartialError, Told, write_whole_by};
use crate::scenario::{Goalpost, HistoryMarket, Market, Resampling};
use crate::trial::{self, RunOptions, Shard, Spool};

use super::args::{RunArgs, ScenarioArgs};
use super::exit::Exit;
use super::input::{self, Wrong};
use super::progress::Watch;
use super::spread_args::{ShardOf, Trials};
use super::tell;

/// Where schedulers tell a task its number in an array, and the number of the first task there.
const INDICES: [(&str, u32); 10] = [
    ("SLURM_ARRAY_TASK_ID", 0),
    ("JOB_COMPLETION_INDEX", 0),
    ("AWS_BATCH_JOB_ARRAY_INDEX", 0),
    ("BATCH_TASK_INDEX", 0),
    ("CLOUD_RUN_TASK_INDEX", 0),
    ("HQ_TASK_ID", 0),
    ("PBS_ARRAY_INDEX", 0),
    ("LSB_JOBINDEX", 1),
    ("SGE_TASK_ID", 1),
    ("OMPI_COMM_WORLD_RANK", 0),
];

/// Lives the shard and writes its partial.
pub(super) fn run(args: &RunArgs) -> anyhow::Result<Exit> {
    let whole = Spread::load(&args.scenario, args.trials.as_ref(), args.precision)?;
    let shard = number(args.spread.shard, |name| std::env::var(name).ok()).map_err(Wrong::argument)?;
    let trials = shard.of(&whole.trials).map_err(Wrong::argument)?;
    let scenario = &whole.loaded.scenario;
    let configuration = Configuration::of(scenario)?;
    if let Some(dir) = &args.spread.partial_dir
        && let Some(name) = there_already(dir, &configuration, &trials)
    {
        return super::print(format!("{name}: there already\n").as_bytes());
    }
    for (plan, reason) in &whole.loaded.left_out {
        tell(&format!("note: {plan} is left out: {reason}\n"));
    }
    let mut watch = Watch::over(scenario, trials.len() as u32);
    let options = RunOptions { threads: args.threads.map(usize::from), isa: args.isa, ..RunOptions::default() };
    let spool = Spool::in_folder(folder_of(args));
    let outcome = trial::run_piece(scenario, options, &trials, Some(&spool), &mut |checkpoint| watch.see(checkpoint));
    watch.done();
    let Some(lived) = outcome.map_err(|error| Wrong::argument(input::error_chain(&error)))? else {
        tell("interrupted: nothing was written\n");
        return Ok(Exit::Interrupted);
    };
    let told = Told::of(&whole.loaded, input::repeat(&args.scenario), args.scenario.seed.is_some());
    let partial = Partial::of(lived, configuration, told)?;
    match (&args.spread.partial, &args.spread.partial_dir) {
        (Some(file), _) => save(&partial, file),
        (None, Some(dir)) => save(&partial, &dir.join(partial.file_name())),
        (None, None) => Ok(Exit::Done),
    }
}

/// Where rows may go that are too many for memory: beside the partial.
fn folder_of(args: &RunArgs) -> PathBuf {
    let beside = args.spread.partial.as_deref().filter(|file| *file != Path::new("-")).and_then(Path::parent);
    let folder = args.spread.partial_dir.as_deref().or(beside).unwrap_or(Path::new(""));
    // the folder of partials may not be there yet
    let there = folder.ancestors().find(|folder| folder.is_dir());
    there.map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Writes a partial to a file, or to stdout if that is called `-`.
pub(super) fn save(partial: &Partial, file: &Path) -> anyhow::Result<Exit> {
    if file == Path::new("-") {
        return super::print_by(|out| partial.write(out).map_err(PartialError::into_io));
    }
    write_whole_by(file, |out| partial.write(out)).with_context(|| format!("cannot write {}", file.display()))?;
    let trials = &partial.head.trials;
    super::print(format!("{}: trials {}..{}\n", file.display(), trials.start, trials.end).as_bytes())
}

/// A run that is spread over machines.
pub(super) struct Spread {
    /// The scenario, which ends with the last of the trials unless it has a precision goal.
    pub(super) loaded: Loaded,
    /// Trials of all shards together.
    pub(super) trials: Range<u32>,
}

impl Spread {
    /// Loads the scenario as `run --trials B` (or with a precision) would.
    pub(super) fn load(args: &ScenarioArgs, trials: Option<&Trials>, precision: Option<f64>) -> anyhow::Result<Self> {
        let end = trials.filter(|_| precision.is_none()).map(|trials| trials.range().end);
        let loaded = input::load_part(args, end, precision)?;
        let goal = loaded.scenario.run.goal;
        let trials = trials.map_or(0..goal.max_trials(), Trials::range);
        if let Goalpost::Precision { max, .. } = goal
            && trials.end > max
        {
            return Err(
                Wrong::argument(format!("--trials {}..{}: the run ends at trial {max} at the latest", trials.start, trials.end)).into()
            );
        }
        let replays = matches!(&loaded.scenario.market, Market::History(HistoryMarket { resampling: Resampling::Replay, .. }));
        if replays && trials != (0..1) {
            return Err(Wrong::argument("a replay is one exact trial: --trials 0..1").into());
        }
        Ok(Self { loaded, trials })
    }
}

/// The shard that was asked for; for `auto`, where the scheduler's variables say.
fn number(asked: Option<ShardOf>, variable: impl Fn(&str) -> Option<String>) -> Result<Shard, String> {
    let Some(ShardOf { nth, of }) = asked else { return Ok(Shard::WHOLE) };
    if let Some(nth) = nth {
        return Shard::new(nth, of).map_err(|error| error.to_string());
    }
    let mut found: Option<(&str, u32)> = None;
    for (name, first) in INDICES {
        // where there is no array, Grid Engine says `undefined` and LSF 0
        let value = variable(name).and_then(|value| value.trim().parse::<u32>().ok());
        let Some(index) = value.and_then(|value| value.checked_sub(first)) else { continue };
        match found {
            Some((other, own)) if own != index => {
                return Err(format!("--shard auto/{of}: {other} says shard {own}, {name} says shard {index}"));
            }
            _ => found = Some((name, index)),
        }
    }
    let Some((name, index)) = found else {
        let known = INDICES.map(|(name, _)| name).join(", ");
        return Err(format!("--shard auto/{of}: no scheduler says which (looked for {known})"));
    };
    Shard::new(index, of).map_err(|error| format!("--shard auto/{of}: {name}: {error}"))
}

/// The file that has these trials already, whole and undamaged.
fn there_already(dir: &Path, configuration: &Configuration, trials: &Range<u32>) -> Option<String> {
    let file = dir.join(Partial::name_of(configuration, trials));
    let partial = Partial::from_bytes(&std::fs::read(&file).ok()?).ok()?;
    let same = partial.head.configuration == configuration.hash() && partial.head.trials == *trials;
    same.then(|| file.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auto(set: &[(&str, &str)]) -> Result<Shard, String> {
        number(Some(ShardOf { nth: None, of: 8 }), |name| set.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_scheduler_says_which_shard() {
        let shard = |nth| Ok(Shard::new(nth, 8).unwrap());
        assert_eq!(auto(&[("SLURM_ARRAY_TASK_ID", "3")]), shard(3));
        assert_eq!(auto(&[("LSB_JOBINDEX", "1")]), shard(0));
        assert_eq!(auto(&[("SGE_TASK_ID", "8")]), shard(7));
        assert_eq!(auto(&[("SGE_TASK_ID", "undefined"), ("LSB_JOBINDEX", "0"), ("HQ_TASK_ID", "2")]), shard(2));
        assert_eq!(auto(&[("HQ_TASK_ID", "2"), ("SLURM_ARRAY_TASK_ID", "2")]), shard(2));
        assert_eq!(number(None, |_| Some("9".into())), Ok(Shard::WHOLE));
        assert_eq!(number(Some(ShardOf { nth: Some(1), of: 8 }), |_| Some("5".into())), shard(1), "what is typed is what counts");
    }

    #[test]
    fn schedulers_that_disagree_or_say_nothing_are_refused() {
        let wrong = |set: &[(&str, &str)]| auto(set).unwrap_err();
        assert_eq!(
            wrong(&[("HQ_TASK_ID", "2"), ("SLURM_ARRAY_TASK_ID", "3")]),
            "--shard auto/8: SLURM_ARRAY_TASK_ID says shard 3, HQ_TASK_ID says shard 2"
        );
        assert_eq!(
            wrong(&[("AWS_BATCH_JOB_ARRAY_INDEX", "8")]),
            "--shard auto/8: AWS_BATCH_JOB_ARRAY_INDEX: there is no shard 8 of 8: they are numbered from 0 to 7"
        );
        assert!(wrong(&[]).starts_with("--shard auto/8: no scheduler says which (looked for SLURM_ARRAY_TASK_ID, "));
    }
}
