//! What was believed of the uplift before the data.

/// A prior on the uplift, in units of the outcome (0.02 is two points of NRR).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Prior {
    /// Every uplift is as probable as any other: the data alone speak.
    #[default]
    Flat,
    /// Normal.
    Normal {
        /// Its mean.
        mean: f64,
        /// Its standard deviation, above 0.
        sd: f64,
    },
}

/// The public prior, N(0.015, 0.03²).
///
/// Friebel, Heinz, Krueger & Zubanov (2017, AER 107:2168) gave a random half of 193 shops of a bakery chain a team bonus: sales rose by 3 %, $3.80
/// of sales and $2.10 of profit for each dollar of bonus. How that becomes a prior on the uplift of a yearly revenue ratio is a
/// judgement, not a result: 3 % more sales from the same shops is read as three points of NRR; halved, because it is one published experiment
/// in another trade against no bonus at all, where here one plan is compared with another; and given a standard deviation of
/// three points, so that no effect lies half a standard deviation below and the published effect half a standard deviation above. It says that
/// a new plan helps with probability 0.69 and gains more than six points with probability 0.07.
pub const FRIEBEL: Prior = Prior::Normal { mean: 0.015, sd: 0.03 };

impl Prior {
    /// Its mean and standard deviation; `None` where it is flat.
    #[must_use]
    pub fn moments(self) -> Option<(f64, f64)> {
        match self {
            Self::Flat => None,
            Self::Normal { mean, sd } => Some((mean, sd)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::normal::above;
    use super::*;

    #[test]
    fn the_public_prior_is_as_documented() {
        let (mean, sd) = FRIEBEL.moments().unwrap();
        assert!((above(-mean / sd) - 0.69).abs() < 0.005);
        assert!((above((0.06 - mean) / sd) - 0.07).abs() < 0.005);
        assert_eq!(Prior::Flat.moments(), None);
    }
}
