//! Boundaries for looks at any information, by the recursion of Armitage, McPherson & Rowe (1969).
//!
//! With B(t) = Z √t, increments between looks are independent with variance t_k − t_(k−1), so the density of B over the paths that
//! have not stopped is carried from look to look by an integral over the last continuation region; each boundary is the one that
//! lets the newly spent alpha out. Both sides are symmetric, alpha/2 each, so half of the density is enough.
//!
//! **Information that falls.** The estimated information of a look may be less than that of an earlier one (the standard error grew).
//! Such a look spends nothing and has no boundary: it is shown, not judged. The next look that has more information than any before
//! spends from there. The same holds for a look that adds less than [`LEAST_STEP`], and for looks after all alpha is spent.

use super::super::normal::{above, density, point_above};
use super::super::quadrature::panels;
use super::Spending;

/// Information, in shares of the planned, that a look must add to the highest so far to be judged.
pub const LEAST_STEP: f64 = 1e-3;
/// The density is cut off at this many standard deviations: beyond are 1e-23.
const FAR: f64 = 10.0;
/// Panels of the integral are no wider than this many standard deviations of the smaller step: 16 nodes then leave less than 1e-9.
const PANEL: f64 = 3.0;

/// Boundaries look by look, as the information of each becomes known.
#[derive(Debug, Clone)]
pub struct Boundaries {
    spending: Spending,
    /// Alpha of one side.
    alpha: f64,
    spent: f64,
    /// Information of the last judged look, share of the planned.
    time: f64,
    /// Standard deviation of the step to the last judged look.
    step: f64,
    /// Its boundary on the scale of B.
    edge: f64,
    /// Density at the look before, at nodes of 0..its edge, times the nodes' weights; empty before the second judged look.
    before: Vec<(f64, f64)>,
}

impl Boundaries {
    /// Before any look; `alpha` two-sided, 0 < alpha < 1.
    #[must_use]
    pub fn new(spending: Spending, alpha: f64) -> Self {
        Self { spending, alpha: alpha / 2.0, spent: 0.0, time: 0.0, step: 0.0, edge: 0.0, before: Vec::new() }
    }

    /// Information of the last judged look, share of the planned.
    #[must_use]
    pub fn time(&self) -> f64 {
        self.time
    }

    /// Two-sided alpha spent so far.
    #[must_use]
    pub fn spent(&self) -> f64 {
        2.0 * self.spent
    }

    /// Boundary of |z| at the next look with `fraction` of the planned information; the `last` look spends all that is left. `None` for
    /// a look that may not be judged (see the module's words).
    pub fn next(&mut self, fraction: f64, last: bool) -> Option<f64> {
        let enough = if self.time == 0.0 { fraction > 0.0 } else { fraction >= self.time + LEAST_STEP };
        if !enough || !fraction.is_finite() {
            return None;
        }
        let target = if last { self.alpha } else { self.spending.spent(self.alpha, fraction) };
        let increment = target - self.spent;
        if increment <= 0.0 {
            return None;
        }
        let step = (fraction - self.time).sqrt();
        let law = self.law(step);
        // without earlier looks as much would leave at this edge, so the true one is at most there
        let mut edge = point_above(increment) * fraction.sqrt();
        if !law.is_empty() {
            edge = edge_letting(increment, edge, &law, step);
        }
        self.before = law;
        (self.spent, self.time, self.step, self.edge) = (target, fraction, step, edge);
        Some(edge / fraction.sqrt())
    }

    /// Density times weight at nodes of the last look's continuation region, fine enough for a next step of `next_step`.
    fn law(&self, next_step: f64) -> Vec<(f64, f64)> {
        if self.time == 0.0 {
            return Vec::new();
        }
        let high = self.edge.min(FAR * self.time.sqrt());
        if high <= 0.0 {
            return Vec::new();
        }
        let mut nodes = panels(0.0, high, PANEL * self.step.min(next_step));
        for (x, weight) in &mut nodes {
            let here = if self.before.is_empty() {
                density(*x / self.step)
            } else {
                self.before.iter().map(|(y, g)| g * (density((*x - y) / self.step) + density((*x + y) / self.step))).sum()
            };
            *weight *= here / self.step;
        }
        nodes
    }
}

/// The edge above which `increment` leaves: Newton on the logarithm of what leaves, which is concave, from the right of the root.
fn edge_letting(increment: f64, from: f64, law: &[(f64, f64)], step: f64) -> f64 {
    let mut edge = from;
    for _ in 0..60 {
        let (mut out, mut slope) = (0.0, 0.0);
        for (x, g) in law {
            let (near, far) = ((edge - x) / step, (edge + x) / step);
            out += g * (above(near) + above(far));
            slope += g * (density(near) + density(far)) / step;
        }
        let change = (out / increment).ln() * out / slope;
        if !change.is_finite() {
            break;
        }
        edge += change;
        if change.abs() < 1e-12 {
            break;
        }
    }
    edge
}

/// Boundaries of |z| for looks at those `fractions` of the planned information, the last of which spends all that is left.
///
/// ```
/// use paylift::experiment::sequential::{Spending, boundaries};
/// let b = boundaries(Spending::OBrienFleming, 0.05, &[0.25, 0.5, 0.75, 1.0]);
/// assert!((b[3].unwrap() - 2.0141).abs() < 1e-4);
/// ```
#[must_use]
pub fn boundaries(spending: Spending, alpha: f64, fractions: &[f64]) -> Vec<Option<f64>> {
    let mut looks = Boundaries::new(spending, alpha);
    fractions.iter().enumerate().map(|(k, fraction)| looks.next(*fraction, k + 1 == fractions.len())).collect()
}

#[cfg(test)]
mod tests {
    use super::super::equal_fractions;
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn agree(found: &[Option<f64>], expected: &[f64], tolerance: f64) {
        assert_eq!(found.len(), expected.len());
        for (f, e) in found.iter().zip(expected) {
            assert!((f.unwrap() - e).abs() < tolerance, "{found:?} against {expected:?}");
        }
    }

    /// The d4 table of the specification: O'Brien & Fleming, eight equal looks.
    #[test]
    fn eight_equal_looks_are_those_of_the_table() {
        let expected = [6.231_974, 4.332_636, 3.481_378, 2.979_607, 2.644_343, 2.401_165, 2.214_645, 2.065_784];
        agree(&boundaries(Spending::OBrienFleming, 0.05, &equal_fractions(8)), &expected, 6e-7);
    }

    /// By another recursion (numpy, Simpson's rule on 4,001 equally spaced nodes of the whole region, Brent's root), to nine decimals.
    #[test]
    fn other_looks_are_those_of_a_plain_recursion() {
        // ICC .05, five accounts a quarter
        let information = |k: u32| 1.0 / (0.05 + 0.95 / (5.0 * f64::from(k)));
        let saturating: Vec<f64> = (1..=8).map(|k| information(k) / information(8)).collect();
        let obf = [3.877_875_81, 2.937_415_893, 2.580_024_993, 2.398_530_846, 2.288_897_701, 2.215_445_211, 2.162_772_298, 2.123_142_766];
        agree(&boundaries(Spending::OBrienFleming, 0.05, &saturating), &obf, 1e-8);
        let at_ten =
            [3.348_173_587, 2.520_703_924, 2.217_881_757, 2.066_080_996, 1.974_935_707, 1.914_114_006, 1.870_631_855, 1.837_998_253];
        agree(&boundaries(Spending::OBrienFleming, 0.1, &saturating), &at_ten, 1e-8);
        let pocock = [2.304_431_519, 2.394_329_83, 2.436_094_359, 2.461_538_11, 2.479_005_437, 2.491_852_865, 2.501_744_562, 2.509_615_842];
        agree(&boundaries(Spending::Pocock, 0.05, &saturating), &pocock, 1e-8);
        let even = [2.585_337_752, 2.558_413_869, 2.529_300_803, 2.505_687_878, 2.486_785_259, 2.471_425_322, 2.458_716_589, 2.448_024_187];
        agree(&boundaries(Spending::Pocock, 0.05, &equal_fractions(8)), &even, 1e-8);
    }

    /// What leaves at each look by the multivariate normal law (scipy's Genz integration at 1e-8) is what was to be spent: the boundaries of four equal
    /// looks, and of looks at .307, .509, .651 and 1, were put into it.
    #[test]
    fn boundaries_let_out_what_the_multivariate_normal_law_says() {
        let increments = |spending: Spending, fractions: &[f64]| -> Vec<f64> {
            let mut before = 0.0;
            fractions
                .iter()
                .map(|t| {
                    let now = spending.spent(0.025, *t);
                    let new = now - before;
                    before = now;
                    new
                })
                .collect()
        };
        let close = |found: Vec<f64>, expected: [f64; 4]| {
            for (f, e) in found.iter().zip(expected) {
                assert!((f - e).abs() < 5e-7, "{found:?} {expected:?}");
            }
        };
        let equal = equal_fractions(4);
        agree(&boundaries(Spending::OBrienFleming, 0.05, &equal), &[4.332_634, 2.963_131, 2.359_044, 2.014_090], 1e-6);
        close(increments(Spending::OBrienFleming, &equal), [7.366_797e-6, 1.517_959e-3, 8.124_008e-3, 1.535_068e-2]);
        let uneven = [0.307_291_667, 0.508_620_69, 0.650_735_294, 1.0];
        agree(&boundaries(Spending::OBrienFleming, 0.05, &uneven), &[3.877_876, 2.937_416, 2.580_025, 1.991_348], 1e-6);
        close(increments(Spending::OBrienFleming, &uneven), [5.268_624e-5, 1.620_461e-3, 3.787_132e-3, 1.953_972e-2]);
        agree(&boundaries(Spending::Pocock, 0.05, &uneven), &[2.304_432, 2.394_330, 2.436_094, 2.304_360], 1e-6);
        close(increments(Spending::Pocock, &uneven), [1.059_922e-2, 5.102_05e-3, 3.062_28e-3, 6.236_49e-3]);
    }

    #[test]
    fn falling_information_spends_nothing() {
        let mut looks = Boundaries::new(Spending::OBrienFleming, 0.05);
        let first = looks.next(0.5, false);
        let spent = looks.spent();
        assert_eq!((looks.next(0.48, false), looks.next(0.5, false), looks.next(0.5 + LEAST_STEP / 2.0, false)), (None, None, None));
        assert_eq!((looks.spent(), looks.time()), (spent, 0.5));
        // as if the looks had not been
        let after = looks.next(1.0, true);
        agree(
            &[first, after],
            &boundaries(Spending::OBrienFleming, 0.05, &[0.5, 1.0]).iter().map(|b| b.unwrap()).collect::<Vec<_>>(),
            1e-15,
        );
        assert_eq!((looks.next(1.2, false), looks.spent()), (None, 0.05), "all is spent");
        assert_eq!(Boundaries::new(Spending::Pocock, 0.05).next(f64::NAN, true), None);
    }

    #[test]
    fn a_last_look_short_of_the_plan_spends_the_rest() {
        let short = boundaries(Spending::OBrienFleming, 0.05, &[0.3, 0.6]);
        let planned = boundaries(Spending::OBrienFleming, 0.05, &[0.3, 0.6, 1.0]);
        assert_eq!(short[0], planned[0]);
        assert!(short[1].unwrap() < planned[1].unwrap());
        agree(&boundaries(Spending::OBrienFleming, 0.05, &[0.7]), &[1.959_963_984_540_054], 1e-12);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        /// Finer panels change nothing: the alpha that leaves, by a plain recursion on a fine grid, is the alpha that was to be spent.
        #[test]
        fn what_leaves_is_what_was_spent(steps in proptest::collection::vec(0.02_f64..0.4, 1..6), pocock: bool) {
            let total: f64 = steps.iter().sum();
            let fractions: Vec<f64> = steps.iter().scan(0.0, |sum, s| { *sum += s / total; Some(*sum) }).collect();
            let spending = if pocock { Spending::Pocock } else { Spending::OBrienFleming };
            let found = boundaries(spending, 0.05, &fractions);
            let (mut law, mut time, mut out): (Vec<(f64, f64)>, f64, f64) = (Vec::new(), 0.0, 0.0);
            for (t, b) in fractions.iter().zip(&found) {
                let (edge, sd) = (b.unwrap() * t.sqrt(), (t - time).sqrt());
                let edge_kept = edge.min(9.0 * t.sqrt());
                let width = 2.0 * edge_kept / 600.0;
                out += if law.is_empty() { above(edge / sd) } else { law.iter().map(|(x, g)| g * above((edge - x) / sd)).sum() };
                law = (0..=600_u32).map(|i| {
                    let x = -edge_kept + width * f64::from(i);
                    let weight = width / 3.0 * if i == 0 || i == 600 { 1.0 } else if i % 2 == 1 { 4.0 } else { 2.0 };
                    let here: f64 = if law.is_empty() { density(x / sd) } else { law.iter().map(|(y, g)| g * density((x - y) / sd)).sum() };
                    (x, weight * here / sd)
                }).collect();
                time = *t;
            }
            prop_assert!((out - 0.025).abs() < 2e-7, "{out}");
        }
    }
}
