//! How much of a variance each set of factors explains, from pairs of runs that share only those factors.
//!
//! *Pick and freeze* (Sobol 1993): run a case with factors x, then again with the factors of S frozen at x and the others drawn anew. Then
//! v(S) = Var(E\[w | S\]) = Cov(w(x_S, x_rest), w(x_S, x′_rest)) (model section 5). Total effect of factor i, from the pair that
//! freezes everything else: E\[(w − w′)²\]/2 (Jansen 1999), which is Var(w) − v(all but i) by another road.
//!
//! *Groups.* Seats of one trial share its market, a person's trials share the person: cases are not independent, groups of them must be.
//! `grouped_pairs` compares only cases of different groups, which keeps each v(S) unbiased. Errors by the jackknife over groups.
//!
//! Group by trial (or block of trials) where a trial draws every factor anew, skill included; by seat where people stay the same. Seats that differ
//! by design belong in accumulators of their own, or enter as deviations from their own mean: a fixed difference would be in every v(S).

use super::grouped_pairs::{Sums, Totals};
use super::{Estimate, jackknife, shapley_values};

/// Pairs of outputs for every subset of up to four factors, by group.
#[derive(Debug, Clone)]
pub struct PickFreeze {
    factors: usize,
    /// The first output: sums of deviations from it lose no digits.
    origin: Option<f64>,
    /// \[group\]\[subset\].
    groups: Vec<Vec<Sums>>,
}

/// What one factor causes; variances in the squared unit of the outputs. Unbiased, so each may come out a little below 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FactorParts {
    /// v of this factor alone: what knowing it takes away. Over Var(w) it is Sobol's first-order index.
    pub first_order: Estimate,
    /// Shapley's part; the parts of all factors sum to Var(w).
    pub shapley: Estimate,
    /// Shapley's part ÷ Var(w); `None` where nothing varies.
    pub shapley_share: Option<Estimate>,
    /// Jansen's total effect: what is left once everything else is known. At least the Shapley part, up to sampling.
    pub total_effect: Estimate,
}

/// A variance and its split.
#[derive(Debug, Clone, PartialEq)]
pub struct ShapleySplit {
    /// v(S) by bit mask of factors; the empty set's is 0, the last one is Var(w).
    pub explained: Vec<Estimate>,
    /// One per factor, in the order of the bits.
    pub factors: Vec<FactorParts>,
}

impl ShapleySplit {
    /// Var(w), the v of all factors.
    #[must_use]
    pub fn variance(&self) -> Estimate {
        self.explained.last().copied().unwrap_or(Estimate::without_error(0.0, 0))
    }
}

impl PickFreeze {
    /// Nothing seen yet.
    ///
    /// # Panics
    /// If there are not 1 to 4 factors.
    #[must_use]
    pub fn new(factors: usize, groups: usize) -> Self {
        assert!((1..=4).contains(&factors), "{factors} factors");
        Self { factors, origin: None, groups: vec![vec![Sums::default(); 1 << factors]; groups] }
    }

    /// Adds a case of `group`: its output `base` and its output `rerun` with the factors of `frozen` (a bit mask, not 0) kept and the others
    /// drawn anew. All factors frozen is the case itself: push `base` twice.
    ///
    /// # Panics
    /// If the group or the subset does not exist.
    pub fn push(&mut self, group: usize, frozen: usize, base: f64, rerun: f64) {
        assert!((1..1 << self.factors).contains(&frozen), "subset {frozen} of {} factors", self.factors);
        let origin = *self.origin.get_or_insert(base);
        self.groups[group][frozen].push(base - origin, rerun - origin);
    }

    /// The split; `None` unless every subset has pairs in at least two groups. Errors need three.
    #[must_use]
    pub fn split(&self) -> Option<ShapleySplit> {
        let totals: Vec<Totals> = (0..1 << self.factors).map(|s| Totals::of(self.groups.iter().map(|g| g[s]))).collect();
        let full = self.measures(&totals)?;
        let without = |left_out: &Vec<Sums>| {
            let rest: Vec<Totals> = totals.iter().zip(left_out).map(|(t, s)| t.without(*s)).collect();
            self.measures(&rest)
        };
        // A group without pairs would be a replicate that leaves out nothing.
        let used = self.groups.iter().filter(|g| g.iter().any(|s| !s.is_empty()));
        let without: Vec<Measures> = used.map(without).collect::<Option<_>>().unwrap_or_default();
        let cases = totals.last().map_or(0, |t| t.pairs());
        let estimate = |pick: &dyn Fn(&Measures) -> f64| jackknife(pick(&full), &without.iter().map(pick).collect::<Vec<_>>(), cases);
        let explained = (0..1 << self.factors).map(|s| estimate(&|m| m.explained[s])).collect();
        let varies = full.variance() > 0.0 && without.iter().all(|m| m.variance() > 0.0);
        let factor = |i: usize| FactorParts {
            first_order: estimate(&|m| m.explained[1 << i]),
            shapley: estimate(&|m| m.shapley[i]),
            shapley_share: varies.then(|| estimate(&|m| m.shapley[i] / m.variance())),
            total_effect: estimate(&|m| m.total_effect[i]),
        };
        Some(ShapleySplit { explained, factors: (0..self.factors).map(factor).collect() })
    }

    fn measures(&self, totals: &[Totals]) -> Option<Measures> {
        let mut explained = vec![0.0];
        for subset in &totals[1..] {
            explained.push(subset.covariance()?);
        }
        let all = explained.len() - 1;
        let total_effect = (0..self.factors).map(|i| match all & !(1 << i) {
            // A single factor: everything else is nothing, and what is left is all.
            0 => explained[all],
            others => totals[others].half_mean_square(),
        });
        Some(Measures { shapley: shapley_values(&explained), total_effect: total_effect.collect(), explained })
    }
}

/// One evaluation of everything, of all groups or of all but one.
struct Measures {
    explained: Vec<f64>,
    shapley: Vec<f64>,
    total_effect: Vec<f64>,
}

impl Measures {
    fn variance(&self) -> f64 {
        self.explained.last().copied().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Moments;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
    use rand_distr::{Distribution, StandardNormal};

    fn normals(seed: u64) -> impl FnMut() -> f64 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        move || StandardNormal.sample(&mut rng)
    }

    /// `cases` cases of `f` in groups of one; every factor standard normal.
    fn run<const K: usize>(cases: usize, normal: &mut impl FnMut() -> f64, f: impl Fn([f64; K]) -> f64) -> ShapleySplit {
        let mut pairs = PickFreeze::new(K, cases);
        for case in 0..cases {
            let x: [f64; K] = std::array::from_fn(|_| normal());
            for frozen in 1..(1 << K) - 1usize {
                let again: [f64; K] = std::array::from_fn(|i| if frozen & (1 << i) != 0 { x[i] } else { normal() });
                pairs.push(case, frozen, f(x), f(again));
            }
            pairs.push(case, (1 << K) - 1, f(x), f(x));
        }
        pairs.split().unwrap()
    }

    #[test]
    fn by_hand() {
        // One case per group: a 0, 2, 4 and b 1, 1, 4. Sum of products 18, of middles .5 + 1.5 + 4 = 6, of their squares 18.5:
        // [3·18 − 18 − (36 − 18.5)]/(9 − 3) = 18.5/6. Var(a) = 4. Jansen (1 + 1 + 0)/2/3.
        let mut pairs = PickFreeze::new(2, 3);
        for (group, (a, b)) in [(0.0, 1.0), (2.0, 1.0), (4.0, 4.0)].into_iter().enumerate() {
            for frozen in [1, 2] {
                pairs.push(group, frozen, a + 1e6, b + 1e6);
            }
            pairs.push(group, 3, a + 1e6, a + 1e6);
        }
        let split = pairs.split().unwrap();
        assert!((split.explained[1].value - 18.5 / 6.0).abs() < 1e-12);
        assert!((split.variance().value - 4.0).abs() < 1e-12);
        assert!((split.factors[0].total_effect.value - 1.0 / 3.0).abs() < 1e-12);
        assert_eq!((split.variance().n, split.explained[0].value), (3, 0.0));
    }

    #[test]
    fn parts_of_ishigami_are_those_of_the_closed_form() {
        // sin z₁ + 7 sin² z₂ + .1 z₃⁴ sin z₁ on uniforms of (−π, π): variance 13.8446, first order 4.3459, 6.125, 0; Shapley shares .4357,
        // .4424, .1218 (from the closed form of its Sobol decomposition). 4 SE each (false alarm 6e-5).
        let mut uniform = {
            let mut normal = normals(33);
            move || {
                // Φ(z), which is uniform.
                std::f64::consts::PI * libm::erf(normal() / 2f64.sqrt())
            }
        };
        let split = run(6_000, &mut uniform, |[a, b, c]: [f64; 3]| a.sin() + 7.0 * b.sin().powi(2) + 0.1 * c.powi(4) * a.sin());
        let lands = |e: Estimate, exact: f64| assert!((e.value - exact).abs() < 4.0 * e.standard_error.unwrap(), "{e:?} against {exact}");
        lands(split.variance(), 13.844_587_940_719_254);
        for (i, first, share) in [(0, 4.345_888_023_9, 0.435_747_023_2), (1, 6.125, 0.442_411_144_8), (2, 0.0, 0.121_841_832_0)] {
            lands(split.factors[i].first_order, first);
            lands(split.factors[i].shapley_share.unwrap(), share);
        }
        // The interaction of the first and the third is 3.3737: in the totals of both.
        lands(split.factors[0].total_effect, 4.345_888_023_9 + 3.373_699_916_8);
        lands(split.factors[2].total_effect, 3.373_699_916_8);
    }

    #[test]
    fn four_factors_sum_to_the_variance_and_lie_between_their_effects() {
        let mut normal = normals(4);
        let split = run(3_000, &mut normal, |[a, b, c, d]: [f64; 4]| 50.0 + a + 2.0 * b + 0.5 * a * c + 3.0 * (b + d).max(0.0));
        let sum: f64 = split.factors.iter().map(|f| f.shapley.value).sum();
        assert!((sum / split.variance().value - 1.0).abs() < 1e-12);
        for f in &split.factors {
            // Ordered exactly in truth; 4 SE of each end's distance in the sample (false alarm 3e-5 each).
            let slack = |a: Estimate, b: Estimate| 4.0 * (a.standard_error.unwrap().powi(2) + b.standard_error.unwrap().powi(2)).sqrt();
            assert!(f.first_order.value <= f.shapley.value + slack(f.first_order, f.shapley));
            assert!(f.shapley.value <= f.total_effect.value + slack(f.shapley, f.total_effect));
        }
    }

    #[test]
    fn a_shared_market_is_not_taken_for_less_than_it_is() {
        // Six trials of five seats, market sd 3 shared by a trial's seats, own luck sd 2: v(market) = 9, variance 13. A covariance around the
        // grand mean would say 9 − (9 + 4/5)/6. Means of 4,000 repetitions within 4 SE (false alarm 6e-5 each), which are below .2.
        let mut normal = normals(6);
        let (mut market, mut whole) = (Moments::default(), Moments::default());
        for _ in 0..4_000 {
            let mut pairs = PickFreeze::new(2, 6);
            for trial in 0..6 {
                let (m, other) = (3.0 * normal(), 3.0 * normal());
                for _ in 0..5 {
                    let own = 2.0 * normal();
                    pairs.push(trial, 1, m + own, m + 2.0 * normal());
                    pairs.push(trial, 2, m + own, other + own);
                    pairs.push(trial, 3, m + own, m + own);
                }
            }
            let split = pairs.split().unwrap();
            market.push(split.explained[1].value);
            whole.push(split.variance().value);
        }
        for (seen, exact) in [(market, 9.0), (whole, 13.0)] {
            let error = seen.standard_error().unwrap();
            assert!(error < 0.2 && (seen.mean().unwrap() - exact).abs() < 4.0 * error, "{:?} ± {error}", seen.mean());
        }
    }

    #[test]
    fn undefined_of_one_group_and_no_share_of_nothing() {
        let mut one = PickFreeze::new(1, 2);
        one.push(0, 1, 3.0, 3.0);
        assert!(one.split().is_none());
        one.push(1, 1, 3.0, 3.0);
        let flat = one.split().unwrap();
        assert_eq!(flat.factors[0].total_effect, flat.factors[0].first_order);
        assert_eq!((flat.variance().value, flat.variance().standard_error, flat.factors[0].shapley_share), (0.0, None, None));
    }
}
