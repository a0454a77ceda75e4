//! Where customers (or attainments) come from.

use std::sync::Arc;

use crate::cohort::{History, Ownership};

use super::Distribution;

/// The three kinds of market.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Market {
    /// Parametric cohorts: the scenario's segments.
    Cohorts(Stress),
    /// A real revenue panel.
    History(HistoryMarket),
    /// No customers: attainments are drawn.
    Attainment(AttainmentMarket),
}

/// A shift of the parametric market: neutral for the base market, others for stress twins.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Stress {
    /// Identifier: `base`, `recession`, `boom` or the user's.
    pub id: String,
    /// Added to the macro state in the paid months, in its standard deviations.
    pub macro_shift: f64,
    /// Added to growth per month in the paid months, log points.
    pub growth_shift: f64,
    /// Factor on the churn hazard in the paid months.
    pub churn_factor: f64,
    /// Factor on expansion and lead rates in the paid months.
    pub expansion_factor: f64,
}

impl Default for Stress {
    fn default() -> Self {
        Self { id: "base".into(), macro_shift: 0.0, growth_shift: 0.0, churn_factor: 1.0, expansion_factor: 1.0 }
    }
}

/// A real revenue panel as the market.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct HistoryMarket {
    /// The panel; a saved scenario leaves it out (its file's hash is in the manifest).
    #[serde(skip)]
    pub history: Arc<History>,
    /// Accounts in the panel, which a saved scenario still knows.
    pub accounts: usize,
    /// Its first and last month, which a saved scenario still knows; `None` without any.
    pub span: Option<[String; 2]>,
    /// How books are filled from it.
    pub resampling: Resampling,
    /// Who held which account month by month; `None` leaves every account with its latest owner all along. A saved scenario leaves it out.
    #[serde(skip)]
    pub ownership: Option<Arc<Ownership>>,
}

impl HistoryMarket {
    /// Books filled from `history`.
    #[must_use]
    pub fn new(history: Arc<History>, resampling: Resampling) -> Self {
        let span = history.months.first().zip(history.months.last()).map(|(first, last)| [first.clone(), last.clone()]);
        Self { accounts: history.accounts.len(), span, history, resampling, ownership: None }
    }
}

/// How books are filled from a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Resampling {
    /// Each trial draws whole accounts with replacement, within the seat's segment.
    Bootstrap,
    /// The actual accounts in the actual months: one exact answer.
    Replay,
    /// Each trial draws whole accounts with replacement out of each person's own book.
    WithinBooks,
}

/// Attainments drawn without customers.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct AttainmentMarket {
    /// Law of each seat's attainment (1.0 = goal).
    pub attainment: AttainmentLaw,
    /// Law of quotas a year, \[$\]; `None` takes the roster's.
    pub quota: Option<Distribution>,
    /// Correlation between payees through a common shock, 0 to 1 (one-factor Gaussian copula).
    pub correlation: f64,
    /// Attainment is rounded to this many decimals.
    pub round_decimals: Option<u8>,
}

/// How often an attainment is drawn.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct AttainmentLaw {
    /// Its distribution.
    pub distribution: Distribution,
    /// One draw per person and year instead of one per person and pay period.
    pub per_year: bool,
}
