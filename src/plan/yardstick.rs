//! What one reading of a component is held against, with everything settled that does not depend on what is measured.

use super::credit;
use super::goal::{self, Aim, adds_up, unit_of};
use super::terms::{Payee, TermsError};
use super::{Accumulation, Attain, Component, Goal, Plan};
use crate::measure::{Facts, Reading, WindowKind, defined, number};

/// A component's own metric, or a further one of its scorecard, bound to people.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Yardstick {
    /// Metric, by index.
    pub(super) metric: usize,
    /// Weight of its attainment where there is a scorecard.
    pub(super) weight: f64,
    /// Dollars and counts are what the credit split divides; other units are levels.
    pub(super) adds_up: bool,
    /// The component stands at the sum or mean of its periods.
    pub(super) over_periods: bool,
    /// Multi-year contracts weigh more in its dollars than their annual value.
    pub(super) weighs_years: bool,
    attain: Attain,
    /// Whether a goal that measuring decided holds. A baseline that only says what growth is *above* leaves the plan's own goal alone.
    takes_measured: bool,
    /// Without a goal the value stands for itself; a goal that was to be measured and was not is undefined.
    stands_alone: bool,
    /// `seats × periods`, period fastest; no number where measuring decides or none is needed.
    goals: Vec<f64>,
}

impl Yardstick {
    /// Those of a component: its own first, then those of its scorecard.
    pub(super) fn of_component(plan: &Plan, component: &Component, payees: &[Payee], periods: usize) -> Result<Vec<Self>, TermsError> {
        let weights = std::iter::once(component.own_weight()).chain(component.score.iter().map(|part| part.weight));
        let aims = std::iter::once(Aim::own(component)).chain(Aim::scored(component));
        aims.zip(weights).map(|(aim, weight)| Self::settle(plan, component, aim, weight, payees, periods)).collect()
    }

    fn settle(plan: &Plan, component: &Component, aim: Aim<'_>, weight: f64, payees: &[Payee], periods: usize) -> Result<Self, TermsError> {
        let metric = &plan.metrics[aim.metric];
        let mut goals = Vec::with_capacity(payees.len() * periods);
        for (seat, payee) in payees.iter().enumerate() {
            for period in 0..periods {
                let goal = goal::settle(plan, aim, payees, seat, period)?;
                require_room(aim, goal, payee, period)?;
                goals.push(number(goal));
            }
        }
        Ok(Self {
            metric: aim.metric,
            weight,
            adds_up: adds_up(unit_of(metric)),
            over_periods: component.accumulation == Accumulation::YearToDate && metric.window.kind == WindowKind::Trailing,
            weighs_years: !component.year_weights.is_empty() && credit::is_dated(metric),
            attain: aim.attain,
            takes_measured: metric.baseline.is_none() || *aim.goal == Goal::Measured,
            stands_alone: *aim.goal != Goal::Measured || aim.attain == Attain::Value,
            goals,
        })
    }

    /// The plan's own goal at `place` (seat × periods + period).
    pub(super) fn settled(&self, place: usize) -> Option<f64> {
        defined(self.goals[place])
    }

    /// The goal in force: what measuring decided (a drawn quota; what a baseline expected, where the plan asks for that), else the
    /// plan's.
    #[inline]
    pub(super) fn goal(&self, reading: &Reading, place: usize) -> Option<f64> {
        reading.goal.filter(|_| self.takes_measured).or(self.settled(place))
    }

    /// Attainment before rounding; `None` where it is undefined.
    #[inline]
    pub(super) fn attain(&self, value: f64, goal: Option<f64>) -> Option<f64> {
        let Some(goal) = goal else { return self.stands_alone.then_some(value) };
        match self.attain {
            Attain::Value => Some(value),
            Attain::Ratio => (goal > 0.0).then(|| value / goal),
            Attain::AboveFloor { floor } => (goal > floor).then(|| (value - floor) / (goal - floor)),
            // Nothing left to shorten: beyond any goal. A capped curve pays its cap; an uncapped one has no answer.
            Attain::Inverse if value <= 0.0 => (goal > 0.0).then_some(f64::INFINITY),
            Attain::Inverse => (goal > 0.0).then(|| goal / value),
        }
    }

    /// Attainments before rounding of all seats and periods, of what was read there times `credit`; no number where they are undefined.
    pub(super) fn attain_all(&self, facts: &Facts, credit: f64, attainments: &mut Vec<f64>) {
        let values = facts.values_of(self.metric);
        attainments.clear();
        match (self.attain, facts.goals_of(self.metric).filter(|_| self.takes_measured)) {
            // most are, and it is divided two at a time
            (Attain::Ratio, None) => attainments.extend(values.iter().zip(&self.goals).map(|(value, &goal)| {
                let value = value * credit;
                let without_goal = if self.stands_alone & goal.is_nan() { value } else { f64::NAN };
                if goal > 0.0 { value / goal } else { without_goal }
            })),
            (_, measured) => attainments.extend(values.iter().zip(&self.goals).enumerate().map(|(place, (value, goal))| {
                let measured = measured.and_then(|goals| defined(goals[place]));
                number(defined(value * credit).and_then(|value| self.attain(value, measured.or(defined(*goal)))))
            })),
        }
    }
}

/// Attainment divides by the goal (or by its distance from the floor): that has to be positive.
fn require_room(aim: Aim<'_>, goal: Option<f64>, payee: &Payee, period: usize) -> Result<(), TermsError> {
    let floor = match aim.attain {
        Attain::Ratio | Attain::Inverse => 0.0,
        Attain::AboveFloor { floor } => floor,
        Attain::Value => return Ok(()),
    };
    match goal {
        Some(goal) if goal <= floor || goal.is_nan() => {
            Err(TermsError::GoalTooLow { component: aim.component.into(), seat: payee.name.clone(), period: period + 1, goal, floor })
        }
        _ => Ok(()),
    }
}
