//! The coefficients of customer life, in one table with their sources.

/// Coefficients of model sections 4.4 and 4.5, all per month, all judgement unless a study is named. A scenario may state others.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Coefficients {
    /// Log hazard of churn per unit of value score, taken off.
    pub churn_value: f32,
    /// Log hazard of churn per unit of lost trust.
    pub churn_trust: f32,
    /// Log hazard of churn per unit of macro state, taken off.
    pub churn_macro: f32,
    /// Log hazard of churn added after a hand-over.
    pub handover_hazard: f32,
    /// Months for which it is added.
    pub handover_months: u16,
    /// Factor on trust at a hand-over.
    pub handover_trust: f32,
    /// Log expansion rate per unit of value score.
    pub expansion_value: f32,
    /// Log expansion rate per unit of macro state.
    pub expansion_macro: f32,
    /// Share by which full pressure raises the expansion rate.
    pub expansion_pressure: f32,
    /// Log lead rate per unit of value score.
    pub lead_value: f32,
    /// Share by which full pressure raises conversion.
    pub lead_pressure: f32,
    /// Padded leads per account-month at full padding.
    pub padded_rate: f32,
    /// Share of padded leads that close all the same.
    pub padded_conversion: f32,
    /// Months between winning a deal and signing it: 0 or 1.
    pub signing_lag: u16,
    /// Growth per month per unit of value score.
    pub growth_value: f32,
    /// Speed κ at which value returns to its anchor.
    pub value_reversion: f32,
    /// Anchor per unit of adoption output.
    pub value_adoption: f32,
    /// Anchor per unit of documented-activity output.
    pub value_documented: f32,
    /// Anchor lost per unit of pressure.
    pub value_pressure: f32,
    /// Anchor lost to full neglect.
    pub value_neglect: f32,
    /// Value gained a month by a red account per unit of rescue output and attention.
    pub rescue: f32,
    /// Attention per red account at most.
    pub attention_cap: f32,
    /// Red accounts that can be attended to, as a share of the book.
    pub attention_share: f32,
    /// Whether that is a share of a full book, so that a CSM's time for rescues does not shrink with the book, or of the living one.
    pub attention_full_book: bool,
    /// Standard deviation of monthly value shocks.
    pub value_sd: f32,
    /// Share of its variance common to all accounts.
    pub value_common: f32,
    /// Standard deviation of the anchor between accounts.
    pub anchor_sd: f32,
    /// Value of a book that has had a CSM, above the anchor (model section 0.8).
    pub start_value: f32,
    /// Standard deviation of value around the anchor at the start.
    pub start_value_sd: f32,
    /// Value of a new account, above the anchor (model section 0.9).
    pub new_account_value: f32,
    /// Standard deviation of the deployment offset between accounts (model section 0.9).
    pub deployment_sd: f32,
    /// Trust at the start.
    pub start_trust: f32,
    /// Share of lost trust regained.
    pub trust_recovery: f32,
    /// Share of trust lost to full pressure.
    pub trust_pressure: f32,
    /// Share of trust lost to full padding.
    pub trust_padding: f32,
    /// Share of trust lost to boxes ticked without the work.
    pub trust_shallow: f32,
    /// Share of trust lost to begging for scores.
    pub trust_begging: f32,
    /// Advocacy acts per green account-month at full output and trust.
    pub advocacy_rate: f32,
    /// Share of advocacy acts that bring a referred customer.
    pub referral_share: f32,
    /// Users who change employer, per account-month.
    pub mover_rate: f32,
    /// Probability that a mover's new employer is won, at full output and trust.
    pub mover_conversion: f32,
    /// Months until a referred or moved customer signs.
    pub new_business_lag: u16,
    /// First contract of a referred or moved customer, in median accounts.
    pub new_business_size: f32,
    /// Hazard of first value for a new account at full adoption output.
    pub first_value_rate: f32,
    /// Probability a month of one implementation success; three complete it.
    pub implementation_rate: f32,
    /// Results Strategies still current after a month.
    pub strategy_keep: f32,
    /// Hazard of writing a missing strategy per unit of documented output.
    pub strategy_rate: f32,
    /// Coverage at the start.
    pub strategy_start: f32,
    /// Hazard of an executive review per unit of documented output.
    pub review_rate: f32,
    /// Documented output that ticking every box without the work looks like.
    pub shallow_output: f32,
    /// Persistence of the macro state.
    pub macro_persistence: f32,
}

impl Coefficients {
    /// Nobody advocates or moves, and deals are signed at once.
    #[must_use]
    pub fn is_calm(&self) -> bool {
        self.signing_lag == 0 && self.mover_rate == 0.0 && self.advocacy_rate == 0.0
    }
}

impl Default for Coefficients {
    /// Model sections 0.8, 0.9, 4.1, 4.4 and 4.5. The hand-over terms give first-year losses of 9.7 / 6.9 / 4.2 % of a book (small,
    /// mid-market, enterprise), inside the 3–18 % around Shi et al. (2017).
    fn default() -> Self {
        Self {
            churn_value: 0.8,
            churn_trust: 1.0,
            churn_macro: 0.15,
            handover_hazard: 0.4,
            handover_months: 3,
            handover_trust: 0.7,
            expansion_value: 0.5,
            expansion_macro: 0.15,
            expansion_pressure: 0.3,
            lead_value: 0.3,
            lead_pressure: 0.4,
            padded_rate: 0.030,
            padded_conversion: 0.05,
            signing_lag: 1,
            growth_value: 0.003,
            value_reversion: 0.15,
            value_adoption: 0.22,
            value_documented: 0.10,
            value_pressure: 0.08,
            value_neglect: 0.25,
            rescue: 0.08,
            attention_cap: 1.5,
            attention_share: 0.15,
            attention_full_book: false,
            value_sd: 0.316,
            value_common: 0.02,
            anchor_sd: 0.6,
            start_value: 0.40,
            start_value_sd: 0.6,
            new_account_value: -0.5,
            deployment_sd: 0.5,
            start_trust: 1.0,
            trust_recovery: 0.06,
            trust_pressure: 0.04,
            trust_padding: 0.012,
            trust_shallow: 0.006,
            trust_begging: 0.006,
            advocacy_rate: 0.05,
            referral_share: 0.15,
            mover_rate: 0.004,
            mover_conversion: 0.10,
            new_business_lag: 3,
            new_business_size: 0.5,
            first_value_rate: 0.35,
            implementation_rate: 0.8,
            strategy_keep: 0.99,
            strategy_rate: 0.18,
            strategy_start: 0.55,
            review_rate: 0.40,
            shallow_output: 2.0,
            macro_persistence: 0.9,
        }
    }
}

/// Rates and sizes of one segment, as the monthly step needs them. Log points, per month, unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    /// ln of the monthly churn hazard at value 0, full trust, neutral macro: ln(−ln(1 − annual)/12).
    pub churn: f32,
    /// ln of the monthly expansion rate.
    pub expansion: f32,
    /// ln of the monthly lead rate.
    pub lead: f32,
    /// Probability that a lead closes.
    pub conversion: f32,
    /// ln of the median expansion.
    pub expansion_size: f32,
    /// ln of the median deal.
    pub deal_size: f32,
    /// Standard deviation of log sizes.
    pub size_sd: f32,
    /// Idiosyncratic standard deviation of growth: σ_u √(1 − ρ).
    pub usage_own: f32,
    /// Common standard deviation of growth: σ_u √ρ.
    pub usage_common: f32,
    /// σ_u²/2, taken off growth so that shocks do not raise the mean.
    pub usage_drift: f32,
    /// Growth per unit of macro state.
    pub macro_growth: f32,
    /// Metering noise σ_w of invoices; 0 for contracts.
    pub metering_sd: f32,
    /// First contract of a referred or moved customer, \[$ a year\].
    pub new_business: f32,
}
