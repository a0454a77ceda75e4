//! Student's law shifted and scaled: densities, tails and expected losses.

use statrs::distribution::{Continuous, ContinuousCDF, StudentsT};

/// Mean, scale and degrees of freedom.
#[derive(Debug, Clone, Copy)]
pub(super) struct Student {
    centre: f64,
    scale: f64,
    df: f64,
    unit: StudentsT,
}

impl Student {
    /// `None` unless scale and degrees of freedom are above 0 and finite.
    pub(super) fn new(centre: f64, scale: f64, df: f64) -> Option<Self> {
        let sound = centre.is_finite() && scale > 0.0 && scale.is_finite() && df > 0.0 && df.is_finite();
        let unit = StudentsT::new(0.0, 1.0, df).ok()?;
        sound.then_some(Self { centre, scale, df, unit })
    }

    /// Logarithm of the density at `x`, up to a constant that is the same for all x: 0 at the centre. Cheap.
    pub(super) fn log_density(&self, x: f64) -> f64 {
        let t = (x - self.centre) / self.scale;
        -0.5 * (self.df + 1.0) * (t * t / self.df).ln_1p()
    }

    pub(super) fn density(&self, x: f64) -> f64 {
        self.unit.pdf((x - self.centre) / self.scale) / self.scale
    }

    pub(super) fn above(&self, x: f64) -> f64 {
        self.unit.sf((x - self.centre) / self.scale)
    }

    pub(super) fn quantile(&self, p: f64) -> f64 {
        self.centre + self.scale * self.unit.inverse_cdf(p)
    }

    /// `None` with at most two degrees of freedom.
    pub(super) fn sd(&self) -> Option<f64> {
        (self.df > 2.0).then(|| self.scale * (self.df / (self.df - 2.0)).sqrt())
    }

    /// E\[max(X − c, 0)\]: with a = (c − centre)/scale, scale ((ν + a²)/(ν − 1) f(a) − a P(T > a)). `None` with at most one degree of freedom.
    pub(super) fn expected_excess(&self, c: f64) -> Option<f64> {
        let a = (c - self.centre) / self.scale;
        (self.df > 1.0).then(|| self.scale * ((self.df + a * a) / (self.df - 1.0) * self.unit.pdf(a) - a * self.unit.sf(a)))
    }
}
