//! Adjusted p-values: each can be compared with alpha as if it stood alone.

/// How p-values are made to hold together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// Holm (1979): the chance of any false finding, whatever the dependence.
    Holm,
    /// Hommel (1988): the same under independence or positive dependence, never less powerful than Holm.
    Hommel,
    /// Benjamini & Hochberg (1995): the expected share of false findings, under independence or positive dependence.
    BenjaminiHochberg,
    /// Benjamini & Yekutieli (2001): the same whatever the dependence.
    BenjaminiYekutieli,
}

/// The adjusted p-values, in the order given.
///
/// ```
/// use paylift::experiment::arms::{Correction, adjust};
/// assert_eq!(adjust(&[0.01, 0.04], Correction::Holm), [0.02, 0.04]);
/// ```
#[must_use]
pub fn adjust(p: &[f64], correction: Correction) -> Vec<f64> {
    let n = p.len();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let sorted: Vec<f64> = order.iter().map(|&at| p[at]).collect();
    let adjusted = match correction {
        Correction::Holm => holm(&sorted),
        Correction::Hommel => hommel(&sorted),
        Correction::BenjaminiHochberg => step_up(&sorted, 1.0),
        Correction::BenjaminiYekutieli => step_up(&sorted, (1..=n).map(|i| 1.0 / i as f64).sum()),
    };
    let mut out = vec![0.0; n];
    for (&at, &value) in order.iter().zip(&adjusted) {
        out[at] = value.min(1.0);
    }
    out
}

fn holm(sorted: &[f64]) -> Vec<f64> {
    let n = sorted.len();
    let mut most = 0.0_f64;
    let stepped = sorted.iter().enumerate().map(|(i, p)| {
        most = most.max((n - i) as f64 * p);
        most
    });
    stepped.collect()
}

fn step_up(sorted: &[f64], factor: f64) -> Vec<f64> {
    let n = sorted.len();
    let mut least = f64::INFINITY;
    let mut out = vec![0.0; n];
    for i in (0..n).rev() {
        least = least.min(factor * n as f64 / (i + 1) as f64 * sorted[i]);
        out[i] = least;
    }
    out
}

/// Wright's (1992) algorithm: for each size m of the set of true hypotheses, Simes' bound.
fn hommel(sorted: &[f64]) -> Vec<f64> {
    let n = sorted.len();
    let mut adjusted = sorted.to_vec();
    for m in (2..=n).rev() {
        let size = m as f64;
        // The m − 1 largest are at n − m + 1 and beyond; ranks among the m largest.
        let bound = (2..=m).map(|rank| size * sorted[n - m + rank - 1] / rank as f64).fold(f64::INFINITY, f64::min);
        for (i, own) in adjusted.iter_mut().enumerate() {
            *own = own.max(if i > n - m { bound } else { bound.min(size * sorted[i]) });
        }
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    /// statsmodels 0.15.0 `multipletests`, methods holm, hommel, fdr_bh, fdr_by.
    #[test]
    fn agrees_with_statsmodels() {
        use Correction::{BenjaminiHochberg, BenjaminiYekutieli, Holm, Hommel};
        let seven = [0.011, 0.002, 0.04, 0.03, 0.2, 0.5, 0.0131];
        let four = [0.04, 0.04, 0.9, 0.01];
        let cases: [(&[f64], Correction, &[f64]); 8] = [
            (&seven, Holm, &[0.066, 0.014, 0.12, 0.12, 0.4, 0.5, 0.066]),
            (&seven, Hommel, &[0.055, 0.014, 0.12, 0.09, 0.4, 0.5, 0.0655]),
            (&seven, BenjaminiHochberg, &[0.030_566_666_666_67, 0.014, 0.056, 0.0525, 0.233_333_333_333_33, 0.5, 0.030_566_666_666_67]),
            (&seven, BenjaminiYekutieli, &[0.079_255, 0.0363, 0.1452, 0.136_125, 0.605, 1.0, 0.079_255]),
            (&four, Holm, &[0.12, 0.12, 0.9, 0.04]),
            (&four, Hommel, &[0.08, 0.08, 0.9, 0.04]),
            (&four, BenjaminiHochberg, &[0.053_333_333_333_33, 0.053_333_333_333_33, 0.9, 0.04]),
            (&four, BenjaminiYekutieli, &[0.111_111_111_111_11, 0.111_111_111_111_11, 1.0, 0.083_333_333_333_33]),
        ];
        for (p, correction, expected) in cases {
            for (found, expected) in adjust(p, correction).iter().zip(expected) {
                assert!((found - expected).abs() < 1e-12, "{correction:?}: {found}, expected {expected}");
            }
        }
        assert!(adjust(&[], Holm).is_empty());
    }
}
