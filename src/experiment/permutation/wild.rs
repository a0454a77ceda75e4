//! The wild cluster bootstrap (Cameron, Gelbach & Miller 2008): a test from the data alone, for when Ω is not known.
//!
//! The restricted kind, WCR: the regression is fitted with no effect, each cluster's residuals are multiplied by one random sign, and the effect's t
//! (standard error CR1S) is compared over many such data sets (Roodman, Nielsen, MacKinnon & Webb 2019). Rademacher signs ±1 are enumerated up
//! to 2¹⁶; Webb's (2014) six points make more data sets of few clusters.
//!
//! Everything is linear in the signs: with x̃ the arm's column after the other columns are taken out of it, a data set's effect is Σ_g v_g a_g ÷ x̃'x̃
//! and its scores are s = C v, so that one data set costs G² multiplications whatever the number of accounts.

use nalgebra::{DMatrix, DVector};
use rand::Rng;
use rayon::prelude::*;

use super::{Counts, PermutationError};
use crate::random::{Philox, Purpose, Stream};

/// Clusters up to which Rademacher signs are enumerated: 2¹⁶.
const ENUMERATED: usize = 16;

/// What the residuals of a cluster are multiplied with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Signs {
    /// −1 or +1; enumerated with up to 16 clusters.
    #[default]
    Rademacher,
    /// ±√½, ±1, ±√1.5, always drawn: for fewer than 12 clusters.
    Webb,
}

/// One regression of which one column's effect is tested.
#[derive(Debug, Clone)]
pub struct WildBootstrap {
    /// s = C v.
    scores: DMatrix<f64>,
    effects: DVector<f64>,
    /// Σ w x̃².
    square: f64,
    /// CR1S: G/(G−1) · (N−1)/(N−p).
    factor: f64,
}

impl WildBootstrap {
    /// `columns` of the design with its intercept, `tested` the index of the arm's; `clusters` numbers each row's cluster from 0; `weights` or 1 each.
    ///
    /// # Errors
    /// Where columns differ in length, hold fewer than two clusters, or are not independent.
    pub fn new(
        outcomes: &[f64],
        columns: &[Vec<f64>],
        tested: usize,
        clusters: &[usize],
        weights: Option<&[f64]>,
    ) -> Result<Self, PermutationError> {
        let (rows, width) = (outcomes.len(), columns.len());
        let lengths = columns.iter().map(|c| ("a column", c.len())).chain([("the cluster", clusters.len())]);
        for (what, found) in lengths.chain(weights.map(|w| ("the weight", w.len()))) {
            if found != rows {
                return Err(PermutationError::Lengths { what, found, units: rows });
            }
        }
        let number = clusters.iter().max().map_or(0, |most| most + 1);
        if number < 2 || rows <= width || tested >= width {
            return Err(PermutationError::TooFewUnits { units: number, needed: 2 });
        }
        let weight = |row: usize| weights.map_or(1.0, |w| w[row]);
        let design = DMatrix::from_fn(rows, width, |row, column| columns[column][row]);
        let weighted = DMatrix::from_fn(rows, width, |row, column| weight(row) * columns[column][row]);
        let others = design.clone().remove_column(tested);
        let weighted_others = weighted.clone().remove_column(tested);
        let y = DVector::from_column_slice(outcomes);
        let residual = |target: &DVector<f64>| -> Option<DVector<f64>> {
            if others.ncols() == 0 {
                return Some(target.clone());
            }
            let inverse = (weighted_others.transpose() * &others).cholesky()?;
            Some(target - &others * inverse.solve(&(weighted_others.transpose() * target)))
        };
        let restricted = residual(&y).ok_or(PermutationError::Singular)?;
        let arm = residual(&design.column(tested).into_owned()).ok_or(PermutationError::Singular)?;
        let square: f64 = (0..rows).map(|row| weight(row) * arm[row] * arm[row]).sum();
        let scale: f64 = (0..rows).map(|row| weight(row) * design[(row, tested)].powi(2)).sum();
        if square <= 1e-10 * scale {
            return Err(PermutationError::Singular);
        }
        let bread = (weighted.transpose() * &design).cholesky().ok_or(PermutationError::Singular)?.inverse();
        let mut effects = DVector::<f64>::zeros(number);
        let mut arm_by_design = DMatrix::<f64>::zeros(number, width);
        let mut residual_by_design = DMatrix::<f64>::zeros(width, number);
        for row in 0..rows {
            let (cluster, w) = (clusters[row], weight(row));
            effects[cluster] += w * arm[row] * restricted[row];
            for column in 0..width {
                arm_by_design[(cluster, column)] += w * arm[row] * design[(row, column)];
                residual_by_design[(column, cluster)] += w * restricted[row] * design[(row, column)];
            }
        }
        let scores = DMatrix::from_diagonal(&effects) - arm_by_design * bread * residual_by_design;
        let (g, n, p) = (number as f64, rows as f64, width as f64);
        Ok(Self { scores, effects, square, factor: g / (g - 1.0) * (n - 1.0) / (n - p) })
    }

    /// How many clusters.
    #[must_use]
    pub fn clusters(&self) -> usize {
        self.effects.len()
    }

    /// Estimate, CR1S standard error and t of the data as they are.
    #[must_use]
    pub fn observed(&self) -> (f64, f64, f64) {
        let ones = vec![1.0; self.clusters()];
        let t = self.t(&ones);
        let estimate = self.effects.sum() / self.square;
        (estimate, estimate / t, t)
    }

    /// How many data sets have a t at least as extreme: all 2^G with Rademacher signs and up to 16 clusters, else `draws` with the observed added.
    #[must_use]
    pub fn counts(&self, signs: Signs, draws: usize, seed: u64) -> Counts {
        let exact = signs == Signs::Rademacher && self.clusters() <= ENUMERATED;
        let of = if exact { 1 << self.clusters() } else { draws };
        let observed = self.t(&vec![1.0; self.clusters()]);
        let slack = observed.abs() * 1e-12 + 1e-12;
        let stream = Stream::new(seed, Purpose::WildSigns);
        let count = |index: usize| {
            let v: Vec<f64> = match (exact, signs) {
                (true, _) => (0..self.clusters()).map(|g| if index >> g & 1 == 1 { -1.0 } else { 1.0 }).collect(),
                (false, _) => {
                    let mut rng = stream.rng(index as u32, 0, 0);
                    (0..self.clusters()).map(|_| signs.draw(&mut rng)).collect()
                }
            };
            let t = self.t(&v);
            [t.abs() >= observed.abs() - slack, t >= observed - slack, t <= observed + slack].map(u64::from)
        };
        let add = |a: [u64; 3], b: [u64; 3]| [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
        let pieces = (0..of).into_par_iter().with_min_len(4_096).map(count).reduce(|| [0; 3], add);
        let [two_sided, greater, less] = pieces.map(|n| n + u64::from(!exact));
        Counts { observed, of: of as u64 + u64::from(!exact), two_sided, greater, less, exact }
    }

    fn t(&self, v: &[f64]) -> f64 {
        let number = self.clusters();
        let effect: f64 = v.iter().zip(self.effects.iter()).map(|(v, a)| v * a).sum();
        let mut square = 0.0;
        for g in 0..number {
            let score: f64 = (0..number).map(|h| self.scores[(g, h)] * v[h]).sum();
            square += score * score;
        }
        effect / (self.factor * square).sqrt()
    }
}

impl Signs {
    fn draw(self, rng: &mut Philox) -> f64 {
        let word = rng.next_u32();
        let sign = if word & 1 == 1 { -1.0 } else { 1.0 };
        match self {
            Self::Rademacher => sign,
            // Thirds of 2³¹: uneven by less than 1e-9.
            Self::Webb => sign * [0.5_f64.sqrt(), 1.0, 1.5_f64.sqrt()][((u64::from(word >> 1) * 3) >> 31) as usize],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::{assert_close, column, number, texts};
    use super::*;

    struct Accounts {
        y: Vec<f64>,
        columns: Vec<Vec<f64>>,
        clusters: Vec<usize>,
        csm_weights: Vec<f64>,
    }

    fn accounts(data: &str, outcome: &str, before: &str) -> Accounts {
        let csms = texts(data, "csm");
        let mut names = csms.clone();
        names.sort();
        names.dedup();
        let clusters: Vec<usize> = csms.iter().map(|csm| names.binary_search(csm).unwrap()).collect();
        let csm_weights = clusters.iter().map(|own| 1.0 / clusters.iter().filter(|other| *other == own).count() as f64).collect();
        let y = column(data, outcome);
        let columns = vec![vec![1.0; y.len()], column(data, "arm"), column(data, before)];
        Accounts { y, columns, clusters, csm_weights }
    }

    /// numpy 2.4.6: every one of 2¹² sign vectors, the regression and its CR1S refitted for each; ties within 1e-9.
    #[test]
    fn agrees_with_refitting_every_time() {
        let a = accounts("d2_small12", "y", "y_pre");
        for (width, weights, t, counts) in [
            (2, None, 2.725_589_731_738_350_6, (76, 38, 4059)),
            (3, None, 2.856_390_927_270_838_5, (36, 18, 4079)),
            (3, Some(a.csm_weights.as_slice()), 2.963_731_045_823_794, (42, 21, 4076)),
        ] {
            let found = WildBootstrap::new(&a.y, &a.columns[..width], 1, &a.clusters, weights).unwrap().counts(Signs::Rademacher, 0, 1);
            assert_close(found.observed, t, 1e-9);
            assert_eq!((found.of, found.exact), (4096, true));
            assert_eq!((found.two_sided, found.greater, found.less), counts);
        }
    }

    #[test]
    fn standard_error_is_cr1s_of_the_oracle() {
        let a = accounts("d1_accounts", "nrr_post", "nrr_pre");
        for (width, name) in [(2, "diff"), (3, "ancova")] {
            let (estimate, error, _) = WildBootstrap::new(&a.y, &a.columns[..width], 1, &a.clusters, None).unwrap().observed();
            assert_close(estimate, number("O7_cluster", &format!("{name}_est")), 1e-9);
            assert_close(error, number("O7_cluster", &format!("{name}_se_cr1s")), 1e-9);
        }
    }

    #[test]
    fn webb_and_drawn_signs_come_near_the_enumerated() {
        let a = accounts("d2_small12", "y", "y_pre");
        let test = WildBootstrap::new(&a.y, &a.columns, 1, &a.clusters, None).unwrap();
        // Webb's points are another law of the same first moments: near 36/4096 = .0088, not equal.
        let webb = test.counts(Signs::Webb, 20_000, 5);
        assert_eq!((webb.of, webb.exact), (20_001, false));
        assert!((0.004..0.018).contains(&webb.p()), "{}", webb.p());
        assert_eq!(webb, test.counts(Signs::Webb, 20_000, 5));
    }

    #[test]
    fn dependent_columns_are_refused() {
        let y = [1.0, 2.0, 3.0, 5.0, 4.0, 2.0];
        let columns = vec![vec![1.0; 6], vec![0.0, 0.0, 1.0, 1.0, 0.0, 1.0], vec![1.0, 1.0, 2.0, 2.0, 1.0, 2.0]];
        let clusters = [0, 0, 1, 1, 2, 3];
        assert_eq!(WildBootstrap::new(&y, &columns, 1, &clusters, None).err(), Some(PermutationError::Singular));
        assert!(WildBootstrap::new(&y, &columns[..2], 1, &clusters, None).is_ok());
    }
}
