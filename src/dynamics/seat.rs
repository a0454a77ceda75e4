//! What one CSM's month means for the customers of the book: everything about people folded into a handful of intercepts.

use super::coefficients::{Coefficients, Rates};
use super::events::NEVER;
use crate::random::normal::ln;

/// What the customers of a book meet in one month: output of each activity, pressure, hand-over.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Service {
    /// Adoption output q_A, 1 = a salaried, skilled, settled CSM with a full book.
    pub adoption: f32,
    /// Rescue output q_R.
    pub rescue: f32,
    /// Expansion output q_X.
    pub expansion: f32,
    /// Advocacy output q_V.
    pub advocacy: f32,
    /// Documented-activity output q_D.
    pub documented: f32,
    /// Pressure to sign, 0 to 1.
    pub pressure: f32,
    /// Whether the book was handed over in this month.
    pub handed_over: bool,
    /// Whether a hand-over still raises churn.
    pub unsettled: bool,
}

/// A stressed market: added to every seat's intercepts, 0 in the base market.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Shift {
    /// Added to growth, log points a month.
    pub growth: f32,
    /// Added to the log churn hazard.
    pub churn: f32,
    /// Added to the log expansion and lead rates.
    pub expansion: f32,
}

/// Common shocks of a month.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct MonthShock {
    /// Macro state M after its update.
    pub macro_state: f32,
    /// The month's common normal ξ.
    pub common: f32,
    /// Stress.
    pub shift: Shift,
}

/// The intercepts that one book's accounts share in one month: account transitions need nothing else about people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Intercepts {
    /// Log churn hazard at value 0.
    pub churn: f32,
    /// Log expansion rate at value 0.
    pub expansion: f32,
    /// Log probability of a lead at value 0.
    pub lead: f32,
    /// Log probability of a lead that closes at value 0.
    pub deal: f32,
    /// Probability of an advocacy act of a green account.
    pub advocacy: f32,
    /// Probability that a user's new employer is won this month.
    pub mover: f32,
    /// Common part of growth.
    pub growth: f32,
    /// Common part of the value score's move.
    pub value: f32,
    /// Value gained by red accounts.
    pub rescue: f32,
}

impl Intercepts {
    /// Folds a seat's month. `trust` is that of the book at the month's start (after a hand-over), `living` and `red` count its
    /// accounts at the month's start.
    #[must_use]
    pub fn fold(c: &Coefficients, r: &Rates, s: &Service, shock: &MonthShock, trust: f32, living: u32, red: u32) -> Self {
        let log_or_never = |x: f32| if x > 0.0 { ln(x) } else { -NEVER };
        let attention = (c.attention_share * living as f32 / red.max(1) as f32).min(c.attention_cap);
        let handover = if s.unsettled { c.handover_hazard } else { 0.0 };
        let boom = c.expansion_macro * shock.macro_state + shock.shift.expansion;
        let lead = r.lead + log_or_never(s.expansion) + ln(trust) + shock.shift.expansion;
        let value = c.value_adoption * s.adoption + c.value_documented * s.documented - c.value_pressure * s.pressure;
        Self {
            churn: r.churn + c.churn_trust * (1.0 - trust) - c.churn_macro * shock.macro_state + handover + shock.shift.churn,
            expansion: r.expansion + boom + ln(1.0 + c.expansion_pressure * s.pressure),
            lead,
            deal: lead + ln(r.conversion * (1.0 + c.lead_pressure * s.pressure)),
            advocacy: c.advocacy_rate * s.advocacy * trust,
            mover: c.mover_rate * c.mover_conversion * s.expansion * trust,
            growth: r.macro_growth * shock.macro_state - r.usage_drift + r.usage_common * shock.common + shock.shift.growth,
            value: c.value_reversion * value + c.value_sd * c.value_common.sqrt() * shock.common,
            rescue: c.rescue * s.rescue * attention,
        }
    }
}

/// Trust of a book after a month (model section 4.4 step 7): regained at a constant rate, lost to pressure.
#[must_use]
pub fn next_trust(c: &Coefficients, trust: f32, pressure: f32) -> f32 {
    trust + c.trust_recovery * (1.0 - trust) - c.trust_pressure * pressure * trust
}

/// Share of accounts with a current Results Strategy after a month (model sections 0.9 and 4.4 step 9).
#[must_use]
pub fn next_strategy(c: &Coefficients, coverage: f32, documented: f32) -> f32 {
    let kept = coverage * c.strategy_keep;
    kept + (1.0 - kept) * (1.0 - crate::random::normal::exp(-c.strategy_rate * documented))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fixed point and path of trust under constant pressure; values computed independently for recovery .04, loss .06, P = .5.
    #[test]
    fn trust_under_constant_pressure_follows_the_closed_form() {
        let c = Coefficients { trust_recovery: 0.04, trust_pressure: 0.06, ..Coefficients::default() };
        let mut trust = 1.0;
        for month in 1..=600 {
            trust = next_trust(&c, trust, 0.5);
            if month == 12 {
                assert!((trust - 0.750_827).abs() < 1e-6, "{trust}");
            }
        }
        assert!((trust - 0.571_428_6).abs() < 1e-6, "{trust}");
        // half of the way is done after ln 2 / −ln(1 − .04 − .06 × .5) = 9.55 months
        let half_life = 2.0_f64.ln() / -(1.0_f64 - 0.07).ln();
        assert!((half_life - 9.551_337_5).abs() < 1e-6);
    }

    #[test]
    fn full_documented_effort_covers_about_95_percent() {
        let c = Coefficients::default();
        let coverage = (0..400).fold(0.55, |x, _| next_strategy(&c, x, 1.0));
        assert!((coverage - 0.95).abs() < 0.005, "{coverage}");
    }
}
