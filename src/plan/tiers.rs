//! Tiered commission: rates on credited dollars, marginal or retroactive.
//!
//! ```text
//! marginal:     6 % on the slice below 105 % of quota, 7.2 % on the slice above
//! retroactive:  crossing 105 % pays 7.2 % on everything
//! ```
//!
//! Which dollars are credited: [`credit`](super::credit).

use super::curve::{Edge, TOLERANCE};

/// Rates by tier.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Tiers {
    /// Whether a higher rate applies to the slice above its threshold or to everything.
    pub mode: TierMode,
    /// Tiers by increasing threshold. Below the first nothing is paid.
    pub tiers: Vec<Tier>,
}

/// One tier.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Tier {
    /// Threshold: attainment, or dollars where the component has no goal.
    pub from: f64,
    /// Whether the threshold itself is in the tier.
    pub edge: Edge,
    /// Dollars paid per credited dollar; `None` takes the individual commission rate (target ÷ quota). Either is multiplied
    /// by `factor`.
    pub rate: Option<f64>,
    /// Factor on the rate (accelerator above 1, decelerator below).
    pub factor: f64,
    /// Dollars paid per dollar of growth of the credited contract (renewals: dollars now − dollars before, if positive); not
    /// multiplied by `factor`.
    pub uplift_rate: f64,
}

/// The difference that must always be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum TierMode {
    /// The higher rate pays on the slice above the threshold only.
    Marginal,
    /// Crossing the threshold raises the rate on all credited dollars.
    Retroactive,
}

/// Average rates that tiers come to at one standing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct AverageRates {
    /// Dollars per credited dollar.
    pub rate: f64,
    /// Dollars per dollar of contract growth.
    pub uplift: f64,
}

impl Tiers {
    /// Average rates when `reached` is the attainment (or the dollars, where thresholds are dollars) and `base_rate` is the
    /// individual commission rate. Credited dollars count as spread evenly from 0 to `reached`.
    ///
    /// ```
    /// use paylift::plan::{Edge, Tier, TierMode, Tiers};
    /// let tier = |from, rate| Tier { from, edge: Edge::Inclusive, rate: Some(rate), factor: 1.0, uplift_rate: 0.0 };
    /// let tiers = |mode| Tiers { mode, tiers: vec![tier(0.0, 0.05), tier(1.0, 0.10)] };
    /// // $150k credited on a quota of $100k: 100k × 5 % + 50k × 10 % = $10,000, or 150k × 10 % = $15,000.
    /// assert!((150e3 * tiers(TierMode::Marginal).average(1.5, 0.0).rate - 10e3).abs() < 1e-6);
    /// assert!((150e3 * tiers(TierMode::Retroactive).average(1.5, 0.0).rate - 15e3).abs() < 1e-6);
    /// ```
    #[must_use]
    pub fn average(&self, reached: f64, base_rate: f64) -> AverageRates {
        let of = |t: &Tier| AverageRates { rate: t.rate.unwrap_or(base_rate) * t.factor, uplift: t.uplift_rate };
        let Some(top) = self.tiers.iter().rposition(|t| t.edge.reached(reached, t.from)) else {
            return AverageRates::default();
        };
        // Standing exactly at (or below) zero leaves no slice to split.
        if self.mode == TierMode::Retroactive || reached <= TOLERANCE {
            return of(&self.tiers[top]);
        }
        let mut average = AverageRates::default();
        for (i, tier) in self.tiers[..=top].iter().enumerate() {
            let to = if i == top { reached } else { self.tiers[i + 1].from };
            let part = (to - tier.from.max(0.0)).max(0.0) / reached;
            let rates = of(tier);
            average.rate += rates.rate * part;
            average.uplift += rates.uplift * part;
        }
        average
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tier(from: f64, edge: Edge, rate: Option<f64>, factor: f64) -> Tier {
        Tier { from, edge, rate, factor, uplift_rate: 0.0 }
    }

    fn accelerated(mode: TierMode, edge: Edge) -> Tiers {
        Tiers { mode, tiers: vec![tier(0.0, Edge::Inclusive, Some(0.06), 1.0), tier(1.05, edge, Some(0.06), 1.2)] }
    }

    #[test]
    fn marginal_pays_the_slice_and_retroactive_everything() {
        let quota = 180_000.0;
        for (attainment, marginal, retroactive) in [
            (0.0, 0.0, 0.0),
            (1.0, 10_800.0, 10_800.0),
            (1.05, 11_340.0, 13_608.0),
            // 1.05 × 180k × 6 % + 0.15 × 180k × 7.2 %
            (1.20, 13_284.0, 15_552.0),
        ] {
            let paid = |mode| quota * attainment * accelerated(mode, Edge::Inclusive).average(attainment, 0.0).rate;
            assert!((paid(TierMode::Marginal) - marginal).abs() < 1e-6, "marginal at {attainment}");
            assert!((paid(TierMode::Retroactive) - retroactive).abs() < 1e-6, "retroactive at {attainment}");
        }
    }

    #[test]
    fn an_exclusive_retroactive_threshold_has_to_be_exceeded() {
        let tiers = accelerated(TierMode::Retroactive, Edge::Exclusive);
        assert!((tiers.average(1.05, 0.0).rate - 0.06).abs() < 1e-12);
        assert!((tiers.average(1.0501, 0.0).rate - 0.072).abs() < 1e-12);
    }

    #[test]
    fn below_the_first_tier_nothing_is_paid() {
        let tiers = |mode| Tiers { mode, tiers: vec![tier(0.5, Edge::Inclusive, Some(0.10), 1.0)] };
        assert_eq!(tiers(TierMode::Retroactive).average(0.49, 0.0).rate, 0.0);
        // Half of what was credited lies below the threshold.
        assert!((tiers(TierMode::Marginal).average(1.0, 0.0).rate - 0.05).abs() < 1e-12);
        assert!((tiers(TierMode::Retroactive).average(1.0, 0.0).rate - 0.10).abs() < 1e-12);
    }

    #[test]
    fn without_a_rate_the_individual_commission_rate_is_taken() {
        let tiers = Tiers { mode: TierMode::Marginal, tiers: vec![tier(0.0, Edge::Inclusive, None, 1.5)] };
        assert!((tiers.average(0.7, 0.2).rate - 0.3).abs() < 1e-12);
    }

    #[test]
    fn uplift_follows_the_same_slices() {
        let with = |from, uplift_rate| Tier { from, edge: Edge::Inclusive, rate: Some(0.0), factor: 1.0, uplift_rate };
        let tiers = Tiers { mode: TierMode::Marginal, tiers: vec![with(0.0, 0.05), with(1.0, 0.10)] };
        assert!((tiers.average(2.0, 0.0).uplift - 0.075).abs() < 1e-12);
    }

    #[test]
    fn negative_standing_reaches_only_negative_thresholds() {
        let tiers = accelerated(TierMode::Marginal, Edge::Inclusive);
        assert_eq!(tiers.average(-0.2, 0.0), AverageRates::default());
    }
}
