//! The company as a whole, beside any plan; and the growth a plan's own baseline rule claims to have seen.

use super::read::Books;
use super::scope::Groups;
use super::{Baseline, Facts, Measure, Metric, WindowKind};
use crate::dynamics::Panel;

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
    let over_base = |sum: f64| (base > 0.0).then(|| sum / base);
    CompanyFacts {
        arr_start: 12.0 * total(start),
        arr_end: 12.0 * total(end),
        nrr: over_base(current),
        grr: over_base(kept),
        no_base_accounts,
        revenue: (panel.first_paid..panel.first_paid + months).map(total).sum(),
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
