//! How people spread their effort over the five activities, given what each pays (model sections 1.3 and 4.3).
//!
//! Moving effort away from 1 in activity k, which takes the share w of a salaried CSM's time, costs c/2·w(e − 1)²; working longer
//! in total costs c_T/2·D² with D = Σ w(e − 1). Effort 1 everywhere is what a salary buys. Gains are dollars per unit of effort at
//! e = 1 and shrink like the [`response`](super::response): by s(e) = g′(e)/g′(1) = 16/(1 + 15e). What is best solves, for every
//! activity,
//!
//! ```text
//! c·(e − 1) + c_T·D = G·s(e)/w
//! ```
//!
//! Given the total D each activity is a quadratic; D is the root of a decreasing function, found by Newton steps inside a bracket.
//! With s = 1 it is one formula (Sherman & Morrison).

use super::{Assumptions, Effort};

/// Shares of a salaried CSM's time: adoption and teaching, rescue, expansion, advocacy, documented activities; they sum to 1. Model
/// section 4.3, judgement: no time study of customer success has been found.
pub const TIME_SHARES: [f64; 5] = [0.40, 0.20, 0.15, 0.05, 0.20];

/// Most effort considered, in any activity (model section 4.3).
pub const MAX_EFFORT: f64 = 3.0;

/// What a unit of effort in each activity, at effort 1, brings a person in pay, \[$ per quarter\]; the order is that of [`Effort`]:
/// adoption, rescue, expansion, advocacy, documented.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Gains {
    /// Dollars per quarter per unit of effort.
    pub activity: [f64; 5],
}

/// What effort other than 1 costs a person, \[$ per quarter\].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EffortCost {
    /// c: of moving effort, above 0.
    pub deviation: f64,
    /// c_T: of working longer or shorter in total, 0 or more.
    pub crowding: f64,
}

/// s(e) = g′(e)/g′(1) = 16 ÷ (1 + 15e): what a further unit of effort brings, compared with effort 1. `effort` is 0 or more.
///
/// ```
/// assert_eq!(paylift::behaviour::diminishing(1.0), 1.0);
/// assert_eq!(paylift::behaviour::diminishing(0.0), 16.0);
/// ```
#[must_use]
pub fn diminishing(effort: f64) -> f64 {
    16.0 / (1.0 + 15.0 * effort)
}

impl EffortCost {
    /// Costs of a person with this OTE per quarter, \[$\].
    #[must_use]
    pub fn of(people: &Assumptions, quarterly_ote: f64) -> Self {
        Self { deviation: people.effort_cost * quarterly_ote, crowding: people.crowding_cost * quarterly_ote }
    }

    /// What this effort costs beyond effort 1, \[$ per quarter\].
    #[must_use]
    pub fn paid(&self, effort: Effort) -> f64 {
        self.of_levels(&[effort.adoption, effort.rescue, effort.expansion, effort.advocacy, effort.documented].map(f64::from))
    }

    fn of_levels(&self, levels: &[f64; 5]) -> f64 {
        let total = total_deviation(levels);
        let moved: f64 = levels.iter().zip(TIME_SHARES).map(|(e, w)| w * (e - 1.0) * (e - 1.0)).sum();
        0.5 * (self.deviation * moved + self.crowding * total * total)
    }

    /// Best deviations e − 1 if gains did not shrink with effort, (G/w − c_T·D)/c with D = ΣG/(c + c_T), without limits.
    ///
    /// ```
    /// use paylift::behaviour::{EffortCost, Gains};
    /// let cost = EffortCost { deviation: 11_000.0, crowding: 22_000.0 };
    /// let moved = cost.linear_response(&Gains { activity: [600.0, 250.0, 900.0, 400.0, 0.0] });
    /// // Unpaid activities shrink, small ones move most; computed independently.
    /// for (got, known) in moved.iter().zip([0.00606061, -0.01666667, 0.41515152, 0.59696970, -0.13030303]) {
    ///     assert!((got - known).abs() < 1e-8);
    /// }
    /// ```
    #[must_use]
    pub fn linear_response(&self, gains: &Gains) -> [f64; 5] {
        let total = gains.activity.iter().sum::<f64>() / (self.deviation + self.crowding);
        std::array::from_fn(|k| (gains.activity[k] / TIME_SHARES[k] - self.crowding * total) / self.deviation)
    }

    /// Best effort where gains shrink with effort, each activity between 0 and [`MAX_EFFORT`]. Without gains it is exactly 1
    /// everywhere.
    #[must_use]
    pub fn best_effort(&self, gains: &Gains) -> Effort {
        let [adoption, rescue, expansion, advocacy, documented] = self.best_levels(gains).map(|e| e as f32);
        Effort { adoption, rescue, expansion, advocacy, documented }
    }

    /// [`EffortCost::best_effort`] in double precision, in the order of [`Gains`], right to 10⁻⁹.
    ///
    /// Where an activity costs pay (a gain below 0), its effort is the best near 1, and 0 if there is none.
    #[must_use]
    pub fn best_levels(&self, gains: &Gains) -> [f64; 5] {
        let crowding = self.crowding / self.deviation;
        let mut pull: [f64; 5] = std::array::from_fn(|k| 240.0 * gains.activity[k] / (TIME_SHARES[k] * self.deviation));
        loop {
            match balance(&pull, crowding) {
                Ok(levels) => return levels,
                Err((low, high)) => {
                    // Between these totals an activity that costs pay is dropped at once. Dropped for good, it jumps no more.
                    let jumps = |k: &usize| level(pull[*k], crowding, low).level > 0.0 && level(pull[*k], crowding, high).level <= 0.0;
                    match (0..5).find(jumps) {
                        Some(k) => pull[k] = f64::NEG_INFINITY,
                        None => return pull.map(|p| level(p, crowding, high).level),
                    }
                }
            }
        }
    }
}

/// Levels that add up to the total they were chosen for; otherwise two totals next to each other, of which one is too low and the
/// other too high.
fn balance(pull: &[f64; 5], crowding: f64) -> Result<[f64; 5], (f64, f64)> {
    let mut total = 0.0;
    let (mut low, mut high) = (-1.0, MAX_EFFORT - 1.0);
    for _ in 0..100 {
        let answers = pull.map(|p| level(p, crowding, total));
        let levels = answers.map(|a| a.level);
        // Positive while people would do more than the total assumed; falls by at least 1 per unit of it.
        let excess = total_deviation(&levels) - total;
        if excess.abs() <= 1e-12 {
            return Ok(levels);
        }
        if excess > 0.0 {
            low = total;
        } else {
            high = total;
        }
        if high - low <= 1e-12 {
            break;
        }
        let slope: f64 = answers.iter().zip(TIME_SHARES).map(|(a, w)| w * a.slope).sum::<f64>() - 1.0;
        let newton = total - excess / slope;
        total = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
    }
    Err((low, high))
}

/// D: hours worked beyond a salaried CSM's, as a share of them.
fn total_deviation(levels: &[f64; 5]) -> f64 {
    levels.iter().zip(TIME_SHARES).map(|(e, w)| w * (e - 1.0)).sum()
}

/// Effort in one activity and its change with the total deviation.
#[derive(Clone, Copy)]
struct Answer {
    level: f64,
    slope: f64,
}

/// The root of c(e − 1) + c_T·D = G·s(e)/w in e, held between 0 and [`MAX_EFFORT`]. In u = 1 + 15e it reads u² − p·u − q = 0 with
/// p = 16 − 15(c_T/c)·D and q = 240·G/(w·c) = `pull`; the larger root is where the marginal gain falls through the marginal cost.
fn level(pull: f64, crowding: f64, total: f64) -> Answer {
    let p = 16.0 - 15.0 * crowding * total;
    let square = p * p + 4.0 * pull;
    if square <= 0.0 {
        // Every bit of effort costs more than it brings.
        return Answer { level: 0.0, slope: 0.0 };
    }
    let root = square.sqrt();
    // The second form is the same root without cancellation.
    let u = if p >= 0.0 { 0.5 * (p + root) } else { 2.0 * pull / (root - p) };
    let e = (u - 1.0) / 15.0;
    if e > 0.0 && e < MAX_EFFORT {
        Answer { level: e, slope: -crowding * u / root }
    } else {
        Answer { level: e.clamp(0.0, MAX_EFFORT), slope: 0.0 }
    }
}

#[cfg(test)]
#[path = "effort_tests.rs"]
mod tests;
