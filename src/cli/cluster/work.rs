//! The work of a cluster in words: the three commands, each said once, for every engine.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use serde_json::{Value, json};

use super::args::ClusterArgs;
use crate::cli::input::{self, Wrong, quote};
use crate::cli::shard::Spread;
use crate::scenario::Goalpost;

/// Pods of Kubernetes at a time, unless there are fewer shards.
const PODS: u32 = 100;

/// What every engine is told.
pub(super) struct Work<'a> {
    args: &'a ClusterArgs,
    /// `A..B`.
    trials: String,
    /// Relative precision that the run stops at.
    precision: Option<f64>,
    /// Files that the scenario is made of, by the names it knows them by; those of the library travel inside the program.
    files: Vec<String>,
}

impl<'a> Work<'a> {
    /// The work that the arguments describe.
    ///
    /// # Errors
    /// All that is wrong with it, together: more shards than trials or than the engine takes, files that cannot be laid out at a worker,
    /// words that no script can hold.
    pub(super) fn of(args: &'a ClusterArgs, whole: &Spread) -> Result<Self, Wrong> {
        let Spread { loaded, trials } = whole;
        let mut wrong = Vec::new();
        let (most, can) = (trials.end - trials.start, args.engine.shards());
        if args.shards > most {
            wrong.push(format!("--shards {}: at most one shard a trial, and there are {most} trials", args.shards));
        } else if !can.contains(&args.shards) {
            wrong.push(format!("--shards {}: this engine takes {} to {}", args.shards, can.start(), can.end()));
        }
        let precision = match loaded.scenario.run.goal {
            Goalpost::Trials(_) => None,
            Goalpost::Precision { relative, .. } => Some(relative),
        };
        let files: Vec<String> = loaded.sources.iter().map(|(name, _)| name.clone()).filter(|name| Path::new(name).is_file()).collect();
        let work = Self { args, trials: format!("{}..{}", trials.start, trials.end), precision, files };
        wrong.extend(work.cannot_be_shipped());
        wrong.extend(work.cannot_be_written());
        let problems: Vec<String> = wrong.iter().map(|problem| Wrong::argument(problem).0).collect();
        if problems.is_empty() { Ok(work) } else { Err(Wrong(problems.concat())) }
    }

    fn cannot_be_shipped(&self) -> Vec<String> {
        let rooted = |name: &&String| Path::new(name).components().any(|c| matches!(c, Component::RootDir | Component::Prefix(_)));
        let ships = self.args.engine.ships_files();
        let fixed = self.files.iter().filter(|_| ships).filter(rooted);
        fixed.map(|name| format!("{name}: workers cannot have a file in this place: name it from the current folder")).collect()
    }

    fn cannot_be_written(&self) -> Vec<String> {
        let words = self.run().into_iter().chain(self.merge());
        let odd = words.filter(|word| word.chars().any(char::is_control));
        odd.map(|word| format!("{word:?}: a script cannot hold a name with such characters")).collect()
    }

    /// The scenario and its options.
    fn scenario(&self) -> Vec<String> {
        let mut words = input::words(&self.args.scenario);
        words.extend(self.args.scenario.seed.iter().flat_map(|seed| ["--seed".to_owned(), seed.to_string()]));
        words.extend(self.precision.iter().flat_map(|share| ["--precision".to_owned(), share.to_string()]));
        words
    }

    fn partials(&self) -> String {
        self.args.partial_dir.display().to_string()
    }

    /// The words that every command begins with.
    fn begin(&self, verb: &str) -> Vec<String> {
        let mut words = vec![self.args.program.clone(), verb.to_owned()];
        words.extend(self.scenario());
        words.extend(["--trials".to_owned(), self.trials.clone()]);
        words
    }

    fn run(&self) -> Vec<String> {
        let shard = format!("auto/{}", self.args.shards);
        let end = ["--shard", &shard, "--threads", "1", "--partial-dir", &self.partials()].map(String::from);
        self.begin("run").into_iter().chain(end).collect()
    }

    fn shards(&self) -> Vec<String> {
        let end = ["--shards", &self.args.shards.to_string(), "--partial-dir", &self.partials(), "--summary"].map(String::from);
        self.begin("shards").into_iter().chain(end).collect()
    }

    fn merge(&self) -> Vec<String> {
        let mut words: Vec<String> = [&self.args.program, "merge", "--expect", &self.trials].map(String::from).into();
        words.extend(self.out());
        words.extend(["--partial-dir".to_owned(), self.partials()]);
        words
    }

    fn out(&self) -> Vec<String> {
        self.args.out.iter().flat_map(|out| ["--out".to_owned(), out.display().to_string()]).collect()
    }

    /// The command that prints the same text again.
    fn command(&self, engine: &str) -> Vec<String> {
        let mut words: Vec<String> = ["paylift", "cluster", engine].map(String::from).into();
        words.extend(self.scenario());
        words.extend(
            ["--trials", &self.trials, "--shards", &self.args.shards.to_string(), "--partial-dir", &self.partials()].map(String::from),
        );
        words.extend(self.out());
        if self.args.program != "paylift" {
            words.extend(["--program".to_owned(), self.args.program.clone()]);
        }
        words
    }

    /// Everything a template may ask for, by name.
    pub(super) fn values(&self, engine: &str) -> BTreeMap<&'static str, Value> {
        let line = |words: Vec<String>| json!(words.iter().map(|word| quote(word)).collect::<Vec<_>>().join(" "));
        BTreeMap::from([
            ("command", line(self.command(engine))),
            ("look", line(self.shards())),
            ("program", json!(self.args.program)),
            ("scenario", json!(self.scenario())),
            ("trials", json!(self.trials)),
            ("shards", json!(self.args.shards)),
            ("parallelism", json!(self.args.shards.min(PODS))),
            ("partials", json!(self.partials())),
            ("files", json!(self.files)),
            ("out", json!(self.out())),
            ("run", json!(self.run())),
            ("merge", json!(self.merge())),
        ])
    }
}
