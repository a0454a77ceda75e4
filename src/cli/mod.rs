//! The command line: what was typed, what is done, what is printed where. One file a verb.
//!
//! Results go to stdout; progress, warnings and problems to stderr. Only this room prints.

mod args;
mod check;
mod exit;
mod explain;
mod init;
mod input;
mod plans;
mod progress;
mod redraw;
mod run;

use std::io::Write;

use clap::{CommandFactory, Parser};

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
            return exit;
        }
    };
    match dispatch(cli.command.unwrap_or_else(|| Command::Run(RunArgs::default()))) {
        Ok(exit) => exit,
        Err(error) => fail(&error),
    }
}

fn dispatch(command: Command) -> anyhow::Result<Exit> {
    match command {
        Command::Run(args) => run::run(&args),
        Command::Check(args) => check::check(&args),
        Command::Plans(args) => plans::plans(args.command.as_ref()),
        Command::Explain(args) => explain::explain(&args),
        Command::Report(args) => redraw::redraw(&args),
        Command::Init(args) => init::init(&args),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "paylift", &mut script);
            print(&script)
        }
    }
}

/// Writes results to stdout. A reader that closes the pipe early is no error.
fn print(bytes: &[u8]) -> anyhow::Result<Exit> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(Exit::Done),
    }
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
