//! What a panel is compared by: one number for each thing that a segment says and a panel can show.

use crate::calibrate::survival::{InactivityRule, LifeTable, constant_hazard, derive_lifetimes};
use crate::calibrate::usage::{ParameterName, Parameters, UsageSettings, fit_usage};
use crate::cohort::History;

/// A number that is compared. Each is on the scale on which what it settles can be moved by the same amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moment {
    /// ln of the monthly hazard of leaving.
    LnHazard,
    /// Mean monthly growth of ln level, expansions included.
    Drift,
    /// Variance of growth between accounts.
    TrendVariance,
    /// Variance of an account's own permanent monthly shocks, expansions included.
    OwnVariance,
    /// Variance of transitory noise.
    NoiseVariance,
    /// Variance of the monthly moves that all accounts make together.
    CommonVariance,
    /// ln of expansions per account-month.
    LnExpansionRate,
    /// Mean of ln size of an expansion.
    LnExpansionSize,
    /// Standard deviation of it.
    ExpansionSizeSd,
}

impl Moment {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::LnHazard,
        Self::Drift,
        Self::TrendVariance,
        Self::OwnVariance,
        Self::NoiseVariance,
        Self::CommonVariance,
        Self::LnExpansionRate,
        Self::LnExpansionSize,
        Self::ExpansionSizeSd,
    ];

    /// The parameter of a usage fit that it is made of; `None` for churn.
    pub(in crate::calibrate) fn parameter(self) -> Option<ParameterName> {
        Some(match self {
            Self::LnHazard => return None,
            Self::Drift => ParameterName::Drift,
            Self::TrendVariance => ParameterName::TrendSd,
            Self::OwnVariance => ParameterName::PermanentSd,
            Self::NoiseVariance => ParameterName::TransitorySd,
            Self::CommonVariance => ParameterName::CommonSd,
            Self::LnExpansionRate => ParameterName::ExpansionRate,
            Self::LnExpansionSize => ParameterName::ExpansionLnMean,
            Self::ExpansionSizeSd => ParameterName::ExpansionLnSd,
        })
    }

    /// On the scale of the moment.
    fn of(self, value: f64) -> f64 {
        match self {
            Self::TrendVariance | Self::OwnVariance | Self::NoiseVariance | Self::CommonVariance => value * value,
            Self::LnExpansionRate => value.ln(),
            Self::LnHazard | Self::Drift | Self::LnExpansionSize | Self::ExpansionSizeSd => value,
        }
    }
}

/// The moments of one panel, in the order of [`Moment::ALL`]; `None` where the panel cannot tell.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize)]
pub struct Moments([Option<f64>; Moment::ALL.len()]);

impl Moments {
    /// From a usage fit's parameters and a monthly hazard.
    #[must_use]
    pub fn new(parameters: &Parameters, hazard: Option<f64>) -> Self {
        let value = |moment: Moment| match moment.parameter() {
            Some(name) => parameters.get(name).value().map(|value| moment.of(value)),
            None => hazard.filter(|h| *h > 0.0).map(f64::ln),
        };
        Self(Moment::ALL.map(|moment| value(moment).filter(|v| v.is_finite())))
    }

    /// From one row of joint draws of a usage fit's parameters and a draw of ln hazard.
    #[must_use]
    pub fn of_draw(names: &[ParameterName], row: &[f64], ln_hazard: Option<f64>) -> Self {
        let drawn = |name: ParameterName| names.iter().position(|n| *n == name).map(|at| row[at]);
        let value = |moment: Moment| match moment.parameter() {
            Some(name) => drawn(name).map(|value| moment.of(value)),
            None => ln_hazard,
        };
        Self(Moment::ALL.map(|moment| value(moment).filter(|v| v.is_finite())))
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, moment: Moment) -> Option<f64> {
        self.0[moment as usize]
    }

    /// With one set, or taken out.
    #[must_use]
    pub fn with(mut self, moment: Moment, value: Option<f64>) -> Self {
        self.0[moment as usize] = value;
        self
    }
}

/// Measures a panel as calibration measures one: its growth net of noise, and churn by the rule.
#[must_use]
pub fn measure(history: &History, rule: InactivityRule, settings: &UsageSettings) -> Moments {
    let fit = fit_usage(history, None, settings);
    let table = derive_lifetimes(history, rule).map(|derived| LifeTable::new(&derived.lifetimes));
    let hazard = table.ok().and_then(|table| constant_hazard(&table).ok()).map(|estimate| estimate.value);
    Moments::new(&fit.parameters, hazard)
}
