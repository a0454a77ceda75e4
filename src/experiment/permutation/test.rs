//! The randomisation test: how much of Ω is at least as extreme as what was seen.

use rayon::prelude::*;

use super::statistic::Prepared;
use super::{Adjustment, AssignmentSet, PermutationError, Statistic};

/// Assignments of one piece of work: small sets are counted in place, large ones in pieces, always the same.
pub(super) const PIECE: usize = 65_536;

/// How many assignments are at least as extreme as the observed one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counts {
    /// The statistic as observed.
    pub observed: f64,
    /// Assignments counted in all; a sample counts the observed one too.
    pub of: u64,
    /// With |T| at least as large.
    pub two_sided: u64,
    /// With T at least as large.
    pub greater: u64,
    /// With T at most as large.
    pub less: u64,
    /// Whether all of Ω was counted.
    pub exact: bool,
}

impl Counts {
    /// Two-sided p; for a sample (1 + #) ÷ (1 + B) (Phipson & Smyth 2010), which never understates.
    #[must_use]
    pub fn p(&self) -> f64 {
        self.two_sided as f64 / self.of as f64
    }

    /// p against "the treated have less or as much".
    #[must_use]
    pub fn p_greater(&self) -> f64 {
        self.greater as f64 / self.of as f64
    }

    /// p against "the treated have more or as much".
    #[must_use]
    pub fn p_less(&self) -> f64 {
        self.less as f64 / self.of as f64
    }

    /// Standard error of p from having drawn instead of enumerated; `None` when all were counted.
    #[must_use]
    pub fn standard_error(&self) -> Option<f64> {
        let p = self.p();
        (!self.exact).then(|| (p * (1.0 - p) / self.of as f64).sqrt())
    }
}

/// One data set under one set of possible assignments.
#[derive(Debug, Clone)]
pub struct RandomisationTest<'a> {
    pub(super) set: &'a AssignmentSet,
    /// Adjusted outcomes.
    pub(super) outcomes: Vec<f64>,
    /// What one more unit of outcome for each treated unit adds to them.
    pub(super) exposure: Vec<f64>,
    pub(super) treated: &'a [bool],
    pub(super) statistic: &'a Statistic,
}

impl<'a> RandomisationTest<'a> {
    /// One outcome for each unit, in the order of the set's units; `treated` as it was assigned.
    ///
    /// # Errors
    /// Where columns do not fit the set, a value is not finite, or an arm is too small for the statistic.
    pub fn new(
        set: &'a AssignmentSet,
        outcomes: &[f64],
        treated: &'a [bool],
        statistic: &'a Statistic,
        adjustment: &Adjustment,
    ) -> Result<Self, PermutationError> {
        let units = set.units();
        let weights = if let Statistic::Weighted(weights) = statistic { weights.as_slice() } else { outcomes };
        let lengths = [
            ("the outcome", outcomes.len()),
            ("the arm", treated.len()),
            ("the weight", weights.len()),
            ("the baseline", adjustment.units().unwrap_or(units)),
        ];
        if let Some(&(what, found)) = lengths.iter().find(|(_, found)| *found != units) {
            return Err(PermutationError::Lengths { what, found, units });
        }
        for (what, values) in [("the outcome", outcomes), ("the weight", weights)] {
            if let Some(unit) = values.iter().position(|value| !value.is_finite()) {
                return Err(PermutationError::NotFinite { what, unit });
            }
        }
        if treated.iter().filter(|t| **t).count() != set.treated() {
            return Err(PermutationError::NotPossible);
        }
        let smaller = set.treated().min(units - set.treated());
        let needed = if *statistic == Statistic::Studentised { 2 } else { 1 };
        if smaller < needed {
            return Err(PermutationError::TooFewUnits { units: smaller, needed });
        }
        let exposure: Vec<f64> = treated.iter().map(|&t| f64::from(u8::from(t))).collect();
        Ok(Self { set, outcomes: adjustment.adjusted(outcomes), exposure: adjustment.adjusted(&exposure), treated, statistic })
    }

    /// Counts under the hypothesis of no effect.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts_at(0.0)
    }

    /// Counts under the hypothesis that the plan adds `shift` to every treated unit's outcome.
    #[must_use]
    pub fn counts_at(&self, shift: f64) -> Counts {
        let shifted: Vec<f64> = self.outcomes.iter().zip(&self.exposure).map(|(y, z)| y - shift * z).collect();
        let prepared = Prepared::new(self.statistic, &shifted, self.set.treated());
        let observed = prepared.value(prepared.table.sums(&super::enumerate::pack(self.treated)));
        let bound = observed.abs() * (1.0 - 1e-12) - prepared.slack;
        let (above, below) = (observed - observed.abs() * 1e-12 - prepared.slack, observed + observed.abs() * 1e-12 + prepared.slack);
        let width = self.set.width();
        let count = |rows: &[u8]| {
            rows.chunks_exact(width).fold([0_u64; 3], |[two, greater, less], row| {
                let t = prepared.value(prepared.table.sums(row));
                [two + u64::from(t.abs() >= bound), greater + u64::from(t >= above), less + u64::from(t <= below)]
            })
        };
        let add = |a: [u64; 3], b: [u64; 3]| [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
        let rows = &self.set.packed;
        // Whole numbers: the order in which pieces come in does not matter.
        let counted = if self.set.len() <= PIECE { count(rows) } else { rows.par_chunks(PIECE * width).map(count).reduce(|| [0; 3], add) };
        let itself = u64::from(!self.set.is_exact());
        let [two_sided, greater, less] = counted.map(|n| n + itself);
        Counts { observed, of: self.set.len() as u64 + itself, two_sided, greater, less, exact: self.set.is_exact() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::{assert_close, column, number, texts};
    use super::super::{Limits, reference};
    use super::*;
    use proptest::prelude::*;

    fn small() -> (Vec<f64>, Vec<f64>, Vec<f64>, Vec<bool>) {
        let treated = texts("d2_csm_means", "arm").iter().map(|arm| arm == "1").collect();
        (column("d2_csm_means", "y"), column("d2_csm_means", "pre"), column("d2_csm_means", "n"), treated)
    }

    fn agrees(counts: Counts, name: &str) {
        let of = |key: &str| number("O11_permutation", &format!("{name}_{key}"));
        assert_close(counts.observed, of("stat"), 1e-6);
        assert_eq!(counts.two_sided as f64, of("count_two_sided"), "{name}");
        assert_close(counts.p(), of("p_two_sided"), 1e-12);
        assert_close(counts.p_greater(), of("p_greater"), 1e-12);
    }

    #[test]
    fn six_against_six_is_that_of_the_oracle() {
        let (outcomes, before, accounts, treated) = small();
        let set = AssignmentSet::complete(12, 6, Limits::default()).unwrap();
        assert_eq!(set.len() as f64, number("O11_permutation", "n_assignments"));
        assert_close(set.smallest_p(), number("O11_permutation", "min_p_two_sided"), 1e-12);
        let counts = |statistic: &Statistic, adjustment: &Adjustment| {
            RandomisationTest::new(&set, &outcomes, &treated, statistic, adjustment).unwrap().counts()
        };
        let none = Adjustment::none();
        agrees(counts(&Statistic::Difference, &none), "mean");
        agrees(counts(&Statistic::Studentised, &none), "studentized");
        agrees(counts(&Statistic::Weighted(accounts), &none), "account_weighted");
        agrees(counts(&Statistic::Difference, &Adjustment::cuped(&before).unwrap()), "ancova_resid");
        // R's coin::oneway_test(distribution = "exact") and scipy.stats.permutation_test.
        assert_close(counts(&Statistic::Difference, &none).p(), number("R_coin", "oneway_exact_p"), 1e-9);
        assert_close(counts(&Statistic::Difference, &none).p(), number("O11_permutation", "scipy_p_two_sided_2min"), 1e-9);
    }

    #[test]
    fn six_pairs_are_those_of_the_oracle() {
        let (outcomes, _, _, treated) = small();
        let pairs = texts("d2_csm_means", "pair");
        let set = AssignmentSet::like(&treated, Some(&pairs), Limits::default()).unwrap();
        let statistic = Statistic::Difference;
        let test = RandomisationTest::new(&set, &outcomes, &treated, &statistic, &Adjustment::none()).unwrap();
        let counts = test.counts();
        assert_eq!((counts.of, counts.two_sided), (64, 4));
        assert_close(counts.observed, number("O11_permutation", "pair_mean"), 1e-9);
        assert_close(counts.p_greater(), number("O11_permutation", "pair_p_greater"), 1e-12);
        assert_close(set.smallest_p(), 2.0 / 64.0, 1e-12);
    }

    #[test]
    fn strata_are_those_of_the_oracle() {
        let treated: Vec<bool> = texts("d1_csm_means", "arm").iter().map(|arm| arm == "1").collect();
        let (outcomes, before) = (column("d1_csm_means", "post"), column("d1_csm_means", "pre"));
        let set = AssignmentSet::like(&treated, Some(&texts("d1_csm_means", "segment")), Limits::default()).unwrap();
        let statistic = Statistic::Difference;
        for (name, adjustment) in [("strat", Adjustment::none()), ("strat_cuped", Adjustment::cuped(&before).unwrap())] {
            let counts = RandomisationTest::new(&set, &outcomes, &treated, &statistic, &adjustment).unwrap().counts();
            let of = |key: &str| number("O11_permutation", &format!("{name}_{key}"));
            assert_eq!(counts.of as f64, number("O11_permutation", "strat_n"));
            assert_eq!(counts.two_sided as f64, of("count"));
            assert_close(counts.observed, of("stat"), 1e-6);
            assert_close(counts.p(), of("p"), 1e-9);
        }
    }

    #[test]
    fn a_sample_agrees_with_the_whole_and_counts_itself() {
        let (outcomes, _, _, treated) = small();
        let statistic = Statistic::Studentised;
        let limits = Limits { enumerate: 100, draws: 40_000, seed: 3 };
        let set = AssignmentSet::complete(12, 6, limits).unwrap();
        let counts = RandomisationTest::new(&set, &outcomes, &treated, &statistic, &Adjustment::none()).unwrap().counts();
        assert_eq!((counts.of, counts.exact), (40_001, false));
        // 24/924 = .02597 ± .0008: four standard errors.
        assert!((counts.p() - 24.0 / 924.0).abs() < 4.0 * counts.standard_error().unwrap(), "{}", counts.p());
    }

    /// What the whole room rests on: had any other assignment been drawn, with outcomes as they are, p would be at most α in at most a share α of
    /// them. Counted over all, for every α that p can take, free and rerandomised, with a baseline taken out.
    #[test]
    fn no_more_than_alpha_of_the_assignments_are_called_significant() {
        let (outcomes, before, _, _) = small();
        let centre = before.iter().sum::<f64>() / 12.0;
        let rows: Vec<Vec<f64>> = before.iter().map(|x| vec![(x - centre) / 0.04]).collect();
        let whole = [super::super::Stratum { units: (0..12).collect(), treated: 6 }];
        let balance = super::super::Balance { rows, others: 0.0, threshold: 0.3 };
        for (balance, statistic) in [(None, Statistic::Studentised), (Some(&balance), Statistic::Difference)] {
            let set = AssignmentSet::within(12, &whole, balance, Limits::default()).unwrap();
            assert!(set.len() > 100, "{}", set.len());
            let adjustment = Adjustment::cuped(&before).unwrap();
            let p_of = |at: usize| {
                let treated = set.assignment(at);
                RandomisationTest::new(&set, &outcomes, &treated, &statistic, &adjustment).unwrap().counts().p()
            };
            let mut p: Vec<f64> = (0..set.len()).map(p_of).collect();
            p.sort_by(f64::total_cmp);
            for alpha in p.clone() {
                let called = p.partition_point(|p| *p <= alpha) as f64 / p.len() as f64;
                assert!(called <= alpha + 1e-12, "{called} at {alpha}");
            }
            assert!(p[0] <= set.smallest_p() + 1e-12 && p[0] >= set.smallest_p() - 1e-12, "{} {}", p[0], set.smallest_p());
        }
    }

    #[test]
    fn arms_without_spread_are_as_extreme_as_can_be() {
        let outcomes = [1.0, 1.0, 1.0, 1.0, 0.9, 0.9, 0.9, 0.9];
        let treated = [true, true, true, true, false, false, false, false];
        let set = AssignmentSet::complete(8, 4, Limits::default()).unwrap();
        let statistic = Statistic::Studentised;
        let test = |outcomes: &[f64]| RandomisationTest::new(&set, outcomes, &treated, &statistic, &Adjustment::none()).unwrap().counts();
        assert_eq!(test(&outcomes).two_sided, 2);
        assert_eq!(test(&[0.3; 8]).two_sided, 70);
    }

    #[test]
    fn wrong_columns_are_refused() {
        let set = AssignmentSet::complete(4, 2, Limits::default()).unwrap();
        let (statistic, none) = (Statistic::Studentised, Adjustment::none());
        let refused = |outcomes: &[f64], treated: &[bool]| RandomisationTest::new(&set, outcomes, treated, &statistic, &none).err();
        let treated = [true, true, false, false];
        assert_eq!(refused(&[1.0; 3], &treated), Some(PermutationError::Lengths { what: "the outcome", found: 3, units: 4 }));
        assert_eq!(refused(&[1.0, 2.0, f64::NAN, 1.0], &treated), Some(PermutationError::NotFinite { what: "the outcome", unit: 2 }));
        assert_eq!(refused(&[1.0, 2.0, 3.0, 1.0], &[true, false, false, false]), Some(PermutationError::NotPossible));
        let lonely = AssignmentSet::complete(4, 1, Limits::default()).unwrap();
        let one = [true, false, false, false];
        let error = RandomisationTest::new(&lonely, &[1.0, 2.0, 3.0, 4.0], &one, &statistic, &none).err();
        assert_eq!(error, Some(PermutationError::TooFewUnits { units: 1, needed: 2 }));
    }

    proptest! {
        /// Table look-ups against sums written plainly, over strata, weights, baselines and shifts; coarse outcomes make ties.
        #[test]
        fn fast_equals_plain(
            cells in prop::collection::vec((0_i32..40, 0_u8..3, 1_u32..30, -20_i32..20, any::<bool>()), 5..13),
            kind in 0..3, cuped: bool, shift in -10_i32..10,
        ) {
            let outcomes: Vec<f64> = cells.iter().map(|c| f64::from(c.0) / 40.0 + 0.6).collect();
            let strata: Vec<u8> = cells.iter().map(|c| c.1).collect();
            let treated: Vec<bool> = cells.iter().map(|c| c.4).collect();
            let n = treated.iter().filter(|t| **t).count();
            prop_assume!(n >= 2 && treated.len() - n >= 2);
            let statistic = match kind {
                0 => Statistic::Difference,
                1 => Statistic::Studentised,
                _ => Statistic::Weighted(cells.iter().map(|c| f64::from(c.2)).collect()),
            };
            let before: Vec<f64> = cells.iter().map(|c| f64::from(c.3)).collect();
            let adjustment = if cuped { Adjustment::cuped(&before).unwrap() } else { Adjustment::none() };
            let set = AssignmentSet::like(&treated, Some(&strata), Limits::default()).unwrap();
            let test = RandomisationTest::new(&set, &outcomes, &treated, &statistic, &adjustment).unwrap();
            let shift = f64::from(shift) / 50.0;
            let (fast, plain) = (test.counts_at(shift), reference::counts(&test, &strata, shift));
            prop_assert_eq!((fast.of, fast.two_sided, fast.greater, fast.less), (plain.of, plain.two_sided, plain.greater, plain.less));
            prop_assert!(fast.observed == plain.observed || (fast.observed - plain.observed).abs() < 1e-9 * (1.0 + plain.observed.abs()));
        }
    }
}
