//! Pay curves: attainment → share of target pay, piecewise linear with jumps.
//!
//! ```text
//! share                  ┌── 2.0, held: capped
//!  2 ┤                 ╱
//!  1 ┤          ╱  slope 2
//! .5 ┤      ╱ ← jump of 0.5 at the threshold
//!  0 ┼──────┬───┬─────┬───── attainment
//!           .8  1    1.5
//! ```
//!
//! What attainment is: [`attainment`](super::attainment); expected pay under a normal attainment: [`moments`](super::moments).

/// Whether a threshold belongs to the branch above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Edge {
    /// Reaching the threshold exactly is enough.
    Inclusive,
    /// It has to be exceeded.
    Exclusive,
}

/// What a curve does beyond its last knot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Above {
    /// Pays what the last knot pays: capped.
    Hold,
    /// Goes on with the last slope: uncapped.
    Extend,
}

/// From `at` upwards (up to the next knot) the curve pays `value + slope × (x − at)`.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Knot {
    /// Attainment at which this piece starts.
    pub at: f64,
    /// Whether `at` itself is paid by this piece.
    pub edge: Edge,
    /// Pay at `at`, share of target.
    pub value: f64,
    /// Pay per unit of attainment above `at`.
    pub slope: f64,
}

/// A pay curve. Below the first knot it pays `below`.
///
/// Thresholds are compared with a tolerance of 10⁻⁹ in attainment, so that 12 of 15 reaches 0.8 whatever binary arithmetic
/// makes of it.
///
/// ```
/// use paylift::plan::{Above, Curve};
/// // Nothing below 80 %, half of target at 80 %, all of it at 100 %, twice at 150 % and never more.
/// let curve = Curve::from_points(0.0, &[(0.8, 0.5), (1.0, 1.0), (1.5, 2.0)], Above::Hold)?;
/// assert_eq!(curve.pay(0.79), 0.0);
/// assert_eq!(curve.pay(12.0 / 15.0), 0.5);
/// assert!((curve.pay(0.9) - 0.75).abs() < 1e-12);
/// assert!((curve.pay(1.25) - 1.5).abs() < 1e-12);
/// assert_eq!(curve.pay(3.0), 2.0);
/// # Ok::<(), paylift::plan::CurveError>(())
/// ```
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Curve {
    /// Pay below the first knot, share of target.
    pub below: f64,
    /// Pieces by increasing `at`.
    pub knots: Vec<Knot>,
}

/// Why a curve cannot be built.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CurveError {
    /// No point at all.
    #[error("has no points")]
    Empty,
    /// Points out of order.
    #[error("point {index} is at {at}, not above the point before it ({before})")]
    NotIncreasing {
        /// 1-based number of the offending point.
        index: usize,
        /// Its attainment.
        at: f64,
        /// The attainment before it.
        before: f64,
    },
    /// One point has no slope to go on with.
    #[error("has a single point, which gives no slope to extend")]
    NoSlope,
    /// NaN or infinity.
    #[error("point {index} is not a finite number")]
    NotFinite {
        /// 1-based number of the offending point.
        index: usize,
    },
}

/// Tolerance with which thresholds are compared, in units of what is compared (attainment, or dollars).
pub const TOLERANCE: f64 = 1e-9;

impl Edge {
    /// Whether `x` has reached the threshold `at`.
    #[must_use]
    pub fn reached(self, x: f64, at: f64) -> bool {
        match self {
            Self::Inclusive => x + TOLERANCE >= at,
            Self::Exclusive => x > at + TOLERANCE,
        }
    }
}

impl Curve {
    /// A curve through `points` (attainment, share), straight between them. Left of the first it pays `below`; the first point
    /// itself is paid. Change that with [`Curve::with_first_edge`].
    ///
    /// # Errors
    /// No points, points not increasing, a number that is not finite, or one point with [`Above::Extend`].
    pub fn from_points(below: f64, points: &[(f64, f64)], above: Above) -> Result<Self, CurveError> {
        if points.len() == 1 && above == Above::Extend {
            return Err(CurveError::NoSlope);
        }
        let mut knots: Vec<Knot> = points.iter().map(|&(at, value)| Knot { at, edge: Edge::Inclusive, value, slope: 0.0 }).collect();
        // Checked before slopes are taken, so that a repeated point is named as such and not as an infinite slope.
        check(below, &knots)?;
        for i in 1..knots.len() {
            knots[i - 1].slope = (knots[i].value - knots[i - 1].value) / (knots[i].at - knots[i - 1].at);
        }
        if above == Above::Extend
            && let [.., before, last] = knots.as_mut_slice()
        {
            last.slope = before.slope;
        }
        Self::from_knots(below, knots)
    }

    /// A step table: from each threshold on (or just above it, as its edge says) the share holds until the next.
    ///
    /// ```
    /// use paylift::plan::{Curve, Edge};
    /// let ladder = Curve::from_steps(0.0, &[
    ///     (0.90, 0.5, Edge::Inclusive), (1.00, 1.0, Edge::Inclusive), (1.15, 1.5, Edge::Exclusive),
    /// ])?;
    /// assert_eq!([0.89, 0.90, 0.995, 1.00, 1.15, 1.16].map(|x| ladder.pay(x)), [0.0, 0.5, 0.5, 1.0, 1.0, 1.5]);
    /// # Ok::<(), paylift::plan::CurveError>(())
    /// ```
    ///
    /// # Errors
    /// No steps, thresholds not increasing, or a number that is not finite.
    pub fn from_steps(below: f64, steps: &[(f64, f64, Edge)]) -> Result<Self, CurveError> {
        Self::from_knots(below, steps.iter().map(|&(at, value, edge)| Knot { at, edge, value, slope: 0.0 }).collect())
    }

    /// A curve from its pieces.
    ///
    /// # Errors
    /// No knots, knots not increasing, or a number that is not finite.
    pub fn from_knots(below: f64, knots: Vec<Knot>) -> Result<Self, CurveError> {
        check(below, &knots)?;
        Ok(Self { below, knots })
    }

    /// The same share at any attainment.
    #[must_use]
    pub fn flat(share: f64) -> Self {
        Self { below: share, knots: Vec::new() }
    }

    /// The same curve with another edge at its first knot: where a cliff has to be exceeded, not just reached.
    #[must_use]
    pub fn with_first_edge(mut self, edge: Edge) -> Self {
        if let Some(first) = self.knots.first_mut() {
            first.edge = edge;
        }
        self
    }

    /// Whether it pays nothing at any attainment.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.below == 0.0 && self.knots.iter().all(|k| k.value == 0.0 && k.slope == 0.0)
    }

    /// Share of target paid at attainment `x`.
    #[must_use]
    pub fn pay(&self, x: f64) -> f64 {
        // what cannot be reached by either edge is passed over first: this is asked for every payout
        let within = x + TOLERANCE;
        match self.knots.iter().rev().find(|k| within >= k.at && k.edge.reached(x, k.at)) {
            // A flat piece holds at infinite attainment too, where slope × distance would be 0 × ∞.
            Some(k) if k.slope == 0.0 => k.value,
            Some(k) => k.value + k.slope * (x - k.at).max(0.0),
            None => self.below,
        }
    }

    /// Shares of target paid at these attainments, as [`Curve::pay`] has them; what an attainment that is no number pays means nothing.
    pub(super) fn pay_all(&self, attainments: &[f64], shares: &mut Vec<f64>) {
        shares.clear();
        shares.resize(attainments.len(), self.below);
        // knot by knot, without branches: pieces change too often from payout to payout to be foreseen
        for k in &self.knots {
            let Knot { at, value, slope, .. } = *k;
            let beyond = |x: f64| value + slope * if x > at { x - at } else { 0.0 };
            match (k.edge, slope == 0.0) {
                (Edge::Inclusive, false) => replace(shares, attainments, |x| x + TOLERANCE >= at, beyond),
                (Edge::Inclusive, true) => replace(shares, attainments, |x| x + TOLERANCE >= at, |_| value),
                (Edge::Exclusive, false) => replace(shares, attainments, |x| x > at + TOLERANCE, beyond),
                (Edge::Exclusive, true) => replace(shares, attainments, |x| x > at + TOLERANCE, |_| value),
            }
        }
    }

    /// Pieces by increasing attainment, without the one below the first knot.
    #[must_use]
    pub fn knots(&self) -> &[Knot] {
        &self.knots
    }

    /// Size of the jump at each knot: pay just above minus pay just below, share of target; 0 where the curve is continuous.
    pub fn jumps(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        (0..self.knots.len()).map(|i| {
            let k = &self.knots[i];
            let under = match i.checked_sub(1).map(|j| &self.knots[j]) {
                Some(before) => before.value + before.slope * (k.at - before.at),
                None => self.below,
            };
            let jump = k.value - under;
            (k.at, if jump.abs() < 1e-12 { 0.0 } else { jump })
        })
    }

    /// Whether pay stops rising somewhere: no attainment, however high, pays without limit.
    #[must_use]
    pub fn is_capped(&self) -> bool {
        self.knots.last().is_none_or(|k| k.slope <= 0.0)
    }

    /// Whether more attainment never pays less.
    #[must_use]
    pub fn is_monotone(&self) -> bool {
        self.knots.iter().all(|k| k.slope >= 0.0) && self.jumps().all(|(_, jump)| jump >= 0.0)
    }
}

/// Puts what is `paid` where a knot is `reached`; written so that several are done at a time.
#[inline]
fn replace(shares: &mut [f64], attainments: &[f64], reached: impl Fn(f64) -> bool, paid: impl Fn(f64) -> f64) {
    let attainments = &attainments[..shares.len()];
    for at in 0..shares.len() {
        let (x, before) = (attainments[at], shares[at]);
        let paid = paid(x);
        shares[at] = if reached(x) { paid } else { before };
    }
}

/// The rules of every constructor.
fn check(below: f64, knots: &[Knot]) -> Result<(), CurveError> {
    if knots.is_empty() {
        return Err(CurveError::Empty);
    }
    for (i, k) in knots.iter().enumerate() {
        if ![below, k.at, k.value, k.slope].iter().all(|x| x.is_finite()) {
            return Err(CurveError::NotFinite { index: i + 1 });
        }
        if i > 0 && k.at <= knots[i - 1].at {
            return Err(CurveError::NotIncreasing { index: i + 1, at: k.at, before: knots[i - 1].at });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The reference curve of the independent checks: cliff at 80 %, accelerator above 100 %, cap at 150 %.
    fn reference() -> Curve {
        Curve::from_points(0.0, &[(0.8, 0.5), (1.0, 1.0), (1.5, 2.0)], Above::Hold).unwrap()
    }

    #[test]
    fn pays_below_at_and_above_every_threshold() {
        let f = reference();
        for (x, share) in [
            (-1.0, 0.0),
            (0.8 - 2e-9, 0.0),
            (0.8 - 1e-10, 0.5),
            (0.8, 0.5),
            (0.9, 0.75),
            (1.0, 1.0),
            (1.2, 1.4),
            (1.5, 2.0),
            (9.0, 2.0),
            (f64::INFINITY, 2.0),
        ] {
            assert!((f.pay(x) - share).abs() < 1e-12, "at {x}: {}", f.pay(x));
        }
    }

    proptest! {
        /// All at once is one by one, on, just below and just above every knot too.
        #[test]
        fn pays_all_as_each(
            knots in prop::collection::vec((0.01..0.5_f64, any::<bool>(), -1.0..2.0_f64, prop::option::of(-2.0..4.0_f64)), 1..6),
            below in -0.5..0.5_f64, elsewhere in prop::collection::vec(-1.0..4.0_f64, 0..9),
        ) {
            let mut at = 0.0;
            let knots: Vec<Knot> = knots
                .into_iter()
                .map(|(step, inclusive, value, slope)| {
                    at += step;
                    Knot { at, edge: if inclusive { Edge::Inclusive } else { Edge::Exclusive }, value, slope: slope.unwrap_or(0.0) }
                })
                .collect();
            let around = |at: f64| [0.0, 5e-10, -5e-10, TOLERANCE, -TOLERANCE, 2e-9, -2e-9].map(|away| at + away);
            let mut attainments: Vec<f64> = knots.iter().flat_map(|k| around(k.at)).chain(elsewhere).collect();
            attainments.extend([f64::INFINITY, 0.0]);
            let (curve, mut shares) = (Curve::from_knots(below, knots).unwrap(), vec![7.0]);
            curve.pay_all(&attainments, &mut shares);
            let each: Vec<f64> = attainments.iter().map(|x| curve.pay(*x)).collect();
            prop_assert_eq!(shares, each);
        }
    }

    #[test]
    fn twelve_of_fifteen_reaches_eighty_percent_but_does_not_exceed_it() {
        let at = |edge| Curve::from_steps(0.0, &[(0.8, 1.0, edge)]).unwrap().pay(12.0 / 15.0);
        assert_eq!((at(Edge::Inclusive), at(Edge::Exclusive)), (1.0, 0.0));
        assert_eq!(Curve::from_steps(0.0, &[(0.8, 1.0, Edge::Exclusive)]).unwrap().pay(0.801), 1.0);
    }

    #[test]
    fn extends_with_the_last_slope_or_holds() {
        let points = [(1.0, 0.0), (1.05, 0.5), (1.10, 1.0), (1.20, 2.0)];
        let extend = Curve::from_points(0.0, &points, Above::Extend).unwrap();
        assert!((extend.pay(1.30) - 3.0).abs() < 1e-9);
        assert!(!extend.is_capped() && extend.is_monotone());
        let hold = Curve::from_points(0.0, &points, Above::Hold).unwrap();
        assert!((hold.pay(1.30) - 2.0).abs() < 1e-12);
        assert!(hold.is_capped());
    }

    #[test]
    fn first_edge_decides_the_cliff() {
        let f = reference().with_first_edge(Edge::Exclusive);
        assert_eq!(f.pay(0.8), 0.0);
        assert!((f.pay(0.81) - 0.525).abs() < 1e-12);
    }

    #[test]
    fn jumps_are_where_pay_jumps() {
        assert_eq!(reference().jumps().collect::<Vec<_>>(), [(0.8, 0.5), (1.0, 0.0), (1.5, 0.0)]);
        let ladder = Curve::from_steps(0.0, &[(0.9, 0.5, Edge::Inclusive), (1.0, 0.25, Edge::Inclusive)]).unwrap();
        assert_eq!(ladder.jumps().collect::<Vec<_>>(), [(0.9, 0.5), (1.0, -0.25)]);
        assert!(!ladder.is_monotone());
    }

    #[test]
    fn refuses_what_is_no_curve() {
        let points = |p: &[(f64, f64)], above| Curve::from_points(0.0, p, above).unwrap_err();
        assert_eq!(points(&[], Above::Hold), CurveError::Empty);
        assert_eq!(points(&[(1.0, 1.0), (0.9, 2.0)], Above::Hold), CurveError::NotIncreasing { index: 2, at: 0.9, before: 1.0 });
        assert_eq!(points(&[(1.0, 1.0), (1.0, 2.0)], Above::Hold), CurveError::NotIncreasing { index: 2, at: 1.0, before: 1.0 });
        assert_eq!(points(&[(1.0, f64::NAN)], Above::Hold), CurveError::NotFinite { index: 1 });
        assert_eq!(points(&[(1.0, 1.0)], Above::Extend), CurveError::NoSlope);
        assert_eq!(Curve::from_knots(f64::INFINITY, reference().knots).unwrap_err(), CurveError::NotFinite { index: 1 });
    }
}
