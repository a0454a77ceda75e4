//! Pay of plans without clauses: what [`pay`](super::pay()) comes to, without a statement of it.
//!
//! Most trials are never shown to anybody: where each period of each component stands alone and is paid by a curve, and nothing stands around
//! it, what a seat is paid is a sum of rounded products, and lines that say why would be written for nobody.

use super::calendar::Attendance;
use super::{Accumulation, Cents, Component, Pays, Plan, Terms};
use crate::measure::{Facts, Presence};

/// What a component pays, `seats × periods` each, period fastest. The memory serves trial after trial.
#[derive(Debug, Default)]
pub struct PlainPay {
    /// Paid months of each period.
    months: Vec<u16>,
    /// Target pay over these months; no number without any.
    targets: Vec<f64>,
    /// Attainments of a further part of a scorecard.
    part: Vec<f64>,
    /// Attainment after rounding; no number where it is undefined.
    pub attainments: Vec<f64>,
    /// Share of target that it pays; no number where no month is paid, or where it is undefined.
    pub shares: Vec<f64>,
    /// Pay; nothing where the share is no number.
    pub cents: Vec<Cents>,
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

/// Calls `on` with every component and what it pays everybody in every period. `false`, and nothing is called, for plans that have clauses: only
/// [`pay`](super::pay()) knows those.
///
/// # Panics
/// As [`pay`](super::pay()).
pub fn pay_plainly(terms: &Terms, facts: &Facts, presence: &Presence, paid: &mut PlainPay, mut on: impl FnMut(usize, &PlainPay)) -> bool {
    if !terms.plain() {
        return false;
    }
    paid.attend(terms, presence);
    for (component, rules) in terms.plan().components.iter().enumerate() {
        let Pays::Curve(curve) = &rules.pays else { continue };
        paid.aim(terms, component);
        terms.attainments(facts, component, &mut paid.attainments, &mut paid.part);
        curve.pay_all(&paid.attainments, &mut paid.shares);
        paid.settle(terms.rate_scale);
        on(component, paid);
    }
    true
}

impl PlainPay {
    /// Who is paid for how many months.
    fn attend(&mut self, terms: &Terms, presence: &Presence) {
        self.months.clear();
        for seat in 0..terms.payees().len() {
            let attendance = Attendance::new(terms.plan(), presence.of(seat));
            attendance.months_paid_by_period(terms.periods(), &mut self.months);
        }
    }

    /// Target pay of a component.
    fn aim(&mut self, terms: &Terms, component: usize) {
        self.targets.clear();
        for (seat, months) in self.months.chunks(terms.periods().max(1)).enumerate() {
            let mut target = (0, f64::NAN);
            self.targets.extend(months.iter().map(|&months| {
                if target.0 != months {
                    target = (months, if months == 0 { f64::NAN } else { terms.target(component, seat, months) });
                }
                target.1
            }));
        }
    }

    /// Shares at a scale, and what they come to.
    fn settle(&mut self, scale: f64) {
        let (shares, n) = (&mut self.shares[..], self.targets.len());
        let (targets, attainments) = (&self.targets[..n], &self.attainments[..n]);
        for (at, share) in shares.iter_mut().enumerate().take(n) {
            let scaled = *share * scale;
            let defined = !attainments[at].is_nan() & !targets[at].is_nan() & (scaled.abs() <= f64::MAX);
            *share = if defined { scaled } else { f64::NAN };
        }
        self.cents.clear();
        // cents of no number are none
        self.cents.extend(shares.iter().zip(targets).map(|(share, target)| Cents::from_dollars(share * target)));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::hand_made::{Settlement, by_line, metric};
    use super::super::{Above, Attain, Curve, Goal, Ledger, LineKind, ScorePart, Why, pay};
    use super::*;
    use crate::measure::{Measure, Reading, SeatMonth};

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
            readings in prop::collection::vec((prop::option::of(-0.5..3.0_f64), prop::option::of(0.5..3.0_f64)), 3 * 2 * 4), measured: bool,
            present in prop::collection::vec(prop::bool::weighted(0.7), 2 * 12),
            round_decimals in prop::option::of(0..3_u8), prorate: bool, rate_scale in 0.5..1.5_f64,
        ) {
            let Settlement { mut terms, mut facts, mut presence, .. } = Settlement::new(&plan(round_decimals, prorate), 2);
            terms.rate_scale = rate_scale;
            for (nth, &(value, goal)) in readings.iter().enumerate() {
                facts.put_at(nth, Reading { value, goal: goal.filter(|_| measured), ..Reading::default() });
            }
            for (month, &present) in presence.seat_months.iter_mut().zip(&present) {
                *month = SeatMonth { present, tenure: 3 };
            }
            let mut ledger = Ledger::default();
            pay(&terms, &facts, &presence, &mut ledger);
            let mut told = Vec::new();
            let periods = terms.periods();
            let plain = pay_plainly(&terms, &facts, &presence, &mut PlainPay::default(), |component, paid| {
                for place in (0..paid.shares.len()).filter(|place| !paid.shares[*place].is_nan()) {
                    let (seat, period) = (place / periods, place % periods);
                    told.push((seat, component, period, paid.cents[place], paid.attainments[place], paid.shares[place]));
                }
                assert_eq!(paid.cents.iter().zip(&paid.shares).filter(|(cents, share)| share.is_nan() && cents.0 != 0).count(), 0);
            });
            told.sort_by_key(|paid| (paid.0, paid.1, paid.2));
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
        assert!(!pay_plainly(&desk.terms, &desk.facts, &desk.presence, &mut PlainPay::default(), |_, _| panic!("pays")));
    }
}
