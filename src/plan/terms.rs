//! A plan bound to people: every goal and target pay settled once, before any trial.

use std::collections::BTreeMap;

use super::goal::{self, Aim};
use super::{Attain, Component, Goal, Pays, Plan};
use crate::measure::{Measure, Scope};

/// One seat as the plan's terms see it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Payee {
    /// Name, for messages.
    pub name: String,
    /// Target variable under this plan, \[$/year\].
    pub target: f64,
    /// Quota, \[$/year\], in the dollars of the plan's measure.
    pub quota: Option<f64>,
    /// The segment's targets: yearly for retention ratios, per quarter for everything else.
    pub targets: BTreeMap<Measure, f64>,
    /// Team (segment), by index: seats of one team pool under [`Scope::Team`].
    pub team: u16,
    /// Pod, by index: seats of one pod pool under [`Scope::Pod`].
    pub pod: u16,
    /// Expected base revenue of the book, \[$\]: the weight of this seat in pooled goals.
    pub book: f64,
}

/// Why a plan cannot be bound to a roster.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TermsError {
    /// A goal takes the segment's target for a measure that the segment has none for.
    #[error("component '{component}': the segment of '{seat}' has no target for '{measure}'")]
    MissingTarget {
        /// Component's name.
        component: String,
        /// Seat's name.
        seat: String,
        /// Identifier of the measure.
        measure: &'static str,
    },
    /// A goal or an individual commission rate needs a quota that the person has not got.
    #[error("component '{component}': '{seat}' has no quota")]
    MissingQuota {
        /// Component's name.
        component: String,
        /// Seat's name.
        seat: String,
    },
    /// A goal that attainment would be divided by is not positive.
    #[error("component '{component}': the goal of '{seat}' in pay period {period} is {goal}, not above {floor}")]
    GoalTooLow {
        /// Component's name.
        component: String,
        /// Seat's name.
        seat: String,
        /// 1-based pay period.
        period: usize,
        /// The goal.
        goal: f64,
        /// What it has to exceed: 0, or the attainment's floor.
        floor: f64,
    },
    /// The horizon is not a whole number of pay periods.
    #[error("{months} months are no whole number of pay periods of {cadence} months")]
    Cadence {
        /// Paid months.
        months: u16,
        /// Months between payouts.
        cadence: u16,
    },
    /// More seats, components or credits' metrics than indices hold.
    #[error("a plan can have at most 65,535 components, metrics and seats")]
    TooMany,
}

/// A plan with its people: what [`pay`](super::pay()) needs beside the facts.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    plan: Plan,
    payees: Vec<Payee>,
    months: u16,
    periods: usize,
    /// `components × seats × periods`, period fastest; `None` where measuring decides or none is needed.
    goals: Vec<Option<f64>>,
    /// The same for what scorecards score beside that: per component `parts × seats × periods`.
    score_goals: Vec<Vec<Option<f64>>>,
    /// Factor on what components pay, before caps, floors and guarantees, which stay as published
    /// (1 = as published; cost-neutral comparison by rates sets it).
    pub rate_scale: f64,
}

impl Terms {
    /// Settles the goal of each component, seat and pay period over `months` paid months.
    ///
    /// - [`Goal::Segment`]: yearly retention targets compound to the window (`g^(window ÷ 12)`; year-to-date windows grow),
    ///   quarterly dollars and counts scale by window ÷ 3, other levels (shares, scores, months) hold for any window.
    /// - [`Goal::Quota`]: the yearly quota × window ÷ 12.
    /// - Pooled scopes take the book-weighted mean over the pool for ratios and other levels, the sum for dollars and counts.
    ///
    /// # Errors
    /// A goal that cannot be settled, naming component and seat.
    pub fn bind(plan: &Plan, payees: Vec<Payee>, months: u16) -> Result<Self, TermsError> {
        if plan.cadence == 0 || !months.is_multiple_of(plan.cadence) {
            return Err(TermsError::Cadence { months, cadence: plan.cadence });
        }
        if [plan.components.len(), plan.metrics.len(), payees.len()].iter().any(|&n| n > usize::from(u16::MAX)) {
            return Err(TermsError::TooMany);
        }
        let periods = usize::from(months / plan.cadence);
        let mut goals = Vec::with_capacity(plan.components.len() * payees.len() * periods);
        let settle = |aim: Aim<'_>, into: &mut Vec<Option<f64>>| {
            for seat in 0..payees.len() {
                for period in 0..periods {
                    let goal = goal::settle(plan, aim, &payees, seat, period)?;
                    require_room(aim, goal, &payees[seat], period)?;
                    into.push(goal);
                }
            }
            Ok(())
        };
        let mut score_goals = Vec::with_capacity(plan.components.len());
        for component in &plan.components {
            require_quota_for_rate(component, &payees)?;
            settle(Aim::own(component), &mut goals)?;
            let mut scored = Vec::new();
            Aim::scored(component).try_for_each(|aim| settle(aim, &mut scored))?;
            score_goals.push(scored);
        }
        Ok(Self { plan: plan.clone(), payees, months, periods, goals, score_goals, rate_scale: 1.0 })
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The people, one per seat.
    #[must_use]
    pub fn payees(&self) -> &[Payee] {
        &self.payees
    }

    /// Paid months.
    #[must_use]
    pub fn months(&self) -> u16 {
        self.months
    }

    /// Pay periods.
    #[must_use]
    pub fn periods(&self) -> usize {
        self.periods
    }

    /// Settled goal of `component` for `seat` in `period`, in the measure's unit and for the metric's window; `None` where
    /// measuring decides it or none is needed.
    #[must_use]
    pub fn goal(&self, component: usize, seat: usize, period: usize) -> Option<f64> {
        self.goals[(component * self.payees.len() + seat) * self.periods + period]
    }

    /// The same for part `part` of the component's scorecard.
    #[must_use]
    pub fn score_goal(&self, component: usize, part: usize, seat: usize, period: usize) -> Option<f64> {
        self.score_goals[component][(part * self.payees.len() + seat) * self.periods + period]
    }

    /// Target pay of `component` for `seat` over so many months, \[$\].
    #[must_use]
    pub fn target(&self, component: usize, seat: usize, months: u16) -> f64 {
        self.target_of_all(seat, months) * self.plan.components[component].weight
    }

    /// Target pay of `seat` over so many months, all components together, \[$\].
    #[must_use]
    pub fn target_of_all(&self, seat: usize, months: u16) -> f64 {
        self.payees[seat].target / 12.0 * f64::from(months)
    }
}

/// A tier without a rate pays target ÷ quota; where no goal stands for the quota, the person must have one.
fn require_quota_for_rate(component: &Component, payees: &[Payee]) -> Result<(), TermsError> {
    let Pays::Commission(tiers) = &component.pays else { return Ok(()) };
    if component.goal != Goal::None || tiers.tiers.iter().all(|t| t.rate.is_some()) {
        return Ok(());
    }
    match payees.iter().find(|p| p.quota.is_none_or(|q| q <= 0.0)) {
        Some(p) => Err(TermsError::MissingQuota { component: component.name.clone(), seat: p.name.clone() }),
        None => Ok(()),
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

/// Whether `other` pools with `seat` under `scope`.
pub(crate) fn pools_with(scope: Scope, seat: (usize, &Payee), other: (usize, &Payee)) -> bool {
    match scope {
        Scope::Individual => seat.0 == other.0,
        Scope::Pod => seat.1.pod == other.1.pod,
        Scope::Team => seat.1.team == other.1.team,
        Scope::Company => true,
    }
}
