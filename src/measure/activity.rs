//! Documented activities: Results Strategy coverage, executive reviews, onboarding, implementation.

use super::Measure;
use super::view::{Part, View};
use crate::dynamics::EventKind;

/// Months up to the window's end in which an account must have arrived to count for onboarding and implementation.
const ARRIVAL_MONTHS: usize = 12;

/// Coverage of each seat, given to each account alive at the window's end, so that pooled coverage is weighted by accounts.
/// Executive reviews: an account had one in the window with probability 1 − exp(−Σ hazard).
pub(super) fn visit_coverage(view: &View<'_>, measure: Measure, sink: &mut impl FnMut(Part)) -> bool {
    let panel = view.panel;
    let column = if measure == Measure::StrategyCoverage { &panel.strategy } else { &panel.review };
    if column.is_empty() {
        return false;
    }
    let at = |month: usize, seat: usize| f64::from(column[month * panel.seats + seat]);
    let shares: Vec<f64> = (0..panel.seats)
        .map(|seat| match measure {
            Measure::StrategyCoverage => at(view.span.to, seat),
            _ => -libm::expm1(-view.span.months().map(|month| at(month, seat)).sum::<f64>()),
        })
        .collect();
    for account in (0..panel.accounts).filter(|&account| panel.alive(account, view.span.to)) {
        let share = shares[usize::from(view.holdings[account].seat)];
        sink(view.one(account, share));
    }
    true
}

/// Of the accounts that arrived in the 12 months up to the window's end, those that reached first value (or completed
/// implementation) by its end. Accounts lost since then stay in the denominator: they were not onboarded.
pub(super) fn visit_arrivals(view: &View<'_>, measure: Measure, sink: &mut impl FnMut(Part)) -> bool {
    let panel = view.panel;
    let kind = if measure == Measure::Onboarding { EventKind::FirstValue } else { EventKind::Implemented };
    let mut reached = vec![false; panel.accounts];
    for event in panel.events.iter().take_while(|event| usize::from(event.month) <= view.span.to) {
        reached[event.account as usize] |= event.kind == kind;
    }
    for (account, &reached) in reached.iter().enumerate() {
        let born = usize::from(panel.born[account]);
        if born > 0 && born <= view.span.to && born + ARRIVAL_MONTHS > view.span.to {
            sink(view.one(account, f64::from(u8::from(reached))));
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::hand_made::{account, close, metric, panel, reading, value};
    use super::super::{Basis, Reading, Scope, WindowKind};
    use super::*;
    use crate::dynamics::Panel;

    #[test]
    fn coverage_is_pooled_by_accounts() {
        let mut panel = panel(0, 6, 2).with(vec![
            account(0, &[1.0]),
            account(0, &[1.0]),
            account(0, &[1.0]),
            account(1, &[1.0]),
            account(1, &[1.0]).left(2),
        ]);
        panel.strategy[2 * 2] = 0.8;
        panel.strategy[2 * 2 + 1] = 0.4;
        let strategy = metric(Measure::StrategyCoverage);
        close(value(&strategy, &panel), f64::from(0.8f32));
        close(reading(&strategy.scope(Scope::Team), &panel, 1, 0).value, (3.0 * f64::from(0.8f32) + f64::from(0.4f32)) / 4.0);
        for (month, hazard) in [(0, 0.5), (1, 0.25), (2, 0.0)] {
            panel.review[month * 2] = hazard;
        }
        let reviews = metric(Measure::EbrCoverage);
        close(value(&reviews, &panel), 1.0 - (-0.75f64).exp());
        let half = reviews.clone().window(6, WindowKind::YearToDate, Basis::Point);
        close(reading(&half, &panel, 0, 1).value, 1.0 - (-0.75 - 3.0 * f64::from(0.1f32)).exp());
        assert_eq!(reading(&reviews, &panel, 1, 0).base, 1.0);
        assert_eq!(value(&metric(Measure::StrategyCoverage), &Panel { strategy: Vec::new(), ..panel }), None);
    }

    /// A hazard of .40 a month is a review for 70 % of the accounts in a quarter (model section 0.9).
    #[test]
    fn the_reference_hazard_reviews_seventy_per_cent_a_quarter() {
        let mut panel = panel(0, 3, 1).with(vec![account(0, &[1.0])]);
        panel.review.fill(0.4);
        assert!((value(&metric(Measure::EbrCoverage), &panel).unwrap() - 0.7).abs() < 0.002);
    }

    #[test]
    fn arrivals_of_a_year_are_counted_until_the_windows_end() {
        let panel = panel(12, 18, 1)
            .with(vec![
                account(0, &[1.0]),
                account(0, &[1.0]).born(2),
                account(0, &[1.0]).born(3),
                account(0, &[1.0]).born(10).left(11),
                account(0, &[1.0]).born(13),
                account(0, &[1.0]).born(15),
            ])
            .happened(&[
                (1, 0, EventKind::FirstValue, 0.0),
                (3, 1, EventKind::FirstValue, 0.0),
                (4, 2, EventKind::FirstValue, 0.0),
                (9, 2, EventKind::Implemented, 0.0),
                (15, 4, EventKind::FirstValue, 0.0),
            ]);
        // Up to month 14: arrivals of months 3 to 14, of which one had reached first value by then. Up to 17: months 6 to 17.
        let onboarding = metric(Measure::Onboarding);
        assert_eq!(reading(&onboarding, &panel, 0, 0), Reading { value: Some(1.0 / 3.0), goal: None, base: 3.0 });
        assert_eq!(reading(&onboarding, &panel, 0, 1), Reading { value: Some(1.0 / 3.0), goal: None, base: 3.0 });
        assert_eq!(value(&metric(Measure::Implementation), &panel), Some(1.0 / 3.0));
        let nobody = super::super::hand_made::panel(0, 3, 1).with(vec![account(0, &[1.0])]);
        assert_eq!(value(&onboarding, &nobody), None);
    }
}
