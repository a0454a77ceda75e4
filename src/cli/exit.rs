//! Exit codes, in one place.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// Something that should not have happened (files that cannot be written, a bug).
    Unexpected,
    /// Wrong input or usage; nothing was written.
    WrongInput,
    /// Done, but the precision asked for was not reached.
    PrecisionNotMet,
    /// Interrupted; nothing was written.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Done => 0,
            Exit::Unexpected => 1,
            Exit::WrongInput => 2,
            Exit::PrecisionNotMet => 3,
            Exit::Interrupted => 130,
        })
    }
}
