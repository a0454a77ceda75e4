//! What is moved while a segment is settled, on the scales of the moments, and the segment that it makes.

use super::moments::{Moment, Moments};
use crate::scenario::{Billing, Segment};

/// Least variance of anything: a standard deviation of a thousandth.
const LEAST_VARIANCE: f64 = 1e-6;
/// Monthly hazards that a segment can have: its yearly churn stays between 0.001 % and 99.9 %.
const LN_HAZARDS: [f64; 2] = [-14.0, -0.56];
/// Growth a month that a segment can have.
const GROWTH: [f64; 2] = [-0.5, 0.5];
/// Expansions per account-month that a segment can have, as logarithms.
const LN_RATES: [f64; 2] = [-12.0, 0.0];

/// A segment's numbers in the order and on the scales of [`Moment::ALL`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Latent([f64; Moment::ALL.len()]);

impl Latent {
    /// Of a segment.
    #[must_use]
    pub fn of(segment: &Segment) -> Self {
        let shocks = segment.usage_sd * segment.usage_sd;
        let noise = match segment.billing {
            Billing::Usage { noise_sd } => noise_sd * noise_sd,
            Billing::Contract { .. } => 0.0,
        };
        Self(Moment::ALL.map(|moment| match moment {
            Moment::LnHazard => (-(-segment.annual_churn).ln_1p() / 12.0).ln(),
            Moment::Drift => segment.growth,
            Moment::TrendVariance => segment.growth_sd * segment.growth_sd,
            Moment::OwnVariance => shocks * (1.0 - segment.common_share),
            Moment::NoiseVariance => noise,
            Moment::CommonVariance => shocks * segment.common_share,
            Moment::LnExpansionRate => segment.expansion_rate.ln(),
            Moment::LnExpansionSize => segment.expansion_median.ln(),
            Moment::ExpansionSizeSd => segment.size_log_sd,
        }))
        .bounded()
    }

    /// The segment `like` with these numbers.
    #[must_use]
    pub fn segment(&self, like: &Segment) -> Segment {
        let at = |moment: Moment| self.0[moment as usize];
        let (own, common) = (at(Moment::OwnVariance), at(Moment::CommonVariance));
        let billing = match like.billing {
            Billing::Usage { .. } => Billing::Usage { noise_sd: at(Moment::NoiseVariance).sqrt().min(2.0) },
            contract @ Billing::Contract { .. } => contract,
        };
        Segment {
            billing,
            annual_churn: -(-12.0 * at(Moment::LnHazard).exp()).exp_m1(),
            growth: at(Moment::Drift),
            growth_sd: at(Moment::TrendVariance).sqrt().min(0.5),
            usage_sd: (own + common).sqrt().min(1.0),
            common_share: common / (own + common),
            expansion_rate: at(Moment::LnExpansionRate).exp(),
            expansion_median: at(Moment::LnExpansionSize).exp(),
            size_log_sd: at(Moment::ExpansionSizeSd),
            ..like.clone()
        }
    }

    /// Moved by a share of what is observed beyond what is seen now; where either is unknown nothing moves.
    #[must_use]
    pub fn moved(mut self, observed: &Moments, seen: &Moments, share: f64) -> Self {
        for moment in Moment::ALL {
            if let (Some(observed), Some(seen)) = (observed.get(moment), seen.get(moment)) {
                self.0[moment as usize] += share * (observed - seen);
            }
        }
        self.bounded()
    }

    /// Set to what is observed, where it is: the first guess.
    #[must_use]
    pub fn set(mut self, observed: &Moments) -> Self {
        for moment in Moment::ALL {
            if let Some(value) = observed.get(moment) {
                self.0[moment as usize] = value;
            }
        }
        self.bounded()
    }

    fn bounded(mut self) -> Self {
        for (moment, value) in Moment::ALL.into_iter().zip(&mut self.0) {
            *value = match moment {
                Moment::LnHazard => value.clamp(LN_HAZARDS[0], LN_HAZARDS[1]),
                Moment::Drift => value.clamp(GROWTH[0], GROWTH[1]),
                Moment::TrendVariance | Moment::NoiseVariance | Moment::CommonVariance => value.clamp(0.0, 4.0),
                Moment::OwnVariance => value.clamp(LEAST_VARIANCE, 1.0),
                Moment::LnExpansionRate => value.clamp(LN_RATES[0], LN_RATES[1]),
                Moment::LnExpansionSize => value.clamp(-6.0, 2.0),
                Moment::ExpansionSizeSd => value.clamp(0.0, 3.0),
            };
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibrate::made_up::meterline;

    #[test]
    fn a_segment_comes_back_from_its_numbers() {
        for segment in meterline().segments {
            let again = Latent::of(&segment).segment(&segment);
            for (a, b) in [
                (again.annual_churn, segment.annual_churn),
                (again.growth, segment.growth),
                (again.growth_sd, segment.growth_sd),
                (again.usage_sd, segment.usage_sd),
                (again.common_share, segment.common_share),
                (again.expansion_rate, segment.expansion_rate),
                (again.expansion_median, segment.expansion_median),
                (again.size_log_sd, segment.size_log_sd),
            ] {
                assert!((a - b).abs() <= 1e-12 * b.abs(), "{a} {b}");
            }
            assert_eq!(again.targets, segment.targets);
        }
    }
}
