//! What a CSM does: effort by activity, games, timing.

/// Effort by activity, 1 = what a salaried CSM does, 0 = nothing (model section 4.3).
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
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
    /// In the order adoption, rescue, expansion, advocacy, documented.
    #[must_use]
    pub const fn of(e: [f32; 5]) -> Self {
        let [adoption, rescue, expansion, advocacy, documented] = e;
        Self { adoption, rescue, expansion, advocacy, documented }
    }

    /// In the same order.
    #[must_use]
    pub const fn to_array(self) -> [f32; 5] {
        [self.adoption, self.rescue, self.expansion, self.advocacy, self.documented]
    }

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

/// Games played with a plan, each 0 (none) to 1 (all that is possible); what each does: model section 4.5.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Gaming {
    /// Pressure and discounts for a signature: more conversions now, trust and value lost.
    pub pressure: f32,
    /// Leads handed over that are none: they count, hardly ever close and cost sales time.
    pub padding: f32,
    /// Boxes ticked without the work: coverage without value.
    pub shallow: f32,
    /// Logins arranged for the reading: activity looks higher, value is not.
    pub inflation: f32,
    /// Begging for good scores: the survey reads higher, trust suffers.
    pub begging: f32,
    /// Neglect until red, so that there is something to rescue.
    pub neglect: f32,
    /// Sandbagging: what is expected anyway is talked down before it becomes the target.
    pub sandbagging: f32,
}

impl Gaming {
    /// In the order pressure, padding, shallow, inflation, begging, neglect, sandbagging.
    #[must_use]
    pub const fn of(m: [f32; 7]) -> Self {
        let [pressure, padding, shallow, inflation, begging, neglect, sandbagging] = m;
        Self { pressure, padding, shallow, inflation, begging, neglect, sandbagging }
    }

    /// In the same order.
    #[must_use]
    pub const fn to_array(self) -> [f32; 7] {
        [self.pressure, self.padding, self.shallow, self.inflation, self.begging, self.neglect, self.sandbagging]
    }

    /// No games.
    pub const NONE: Gaming =
        Gaming { pressure: 0.0, padding: 0.0, shallow: 0.0, inflation: 0.0, begging: 0.0, neglect: 0.0, sandbagging: 0.0 };
}

/// When deals of a pay period's last month are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Timing {
    /// When they are ready.
    #[default]
    AsReady,
    /// Those of next month are signed now, at a discount.
    PullForward,
    /// They wait for the next period.
    HoldBack,
}

/// What a CSM does in a month.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Conduct {
    /// Effort by activity.
    pub effort: Effort,
    /// Games.
    pub gaming: Gaming,
    /// When deals are signed.
    pub timing: Timing,
    /// Factor on all output: help in a team, overhead of other duties; 1 for the salaried.
    pub output: f32,
    /// Factor on the output of expansion work: training; 1 for the salaried.
    pub discovery: f32,
}

impl Conduct {
    /// What a salaried CSM does: effort 1 everywhere, no games. Everybody, while behaviour is off.
    pub const SALARIED: Conduct = Conduct::honest(Effort::uniform(1.0));

    /// This effort, without games.
    #[must_use]
    pub const fn honest(effort: Effort) -> Self {
        Self { effort, gaming: Gaming::NONE, timing: Timing::AsReady, output: 1.0, discovery: 1.0 }
    }
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

/// Slope of [`response`]: g′(e) = 15 ÷ ((1 + 15 e) ln 16).
///
/// ```
/// # use paylift::behaviour::response_slope;
/// assert!((response_slope(1.0) - 0.33813165).abs() < 1e-8); // computed independently
/// ```
#[must_use]
pub fn response_slope(effort: f64) -> f64 {
    15.0 / ((1.0 + 15.0 * effort) * libm::log(16.0))
}
