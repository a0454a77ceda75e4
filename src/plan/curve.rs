//! Pay curves: attainment → share of target pay, piecewise linear with jumps.

/// Whether a threshold belongs to the branch above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Reaching the threshold exactly is enough.
    Inclusive,
    /// It has to be exceeded.
    Exclusive,
}

/// What a curve does beyond its last knot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Above {
    /// Pays what the last knot pays: capped.
    Hold,
    /// Goes on with the last slope: uncapped.
    Extend,
}

/// From `at` upwards (up to the next knot) the curve pays `value + slope × (x − at)`.
#[derive(Debug, Clone, Copy, PartialEq)]
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
/// Thresholds are compared with a tolerance of 10⁻⁹ in attainment, so that 12 of 15 reaches 0.8 (model section 1.5, caution d).
#[derive(Debug, Clone, PartialEq)]
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
    /// NaN or infinity.
    #[error("point {index} is not a finite number")]
    NotFinite {
        /// 1-based number of the offending point.
        index: usize,
    },
}
