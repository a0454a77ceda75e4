//! The covariance of exchangeable pairs (a, b) that come in dependent groups.
//!
//! ½ · mean (aᵢ − aⱼ)(bᵢ − bⱼ) over cases i, j of *different* groups, a and b exchanged in half of them (the symmetric estimator of Janon
//! et al. 2014): exactly unbiased for any dependence inside groups, whatever their sizes, and unmoved by a constant added to all
//! values. With groups of one case it is near the sample covariance around the common mean of a and b.

/// Sums over the pairs of one subset in one group (or several); outputs are counted from the accumulator's origin.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    pairs: f64,
    products: f64,
    /// Of (a + b)/2.
    middles: f64,
    /// Of (a − b)²/2.
    half_squares: f64,
}

/// Sums over groups, all that a leave-one-group-out estimate needs.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Totals {
    pairs: f64,
    pairs_squared: f64,
    products: f64,
    weighted_products: f64,
    middles: f64,
    middles_squared: f64,
    half_squares: f64,
}

impl Sums {
    /// Adds a pair, counted from an origin near the values: sums of deviations lose no digits.
    pub(super) fn push(&mut self, a: f64, b: f64) {
        self.pairs += 1.0;
        self.products += a * b;
        self.middles += 0.5 * (a + b);
        self.half_squares += 0.5 * (a - b) * (a - b);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pairs == 0.0
    }
}

impl Totals {
    pub(super) fn of(groups: impl Iterator<Item = Sums>) -> Self {
        let mut totals = Self::default();
        groups.for_each(|g| totals.add(g, 1.0));
        totals
    }

    /// Those sums without one of the groups.
    pub(super) fn without(mut self, group: Sums) -> Self {
        self.add(group, -1.0);
        self
    }

    fn add(&mut self, g: Sums, sign: f64) {
        self.pairs += sign * g.pairs;
        self.pairs_squared += sign * g.pairs * g.pairs;
        self.products += sign * g.products;
        self.weighted_products += sign * g.pairs * g.products;
        self.middles += sign * g.middles;
        self.middles_squared += sign * g.middles * g.middles;
        self.half_squares += sign * g.half_squares;
    }

    /// Cov(a, b); `None` where all pairs are in one group.
    ///
    /// ½ · mean (aᵢ − aⱼ)(bᵢ − bⱼ) over ordered pairs of cases of different groups: of its terms, a case's own product occurs once for
    /// every case outside its group, and the cross terms are the square of all sums less those within groups.
    pub(super) fn covariance(&self) -> Option<f64> {
        let pairs_apart = self.pairs * self.pairs - self.pairs_squared;
        let own = self.pairs * self.products - self.weighted_products;
        let cross = self.middles * self.middles - self.middles_squared;
        (pairs_apart > 0.0).then(|| (own - cross) / pairs_apart)
    }

    /// Pairs of all groups.
    pub(super) fn pairs(&self) -> u64 {
        self.pairs as u64
    }

    /// E\[(a − b)²\]/2.
    pub(super) fn half_mean_square(&self) -> f64 {
        self.half_squares / self.pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sums(pairs: &[(f64, f64)]) -> Sums {
        let mut sums = Sums::default();
        pairs.iter().for_each(|(a, b)| sums.push(*a, *b));
        sums
    }

    #[test]
    fn one_group_has_no_covariance() {
        assert_eq!(Totals::of([sums(&[(1.0, 2.0), (5.0, 3.0)]), Sums::default()].into_iter()).covariance(), None);
    }

    proptest! {
        #[test]
        fn matches_the_definition(groups in prop::collection::vec(prop::collection::vec((-9i8..9, -9i8..9), 1..5), 2..6), shift in -50i8..50) {
            let groups: Vec<Vec<(f64, f64)>> =
                groups.iter().map(|g| g.iter().map(|(a, b)| (f64::from(*a), f64::from(*b))).collect()).collect();
            let (mut sum, mut terms) = (0.0, 0.0);
            for (g, h) in (0..groups.len()).flat_map(|g| (0..groups.len()).filter(move |h| *h != g).map(move |h| (g, h))) {
                for (a, b) in &groups[g] {
                    for (c, d) in &groups[h] {
                        sum += (a - c) * (b - d) / 2.0 + (a - d) * (b - c) / 2.0;
                        terms += 2.0;
                    }
                }
            }
            let shifted = |g: &Vec<(f64, f64)>| sums(&g.iter().map(|(a, b)| (a + f64::from(shift), b + f64::from(shift))).collect::<Vec<_>>());
            let totals = Totals::of(groups.iter().map(shifted));
            prop_assert!((totals.covariance().unwrap() - sum / terms).abs() < 1e-9);
            let rest = Totals::of(groups[1..].iter().map(shifted)).covariance();
            let without = totals.without(shifted(&groups[0])).covariance();
            prop_assert!(rest.zip(without).is_none_or(|(r, w)| (r - w).abs() < 1e-9) && rest.is_some() == without.is_some());
        }
    }
}
