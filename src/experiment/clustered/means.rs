//! Differences between CSMs: one number a CSM, so that books and what they share have done their part already.
//!
//! The plainest valid analysis where CSMs were given plans, and the quickest: slices in, [`Effect`] out.

use super::super::Effect;

/// Mean of each label's rows, in ascending label; labels without a row are left out.
#[must_use]
pub fn means_by(values: &[f64], label: &[usize]) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); label.iter().max().map_or(0, |most| most + 1)];
    for (value, at) in values.iter().zip(label) {
        sums[*at].0 += value;
        sums[*at].1 += 1.0;
    }
    sums.into_iter().filter(|(_, count)| *count > 0.0).map(|(sum, count)| sum / count).collect()
}

/// Mean of the treated less mean of control, variances of each arm's own (Welch); `None` with fewer than two CSMs in an arm.
#[must_use]
pub fn difference_welch(control: &[f64], treated: &[f64]) -> Option<Effect> {
    let (a, b) = (Sample::of(control)?, Sample::of(treated)?);
    Some(Effect { estimate: b.mean - a.mean, ..welch(a.variance, a.count, b.variance, b.count) })
}

/// The same with one variance for both arms and G − 2 degrees of freedom: exact where outcomes of CSMs are normal and alike.
#[must_use]
pub fn difference_pooled(control: &[f64], treated: &[f64]) -> Option<Effect> {
    let (a, b) = (Sample::of(control)?, Sample::of(treated)?);
    let left = a.count + b.count - 2.0;
    let variance = (a.variance * (a.count - 1.0) + b.variance * (b.count - 1.0)) / left;
    Some(Effect {
        estimate: b.mean - a.mean,
        standard_error: (variance * (1.0 / a.count + 1.0 / b.count)).sqrt(),
        degrees_of_freedom: left,
    })
}

/// Mean of treated ÷ mean of control − 1, with the delta method, Welch's degrees of freedom (as gbstats has it).
#[must_use]
pub fn relative_welch(control: &[f64], treated: &[f64]) -> Option<Effect> {
    let (a, b) = (Sample::of(control)?, Sample::of(treated)?);
    relative(&a, &b)
}

/// Estimate ÷ control's mean, its variance var_b ÷ m_a² + var_a m_b² ÷ m_a⁴.
pub(super) fn relative(a: &Sample, b: &Sample) -> Option<Effect> {
    (a.mean != 0.0).then(|| {
        let variance = b.variance / b.count / a.mean.powi(2) + a.variance / a.count * b.mean.powi(2) / a.mean.powi(4);
        Effect {
            estimate: (b.mean - a.mean) / a.mean.abs(),
            standard_error: variance.sqrt(),
            ..welch(a.variance, a.count, b.variance, b.count)
        }
    })
}

/// A standard error with Welch's degrees of freedom, the estimate left at 0.
pub(super) fn welch(variance_a: f64, count_a: f64, variance_b: f64, count_b: f64) -> Effect {
    let (a, b) = (variance_a / count_a, variance_b / count_b);
    Effect {
        estimate: 0.0,
        standard_error: (a + b).sqrt(),
        degrees_of_freedom: (a + b).powi(2) / (a * a / (count_a - 1.0) + b * b / (count_b - 1.0)),
    }
}

/// Mean, variance (n − 1) and count of one arm.
pub(super) struct Sample {
    pub(super) mean: f64,
    pub(super) variance: f64,
    pub(super) count: f64,
}

impl Sample {
    pub(super) fn of(values: &[f64]) -> Option<Self> {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|x| (x - mean).powi(2)).sum();
        (values.len() > 1).then(|| Self { mean, variance: squares / (count - 1.0), count })
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::{assert_close, number};
    use super::super::data;
    use super::*;

    fn arms() -> (Vec<f64>, Vec<f64>) {
        let d1 = data::d1();
        let means = means_by(&d1.post, &d1.csm);
        let arms = means_by(&d1.treated.iter().map(|t| f64::from(*t)).collect::<Vec<_>>(), &d1.csm);
        let of = |arm: f64| means.iter().zip(&arms).filter(|(_, a)| **a == arm).map(|(y, _)| *y).collect();
        (of(0.0), of(1.0))
    }

    #[test]
    fn both_t_tests_are_those_of_the_oracle() {
        let (control, treated) = arms();
        let of = |key: &str| number("O8_csm_level", key);
        let welch = difference_welch(&control, &treated).unwrap();
        assert_close(welch.estimate, of("est"), 1e-9);
        assert_close(welch.standard_error, of("se_welch"), 1e-9);
        assert_close(welch.t().unwrap(), of("t_welch"), 1e-9);
        assert_close(welch.degrees_of_freedom, of("df_welch"), 1e-9);
        assert_close(welch.p().unwrap(), of("p_welch"), 1e-9);
        assert_close(welch.interval(0.95).unwrap().0, of("ci_welch/0"), 1e-8);
        assert_close(welch.interval(0.95).unwrap().1, of("ci_welch/1"), 1e-8);
        let pooled = difference_pooled(&control, &treated).unwrap();
        assert_close(pooled.t().unwrap(), of("t_pooled"), 1e-9);
        assert_close(pooled.degrees_of_freedom, of("df_pooled"), 1e-12);
        assert_close(pooled.p().unwrap(), of("p_pooled"), 1e-9);
        assert_close(pooled.interval(0.95).unwrap().0, of("ci_pooled/0"), 1e-8);
        assert_close(pooled.interval(0.95).unwrap().1, of("ci_pooled/1"), 1e-8);
    }

    #[test]
    fn gbstats_means_are_found_again() {
        let (control, treated) = arms();
        for (name, effect) in [("absolute", difference_welch(&control, &treated)), ("relative", relative_welch(&control, &treated))] {
            let (of, effect) = (|key: &str| number("O8_csm_level", &format!("gbstats_mean_{name}_{key}")), effect.unwrap());
            assert_close(effect.estimate, of("est"), 1e-9);
            assert_close(effect.standard_error, of("se"), 1e-9);
            assert_close(effect.degrees_of_freedom, of("dof"), 1e-9);
            assert_close(effect.p().unwrap(), of("p"), 1e-8);
            assert_close(effect.interval(0.95).unwrap().0, of("lo"), 1e-7);
            assert_close(effect.interval(0.95).unwrap().1, of("hi"), 1e-8);
        }
    }

    #[test]
    fn one_csm_in_an_arm_has_no_error() {
        assert_eq!(difference_welch(&[1.0], &[1.0, 2.0]), None);
        assert_eq!(difference_pooled(&[1.0, 2.0], &[]), None);
    }
}
