//! Credited dollars: which dated credits a component pays in a period, after splits and multi-year weights.
//!
//! A deal is paid once, in the pay period of its month, whatever window its metric looks at. In the same way a year-to-date
//! reading of dollars or events pays its increase since the period before.

use super::calendar::{self, Attendance};
use super::{Component, Terms};
use crate::measure::{Credit, CreditKind, Facts, Metric, WindowKind};

/// Whether a metric's dollars come as dated credits.
pub(crate) fn is_dated(metric: &Metric) -> bool {
    !metric.measures.is_empty() && metric.measures.iter().all(|m| m.has_credits())
}

/// Sum of the weights of a contract's years: 1 without weights; years beyond the last weight count nothing.
fn years_weight(rules: &Component, years: u8) -> f64 {
    if rules.year_weights.is_empty() { 1.0 } else { rules.year_weights.iter().take(usize::from(years.max(1))).sum() }
}

/// Dollars of a credit before the split: annual dollars × weights of its contract years.
pub(super) fn whole_dollars(rules: &Component, credit: &Credit) -> f64 {
    credit.dollars * years_weight(rules, credit.years)
}

/// Dollars credited to the CSM.
pub(super) fn dollars(rules: &Component, credit: &Credit) -> f64 {
    whole_dollars(rules, credit) * rules.credit
}

/// Growth of a renewed contract credited to the CSM, \[$/year\]; 0 for other credits and for shrinking renewals.
pub(super) fn uplift(rules: &Component, credit: &Credit) -> f64 {
    if credit.kind == CreditKind::Renewal { (credit.dollars - credit.before).max(0.0) * rules.credit } else { 0.0 }
}

/// Credits of `period` in months in which the component is in force.
pub(super) fn in_period<'a>(
    terms: &'a Terms,
    facts: &'a Facts,
    component: usize,
    seat: usize,
    period: usize,
) -> impl Iterator<Item = &'a Credit> {
    let rules = &terms.plan().components[component];
    let months = calendar::months_of(terms.plan(), period);
    let all = facts.credits_of(rules.metric, seat);
    let from = all.partition_point(|c| c.month < months.start);
    let to = all.partition_point(|c| c.month < months.end);
    all[from..to].iter().filter(|c| calendar::in_force(rules, c.month))
}

/// How multi-year weights change a reading of dollars: weighted ÷ annual dollars of the credits behind it; 1 without credits.
pub(super) fn weight_ratio(terms: &Terms, facts: &Facts, component: usize, seat: usize, period: usize) -> f64 {
    let rules = &terms.plan().components[component];
    let metric = &terms.plan().metrics[rules.metric];
    if rules.year_weights.is_empty() || !is_dated(metric) {
        return 1.0;
    }
    let to_date = metric.window.kind == WindowKind::YearToDate || rules.accumulation == super::Accumulation::YearToDate;
    let first = if to_date { 0 } else { period };
    let (mut weighted, mut annual) = (0.0, 0.0);
    for credit in (first..=period).flat_map(|p| in_period(terms, facts, component, seat, p)) {
        weighted += whole_dollars(rules, credit);
        annual += credit.dollars;
    }
    if annual > 0.0 { weighted / annual } else { 1.0 }
}

/// What a metric adds in one period beyond the period before: the reading itself, or the increase of a year-to-date reading.
/// `None` where the reading is undefined.
pub(super) fn increase(terms: &Terms, facts: &Facts, metric: usize, seat: usize, period: usize) -> Option<f64> {
    let value = facts.reading(metric, seat, period).value?;
    let before = match terms.plan().metrics[metric].window.kind {
        WindowKind::YearToDate if period > 0 => facts.reading(metric, seat, period - 1).value.unwrap_or(0.0),
        _ => 0.0,
    };
    Some(value - before)
}

/// Dollars of one period that a commission pays on.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Dollars {
    /// Credited dollars.
    pub(super) credited: f64,
    /// Growth of renewed contracts.
    pub(super) uplift: f64,
}

/// Credited dollars of one period: of the months paid, or, for readings without dates, prorated by them. `None` where the
/// reading is undefined.
pub(super) fn dollars_in(
    terms: &Terms,
    facts: &Facts,
    attendance: &Attendance<'_>,
    component: usize,
    seat: usize,
    period: usize,
) -> Option<Dollars> {
    let rules = &terms.plan().components[component];
    if is_dated(&terms.plan().metrics[rules.metric]) {
        facts.reading(rules.metric, seat, period).value?;
        let mut sum = Dollars::default();
        for credit in in_period(terms, facts, component, seat, period).filter(|c| attendance.paid(period, c.month)) {
            sum.credited += dollars(rules, credit);
            sum.uplift += uplift(rules, credit);
        }
        return Some(sum);
    }
    let months = f64::from(attendance.months_in_force(rules, period)) / f64::from(terms.plan().cadence);
    let increase = increase(terms, facts, rules.metric, seat, period)?;
    Some(Dollars { credited: increase * rules.credit * months, uplift: 0.0 })
}
