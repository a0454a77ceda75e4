//! A plan bound to people: every goal and target pay settled once, before any trial.

use std::collections::BTreeMap;

use super::yardstick::Yardstick;
use super::{Component, Goal, Pays, Plan, plain};
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
    /// By component: what its own metric is held against, then what its scorecard scores beside that.
    yardsticks: Vec<Vec<Yardstick>>,
    /// No clause stands around the components.
    bare: bool,
    /// [`pay_plainly`](super::pay_plainly) can pay it.
    plain: bool,
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
        let mut yardsticks = Vec::with_capacity(plan.components.len());
        for component in &plan.components {
            require_quota_for_rate(component, &payees)?;
            yardsticks.push(Yardstick::of_component(plan, component, &payees, periods)?);
        }
        let (bare, plain) = (is_bare(plan), is_bare(plan) && plain::pays(plan));
        Ok(Self { plan: plan.clone(), payees, months, periods, yardsticks, bare, plain, rate_scale: 1.0 })
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
        self.yardsticks[component].first()?.settled(self.place(seat, period))
    }

    /// What the readings of `component` are held against: its own first.
    pub(super) fn yardsticks(&self, component: usize) -> &[Yardstick] {
        &self.yardsticks[component]
    }

    /// Whether what the components pay is what is paid: no caps, floor, guarantee or draw of the whole plan, nothing withheld or taken
    /// back.
    pub(super) fn bare(&self) -> bool {
        self.bare
    }

    /// Whether every period of every component is paid by a curve and nothing else.
    pub(super) fn plain(&self) -> bool {
        self.plain
    }

    /// Place of a seat and pay period in columns of `seats × periods`.
    pub(super) fn place(&self, seat: usize, period: usize) -> usize {
        seat * self.periods + period
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

fn is_bare(plan: &Plan) -> bool {
    let at_once = |c: &Component| c.holdback.is_none() && c.clawback.is_none();
    plan.caps.is_empty() && plan.floor <= 0.0 && plan.guarantee.is_none() && plan.draw.is_none() && plan.components.iter().all(at_once)
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

/// Whether `other` pools with `seat` under `scope`.
pub(crate) fn pools_with(scope: Scope, seat: (usize, &Payee), other: (usize, &Payee)) -> bool {
    match scope {
        Scope::Individual => seat.0 == other.0,
        Scope::Pod => seat.1.pod == other.1.pod,
        Scope::Team => seat.1.team == other.1.team,
        Scope::Company => true,
    }
}
