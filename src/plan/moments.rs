//! Closed forms for pay by a curve when attainment is normal: mean, spread, slopes, certainty equivalents, covariances.
//!
//! Knots k₁ < … < k_m cut the line into pieces on which the curve is a + b·x; with z = (k − μ)/σ, Φ and φ at each end and Δ
//! the value at a piece's upper end minus that at its lower:
//!
//! | quantity | closed form |
//! |---|---|
//! | E\[f\] | Σ (a + bμ) ΔΦ − bσ Δφ |
//! | E\[f²\] | Σ \[(a + bμ)² + b²σ²\] ΔΦ − 2(a + bμ)bσ Δφ − b²σ² Δ(zφ) |
//! | dE/dμ | Σ b ΔΦ + Σ jump·φ/σ |
//! | d²E/dμ² | Σ (change of b)·φ/σ + Σ jump·zφ/σ² |
//! | dE/dσ | σ · d²E/dμ² (heat equation) |
//! | E\[exp(−r f)\] | Σ exp(−ra − rbμ + r²b²σ²/2) ΔΦ at means shifted by −rbσ² |
//! | dCE/dμ | (Σ b × those terms + Σ (jump of −exp(−r f)/r)·φ/σ) ÷ E\[exp(−r f)\] |
//!
//! Standard results on truncated normals. Counts have no such spread: [`counts`](super::counts). Mean-variance certainty equivalents
//! are not monotone for cliffs (when r × jump > 2 a person would refuse free money): use [`NormalPay::certainty_equivalent`]
//! for decisions and the mean-variance form for reporting only. Where a threshold is inclusive does not matter here: a single
//! attainment has no probability.

use std::f64::consts::{PI, SQRT_2};

use super::Curve;

/// Standard normal density.
#[must_use]
pub fn normal_density(z: f64) -> f64 {
    if z.is_infinite() { 0.0 } else { libm::exp(-0.5 * z * z) / (2.0 * PI).sqrt() }
}

/// Standard normal probability of at most `z`, accurate in both tails.
#[must_use]
pub fn normal_probability(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// Probability between two points, without cancellation in the upper tail.
fn probability_between(low: f64, high: f64) -> f64 {
    if low > 0.0 { normal_probability(-low) - normal_probability(-high) } else { normal_probability(high) - normal_probability(low) }
}

/// Pay of `target × curve(X)` dollars with attainment X ~ N(`mean`, `sd`²).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NormalPay<'a> {
    /// Pay curve.
    pub curve: &'a Curve,
    /// Dollars at a share of 1.
    pub target: f64,
    /// Mean attainment.
    pub mean: f64,
    /// Standard deviation of attainment, above 0.
    pub sd: f64,
}

/// One straight piece: a + b·x from z-score `low` to `high`, in dollars.
struct Piece {
    a: f64,
    b: f64,
    low: f64,
    high: f64,
}

/// The lower end of a piece: dollars just under it, jump in dollars and in squared dollars, change of slope, z-score.
struct Joint {
    under: f64,
    jump: f64,
    squared_jump: f64,
    bend: f64,
    z: f64,
}

impl NormalPay<'_> {
    fn z(&self, x: f64) -> f64 {
        (x - self.mean) / self.sd
    }

    fn pieces(&self) -> impl Iterator<Item = Piece> + '_ {
        let knots = self.curve.knots();
        let end = move |i: usize| knots.get(i).map_or(f64::INFINITY, |k| self.z(k.at));
        let below = Piece { a: self.target * self.curve.below, b: 0.0, low: f64::NEG_INFINITY, high: end(0) };
        std::iter::once(below).chain(knots.iter().enumerate().map(move |(i, k)| Piece {
            a: self.target * (k.value - k.slope * k.at),
            b: self.target * k.slope,
            low: self.z(k.at),
            high: end(i + 1),
        }))
    }

    fn joints(&self) -> impl Iterator<Item = Joint> + '_ {
        self.pieces().zip(self.pieces().skip(1)).map(|(before, after)| {
            let at = self.mean + self.sd * after.low;
            let (under, over) = (before.a + before.b * at, after.a + after.b * at);
            Joint { under, jump: over - under, squared_jump: over * over - under * under, bend: after.b - before.b, z: after.low }
        })
    }

    /// Expected pay, \[$\].
    #[must_use]
    pub fn expected(&self) -> f64 {
        self.pieces()
            .map(|p| {
                (p.a + p.b * self.mean) * probability_between(p.low, p.high)
                    - p.b * self.sd * (normal_density(p.high) - normal_density(p.low))
            })
            .sum()
    }

    /// Expected squared pay, \[$²\].
    #[must_use]
    pub fn expected_square(&self) -> f64 {
        let z_density = |z: f64| if z.is_infinite() { 0.0 } else { z * normal_density(z) };
        self.pieces()
            .map(|p| {
                let centre = p.a + p.b * self.mean;
                let spread = p.b * self.sd;
                (centre * centre + spread * spread) * probability_between(p.low, p.high)
                    - 2.0 * centre * spread * (normal_density(p.high) - normal_density(p.low))
                    - spread * spread * (z_density(p.high) - z_density(p.low))
            })
            .sum()
    }

    /// Variance of pay, \[$²\].
    #[must_use]
    pub fn variance(&self) -> f64 {
        (self.expected_square() - self.expected().powi(2)).max(0.0)
    }

    /// Standard deviation of pay, \[$\].
    #[must_use]
    pub fn deviation(&self) -> f64 {
        self.variance().sqrt()
    }

    /// Change of expected pay per unit of mean attainment, \[$\].
    #[must_use]
    pub fn slope(&self) -> f64 {
        let lines: f64 = self.pieces().map(|p| p.b * probability_between(p.low, p.high)).sum();
        lines + self.joints().map(|j| j.jump * normal_density(j.z) / self.sd).sum::<f64>()
    }

    /// Change of that slope per unit of mean attainment, \[$\].
    #[must_use]
    pub fn curvature(&self) -> f64 {
        self.joints().map(|j| (j.bend / self.sd + j.jump * j.z / (self.sd * self.sd)) * normal_density(j.z)).sum()
    }

    /// Change of expected pay per unit of the standard deviation of attainment, \[$\].
    #[must_use]
    pub fn slope_in_sd(&self) -> f64 {
        self.sd * self.curvature()
    }

    /// Change of the variance of pay per unit of mean attainment, \[$²\].
    #[must_use]
    pub fn variance_slope(&self) -> f64 {
        let lines: f64 = self
            .pieces()
            .map(|p| {
                2.0 * p.b
                    * ((p.a + p.b * self.mean) * probability_between(p.low, p.high)
                        - p.b * self.sd * (normal_density(p.high) - normal_density(p.low)))
            })
            .sum();
        let jumps: f64 = self.joints().map(|j| j.squared_jump * normal_density(j.z) / self.sd).sum();
        lines + jumps - 2.0 * self.expected() * self.slope()
    }

    /// E\[exp(−r · pay)\] for a constant absolute risk aversion r, \[1/$\].
    #[must_use]
    pub fn expected_disutility(&self, r: f64) -> f64 {
        self.pieces().map(|p| self.disutility_on(&p, r)).sum()
    }

    /// One piece's part of E\[exp(−r · pay)\].
    fn disutility_on(&self, p: &Piece, r: f64) -> f64 {
        let shift = r * p.b * self.sd;
        libm::exp(-r * (p.a + p.b * self.mean) + 0.5 * shift * shift) * probability_between(p.low + shift, p.high + shift)
    }

    /// Sure pay as good as this pay for constant absolute risk aversion `r` > 0, \[$\].
    #[must_use]
    pub fn certainty_equivalent(&self, r: f64) -> f64 {
        -libm::log(self.expected_disutility(r)) / r
    }

    /// Change of that certainty equivalent per unit of mean attainment, \[$\]; [`NormalPay::slope`] as `r` > 0 goes to 0.
    #[must_use]
    pub fn certainty_equivalent_slope(&self, r: f64) -> f64 {
        let lines: f64 = self.pieces().map(|p| p.b * self.disutility_on(&p, r)).sum();
        let jumps: f64 =
            self.joints().map(|j| -libm::exp(-r * j.under) * libm::expm1(-r * j.jump) / r * normal_density(j.z) / self.sd).sum();
        (lines + jumps) / self.expected_disutility(r)
    }

    /// The mean-variance approximation of the same: E − r/2 · variance, \[$\].
    #[must_use]
    pub fn certainty_equivalent_mean_variance(&self, r: f64) -> f64 {
        self.expected() - 0.5 * r * self.variance()
    }

    /// Covariance with the pay of another component whose attainment has correlation `rho` with this one: two terms of
    /// Mehler's series, \[$²\]. Within 0.4 % up to a correlation of 0.6 on the reference curves.
    #[must_use]
    pub fn covariance(&self, other: &NormalPay<'_>, rho: f64) -> f64 {
        let terms = |p: &NormalPay<'_>| (p.sd * p.slope(), p.sd * p.sd * p.curvature());
        let (a, b) = (terms(self), terms(other));
        rho * a.0 * b.0 + 0.5 * rho * rho * a.1 * b.1
    }
}

/// E\[(X − k)⁺\] for X ~ N(mean, sd²).
#[must_use]
pub fn hinge(mean: f64, sd: f64, k: f64) -> f64 {
    let d = (mean - k) / sd;
    sd * (normal_density(d) + d * normal_probability(d))
}

/// P(X ≥ k) for X ~ N(mean, sd²).
#[must_use]
pub fn step(mean: f64, sd: f64, k: f64) -> f64 {
    normal_probability((mean - k) / sd)
}

/// A line a + b·X that pays only when another measure Y reaches `gate`, with both normal and of correlation `rho`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GatedLine {
    /// Pay at X = 0.
    pub a: f64,
    /// Pay per unit of X.
    pub b: f64,
    /// Mean and standard deviation of X.
    pub x: (f64, f64),
    /// Mean and standard deviation of Y.
    pub y: (f64, f64),
    /// Correlation of X and Y.
    pub rho: f64,
    /// Threshold of Y.
    pub gate: f64,
}

impl GatedLine {
    /// Expected pay: (a + bμ)Φ(d) + bρσφ(d), d = (μ_Y − gate)/σ_Y.
    #[must_use]
    pub fn expected(&self) -> f64 {
        let d = (self.y.0 - self.gate) / self.y.1;
        (self.a + self.b * self.x.0) * normal_probability(d) + self.b * self.rho * self.x.1 * normal_density(d)
    }
}

#[cfg(test)]
#[path = "moments_tests.rs"]
mod tests;
