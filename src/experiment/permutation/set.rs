//! Ω: the assignments of two arms that were possible, listed.
//!
//! One assignment is a row of bits, unit 0 the lowest bit of the first byte; 1 is the treated arm. Every assignment of a set treats the same
//! number of units. A set depends on the design alone, so that one listing serves any number of data sets.

use sha2::{Digest, Sha256};

use super::enumerate;
use super::{Limits, PermutationError};

/// Units among which exactly `treated` get the treated arm, every choice alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stratum {
    /// Indices of the units.
    pub units: Vec<usize>,
    /// How many of them are treated.
    pub treated: usize,
}

/// A criterion of balance that an assignment had to pass (Morgan & Rubin 2012): Σ over arms of |sum of rows|² ÷ units, plus `others`, at most `threshold`.
///
/// Rows are whitened covariates around the mean of the whole roster (covariance the identity, divisor G − 1), so that for two arms this is
/// M = G p(1−p) d′S⁻¹d. `others` is what arms outside this comparison add, 0 with two arms.
#[derive(Debug, Clone, PartialEq)]
pub struct Balance {
    /// One row of whitened covariates for each unit.
    pub rows: Vec<Vec<f64>>,
    /// What other arms add.
    pub others: f64,
    /// The largest M that is accepted.
    pub threshold: f64,
}

impl Balance {
    /// M of one assignment.
    #[must_use]
    pub fn distance(&self, treated: &[bool]) -> f64 {
        let width = self.rows.first().map_or(0, Vec::len);
        let (plan, other) =
            treated.iter().fold((0.0_f64, 0.0_f64), |(plan, other), t| if *t { (plan + 1.0, other) } else { (plan, other + 1.0) });
        let square = |k: usize| {
            let sums =
                self.rows.iter().zip(treated).fold((0.0, 0.0), |(a, b), (row, t)| if *t { (a + row[k], b) } else { (a, b + row[k]) });
            sums.0 * sums.0 / plan.max(1.0) + sums.1 * sums.1 / other.max(1.0)
        };
        self.others + (0..width).map(square).sum::<f64>()
    }

    /// Whether it is good enough; ties at the threshold pass on every machine.
    #[must_use]
    pub fn accepts(&self, treated: &[bool]) -> bool {
        self.distance(treated) <= self.threshold * (1.0 + 1e-9)
    }
}

/// All assignments that were possible, or a random sample of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignmentSet {
    units: usize,
    treated: usize,
    pub(super) packed: Vec<u8>,
    exact: bool,
}

impl AssignmentSet {
    /// Any `treated` of `units`.
    ///
    /// # Errors
    /// Where more are treated than there are.
    pub fn complete(units: usize, treated: usize, limits: Limits) -> Result<Self, PermutationError> {
        Self::within(units, &[Stratum { units: (0..units).collect(), treated }], None, limits)
    }

    /// One of each pair.
    ///
    /// # Errors
    /// Where a unit is in two pairs or none.
    pub fn pairs(pairs: &[[usize; 2]], limits: Limits) -> Result<Self, PermutationError> {
        let strata: Vec<Stratum> = pairs.iter().map(|pair| Stratum { units: pair.to_vec(), treated: 1 }).collect();
        Self::within(2 * pairs.len(), &strata, None, limits)
    }

    /// As many treated in each stratum as were treated: what the assignment could have been when all that is known are the strata.
    ///
    /// # Errors
    /// Where the columns differ in length.
    pub fn like<S: Ord>(treated: &[bool], strata: Option<&[S]>, limits: Limits) -> Result<Self, PermutationError> {
        let units = treated.len();
        let mut order: Vec<usize> = (0..units).collect();
        let Some(strata) = strata else { return Self::complete(units, treated.iter().filter(|t| **t).count(), limits) };
        if strata.len() != units {
            return Err(PermutationError::Lengths { what: "the stratum", found: strata.len(), units });
        }
        order.sort_by_key(|&unit| &strata[unit]);
        let of = |own: &[usize]| Stratum { units: own.to_vec(), treated: own.iter().filter(|&&unit| treated[unit]).count() };
        let groups: Vec<Stratum> = order.chunk_by(|&a, &b| strata[a] == strata[b]).map(of).collect();
        Self::within(units, &groups, None, limits)
    }

    /// Every choice within strata, of which only those in `balance` are kept where one is given.
    ///
    /// Enumerated when the strata allow at most `limits.enumerate`; otherwise `limits.draws` independent draws (of the accepted, by drawing again
    /// until accepted), always the same ones for the same seed.
    ///
    /// # Errors
    /// Where the strata do not hold every unit once, or nothing is accepted.
    pub fn within(units: usize, strata: &[Stratum], balance: Option<&Balance>, limits: Limits) -> Result<Self, PermutationError> {
        enumerate::check(units, strata)?;
        let treated = strata.iter().map(|stratum| stratum.treated).sum();
        let exact = super::count_assignments(strata) <= limits.enumerate as f64;
        let packed = match (exact, balance) {
            (true, None) => enumerate::all(units, strata),
            (true, Some(balance)) => enumerate::accepted(units, strata, balance),
            (false, _) => enumerate::drawn(units, strata, balance, limits)?,
        };
        if packed.is_empty() && units > 0 {
            return Err(PermutationError::NothingAccepted);
        }
        Ok(Self { units, treated, packed, exact })
    }

    /// How many units.
    #[must_use]
    pub fn units(&self) -> usize {
        self.units
    }

    /// How many of them each assignment treats.
    #[must_use]
    pub fn treated(&self) -> usize {
        self.treated
    }

    /// How many assignments are listed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.packed.len() / self.width()
    }

    /// Whether none is listed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.packed.is_empty()
    }

    /// Whether every possible assignment is listed once, rather than a sample of them.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.exact
    }

    /// Bytes of one assignment.
    pub(super) fn width(&self) -> usize {
        enumerate::width(self.units)
    }

    /// One of them, in the order of the list.
    ///
    /// # Panics
    /// If there are not as many.
    #[must_use]
    pub fn assignment(&self, index: usize) -> Vec<bool> {
        let row = &self.packed[index * self.width()..(index + 1) * self.width()];
        (0..self.units).map(|unit| row[unit / 8] >> (unit % 8) & 1 == 1).collect()
    }

    /// Whether this one is listed.
    #[must_use]
    pub fn contains(&self, treated: &[bool]) -> bool {
        let row = enumerate::pack(treated);
        treated.len() == self.units && self.packed.chunks_exact(self.width()).any(|other| other == row)
    }

    /// The smallest two-sided p that any outcome can have.
    ///
    /// An assignment and its mirror image are equally extreme in a balanced set: 2 ÷ |Ω|; 1 ÷ |Ω| otherwise. A sample of B adds the observed: 1 ÷ (B + 1).
    #[must_use]
    pub fn smallest_p(&self) -> f64 {
        let len = self.len() as f64;
        match self.exact {
            true if self.mirrored() => 2.0 / len,
            true => 1.0 / len,
            false => 1.0 / (len + 1.0),
        }
    }

    /// SHA-256 over the listed assignments in their order, in hexadecimal.
    #[must_use]
    pub fn hash(&self) -> String {
        Sha256::digest(&self.packed).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether the first listed, with its arms exchanged, is listed too: then all are, since strata and balance treat both arms alike.
    fn mirrored(&self) -> bool {
        let swapped: Vec<bool> = self.assignment(0).iter().map(|t| !t).collect();
        2 * self.treated == self.units && self.contains(&swapped)
    }
}
