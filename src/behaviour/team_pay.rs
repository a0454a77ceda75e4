//! What pay on a team's result does to a person: a smaller share of what they add, more help (model sections 1.4 and 4.6).

/// ω: weight of a member's own contribution in pay on the mean of `members` people, 1/N + ψ(1 − 1/N) with peer pressure ψ from 0
/// (free riding, Holmström 1982) to 1 (as if paid alone, Kandel & Lazear 1992). Exactly 1 for one person. `members` is at least 1.
///
/// ```
/// use paylift::behaviour::own_share;
/// assert_eq!(own_share(1, 0.3), 1.0);
/// assert_eq!(own_share(8, 0.0), 0.125);
/// assert!((own_share(8, 0.25) - 0.34375).abs() < 1e-15);
/// ```
#[must_use]
pub fn own_share(members: u32, peer_pressure: f64) -> f64 {
    let equal = 1.0 / f64::from(members);
    equal + peer_pressure * (1.0 - equal)
}

/// Factor on all output where people help each other: 1 + help × `team_share`, the share of target variable that is team pay, 0 to 1.
/// The default help of 3 % is what Friebel et al. (2017) found for sales under a team bonus.
///
/// ```
/// use paylift::behaviour::{Assumptions, help_factor};
/// let help = Assumptions::default().help;
/// assert_eq!(help_factor(help, 0.0), 1.0);
/// assert!((help_factor(help, 0.5) - 1.015).abs() < 1e-15);
/// ```
#[must_use]
pub fn help_factor(help: f64, team_share: f64) -> f64 {
    1.0 + help * team_share
}

/// Capacity of a CSM, the factor on the output of any effort: [`skill`](super::skill) × [`ramp`](super::ramp) ×
/// [`load`](super::load) × [`help_factor`], multiplied in this order. Help of 1 changes no bit.
#[must_use]
pub fn capacity(skill: f32, ramp: f32, load: f32, help: f32) -> f32 {
    skill * ramp * load * help
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_team_of_one_is_nobodys_team(peer_pressure in 0.0..1.0_f64) {
            prop_assert_eq!(own_share(1, peer_pressure), 1.0);
        }

        #[test]
        fn the_own_share_lies_between_equal_parts_and_everything(members in 2..200_u32, low in 0.0..1.0_f64, high in 0.0..1.0_f64) {
            let (low, high) = (low.min(high), low.max(high));
            prop_assert!(own_share(members, 0.0) == 1.0 / f64::from(members) && (own_share(members, 1.0) - 1.0).abs() < 1e-15);
            prop_assert!(own_share(members, low) <= own_share(members, high));
            prop_assert!(own_share(members + 1, low) <= own_share(members, low));
        }

        #[test]
        fn without_help_capacity_is_skill_ramp_and_load_bit_for_bit(skill in 0.3..3.0_f32, ramp in 0.5..1.0_f32, load in 0.2..1.0_f32) {
            let alone = help_factor(0.03, 0.0) as f32;
            prop_assert_eq!(capacity(skill, ramp, load, alone).to_bits(), (skill * ramp * load).to_bits());
        }
    }

    #[test]
    fn half_a_ramp_in_a_double_book_with_help() {
        assert!((capacity(1.2, 0.5, 0.5, 1.03) - 0.309).abs() < 1e-7);
    }
}
