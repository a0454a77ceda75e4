//! Exit codes, in one place.

use std::process::ExitCode;

/// How a command ended.
///
/// Codes from 10 on say why partials were not merged; where there are several reasons all are told, and the code is that of the first in the
/// order below, gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: something that should not have happened (files that cannot be written, a bug).
    Unexpected,
    /// 2: wrong input or usage; nothing was written.
    WrongInput,
    /// 3: done, but the precision asked for was not reached.
    PrecisionNotMet,
    /// 3: done, but the experiment's design cannot answer the question.
    CannotTell,
    /// 10: the same trials of the same configuration came out with other bytes.
    NotReproducible,
    /// 11: a partial comes from a machine that computes other numbers, or this one does.
    OtherCanary,
    /// 12: a partial of another configuration (or program version).
    OtherConfiguration,
    /// 13: a damaged partial.
    Damaged,
    /// 14: a partial that was cut off.
    Truncated,
    /// 15: a file that is no partial, or of a format this version does not read.
    NotAPartial,
    /// 16: two partials have the same trials.
    Overlap,
    /// 17: a partial has trials that were not expected.
    NotExpected,
    /// 18: trials are missing.
    Gap,
    /// 19: the precision needs more trials than there are.
    MoreTrials,
    /// 130: interrupted; nothing was written.
    Interrupted,
}

impl Exit {
    /// The code a shell sees.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Unexpected => 1,
            Self::WrongInput => 2,
            Self::PrecisionNotMet | Self::CannotTell => 3,
            Self::NotReproducible => 10,
            Self::OtherCanary => 11,
            Self::OtherConfiguration => 12,
            Self::Damaged => 13,
            Self::Truncated => 14,
            Self::NotAPartial => 15,
            Self::Overlap => 16,
            Self::NotExpected => 17,
            Self::Gap => 18,
            Self::MoreTrials => 19,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}
