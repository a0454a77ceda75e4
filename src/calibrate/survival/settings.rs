//! What a fit of churn is asked for.

use super::hazard::BAND_EDGES;
use super::kaplan_meier::SurvivalInterval;
use super::likelihood::Likelihood;
use super::regression::RegressionSettings;
use super::renewal::RenewalWindow;

/// Settings of [`fit_churn`](super::fit_churn).
#[derive(Debug, Clone, PartialEq)]
pub struct ChurnSettings {
    /// What is taken to be known of the time of churn.
    pub likelihood: Likelihood,
    /// Kind of Kaplan–Meier's intervals.
    pub interval: SurvivalInterval,
    /// Edges of tenure bands, months, increasing.
    pub band_edges: Vec<u32>,
    /// Fewest churned accounts that a law is fitted to.
    pub fewest_churned: u64,
    /// Parts that accounts are dealt into to choose a law.
    pub folds: u32,
    /// Months that count as the anniversary of a contract.
    pub renewal: RenewalWindow,
    /// Column of categories that name contract terms (`one_year`, `24 months`): anniversaries are looked at by category too.
    pub term_covariate: Option<String>,
    /// What churn is regressed on; `None` leaves the regression out.
    pub regression: Option<RegressionSettings>,
}

impl Default for ChurnSettings {
    /// Monthly intervals, log-log bands, ten churned accounts, five folds, anniversaries every 12 months, all columns.
    fn default() -> Self {
        Self {
            likelihood: Likelihood::MonthlyInterval,
            interval: SurvivalInterval::LogLog,
            band_edges: BAND_EDGES.to_vec(),
            fewest_churned: 10,
            folds: 5,
            renewal: RenewalWindow::default(),
            term_covariate: None,
            regression: Some(RegressionSettings::default()),
        }
    }
}
