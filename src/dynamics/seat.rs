//! What one CSM's month means for the customers of the book: everything about people folded into a handful of intercepts.

use super::coefficients::{Coefficients, Rates};
use super::events::NEVER;
use crate::random::normal::ln;

/// What the customers of a book meet in one month: output of each activity, games, timing of signatures, hand-over.
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
    /// Padding of leads, 0 to 1.
    pub padding: f32,
    /// Boxes ticked without the work, 0 to 1.
    pub shallow: f32,
    /// Inflated logins, 0 to 1: only readings see them.
    pub inflation: f32,
    /// Begging for scores, 0 to 1.
    pub begging: f32,
    /// Neglect until red, 0 to 1.
    pub neglect: f32,
    /// Targets talked down, 0 to 1: only who sets them hears it.
    pub sandbagging: f32,
    /// Share of this month's won deals that is signed at once, at a discount, instead of next month.
    pub pulled: f32,
    /// Share of the deals due for signature this month that waits until next month.
    pub held: f32,
    /// Whether the book was handed over in this month.
    pub handed_over: bool,
    /// Whether a hand-over still raises churn.
    pub unsettled: bool,
}

impl Service {
    /// Documented output as records show it: work done, and boxes ticked without it (model section 4.4 step 9).
    #[must_use]
    pub fn recorded(&self, c: &Coefficients) -> f32 {
        self.documented + c.shallow_output * self.shallow
    }
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
    /// Probability of a padded lead.
    pub padded: f32,
    /// Probability of a padded lead that closes.
    pub padded_deal: f32,
    /// Probability that a user's new employer is won this month.
    pub mover: f32,
    /// Common part of growth.
    pub growth: f32,
    /// Common part of the value score's move.
    pub value: f32,
    /// Value gained by red accounts.
    pub rescue: f32,
    /// Probability that a deal won this month is signed at once.
    pub pulled: f32,
    /// Probability that a deal due for signature waits a month.
    pub held: f32,
}

impl Intercepts {
    /// Folds a seat's month. `trust` is that of the book at the month's start (after a hand-over), `red` counts its red accounts
    /// then, `book` those whose share can be attended to.
    #[must_use]
    pub fn fold(c: &Coefficients, r: &Rates, s: &Service, shock: &MonthShock, trust: f32, book: u32, red: u32) -> Self {
        let log_or_never = |x: f32| if x > 0.0 { ln(x) } else { -NEVER };
        let attention = (c.attention_share * book as f32 / red.max(1) as f32).min(c.attention_cap);
        let handover = if s.unsettled { c.handover_hazard } else { 0.0 };
        let boom = c.expansion_macro * shock.macro_state + shock.shift.expansion;
        let lead = r.lead + log_or_never(s.expansion) + ln(trust) + shock.shift.expansion;
        let served = c.value_adoption * s.adoption + c.value_documented * s.documented;
        let value = served - c.value_pressure * s.pressure - c.value_neglect * s.neglect;
        let padded = c.padded_rate * s.padding;
        Self {
            churn: r.churn + c.churn_trust * (1.0 - trust) - c.churn_macro * shock.macro_state + handover + shock.shift.churn,
            expansion: r.expansion + boom + ln(1.0 + c.expansion_pressure * s.pressure),
            lead,
            deal: lead + ln(r.conversion * (1.0 + c.lead_pressure * s.pressure)),
            advocacy: c.advocacy_rate * s.advocacy * trust,
            padded,
            padded_deal: c.padded_conversion * padded,
            mover: c.mover_rate * c.mover_conversion * s.expansion * trust,
            growth: r.macro_growth * shock.macro_state - r.usage_drift + r.usage_common * shock.common + shock.shift.growth,
            value: c.value_reversion * value + c.value_sd * c.value_common.sqrt() * shock.common,
            rescue: c.rescue * s.rescue * attention,
            pulled: s.pulled,
            held: s.held,
        }
    }
}

/// Trust of a book after a month (model section 4.4 step 7): regained at a constant rate, lost to games that customers notice.
#[must_use]
pub fn next_trust(c: &Coefficients, trust: f32, s: &Service) -> f32 {
    let noticed = c.trust_pressure * s.pressure + c.trust_padding * s.padding + c.trust_shallow * s.shallow + c.trust_begging * s.begging;
    trust + c.trust_recovery * (1.0 - trust) - noticed * trust
}

/// Share of accounts with a current Results Strategy after a month (model sections 0.9 and 4.4 step 9).
#[must_use]
pub fn next_strategy(c: &Coefficients, coverage: f32, s: &Service) -> f32 {
    let kept = coverage * c.strategy_keep;
    kept + (1.0 - kept) * (1.0 - crate::random::normal::exp(-c.strategy_rate * s.recorded(c)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    prop_compose! {
        fn services()(output in 0.0..2.0_f32, games in prop::array::uniform6(0.0..=1.0_f32)) -> Service {
            let [pressure, padding, shallow, inflation, begging, neglect] = games;
            let honest = Service { adoption: output, rescue: output, expansion: output, advocacy: output, documented: output, ..Service::default() };
            Service { pressure, padding, shallow, inflation, begging, neglect, ..honest }
        }
    }

    proptest! {
        /// More of a game never raises trust or the value customers drift to, and never lowers what records show.
        #[test]
        fn games_cost_trust_and_value(less in services(), more in 0.0..=1.0_f32, game in 0..6_usize, trust in 0.01..=1.0_f32) {
            let c = Coefficients::default();
            let mut played = less;
            let games = [
                &mut played.pressure, &mut played.padding, &mut played.shallow, &mut played.inflation, &mut played.begging, &mut played.neglect,
            ];
            let harder = games.into_iter().nth(game).unwrap();
            *harder += (1.0 - *harder) * more;
            let after = |s: &Service| next_trust(&c, trust, s);
            prop_assert!(after(&played) <= after(&less) && after(&played) > 0.0 && after(&less) <= 1.0);
            let coverage = |s: &Service| next_strategy(&c, 0.5, s);
            prop_assert!(coverage(&less) <= coverage(&played) && coverage(&played) <= 1.0);
            let r = super::super::account::tests::rates();
            let fold = |s: &Service| Intercepts::fold(&c, &r, s, &MonthShock::default(), trust, 40, 4);
            let (less, more) = (fold(&less), fold(&played));
            prop_assert!(more.value <= less.value && more.padded >= less.padded && more.deal >= less.deal && more.expansion >= less.expansion);
            prop_assert_eq!((more.churn, more.lead, more.advocacy, more.rescue), (less.churn, less.lead, less.advocacy, less.rescue));
        }
    }

    /// Fixed points of trust under each game at its height, .06 / (.06 + loss), and of the anchor under neglect.
    #[test]
    fn each_game_costs_what_the_model_says() {
        let c = Coefficients::default();
        let zero = Service::default();
        for (service, loss) in [
            (Service { pressure: 1.0, ..zero }, 0.04),
            (Service { padding: 1.0, ..zero }, 0.012),
            (Service { shallow: 1.0, ..zero }, 0.006),
            (Service { begging: 1.0, ..zero }, 0.006),
            (Service { inflation: 1.0, neglect: 1.0, ..zero }, 0.0),
        ] {
            let trust = (0..1_000).fold(1.0, |trust, _| next_trust(&c, trust, &service));
            assert!((trust - 0.06 / (0.06 + loss)).abs() < 1e-5, "{service:?}: {trust}");
        }
        let neglect = Service { neglect: 1.0, ..zero };
        let r = super::super::account::tests::rates();
        let i = Intercepts::fold(&c, &r, &neglect, &MonthShock::default(), 1.0, 40, 4);
        assert!((i.value + 0.15 * 0.25).abs() < 1e-7, "{}", i.value);
        // Boxes ticked without any work cover as twice the work would: x = .99 x + (1 − .99 x)(1 − e^−.36) at rest.
        let ticked = (0..400).fold(0.55, |x, _| next_strategy(&c, x, &Service { shallow: 1.0, ..zero }));
        let worked = (0..400).fold(0.55, |x, _| next_strategy(&c, x, &Service { documented: 2.0, ..zero }));
        assert_eq!(ticked, worked);
        let rest = (1.0 - (-0.36_f64).exp()) / (1.0 - 0.99 * (-0.36_f64).exp());
        assert!((f64::from(ticked) - rest).abs() < 1e-5, "{ticked}, exactly {rest}");
    }

    /// Fixed point and path of trust under constant pressure; values computed independently for recovery .04, loss .06, P = .5.
    #[test]
    fn trust_under_constant_pressure_follows_the_closed_form() {
        let c = Coefficients { trust_recovery: 0.04, trust_pressure: 0.06, ..Coefficients::default() };
        let mut trust = 1.0;
        for month in 1..=600 {
            trust = next_trust(&c, trust, &Service { pressure: 0.5, ..Service::default() });
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
        let coverage = (0..400).fold(0.55, |x, _| next_strategy(&c, x, &Service { documented: 1.0, ..Service::default() }));
        assert!((coverage - 0.95).abs() < 0.005, "{coverage}");
    }
}
