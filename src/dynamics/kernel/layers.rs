//! What of a month's luck somebody looks at. What nobody looks at is not drawn, and nothing else changes for it.

use crate::dynamics::Coefficients;
use crate::dynamics::events::{CHURN_END, EXPANSION_START, LEAD_END, LEAD_START};

/// Parts of the luck that are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layers {
    /// Moves of the value score.
    pub value: bool,
    /// Metering noise.
    pub metering: bool,
    /// Advocacy, padded leads, movers.
    pub others: bool,
    /// Sizes of expansions as a share of what was there before.
    pub shares: bool,
}

impl Layers {
    /// Nothing.
    pub const NONE: Self = Self { value: false, metering: false, others: false, shares: false };

    /// What either asks for.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            value: self.value || other.value,
            metering: self.metering || other.metering,
            others: self.others || other.others,
            shares: self.shares || other.shares,
        }
    }

    /// Whether the value score changes anything that happens.
    #[must_use]
    pub fn value_matters(c: &Coefficients) -> bool {
        [c.churn_value, c.expansion_value, c.lead_value, c.growth_value, c.rescue, c.advocacy_rate] != [0.0; 6]
    }
}

/// Where on the event uniform anything can happen this month, in any world: at most the bands of churn, leads and expansion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reach {
    /// An account may leave below this.
    pub churn: f32,
    /// A lead may be handed over from [`LEAD_START`] up to this.
    pub leads: f32,
    /// An account may expand above this.
    pub expansion: f32,
}

/// Slack, relative and absolute, that covers the rounding of inverted links, uniforms and bands.
const SLACK: [f64; 2] = [1e-3, 1e-6];

impl Reach {
    /// Whether it can be told beforehand: not where each account's own value score moves what happens to it.
    #[must_use]
    pub fn is_known(c: &Coefficients) -> bool {
        [c.churn_value, c.expansion_value, c.lead_value] == [0.0; 3]
    }

    /// From the highest log churn hazard, log expansion rate and log probability of a lead of any account.
    #[must_use]
    pub fn below(ceiling: [f32; 3]) -> Self {
        let slack = |probability: f64| (1.0 + SLACK[0]) * probability + SLACK[1];
        let event = |log_hazard: f32| slack(-(-f64::from(log_hazard).exp()).exp_m1());
        let [churn, expansion, lead] = ceiling;
        let leads = if lead == f32::NEG_INFINITY { 0.0 } else { slack(f64::from(lead).exp()) };
        Self {
            churn: (event(churn) as f32).min(CHURN_END),
            leads: (LEAD_START + leads as f32).min(LEAD_END),
            expansion: (1.0 - event(expansion) as f32).max(EXPANSION_START),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dynamics::events::Links;

    proptest! {
        /// Beyond its reach no uniform makes anything happen.
        #[test]
        fn nothing_happens_out_of_reach(ceiling in prop::array::uniform3(-12.0..1.0_f32), word in any::<u32>()) {
            let reach = Reach::below(ceiling);
            let u = crate::random::normal::uniform(word);
            let links = Links::at(u);
            let [churn, expansion, lead] = ceiling;
            prop_assert!(u < reach.churn || links.churn >= churn);
            prop_assert!(u > reach.expansion || links.expansion >= expansion);
            prop_assert!(u > LEAD_START && u < reach.leads || links.lead >= lead);
        }
    }

    #[test]
    fn where_value_matters_nothing_is_out_of_reach() {
        assert!(!Reach::is_known(&Coefficients::default()));
        let c = Coefficients { churn_value: 0.0, expansion_value: 0.0, lead_value: 0.0, ..Coefficients::default() };
        assert!(Reach::is_known(&c));
        let reach = Reach::below([-4.4, -3.5, f32::NEG_INFINITY]);
        assert!((reach.churn - 0.0122).abs() < 1e-3 && (reach.expansion - 0.97).abs() < 1e-3, "{reach:?}");
        assert_eq!(reach.leads, LEAD_START);
    }
}
