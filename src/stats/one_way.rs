//! One-way random effects: variance within groups and between them, from groups of unequal size.
//!
//! k groups with nᵢ values, N = Σ nᵢ. MSW = Σ (nᵢ − 1) sᵢ² ÷ (N − k), MSB = Σ nᵢ (ȳᵢ − ȳ)² ÷ (k − 1), n₀ = (N − Σ nᵢ² ÷ N) ÷ (k − 1). Within = MSW;
//! between = (MSB − MSW) ÷ n₀, unbiased whatever the distributions (Searle, Casella & McCulloch 1992, ch. 3.6), so that it comes out below 0
//! now and then where groups do not differ. Errors by leaving one group out at a time.

use super::{Estimate, jackknife};

/// Values in groups, for one or several columns whose variances are averaged, reduced to what the split needs.
#[derive(Debug, Clone, PartialEq)]
pub struct OneWay {
    columns: usize,
    /// Values a column, by group that has any.
    sizes: Vec<f64>,
    /// Sum of squared deviations from the group's mean, mean over columns, by group.
    squares: Vec<f64>,
    /// Mean less the column's mean over everything, `groups × columns`.
    means: Vec<f64>,
    /// Mean over everything, mean over columns.
    mean: f64,
}

/// Variances and what follows from them; every part with its error over groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Components {
    /// Mean of all values; its error counts that values of a group belong together.
    pub mean: Estimate,
    /// Variance within groups.
    pub within: Estimate,
    /// Variance between groups; may come out below 0.
    pub between: Estimate,
    /// Root of the variance within.
    pub sd_within: Estimate,
    /// Root of the variance between; for one below 0 it is 0, without an error but with the upper end of its interval.
    pub sd_between: Estimate,
    /// Root of both together: what one value from a group nobody knows varies by.
    pub sd: Estimate,
    /// Between ÷ (within + between), one below 0 shown as 0; `None` where nothing varies.
    pub share_between: Option<Estimate>,
}

/// Sums over some of the groups.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    groups: f64,
    values: f64,
    sizes_squared: f64,
    within: f64,
    /// Σ nᵢ (ȳᵢ − ȳ)², mean over columns.
    between: f64,
}

impl OneWay {
    /// From rows of `columns` values each; `group(i)` is the group of row i, below `groups`.
    ///
    /// # Panics
    /// If a group is not below `groups`.
    #[must_use]
    pub fn new(rows: impl Iterator<Item = f64> + Clone, columns: usize, groups: usize, group: impl Fn(usize) -> usize) -> Self {
        let of = |i: usize| (group(i / columns.max(1)), i % columns.max(1));
        let mut sizes = vec![0.0; groups];
        let (mut overall, mut all) = (vec![0.0; columns], 0.0);
        let mut means = vec![0.0; groups * columns];
        for (i, value) in rows.clone().enumerate() {
            let (group, column) = of(i);
            means[group * columns + column] += value;
            overall[column] += value;
            if column == 0 {
                sizes[group] += 1.0;
                all += 1.0;
            }
        }
        overall.iter_mut().for_each(|sum| *sum /= f64::max(all, 1.0));
        for (at, mean) in means.iter_mut().enumerate() {
            *mean = *mean / f64::max(sizes[at / columns], 1.0) - overall[at % columns];
        }
        let mut squares = vec![0.0; groups];
        for (i, value) in rows.enumerate() {
            let (group, column) = of(i);
            squares[group] += (value - overall[column] - means[group * columns + column]).powi(2) / columns as f64;
        }
        let mean = overall.iter().sum::<f64>() / columns.max(1) as f64;
        let there: Vec<usize> = (0..groups).filter(|&group| sizes[group] > 0.0).collect();
        Self {
            columns,
            means: there.iter().flat_map(|&group| means[group * columns..(group + 1) * columns].iter().copied()).collect(),
            squares: there.iter().map(|&group| squares[group]).collect(),
            sizes: there.iter().map(|&group| sizes[group]).collect(),
            mean,
        }
    }

    /// Groups that have values.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.sizes.len()
    }

    /// The components; `None` with fewer than three groups (no error could be told) or without two values in any.
    #[must_use]
    pub fn components(&self) -> Option<Components> {
        let k = self.groups();
        let (all, without) = self.sums();
        if self.columns == 0 || k < 3 || std::iter::once(&all).chain(&without).any(|sums| sums.values <= sums.groups) {
            return None;
        }
        let estimate = |of: &dyn Fn(&Sums) -> f64| jackknife(of(&all), &without.iter().map(of).collect::<Vec<f64>>(), k as u64);
        let positive = |e: Estimate| Estimate { low: e.low.map(|x| x.max(0.0)), ..e };
        let total = |sums: &Sums| sums.within_variance() + sums.between_variance().max(0.0);
        // the error of a share is that of the unbiased one, so that one that is cut at 0 does not seem certain
        let share = |sums: &Sums| sums.between_variance() / (sums.within_variance() + sums.between_variance());
        let in_unit = |e: Estimate| Estimate { value: e.value.max(0.0), high: e.high.map(|x| x.clamp(0.0, 1.0)), ..positive(e) };
        let between = estimate(&Sums::between_variance);
        let sd_between = if between.value > 0.0 {
            positive(estimate(&|sums| sums.between_variance().max(0.0).sqrt()))
        } else {
            let high = between.high.map(|high| high.max(0.0).sqrt());
            Estimate { low: Some(0.0), high, ..Estimate::without_error(0.0, k as u64) }
        };
        Some(Components {
            mean: jackknife(self.mean, &self.means_without(), k as u64),
            within: estimate(&Sums::within_variance),
            between,
            sd_within: positive(estimate(&|sums| sums.within_variance().sqrt())),
            sd_between,
            sd: positive(estimate(&|sums| total(sums).sqrt())),
            share_between: (total(&all) > 0.0 && without.iter().all(|sums| total(sums) > 0.0)).then(|| in_unit(estimate(&share))),
        })
    }

    /// Sums over all groups, then with one left out at a time.
    fn sums(&self) -> (Sums, Vec<Sums>) {
        let (mut whole, mut first, mut second) = (Sums::default(), vec![0.0; self.columns], 0.0);
        let of = |group: usize| (self.sizes[group], &self.means[group * self.columns..(group + 1) * self.columns]);
        for group in 0..self.groups() {
            let (n, means) = of(group);
            whole = whole.with(1.0, n, self.squares[group]);
            for (sum, mean) in first.iter_mut().zip(means) {
                *sum += n * mean;
                second += n * mean * mean;
            }
        }
        let between = |values: f64, second: f64, first: f64| (second - first / values).max(0.0) / self.columns as f64;
        let without = |group: usize| {
            let (n, means) = of(group);
            let sums = whole.with(-1.0, n, self.squares[group]);
            let (mut left, mut own) = (0.0, 0.0);
            for (sum, mean) in first.iter().zip(means) {
                left += (sum - n * mean).powi(2);
                own += n * mean * mean;
            }
            Sums { between: between(sums.values, second - own, left), ..sums }
        };
        let rest = (0..self.groups()).map(without).collect();
        let first: f64 = first.iter().map(|sum| sum * sum).sum();
        (Sums { between: between(whole.values, second, first), ..whole }, rest)
    }

    fn means_without(&self) -> Vec<f64> {
        let all: f64 = self.sizes.iter().sum();
        let of_group =
            |group: usize| self.means[group * self.columns..(group + 1) * self.columns].iter().sum::<f64>() / self.columns as f64;
        (0..self.groups()).map(|group| self.mean - self.sizes[group] * of_group(group) / (all - self.sizes[group])).collect()
    }
}

impl Sums {
    /// With a group of n values added, or taken away where `sign` is −1; what is between groups is left to others.
    fn with(self, sign: f64, n: f64, squares: f64) -> Self {
        Self {
            groups: self.groups + sign,
            values: self.values + sign * n,
            sizes_squared: self.sizes_squared + sign * n * n,
            within: self.within + sign * squares,
            between: self.between,
        }
    }

    fn within_variance(&self) -> f64 {
        self.within / (self.values - self.groups)
    }

    fn between_variance(&self) -> f64 {
        let size = (self.values - self.sizes_squared / self.values) / (self.groups - 1.0);
        (self.between / (self.groups - 1.0) - self.within_variance()) / size
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Moments;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
    use rand_distr::{Distribution, Exp1, StandardNormal};

    #[test]
    fn by_hand() {
        // Groups {1, 3}, {5, 9}, {2, 2, 8}: N 7, k 3; within sums 2, 8, 24, MSW 34 ÷ 4 = 8.5. Means 2, 7, 4, overall 30 ÷ 7; Σ n (m − 30/7)² =
        // 2·256/49 + 2·361/49 + 3·4/49 = 1246/49 = 178/7, MSB 89/7. n₀ = (7 − 17/7) ÷ 2 = 16/7. Between (89/7 − 8.5) ÷ (16/7) = 59/32.
        let (values, of) = ([1.0, 5.0, 2.0, 3.0, 9.0, 2.0, 8.0], [0, 1, 2, 0, 1, 2, 2]);
        let split = OneWay::new(values.into_iter(), 1, 4, |i| of[i]);
        let c = split.components().unwrap();
        assert_eq!(split.groups(), 3, "a group without values is none");
        assert!((c.within.value - 8.5).abs() < 1e-12 && (c.between.value - 59.0 / 32.0).abs() < 1e-12, "{c:?}");
        assert!((c.mean.value - 30.0 / 7.0).abs() < 1e-12);
        let share = (59.0 / 32.0) / (59.0 / 32.0 + 8.5);
        assert!((c.share_between.unwrap().value - share).abs() < 1e-12);
        // Without the first group: N 5, k 2, MSW 32 ÷ 3; means 7, 4, overall 26/5, MSB 2·3.24 + 3·1.44 = 10.8; n₀ 5 − 13/5 = 2.4
        let without = split.sums().1[0];
        assert!((without.within_variance() - 32.0 / 3.0).abs() < 1e-12);
        assert!((without.between_variance() - (10.8 - 32.0 / 3.0) / 2.4).abs() < 1e-12);
    }

    #[test]
    fn columns_are_averaged() {
        let (a, b) = ([1.0, 4.0, 2.0, 8.0, 5.0, 7.0], [10.0, -4.0, 3.0, 0.0, 2.0, 2.0]);
        let split = |rows: Vec<f64>, columns| OneWay::new(rows.into_iter(), columns, 3, |i| i % 3).components().unwrap();
        let both = split(a.iter().zip(&b).flat_map(|(a, b)| [*a, *b]).collect(), 2);
        let (one, other) = (split(a.to_vec(), 1), split(b.to_vec(), 1));
        for pick in [|c: &Components| c.within.value, |c: &Components| c.between.value, |c: &Components| c.mean.value] {
            assert!((pick(&both) - (pick(&one) + pick(&other)) / 2.0).abs() < 1e-12);
        }
    }

    /// Skewed groups of unequal size: 400 runs of 40 groups of 8 to 16 with sd between 3 and within 5; means of estimates within four of their
    /// own standard errors (false alarm 6e-5 each), claimed errors right on average to a fifth, and intervals that cover.
    #[test]
    fn recovers_the_split_of_simulated_data_with_honest_errors() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(41);
        let [mut within, mut between, mut share, mut mean, mut claimed, mut of_mean] = [Moments::default(); 6];
        let mut covered = [0_u32; 2];
        for _ in 0..400 {
            let (mut values, mut of) = (Vec::new(), Vec::new());
            for group in 0..40_usize {
                let exponential: f64 = Exp1.sample(&mut rng);
                let own = 100.0 + 3.0 * (exponential - 1.0);
                for _ in 0..8 + group % 3 * 4 {
                    let luck: f64 = StandardNormal.sample(&mut rng);
                    values.push(own + 5.0 * luck);
                    of.push(group);
                }
            }
            let c = OneWay::new(values.into_iter(), 1, 40, |i| of[i]).components().unwrap();
            within.push(c.within.value);
            between.push(c.between.value);
            share.push(c.share_between.unwrap().value);
            mean.push(c.mean.value);
            claimed.push(c.between.standard_error.unwrap());
            of_mean.push(c.mean.standard_error.unwrap());
            let inside = |e: Estimate, truth: f64| u32::from(e.low.unwrap() <= truth && truth <= e.high.unwrap());
            covered[0] += inside(c.mean, 100.0);
            covered[1] += inside(c.within, 25.0);
        }
        let near =
            |m: &Moments, truth: f64| assert!((m.mean().unwrap() - truth).abs() < 4.0 * m.standard_error().unwrap(), "{m:?} {truth}");
        near(&within, 25.0);
        near(&between, 9.0);
        near(&mean, 100.0);
        // a share of two estimates is a little off: by less than a tenth of its own spread
        assert!((share.mean().unwrap() - 9.0 / 34.0).abs() < 0.2 * share.sd().unwrap(), "{share:?}");
        assert!((claimed.mean().unwrap() / between.sd().unwrap() - 1.0).abs() < 0.2, "{claimed:?} {between:?}");
        assert!((of_mean.mean().unwrap() / mean.sd().unwrap() - 1.0).abs() < 0.15, "{of_mean:?} {mean:?}");
        // 95 % of 400 is 380 ± 4.4; skewness takes some of it
        assert!(covered.iter().all(|n| (350..=398).contains(n)), "{covered:?}");
    }

    #[test]
    fn groups_that_do_not_differ_are_within_error_of_nothing() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
        let mut below = 0;
        for _ in 0..20 {
            let values: Vec<f64> = (0..2000).map(|_| StandardNormal.sample(&mut rng)).collect();
            let c = OneWay::new(values.into_iter(), 1, 40, |i| i % 40).components().unwrap();
            let (share, sd) = (c.share_between.unwrap(), c.sd_between);
            assert!(c.between.value.abs() < 4.0 * c.between.standard_error.unwrap(), "{c:?}");
            assert!((0.0..0.05).contains(&share.value) && share.standard_error.unwrap() > 0.001, "{c:?}");
            if c.between.value < 0.0 {
                assert!((sd.value, sd.standard_error) == (0.0, None) && sd.high.unwrap() < 0.3, "{c:?}");
                below += 1;
            }
        }
        assert!((3..=17).contains(&below), "{below} of 20 below 0");
    }

    #[test]
    fn too_little_to_tell_is_nothing() {
        assert!(OneWay::new([1.0, 2.0, 3.0, 4.0].into_iter(), 1, 2, |i| i % 2).components().is_none());
        assert!(OneWay::new([1.0, 2.0, 3.0].into_iter(), 1, 3, |i| i).components().is_none());
        let flat = OneWay::new(std::iter::repeat_n(7.0, 30), 1, 5, |i| i % 5).components().unwrap();
        assert_eq!((flat.sd.value, flat.share_between), (0.0, None));
    }
}
