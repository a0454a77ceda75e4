//! How many assignments there are, and how small p can get: known before anything is assigned.

use super::Stratum;

/// How many assignments these strata allow: ∏ C(units, treated). Beyond 2⁵³ only nearly whole.
#[must_use]
pub fn count_assignments(strata: &[Stratum]) -> f64 {
    strata.iter().map(|stratum| choose(stratum.units.len(), stratum.treated)).product()
}

/// C(n, k), exact while it fits 2⁵³.
fn choose(n: usize, k: usize) -> f64 {
    let k = k.min(n.saturating_sub(k));
    // C(n, i+1) = C(n, i) (n − i) ÷ (i + 1), whole at every step.
    (0..k).fold(1.0, |c, i| c * (n - i) as f64 / (i + 1) as f64)
}

/// The smallest two-sided p that any outcome can have under these strata: 2 ÷ |Ω| when every stratum is cut in half (an assignment and its mirror
/// image are equally extreme), else 1 ÷ |Ω|.
///
/// ```
/// # use paylift::experiment::permutation::{Stratum, smallest_p};
/// let three_against_three = Stratum { units: (0..6).collect(), treated: 3 };
/// assert_eq!(smallest_p(&[three_against_three]), 0.1); // never significant at 5 %
/// ```
#[must_use]
pub fn smallest_p(strata: &[Stratum]) -> f64 {
    let halves = strata.iter().all(|stratum| 2 * stratum.treated == stratum.units.len());
    (if halves { 2.0 } else { 1.0 } / count_assignments(strata)).min(1.0)
}

/// The fewest units in two equal arms with which a two-sided p can reach `alpha`, assigned in pairs or freely.
///
/// At .05: 8 units freely (4 against 4: .029), 12 in pairs (6 pairs: .031).
#[must_use]
pub fn units_needed(alpha: f64, in_pairs: bool) -> usize {
    let p = |per_arm: usize| 2.0 / if in_pairs { 2_f64.powi(per_arm as i32) } else { choose(2 * per_arm, per_arm) };
    2 * (1..1_000).find(|&per_arm| p(per_arm) <= alpha).unwrap_or(1_000)
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::{assert_close, number};
    use super::*;

    #[test]
    fn smallest_p_is_that_of_the_oracle() {
        for k in 2..=8 {
            let free = Stratum { units: (0..2 * k).collect(), treated: k };
            assert_close(smallest_p(&[free]), number("O19_level", &format!("min_p_unpaired/{k}")), 1e-12);
        }
        for pairs in 2..=10 {
            let strata: Vec<Stratum> = (0..pairs).map(|p| Stratum { units: vec![2 * p, 2 * p + 1], treated: 1 }).collect();
            assert_close(smallest_p(&strata), number("O19_level", &format!("min_p_pairs/{pairs}")), 1e-12);
        }
    }

    #[test]
    fn counts_large_sets_exactly() {
        assert_eq!(choose(24, 12), 2_704_156.0);
        assert_eq!(choose(52, 5), 2_598_960.0);
        assert_eq!(choose(5, 0), 1.0);
    }

    #[test]
    fn says_how_many_are_needed() {
        assert_eq!((units_needed(0.05, false), units_needed(0.05, true)), (8, 12));
        assert_eq!((units_needed(0.10, false), units_needed(0.01, true)), (6, 16));
    }
}
