//! Run settings: seed, trials, precision, money.

/// Consecutive trials that live with the same drawn parameters: enough to fill the lanes of a processor with what only every fourth
/// trial lives.
const TRIALS_A_DRAW: u32 = 64;

/// Seed and length of a run.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct RunSettings {
    /// Seed of every random number.
    pub seed: u64,
    /// When to stop.
    pub goal: Goalpost,
    /// Only what the plans pay, and what their customers bring: no world without a CSM, no studies of luck and skill, no other people
    /// beside. Much quicker.
    #[serde(default)]
    pub payouts_only: bool,
    /// Outer draws of the segments' parameters from their uncertainty; `None` takes the point values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter_draws: Option<u32>,
}

impl RunSettings {
    /// The outer draw whose parameters a trial lives with; `None` for the point values.
    ///
    /// Draw ⌊trial ÷ 64⌋ modulo their number: a matter of the trial's number alone, so that any part of a run knows it, and every draw has
    /// lived about as many trials as any other wherever a run stops.
    #[must_use]
    pub fn parameter_draw(&self, trial: u32) -> Option<u32> {
        self.parameter_draws.filter(|&draws| draws > 0).map(|draws| trial / TRIALS_A_DRAW % draws)
    }
}

/// When a run stops.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Goalpost {
    /// After this many trials.
    Trials(u32),
    /// When the relative standard error of every plan's mean cost and of every paired cost difference against the reference
    /// is below `relative`, between `min` and `max` trials.
    Precision {
        /// Relative standard error wanted, e.g. 0.01.
        relative: f64,
        /// Trials at least.
        min: u32,
        /// Trials at most.
        max: u32,
    },
}

impl Goalpost {
    /// The largest number of trials that may run.
    #[must_use]
    pub fn max_trials(self) -> u32 {
        match self {
            Self::Trials(n) => n,
            Self::Precision { max, .. } => max,
        }
    }
}

/// Budget and money parameters.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Money {
    /// Budget for variable pay over the horizon, \[$\], before employer load.
    pub budget: f64,
    /// Employer's taxes and on-costs as a share of pay.
    pub employer_load: f64,
    /// Gross margin on revenue.
    pub gross_margin: f64,
    /// Months after the horizon over which an increment of revenue is valued.
    pub value_months: u16,
}

/// How plans are made comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Neutral {
    /// Target pay is scaled: every payout of the plan by one factor.
    Target,
    /// Rates are scaled (curve slopes, commission rates, bounties); caps, floors and guarantees stay as published.
    Rate,
    /// Plans are compared as published only.
    Off,
}
