//! What a CSM does: effort by activity, pressure on customers.

/// Effort by activity, 1 = what a salaried CSM does, 0 = nothing (model section 4.3).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// Adoption and teaching (A), 40 % of a salaried CSM's time.
    pub adoption: f32,
    /// Risk rescue (R), 20 %.
    pub rescue: f32,
    /// Expansion discovery (X), 15 %.
    pub expansion: f32,
    /// Advocacy (V), 5 %.
    pub advocacy: f32,
    /// Documented activities done in depth (D), 20 %.
    pub documented: f32,
}

impl Effort {
    /// The same effort in every activity.
    #[must_use]
    pub const fn uniform(e: f32) -> Self {
        Self { adoption: e, rescue: e, expansion: e, advocacy: e, documented: e }
    }

    /// Applies `f` to every activity.
    #[must_use]
    pub fn map(self, f: impl Fn(f32) -> f32) -> Self {
        Self {
            adoption: f(self.adoption),
            rescue: f(self.rescue),
            expansion: f(self.expansion),
            advocacy: f(self.advocacy),
            documented: f(self.documented),
        }
    }
}

/// What a CSM does in a month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conduct {
    /// Effort by activity.
    pub effort: Effort,
    /// Pressure on customers to sign, 0 to 1 (model section 4.5).
    pub pressure: f32,
}

impl Conduct {
    /// What a salaried CSM does: effort 1 everywhere, no pressure. Everybody, while behaviour is off.
    pub const SALARIED: Conduct = Conduct { effort: Effort::uniform(1.0), pressure: 0.0 };
}

/// Output of effort: g(e) = ln(1 + 15 e) / ln 16, so g(0) = 0, g(1) = 1 and the elasticity at 1 is 0.338, the mean that Albers,
/// Mantrala & Sridhar (2010) report for personal selling.
///
/// ```
/// # use paylift::behaviour::response;
/// assert_eq!(response(0.0), 0.0);
/// assert!((response(1.0) - 1.0).abs() < 1e-6);
/// assert!((response(0.5) - 0.77186571).abs() < 1e-6); // computed independently
/// ```
#[must_use]
pub fn response(effort: f32) -> f32 {
    (libm::log1p(15.0 * f64::from(effort)) / libm::log(16.0)) as f32
}
