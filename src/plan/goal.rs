//! What 100 % is for one person and pay period: schedules, segment targets, quotas, pooled goals.

use super::terms::{Payee, TermsError, pools_with};
use super::{Attain, Component, Goal, Plan};
use crate::measure::{Measure, Metric, Unit, WindowKind};

/// Months a metric's window spans in `period` (0-based).
pub(crate) fn window_months(metric: &Metric, cadence: u16, period: usize) -> f64 {
    match metric.window.kind {
        WindowKind::Trailing => f64::from(metric.window.months),
        WindowKind::YearToDate => f64::from(cadence) * (period + 1) as f64,
    }
}

/// Whether a unit adds up over books and months; other units are levels.
pub(crate) fn adds_up(unit: Unit) -> bool {
    matches!(unit, Unit::Dollars | Unit::Count)
}

/// Unit of a metric: that of its measures, which share one.
pub(crate) fn unit_of(metric: &Metric) -> Unit {
    metric.measures.first().map_or(Unit::Ratio, |m| m.unit())
}

/// What is held against what: a component's own metric, or a further one of its scorecard.
#[derive(Debug, Clone, Copy)]
pub(super) struct Aim<'a> {
    /// Name of the component, for messages.
    pub(super) component: &'a str,
    pub(super) metric: usize,
    pub(super) goal: &'a Goal,
    pub(super) attain: Attain,
}

impl<'a> Aim<'a> {
    /// A component's own.
    pub(super) fn own(component: &'a Component) -> Self {
        Self { component: &component.name, metric: component.metric, goal: &component.goal, attain: component.attain }
    }

    /// Those of a component's scorecard beside its own.
    pub(super) fn scored(component: &'a Component) -> impl Iterator<Item = Self> {
        component.score.iter().map(|part| Self { component: &component.name, metric: part.metric, goal: &part.goal, attain: part.attain })
    }
}

/// The goal of `aim` for `seat` in `period`.
pub(super) fn settle(plan: &Plan, aim: Aim<'_>, payees: &[Payee], seat: usize, period: usize) -> Result<Option<f64>, TermsError> {
    let metric = &plan.metrics[aim.metric];
    let window = window_months(metric, plan.cadence, period);
    match aim.goal {
        Goal::Fixed(goal) => Ok(Some(*goal)),
        Goal::Schedule(goals) => Ok(goals.get(period).or(goals.last()).copied()),
        Goal::Segment => pooled(metric, payees, seat, |p| segment_goal(aim.component, metric, p, window)).map(Some),
        Goal::Quota => pooled(metric, payees, seat, |p| {
            p.quota
                .map(|q| q * window / 12.0)
                .ok_or_else(|| TermsError::MissingQuota { component: aim.component.into(), seat: p.name.clone() })
        })
        .map(Some),
        Goal::Measured | Goal::None => Ok(None),
    }
}

/// The segment's target for the metric's measures, over a window of so many months.
fn segment_goal(component: &str, metric: &Metric, payee: &Payee, window: f64) -> Result<f64, TermsError> {
    let of = |measure: &Measure| {
        let target = *payee.targets.get(measure).ok_or_else(|| TermsError::MissingTarget {
            component: component.into(),
            seat: payee.name.clone(),
            measure: measure.id(),
        })?;
        Ok(if measure.compounds() {
            libm::pow(target, window / 12.0)
        } else if adds_up(measure.unit()) {
            target * window / 3.0
        } else {
            target
        })
    };
    metric.measures.iter().map(of).sum()
}

/// A goal over the pool of `seat`: the sum where the unit adds up, else the mean weighted by book.
fn pooled(metric: &Metric, payees: &[Payee], seat: usize, goal: impl Fn(&Payee) -> Result<f64, TermsError>) -> Result<f64, TermsError> {
    let me = (seat, &payees[seat]);
    let (mut sum, mut weighted, mut weight, mut count) = (0.0, 0.0, 0.0, 0.0);
    for (_, other) in payees.iter().enumerate().filter(|&other| pools_with(metric.scope, me, other)) {
        let goal = goal(other)?;
        sum += goal;
        count += 1.0;
        weighted += goal * other.book;
        weight += other.book;
    }
    Ok(if adds_up(unit_of(metric)) {
        sum
    } else if weight > 0.0 {
        weighted / weight
    } else {
        sum / count
    })
}
