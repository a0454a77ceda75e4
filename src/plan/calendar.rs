//! Which months of a pay period count for whom: presence, components in force, proration.

use super::{Component, Plan};
use crate::measure::SeatMonth;

/// Paid months of one pay period, 0-based, end excluded.
pub(super) fn months_of(plan: &Plan, period: usize) -> std::ops::Range<u16> {
    let first = plan.cadence * period as u16;
    first..first + plan.cadence
}

/// Pay period of a paid month.
pub(super) fn period_of(plan: &Plan, month: u16) -> usize {
    usize::from(month / plan.cadence)
}

/// Whether a component is in force in a paid month.
pub(super) fn in_force(component: &Component, month: u16) -> bool {
    component.from_month <= month && component.until_month.is_none_or(|until| month < until)
}

/// Presence of one seat, with the plan's proration rule applied.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attendance<'a> {
    plan: &'a Plan,
    months: &'a [SeatMonth],
    /// Somebody was there in every month: asked for so often that it is found out once.
    always: bool,
}

impl<'a> Attendance<'a> {
    pub(super) fn new(plan: &'a Plan, months: &'a [SeatMonth]) -> Self {
        Self { plan, months, always: months.iter().fold(true, |always, m| always & m.present) }
    }

    /// Who sat there in a month.
    pub(super) fn in_month(&self, month: u16) -> SeatMonth {
        self.months.get(usize::from(month)).copied().unwrap_or(SeatMonth { present: false, tenure: 0 })
    }

    /// Whether a month of `period` is paid: with proration, months in which somebody was there; without, every month, provided
    /// that somebody is there in the period's last.
    pub(super) fn paid(&self, period: usize, month: u16) -> bool {
        if self.plan.prorate { self.in_month(month).present } else { self.in_month(months_of(self.plan, period).end - 1).present }
    }

    /// Paid months of a period.
    pub(super) fn months_paid(&self, period: usize) -> u16 {
        if self.always && usize::from(months_of(self.plan, period).end) <= self.months.len() {
            return self.plan.cadence;
        }
        months_of(self.plan, period).filter(|&m| self.paid(period, m)).count() as u16
    }

    /// The same of the first `periods`, added to `months`.
    pub(super) fn months_paid_by_period(&self, periods: usize, months: &mut Vec<u16>) {
        if self.always && periods * usize::from(self.plan.cadence) <= self.months.len() {
            months.extend(std::iter::repeat_n(self.plan.cadence, periods));
        } else {
            months.extend((0..periods).map(|period| self.months_paid(period)));
        }
    }

    /// Paid months of a period in which `component` is in force.
    pub(super) fn months_in_force(&self, component: &Component, period: usize) -> u16 {
        if component.from_month == 0 && component.until_month.is_none() {
            return self.months_paid(period);
        }
        months_of(self.plan, period).filter(|&m| in_force(component, m) && self.paid(period, m)).count() as u16
    }

    /// The same from the first period to `period`.
    pub(super) fn months_in_force_to_date(&self, component: &Component, period: usize) -> u16 {
        (0..=period).map(|p| self.months_in_force(component, p)).sum()
    }
}
