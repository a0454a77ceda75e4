//! Counts, dollars and rates of dated events. An event counts for the seat that held the account in the event's month.
//!
//! The reading's base is the number of events counted (for the renewal rate: contracts that came due).

use super::Measure;
use super::lot::{lot, salt};
use super::view::{Part, View};
use crate::dynamics::{Event, EventKind, Panel};

/// Parts of an event measure, by month and account.
pub(super) fn visit(view: &View<'_>, measure: Measure, sink: &mut impl FnMut(Part)) -> bool {
    for (event, seat, left_out) in view.events(view.span) {
        let Some((base, counted)) = worth(measure, event, view.panel) else { continue };
        let part = Part { seat, account: Some(event.account), current: counted, ..Part::default() };
        sink(match left_out {
            Some(note) => Part { note: Some(note), ..part },
            None => Part { base, counted, note: Some(words(event, view.panel)), ..part },
        });
    }
    true
}

/// What an event adds to (denominator, numerator) of a measure; `None` if it is none of its events.
pub(super) fn worth(measure: Measure, event: &Event, panel: &Panel) -> Option<(f64, f64)> {
    use EventKind as E;
    let dollars = f64::from(event.dollars);
    match (measure, event.kind) {
        (Measure::NrrPlus, E::Referral | E::Mover) => Some((0.0, dollars)),
        (Measure::Expansion, E::Expansion | E::Deal) | (Measure::Renewed, E::Renewal) | (Measure::NewBusiness, E::Referral | E::Mover) => {
            Some((1.0, dollars))
        }
        (Measure::RenewalRate, E::Lapse) => Some((1.0, 0.0)),
        (Measure::RenewalRate, E::Renewal)
        | (Measure::CsqlSubmitted, E::Lead | E::PaddedLead)
        | (Measure::CsqlClosed, E::Deal)
        | (Measure::Csqa, E::Advocacy) => Some((1.0, 1.0)),
        // Value reached by the end of the month of arrival took one month.
        (Measure::TimeToValue, E::FirstValue) => Some((1.0, f64::from(event.month + 1) - f64::from(panel.born[event.account as usize]))),
        _ => None,
    }
}

/// Kinds of advocacy, all as frequent (model section 0.9). Which one an act was is for statements only: every act counts the same.
const ADVOCACY: [&str; 5] = ["reference call", "case study", "review", "speaking at an event", "introduction to another company"];
/// Tells the lots of advocacy from those of other things that happen to an account in a month.
const ADVOCACY_LOT: u64 = 1 << 32;

/// An event in the words of a statement.
fn words(event: &Event, panel: &Panel) -> &'static str {
    match event.kind {
        EventKind::Expansion => "expansion",
        EventKind::Lead => "lead handed to sales",
        EventKind::PaddedLead => "padded lead handed to sales",
        EventKind::Deal => "lead closed won",
        EventKind::Advocacy => {
            let subject = [u64::from(panel.id[event.account as usize]), u64::from(event.month) | ADVOCACY_LOT];
            ADVOCACY[(lot(salt(panel), subject) * ADVOCACY.len() as f64) as usize]
        }
        EventKind::Referral => "referral deal",
        EventKind::Mover => "deal of a user who changed employer",
        EventKind::Renewal => "contract renewed",
        EventKind::Lapse => "contract lost",
        EventKind::FirstValue => "first value reached",
        EventKind::Implemented => "implementation completed",
    }
}

#[cfg(test)]
mod tests {
    use statrs::distribution::{Binomial, DiscreteCDF};

    use super::super::hand_made::{account, close, metric, panel, reading, value};
    use super::super::{Basis, Reading, Scope, WindowKind};
    use super::*;

    /// Months 3 to 5 are the first paid quarter. Account 0 moves from seat 0 to seat 1 at month 5.
    fn book() -> Panel {
        panel(3, 9, 2)
            .with(vec![account(0, &[10.0]), account(0, &[20.0]), account(1, &[30.0]), account(1, &[5.0]).born(3)])
            .moved(&[(0, 5, 1)])
            .happened(&[
                (2, 0, EventKind::Expansion, 1.0),
                (3, 0, EventKind::Expansion, 100.0),
                (3, 1, EventKind::Lead, 0.0),
                (4, 1, EventKind::Lead, 0.0),
                (4, 1, EventKind::Deal, 50.0),
                (4, 2, EventKind::Advocacy, 0.0),
                (5, 0, EventKind::Deal, 7.0),
                (5, 2, EventKind::Referral, 20.0),
                (5, 3, EventKind::FirstValue, 0.0),
                (6, 1, EventKind::Mover, 30.0),
                (7, 1, EventKind::Lead, 0.0),
                (7, 0, EventKind::PaddedLead, 0.0),
                (8, 1, EventKind::PaddedLead, 0.0),
            ])
    }

    /// 5,000 acts: a share of .2 has a standard deviation of .0057.
    #[test]
    fn advocacy_comes_in_five_kinds() {
        let mut panel = panel(0, 5_000, 1).with(vec![account(0, &[1.0])]);
        panel.seat_noise = vec![0.3];
        let act = |month: u16| {
            let event =
                Event { month, account: 0, kind: EventKind::Advocacy, dollars: 0.0, discount: 0.0, before: 0.0, size: 0.0, years: 1 };
            words(&event, &panel)
        };
        for kind in ADVOCACY {
            let share = (0..5_000).filter(|month| act(*month) == kind).count() as f64 / 5_000.0;
            assert!((share - 0.2).abs() < 4.0 * 0.0057, "{kind}: {share}");
        }
    }

    #[test]
    fn events_count_for_whoever_held_the_account_when_they_happened() {
        let of = |measure, seat, period| reading(&metric(measure), &book(), seat, period).value;
        assert_eq!(of(Measure::Expansion, 0, 0), Some(150.0), "an expansion of 100 and a deal of 50");
        assert_eq!(of(Measure::Expansion, 1, 0), Some(7.0));
        assert_eq!(of(Measure::CsqlSubmitted, 0, 0), Some(2.0));
        assert_eq!((of(Measure::CsqlSubmitted, 0, 1), of(Measure::CsqlSubmitted, 1, 1)), (Some(2.0), Some(1.0)), "padded ones count");
        assert_eq!(
            (of(Measure::CsqlClosed, 0, 1), of(Measure::Expansion, 0, 1)),
            (Some(0.0), Some(0.0)),
            "and close nothing by themselves"
        );
        assert_eq!((of(Measure::CsqlClosed, 0, 0), of(Measure::CsqlClosed, 1, 0)), (Some(1.0), Some(1.0)));
        assert_eq!((of(Measure::Csqa, 0, 0), of(Measure::Csqa, 1, 0)), (Some(0.0), Some(1.0)), "none is a number");
        assert_eq!((of(Measure::NewBusiness, 1, 0), of(Measure::NewBusiness, 0, 1)), (Some(20.0), Some(30.0)));
        assert_eq!(reading(&metric(Measure::Expansion), &book(), 0, 0).base, 2.0);
        let company = metric(Measure::Expansion).scope(Scope::Company);
        assert_eq!(reading(&company, &book(), 0, 0), Reading { value: Some(157.0), goal: None, base: 3.0 });
    }

    #[test]
    fn windows_may_reach_into_burn_in() {
        let long = metric(Measure::Expansion).window(5, WindowKind::Trailing, Basis::Point);
        assert_eq!(value(&long, &book()), Some(151.0));
        let longer = metric(Measure::Expansion).window(7, WindowKind::Trailing, Basis::Point);
        assert_eq!(value(&longer, &book()), None, "the simulation does not reach back that far");
    }

    #[test]
    fn time_to_value_counts_the_month_of_arrival() {
        assert_eq!(reading(&metric(Measure::TimeToValue), &book(), 1, 0), Reading { value: Some(3.0), goal: None, base: 1.0 });
        assert_eq!(reading(&metric(Measure::TimeToValue), &book(), 0, 0).value, None);
    }

    #[test]
    fn renewals_are_counted_over_contracts_due() {
        let panel = panel(0, 3, 1).with(vec![account(0, &[1.0]), account(0, &[1.0]), account(0, &[1.0]).left(1)]).happened(&[
            (0, 0, EventKind::Renewal, 12_000.0),
            (1, 2, EventKind::Lapse, 0.0),
            (2, 1, EventKind::Renewal, 24_000.0),
        ]);
        assert_eq!(reading(&metric(Measure::RenewalRate), &panel, 0, 0), Reading { value: Some(2.0 / 3.0), goal: None, base: 3.0 });
        assert_eq!(value(&metric(Measure::Renewed), &panel), Some(36_000.0));
        let quiet = super::super::hand_made::panel(0, 3, 1).with(vec![account(0, &[1.0])]);
        assert_eq!(value(&metric(Measure::RenewalRate), &quiet), None, "nothing came due");
        assert_eq!(value(&metric(Measure::Renewed), &quiet), Some(0.0));
    }

    /// The renewal rate of ten contracts that renew with probability .9, over all outcomes of the binomial law: sd of the rate
    /// .09486833, P(rate ≥ 90 %) .73609893, P(100 %) .34867844, computed independently. Exact, no sampling.
    #[test]
    fn ten_renewals_are_too_few() {
        let law = Binomial::new(0.9, 10).unwrap();
        let outcomes: Vec<(f64, f64)> = (0..=10u64)
            .map(|renewed| {
                let events: Vec<_> =
                    (0..10u32).map(|i| (1, i, if u64::from(i) < renewed { EventKind::Renewal } else { EventKind::Lapse }, 1.0)).collect();
                let panel = panel(0, 3, 1).with((0..10).map(|_| account(0, &[1.0])).collect()).happened(&events);
                let below = if renewed == 0 { 0.0 } else { law.cdf(renewed - 1) };
                (value(&metric(Measure::RenewalRate), &panel).unwrap(), law.cdf(renewed) - below)
            })
            .collect();
        let sum = |of: &dyn Fn(f64) -> f64| outcomes.iter().map(|&(rate, p)| p * of(rate)).sum::<f64>();
        let sd = (sum(&|rate| rate * rate) - sum(&|rate| rate).powi(2)).sqrt();
        assert!((sd - 0.094_868_329_805_051_37).abs() < 1e-7, "{sd}");
        let at_least = |line: f64| sum(&|rate| if rate >= line - 1e-9 { 1.0 } else { 0.0 });
        close(Some(at_least(0.9)), 0.736_098_929_1);
        close(Some(at_least(1.0)), 0.348_678_440_1);
    }
}
