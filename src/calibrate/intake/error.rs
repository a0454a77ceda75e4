//! Why nothing was read.

use super::report::DataReport;
use crate::config::Problems;

/// Why nothing was read.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The file is wrong, or leaves open how it is meant.
    #[error("{problems}")]
    Refused {
        /// Everything that is wrong.
        problems: Problems,
        /// What was found all the same, where the file could be gone through.
        report: Option<Box<DataReport>>,
    },
    /// Whoever watches asked for it.
    #[error("interrupted")]
    Interrupted,
}

impl From<Problems> for IntakeError {
    fn from(problems: Problems) -> Self {
        Self::Refused { problems, report: None }
    }
}
