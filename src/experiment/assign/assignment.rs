//! Who got which plan, and everything that could have been dealt instead.

use sha2::{Digest, Sha256};

use super::{Level, Method, RosterUnit, Whitened, imbalance_bound};
use crate::experiment::permutation::{AssignmentSet, Balance, Limits, PermutationError, Stratum, count_assignments, smallest_p};

/// An assignment with all that is needed to know what else it could have been.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// Who gets a plan.
    pub level: Level,
    /// How plans were dealt.
    pub method: Method,
    /// Seed of the deal.
    pub seed: u64,
    /// Two-sided alpha the design was made for.
    pub alpha: f64,
    /// Names of the arms, the control first.
    pub arms: Vec<String>,
    /// Columns that made strata.
    pub strata: Vec<String>,
    /// Names of the covariates.
    pub covariates: Vec<String>,
    /// Share of assignments that would pass, of a rerandomised one.
    pub accept: Option<f64>,
    /// One for each unit, in the order of names.
    pub rows: Vec<Assigned>,
}

/// One unit and its arm.
#[derive(Debug, Clone, PartialEq)]
pub struct Assigned {
    /// The unit.
    pub unit: RosterUnit,
    /// Its pair, counted from 1.
    pub pair: Option<usize>,
    /// Its arm, an index into [`Assignment::arms`].
    pub arm: usize,
}

/// The units of two arms, and what could have been dealt to them.
#[derive(Debug, Clone, PartialEq)]
pub struct Possible {
    /// Their indices into [`Assignment::rows`].
    pub rows: Vec<usize>,
    /// Whether each of them has the second arm.
    pub treated: Vec<bool>,
    /// Ω: what it was drawn from, units as in `rows`.
    pub set: AssignmentSet,
}

impl Assignment {
    /// Ω of the comparison of two arms: their units exchanged within strata or pairs, among the balanced ones only if it was rerandomised. Units of
    /// other arms stay where they are.
    ///
    /// # Errors
    /// Where the rows do not fit the method, as they always do in what [`deal`](super::deal()) made.
    pub fn possible(&self, control: usize, treated: usize, limits: Limits) -> Result<Possible, PermutationError> {
        let rows = self.of_arms(control, treated);
        let balance = self.balance(&rows)?;
        let set = AssignmentSet::within(rows.len(), &self.strata_of(&rows, treated), balance.as_ref(), limits)?;
        let assigned: Vec<bool> = rows.iter().map(|&row| self.rows[row].arm == treated).collect();
        // An enumerated set holds what was assigned; a sample need not, but the criterion must.
        let possible = if set.is_exact() { set.contains(&assigned) } else { balance.is_none_or(|b| b.accepts(&assigned)) };
        if !possible {
            return Err(PermutationError::NotPossible);
        }
        Ok(Possible { rows, treated: assigned, set })
    }

    /// How many assignments of two arms were possible before balance, and the smallest two-sided p among them.
    #[must_use]
    pub fn smallest_p(&self, control: usize, treated: usize) -> (f64, f64) {
        let strata = self.strata_of(&self.of_arms(control, treated), treated);
        (count_assignments(&strata), smallest_p(&strata))
    }

    /// Units of each arm.
    #[must_use]
    pub fn counts(&self) -> Vec<usize> {
        (0..self.arms.len()).map(|arm| self.rows.iter().filter(|row| row.arm == arm).count()).collect()
    }

    /// M of what was assigned; `None` without covariates or where they are not independent.
    #[must_use]
    pub fn imbalance(&self) -> Option<f64> {
        let arms: Vec<usize> = self.rows.iter().map(|row| row.arm).collect();
        (!self.covariates.is_empty()).then(|| self.whitened().ok().map(|w| w.imbalance(&arms, self.arms.len()))).flatten()
    }

    /// The largest M accepted.
    #[must_use]
    pub fn bound(&self) -> Option<f64> {
        imbalance_bound(self.accept?, self.covariates.len(), self.arms.len())
    }

    /// SHA-256 over Ω of each plan against the control, in hexadecimal: the accepted set is the same wherever this is. Sets too large to be
    /// listed are known by their first 1,000 draws.
    ///
    /// # Errors
    /// As [`possible`](Self::possible).
    pub fn set_hash(&self) -> Result<String, PermutationError> {
        let limits = Limits { draws: 1_000, seed: self.seed, ..Limits::default() };
        let mut hasher = Sha256::new();
        for treated in 1..self.arms.len() {
            hasher.update(self.possible(0, treated, limits)?.set.hash());
        }
        Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    fn of_arms(&self, control: usize, treated: usize) -> Vec<usize> {
        (0..self.rows.len()).filter(|&row| [control, treated].contains(&self.rows[row].arm)).collect()
    }

    /// Strata or pairs among these rows, as positions in `rows`.
    fn strata_of(&self, rows: &[usize], treated: usize) -> Vec<Stratum> {
        let free = self.method == Method::Simple && self.level != Level::Cohort;
        let key = |at: usize| {
            let row = &self.rows[rows[at]];
            if free { (None, "") } else { (row.pair, row.unit.stratum.as_str()) }
        };
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by(|&a, &b| key(a).cmp(&key(b)));
        let of =
            |own: &[usize]| Stratum { units: own.to_vec(), treated: own.iter().filter(|&&at| self.rows[rows[at]].arm == treated).count() };
        order.chunk_by(|&a, &b| key(a) == key(b)).map(of).collect()
    }

    fn whitened(&self) -> Result<Whitened, PermutationError> {
        let rows: Vec<Vec<f64>> = self.rows.iter().map(|row| row.unit.covariates.clone()).collect();
        Whitened::of(&rows).map_err(|_| PermutationError::Singular)
    }

    fn balance(&self, rows: &[usize]) -> Result<Option<Balance>, PermutationError> {
        let Some(threshold) = self.bound() else { return Ok(None) };
        let whitened = self.whitened()?;
        let mut others = 0.0;
        for arm in 0..self.arms.len() {
            let own: Vec<&Vec<f64>> = (0..self.rows.len())
                .filter(|row| self.rows[*row].arm == arm && !rows.contains(row))
                .map(|row| &whitened.rows[row])
                .collect();
            let sum = |k: usize| own.iter().map(|row| row[k]).sum::<f64>();
            others += (0..self.covariates.len()).map(|k| sum(k).powi(2)).sum::<f64>() / own.len().max(1) as f64;
        }
        Ok(Some(Balance { rows: rows.iter().map(|&row| whitened.rows[row].clone()).collect(), others, threshold }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Deal, Roster, deal};
    use super::*;

    fn roster(units: usize) -> Roster {
        let unit = |i: usize| RosterUnit {
            name: format!("C{i:02}"),
            stratum: if i.is_multiple_of(3) { "ENT".into() } else { "SMB".into() },
            covariates: vec![(i * 37 % 11) as f64, (i * i % 7) as f64 + 0.25 * i as f64],
            ..RosterUnit::default()
        };
        Roster::new(Level::Csm, vec!["segment".into()], vec!["a".into(), "b".into()], (0..units).rev().map(unit).collect())
    }

    fn dealt(units: usize, method: Method, arms: &[&str], seed: u64) -> Assignment {
        let arms = arms.iter().map(|arm| (*arm).to_owned()).collect();
        deal(&roster(units), &Deal { method, arms, accept: 0.2, alpha: 0.05, seed }).unwrap()
    }

    #[test]
    fn every_method_deals_evenly_and_from_its_set() {
        for method in Method::ALL {
            for seed in 0..20 {
                let assignment = dealt(18, method, &["A", "B"], seed);
                assert_eq!(assignment.counts(), [9, 9], "{method}");
                let possible = assignment.possible(0, 1, Limits::default()).unwrap();
                assert!(possible.set.is_exact() && possible.set.contains(&possible.treated));
                assert_eq!(assignment, dealt(18, method, &["A", "B"], seed));
            }
            assert_ne!(dealt(18, method, &["A", "B"], 1), dealt(18, method, &["A", "B"], 2));
        }
        let sizes = [Method::Simple, Method::Stratified, Method::Pairs]
            .map(|m| dealt(18, m, &["A", "B"], 1).possible(0, 1, Limits::default()).unwrap().set.len());
        assert_eq!(sizes, [48_620, 20 * 924, 512]);
    }

    #[test]
    fn three_arms_are_dealt_and_compared_in_twos() {
        for method in [Method::Simple, Method::Stratified, Method::Rerandomise] {
            let assignment = dealt(20, method, &["today", "B", "C"], 5);
            let mut counts = assignment.counts();
            counts.sort_unstable();
            assert_eq!(counts, [6, 7, 7], "{method}");
            for treated in [1, 2] {
                let possible = assignment.possible(0, treated, Limits::default()).unwrap();
                assert_eq!(possible.rows.len(), assignment.counts()[0] + assignment.counts()[treated]);
                // Every other choice in the set would have been accepted in the deal as well.
                if let Some(bound) = assignment.bound() {
                    let whitened = assignment.whitened().unwrap();
                    for index in (0..possible.set.len()).step_by(17) {
                        let mut arms: Vec<usize> = assignment.rows.iter().map(|row| row.arm).collect();
                        for (&row, t) in possible.rows.iter().zip(possible.set.assignment(index)) {
                            arms[row] = if t { treated } else { 0 };
                        }
                        assert!(whitened.imbalance(&arms, 3) <= bound * (1.0 + 1e-9));
                    }
                }
            }
        }
    }

    /// All 58 balanced assignments of 12 CSMs in four covariates come up, about equally often: χ² on 57 degrees.
    #[test]
    fn rerandomised_deals_are_even_over_the_accepted() {
        let times = 3_000;
        let first = dealt(12, Method::Rerandomise, &["A", "B"], 0);
        let set = first.possible(0, 1, Limits::default()).unwrap().set;
        let mut seen = std::collections::BTreeMap::new();
        for seed in 0..times {
            let possible = dealt(12, Method::Rerandomise, &["A", "B"], seed);
            *seen.entry(possible.rows.iter().map(|row| row.arm).collect::<Vec<_>>()).or_insert(0_u32) += 1;
        }
        assert_eq!(seen.len(), set.len());
        let expected = times as f64 / set.len() as f64;
        let chi2: f64 = seen.values().map(|n| (f64::from(*n) - expected).powi(2) / expected).sum();
        let freedom = (set.len() - 1) as f64;
        // Four standard errors of χ²: false alarm below 1e-3 on the long side; the seeds are fixed.
        assert!(expected >= 5.0 && chi2 < freedom + 4.0 * (2.0 * freedom).sqrt(), "{chi2} on {freedom}");
    }

    #[test]
    fn what_cannot_be_dealt_is_said() {
        use super::super::DealError;
        let with = |method, arms: &[&str], units| {
            let arms = arms.iter().map(|arm| (*arm).to_owned()).collect();
            deal(&roster(units), &Deal { method, arms, accept: 0.2, alpha: 0.05, seed: 1 }).unwrap_err()
        };
        assert_eq!(with(Method::Simple, &["A"], 8), DealError::Arms);
        assert_eq!(with(Method::Simple, &["A", "A"], 8), DealError::Arms);
        assert_eq!(with(Method::Pairs, &["A", "B", "C"], 8), DealError::PairsOfArms(3));
        assert!(matches!(with(Method::Stratified, &["A", "B", "C"], 6), DealError::SmallStratum { .. }));
        assert!(matches!(with(Method::Pairs, &["A", "B"], 9), DealError::Odd { .. }));
    }
}
