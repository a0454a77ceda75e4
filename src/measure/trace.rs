//! The account-by-account detail behind one reading.

use super::read::{Books, Desk};
use super::scope::Groups;
use super::{Measure, Metric, Reading};
use crate::dynamics::Panel;

/// What one account, one of its events, or a seat as a whole adds to a reading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AccountTrace {
    /// Measure it belongs to; a metric of several measures lists them one after another.
    pub measure: Measure,
    /// Account number, as statements show it; `None` for what belongs to no account (sampling error, expected revenue).
    pub account: Option<u32>,
    /// Its part of the denominator, 0 where it is left out: base revenue \[$ a year\], otherwise accounts, events or answers.
    pub base: f64,
    /// What was seen, before any rule: current revenue \[$ a year\] or what the measure counts.
    pub current: f64,
    /// Its part of the numerator.
    pub counted: f64,
    /// Why it was left out or clipped, or what happened.
    pub note: Option<&'static str>,
}

/// A reading and what it is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// The reading, as [`read`](super::read) gives it.
    pub reading: Reading,
    /// Its parts. For each measure, Σ `counted` (÷ Σ `base` for ratios, shares, scores and months) is the measure's value to the
    /// last bit when added in this order.
    pub parts: Vec<AccountTrace>,
}

/// Everything behind the reading of `metric` for `seat` in `period`: the accounts of its whole pool where the scope is pooled.
///
/// # Panics
/// If there is no such seat.
#[must_use]
pub fn trace(
    metric: &Metric,
    cadence: u16,
    panel: &Panel,
    hold_out: Option<&Panel>,
    books: &Books<'_>,
    seat: usize,
    period: usize,
) -> Trace {
    let desk = Desk::new(cadence, panel, hold_out, books);
    let groups = Groups::new(metric.scope, books.seats);
    let own = groups.of_seat[seat];
    let mut trace = Trace { reading: Reading::default(), parts: Vec::new() };
    let (parts, reading) = (&mut trace.parts, &mut trace.reading);
    // Baselines with a memory need the periods before, too.
    desk.read(
        metric,
        &groups,
        desk.periods.min(period + 1),
        &mut |at, group, measure, part| {
            if (at, group) == (period, own) {
                parts.push(AccountTrace {
                    measure,
                    account: part.account.map(|column| panel.id[column as usize]),
                    base: part.base,
                    current: part.current,
                    counted: part.counted,
                    note: part.note,
                });
            }
        },
        &mut |at, group, read| {
            if (at, group) == (period, own) {
                *reading = read;
            }
        },
    );
    trace
}

#[cfg(test)]
mod tests {
    use super::super::hand_made::{SEGMENTS, account, metric, panel};
    use super::super::{AccountRules, Baseline, Presence, SeatBook};
    use super::*;

    #[test]
    fn a_trace_says_why_accounts_are_left_out() {
        let panel = panel(1, 4, 1).with(vec![
            account(0, &[100.0, 0.0, 0.0, 300.0]),
            account(0, &[0.0, 5.0]),
            account(0, &[50.0]).left(2),
            account(0, &[9.0]).born(2),
            account(0, &[80.0]).left(0),
        ]);
        let capped = metric(Measure::Nrr).rules(AccountRules { influence_cap: Some(1.0), ..AccountRules::default() });
        let presence = Presence::settled(1, 3);
        let seats = [SeatBook { segment: 0, pod: 0 }];
        let books = Books { seats: &seats, segments: &SEGMENTS, presence: &presence, months: 3 };
        let Trace { reading, parts } = trace(&capped, 3, &panel, None, &books, 0, 0);
        let part = |account, base, current, counted, note| AccountTrace {
            measure: Measure::Nrr,
            account: Some(account),
            base,
            current,
            counted,
            note: Some(note),
        };
        assert_eq!(
            parts,
            [
                part(100, 1200.0, 3600.0, 2400.0, "clipped by the influence cap"),
                part(101, 0.0, 60.0, 0.0, "no base revenue"),
                part(102, 600.0, 0.0, 0.0, "lost"),
                part(103, 0.0, 108.0, 0.0, "arrived inside the window"),
            ]
        );
        assert_eq!((reading.value, reading.base), (Some(2400.0 / 1800.0), 1800.0));
        let above = metric(Measure::GrowthAboveBaseline).baseline(Baseline::CohortCurve { annual: Some(1.0) });
        let Trace { reading, parts } = trace(&above, 3, &panel, None, &books, 0, 0);
        let expected = parts.last().unwrap();
        assert_eq!((expected.account, expected.counted), (None, -1800.0));
        assert_eq!(reading.value, Some(3600.0 - 1800.0));
    }
}
