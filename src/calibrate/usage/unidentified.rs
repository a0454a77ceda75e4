//! Why a panel cannot give a number.

/// The reasons, each a sentence. A number that cannot be had is left empty with one of these; it is never set to a default here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, serde::Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Unidentified {
    /// Too few accounts that can say anything about it.
    #[error("it needs at least {needed} accounts that can tell; there are {found}")]
    TooFewAccounts {
        /// Least number.
        needed: u64,
        /// Number there is.
        found: u64,
    },
    /// The panel is too short.
    #[error("it needs a panel of at least {needed} months; there are {found}")]
    TooFewMonths {
        /// Least number.
        needed: u64,
        /// Number there is.
        found: u64,
    },
    /// Too few values: account-months, events, pairs of months.
    #[error("it needs at least {needed} observations; there are {found}")]
    TooFewValues {
        /// Least number.
        needed: u64,
        /// Number there is.
        found: u64,
    },
    /// Too few time lags at which enough accounts can be compared with themselves.
    #[error("it needs at least {needed} lags at which enough accounts are active at both ends; there are {found}")]
    TooFewLags {
        /// Least number.
        needed: u64,
        /// Number there is.
        found: u64,
    },
    /// A ratio whose denominator is 0.
    #[error("what it is a share of is 0 in this panel")]
    NothingToDivideBy,
    /// All values are equal.
    #[error("nothing varies that it could be measured from")]
    NoVariation,
    /// Some months share no accounts, not even through other months.
    #[error("some months have no accounts in common with the others, so that their levels cannot be compared")]
    MonthsNotConnected,
    /// The effect is not larger than its error.
    #[error("it cannot be told from noise in a panel of this size")]
    LostInNoise,
    /// Rate and size of events only appear together.
    #[error("events are there, but few large ones and many small ones fit alike in a panel of this size and noise")]
    FewLargeOrManySmall,
}
