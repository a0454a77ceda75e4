//! Why a number was not estimated, as a sentence.

use serde::Serialize;
use thiserror::Error;

/// Why there is no estimate. Every part of a fit that the data cannot carry says so with one of these instead of a default.
#[derive(Debug, Clone, PartialEq, Serialize, Error)]
pub enum Unfit {
    /// No account with a tenure of at least one month.
    #[error("no account has a usable tenure")]
    NoAccounts,
    /// Fewer churned accounts than the settings ask for.
    #[error("{churned} of {accounts} accounts churned, too few to estimate {what} (at least {needed} needed)")]
    TooFewChurned {
        /// What would have been estimated.
        what: String,
        /// Accounts that churned.
        churned: u64,
        /// Accounts seen.
        accounts: u64,
        /// Accounts that have to churn.
        needed: u64,
    },
    /// The likelihood has no maximum inside the range of the parameter.
    #[error("{what} cannot be identified: {why}")]
    NotIdentified {
        /// The parameter.
        what: String,
        /// What in the data is missing.
        why: String,
    },
    /// The search for the maximum stopped before it was found.
    #[error("the fit of {what} did not settle in {iterations} steps")]
    NotSettled {
        /// The model.
        what: String,
        /// Steps taken.
        iterations: u32,
    },
    /// A month or window that nobody was observed in.
    #[error("nobody was observed {what}")]
    NotObserved {
        /// Where.
        what: String,
    },
    /// There is no such column.
    #[error("there is no column {name}")]
    NoSuchCovariate {
        /// Its title.
        name: String,
    },
    /// No column to explain churn by.
    #[error("no column is left that could explain churn")]
    NoCovariates,
    /// A contract term that names no number of months.
    #[error("{name} does not say how many months the contract runs")]
    TermUnknown {
        /// Name of the category.
        name: String,
    },
    /// A contract that may end in any month has no anniversary.
    #[error("{name} renews every month: there is no anniversary to look at")]
    NoAnniversary {
        /// Name of the category.
        name: String,
    },
    /// The panel is shorter than the rule of inactivity needs.
    #[error("{months} months are too few to call an account churned after {silent} silent months")]
    PanelTooShort {
        /// Months of the panel.
        months: usize,
        /// Silent months that count as churn.
        silent: usize,
    },
}
