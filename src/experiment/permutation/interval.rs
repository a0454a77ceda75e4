//! The interval of a randomisation test: every effect that the test does not refuse.
//!
//! Under the hypothesis that the plan adds δ, a linear statistic of assignment z is A_z − δ b_z, and z is at least as extreme as the observed one
//! where |A_z − δ b_z| ≥ |A − δ b|. Both sides meet at (A − A_z)/(b − b_z) and (A + A_z)/(b + b_z), so that p(δ) is a step function whose
//! steps are known: the interval is read off them, exactly. The studentised statistic orders assignments as the difference does where the
//! arms are of one size; otherwise its steps are roots of quartics, and its limits are found by halving, each probe counting all of Ω.

use rayon::prelude::*;

use super::statistic::Table;
use super::test::PIECE;
use super::{RandomisationTest, Statistic};

/// Halvings of the bracket of a studentised limit: 2⁻⁴⁰ of it is beyond what is printed.
const HALVINGS: u32 = 40;

impl RandomisationTest<'_> {
    /// Where the test's statistic is centred: the effect that leaves no difference, A ÷ b. It is the difference itself without a baseline.
    #[must_use]
    pub fn estimate(&self) -> f64 {
        let (outcome, exposure) = self.linear(&super::enumerate::pack(self.treated), &self.features());
        outcome / exposure
    }

    /// The effects with two-sided p above 1 − `level` (0.95: above 5 %); their hull, should they not be one interval.
    ///
    /// `None` where p cannot get that small, so that no effect is refused.
    #[must_use]
    pub fn interval(&self, level: f64) -> Option<(f64, f64)> {
        match self.statistic {
            // with arms of one size t² = d² n(n − 1)/(SST − n d²/2) rises with d², whatever is taken out of the outcomes before
            Statistic::Studentised if 2 * self.set.treated() == self.set.units() => self.by_steps(level),
            Statistic::Studentised => self.by_halving(level),
            Statistic::Difference | Statistic::Weighted(_) => self.by_steps(level),
        }
    }

    /// (w y, w z, w) of each unit.
    fn features(&self) -> Table<3> {
        let weight = |unit: usize| if let Statistic::Weighted(weights) = self.statistic { weights[unit] } else { 1.0 };
        let of = |unit: usize| [weight(unit) * self.outcomes[unit], weight(unit) * self.exposure[unit], weight(unit)];
        Table::new(&(0..self.outcomes.len()).map(of).collect::<Vec<_>>())
    }

    /// A_z and b_z.
    fn linear(&self, row: &[u8], table: &Table<3>) -> (f64, f64) {
        let ([y, z, w], total) = (table.sums(row), table.total);
        let rest = total[2] - w;
        (y / w - (total[0] - y) / rest, z / w - (total[1] - z) / rest)
    }

    fn by_steps(&self, level: f64) -> Option<(f64, f64)> {
        let table = self.features();
        let width = self.set.width();
        let (outcome, exposure) = self.linear(&super::enumerate::pack(self.treated), &table);
        let slack = 1e-12 * self.outcomes.iter().fold(0.0_f64, |most, y| most.max(y.abs()));
        let step = |row: &[u8]| Steps::of(self.linear(row, &table), (outcome, exposure), slack);
        let steps: Vec<Steps> =
            self.set.packed.par_chunks(PIECE * width).flat_map_iter(|rows| rows.chunks_exact(width).map(step)).collect();
        let itself = usize::from(!self.set.is_exact());
        let bound = (1.0 - level) * (steps.len() + itself) as f64 * (1.0 + 1e-9);
        let upper = last_above(steps.iter().map(|s| s.up), itself, bound)?;
        let lower = last_above(steps.iter().map(|s| s.down), itself, bound)?;
        let centre = outcome / exposure;
        Some((centre - lower, centre + upper))
    }

    fn by_halving(&self, level: f64) -> Option<(f64, f64)> {
        let held = |shift: f64| self.counts_at(shift).p() > (1.0 - level) * (1.0 + 1e-9);
        let centre = self.estimate();
        let spread = self.outcomes.iter().fold(0.0_f64, |most, y| most.max((y - self.outcomes[0]).abs()));
        if self.set.smallest_p() > 1.0 - level || spread == 0.0 {
            return None;
        }
        let limit = |sign: f64| -> Option<f64> {
            let (mut inside, mut step) = (0.0, spread / 8.0);
            while held(centre + sign * step) {
                inside = step;
                step *= 2.0;
                if step > 1e9 * spread {
                    return None;
                }
            }
            let mut outside = step;
            for _ in 0..HALVINGS {
                let middle = f64::midpoint(inside, outside);
                if held(centre + sign * middle) { inside = middle } else { outside = middle }
            }
            Some(centre + sign * f64::midpoint(inside, outside))
        };
        Some((limit(-1.0)?, limit(1.0)?))
    }
}

/// Up to which distance above and below the centre an assignment is as extreme as the observed, and from which on again.
#[derive(Debug, Clone, Copy)]
struct Steps {
    up: [f64; 2],
    down: [f64; 2],
}

impl Steps {
    /// From (A_z, b_z) and (A, b). Moved to the centre A ÷ b, the condition is |a − e b_z| ≥ |e b| with a = A_z − (A/b) b_z, e the distance; an a
    /// below `slack` is rounding.
    fn of((outcome, exposure): (f64, f64), (observed, b): (f64, f64), slack: f64) -> Self {
        let a = outcome - observed / b * exposure;
        let b = b.abs();
        // The observed assignment and its mirror image are as extreme at every distance; what starts in the centre falls there.
        match (a.abs() <= slack, exposure.abs() >= b * (1.0 - 1e-9)) {
            (true, true) => return Self { up: [f64::INFINITY; 2], down: [f64::INFINITY; 2] },
            (true, false) => return Self { up: [0.0, f64::INFINITY], down: [0.0, f64::INFINITY] },
            (false, _) => {}
        }
        // Going out in one direction it falls at a root, and rises at the next where |b_z| > |b|.
        let beyond = |exposure: f64| {
            let (one, two) = (root(a, exposure + b), root(-a, b - exposure));
            [one.min(two), one.max(two)]
        };
        Self { up: beyond(exposure), down: beyond(-exposure) }
    }
}

/// The distance e ≥ 0 at which `a` = e × `slope`; infinite where there is none.
fn root(a: f64, slope: f64) -> f64 {
    let e = a / slope;
    if slope.abs() > 1e-12 && e >= 0.0 { e } else { f64::INFINITY }
}

/// The last distance at which more than `bound` assignments are as extreme; `None` where it has no end.
fn last_above(steps: impl Iterator<Item = [f64; 2]>, itself: usize, bound: f64) -> Option<f64> {
    let mut events: Vec<(f64, i64)> = Vec::new();
    let mut count = itself as i64;
    for [fall, rise] in steps {
        count += 1;
        events.extend(fall.is_finite().then_some((fall, -1)));
        events.extend(rise.is_finite().then_some((rise, 1)));
    }
    events.par_sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    let mut last = None;
    for (distance, change) in events {
        let before = count;
        count += change;
        if before as f64 > bound && count as f64 <= bound {
            last = Some(distance);
        }
    }
    if count as f64 > bound { None } else { last }
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::{assert_close, column, number, texts};
    use super::super::{Adjustment, AssignmentSet, Limits};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn limits_are_those_of_the_oracle() {
        let treated: Vec<bool> = texts("d2_csm_means", "arm").iter().map(|arm| arm == "1").collect();
        let outcomes = column("d2_csm_means", "y");
        let free = AssignmentSet::complete(12, 6, Limits::default()).unwrap();
        let pairs = AssignmentSet::like(&treated, Some(&texts("d2_csm_means", "pair")), Limits::default()).unwrap();
        let (difference, studentised) = (Statistic::Difference, Statistic::Studentised);
        for (set, statistic, name) in [(&free, &difference, "ci"), (&free, &studentised, "ci"), (&pairs, &difference, "pair_ci")] {
            let test = RandomisationTest::new(set, &outcomes, &treated, statistic, &Adjustment::none()).unwrap();
            for (level, digits) in [(0.95, "95"), (0.90, "90")] {
                let (low, high) = test.interval(level).unwrap();
                assert_close(low, number("O11_permutation", &format!("{name}_{digits}/0")), 1e-6);
                assert_close(high, number("O11_permutation", &format!("{name}_{digits}/1")), 1e-6);
            }
        }
    }

    #[test]
    fn three_against_three_refuse_nothing() {
        let set = AssignmentSet::complete(6, 3, Limits::default()).unwrap();
        let treated = [true, true, true, false, false, false];
        for statistic in [Statistic::Difference, Statistic::Studentised] {
            let test = RandomisationTest::new(&set, &[9.0, 8.0, 7.5, 1.0, 2.0, 0.5], &treated, &statistic, &Adjustment::none()).unwrap();
            assert_eq!(test.interval(0.95), None);
            assert!(test.interval(0.80).is_some());
        }
    }

    proptest! {
        /// Inside the limits the test holds, outside it refuses, whatever is adjusted and weighted; far outside too.
        #[test]
        fn limits_are_where_the_test_turns(
            cells in prop::collection::vec((0_i32..1000, 1_u32..30, -20_i32..20), 9..12), weighted: bool, cuped: bool, n in 3_usize..6,
        ) {
            let outcomes: Vec<f64> = cells.iter().map(|c| f64::from(c.0) / 400.0).collect();
            let treated: Vec<bool> = (0..cells.len()).map(|unit| unit * n % cells.len() < n).collect();
            let n = treated.iter().filter(|t| **t).count();
            let weights = cells.iter().map(|c| f64::from(c.1)).collect();
            let statistic = if weighted { Statistic::Weighted(weights) } else { Statistic::Difference };
            let before: Vec<f64> = cells.iter().map(|c| f64::from(c.2)).collect();
            let adjustment = if cuped { Adjustment::cuped(&before).unwrap() } else { Adjustment::none() };
            let set = AssignmentSet::complete(cells.len(), n, Limits::default()).unwrap();
            let test = RandomisationTest::new(&set, &outcomes, &treated, &statistic, &adjustment).unwrap();
            if let Some((low, high)) = test.interval(0.9) {
                let width = high - low;
                prop_assume!(width > 1e-6);
                prop_assert!(test.counts_at(low + 1e-7 * width).p() > 0.1 && test.counts_at(high - 1e-7 * width).p() > 0.1);
                for out in [1e-7, 0.01, 0.3, 2.0, 50.0] {
                    prop_assert!(test.counts_at(low - out * width).p() <= 0.1 && test.counts_at(high + out * width).p() <= 0.1);
                }
            }
        }

        /// With equal arms the studentised test orders assignments as the difference does, so both ways find the same limits. (With a baseline what is
        /// not refused may be more than one interval, of which halving finds one end and the steps the last.)
        #[test]
        fn halving_finds_the_steps(cells in prop::collection::vec(0_i32..1000, 8..11)) {
            let units = cells.len() / 2 * 2;
            let outcomes: Vec<f64> = cells[..units].iter().map(|c| f64::from(*c) / 400.0).collect();
            let treated: Vec<bool> = (0..units).map(|unit| unit % 2 == 0).collect();
            let set = AssignmentSet::complete(units, units / 2, Limits::default()).unwrap();
            let test = RandomisationTest::new(&set, &outcomes, &treated, &Statistic::Studentised, &Adjustment::none()).unwrap();
            prop_assert_eq!(test.interval(0.9), test.by_steps(0.9));
            if let (Some(a), Some(b)) = (test.by_steps(0.9), test.by_halving(0.9)) {
                let width = 1e-9 + a.1 - a.0;
                prop_assert!((a.0 - b.0).abs() < 1e-6 * width && (a.1 - b.1).abs() < 1e-6 * width, "{:?} {:?}", a, b);
            }
        }
    }
}
