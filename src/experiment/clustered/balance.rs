//! Whether arms are alike in what was known before, and as large as they were meant to be.

use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::means::Sample;

/// Difference between the arms in standard deviations: (mean of treated − mean of control) ÷ √((s²_a + s²_b) ÷ 2).
///
/// `None` with fewer than two values in an arm or where nothing varies. Beyond 0.25 either way is worth a look.
#[must_use]
pub fn standardised_difference(control: &[f64], treated: &[f64]) -> Option<f64> {
    let (a, b) = (Sample::of(control)?, Sample::of(treated)?);
    let sd = f64::midpoint(a.variance, b.variance).sqrt();
    (sd > 0.0).then(|| (b.mean - a.mean) / sd)
}

/// p of counts as uneven as these or more, where each arm should have had its `share` (χ²; shares need not add up to 1).
///
/// `None` with fewer than two arms, without any count, or with a share that is not above 0.
#[must_use]
pub fn sample_ratio_p(counts: &[usize], shares: &[f64]) -> Option<f64> {
    let all = counts.iter().sum::<usize>() as f64;
    let whole: f64 = shares.iter().sum();
    if counts.len() < 2 || counts.len() != shares.len() || all == 0.0 || shares.iter().any(|s| s.is_nan() || *s <= 0.0) {
        return None;
    }
    let off = |(count, share): (&usize, &f64)| {
        let expected = all * share / whole;
        (*count as f64 - expected).powi(2) / expected
    };
    let statistic: f64 = counts.iter().zip(shares).map(off).sum();
    Some(ChiSquared::new(counts.len() as f64 - 1.0).ok()?.sf(statistic))
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::{assert_close, number};
    use super::super::{data, means_by};
    use super::*;

    #[test]
    fn standardised_differences_are_those_of_the_oracle() {
        let d1 = data::d1();
        let arm = means_by(&d1.treated.iter().map(|t| f64::from(*t)).collect::<Vec<_>>(), &d1.csm);
        let sizes: Vec<f64> = (0..24).map(|csm| d1.csm.iter().filter(|c| **c == csm).count() as f64).collect();
        for (values, key) in [(means_by(&d1.pre, &d1.csm), "d1_smd_pre"), (sizes, "d1_smd_n")] {
            let of = |which: f64| values.iter().zip(&arm).filter(|(_, a)| **a == which).map(|(y, _)| *y).collect::<Vec<_>>();
            assert_close(standardised_difference(&of(0.0), &of(1.0)).unwrap(), number("O18_assign", key), 1e-9);
        }
    }

    #[test]
    fn sample_ratios_are_those_of_the_oracle() {
        let arms = data::d1().treated;
        let treated = arms.iter().filter(|t| **t).count();
        let counts = [arms.len() - treated, treated];
        assert_eq!(counts.map(|c| c as f64), [number("O8_csm_level", "accounts/0"), number("O8_csm_level", "accounts/1")]);
        assert_close(sample_ratio_p(&counts, &[0.5, 0.5]).unwrap(), number("O8_csm_level", "srm_p_accounts"), 1e-9);
        assert_close(sample_ratio_p(&[12, 12], &[1.0, 1.0]).unwrap(), number("O8_csm_level", "srm_p_csms"), 1e-12);
        assert_eq!(sample_ratio_p(&[0, 0], &[1.0, 1.0]), None);
        assert_eq!(sample_ratio_p(&[3], &[1.0]), None);
    }
}
