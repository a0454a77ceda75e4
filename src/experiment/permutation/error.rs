//! What stops a randomisation test.

/// Why a set of assignments or a test over it cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PermutationError {
    /// Columns that should describe the same units do not.
    #[error("{what} has {found} values for {units} units")]
    Lengths {
        /// Which column.
        what: &'static str,
        /// How many values it has.
        found: usize,
        /// How many units there are.
        units: usize,
    },
    /// A value is not a number.
    #[error("{what} of unit {unit} (counted from 0) is not a finite number")]
    NotFinite {
        /// Which column.
        what: &'static str,
        /// Which unit.
        unit: usize,
    },
    /// An arm without units has no mean, and one unit has no spread.
    #[error("an arm has {units} unit(s), and this statistic needs {needed} in each")]
    TooFewUnits {
        /// Units in the smaller arm.
        units: usize,
        /// How many are needed.
        needed: usize,
    },
    /// More treated than there are units, or a unit in two strata or none.
    #[error("strata do not fit the units: {0}")]
    Strata(String),
    /// What was assigned could not have been assigned.
    #[error("what was assigned is not among the assignments that were possible")]
    NotPossible,
    /// No assignment passes the balance criterion, or too few to draw from.
    #[error("no assignment passes the balance criterion")]
    NothingAccepted,
    /// The design of a bootstrap's regression is singular.
    #[error("the columns of the regression are not independent")]
    Singular,
}
