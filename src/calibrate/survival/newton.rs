//! Newton's method with a line search, for log likelihoods of a few parameters.
//!
//! A step solves `(−Hessian) δ = gradient`; where the Hessian is not negative definite a growing ridge makes it so. A step is halved
//! until the log likelihood rises. Settled when Newton's decrement `gradientᵀ δ / 2`, the rise still to be expected, is below 1e-10.

use super::symmetric::{Factor, Square};

/// A log likelihood with its derivatives.
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub(super) value: f64,
    pub(super) gradient: Vec<f64>,
    /// Minus the Hessian: the observed information.
    pub(super) information: Square,
}

impl Point {
    /// Nothing summed yet.
    pub(super) fn zeros(size: usize) -> Self {
        Self { value: 0.0, gradient: vec![0.0; size], information: Square::zeros(size) }
    }
}

/// Where the search ended.
#[derive(Debug, Clone)]
pub(super) struct Maximum {
    pub(super) at: Vec<f64>,
    pub(super) point: Point,
    pub(super) iterations: u32,
    pub(super) settled: bool,
}

const MOST_STEPS: u32 = 100;
const SETTLED: f64 = 1e-10;

/// Climbs from `start` (where `f` is finite) until no rise is to be expected.
pub(super) fn maximise(start: Vec<f64>, f: impl Fn(&[f64]) -> Point) -> Maximum {
    let mut at = start;
    let mut point = f(&at);
    for iterations in 0..MOST_STEPS {
        let step = newton_step(&point);
        let rise: f64 = step.iter().zip(&point.gradient).map(|(s, g)| s * g).sum::<f64>() / 2.0;
        if rise < SETTLED * (1.0 + point.value.abs() * 1e-6) {
            return Maximum { at, point, iterations, settled: rise.is_finite() };
        }
        let Some((next, better)) = search(&at, &step, point.value, &f) else {
            // no rise that the arithmetic can see
            let settled = rise < 1e-6;
            return Maximum { at, point, iterations, settled };
        };
        at = next;
        point = better;
    }
    Maximum { at, point, iterations: MOST_STEPS, settled: false }
}

fn newton_step(point: &Point) -> Vec<f64> {
    let mut ridge = 0.0;
    loop {
        match Factor::new(&point.information.with_ridge(ridge)) {
            Ok(factor) => return factor.solve(&point.gradient),
            Err(_) if ridge > 1e12 => return point.gradient.clone(),
            Err(_) => ridge = if ridge == 0.0 { 1e-6 } else { ridge * 10.0 },
        }
    }
}

/// The first of the full step and its halves that raises the value; no parameter (a logarithm) moves by more than 5 at once.
fn search(at: &[f64], step: &[f64], value: f64, f: &impl Fn(&[f64]) -> Point) -> Option<(Vec<f64>, Point)> {
    let longest = step.iter().fold(0.0, |m: f64, s| m.max(s.abs()));
    let mut length = (5.0 / longest).min(1.0);
    for _ in 0..60 {
        let next: Vec<f64> = at.iter().zip(step).map(|(a, s)| a + length * s).collect();
        let point = f(&next);
        if point.value.is_finite() && point.value > value {
            return Some((next, point));
        }
        length /= 2.0;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// −x⁴/4 + x − (y − 2)²: maximum at (1, 2); at x = 0 the curvature in x vanishes.
    #[test]
    fn finds_a_maximum_from_where_the_curvature_vanishes() {
        let f = |p: &[f64]| Point {
            value: -p[0].powi(4) / 4.0 + p[0] - (p[1] - 2.0).powi(2),
            gradient: vec![-p[0].powi(3) + 1.0, -2.0 * (p[1] - 2.0)],
            information: Square { size: 2, cells: vec![3.0 * p[0] * p[0], 0.0, 0.0, 2.0] },
        };
        let found = maximise(vec![0.0, -7.0], f);
        assert!(found.settled && (found.at[0] - 1.0).abs() < 1e-6 && (found.at[1] - 2.0).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn a_likelihood_without_maximum_does_not_settle() {
        let f = |p: &[f64]| Point { value: p[0], gradient: vec![1.0], information: Square::zeros(1) };
        assert!(!maximise(vec![0.0], f).settled);
    }
}
