//! What a company's own past says about an experiment to come: how alike a CSM's accounts are, how unequal books are, and how well the quarter
//! before explains the quarter after.

use super::baseline::Baseline;
use super::books::Books;
use super::icc::{Icc, MeanProducts};

/// Accounts of the past, one row each; all columns equally long.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Past {
    /// The CSM of each account, any numbering.
    pub csm: Vec<usize>,
    /// Pod of each account's CSM; empty where there are none.
    pub pod: Vec<usize>,
    /// Arm of each account, where the past was an experiment itself (its effect is taken out); else the same for all.
    pub arm: Vec<usize>,
    /// The outcome.
    pub outcome: Vec<f64>,
    /// The same outcome one period earlier; empty where it is not known.
    pub before: Vec<f64>,
}

/// What was measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Correlation of accounts of one CSM, with its 95 % interval.
    pub icc: Icc,
    /// Correlation of accounts of two CSMs in one pod (that between pods ÷ all variance), at least 0; `None` without pods or with fewer than 3.
    pub pod_icc: Option<f64>,
    /// CSMs in a pod, on average.
    pub pod_size: Option<f64>,
    /// Books, one entry a CSM.
    pub books: Books,
    /// Accounts.
    pub accounts: usize,
    /// Before and after; `None` without a column of before. What CSMs share is cut to 0–1, and 0 where CSMs do not differ.
    pub baseline: Option<Baseline>,
    /// Mean outcome.
    pub mean: f64,
}

/// What was measured, as it is kept in a file.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasuredFile {
    /// Always `paylift`.
    pub program: String,
    /// ICC with the ends of its 95 % interval.
    pub icc: [f64; 3],
    /// sd of an account's outcome.
    pub sd: f64,
    /// The book size that counts for the ICC.
    pub icc_size: f64,
    /// Mean outcome.
    pub mean: f64,
    /// Accounts of each CSM.
    pub books: Vec<f64>,
    /// Correlation in pods and CSMs a pod.
    pub pods: Option<[f64; 2]>,
    /// Correlations before and after: what CSMs share, accounts.
    pub before_after: Option<[f64; 2]>,
}

impl Measured {
    /// As it is kept.
    #[must_use]
    pub fn wire(&self) -> MeasuredFile {
        let books = match &self.books {
            Books::Listed(sizes) => sizes.clone(),
            other => vec![other.mean(); self.icc.csms],
        };
        MeasuredFile {
            program: "paylift".into(),
            icc: [self.icc.value, self.icc.low, self.icc.high],
            sd: self.icc.sd,
            icc_size: self.icc.size,
            mean: self.mean,
            books,
            pods: self.pod_icc.zip(self.pod_size).map(|(icc, size)| [icc, size]),
            before_after: self.baseline.map(|baseline| [baseline.csm, baseline.account]),
        }
    }
}

impl MeasuredFile {
    /// As it was measured; `None` where it has fewer than two books or a number out of range.
    #[must_use]
    pub fn measured(&self) -> Option<Measured> {
        let [value, low, high] = self.icc;
        let sound = self.books.len() >= 2 && self.books.iter().all(|n| *n >= 1.0) && value <= 1.0 && self.sd > 0.0;
        let pods = self.pods.is_none_or(|[icc, size]| (0.0..=1.0).contains(&icc) && size >= 1.0);
        let before = self.before_after.is_none_or(|both| both.iter().all(|r| (-1.0..=1.0).contains(r)));
        (sound && pods && before).then(|| Measured {
            icc: Icc { value, low, high, sd: self.sd, size: self.icc_size, csms: self.books.len() },
            pod_icc: self.pods.map(|pods| pods[0]),
            pod_size: self.pods.map(|pods| pods[1]),
            books: Books::Listed(self.books.clone()),
            accounts: self.books.iter().sum::<f64>().round() as usize,
            baseline: self.before_after.map(|[csm, account]| Baseline { csm, account }),
            mean: self.mean,
        })
    }
}

impl Past {
    /// Measures it; `None` as [`Icc::of`].
    #[must_use]
    pub fn measured(&self) -> Option<Measured> {
        let icc = Icc::of(&self.outcome, &self.csm, &self.arm, 0.95)?;
        let mut sizes = std::collections::BTreeMap::<usize, f64>::new();
        self.csm.iter().for_each(|csm| *sizes.entry(*csm).or_default() += 1.0);
        let products = |x: &[f64], y: &[f64]| MeanProducts::of(x.iter().copied().zip(y.iter().copied()), &self.csm, &self.arm);
        let baseline = if self.before.is_empty() {
            None
        } else {
            let (after, before) = (products(&self.outcome, &self.outcome)?, products(&self.before, &self.before)?);
            let both = products(&self.before, &self.outcome)?;
            let shared = (after.shared() * before.shared()).max(0.0).sqrt();
            let csm = if after.shared() > 0.0 && shared > 0.0 { (both.shared() / shared).clamp(0.0, 1.0) } else { 0.0 };
            let own = (after.within * before.within).sqrt();
            (own > 0.0).then(|| Baseline { csm, account: (both.within / own).clamp(-1.0, 1.0) })
        };
        let (pod_icc, pod_size) = self.pods(&icc).unzip();
        let accounts = self.outcome.len();
        let mean = self.outcome.iter().sum::<f64>() / accounts as f64;
        Some(Measured { icc, pod_icc, pod_size, books: Books::Listed(sizes.into_values().collect()), accounts, baseline, mean })
    }

    /// Share of variance between pods, and CSMs a pod: mean squares of CSMs' means in pods, every CSM once.
    fn pods(&self, icc: &Icc) -> Option<(f64, f64)> {
        let mut by_csm = std::collections::BTreeMap::<usize, (usize, usize, f64, f64)>::new();
        for (((csm, pod), arm), y) in self.csm.iter().zip(&self.pod).zip(&self.arm).zip(&self.outcome) {
            let entry = by_csm.entry(*csm).or_insert((*pod, *arm, 0.0, 0.0));
            *entry = (*pod, *arm, entry.2 + y, entry.3 + 1.0);
        }
        let of = |pick: fn(&(usize, usize, f64, f64)) -> usize| by_csm.values().map(pick).collect::<Vec<usize>>();
        let means: Vec<f64> = by_csm.values().map(|(_, _, sum, n)| sum / n).collect();
        let (pods, arms) = (of(|row| row.0), of(|row| row.1));
        // arms may cut through pods: their means are taken out first, so that pods are compared free of the effect
        let mean = |arm: usize| {
            let own: Vec<f64> = means.iter().zip(&arms).filter(|(_, a)| **a == arm).map(|(y, _)| *y).collect();
            own.iter().sum::<f64>() / own.len() as f64
        };
        let left: Vec<f64> = means.iter().zip(&arms).map(|(y, arm)| y - mean(*arm)).collect();
        let squares = MeanProducts::of(left.iter().map(|y| (*y, *y)), &pods, &vec![0; pods.len()])?;
        let share = (squares.shared() / icc.sd.powi(2)).clamp(0.0, icc.for_planning());
        (squares.csms >= 3).then(|| (share, means.len() as f64 / squares.csms as f64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::oracle::{assert_close, column, texts};

    fn numbered(words: &[String]) -> Vec<usize> {
        let known: std::collections::BTreeSet<&String> = words.iter().collect();
        words.iter().map(|word| known.iter().position(|k| *k == word).unwrap()).collect()
    }

    fn accounts() -> Past {
        let outcome = column("d1_accounts", "nrr_post");
        Past {
            csm: numbered(&texts("d1_accounts", "csm")),
            pod: numbered(&texts("d1_accounts", "pod")),
            arm: vec![0; outcome.len()],
            before: column("d1_accounts", "nrr_pre"),
            outcome,
        }
    }

    /// By numpy: rho_c and rho_s from mean products.
    #[test]
    fn accounts_of_the_past_as_numpy_has_them() {
        let measured = accounts().measured().unwrap();
        let baseline = measured.baseline.unwrap();
        assert_close(baseline.csm, 0.928_707_799_252_505_5, 1e-9);
        assert_close(baseline.account, 0.512_981_044_468_039_3, 1e-9);
        assert_close(measured.books.cv(), 0.460_924_232_491_351_3, 1e-12);
        assert_close(measured.icc.sd, 0.193_246_990_474_451_85, 1e-9);
        assert_eq!((measured.accounts, measured.icc.csms, measured.pod_size), (566, 24, Some(4.0)));
        assert!((0.0..=measured.icc.value).contains(&measured.pod_icc.unwrap()));
        // its arms taken out, what CSMs share before and after is cut at 1
        let arms = Past { arm: numbered(&texts("d1_accounts", "arm")), ..accounts() };
        assert_eq!(arms.measured().unwrap().baseline.unwrap().csm, 1.0);
    }

    #[test]
    fn what_was_measured_survives_a_file() {
        let measured = accounts().measured().unwrap();
        let text = serde_json::to_string(&measured.wire()).unwrap();
        assert_eq!(serde_json::from_str::<MeasuredFile>(&text).unwrap().measured(), Some(measured.clone()));
        assert_eq!(MeasuredFile { sd: 0.0, ..measured.wire() }.measured(), None);
    }

    #[test]
    fn without_a_column_there_is_no_baseline() {
        let bare = Past { before: Vec::new(), pod: Vec::new(), ..accounts() }.measured().unwrap();
        assert_eq!((bare.baseline, bare.pod_icc, bare.pod_size), (None, None, None));
        assert_eq!(Past::default().measured(), None);
    }
}
