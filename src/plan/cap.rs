//! Caps, per period or on the year to date.
//!
//! A yearly cap looks at the sum: pay to date is the smaller of what was earned to date and the cap to date, so that a cut
//! made early is paid back when later months leave room.
//!
//! ```text
//! cap 150 % of target, year to date, $5,000 target a quarter
//! quarter   earned   to date   cap to date   paid to date   paid
//!    1      10,000    10,000         7,500          7,500    7,500
//!    2       2,000    12,000        15,000         12,000    4,500
//! ```

use super::{Cap, CapPeriod, Cents};

/// A yearly cap's balance for one seat.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct CapBalance {
    year: u16,
    months: u16,
    uncapped: Cents,
    paid: Cents,
}

/// Applies one cap to the pay of a period. `months` are those of the period that count, starting in paid month `first`;
/// `target` gives the target of so many months. Returns what is paid and the limit that held, if any did.
pub(super) fn apply(cap: &Cap, balance: &mut CapBalance, pay: Cents, first: u16, months: u16, target: impl Fn(u16) -> f64) -> (Cents, f64) {
    let limit = |months| {
        let share = cap.share.map_or(f64::INFINITY, |share| share * target(months));
        share.min(cap.dollars.unwrap_or(f64::INFINITY))
    };
    match cap.per {
        CapPeriod::Period => (at_most(pay, limit(months)), limit(months)),
        CapPeriod::Year => {
            if balance.year != first / 12 {
                *balance = CapBalance { year: first / 12, ..CapBalance::default() };
            }
            balance.months += months;
            balance.uncapped += pay;
            let limit = limit(balance.months);
            let paid = at_most(balance.uncapped, limit);
            let now = paid - balance.paid;
            balance.paid = paid;
            (now, limit)
        }
    }
}

fn at_most(pay: Cents, dollars: f64) -> Cents {
    if dollars.is_finite() { pay.min(Cents::from_dollars(dollars)) } else { pay }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cents(dollars: i64) -> Cents {
        Cents(dollars * 100)
    }

    #[test]
    fn a_period_cap_cuts_each_period_alone() {
        let cap = Cap { share: Some(1.5), dollars: None, per: CapPeriod::Period };
        let mut balance = CapBalance::default();
        for (pay, paid) in [(7_499, 7_499), (7_500, 7_500), (7_501, 7_500), (-100, -100)] {
            let got = apply(&cap, &mut balance, cents(pay), 0, 3, |m| f64::from(m) * 5_000.0 / 3.0);
            assert_eq!(got, (cents(paid), 7_500.0));
        }
    }

    #[test]
    fn a_yearly_cap_holds_on_the_sum_and_gives_back() {
        let cap = Cap { share: Some(1.5), dollars: None, per: CapPeriod::Year };
        let mut balance = CapBalance::default();
        let paid: Vec<_> = [(0, 10_000), (3, 2_000), (6, 9_000), (9, 20_000), (12, 9_000)]
            .map(|(first, pay)| apply(&cap, &mut balance, cents(pay), first, 3, |m| f64::from(m) * 5_000.0 / 3.0).0)
            .into();
        // 7,500; 12,000 − 7,500; 21,000 − 12,000; 30,000 − 21,000; and a new year.
        assert_eq!(paid, [7_500, 4_500, 9_000, 9_000, 7_500].map(cents));
    }

    #[test]
    fn the_lower_of_share_and_dollars_holds() {
        let cap = Cap { share: Some(2.0), dollars: Some(6_000.0), per: CapPeriod::Period };
        let paid = apply(&cap, &mut CapBalance::default(), cents(9_000), 0, 3, |_| 5_000.0);
        assert_eq!(paid, (cents(6_000), 6_000.0));
    }
}
