//! Student's t when there is an effect: the noncentral t, from which power is read.
//!
//! T = (Z + δ) ÷ S with Z standard normal and S = √(χ²_ν ÷ ν) independent of it, so that P(T > t) = E Φ(δ − t S): one integral of smooth,
//! positive terms. With S = eˣ the integrand dies out on both sides and the trapezoidal rule converges exponentially (Trefethen & Weideman
//! 2014, SIAM Review 56:385), so both tails keep their relative accuracy and there is no series to run out of terms.

use crate::experiment::normal::above as normal_tail;

/// Noncentral t of `degrees_of_freedom` > 0 (infinite: a normal law with mean `noncentrality`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NoncentralT {
    /// ν, above 0; infinite for a normal law.
    pub degrees_of_freedom: f64,
    /// δ: the effect in units of its true standard error.
    pub noncentrality: f64,
}

/// Log of what is left out of the density of ln S on either side.
const LEFT_OUT: f64 = 60.0;

impl NoncentralT {
    /// P(T > t).
    #[must_use]
    pub fn above(&self, t: f64) -> f64 {
        self.expected(|s| t * s - self.noncentrality)
    }

    /// P(T < t).
    #[must_use]
    pub fn below(&self, t: f64) -> f64 {
        self.expected(|s| self.noncentrality - t * s)
    }

    /// E P(Z > z(S)).
    fn expected(&self, z: impl Fn(f64) -> f64) -> f64 {
        let nu = self.degrees_of_freedom;
        // beyond, ln S varies by less than 1e-7, and its second-order part by less than 1e-14
        if nu > 1e14 {
            return normal_tail(z(1.0));
        }
        // log density of x = ln S, less its height at 0, where it is highest: ν (x − (e²ˣ − 1) ÷ 2)
        let density = |x: f64| nu * (x - (2.0 * x).exp_m1() / 2.0);
        let (low, high) = (end(&density, -1.0), end(&density, 1.0));
        let (at_low, at_high) = (normal_tail(z(low.exp())), normal_tail(z(high.exp())));
        if at_low == 1.0 && at_high == 1.0 {
            return 1.0;
        }
        // a step resolves the density of ln S (sd 1 ÷ √(2ν), tails like those of eˣ) and the slope of Φ, which is δ where it crosses a half
        let step = (0.4 / (2.0 * nu).sqrt()).min(0.12).min(0.4 / self.noncentrality.abs().max(1.0));
        let (first, last) = ((low / step).floor() as i64, (high / step).ceil() as i64);
        let (mut sum, mut mass) = (0.0, 0.0);
        for at in first..=last {
            let x = at as f64 * step;
            let weight = density(x).exp();
            sum += weight * normal_tail(z(x.exp()));
            mass += weight;
        }
        // the mass by the same rule, so that both share their rounding
        (sum / mass).clamp(0.0, 1.0)
    }
}

/// Where the log density has fallen by [`LEFT_OUT`], on the side of `sign`.
fn end(density: &impl Fn(f64) -> f64, sign: f64) -> f64 {
    let (mut near, mut far) = (0.0, 1e-8);
    while density(sign * far) > -LEFT_OUT {
        near = far;
        far *= 2.0;
    }
    for _ in 0..20 {
        let middle = f64::midpoint(near, far);
        if density(sign * middle) > -LEFT_OUT { near = middle } else { far = middle }
    }
    sign * far
}

#[cfg(test)]
mod tests {
    use super::*;
    use libm::lgamma;
    use statrs::distribution::{ContinuousCDF, StudentsT};

    /// ν, δ, t, P(T > t), P(T < t) by mpmath at 30 digits.
    const EXACT: [[f64; 5]; 16] = [
        [1.0, 5.0, -4.3, 0.9999999900969394, 9.903060539043316e-09],
        [1.7, 0.0, -0.5, 0.6629077375378363, 0.3370922624621638],
        [1.7, 0.3, 12.7, 0.008428440437447, 0.991571559562553],
        [1.7, 1.0, 12.7, 0.01916943734941166, 0.9808305626505883],
        [2.0, 0.3, 45.0, 0.00038876805015221767, 0.9996112319498478],
        [2.0, 5.0, 12.7, 0.14722857235314582, 0.8527714276468542],
        [4.0, 0.3, -0.5, 0.7760416075096129, 0.22395839249038707],
        [10.0, 0.0, -4.3, 0.9992192799537223, 0.0007807200462776829],
        [10.0, 0.3, 0.7, 0.3526637979049567, 0.6473362020950433],
        [10.0, 1.0, 45.0, 7.035231497283172e-12, 0.9999999999929647],
        [22.0, 1.0, -0.5, 0.9319124650966109, 0.06808753490338909],
        [38.0, 1.0, 2.02, 0.16331374614650174, 0.8366862538534983],
        [5000.0, 0.0, 0.7, 0.2419799356483569, 0.7580200643516432],
        [5000.0, 0.0, 2.8, 0.0025649354783731223, 0.9974350645216269],
        [5000.0, 1.0, 2.8, 0.03599708354354234, 0.9640029164564576],
        [5000.0, 5.0, -2.0, 0.9999999999987065, 1.293576176354426e-12],
    ];

    #[test]
    fn both_tails_by_thirty_digits() {
        for [degrees_of_freedom, noncentrality, t, above, below] in EXACT {
            let law = NoncentralT { degrees_of_freedom, noncentrality };
            assert!((law.above(t) / above - 1.0).abs() < 1e-12, "{law:?} above {t}: {} {above}", law.above(t));
            assert!((law.below(t) / below - 1.0).abs() < 1e-12, "{law:?} below {t}: {} {below}", law.below(t));
        }
    }

    #[test]
    fn without_an_effect_it_is_students() {
        for nu in [1.0, 2.5, 7.0, 38.0, 1e4] {
            for t in [-3.0, -0.4, 0.0, 1.0, 2.024, 6.0] {
                let law = NoncentralT { degrees_of_freedom: nu, noncentrality: 0.0 };
                let student = StudentsT::new(0.0, 1.0, nu).unwrap();
                assert!((law.above(t) - student.sf(t)).abs() < 1e-11, "{nu} {t}");
            }
        }
    }

    #[test]
    fn many_degrees_of_freedom_are_normal() {
        let of = |degrees_of_freedom| NoncentralT { degrees_of_freedom, noncentrality: 2.5 }.above(1.96);
        assert!((of(f64::INFINITY) - normal_tail(1.96 - 2.5)).abs() < 1e-15);
        assert!((of(1e8) - of(f64::INFINITY)).abs() < 1e-7 && (of(1e13) - of(f64::INFINITY)).abs() < 1e-12);
    }

    /// The rule's own mass against ½ (2 ÷ ν)^(ν/2) Γ(ν/2) e^(ν/2), which it replaces.
    #[test]
    fn the_rule_integrates_the_density() {
        for nu in [0.5, 1.0, 1.7, 4.0, 38.0, 200.0] {
            let exact = 0.5 * (nu / 2.0 * f64::ln(2.0 / nu) + lgamma(nu / 2.0) + nu / 2.0).exp();
            let density = |x: f64| nu * (x - (2.0 * x).exp_m1() / 2.0);
            let step = f64::min(0.4 / f64::sqrt(2.0 * nu), 0.12);
            let (low, high) = (end(&density, -1.0), end(&density, 1.0));
            let mass: f64 = ((low / step) as i64..=(high / step) as i64).map(|at| density(at as f64 * step).exp() * step).sum();
            assert!((mass / exact - 1.0).abs() < 1e-13, "{nu}: {mass} {exact}");
        }
    }
}
