//! The command line: what was typed, what is done, what is printed where. One file a verb.
//!
//! Results go to stdout; progress, warnings and problems to stderr. Only this room prints.

mod ab;
mod args;
mod backtest;
mod beliefs;
mod calibrate;
mod check;
mod cluster;
mod exit;
mod explain;
mod finish;
mod init;
mod input;
mod merge;
mod partials;
mod plans;
mod progress;
mod redraw;
mod run;
mod sample;
mod shard;
mod shards;
mod spread_args;
mod unfinished;

use std::io::Write;

use clap::{CommandFactory, Parser};

use crate::config::presets::{self, Kind};

pub use exit::Exit;

use args::{Cli, Command, RunArgs};

/// Parses the command line, does what it says, prints, and tells how it ended.
#[must_use]
pub fn main() -> Exit {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let exit = if error.use_stderr() { Exit::WrongInput } else { Exit::Done };
            // a closed pipe is no error
            let _ = error.print();
            if let Some(hint) = forgotten_verb(&error, std::env::args().skip(1)) {
                let _ = writeln!(anstream::stderr(), "\n{hint}");
            }
            return exit;
        }
    };
    match dispatch(cli.command.unwrap_or_else(|| Command::Run(RunArgs::default()))) {
        Ok(exit) => exit,
        Err(error) => fail(&error),
    }
}

/// What was probably meant where a scenario or a flag of `run` stands in the place of a command.
fn forgotten_verb(error: &clap::Error, mut words: impl Iterator<Item = String>) -> Option<String> {
    use clap::error::ErrorKind::{InvalidSubcommand, UnknownArgument};
    let first = words.next()?;
    let known = |name: &str| Cli::command().find_subcommand(name).is_some();
    if known(&first) {
        let is_plan = first == "plans" && error.kind() == InvalidSubcommand;
        return words.next().filter(|_| is_plan).map(|plan| format!("  to show one plan: paylift plans show {}", input::quote(&plan)));
    }
    let is_scenario = error.kind() == InvalidSubcommand && (first.contains('.') || presets::find(Kind::Scenario, &first).is_ok());
    let is_flag = error.kind() == UnknownArgument && first.starts_with('-');
    let again: Vec<String> = std::iter::once(first).chain(words).map(|word| input::quote(&word)).collect();
    (is_scenario || is_flag).then(|| format!("  to simulate: paylift run {}", again.join(" ")))
}

fn dispatch(command: Command) -> anyhow::Result<Exit> {
    match command {
        Command::Run(args) => run::run(&args),
        Command::Ab(args) => ab::ab(&args),
        Command::Backtest(args) => backtest::run(&args),
        Command::Shards(args) => shards::shards(&args),
        Command::Merge(args) => merge::merge(&args),
        Command::Check(args) => check::check(&args),
        Command::Plans(args) => plans::plans(args.command.as_ref()),
        Command::Explain(args) => explain::explain(&args),
        Command::Report(args) => redraw::redraw(&args),
        Command::Init(args) => init::init(&args),
        Command::Sample(args) => sample::sample(&args),
        Command::Calibrate(args) => calibrate::calibrate(&args),
        Command::Cluster(args) => cluster::cluster(&args),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "paylift", &mut script);
            print(&script)
        }
    }
}

/// Writes results to stdout. A reader that closes the pipe early is no error.
fn print(bytes: &[u8]) -> anyhow::Result<Exit> {
    print_by(|out| out.write_all(bytes))
}

/// The same of results that need not be in memory.
fn print_by(write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> anyhow::Result<Exit> {
    let mut out = std::io::stdout().lock();
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(Exit::Done),
    }
}

/// Words to the person at the terminal that are no results.
fn tell(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Prints an error to stderr: problems of the user's files in full, anything else as one chain.
fn fail(error: &anyhow::Error) -> Exit {
    let mut err = anstream::stderr().lock();
    if let Some(input::Wrong(text)) = error.downcast_ref() {
        let _ = writeln!(err, "{}", text.trim_end());
        return Exit::WrongInput;
    }
    let _ = writeln!(err, "error: {error:#}");
    Exit::Unexpected
}
