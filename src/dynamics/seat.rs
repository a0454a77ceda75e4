//! What one CSM's month means for the customers of the book: everything about people folded into a handful of intercepts.

use super::coefficients::{Coefficients, Rates};
use super::events::NEVER;
use crate::lanes::{Lanes, Portable};
use crate::random::wide::Arithmetic;

/// What the customers of a book meet in one month: output of each activity, games, timing of signatures, hand-over. In one trial, or in as
/// many as `F` has lanes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Service<F = f32, M = bool> {
    /// Adoption output q_A, 1 = a salaried, skilled, settled CSM with a full book.
    pub adoption: F,
    /// Rescue output q_R.
    pub rescue: F,
    /// Expansion output q_X.
    pub expansion: F,
    /// Advocacy output q_V.
    pub advocacy: F,
    /// Documented-activity output q_D.
    pub documented: F,
    /// Pressure to sign, 0 to 1.
    pub pressure: F,
    /// Padding of leads, 0 to 1.
    pub padding: F,
    /// Boxes ticked without the work, 0 to 1.
    pub shallow: F,
    /// Inflated logins, 0 to 1: only readings see them.
    pub inflation: F,
    /// Begging for scores, 0 to 1.
    pub begging: F,
    /// Neglect until red, 0 to 1.
    pub neglect: F,
    /// Targets talked down, 0 to 1: only who sets them hears it.
    pub sandbagging: F,
    /// Share of this month's won deals that is signed at once, at a discount, instead of next month.
    pub pulled: F,
    /// Share of the deals due for signature this month that waits until next month.
    pub held: F,
    /// Whether the book was handed over in this month.
    pub handed_over: M,
    /// Whether a hand-over still raises churn.
    pub unsettled: M,
}

impl Service {
    /// Documented output as records show it: work done, and boxes ticked without it (model section 4.4 step 9).
    #[must_use]
    pub fn recorded(&self, c: &Coefficients) -> f32 {
        recorded(Portable, c, self)
    }
}

#[inline(always)]
fn recorded<L: Lanes>(l: L, c: &Coefficients, s: &Service<L::F, L::M>) -> L::F {
    l.mul_add(l.splat(c.shallow_output), s.shallow, s.documented)
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

/// Common shocks of a month, in one trial or in as many as `F` has lanes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct MonthShock<F = f32> {
    /// Macro state M after its update.
    pub macro_state: F,
    /// The month's common normal ξ.
    pub common: F,
    /// Stress.
    pub shift: Shift,
}

/// The intercepts that one book's accounts share in one month: account transitions need nothing else about people. In one trial, or in as
/// many as `F` has lanes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Intercepts<F = f32> {
    /// Log churn hazard at value 0.
    pub churn: F,
    /// Log expansion rate at value 0.
    pub expansion: F,
    /// Log probability of a lead at value 0.
    pub lead: F,
    /// Log probability of a lead that closes at value 0.
    pub deal: F,
    /// Probability of an advocacy act of a green account.
    pub advocacy: F,
    /// Probability of a padded lead.
    pub padded: F,
    /// Probability of a padded lead that closes.
    pub padded_deal: F,
    /// Probability that a user's new employer is won this month.
    pub mover: F,
    /// Common part of growth.
    pub growth: F,
    /// Common part of the value score's move.
    pub value: F,
    /// Value gained by red accounts.
    pub rescue: F,
    /// Probability that a deal won this month is signed at once.
    pub pulled: F,
    /// Probability that a deal due for signature waits a month.
    pub held: F,
}

impl Intercepts {
    /// Folds a seat's month. `trust` is that of the book at the month's start (after a hand-over), `red` counts its red accounts
    /// then, `book` those whose share can be attended to.
    #[must_use]
    pub fn fold(c: &Coefficients, r: &Rates, s: &Service, shock: &MonthShock, trust: f32, book: u32, red: u32) -> Self {
        let m = || Arithmetic::known(Portable);
        fold(Portable, m, c, r, s, log_work(Portable, m, c, r, [s.expansion, s.pressure]), shock, trust, book as f32, red as f32)
    }
}

/// Logarithms of what people do, which mostly do as the month before: of expansion work (−1e30 of none), and of what `[expansion, pressure]` make
/// of expansions and of the chance that a lead closes.
#[inline(always)]
pub fn log_work<L: Lanes>(l: L, m: impl Fn() -> Arithmetic<L>, c: &Coefficients, r: &Rates, [expansion, pressure]: [L::F; 2]) -> [L::F; 3] {
    let n = |x: f32| l.splat(x);
    let one_and = |factor: f32, x: L::F| l.mul_add(n(factor), x, n(1.0));
    [
        l.select(l.less(n(0.0), expansion), m().ln(expansion), n(-NEVER)),
        m().ln(one_and(c.expansion_pressure, pressure)),
        m().ln(l.mul(n(r.conversion), one_and(c.lead_pressure, pressure))),
    ]
}

/// [`Intercepts::fold`] in many trials at once, with the [logarithms](log_work) of what people do. `m` is asked for each logarithm anew: one that reads its numbers [from
/// memory](Arithmetic::from_memory) then need not keep them.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "everything about people in one place")]
pub fn fold<L: Lanes>(
    l: L,
    m: impl Fn() -> Arithmetic<L>,
    c: &Coefficients,
    r: &Rates,
    s: &Service<L::F, L::M>,
    [log_expansion, log_pressed, log_closing]: [L::F; 3],
    shock: &MonthShock<L::F>,
    trust: L::F,
    book: L::F,
    red: L::F,
) -> Intercepts<L::F> {
    let n = |x: f32| l.splat(x);
    let attention = l.min(l.div(l.mul(n(c.attention_share), book), l.max(red, n(1.0))), n(c.attention_cap));
    let boom = l.mul_add(n(c.expansion_macro), shock.macro_state, n(shock.shift.expansion));
    let lead = l.add(l.add(l.add(n(r.lead), log_expansion), m().ln(trust)), n(shock.shift.expansion));
    let served = l.mul_add(n(c.value_adoption), s.adoption, l.mul(n(c.value_documented), s.documented));
    let value = l.sub(l.sub(served, l.mul(n(c.value_pressure), s.pressure)), l.mul(n(c.value_neglect), s.neglect));
    let padded = l.mul(n(c.padded_rate), s.padding);
    let distrust = l.mul_add(n(c.churn_trust), l.sub(n(1.0), trust), n(r.churn));
    let churn = l.add(l.sub(distrust, l.mul(n(c.churn_macro), shock.macro_state)), l.keep(s.unsettled, n(c.handover_hazard)));
    let growth = l.mul_add(n(r.usage_common), shock.common, l.sub(l.mul(n(r.macro_growth), shock.macro_state), n(r.usage_drift)));
    Intercepts {
        churn: l.add(churn, n(shock.shift.churn)),
        expansion: l.add(l.add(n(r.expansion), boom), log_pressed),
        lead,
        deal: l.add(lead, log_closing),
        advocacy: l.mul(l.mul(n(c.advocacy_rate), s.advocacy), trust),
        padded,
        padded_deal: l.mul(n(c.padded_conversion), padded),
        mover: l.mul(l.mul(n(c.mover_rate * c.mover_conversion), s.expansion), trust),
        growth: l.add(growth, n(shock.shift.growth)),
        value: l.mul_add(n(c.value_reversion), value, l.mul(n(c.value_sd * c.value_common.sqrt()), shock.common)),
        rescue: l.mul(l.mul(n(c.rescue), s.rescue), attention),
        pulled: s.pulled,
        held: s.held,
    }
}

/// Trust of a book after a month (model section 4.4 step 7): regained at a constant rate, lost to games that customers notice.
#[must_use]
pub fn next_trust(c: &Coefficients, trust: f32, s: &Service) -> f32 {
    trust_after(Portable, c, trust, s)
}

/// [`next_trust`] in many trials at once.
#[inline(always)]
pub fn trust_after<L: Lanes>(l: L, c: &Coefficients, trust: L::F, s: &Service<L::F, L::M>) -> L::F {
    let n = |x: f32| l.splat(x);
    let games = l.mul_add(n(c.trust_padding), s.padding, l.mul(n(c.trust_pressure), s.pressure));
    let noticed = l.mul_add(n(c.trust_begging), s.begging, l.mul_add(n(c.trust_shallow), s.shallow, games));
    l.sub(l.mul_add(n(c.trust_recovery), l.sub(n(1.0), trust), trust), l.mul(noticed, trust))
}

/// Share of accounts with a current Results Strategy after a month (model sections 0.9 and 4.4 step 9).
#[must_use]
pub fn next_strategy(c: &Coefficients, coverage: f32, s: &Service) -> f32 {
    strategy_after(Portable, Arithmetic::known(Portable), c, coverage, s)
}

/// [`next_strategy`] in many trials at once.
#[inline(always)]
pub fn strategy_after<L: Lanes>(l: L, m: Arithmetic<L>, c: &Coefficients, coverage: L::F, s: &Service<L::F, L::M>) -> L::F {
    let n = |x: f32| l.splat(x);
    let kept = l.mul(coverage, n(c.strategy_keep));
    let missed = m.exp(l.mul(n(-c.strategy_rate), recorded(l, c, s)));
    l.mul_add(l.sub(n(1.0), kept), l.sub(n(1.0), missed), kept)
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
