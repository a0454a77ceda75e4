//! What people believe about the things they are paid for: how they come out, and how much a person can move them.
//!
//! Measured, not assumed: a pilot lives the same trials again with a little more of one activity or one game, and sees what each
//! metric does. Any plan, a user's own included, then gets a consistent response. How the pilot is run: [`trial`](crate::trial).

use super::Outlook;

/// Activities, in the order of [`Effort`](super::Effort): adoption, rescue, expansion, advocacy, documented.
pub const ACTIVITIES: usize = 5;
/// Games, in the order of [`Gaming`](super::Gaming): pressure, padding, shallow, inflation, begging, neglect,
/// sandbagging.
pub const GAMES: usize = 7;

/// A slope with its Monte Carlo standard error.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Gradient {
    /// Change of the metric's value per unit.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
}

/// What one metric is believed to do in one pay period.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Forecast {
    /// Share of periods in which it is defined.
    pub defined: f64,
    /// Mean of its value where it is defined.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// Mean of the goal that measuring decides; `None` where the plan's goal holds.
    pub goal: Option<f64>,
}

/// Beliefs of like people about one metric of a plan.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct MetricBelief {
    /// By pay period, at effort 1.
    pub forecasts: Vec<Forecast>,
    /// Change of the own book's value per unit of *output* in one activity during one pay period: by pay periods passed since,
    /// then by activity. Output's slope in effort is [`response_slope`](super::response_slope).
    pub activity: Vec<[Gradient; ACTIVITIES]>,
    /// The same per unit of a game.
    pub game: Vec<[Gradient; GAMES]>,
    /// The value at a period's end as it looks from the value so far, by months of the period passed, from one to its length less one;
    /// empty where the period's past says nothing.
    pub outlooks: Vec<Outlook>,
}

/// Beliefs of everybody about one plan's metrics.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct PlanBeliefs {
    /// By metric of the plan, then by group of like people.
    pub metrics: Vec<Vec<MetricBelief>>,
}

/// What came of a response, against what was believed would come.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct SecondLook {
    /// Plan, by index.
    pub plan: usize,
    /// Metric of the plan.
    pub metric: usize,
    /// Group of like people.
    pub group: usize,
    /// Mean shift of the metric's value that people expected of their own response.
    pub expected: f64,
    /// What it was.
    pub realised: Gradient,
}

/// What the pilot found.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Beliefs {
    /// Trials of the pilot.
    pub trials: u32,
    /// Group of each seat: people with the same kind of customers and the same number of them believe the same.
    pub group_of_seat: Vec<usize>,
    /// By plan, in the scenario's order.
    pub plans: Vec<PlanBeliefs>,
    /// How far beliefs were off at the solved response.
    pub second_looks: Vec<SecondLook>,
}

impl Beliefs {
    /// Number of groups.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.group_of_seat.iter().max().map_or(0, |last| last + 1)
    }

    /// Seats of a group.
    pub fn seats(&self, group: usize) -> impl Iterator<Item = usize> {
        self.group_of_seat.iter().enumerate().filter_map(move |(seat, &of)| (of == group).then_some(seat))
    }
}
