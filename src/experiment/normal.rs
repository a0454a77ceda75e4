//! The standard normal law to full double precision, far into its tails.
//!
//! Sequential boundaries spend alphas of 1e-10 at an early look: one minus a probability near one would lose them.

use statrs::function::erf::erfc_inv;
use std::f64::consts::{FRAC_1_SQRT_2, SQRT_2, TAU};

/// Density at `z`.
pub(super) fn density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / TAU.sqrt()
}

/// P(Z > z).
pub(super) fn above(z: f64) -> f64 {
    0.5 * libm::erfc(z * FRAC_1_SQRT_2)
}

/// P(Z ≤ z).
pub(super) fn below(z: f64) -> f64 {
    above(-z)
}

/// The point with `p` of the law above it, 0 < p < 1; infinite at 0 and 1.
pub(super) fn point_above(p: f64) -> f64 {
    let mut z = SQRT_2 * erfc_inv(2.0 * p);
    if !z.is_finite() {
        return if p < 0.5 { f64::INFINITY } else { f64::NEG_INFINITY };
    }
    // two Newton steps on the logarithm, which is nearly a parabola in the tail
    for _ in 0..2 {
        let (tail, slope) = (above(z), density(z));
        if tail > 0.0 && slope > 0.0 {
            z += (tail / p).ln() * tail / slope;
        }
    }
    z
}

/// E\[max(Z − z, 0)\] = φ(z) − z(1 − Φ(z)): the unit normal loss (Raiffa & Schlaifer 1961).
pub(super) fn unit_loss(z: f64) -> f64 {
    density(z) - z * above(z)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Points by mpmath at 30 digits: `sqrt(2) erfinv(1 - 2p)`.
    #[test]
    fn points_are_those_of_many_digits() {
        for (p, z) in [(0.025, 1.959_963_984_540_054), (1e-10, 6.361_340_902_404_056), (0.975, -1.959_963_984_540_054)] {
            assert!((point_above(p) - z).abs() < 1e-12, "{p}: {}", point_above(p));
        }
        assert!((above(8.0) / 6.220_960_574_271_785e-16 - 1.0).abs() < 1e-12);
        assert!((below(1.0) + above(1.0) - 1.0).abs() < 1e-15);
    }

    #[test]
    fn the_loss_is_the_integral_of_the_tail() {
        // ∫ P(Z > u) du from z, by Simpson's rule
        for z in [-1.5, 0.0, 0.7] {
            let (steps, width) = (4_000_u32, (12.0 - z) / 4_000.0);
            let sum: f64 = (0..=steps)
                .map(|i| {
                    let weight = if i == 0 || i == steps {
                        1.0
                    } else if i % 2 == 1 {
                        4.0
                    } else {
                        2.0
                    };
                    weight * above(z + f64::from(i) * width)
                })
                .sum();
            assert!((unit_loss(z) - sum * width / 3.0).abs() < 1e-10);
        }
    }
}
