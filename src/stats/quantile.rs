//! Quantiles by order statistics, without assuming any density.
//!
//! *Value*: spreadsheets' `PERCENTILE.INC` (Hyndman & Fan's type 7), so that a reader can check it there.
//!
//! *Interval*: X₍ₗ₎ to X₍ᵤ₎ where l and u − 1 are the 2.5 % and 97.5 % quantiles of Binomial(n, p), which counts the values below the
//! true quantile; it covers at least 95 % for every distribution. An end whose rank does not exist is `None`: too few trials
//! to bound it (below 72 trials P95 has no upper end).
//!
//! *Standard error*: that interval's width over 2 × 1.96; `None` where an end is missing.

use std::cell::RefCell;

use statrs::distribution::{Binomial, DiscreteCDF};

use super::{Estimate, Z95};

/// Values in increasing order.
#[derive(Debug, Clone, PartialEq)]
pub struct Sorted(Vec<f64>);

impl Sorted {
    /// Sorts the values, none of which may be NaN.
    #[must_use]
    pub fn new(mut values: Vec<f64>) -> Self {
        debug_assert!(values.iter().all(|x| !x.is_nan()), "NaN has no rank");
        values.sort_unstable_by(f64::total_cmp);
        Self(values)
    }

    /// The values in increasing order.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.0
    }

    /// The `p`-quantile, 0 ≤ p ≤ 1, interpolated between order statistics; `None` without values.
    #[must_use]
    pub fn quantile(&self, p: f64) -> Option<f64> {
        interpolate(&self.0, p)
    }

    /// The `p`-quantile with interval and error.
    #[must_use]
    pub fn estimate(&self, p: f64) -> Option<Estimate> {
        estimate(&self.0, p)
    }

    /// How many values are above `x`.
    #[must_use]
    pub fn count_above(&self, x: f64) -> u64 {
        (self.0.len() - self.0.partition_point(|v| *v <= x)) as u64
    }
}

/// The same quantiles with intervals and errors as of [sorted](Sorted) values, none of which may be NaN. Only the few order statistics that these
/// are made of are put in their places.
#[must_use]
pub fn quantiles<const K: usize>(mut values: Vec<f64>, ps: [f64; K]) -> [Option<Estimate>; K] {
    debug_assert!(values.iter().all(|x| !x.is_nan()), "NaN has no rank");
    let mut places: Vec<usize> = ps.into_iter().flat_map(|p| places_of(values.len(), p)).collect();
    places.sort_unstable();
    places.dedup();
    select(&mut values, 0, &places);
    ps.map(|p| estimate(&values, p))
}

/// Puts the values in places that are those of all values in order; the first of `values` is in place `first`, `places` rise.
fn select(values: &mut [f64], first: usize, places: &[usize]) {
    let (before, rest) = places.split_at(places.len() / 2);
    let Some((&place, after)) = rest.split_first() else { return };
    let (below, _, above) = values.select_nth_unstable_by(place - first, f64::total_cmp);
    select(below, first, before);
    select(above, place + 1, after);
}

/// Places of the order statistics that a quantile of `n` values and its interval are made of.
fn places_of(n: usize, p: f64) -> Vec<usize> {
    let Some((below, above, _)) = neighbours(n, p) else { return Vec::new() };
    let (low, high) = interval_ranks(n as u64, p);
    let ends = [low, high].into_iter().flatten().map(|rank| rank as usize - 1);
    [below, above].into_iter().chain(ends.filter(|_| n > 1)).collect()
}

/// Places of the order statistics next to the `p`-quantile of `n` values, and how far it is from the one to the other.
fn neighbours(n: usize, p: f64) -> Option<(usize, usize, f64)> {
    let last = n.checked_sub(1)?;
    let rank = p.clamp(0.0, 1.0) * last as f64;
    let below = rank.floor() as usize;
    Some((below, (below + 1).min(last), rank - below as f64))
}

/// The `p`-quantile of values of which [those](neighbours) next to it are in their places.
fn interpolate(ordered: &[f64], p: f64) -> Option<f64> {
    let (below, above, part) = neighbours(ordered.len(), p)?;
    let (a, b) = (ordered[below], ordered[above]);
    // Equal neighbours are returned as they are: interpolating would add a rounding error to an exact amount.
    Some(if a == b { a } else { a + part * (b - a) })
}

/// The same with interval and error, of values of which [those](places_of) that it is made of are in their places.
fn estimate(ordered: &[f64], p: f64) -> Option<Estimate> {
    let value = interpolate(ordered, p)?;
    let n = ordered.len() as u64;
    if n == 1 {
        return Some(Estimate::without_error(value, 1));
    }
    let (low, high) = interval_ranks(n, p);
    let [low, high] = [low, high].map(|rank| rank.map(|rank| ordered[rank as usize - 1]));
    let standard_error = low.zip(high).map(|(low, high)| (high - low) / (2.0 * Z95));
    Some(Estimate { value, standard_error, low, high, n })
}

/// Ranks (1-based) of the order statistics that bound the `p`-quantile of `n` values with 95 % confidence; `None` for a rank that
/// does not exist.
#[must_use]
pub fn interval_ranks(n: u64, p: f64) -> (Option<u64>, Option<u64>) {
    thread_local! {
        // A report asks for a handful of pairs thousands of times, and every answer takes two dozen incomplete beta functions.
        static KNOWN: RefCell<Vec<(u64, u64, Ranks)>> = const { RefCell::new(Vec::new()) };
    }
    KNOWN.with_borrow_mut(|known| {
        if let Some((.., ranks)) = known.iter().find(|(of, at, _)| (*of, *at) == (n, p.to_bits())) {
            return *ranks;
        }
        let ranks = find_ranks(n, p);
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.push((n, p.to_bits(), ranks));
        ranks
    })
}

/// The ranks of an interval's ends.
type Ranks = (Option<u64>, Option<u64>);

/// Pairs of n and p whose ranks are remembered.
const MOST_KNOWN: usize = 64;

fn find_ranks(n: u64, p: f64) -> Ranks {
    let Ok(below) = Binomial::new(p, n) else { return (None, None) };
    let low = smallest_reaching(&below, n, 0.025);
    let high = smallest_reaching(&below, n, 0.975) + 1;
    ((low >= 1).then_some(low), (high <= n).then_some(high))
}

/// Smallest k with P(K ≤ k) ≥ `level`. (The crate's own `inverse_cdf` gives up when rounding makes its cdf dip.)
fn smallest_reaching(law: &Binomial, n: u64, level: f64) -> u64 {
    let (mut from, mut to) = (0, n);
    while from < to {
        let middle = from + (to - from) / 2;
        if law.cdf(middle) >= level { to = middle } else { from = middle + 1 }
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Moments;
    use proptest::prelude::*;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
    use rand_distr::{Distribution, StandardNormal};

    fn normals(rng: &mut Xoshiro256PlusPlus, n: usize) -> Vec<f64> {
        (0..n).map(|_| StandardNormal.sample(rng)).collect()
    }

    #[test]
    fn values_are_those_of_a_spreadsheet() {
        // PERCENTILE.INC of 1, 2, 4, 8: 25 % → 1.75, 50 % → 3, 95 % → 7.4.
        let s = Sorted::new(vec![8.0, 1.0, 4.0, 2.0]);
        assert_eq!((s.quantile(0.25), s.quantile(0.5), s.quantile(0.0), s.quantile(1.0)), (Some(1.75), Some(3.0), Some(1.0), Some(8.0)));
        assert!((s.quantile(0.95).unwrap() - 7.4).abs() < 1e-12);
        assert_eq!(Sorted::new(vec![]).quantile(0.5), None);
    }

    #[test]
    fn ranks_match_printed_tables() {
        // Printed tables of the sign test: 95 % interval of the median, n = 100: ranks 40 and 61; n = 20: 6 and 15.
        assert_eq!(interval_ranks(100, 0.5), (Some(40), Some(61)));
        assert_eq!(interval_ranks(20, 0.5), (Some(6), Some(15)));
        // 0.95^71 = 0.0262 > 2.5 % and 0.95^72 = 0.0249: P95 has an upper end from 72 trials on.
        assert_eq!(interval_ranks(71, 0.95).1, None);
        assert_eq!(interval_ranks(72, 0.95).1, Some(72));
    }

    #[test]
    fn error_of_p95_is_right_on_average() {
        // Computed independently: SE of the P95 of 10,000 standard normals = 0.02113187510969085. Over 300 seeded repetitions the spread of
        // the P95s has itself an error of 1/√600 = 4.1 %: band four of those (false alarm 6e-5). The mean claimed error within 3 %.
        let exact = 0.021_131_875_109_690_85;
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(31);
        let mut spread = Moments::default();
        let mut claimed = Moments::default();
        let mut covered = 0u32;
        for _ in 0..300 {
            let e = Sorted::new(normals(&mut rng, 10_000)).estimate(0.95).unwrap();
            spread.push(e.value);
            claimed.push(e.standard_error.unwrap());
            covered += u32::from(e.low.unwrap() <= 1.644_853_626_951_472 && 1.644_853_626_951_472 <= e.high.unwrap());
        }
        assert!((spread.sd().unwrap() / exact - 1.0).abs() < 0.165, "{:?}", spread.sd());
        assert!((claimed.mean().unwrap() / exact - 1.0).abs() < 0.03, "{:?}", claimed.mean());
        // 95 % of 300 ± 4 × √(300 × .95 × .05) = 285 ± 15 (false alarm 6e-5).
        assert!((270..=300).contains(&covered), "{covered}");
    }

    proptest! {
        #[test]
        fn picked_quantiles_are_those_of_all_in_order(xs in prop::collection::vec(prop_oneof![Just(0.0), -9.0..9.0_f64], 0..400), p in 0.0..1.0_f64) {
            let ps = [p, 0.05, 0.5, 0.95, 1.0 - p];
            prop_assert_eq!(quantiles(xs.clone(), ps), ps.map(|p| Sorted::new(xs.clone()).estimate(p)));
        }

        #[test]
        fn interval_contains_the_value_and_ranks_are_the_binomial_quantiles(n in 2u64..400, p in 0.01f64..0.99) {
            let law = Binomial::new(p, n).unwrap();
            prop_assert_eq!(interval_ranks(n, p), find_ranks(n, p), "once found");
            prop_assert_eq!(interval_ranks(n, p), find_ranks(n, p), "and as it is remembered");
            let (low, high) = interval_ranks(n, p);
            if let Some(l) = low { prop_assert!(law.cdf(l) >= 0.025 && law.cdf(l - 1) < 0.025); }
            if let Some(u) = high { prop_assert!(law.cdf(u - 1) >= 0.975); }
            let e = Sorted::new((0..n).map(|i| i as f64).collect()).estimate(p).unwrap();
            prop_assert!(e.low.is_none_or(|x| x <= e.value) && e.high.is_none_or(|x| e.value <= x));
        }
    }
}
