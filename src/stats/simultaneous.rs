//! Many intervals at once. Of twenty honest 95 % intervals one misses on average; whoever looks at twelve plans by ten measures and reports the
//! ones that stand out needs intervals that hold *together*.
//!
//! Bonferroni (Dunn 1961): each of m intervals at 1 − .05/m. It holds whatever the dependence between them, so differences that share their
//! luck need no more; it is a little wide where they are strongly correlated. The maximum of |t| over a paired bootstrap would be
//! narrower, but needs every trial of every column and is left to whoever needs those digits.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

use super::Estimate;

/// Standard errors on each side of an estimate such that `comparisons` 95 % intervals hold together: Student's t at 1 − .05/(2m) on
/// `freedom` degrees of freedom (the normal's beyond 10,000). With one comparison it is the ordinary interval's.
///
/// ```
/// // 12 plans by 10 measures: 3.5 standard errors instead of 2.
/// assert!((paylift::stats::simultaneous_critical(120, 9_999) - 3.53).abs() < 0.01);
/// ```
#[must_use]
pub fn simultaneous_critical(comparisons: usize, freedom: u64) -> f64 {
    let level = 1.0 - 0.05 / (2.0 * comparisons.max(1) as f64);
    let student = (freedom <= 10_000).then(|| StudentsT::new(0.0, 1.0, freedom as f64).ok()).flatten();
    student.map_or_else(|| Normal::standard().inverse_cdf(level), |t| t.inverse_cdf(level))
}

/// The same estimates with intervals that hold together, symmetric around the values on `n` − 1 degrees of freedom; those without an error
/// keep none, and do not count. An error that rests on fewer, such as a jackknife over few groups, needs [`simultaneous_critical`] with its own.
#[must_use]
pub fn simultaneous(estimates: &[Estimate]) -> Vec<Estimate> {
    let comparisons = estimates.iter().filter(|e| e.standard_error.is_some()).count();
    let widened = |e: &Estimate| match e.standard_error {
        Some(error) if e.n > 1 => {
            let half = simultaneous_critical(comparisons, e.n - 1) * error;
            Estimate { low: Some(e.value - half), high: Some(e.value + half), ..*e }
        }
        _ => Estimate { low: None, high: None, ..*e },
    };
    estimates.iter().map(widened).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Z95, mean};
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
    use rand_distr::{Distribution, StandardNormal};

    #[test]
    fn matches_independent_quantiles() {
        // scipy's t and normal quantiles at 1 − .05/(2m); one comparison on 9 degrees of freedom is the printed 2.262157.
        for (m, freedom, exact) in [
            (10, 20, 3.153_400_532_906_462_5),
            (12, 50, 3.003_016_067_718_822),
            (120, 999, 3.541_216_575_256_43),
            (120, 20_000, 3.529_296_088_834_734_7),
            (1, 9, 2.262_157_162_740_992),
            (1, 20_000, Z95),
        ] {
            let critical = simultaneous_critical(m, freedom);
            assert!((critical - exact).abs() < 1e-7, "{m} on {freedom}: {critical}");
        }
    }

    #[test]
    fn all_hold_together_in_95_of_100() {
        // 20 means of 30 independent normals: 2,000 families. Each interval misses with .05/20, all hold with (1 − .0025)²⁰ = .9512: 1,902 ± 38
        // (false alarm 6e-5). Ordinary intervals would hold together in 36 %.
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1961);
        let mut sample = || -> Estimate { mean(&(0..30).map(|_| StandardNormal.sample(&mut rng)).collect::<Vec<f64>>()).unwrap() };
        let mut together = 0;
        for _ in 0..2_000 {
            let family: Vec<Estimate> = (0..20).map(|_| sample()).collect();
            together += u32::from(simultaneous(&family).iter().all(|e| e.low.unwrap() <= 0.0 && 0.0 <= e.high.unwrap()));
        }
        assert!((1_864..=1_940).contains(&together), "{together}");
    }

    #[test]
    fn what_has_no_error_does_not_widen_the_others() {
        let one = Estimate::symmetric(3.0, Some(1.0), 11);
        let both = simultaneous(&[one, Estimate::without_error(7.0, 11)]);
        assert!((both[0].high.unwrap() - one.high.unwrap()).abs() < 1e-12);
        assert_eq!(both[1].high, None);
    }
}
