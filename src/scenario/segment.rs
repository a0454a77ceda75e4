//! A kind of customer: size, growth, churn, expansion, billing, and the targets a company sets for it.

use std::collections::BTreeMap;

use crate::measure::Measure;

use super::Uncertainty;

/// How a segment is billed (model section 0.2).
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Billing {
    /// By usage: may leave in any month; the invoice follows usage with metering noise.
    Usage {
        /// Standard deviation σ_w of the log of invoiced over permanent usage, per month.
        noise_sd: f64,
    },
    /// By contract: leaves and changes price only at the renewal month.
    Contract {
        /// Shares of contracts of 1, 2 and 3 years; sum 1.
        terms: [f64; 3],
    },
}

/// A segment's parameters. Symbols of model sections 3 and 4 in brackets.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Segment {
    /// Identifier.
    pub id: String,
    /// Title in tables.
    pub title: String,
    /// Usage or contract billing.
    pub billing: Billing,
    /// Accounts in a full book at which attention is undiluted (n_ref).
    pub accounts_per_csm: u32,
    /// Median annual revenue of an account, \[$\].
    pub median_arr: f64,
    /// Standard deviation of log annual revenue between accounts.
    pub arr_log_sd: f64,
    /// Annual logo churn of an account without a CSM at value score 0, probability.
    pub annual_churn: f64,
    /// Organic growth of usage per month, log points (g).
    pub growth: f64,
    /// Between-account standard deviation of that growth per month (τ).
    pub growth_sd: f64,
    /// Idiosyncratic standard deviation of monthly log growth (σ_u).
    pub usage_sd: f64,
    /// Share of that variance common to all accounts (ρ).
    pub common_share: f64,
    /// Growth per month per unit of the macro state (b_gM).
    pub macro_growth: f64,
    /// Self-serve expansions per account-month.
    pub expansion_rate: f64,
    /// Median expansion as a share of the account.
    pub expansion_median: f64,
    /// Log standard deviation of expansion and deal size.
    pub size_log_sd: f64,
    /// Qualified leads per account-month at reference effort.
    pub lead_rate: f64,
    /// Probability that a lead closes.
    pub lead_conversion: f64,
    /// Median closed lead as a share of the account.
    pub deal_median: f64,
    /// Yearly NRR without any CSM, as finance would forecast it: what cohort-curve and forecast baselines expect.
    pub organic_nrr: f64,
    /// Company targets by measure; yearly for retention ratios, per quarter for everything else.
    pub targets: BTreeMap<Measure, f64>,
    /// How well the numbers above are known; `None` where nobody said. No word about it is told to the people who are paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncertainty: Option<Uncertainty>,
}

impl Segment {
    /// Mean annual revenue of an account at the start, \[$\]: median × exp(sd²/2), the mean of a lognormal.
    #[must_use]
    pub fn mean_arr(&self) -> f64 {
        self.median_arr * libm::exp(0.5 * self.arr_log_sd * self.arr_log_sd)
    }
}
