//! What finance would expect of a fitted segment: growth without any CSM, and targets for its books.
//!
//! Simulated, since no history shows customers without their CSM. Targets that a revenue history can speak of are what a salaried team would
//! reach on average; those in dollars are scaled from the segment it stands on by the size of a book; all others are that segment's.

use std::collections::BTreeMap;

use super::{Books, Replica};
use crate::cohort::History;
use crate::measure::{Measure, Unit};
use crate::scenario::{Scenario, Segment};

/// A year, from one month to the same month.
const MONTHS: usize = 13;
/// Simulated accounts, at least, and panels, at most: the error of a yearly ratio is then a fraction of a per cent.
const ACCOUNTS: u32 = 20_000;
const MOST_PANELS: u32 = 200;
/// What referrals and users who change employer add to a year's net retention (model section 3).
const NEW_BUSINESS: f64 = 0.01;

/// The segment with its organic growth and its targets; `base` is what it stands on.
pub(super) fn with_outlook(like: &Scenario, segment: &Segment, base: &Segment, books: Books) -> Segment {
    let accounts = books.accounts.clamp(1, 2_000);
    let csms = (books.csms * accounts / books.accounts.max(1)).max(1);
    let replica = Replica::new(like, vec![segment.clone()], &[Books { accounts, csms }], MONTHS);
    let panels = ACCOUNTS.div_ceil(accounts).clamp(2, MOST_PANELS);
    let [served, unserved] = [replica.histories(0..panels), replica.unserved(0..panels)].map(|panels| year(&panels));
    let scale = f64::from(segment.accounts_per_csm) * segment.mean_arr() / (f64::from(base.accounts_per_csm) * base.mean_arr());
    let target = |(measure, target): (&Measure, &f64)| {
        let value = match measure {
            Measure::Nrr => served.net,
            Measure::NrrPlus => served.net + NEW_BUSINESS,
            Measure::Grr => served.gross,
            Measure::LogoRetention => served.logos,
            _ if measure.unit() == Unit::Dollars => target * scale,
            _ => *target,
        };
        (*measure, rounded(value))
    };
    let targets: BTreeMap<Measure, f64> = base.targets.iter().map(target).collect();
    Segment { organic_nrr: rounded(unserved.net), targets, ..segment.clone() }
}

/// Three digits: a target is no measurement.
fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let power = 10_f64.powi(2 - value.abs().log10().floor() as i32);
    (value * power).round() / power
}

/// A year's retention, pooled over panels.
struct Year {
    net: f64,
    gross: f64,
    logos: f64,
}

fn year(panels: &[History]) -> Year {
    let mut sums = [0.0; 5];
    for panel in panels {
        for account in 0..panel.accounts.len() {
            let revenue = panel.of(account);
            let (before, after) = (revenue[0], revenue[MONTHS - 1]);
            if before > 0.0 {
                let kept = if after > 0.0 { 1.0 } else { 0.0 };
                sums.iter_mut().zip([1.0, before, after, before.min(after), kept]).for_each(|(s, x)| *s += x);
            }
        }
    }
    let [accounts, before, after, least, kept] = sums;
    Year { net: after / before, gross: least / before, logos: kept / accounts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_have_three_digits() {
        assert_eq!((rounded(1.12345), rounded(767_432.0), rounded(0.0), rounded(0.98765)), (1.12, 767_000.0, 0.0, 0.988));
    }
}
