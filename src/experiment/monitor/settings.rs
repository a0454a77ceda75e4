//! The plan of looks, as told before the first.

use super::super::sequential::{PlannedInformation, Spending, equal_fractions};

/// With what share of the planned information each look is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fractions {
    /// k/K: every quarter counts alike. Cautious, and needs no intraclass correlation.
    #[default]
    Equal,
    /// As planned from the intraclass correlation: early quarters count more, because the CSMs stay the same people.
    Planned,
    /// The information really seen, against that planned for the last look.
    Seen,
}

impl Fractions {
    /// As a reader knows it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Equal => "equal shares of information",
            Self::Planned => "planned shares of information",
            Self::Seen => "shares of information as seen",
        }
    }
}

/// The plan of an experiment's looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MonitorSettings {
    /// Looks planned in all, at least 1.
    pub looks: usize,
    /// How their information counts.
    pub fractions: Fractions,
    /// How alpha is spent.
    pub spending: Spending,
    /// Two-sided alpha.
    pub alpha: f64,
    /// Conditional power below which to stop for futility.
    pub futility: Option<f64>,
    /// Whether the always-valid interval decides instead of the boundaries.
    pub always_valid: bool,
    /// Intraclass correlation within CSMs; needed unless fractions are equal.
    pub icc: Option<f64>,
    /// Accounts of a CSM judged a look; the mean of the first look if not told.
    pub accounts: Option<f64>,
    /// Standard deviation of the outcome between accounts; that of the first look, inside arms, if not told.
    pub sd: Option<f64>,
    /// Information at which the always-valid interval is narrowest; from the first look and the plan if not told.
    pub tuned_at: Option<f64>,
}

/// A plan that lacks something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAPlan {
    /// Planned or seen shares without a correlation.
    #[error("{0} need the intraclass correlation: say --icc, or --fractions equal")]
    NoCorrelation(&'static str),
}

/// What the plan says with what the first look added.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Plan {
    /// Shares of the planned information at each look.
    pub(super) fractions: Vec<f64>,
    /// The same with information itself; `None` without a correlation.
    pub(super) information: Option<PlannedInformation>,
}

impl MonitorSettings {
    /// Whether the plan is whole.
    ///
    /// # Errors
    /// [`NotAPlan`] where something is missing.
    pub fn check(&self) -> Result<(), NotAPlan> {
        match (self.fractions, self.icc) {
            (Fractions::Planned | Fractions::Seen, None) => Err(NotAPlan::NoCorrelation(self.fractions.words())),
            _ => Ok(()),
        }
    }

    /// The plan, with CSMs an arm, accounts a CSM and standard deviation as the first look has them.
    pub(super) fn plan(&self, csms: [f64; 2], accounts: f64, sd: f64) -> Plan {
        let information =
            self.icc.map(|icc| PlannedInformation { csms, accounts: self.accounts.unwrap_or(accounts), icc, sd: self.sd.unwrap_or(sd) });
        let fractions = match (self.fractions, information) {
            (Fractions::Planned | Fractions::Seen, Some(planned)) => planned.fractions(self.looks),
            _ => equal_fractions(self.looks),
        };
        Plan { fractions, information }
    }
}
