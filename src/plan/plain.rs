//! Pay of plans without clauses: what [`pay`](super::pay()) comes to, without a statement of it.
//!
//! Most trials are never shown to anybody: where each period of each component stands alone and is paid by a curve, and nothing stands around
//! it, what a seat is paid is a sum of rounded products, and lines that say why would be written for nobody.

use super::calendar::Attendance;
use super::{Accumulation, Cents, Component, Pays, Plan, Terms};
use crate::measure::{Facts, Presence};

/// What a seat is paid in a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlainPay {
    /// Seat.
    pub seat: usize,
    /// Pay period, 0-based.
    pub period: usize,
    /// All components together.
    pub cents: Cents,
    /// Attainment of the first component after rounding, and the share of target it paid; `None` where it was undefined.
    pub first: Option<(f64, f64)>,
}

/// Whether components are paid so; clauses of the whole plan are another question.
pub(super) fn pays(plan: &Plan) -> bool {
    let by_curve_alone = |c: &Component| {
        matches!(c.pays, Pays::Curve(_))
            && c.accumulation == Accumulation::Discrete
            && c.gates.is_empty()
            && c.multipliers.is_empty()
            && c.caps.is_empty()
            && c.floor <= 0.0
            && c.from_month == 0
            && c.until_month.is_none()
            && c.year_weights.is_empty()
    };
    plan.partners.is_empty() && plan.components.iter().all(by_curve_alone)
}

/// Calls `on` with what every seat is paid in every period of which a month is paid. `false`, and nothing is called, for plans that have
/// clauses: only [`pay`](super::pay()) knows those.
///
/// # Panics
/// As [`pay`](super::pay()).
pub fn pay_plainly(terms: &Terms, facts: &Facts, presence: &Presence, mut on: impl FnMut(PlainPay)) -> bool {
    if !terms.plain() {
        return false;
    }
    let plan = terms.plan();
    for seat in 0..terms.payees().len() {
        let attendance = Attendance::new(plan, presence.of(seat));
        for period in 0..terms.periods() {
            let months = attendance.months_paid(period);
            if months == 0 {
                continue;
            }
            let (mut cents, mut first) = (Cents::ZERO, None);
            for (component, rules) in plan.components.iter().enumerate() {
                let Pays::Curve(curve) = &rules.pays else { continue };
                let Some(attainment) = terms.attainment(facts, component, seat, period) else { continue };
                let share = curve.pay(attainment) * terms.rate_scale;
                if !share.is_finite() {
                    continue;
                }
                cents += Cents::from_dollars(share * terms.target(component, seat, months));
                if component == 0 {
                    first = Some((attainment, share));
                }
            }
            on(PlainPay { seat, period, cents, first });
        }
    }
    true
}
