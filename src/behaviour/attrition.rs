//! Who leaves over pay, and who comes instead (model section 4.7).
//!
//! People compare what they were paid in the last twelve months with what the market would pay them. Skill is part of that, so good
//! CSMs leave flat or unlucky plans first; no further rule is needed. The slopes are judgement: no elasticity for CSMs has been
//! published.

use super::Assumptions;

/// What the market pays a person of this skill (mean 1), \[$ a year\]: OTE × (1 + share × (skill − 1)), where the market pays for the
/// share [`Assumptions::market_skill`] of skill differences.
///
/// ```
/// use paylift::behaviour::{Assumptions, market_pay};
/// let people = Assumptions::default();
/// assert_eq!(market_pay(&people, 100_000.0, 1.0), 100_000.0);
/// assert!((market_pay(&people, 100_000.0, 1.2) - 110_000.0).abs() < 1e-9);
/// ```
#[must_use]
pub fn market_pay(people: &Assumptions, ote: f64, skill: f64) -> f64 {
    ote * (1.0 + people.market_skill * (skill - 1.0))
}

/// Factor on the hazard of leaving after twelve months that paid `paid` where the market pays `market`, both \[$ a year\], `market`
/// above 0: exp(3 x⁺ − 1.5 x⁻) with the shortfall x = (market − paid) ÷ market. Exactly 1 at market pay, and always while people do
/// not leave over pay.
#[must_use]
pub fn quit_factor(people: &Assumptions, paid: f64, market: f64) -> f64 {
    if !people.attrition {
        return 1.0;
    }
    let shortfall = (market - paid) / market;
    libm::exp(people.quit_shortfall * shortfall.max(0.0) - people.quit_surplus * (-shortfall).max(0.0))
}

/// Probability of leaving within a month, for an `annual` one (0 to 1) at a factor of 1: 1 − (1 − annual)^(factor ÷ 12).
///
/// ```
/// use paylift::behaviour::{Assumptions, monthly_quit_probability, quit_factor};
/// let monthly = monthly_quit_probability(0.20, 1.0);
/// assert!((monthly - 0.01842347).abs() < 1e-8);
/// // Ten percent below the market, all year: computed independently.
/// let monthly = monthly_quit_probability(0.20, quit_factor(&Assumptions::default(), 90_000.0, 100_000.0));
/// assert!((1.0 - (1.0 - monthly).powi(12) - 0.26007932).abs() < 1e-8);
/// ```
#[must_use]
pub fn monthly_quit_probability(annual: f64, factor: f64) -> f64 {
    1.0 - libm::pow(1.0 - annual, factor / 12.0)
}

/// Mean skill of a replacement, as a factor on [`skill`](super::skill): 1, or with selection on 1 + strength × `individual_share`,
/// the share of OTE that is variable and individual, 0 to 1. People who expect to do well choose pay that depends on it (Lazear
/// 2000).
#[must_use]
pub fn replacement_skill(people: &Assumptions, individual_share: f64) -> f64 {
    if people.selection { 1.0 + people.selection_strength * individual_share } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_shortfall_raises_turnover_as_known() {
        // Computed independently.
        let people = Assumptions::default();
        let annual = |paid: f64| {
            let monthly = monthly_quit_probability(0.2, quit_factor(&people, paid, 100_000.0));
            1.0 - (1.0 - monthly).powi(12)
        };
        assert!((monthly_quit_probability(0.2, 1.0) - 0.018_423_470_126_248_342).abs() < 1e-15);
        assert!((libm::log(-libm::log(0.8) / 12.0) - -3.984_846_636_547_516).abs() < 1e-14);
        assert!((annual(100_000.0) - 0.2).abs() < 1e-14);
        assert!((annual(90_000.0) - 0.260_079_320_278_943_54).abs() < 1e-13);
        assert!((annual(80_000.0) - 0.334_085_543_267_253_9).abs() < 1e-13);
        assert!((10.0 * annual(90_000.0) - 2.600_793_202_789_435_4).abs() < 1e-12);
        // Ten percent above: hazard × exp(−0.15).
        assert!((quit_factor(&people, 110_000.0, 100_000.0) - 0.860_707_976_425_057_8).abs() < 1e-14);
    }

    #[test]
    fn nobody_leaves_over_pay_when_they_do_not() {
        let people = Assumptions { attrition: false, ..Assumptions::default() };
        assert_eq!(quit_factor(&people, 0.0, 100_000.0), 1.0);
        assert_eq!(quit_factor(&Assumptions::default(), 100_000.0, 100_000.0), 1.0);
    }

    #[test]
    fn selection_is_off_unless_asked_for() {
        let people = Assumptions::default();
        assert_eq!(replacement_skill(&people, 0.5), 1.0);
        assert!((replacement_skill(&Assumptions { selection: true, ..people }, 0.5) - 1.05).abs() < 1e-15);
    }

    proptest! {
        #[test]
        fn market_turnover_is_that_of_a_world_without_pay(annual in 0.0..1.0_f64) {
            let monthly = monthly_quit_probability(annual, 1.0);
            prop_assert_eq!(monthly.to_bits(), (1.0 - libm::pow(1.0 - annual, 1.0 / 12.0)).to_bits());
        }

        #[test]
        fn more_pay_keeps_more_people_and_the_unit_of_money_is_irrelevant(
            paid in 20_000.0..300_000.0_f64, more in 1.0..50_000.0_f64, annual in 0.01..0.9_f64, scale in 0.01..100.0_f64,
        ) {
            let people = Assumptions::default();
            let leave = |paid, market| monthly_quit_probability(annual, quit_factor(&people, paid, market));
            let market = market_pay(&people, 100_000.0, 1.3);
            prop_assert!(leave(paid + more, market) < leave(paid, market));
            prop_assert!((leave(paid * scale, market * scale) - leave(paid, market)).abs() < 1e-12);
            prop_assert!((0.0..=1.0).contains(&leave(paid, market)));
        }
    }
}
