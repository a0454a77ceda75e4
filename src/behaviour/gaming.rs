//! Which games people play with a plan, and how far (model sections 0.8 and 4.5).
//!
//! Playing a game to the degree m costs c_G·m²/2 in trouble and ψ·m in conscience; it brings gain·m. The best degree is
//! m = (gain − ψ) ÷ c_G, held between 0 and 1. Angels have no price (ψ = ∞), devils no conscience (ψ = 0), ordinary people some: small
//! incentives then provoke nothing and steep ones do.

use super::{Assumptions, Behaviour, Channels, Gaming, Integrity};

/// What a quarter of each game, played to the full, would bring a person in pay, \[$\]; the order is that of [`Gaming`]: pressure,
/// padding, shallow, inflation, begging, neglect, sandbagging.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct GamingGains {
    /// Dollars per quarter of the full game.
    pub channel: [f64; 7],
}

/// What a quarter of any game costs a person, \[$\].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GamingCost {
    /// c_G: twice the trouble of the full game, 0 or more. At 0 a game is played to the full as soon as it pays more than it weighs.
    pub trouble: f64,
    /// ψ: conscience, 0 or more; infinite for angels.
    pub conscience: f64,
}

impl Integrity {
    /// Who a person is, by a uniform draw in (0, 1) that belongs to them: with a larger share of devils, those who were devils stay
    /// devils. Where nobody responds everybody counts as an angel.
    #[must_use]
    pub fn of(behaviour: Behaviour, devil_share: f64, uniform: f64) -> Self {
        match behaviour {
            Behaviour::Off | Behaviour::Angels | Behaviour::Fixed => Self::Angel,
            Behaviour::Devils => Self::Devil,
            Behaviour::Mixed if uniform < devil_share => Self::Devil,
            Behaviour::Mixed => Self::Ordinary,
        }
    }
}

impl GamingCost {
    /// Costs of a person with this OTE per quarter, \[$\].
    #[must_use]
    pub fn of(people: &Assumptions, integrity: Integrity, quarterly_ote: f64) -> Self {
        let conscience = match integrity {
            Integrity::Angel => f64::INFINITY,
            Integrity::Ordinary => people.moral_cost * quarterly_ote,
            Integrity::Devil => 0.0,
        };
        Self { trouble: people.gaming_cost * quarterly_ote, conscience }
    }

    /// Best degree of one game, 0 to 1: clip((gain − ψ) ÷ c_G, 0, 1). A gain that is not a number plays nothing.
    #[must_use]
    pub fn degree(&self, gain: f64) -> f64 {
        let beyond = gain - self.conscience;
        if beyond > 0.0 { (beyond / self.trouble).min(1.0) } else { 0.0 }
    }

    /// Best degree of every game that can be played.
    #[must_use]
    pub fn games(&self, gains: &GamingGains, channels: &Channels) -> Gaming {
        let [pressure, padding, shallow, inflation, begging, neglect, sandbagging] = gains.channel;
        let play = |open: bool, gain: f64| if open { self.degree(gain) as f32 } else { 0.0 };
        Gaming {
            pressure: play(channels.pressure, pressure),
            padding: play(channels.padding, padding),
            shallow: play(channels.shallow, shallow),
            inflation: play(channels.inflation, inflation),
            begging: play(channels.begging, begging),
            neglect: play(channels.neglect, neglect),
            sandbagging: play(channels.sandbagging, sandbagging),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OTE: f64 = 25_000.0;

    fn cost(integrity: Integrity) -> GamingCost {
        GamingCost::of(&Assumptions::default(), integrity, OTE)
    }

    #[test]
    fn ordinary_people_play_only_where_it_pays_enough() {
        // c_G = 2,500 and ψ = 1,500 dollars a quarter.
        for (gain, ordinary, devil) in
            [(-800.0, 0.0, 0.0), (0.0, 0.0, 0.0), (1_000.0, 0.0, 0.4), (1_500.0, 0.0, 0.6), (2_750.0, 0.5, 1.0), (9_000.0, 1.0, 1.0)]
        {
            assert!((cost(Integrity::Ordinary).degree(gain) - ordinary).abs() < 1e-12, "{gain}");
            assert!((cost(Integrity::Devil).degree(gain) - devil).abs() < 1e-12, "{gain}");
            assert_eq!(cost(Integrity::Angel).degree(gain), 0.0);
        }
    }

    #[test]
    fn free_games_are_played_to_the_full_and_nonsense_is_not() {
        let free = GamingCost { trouble: 0.0, conscience: 10.0 };
        assert_eq!([9.0, 10.0, 10.1].map(|g| free.degree(g)), [0.0, 0.0, 1.0]);
        assert_eq!(GamingCost { trouble: 0.0, conscience: f64::INFINITY }.degree(1e9), 0.0);
        assert_eq!(cost(Integrity::Devil).degree(f64::NAN), 0.0);
    }

    #[test]
    fn a_closed_channel_is_not_played_and_the_order_is_that_of_gaming() {
        let gains = GamingGains { channel: [250.0, 500.0, 750.0, 1_000.0, 1_250.0, 1_500.0, 1_750.0] };
        let all = cost(Integrity::Devil).games(&gains, &Channels::default());
        assert_eq!(all, Gaming { pressure: 0.1, padding: 0.2, shallow: 0.3, inflation: 0.4, begging: 0.5, neglect: 0.6, sandbagging: 0.7 });
        let some = Channels { padding: false, neglect: false, ..Channels::default() };
        assert_eq!(cost(Integrity::Devil).games(&gains, &some), Gaming { padding: 0.0, neglect: 0.0, ..all });
        assert_eq!(cost(Integrity::Angel).games(&gains, &Channels::default()), Gaming::NONE);
        assert_eq!(cost(Integrity::Devil).games(&GamingGains::default(), &Channels::default()), Gaming::NONE);
    }

    #[test]
    fn a_draw_says_who_is_a_devil() {
        let of = |behaviour, share| [1e-9, 0.24, 0.25, 0.9999].map(|u| Integrity::of(behaviour, share, u));
        assert_eq!(of(Behaviour::Mixed, 0.25), [Integrity::Devil, Integrity::Devil, Integrity::Ordinary, Integrity::Ordinary]);
        assert_eq!(of(Behaviour::Mixed, 0.0), [Integrity::Ordinary; 4]);
        assert_eq!(of(Behaviour::Mixed, 1.0), [Integrity::Devil; 4]);
        assert_eq!(of(Behaviour::Angels, 1.0), [Integrity::Angel; 4]);
        assert_eq!(of(Behaviour::Devils, 0.0), [Integrity::Devil; 4]);
        assert_eq!(of(Behaviour::Off, 1.0), [Integrity::Angel; 4]);
    }

    proptest! {
        #[test]
        fn no_other_degree_pays_more(gain in -3_000.0..6_000.0_f64, devil in any::<bool>(), other in 0.0..1.0_f64) {
            let cost = cost(if devil { Integrity::Devil } else { Integrity::Ordinary });
            let worth = |m: f64| (gain - cost.conscience) * m - 0.5 * cost.trouble * m * m;
            prop_assert!(worth(cost.degree(gain)) >= worth(other) - 1e-9);
        }

        #[test]
        fn the_unit_of_money_is_irrelevant(gain in 0.0..6_000.0_f64, scale in 0.01..100.0_f64) {
            let (here, there) = (cost(Integrity::Ordinary), GamingCost::of(&Assumptions::default(), Integrity::Ordinary, OTE * scale));
            prop_assert!((here.degree(gain) - there.degree(gain * scale)).abs() < 1e-9);
        }
    }
}
