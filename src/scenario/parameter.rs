//! The numbers of a segment that history can leave in doubt, and the scale on which each is uncertain.
//!
//! What finance or the company decides is not among them: targets, books, terms of contracts, the forecast without a CSM.

use super::{Billing, Segment};

/// Largest drawn share of customers who leave in a year: all of them is no rate.
const MOST_CHURN: f64 = 1.0 - 1e-6;

/// Scale on which a parameter's uncertainty is stated, so that every draw is a valid value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// As it stands.
    Natural,
    /// Natural logarithm: a standard deviation of 0.1 is about 10 % of the value.
    Log,
    /// ln(p ÷ (1 − p)) of a share or probability.
    Logit,
}

impl Scale {
    /// Name in words.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Natural => "natural",
            Self::Log => "log",
            Self::Logit => "logit",
        }
    }

    /// A value on this scale; not finite where it has no place there.
    #[must_use]
    pub fn of(self, value: f64) -> f64 {
        match self {
            Self::Natural => value,
            Self::Log => libm::log(value),
            Self::Logit => libm::log(value) - libm::log1p(-value),
        }
    }

    /// The value that stands at `x` on this scale.
    #[must_use]
    pub fn value(self, x: f64) -> f64 {
        match self {
            Self::Natural => x,
            Self::Log => libm::exp(x),
            Self::Logit => 1.0 / (1.0 + libm::exp(-x)),
        }
    }
}

/// A number of a segment that may be uncertain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "named as the fields of a segment, which say what they are")]
pub enum Parameter {
    AnnualChurn,
    Growth,
    GrowthSd,
    UsageSd,
    CommonShare,
    MacroGrowth,
    MedianArr,
    ArrLogSd,
    ExpansionRate,
    ExpansionMedian,
    SizeLogSd,
    LeadRate,
    LeadConversion,
    DealMedian,
    /// Of billing by usage.
    NoiseSd,
}

impl Parameter {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 15] = [
        Self::AnnualChurn,
        Self::Growth,
        Self::GrowthSd,
        Self::UsageSd,
        Self::CommonShare,
        Self::MacroGrowth,
        Self::MedianArr,
        Self::ArrLogSd,
        Self::ExpansionRate,
        Self::ExpansionMedian,
        Self::SizeLogSd,
        Self::LeadRate,
        Self::LeadConversion,
        Self::DealMedian,
        Self::NoiseSd,
    ];

    /// Key in segment files.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::AnnualChurn => "annual_churn",
            Self::Growth => "growth",
            Self::GrowthSd => "growth_sd",
            Self::UsageSd => "usage_sd",
            Self::CommonShare => "common_share",
            Self::MacroGrowth => "macro_growth",
            Self::MedianArr => "median_arr",
            Self::ArrLogSd => "arr_log_sd",
            Self::ExpansionRate => "expansion_rate",
            Self::ExpansionMedian => "expansion_median",
            Self::SizeLogSd => "size_log_sd",
            Self::LeadRate => "lead_rate",
            Self::LeadConversion => "lead_conversion",
            Self::DealMedian => "deal_median",
            Self::NoiseSd => "noise_sd",
        }
    }

    /// Scale of its uncertainty: growth as it stands, probabilities and shares as logits, all that is positive as logarithms.
    #[must_use]
    pub fn scale(self) -> Scale {
        match self {
            Self::Growth | Self::MacroGrowth => Scale::Natural,
            Self::AnnualChurn | Self::CommonShare | Self::LeadConversion => Scale::Logit,
            _ => Scale::Log,
        }
    }

    /// Lowest and highest value that a draw may take, those of the key in a segment file; a draw beyond is set to the end.
    #[must_use]
    pub fn range(self) -> (f64, f64) {
        match self {
            Self::Growth | Self::MacroGrowth => (-0.5, 0.5),
            Self::AnnualChurn => (0.0, MOST_CHURN),
            Self::CommonShare | Self::LeadConversion => (0.0, 1.0),
            Self::GrowthSd => (0.0, 0.5),
            Self::UsageSd | Self::ExpansionRate | Self::LeadRate => (0.0, 1.0),
            Self::ArrLogSd | Self::SizeLogSd => (0.0, 3.0),
            Self::NoiseSd => (0.0, 2.0),
            Self::MedianArr => (f64::MIN_POSITIVE, f64::MAX),
            Self::ExpansionMedian | Self::DealMedian => (0.0, f64::MAX),
        }
    }

    /// Its value in a segment; `None` where the segment has none (metering noise under contracts).
    #[must_use]
    pub fn of(self, segment: &Segment) -> Option<f64> {
        let mut copy = segment.clone();
        self.place(&mut copy).copied()
    }

    /// Sets it, kept within its range; nothing where the segment has none.
    pub fn set(self, segment: &mut Segment, value: f64) {
        let (low, high) = self.range();
        if let Some(place) = self.place(segment) {
            *place = value.clamp(low, high);
        }
    }

    fn place(self, segment: &mut Segment) -> Option<&mut f64> {
        Some(match self {
            Self::AnnualChurn => &mut segment.annual_churn,
            Self::Growth => &mut segment.growth,
            Self::GrowthSd => &mut segment.growth_sd,
            Self::UsageSd => &mut segment.usage_sd,
            Self::CommonShare => &mut segment.common_share,
            Self::MacroGrowth => &mut segment.macro_growth,
            Self::MedianArr => &mut segment.median_arr,
            Self::ArrLogSd => &mut segment.arr_log_sd,
            Self::ExpansionRate => &mut segment.expansion_rate,
            Self::ExpansionMedian => &mut segment.expansion_median,
            Self::SizeLogSd => &mut segment.size_log_sd,
            Self::LeadRate => &mut segment.lead_rate,
            Self::LeadConversion => &mut segment.lead_conversion,
            Self::DealMedian => &mut segment.deal_median,
            Self::NoiseSd => match &mut segment.billing {
                Billing::Usage { noise_sd } => noise_sd,
                Billing::Contract { .. } => return None,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_there_and_back_is_the_value() {
        for scale in [Scale::Natural, Scale::Log, Scale::Logit] {
            for value in [0.013, 0.2, 0.77] {
                assert!((scale.value(scale.of(value)) - value).abs() < 1e-15, "{scale:?} {value}");
            }
        }
        // logit(0.2) = ln(0.25)
        assert!((Scale::Logit.of(0.2) - 0.25_f64.ln()).abs() < 1e-15);
        assert!(!Scale::Log.of(0.0).is_finite() && !Scale::Logit.of(0.0).is_finite() && !Scale::Logit.of(1.0).is_finite());
    }

    #[test]
    fn names_are_those_of_the_file_format() {
        for parameter in Parameter::ALL {
            assert_eq!(serde_json::to_value(parameter).unwrap(), parameter.id());
        }
    }
}
