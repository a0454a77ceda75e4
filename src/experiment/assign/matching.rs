//! Minimum-weight perfect matching of a complete graph: which units make the closest pairs, all pairs taken together.
//!
//! Distances become whole numbers of 2⁻⁴⁰ of the largest, so that nothing is lost to rounding on the way and every machine pairs alike; the
//! search is in `blossoms`.

use super::blossoms::Blossoms;

/// Parts into which the largest distance is cut.
const PARTS: f64 = (1_u64 << 40) as f64;

/// The pairs (each with its smaller index first, in rising order) whose distances have the smallest sum.
///
/// `distance` is asked for every a < b. An odd unit, if `units` is odd, stays alone: the one whose leaving makes the rest closest.
#[must_use]
pub fn closest_pairs(units: usize, distance: impl Fn(usize, usize) -> f64) -> Vec<[usize; 2]> {
    // An odd number gets a partner at no distance from anybody.
    let even = units + units % 2;
    let measured = |a: usize, b: usize| if b < units { distance(a, b) } else { 0.0 };
    let mut distances = vec![0.0; even * even];
    for a in 0..even {
        for b in a + 1..even {
            distances[a * even + b] = measured(a, b);
        }
    }
    let largest = distances.iter().fold(f64::MIN_POSITIVE, |most: f64, d| most.max(*d));
    // The heaviest matching of (largest − distance) is perfect, because every edge still weighs something.
    let weight = |a: usize, b: usize| ((largest - distances[a.min(b) * even + a.max(b)]) / largest * PARTS).round() as i64 + 1;
    let mates = Blossoms::new(even, weight).heaviest();
    let pairs = mates.iter().enumerate().filter(|(a, b)| a < *b && **b < units);
    pairs.map(|(a, &b)| [a, b]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every pairing by dynamic programming over subsets: the first unpaired unit takes each partner in turn.
    fn least_sum(units: usize, distance: &dyn Fn(usize, usize) -> f64) -> f64 {
        let mut best = vec![f64::INFINITY; 1 << units];
        best[0] = 0.0;
        for taken in 0..(1_usize << units) - 1 {
            let first = (!taken).trailing_zeros() as usize;
            for other in first + 1..units {
                if taken >> other & 1 == 0 {
                    let next = taken | 1 << first | 1 << other;
                    best[next] = best[next].min(best[taken] + distance(first, other));
                }
            }
        }
        best[(1 << units) - 1]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        /// Points in the plane, and distances with many ties that obey no triangle.
        #[test]
        fn no_pairing_is_closer(points in prop::collection::vec((0_i32..100, 0_i32..100), 1..8), coarse: bool, salt in 0_u32..1000) {
            let units = 2 * points.len().min(7);
            let spread = |unit: usize| {
                let (x, y) = points[unit % points.len()];
                (f64::from(x) + 3.7 * unit as f64 % 11.0, f64::from(y) + 1.9 * unit as f64 % 7.0)
            };
            let distance = |a: usize, b: usize| if coarse {
                f64::from((a as u32 * 31 + b as u32 * 17 + salt).wrapping_mul(2_654_435_761) >> 29)
            } else {
                let ((x, y), (u, v)) = (spread(a), spread(b));
                (x - u).hypot(y - v)
            };
            let pairs = closest_pairs(units, distance);
            let mut all: Vec<usize> = pairs.concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..units).collect::<Vec<_>>());
            let sum: f64 = pairs.iter().map(|[a, b]| distance(*a, *b)).sum();
            let least = least_sum(units, &distance);
            prop_assert!((sum - least).abs() <= 1e-9 * (1.0 + least), "{} against {}", sum, least);
        }
    }

    #[test]
    fn an_odd_unit_stays_alone() {
        let at = [0.0_f64, 0.1, 5.0, 9.0, 9.3];
        assert_eq!(closest_pairs(5, |a, b| (at[a] - at[b]).abs()), [[0, 1], [3, 4]]);
        assert!(closest_pairs(1, |_, _| 1.0).is_empty() && closest_pairs(0, |_, _| 1.0).is_empty());
        assert_eq!(closest_pairs(4, |_, _| 0.0).len(), 2);
    }
}
