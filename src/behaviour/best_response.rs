//! The best effort of one person under one bent pay curve: global, where several are locally best (model section 1.6, item 1).
//!
//! Thresholds and accelerators make pay less cost a landscape with several tops. Effort then jumps: far below a threshold it is not
//! worth trying, from the give-up point on it suddenly is; it is largest there, falls as the goal comes within reach of little
//! effort, and is near 0 above a cap. A scan of 65 efforts finds the tops, a golden-section search climbs each.

use super::MAX_EFFORT;
use crate::plan::{Curve, NormalPay};

/// Pay of `target × curve(X)` dollars, X ~ N(mean(e), sd²) with a mean that effort moves, at the cost c/2·(e − e₀)².
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Driver<'a> {
    /// Pay curve.
    pub curve: &'a Curve,
    /// Dollars at a share of 1.
    pub target: f64,
    /// μ₀: mean attainment at the effort of `reference`.
    pub mean: f64,
    /// γ: attainment per unit of effort.
    pub effect: f64,
    /// Standard deviation of attainment, above 0.
    pub sd: f64,
    /// c: cost of effort, \[$\] per squared unit of effort, above 0.
    pub cost: f64,
    /// e₀: effort without a reason, 0 to [`MAX_EFFORT`]: 1 for a salaried CSM, 0 in the textbook.
    pub reference: f64,
    /// r: constant absolute risk aversion, \[1/$\]; 0 is the mean.
    pub risk_aversion: f64,
}

/// An effort and what it is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BestResponse {
    /// Effort, 0 to [`MAX_EFFORT`], right to about 10⁻⁷: a top is flat.
    pub effort: f64,
    /// Certainty equivalent of pay less the cost of effort, \[$\].
    pub value: f64,
}

impl Driver<'_> {
    fn pay(&self, effort: f64) -> NormalPay<'_> {
        NormalPay { curve: self.curve, target: self.target, mean: self.mean + self.effect * (effort - self.reference), sd: self.sd }
    }

    fn cost_of(&self, effort: f64) -> f64 {
        0.5 * self.cost * (effort - self.reference) * (effort - self.reference)
    }

    /// Exact certainty equivalent of pay less the cost of an effort, \[$\].
    #[must_use]
    pub fn value(&self, effort: f64) -> f64 {
        let pay = self.pay(effort);
        let sure = if self.risk_aversion > 0.0 { pay.certainty_equivalent(self.risk_aversion) } else { pay.expected() };
        sure - self.cost_of(effort)
    }

    /// Best effort.
    ///
    /// ```
    /// use paylift::behaviour::Driver;
    /// use paylift::plan::{Above, Curve};
    /// // Half of $20,000 at 80 %, all at 100 %, twice at 150 % and never more; a unit of effort moves attainment by 25 points.
    /// let curve = Curve::from_points(0.0, &[(0.8, 0.5), (1.0, 1.0), (1.5, 2.0)], Above::Hold)?;
    /// let driver = Driver {
    ///     curve: &curve, target: 20_000.0, mean: 0.9, effect: 0.25, sd: 0.15, cost: 11_000.0, reference: 0.0, risk_aversion: 3e-5,
    /// };
    /// let best = driver.best();
    /// assert!((best.effort - 1.0008852).abs() < 1e-6 && (best.value - 19_632.1201).abs() < 1e-4); // computed independently
    /// # Ok::<(), paylift::plan::CurveError>(())
    /// ```
    #[must_use]
    pub fn best(&self) -> BestResponse {
        highest(self.reference, |e| self.value(e))
    }

    /// The same by the mean-variance approximation: for comparison only, it refuses free money where r × a jump exceeds 2.
    #[must_use]
    pub fn best_mean_variance(&self) -> BestResponse {
        highest(self.reference, |e| self.pay(e).certainty_equivalent_mean_variance(self.risk_aversion) - self.cost_of(e))
    }
}

/// Efforts scanned, both ends included.
const SCANNED: usize = 65;

/// The highest point of `value` over all efforts. `home` is tried first and keeps a tie.
fn highest(home: f64, value: impl Fn(f64) -> f64) -> BestResponse {
    let at = |i: usize| MAX_EFFORT * i as f64 / (SCANNED - 1) as f64;
    let mut values = [0.0; SCANNED];
    for (i, v) in values.iter_mut().enumerate() {
        *v = value(at(i));
    }
    let mut best = BestResponse { effort: home, value: value(home) };
    for i in 0..SCANNED {
        let rises = i == 0 || values[i] > values[i - 1];
        let falls = i == SCANNED - 1 || values[i] >= values[i + 1];
        if !(rises && falls) {
            continue;
        }
        let inside = climb(at(i.saturating_sub(1)), at((i + 1).min(SCANNED - 1)), &value);
        // The search never tries the ends of its bracket, which are ends of the range for the first and the last.
        for found in [BestResponse { effort: at(i), value: values[i] }, inside] {
            if found.value > best.value {
                best = found;
            }
        }
    }
    best
}

/// Golden-section search for the top between two efforts.
fn climb(mut low: f64, mut high: f64, value: impl Fn(f64) -> f64) -> BestResponse {
    const GOLDEN: f64 = 0.618_033_988_749_894_8;
    let inner = |low: f64, high: f64| (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
    let (mut left, mut right) = inner(low, high);
    let (mut at_left, mut at_right) = (value(left), value(right));
    // 0.094 × 0.618^36 < 10⁻⁸: below that, rounding decides.
    for _ in 0..36 {
        if at_left >= at_right {
            (high, right, at_right) = (right, left, at_left);
            left = inner(low, high).0;
            at_left = value(left);
        } else {
            (low, left, at_left) = (left, right, at_right);
            right = inner(low, high).1;
            at_right = value(right);
        }
    }
    if at_left >= at_right { BestResponse { effort: left, value: at_left } } else { BestResponse { effort: right, value: at_right } }
}

#[cfg(test)]
#[path = "best_response_tests.rs"]
mod tests;
