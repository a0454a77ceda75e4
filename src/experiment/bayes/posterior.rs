//! The posterior of an effect.

use super::super::Effect;
use super::super::normal::{above, density, point_above, unit_loss};
use super::super::quadrature::panel;
use super::Prior;
use super::student::Student;

/// The law of the estimate around the true effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Likelihood {
    /// Student's, with the standard error's degrees of freedom: honest with few CSMs.
    #[default]
    Student,
    /// Normal: the standard error is taken as known, as web-experiment tools do.
    Normal,
}

/// What is believed of an effect after the data.
///
/// ```
/// use paylift::experiment::{Effect, bayes::{Likelihood, Posterior, Prior}};
/// let effect = Effect { estimate: 0.043, standard_error: 0.032, degrees_of_freedom: 22.0 };
/// let posterior = Posterior::new(&effect, Prior::Normal { mean: 0.0, sd: 0.03 }, Likelihood::Student).unwrap();
/// assert!((posterior.probability_above(0.0) - 0.813).abs() < 1e-3);
/// ```
#[derive(Debug, Clone)]
pub struct Posterior(Form);

#[derive(Debug, Clone)]
enum Form {
    Normal {
        mean: f64,
        sd: f64,
    },
    /// Flat prior, Student's likelihood.
    Student(Student),
    /// Normal prior, Student's likelihood: by quadrature.
    Product(Product),
}

/// A product of a normal and a Student density that was integrated: its break points and what lies above each, so that a tail needs one
/// more panel only.
#[derive(Debug, Clone)]
struct Product {
    prior: (f64, f64),
    data: Student,
    /// About the highest logarithm of the density, taken off before the exponential.
    peak: f64,
    total: f64,
    mean: f64,
    sd: f64,
    /// Rising.
    cuts: Vec<f64>,
    /// Integral of the density above each cut, not divided by the total.
    mass_above: Vec<f64>,
    /// Integral of x times the density above each cut.
    moment_above: Vec<f64>,
}

/// Standard deviations of the prior beyond which nothing is left (1e-23).
const FAR: f64 = 10.0;
/// Standard deviations of the prior between its mean and the estimate from which on the two are not of the same thing.
const CONFLICT: f64 = 100.0;

impl Posterior {
    /// `None` unless the standard error is above 0, the degrees of freedom above 0 and the prior's standard deviation above 0; and where the
    /// estimate is a hundred standard deviations of the prior away, which only different units can explain.
    #[must_use]
    pub fn new(effect: &Effect, prior: Prior, likelihood: Likelihood) -> Option<Self> {
        let Effect { estimate, standard_error, degrees_of_freedom } = *effect;
        if !(standard_error > 0.0 && standard_error.is_finite() && estimate.is_finite()) {
            return None;
        }
        let normal = likelihood == Likelihood::Normal || degrees_of_freedom == f64::INFINITY;
        Some(Self(match prior {
            Prior::Flat if normal => Form::Normal { mean: estimate, sd: standard_error },
            Prior::Flat => Form::Student(Student::new(estimate, standard_error, degrees_of_freedom)?),
            Prior::Normal { sd, .. } if !(sd > 0.0 && sd.is_finite()) => return None,
            Prior::Normal { mean, sd } if normal => {
                let (own, data) = (sd.powi(-2), standard_error.powi(-2));
                Form::Normal { mean: (own * mean + data * estimate) / (own + data), sd: (own + data).sqrt().recip() }
            }
            Prior::Normal { mean, sd } => Form::Product(Product::new((mean, sd), estimate, standard_error, degrees_of_freedom)?),
        }))
    }

    /// P(effect > `threshold`).
    #[must_use]
    pub fn probability_above(&self, threshold: f64) -> f64 {
        match &self.0 {
            Form::Normal { mean, sd } => above((threshold - mean) / sd),
            Form::Student(law) => law.above(threshold),
            Form::Product(law) => law.above(threshold)[0] / law.total,
        }
    }

    /// The expected effect.
    #[must_use]
    pub fn mean(&self) -> f64 {
        match &self.0 {
            Form::Normal { mean, .. } => *mean,
            Form::Student(law) => law.quantile(0.5),
            Form::Product(law) => law.mean,
        }
    }

    /// Standard deviation; `None` for a flat prior with at most two degrees of freedom.
    #[must_use]
    pub fn sd(&self) -> Option<f64> {
        match &self.0 {
            Form::Normal { sd, .. } => Some(*sd),
            Form::Student(law) => law.sd(),
            Form::Product(law) => Some(law.sd),
        }
    }

    /// The central interval that holds the effect with probability `level`, 0 < level < 1.
    #[must_use]
    pub fn interval(&self, level: f64) -> (f64, f64) {
        let tail = 0.5 * (1.0 - level);
        (self.point_above(1.0 - tail), self.point_above(tail))
    }

    /// Expected loss of giving everyone the treated plan where its effect must pass `threshold` to pay: E\[max(threshold − effect, 0)\]. `None` for a
    /// flat prior with at most one degree of freedom.
    #[must_use]
    pub fn loss_of_shipping(&self, threshold: f64) -> Option<f64> {
        Some(self.loss_of_keeping(threshold)? + threshold - self.mean())
    }

    /// Expected loss of keeping today's plan: E\[max(effect − threshold, 0)\].
    #[must_use]
    pub fn loss_of_keeping(&self, threshold: f64) -> Option<f64> {
        match &self.0 {
            Form::Normal { mean, sd } => Some(sd * unit_loss((threshold - mean) / sd)),
            Form::Student(law) => law.expected_excess(threshold),
            Form::Product(law) => {
                let [mass, moment] = law.above(threshold);
                Some(((moment - threshold * mass) / law.total).max(0.0))
            }
        }
    }

    /// Density at `x`, for a picture.
    #[must_use]
    pub fn density(&self, x: f64) -> f64 {
        match &self.0 {
            Form::Normal { mean, sd } => density((x - mean) / sd) / sd,
            Form::Student(law) => law.density(x),
            Form::Product(law) => law.relative(x) / law.total,
        }
    }

    /// The point with `p` of the law above it.
    fn point_above(&self, p: f64) -> f64 {
        match &self.0 {
            Form::Normal { mean, sd } => mean + sd * point_above(p),
            Form::Student(law) => law.quantile(1.0 - p),
            Form::Product(law) => {
                let (mut low, mut high) = (law.cuts[0], law.cuts[law.cuts.len() - 1]);
                for _ in 0..60 {
                    let middle = f64::midpoint(low, high);
                    if law.above(middle)[0] > p * law.total { low = middle } else { high = middle }
                }
                f64::midpoint(low, high)
            }
        }
    }
}

impl Product {
    /// Panels that are fine near both centres and coarse far from them: cuts at doubling distances from the estimate and at half standard
    /// deviations of the prior.
    fn new(prior: (f64, f64), estimate: f64, error: f64, df: f64) -> Option<Self> {
        let data = Student::new(estimate, error, df)?;
        let away = (estimate - prior.0) / prior.1;
        if away.abs() > CONFLICT {
            return None;
        }
        let halves = |sds: f64| (2.0 * (FAR + sds.max(0.0))).ceil() as i32;
        let (below, above) = (halves(-away), halves(away));
        let (low, high) = (prior.0 - 0.5 * f64::from(below) * prior.1, prior.0 + 0.5 * f64::from(above) * prior.1);
        let mut cuts: Vec<f64> = (-below..=above).map(|i| prior.0 + 0.5 * f64::from(i) * prior.1).collect();
        let mut distance = 0.5 * error;
        while distance < (high - estimate).max(estimate - low) {
            cuts.extend([estimate - distance, estimate + distance]);
            distance *= if distance < 3.0 * error { 1.4 } else { 2.0 };
        }
        cuts.push(estimate);
        cuts.retain(|cut| (low..=high).contains(cut));
        cuts.sort_by(f64::total_cmp);
        cuts.dedup();
        let mut law = Self { prior, data, peak: 0.0, total: 1.0, mean: 0.0, sd: 0.0, mass_above: vec![0.0], moment_above: vec![0.0], cuts };
        law.peak = law.cuts.iter().map(|cut| law.log_relative(*cut)).fold(f64::NEG_INFINITY, f64::max);
        let (mut mass, mut moment, mut square) = (0.0, 0.0, 0.0);
        for i in (1..law.cuts.len()).rev() {
            for (x, weight) in panel(law.cuts[i - 1], law.cuts[i]) {
                let here = weight * law.relative(x);
                mass += here;
                moment += here * x;
                square += here * (x - prior.0) * (x - prior.0);
            }
            law.mass_above.push(mass);
            law.moment_above.push(moment);
        }
        law.mass_above.reverse();
        law.moment_above.reverse();
        (law.total, law.mean) = (mass, moment / mass);
        law.sd = (square / mass - (law.mean - prior.0).powi(2)).max(0.0).sqrt();
        (mass > 0.0 && law.mean.is_finite()).then_some(law)
    }

    fn log_relative(&self, x: f64) -> f64 {
        let z = (x - self.prior.0) / self.prior.1;
        self.data.log_density(x) - 0.5 * z * z
    }

    fn relative(&self, x: f64) -> f64 {
        (self.log_relative(x) - self.peak).exp()
    }

    /// Integrals above `threshold` of the density and of x times it.
    fn above(&self, threshold: f64) -> [f64; 2] {
        let next = self.cuts.partition_point(|cut| *cut < threshold);
        if next == 0 {
            return [self.mass_above[0], self.moment_above[0]];
        }
        if next == self.cuts.len() {
            return [0.0, 0.0];
        }
        let (mut mass, mut moment) = (self.mass_above[next], self.moment_above[next]);
        for (x, weight) in panel(threshold, self.cuts[next]) {
            let here = weight * self.relative(x);
            mass += here;
            moment += here * x;
        }
        [mass, moment]
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::{assert_close, number};
    use super::*;
    use proptest::prelude::*;

    fn of(key: &str) -> f64 {
        number("O16_bayes", key)
    }

    /// gbstats 0.8.0: normal likelihood, flat and N(0, .03²).
    #[test]
    fn agrees_with_gbstats_where_the_likelihood_is_normal() {
        let names = ["mean", "mean_rel", "ratio", "cuped"];
        for name in names {
            let flat = |key: &str| of(&format!("{name}_flat_{key}"));
            let effect = Effect { estimate: flat("est"), standard_error: flat("sd"), degrees_of_freedom: 9.0 };
            let check = |prior: Prior, kind: &str| {
                let own = |key: &str| of(&format!("{name}_{kind}_{key}"));
                let posterior = Posterior::new(&effect, prior, Likelihood::Normal).unwrap();
                assert_close(posterior.probability_above(0.0), own("p_win"), 1e-9);
                assert_close(posterior.mean(), own("est"), 1e-9);
                assert_close(posterior.sd().unwrap(), own("sd"), 1e-9);
                let (low, high) = posterior.interval(0.95);
                assert_close(low, own("lo"), 1e-8);
                assert_close(high, own("hi"), 1e-8);
                assert_close(posterior.loss_of_keeping(0.0).unwrap(), own("risk_ctrl"), 1e-8);
                assert_close(posterior.loss_of_shipping(0.0).unwrap(), own("risk_trt"), 1e-8);
            };
            check(Prior::Flat, "flat");
            if name != "mean_rel" {
                check(Prior::Normal { mean: 0.0, sd: 0.03 }, "prior");
            }
        }
    }

    #[test]
    fn agrees_with_the_oracle_where_it_is_students() {
        let effect = Effect { estimate: of("t_est"), standard_error: of("t_se"), degrees_of_freedom: of("t_df") };
        let flat = Posterior::new(&effect, Prior::Flat, Likelihood::Student).unwrap();
        assert_close(flat.probability_above(0.0), of("t_flat_p_pos"), 1e-9);
        let posterior = Posterior::new(&effect, Prior::Normal { mean: 0.0, sd: 0.03 }, Likelihood::Student).unwrap();
        assert_close(posterior.probability_above(0.0), of("t_prior_p_pos"), 1e-9);
        assert_close(posterior.mean(), of("t_prior_mean"), 1e-9);
        assert_close(posterior.sd().unwrap(), of("t_prior_sd"), 1e-9);
        assert_close(posterior.loss_of_shipping(0.0).unwrap(), of("t_prior_loss_ship"), 1e-9);
        assert_close(posterior.loss_of_keeping(0.0).unwrap(), of("t_prior_loss_keep"), 1e-9);
        assert_close(posterior.probability_above(0.01), of("t_prior_p_gt_001"), 1e-9);
    }

    #[test]
    fn what_cannot_be_believed_is_none() {
        let effect = |standard_error, degrees_of_freedom| Effect { estimate: 0.1, standard_error, degrees_of_freedom };
        for bad in [effect(0.0, 9.0), effect(f64::NAN, 9.0), effect(0.1, 0.0)] {
            assert!(Posterior::new(&bad, Prior::Flat, Likelihood::Student).is_none());
        }
        assert!(Posterior::new(&effect(0.1, 9.0), Prior::Normal { mean: 0.0, sd: 0.0 }, Likelihood::Student).is_none());
        // a Cauchy law has no expected loss, but a prior gives it one
        let cauchy = effect(0.1, 1.0);
        assert_eq!(Posterior::new(&cauchy, Prior::Flat, Likelihood::Student).unwrap().loss_of_keeping(0.0), None);
        let with_prior = Posterior::new(&cauchy, Prior::Normal { mean: 0.0, sd: 0.1 }, Likelihood::Student).unwrap();
        assert!(with_prior.loss_of_keeping(0.0).unwrap() > 0.0);
        // many degrees of freedom are a normal law
        let prior = Prior::Normal { mean: 0.0, sd: 0.05 };
        let many = Posterior::new(&effect(0.1, 1e7), prior, Likelihood::Student).unwrap();
        let normal = Posterior::new(&effect(0.1, f64::INFINITY), prior, Likelihood::Student).unwrap();
        assert!((many.probability_above(0.05) - normal.probability_above(0.05)).abs() < 1e-6);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// Against a plain Simpson rule over a million-fold range of scales.
        #[test]
        fn quadrature_agrees_with_a_plain_rule(
            estimate in -0.3_f64..0.3, log_error in -3.0_f64..0.0, df in 1.5_f64..60.0, mean in -0.1_f64..0.1, log_sd in -3.0_f64..0.0, at in -2.0_f64..2.0,
        ) {
            let (error, sd) = (10f64.powf(log_error), 10f64.powf(log_sd));
            let effect = Effect { estimate, standard_error: error, degrees_of_freedom: df };
            prop_assume!(((estimate - mean) / sd).abs() < CONFLICT);
            let posterior = Posterior::new(&effect, Prior::Normal { mean, sd }, Likelihood::Student).unwrap();
            let threshold = mean + at * sd;
            let law = Student::new(estimate, error, df).unwrap();
            // the higher of the densities at the two centres is brought near 1
            let away = ((estimate - mean) / sd).powi(2) / 2.0;
            let shift = away.min(-law.log_density(mean));
            let density = |x: f64| (law.log_density(x) - 0.5 * ((x - mean) / sd).powi(2) + shift).exp();
            // substituting x = estimate + error sinh(u) makes both scales visible to equal steps
            let ends = [mean.min(estimate) - 9.0 * sd, mean.max(estimate) + 9.0 * sd];
            let [low, high] = ends.map(|end| ((end - estimate) / error).asinh());
            let steps = 40_000_u32;
            let integrate = |from: f64, f: &dyn Fn(f64) -> f64| -> f64 {
                let width = (high - from) / f64::from(steps);
                (0..=steps).map(|i| {
                    let u = from + width * f64::from(i);
                    let x = estimate + error * u.sinh();
                    let weight = if i == 0 || i == steps { 1.0 } else if i % 2 == 1 { 4.0 } else { 2.0 };
                    weight * f(x) * density(x) * error * u.cosh()
                }).sum::<f64>() * width / 3.0
            };
            let total = integrate(low, &|_| 1.0);
            let from = ((threshold - estimate) / error).asinh();
            prop_assert!((posterior.probability_above(threshold) - integrate(from, &|_| 1.0) / total).abs() < 1e-7);
            prop_assert!((posterior.mean() - integrate(low, &|x| x) / total).abs() < 1e-7 * (sd + error));
            let loss = integrate(from, &|x| x - threshold) / total;
            prop_assert!((posterior.loss_of_keeping(threshold).unwrap() - loss).abs() < 1e-7 * (sd + error));
            let (from, to) = posterior.interval(0.9);
            prop_assert!((posterior.probability_above(from) - posterior.probability_above(to) - 0.9).abs() < 1e-9);
        }
    }
}
