//! Pay of plans without clauses: what [`pay`](super::pay()) comes to, without a statement of it.
//!
//! Most trials are never shown to anybody: where each period of each component stands alone and is paid by a curve, and nothing stands around
//! it, what a seat is paid is a sum of rounded products, and lines that say why would be written for nobody.

use super::calendar::Attendance;
use super::{Accumulation, Cents, Component, Pays, Plan, Terms};
use crate::measure::{Facts, Presence};

/// What a component pays a seat in a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlainPay {
    /// Component.
    pub component: usize,
    /// Seat.
    pub seat: usize,
    /// Pay period, 0-based.
    pub period: usize,
    /// Pay.
    pub cents: Cents,
    /// Attainment after rounding.
    pub attainment: f64,
    /// Share of target that it pays.
    pub share: f64,
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

/// Calls `on` with what every component pays every seat in every period of which a month is paid and in which it is defined. `false`, and nothing
/// is called, for plans that have clauses: only [`pay`](super::pay()) knows those.
///
/// # Panics
/// As [`pay`](super::pay()).
#[inline]
pub fn pay_plainly(terms: &Terms, facts: &Facts, presence: &Presence, mut on: impl FnMut(PlainPay)) -> bool {
    if !terms.plain() {
        return false;
    }
    let plan = terms.plan();
    for seat in 0..terms.payees().len() {
        let attendance = Attendance::new(plan, presence.of(seat));
        for (component, rules) in plan.components.iter().enumerate() {
            let Pays::Curve(curve) = &rules.pays else { continue };
            let mut target = (0, 0.0);
            for period in 0..terms.periods() {
                let months = attendance.months_paid(period);
                if months == 0 {
                    continue;
                }
                if target.0 != months {
                    target = (months, terms.target(component, seat, months));
                }
                let Some(attainment) = terms.attainment(facts, component, seat, period) else { continue };
                let share = curve.pay(attainment) * terms.rate_scale;
                if share.is_finite() {
                    on(PlainPay { component, seat, period, cents: Cents::from_dollars(share * target.1), attainment, share });
                }
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::hand_made::{Settlement, by_line, metric};
    use super::super::{Above, Attain, Curve, Goal, Ledger, LineKind, ScorePart, Why, pay};
    use super::*;
    use crate::measure::{Measure, SeatMonth};

    /// Two components, the first a scorecard.
    fn plan(round_decimals: Option<u8>, prorate: bool) -> Plan {
        let mut first = by_line();
        (first.weight, first.credit, first.round_decimals) = (0.7, 0.5, round_decimals);
        first.score = vec![ScorePart { metric: 1, goal: Goal::Fixed(2.0), attain: Attain::Ratio, weight: 0.4 }];
        let mut second = by_line();
        (second.metric, second.weight, second.attain) = (2, 0.3, Attain::Inverse);
        second.pays = Pays::Curve(Curve::from_points(0.0, &[(0.8, 0.5), (1.0, 1.0), (1.5, 2.0)], Above::Hold).unwrap());
        let metrics = [Measure::Nrr, Measure::CsqlClosed, Measure::TimeToValue].map(metric).into();
        Plan { prorate, ..Plan::new("plain", metrics, vec![first, second]) }
    }

    proptest! {
        /// What is called with adds up to the ledger, and names what its lines name.
        #[test]
        fn adds_up_to_the_ledger(
            readings in prop::collection::vec(prop::option::of(-0.5..3.0_f64), 3 * 2 * 4),
            present in prop::collection::vec(prop::bool::weighted(0.7), 2 * 12),
            round_decimals in prop::option::of(0..3_u8), prorate: bool, rate_scale in 0.5..1.5_f64,
        ) {
            let Settlement { mut terms, mut facts, mut presence, .. } = Settlement::new(&plan(round_decimals, prorate), 2);
            terms.rate_scale = rate_scale;
            facts.readings.iter_mut().zip(&readings).for_each(|(reading, value)| reading.value = *value);
            for (month, &present) in presence.seat_months.iter_mut().zip(&present) {
                *month = SeatMonth { present, tenure: 3 };
            }
            let mut ledger = Ledger::default();
            pay(&terms, &facts, &presence, &mut ledger);
            let mut told = Vec::new();
            let plain = pay_plainly(&terms, &facts, &presence, |paid| {
                told.push((paid.seat, paid.component, paid.period, paid.cents, paid.attainment, paid.share));
            });
            prop_assert!(plain);
            let mut lines: Vec<_> = ledger
                .lines
                .iter()
                .filter_map(|line| {
                    let (attainment, share) = match line.why {
                        Why::Attained { attainment, share, .. } => (attainment, share),
                        Why::Scored { score, share, .. } => (score, share),
                        _ => return None,
                    };
                    assert_eq!(line.kind, LineKind::Earned);
                    Some((usize::from(line.seat), usize::from(line.component?), usize::from(line.period), line.cents, attainment, share))
                })
                .collect();
            lines.sort_by_key(|line| (line.0, line.1, line.2));
            prop_assert_eq!(told, lines);
        }
    }

    #[test]
    fn knows_no_clauses() {
        let floored = Plan { floor: 0.5, ..plan(None, true) };
        let desk = Settlement::new(&floored, 1);
        assert!(!pay_plainly(&desk.terms, &desk.facts, &desk.presence, |_| panic!("pays")));
    }
}
