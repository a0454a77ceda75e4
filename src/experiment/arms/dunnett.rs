//! Dunnett's test (1955), two-sided: several plans, each against the same control.
//!
//! With λ_i = √(n_i/(n_i + n_0)) the t statistics share the control's luck: P(all |T_i| ≤ t) = ∫ f(u) ∫ φ(z) ∏ [Φ((λ_i z + t u)/√(1 − λ_i²)) −
//! Φ((λ_i z − t u)/√(1 − λ_i²))] dz du, with u = √(χ²_ν/ν). Equal arms have λ² = ½. Both integrals by Gauss–Legendre, good to 1e-9.

use libm::{erf, lgamma};

use super::super::quadrature::panels;

/// p of one comparison, adjusted for all: the chance that the largest of the |t| is at least `t` when no plan differs from the control.
///
/// `plans` are the units of each plan's arm (CSMs), `control` those of the control; `freedom` the degrees of freedom of the pooled spread, infinite
/// for a known one. `None` for an arm without units, no plan, or a `t` or `freedom` that is not a number or not positive.
///
/// ```
/// // Two plans against one control, 12 CSMs each: t = 2.5 alone has p .0177.
/// let p = paylift::experiment::arms::dunnett_p(2.5, &[12, 12], 12, 33.0).unwrap();
/// assert!((p - 0.0326).abs() < 1e-4);
/// ```
#[must_use]
pub fn dunnett_p(t: f64, plans: &[usize], control: usize, freedom: f64) -> Option<f64> {
    if t.is_nan() || freedom.is_nan() || freedom <= 0.0 || control == 0 || plans.is_empty() || plans.contains(&0) {
        return None;
    }
    let lambdas: Vec<f64> = plans.iter().map(|&n| (n as f64 / (n + control) as f64).sqrt()).collect();
    let normals = panels(-8.5, 8.5, 1.5);
    let inside = |width: f64| -> f64 {
        let of = |&(z, weight): &(f64, f64)| weight * (-0.5 * z * z).exp() * lambdas.iter().map(|l| between(*l, z, width)).product::<f64>();
        normals.iter().map(of).sum::<f64>() / (2.0 * std::f64::consts::PI).sqrt()
    };
    let t = t.abs();
    let all_inside = if freedom.is_infinite() { inside(t) } else { over_spread(freedom, |u| inside(t * u)) };
    Some((1.0 - all_inside).clamp(0.0, 1.0))
}

/// The |t| beyond which a two-sided p is at most `alpha`; its interval is estimate ± this × standard error.
#[must_use]
pub fn dunnett_critical(alpha: f64, plans: &[usize], control: usize, freedom: f64) -> Option<f64> {
    let (mut low, mut high) = (0.0, 1.0);
    while dunnett_p(high, plans, control, freedom)? > alpha {
        high *= 2.0;
        if high > 1e6 {
            return None;
        }
    }
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if dunnett_p(middle, plans, control, freedom)? > alpha { low = middle } else { high = middle }
    }
    Some(f64::midpoint(low, high))
}

/// Φ between the limits of one plan's t, given the control's luck z.
fn between(lambda: f64, z: f64, width: f64) -> f64 {
    let rest = (1.0 - lambda * lambda).sqrt() * std::f64::consts::SQRT_2;
    0.5 * (erf((lambda * z + width) / rest) - erf((lambda * z - width) / rest))
}

/// ∫ f(u) g(u) du over the law of √(χ²_ν/ν).
fn over_spread(freedom: f64, g: impl Fn(f64) -> f64) -> f64 {
    let log_constant = freedom / 2.0 * (freedom / 2.0).ln() - lgamma(freedom / 2.0) + std::f64::consts::LN_2;
    let density = |u: f64| (log_constant + (freedom - 1.0) * u.ln() - freedom * u * u / 2.0).exp();
    let half = 9.0 / (2.0 * freedom).sqrt();
    let nodes = panels((1.0 - half).max(0.0), 1.0 + half, half / 6.0);
    // The density's own sum takes out the little that the limits cut off.
    let (sum, mass) = nodes.iter().fold((0.0, 0.0), |(sum, mass), &(u, w)| (sum + w * density(u) * g(u), mass + w * density(u)));
    sum / mass
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy 1.17.1: `integrate.quad` over u (chi density) of `integrate.quad` over z (norm.pdf and norm.cdf), errors 1e-11; the third confirmed
    /// to 1e-4 by `scipy.stats.dunnett` on data (its randomised quadrature has no more).
    #[test]
    fn agrees_with_scipy() {
        for (t, plans, control, freedom, p) in [
            (2.5, &[10, 10][..], 10, 20.0, 0.038_935_656_953_711_595),
            (2.5, &[4; 3], 4, 12.0, 0.069_034_664_415_698_05),
            (3.329_562_065_448_2, &[8, 8], 8, 21.0, 0.006_036_094_366_516_087),
            (2.0, &[8; 5], 8, 40.0, 0.186_395_048_491_412_75),
            (3.2, &[3, 3], 3, 6.0, 0.032_669_399_402_612_89),
            (2.5, &[6, 6, 4], 12, 24.0, 0.054_513_421_100_345_07),
            (1.0, &[4, 12], 8, 10.0, 0.531_030_177_777_822_8),
        ] {
            let found = dunnett_p(t, plans, control, freedom).unwrap();
            assert!((found - p).abs() < 1e-8, "{t} {plans:?} {freedom}: {found}, expected {p}");
        }
    }

    #[test]
    fn one_plan_is_students_t() {
        use statrs::distribution::{ContinuousCDF, StudentsT};
        for freedom in [3.0, 9.5, 200.0] {
            let alone = 2.0 * StudentsT::new(0.0, 1.0, freedom).unwrap().sf(2.2);
            assert!((dunnett_p(2.2, &[7], 9, freedom).unwrap() - alone).abs() < 1e-7, "{freedom}");
        }
    }

    /// scipy 1.17.1: `optimize.brentq` on the same double `integrate.quad`.
    #[test]
    fn critical_values_are_those_of_scipy() {
        for (plans, freedom, t) in [(2, 20.0, 2.378_689_981), (4, 12.0, 2.807_082_618_7), (3, f64::INFINITY, 2.348_970_591_1)] {
            let critical = dunnett_critical(0.05, &vec![9; plans], 9, freedom).unwrap();
            assert!((critical - t).abs() < 1e-7, "{plans} on {freedom}: {critical}");
        }
    }

    #[test]
    fn nonsense_has_no_p() {
        assert_eq!(dunnett_p(2.0, &[], 4, 8.0), None);
        assert_eq!(dunnett_p(2.0, &[4, 0], 4, 8.0), None);
        assert_eq!(dunnett_p(f64::NAN, &[4], 4, 8.0), None);
    }
}
