//! `paylift check`: validate files and say in words what would run.

use crate::config;

use super::args::CheckArgs;
use super::exit::Exit;
use super::input::Wrong;

/// Checks every file; all problems of all files are told together.
pub(super) fn check(args: &CheckArgs) -> anyhow::Result<Exit> {
    let mut text = String::new();
    let mut problems_of = Vec::new();
    for name in &args.files {
        match config::check_file(name, &config::read_history_file) {
            Ok(words) => text.push_str(&words),
            Err(problems) => problems_of.push(Wrong::problems(&problems).0),
        }
    }
    super::print(text.as_bytes())?;
    if problems_of.is_empty() { Ok(Exit::Done) } else { Err(Wrong(problems_of.join("\n")).into()) }
}
