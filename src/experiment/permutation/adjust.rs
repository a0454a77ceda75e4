//! Taking out what is known from before, blind to the arm.
//!
//! CUPED (Deng, Xu, Kohavi & Walker 2013): y − θ(x − x̄) with θ = cov(y, x)/var(x) pooled over arms. Because θ does not look at the arms,
//! it is the same under every assignment and the randomisation test stays exact; a θ within arms would not be. Adjusting is linear
//! in y, which is why a shift of the treated outcomes can be adjusted once and for all.

use super::PermutationError;

/// A covariate from before the experiment, or none.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Adjustment {
    /// Deviations of the covariate from its mean; empty for none.
    deviations: Vec<f64>,
    square: f64,
}

impl Adjustment {
    /// Outcomes as they are.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// By one number for each unit, such as last year's outcome. A covariate that is the same everywhere adjusts nothing.
    ///
    /// # Errors
    /// Where a value is not finite.
    pub fn cuped(covariate: &[f64]) -> Result<Self, PermutationError> {
        if let Some(unit) = covariate.iter().position(|x| !x.is_finite()) {
            return Err(PermutationError::NotFinite { what: "the baseline", unit });
        }
        let mean = covariate.iter().sum::<f64>() / covariate.len() as f64;
        let deviations: Vec<f64> = covariate.iter().map(|x| x - mean).collect();
        let square = deviations.iter().map(|d| d * d).sum();
        Ok(Self { deviations, square })
    }

    /// θ for these outcomes; `None` without a covariate or where it does not vary.
    #[must_use]
    pub fn slope(&self, values: &[f64]) -> Option<f64> {
        let product: f64 = self.deviations.iter().zip(values).map(|(d, y)| d * y).sum();
        (self.square > 0.0).then(|| product / self.square)
    }

    /// The adjusted values.
    #[must_use]
    pub fn adjusted(&self, values: &[f64]) -> Vec<f64> {
        match self.slope(values) {
            Some(slope) => values.iter().zip(&self.deviations).map(|(y, d)| y - slope * d).collect(),
            None => values.to_vec(),
        }
    }

    /// Of how many units, if it has a covariate.
    pub(super) fn units(&self) -> Option<usize> {
        (!self.deviations.is_empty()).then_some(self.deviations.len())
    }
}
