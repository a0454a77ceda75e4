//! How alike accounts of one CSM are: the intraclass correlation from one-way analysis of variance, with its exact interval.

use std::collections::BTreeMap;

use statrs::distribution::{ContinuousCDF, FisherSnedecor};

/// Mean products between and within CSMs of two outcomes (or mean squares of one).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct MeanProducts {
    pub between: f64,
    pub within: f64,
    /// n₀: the book size that counts, (N − Σₐ Σ n² ÷ Nₐ) ÷ (k − arms).
    pub size: f64,
    pub csms: usize,
    pub degrees_between: f64,
    pub degrees_within: f64,
}

impl MeanProducts {
    /// Of rows `(x, y)` with their CSM and arm; means of arms are taken out first. `None` without degrees of freedom on either side.
    pub(crate) fn of(rows: impl Iterator<Item = (f64, f64)>, csms: &[usize], arms: &[usize]) -> Option<Self> {
        let mut books: BTreeMap<(usize, usize), Vec<(f64, f64)>> = BTreeMap::new();
        for ((row, csm), arm) in rows.zip(csms).zip(arms) {
            books.entry((*arm, *csm)).or_default().push(row);
        }
        let mean = |rows: &mut dyn Iterator<Item = (f64, f64)>| {
            let (n, x, y) = rows.fold((0.0, 0.0, 0.0), |(n, a, b), (x, y)| (n + 1.0, a + x, b + y));
            (n, x / n, y / n)
        };
        let arms: BTreeMap<usize, (f64, f64, f64)> = books
            .keys()
            .map(|(arm, _)| (*arm, mean(&mut books.iter().filter(|((a, _), _)| a == arm).flat_map(|(_, rows)| rows.iter().copied()))))
            .collect();
        let (mut between, mut within, mut squares, mut all) = (0.0, 0.0, 0.0, 0.0);
        for ((arm, _), rows) in &books {
            let (of_arm, x_arm, y_arm) = arms[arm];
            let (n, x_own, y_own) = mean(&mut rows.iter().copied());
            between += n * (x_own - x_arm) * (y_own - y_arm);
            within += rows.iter().map(|(x, y)| (x - x_own) * (y - y_own)).sum::<f64>();
            squares += n * n / of_arm;
            all += n;
        }
        let (k, a) = (books.len() as f64, arms.len() as f64);
        let (degrees_between, degrees_within) = (k - a, all - k);
        (degrees_between > 0.0 && degrees_within > 0.0).then(|| Self {
            between: between / degrees_between,
            within: within / degrees_within,
            size: (all - squares) / degrees_between,
            csms: books.len(),
            degrees_between,
            degrees_within,
        })
    }

    /// What CSMs' accounts share: (MSB − MSW) ÷ n₀; may come out below 0.
    pub(crate) fn shared(&self) -> f64 {
        (self.between - self.within) / self.size
    }
}

/// Intraclass correlation with what it came from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Icc {
    /// s_b² ÷ (s_b² + MSW); comes out below 0 where CSMs differ less than luck would have it.
    pub value: f64,
    /// Lower end of the interval at the level asked for; exact for equal books of normal outcomes (Searle 1971), near otherwise.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Standard deviation of an account's outcome, both parts together.
    pub sd: f64,
    /// n₀: the book size that counts.
    pub size: f64,
    /// CSMs.
    pub csms: usize,
}

impl Icc {
    /// From outcomes, the CSM and the arm of each (any numbering; the same arm for all in a history); `None` with too few CSMs, no CSM with two
    /// accounts, or no variance inside books.
    ///
    /// Donner & Klar (2000): s_b² = (MSB − MSW) ÷ n₀. Interval of that `level` (0 to 1): with F = MSB ÷ MSW, (F ÷ F_q − 1) ÷ (F ÷ F_q − 1 + n₀)
    /// at the upper and lower quantiles of F(k − arms, N − k).
    #[must_use]
    pub fn of(outcomes: &[f64], csms: &[usize], arms: &[usize], level: f64) -> Option<Self> {
        let squares = MeanProducts::of(outcomes.iter().map(|y| (*y, *y)), csms, arms)?;
        let law = FisherSnedecor::new(squares.degrees_between, squares.degrees_within).ok()?;
        // equal mean squares are a share of 0
        let share = |f: f64| (f - 1.0) / (f - 1.0 + squares.size);
        let ratio = squares.between / squares.within;
        (squares.within > 0.0).then(|| Self {
            value: share(ratio),
            low: share(ratio / law.inverse_cdf(0.5 + level / 2.0)),
            high: share(ratio / law.inverse_cdf(0.5 - level / 2.0)),
            sd: (squares.within + squares.shared().max(0.0)).sqrt(),
            size: squares.size,
            csms: squares.csms,
        })
    }

    /// For planning: never below 0.
    #[must_use]
    pub fn for_planning(&self) -> f64 {
        self.value.max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::oracle::{assert_close, column, texts};

    /// Numbers of words, in order of appearance.
    fn numbered(words: &[String]) -> Vec<usize> {
        let mut seen: Vec<&String> = Vec::new();
        words
            .iter()
            .map(|word| {
                seen.iter().position(|known| *known == word).unwrap_or_else(|| {
                    seen.push(word);
                    seen.len() - 1
                })
            })
            .collect()
    }

    /// By numpy and scipy on the same accounts, written out from the sums of squares.
    #[test]
    fn as_numpy_has_it() {
        let (y, csms) = (column("d1_accounts", "nrr_post"), numbered(&texts("d1_accounts", "csm")));
        let icc = Icc::of(&y, &csms, &vec![0; y.len()], 0.95).unwrap();
        assert_close(icc.value, 0.118_264_989_599_637_51, 1e-9);
        assert_close(icc.low, 0.058_748_830_084_600_696, 1e-7);
        assert_close(icc.high, 0.235_656_127_927_249_38, 1e-7);
        assert_eq!(icc.csms, 24);
        let within_arms = Icc::of(&y, &csms, &numbered(&texts("d1_accounts", "arm")), 0.95).unwrap();
        assert_close(within_arms.value, 0.114_717_918_513_431_6, 1e-9);
    }

    #[test]
    fn by_hand() {
        // Books {1, 3}, {5, 9}, {2, 2, 8}: MSW 8.5, MSB 89/7, n₀ 16/7, shared 59/32
        let (y, csms) = ([1.0, 3.0, 5.0, 9.0, 2.0, 2.0, 8.0], [4, 4, 1, 1, 7, 7, 7]);
        let icc = Icc::of(&y, &csms, &[0; 7], 0.9).unwrap();
        assert_close(icc.value, (59.0 / 32.0) / (59.0 / 32.0 + 8.5), 1e-12);
        assert_close(icc.sd, f64::sqrt(59.0 / 32.0 + 8.5), 1e-12);
        assert!(icc.low < icc.value && icc.value < icc.high);
        // alike CSMs come out below 0, and are planned with 0
        let alike = Icc::of(&[1.0, 5.0, 1.0, 5.0, 1.0, 5.0], &[0, 0, 1, 1, 2, 2], &[0; 6], 0.95).unwrap();
        assert_close(alike.value, -1.0, 1e-12);
        assert_eq!(alike.for_planning(), 0.0);
        assert_eq!(Icc::of(&[1.0, 2.0], &[0, 1], &[0; 2], 0.95), None);
        assert_eq!(Icc::of(&[1.0, 2.0], &[0, 0], &[0; 2], 0.95), None);
    }
}
