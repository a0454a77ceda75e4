//! What lognormal jumps do to a characteristic function.

/// Lognormal law of a jump's size S; a jump moves ln level by J = ln(1 + S).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct JumpLaw {
    /// ln of the median size.
    pub ln_median: f64,
    /// Standard deviation of ln size.
    pub ln_sd: f64,
}

/// Nodes of the rule over ±5 standard deviations (trapezoid: exact to 1e-6 for a normal weight and smooth functions).
const NODES: i32 = 20;

impl JumpLaw {
    /// J and its probability, at the nodes.
    fn nodes(self) -> impl Iterator<Item = (f64, f64)> {
        let step = 5.0 / f64::from(NODES);
        (-NODES..=NODES).map(move |i| {
            let z = f64::from(i) * step;
            let weight = step * libm::exp(-0.5 * z * z) / (std::f64::consts::TAU).sqrt();
            (libm::log1p(libm::exp(self.ln_median + self.ln_sd * z)), weight)
        })
    }

    /// E J.
    pub(super) fn mean(self) -> f64 {
        self.nodes().map(|(j, w)| w * j).sum()
    }

    /// What one jump per month adds to ln of the characteristic function at `step`, 2 `step`, …: real part E cos uJ − 1, imaginary part
    /// E sin uJ − u E J (the mean taken out).
    pub(super) fn cumulants(self, step: f64, points: usize) -> Vec<(f64, f64)> {
        let mut sums = vec![(0.0, 0.0); points];
        for (j, weight) in self.nodes() {
            let (sin, cos) = (libm::sin(step * j), libm::cos(step * j));
            let (mut re, mut im) = (1.0, 0.0);
            for (k, sum) in sums.iter_mut().enumerate() {
                (re, im) = (re * cos - im * sin, re * sin + im * cos);
                sum.0 += weight * (re - 1.0);
                sum.1 += weight * (im - (k + 1) as f64 * step * j);
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_the_law() {
        let law = JumpLaw { ln_median: 0.12_f64.ln(), ln_sd: 0.6 };
        assert!((law.mean() - ORACLE[0]).abs() < 1e-6);
        let at = law.cumulants(2.5, 2)[1];
        assert!((at.0 - ORACLE[1]).abs() < 1e-6 && (at.1 - ORACLE[2]).abs() < 1e-6, "{at:?}");
    }

    /// E J, E cos 5J − 1, E sin 5J − 5 E J for median .12, ln-sd .6, computed independently by adaptive quadrature.
    const ORACLE: [f64; 3] = [0.131_137_605, -0.252_757_048, -0.098_221_405];
}
