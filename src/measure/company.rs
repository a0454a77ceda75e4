//! The company as a whole, beside any plan; and the growth a plan's own baseline rule claims to have seen.

use super::read::Books;
use super::scope::Groups;
use super::{Baseline, Facts, Measure, Metric, WindowKind};
use crate::dynamics::{EventKind, Panel};

/// A panel in a few numbers, over the paid months.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CompanyFacts {
    /// Annual recurring revenue at the start: 12 × revenue of the last burn-in month, or of the first paid month where there is no
    /// burn-in, \[$\].
    pub arr_start: f64,
    /// The same in the last paid month, \[$\].
    pub arr_end: f64,
    /// Revenue at the end of the accounts that had revenue at the start, over that revenue; `None` if there was none.
    pub nrr: Option<f64>,
    /// The same with each account's revenue at the end limited to its revenue at the start.
    pub grr: Option<f64>,
    /// Accounts there at the start and not yet lost whose revenue was not positive: left out of NRR and GRR.
    pub no_base_accounts: u32,
    /// Revenue invoiced in the paid months, \[$\].
    pub revenue: f64,
    /// Leads handed to sales in the paid months that were none: sales works on them all the same.
    pub padded_leads: u32,
    /// Discounts given in the paid months for signatures ahead of time, \[$ a year\].
    pub discounts: f64,
}

/// Company-level facts of `months` paid months.
#[must_use]
pub fn company(panel: &Panel, months: usize) -> CompanyFacts {
    let start = panel.first_paid.saturating_sub(1);
    let end = panel.first_paid + months.max(1) - 1;
    let total = |month: usize| panel.revenue_in(month).iter().map(|&revenue| f64::from(revenue)).sum::<f64>();
    let (mut base, mut current, mut kept, mut no_base_accounts) = (0.0, 0.0, 0.0, 0);
    for (account, (&then, &now)) in panel.revenue_in(start).iter().zip(panel.revenue_in(end)).enumerate() {
        let (then, now) = (f64::from(then), f64::from(now));
        if then > 0.0 {
            base += then;
            current += now;
            kept += now.min(then);
        } else if panel.alive(account, start) {
            no_base_accounts += 1;
        }
    }
    let paid = panel.first_paid..panel.first_paid + months;
    let happened = || panel.events.iter().filter(|event| paid.contains(&usize::from(event.month)));
    let over_base = |sum: f64| (base > 0.0).then(|| sum / base);
    CompanyFacts {
        arr_start: 12.0 * total(start),
        arr_end: 12.0 * total(end),
        nrr: over_base(current),
        grr: over_base(kept),
        no_base_accounts,
        revenue: paid.clone().map(total).sum(),
        padded_leads: happened().filter(|event| event.kind == EventKind::PaddedLead).count() as u32,
        discounts: happened().map(|event| f64::from(event.discount)).sum(),
    }
}

/// Growth above the plan's baseline over the whole horizon, all books together, \[$ a year\]: what the plan's own rule takes for
/// incremental. Read from the plan's first metric of growth above baseline; `None` if it has none or none was defined.
///
/// The same growth is counted once. Each pool counts once, whatever its number of seats. Over time:
/// rules that compare a window with its own past are summed over windows that do not overlap, from the last one back (windows of a
/// rule that looks a year back are a year long for this purpose, and year-to-date metrics have only the last one);
/// a high-water mark adds what rose above it each time; a ratchet of speed κ has absorbed κ of each earlier excess, so that
/// the last excess plus κ × the earlier ones is the growth above its first baseline.
#[must_use]
pub fn measured_increment(metrics: &[Metric], cadence: u16, books: &Books<'_>, facts: &Facts) -> Option<f64> {
    let index = metrics.iter().position(|metric| metric.measures.contains(&Measure::GrowthAboveBaseline))?;
    let metric = &metrics[index];
    let rule = metric.baseline?;
    let growth = |seat: usize, period: usize| facts.reading(index, seat, period).value;
    let mut sum = None;
    for (_, seat) in Groups::new(metric.scope, books.seats).first_seats() {
        let seat = usize::from(seat);
        let of_seat = match rule {
            Baseline::HighWaterMark => total((0..facts.periods).filter_map(|p| growth(seat, p)).map(|above| above.max(0.0))),
            Baseline::Ratchet { speed } => {
                let last = (0..facts.periods).rev().find(|&p| growth(seat, p).is_some());
                total((0..facts.periods).filter_map(|p| Some(growth(seat, p)? * if Some(p) == last { 1.0 } else { speed })))
            }
            _ => {
                let months = match rule {
                    Baseline::SameQuarterLastYear => 12,
                    _ => usize::from(metric.window.months),
                };
                let step = match metric.window.kind {
                    WindowKind::YearToDate => facts.periods.max(1),
                    WindowKind::Trailing => months.div_ceil(usize::from(cadence.max(1))).max(1),
                };
                total((0..facts.periods).rev().step_by(step).filter_map(|p| growth(seat, p)))
            }
        };
        sum = total([sum, of_seat].into_iter().flatten());
    }
    sum
}

/// A sum that is undefined when nothing was added.
fn total(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    numbers.fold(None, |sum, number| Some(sum.unwrap_or(0.0) + number))
}

#[cfg(test)]
mod tests {
    use super::super::hand_made::{SEGMENTS, account, close, metric, panel};
    use super::super::{Basis, Presence, Scope, SeatBook, read};
    use super::*;

    #[test]
    fn the_company_over_its_paid_months() {
        let panel = panel(2, 6, 1).with(vec![
            account(0, &[50.0, 100.0, 100.0, 100.0, 130.0, 999.0]),
            account(0, &[50.0, 60.0, 60.0]).left(4),
            account(0, &[0.0, 0.0, 0.0, 5.0]),
            account(0, &[7.0]).born(3),
        ]);
        // Paid months 2 to 4; month 5 is look-ahead.
        let facts = company(&panel, 3);
        assert_eq!((facts.arr_start, facts.arr_end), (12.0 * 160.0, 12.0 * 142.0));
        assert_eq!((facts.nrr, facts.grr), (Some(130.0 / 160.0), Some(100.0 / 160.0)));
        assert_eq!(facts.no_base_accounts, 1, "the one without revenue; the one that arrived later is no case");
        assert_eq!(facts.revenue, 160.0 + 172.0 + 142.0);
        assert_eq!((facts.padded_leads, facts.discounts), (0, 0.0));
        let whole = company(&Panel { first_paid: 0, ..panel }, 2);
        assert_eq!((whole.arr_start, whole.arr_end), (12.0 * 100.0, 12.0 * 160.0), "without burn-in the first paid month is the start");
        assert_eq!(company(&super::super::hand_made::panel(0, 2, 1).with(vec![account(0, &[0.0])]), 2).nrr, None);
    }

    #[test]
    fn padded_leads_and_discounts_of_the_paid_months_are_summed() {
        use EventKind::{Deal, Lead, PaddedLead};
        let mut panel = panel(2, 6, 1).with(vec![account(0, &[50.0])]).happened(&[
            (1, 0, PaddedLead, 0.0),
            (2, 0, PaddedLead, 0.0),
            (2, 0, Deal, 90.0),
            (3, 0, Lead, 0.0),
            (4, 0, PaddedLead, 0.0),
        ]);
        panel.events[0].discount = 7.0;
        panel.events[2].discount = 10.0;
        let facts = company(&panel, 3);
        assert_eq!((facts.padded_leads, facts.discounts), (2, 10.0));
    }

    /// Quarter ends at 100 | 120, 90, 110, 150 for one seat and a steady 40 for the other.
    fn increment(rule: Baseline, scope: Scope, kind: WindowKind) -> Option<f64> {
        let levels: Vec<f32> = [100.0, 120.0, 90.0, 110.0, 150.0].iter().flat_map(|&level| [level; 3]).collect();
        let past = vec![100.0; 9];
        let panel = panel(12, 24, 2).with(vec![account(0, &[past, levels].concat()), account(1, &[40.0])]);
        let metrics =
            [metric(Measure::Nrr), metric(Measure::GrowthAboveBaseline).baseline(rule).scope(scope).window(3, kind, Basis::Point)];
        let presence = Presence::settled(2, 12);
        let seats = [SeatBook { segment: 0, pod: 0 }; 2];
        let books = Books { seats: &seats, segments: &SEGMENTS, presence: &presence, months: 12 };
        let mut facts = Facts::default();
        read(&metrics, 3, &panel, None, &books, &mut facts);
        measured_increment(&metrics, 3, &books, &facts)
    }

    #[test]
    fn the_same_growth_is_counted_once() {
        use WindowKind::{Trailing, YearToDate};
        let last_month = Baseline::Trailing { months: 1 };
        for scope in [Scope::Individual, Scope::Company] {
            close(increment(last_month, scope, Trailing), 12.0 * 50.0);
            close(increment(last_month, scope, YearToDate), 12.0 * 50.0);
            close(increment(Baseline::SameQuarterLastYear, scope, Trailing), 12.0 * 50.0);
            close(increment(Baseline::CohortCurve { annual: Some(1.0) }, scope, Trailing), 12.0 * 50.0);
            close(increment(Baseline::Ratchet { speed: 1.0 }, scope, Trailing), 12.0 * 50.0);
            close(increment(Baseline::Ratchet { speed: 0.5 }, scope, Trailing), 12.0 * 50.0);
            close(increment(Baseline::Ratchet { speed: 0.0 }, scope, Trailing), 12.0 * 50.0);
        }
        close(increment(Baseline::HighWaterMark, Scope::Individual, Trailing), 12.0 * 50.0);
        assert_eq!(increment(Baseline::HoldOut { share: 1.0 }, Scope::Individual, Trailing), None, "never defined");
    }

    #[test]
    fn plans_without_a_baseline_measure_no_increment() {
        let presence = Presence::settled(1, 3);
        let seats = [SeatBook { segment: 0, pod: 0 }];
        let books = Books { seats: &seats, segments: &SEGMENTS, presence: &presence, months: 3 };
        assert_eq!(measured_increment(&[metric(Measure::Nrr)], 3, &books, &Facts::default()), None);
    }
}
