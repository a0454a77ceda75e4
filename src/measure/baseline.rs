//! Growth that would have come anyway: the revenue a baseline rule expects of the window, \[$ a year\].
//!
//! Rules work on the accounts that count for retention (with their base b, n = months of the window):
//!
//! | rule | expected revenue |
//! | --- | --- |
//! | trailing k | Σ mean of the k months before the window (of those since arrival, for younger accounts) |
//! | same quarter last year | Σ the same months a year earlier; b for accounts that were not there |
//! | cohort curve | Σ b · f^(n/12), f the stated factor or the segment's organic NRR |
//! | forecast | Σ b · (organic NRR^(n/12) + sd · √(n/3) · N), N one normal per seat and window |
//! | hold-out | Σ b · (current ÷ base revenue of the segment's hold-out accounts, unmanaged, in the same months) |
//! | high-water mark | the highest result so far; at first Σ b |
//! | ratchet κ | last baseline + κ · (last result − last baseline); at first Σ b |
//!
//! *A hold-out group* is a random share of the segment's accounts as they do in the twin that never had a CSM. *Marks follow the book*:
//! the mark and the ratchet's baseline belong to accounts; when accounts are handed over or begin to count, the mark is scaled by
//! what the book that counts now made in the last window, over what the book that counted then made. While the book stays the
//! same that factor is 1, losses included.
//!
//! # What a goal "decided by measuring" means
//!
//! A metric with a baseline rule and one measure says in [`Reading::goal`](super::Reading) what the rule expected of *that measure*:
//!
//! | measure | goal | so that value ÷ goal is |
//! | --- | --- | --- |
//! | NRR, NRR+ | expected revenue ÷ base | actual ÷ expected revenue |
//! | growth | expected revenue − base | actual ÷ expected growth |
//! | growth above baseline | expected revenue, \[$ a year\] | growth above the baseline as a share of it |
//! | revenue | expected revenue of the window, \[$\] | invoiced ÷ expected (new accounts come on top) |
//!
//! Other measures, and sums of several, keep the plan's goal.

use super::lot::{lot, salt};
use super::span::Span;
use super::view::{Part, View};
use super::{Baseline, Measure};
use crate::dynamics::Panel;

/// A baseline rule made ready for one window.
pub(super) struct Expectation<'a> {
    rule: Baseline,
    view: View<'a>,
    /// Months that are compared with the present, for rules that look back.
    earlier: Option<Span>,
    /// Growth factor over the window by segment, for rules that have one; NaN where it is unknown.
    factor: Vec<f64>,
    /// The last period's window, for rules that carry a mark.
    last: Option<Span>,
}

impl<'a> Expectation<'a> {
    /// `last` is the window of the pay period before. `None` if the rule cannot say anything here: too little past, no twin, no
    /// measurement noise.
    pub(super) fn new(rule: Baseline, view: View<'a>, hold_out: Option<&Panel>, last: Option<Span>) -> Option<Self> {
        let span = view.span;
        let years = span.len() as f64 / 12.0;
        let segments = &view.books.segments;
        let organic = || segments.iter().map(|s| libm::pow(s.organic_nrr, years)).collect::<Vec<f64>>();
        let mut expectation = Self { rule, view, earlier: None, factor: Vec::new(), last: None };
        match rule {
            Baseline::Trailing { months } => {
                let to = span.from.checked_sub(1)?;
                expectation.earlier = Some(Span { from: span.from.checked_sub(usize::from(months.max(1)))?, to });
            }
            Baseline::SameQuarterLastYear => expectation.earlier = Some(span.current(view.basis).back(12)?),
            Baseline::CohortCurve { annual: Some(annual) } => {
                expectation.factor = vec![libm::pow(annual, years); segments.len()];
            }
            Baseline::CohortCurve { annual: None } => expectation.factor = organic(),
            Baseline::Forecast { .. } if view.panel.seat_noise.is_empty() => return None,
            Baseline::Forecast { .. } => expectation.factor = organic(),
            Baseline::HoldOut { share } => expectation.factor = held_out_growth(share, &view, hold_out?)?,
            Baseline::HighWaterMark | Baseline::Ratchet { .. } => {
                expectation.last = last.map(|last| last.current(view.basis));
            }
        }
        Some(expectation)
    }

    /// Expected revenue of one account that counts, \[$ a year\]; for rules with a mark, its revenue in the last window.
    fn of_account(&self, account: usize, seat: usize, base: f64) -> f64 {
        let panel = self.view.panel;
        let born = usize::from(panel.born[account]);
        let factor = || self.factor[usize::from(panel.segment[account])];
        match (self.rule, self.earlier, self.last) {
            (Baseline::Trailing { .. }, Some(earlier), _) if born <= earlier.to => {
                self.view.revenue().a_year(account, Span { from: earlier.from.max(born), to: earlier.to })
            }
            (Baseline::SameQuarterLastYear, Some(earlier), _) if born <= earlier.from => self.view.revenue().a_year(account, earlier),
            (Baseline::CohortCurve { .. } | Baseline::HoldOut { .. }, ..) => base * factor(),
            (Baseline::Forecast { error_sd }, ..) => {
                let quarters = self.view.span.len() as f64 / 3.0;
                let normal = f64::from(panel.seat_noise[(self.view.span.to * panel.seats + seat) * 4 + 2]);
                base * (factor() + error_sd * quarters.sqrt() * normal)
            }
            (Baseline::HighWaterMark | Baseline::Ratchet { .. }, _, Some(last)) if born <= last.from => {
                self.view.revenue().a_year(account, last)
            }
            _ => base,
        }
    }

    /// Adds a part of [`Measure::GrowthAboveBaseline`] to its group's sums.
    pub(super) fn add(&self, sums: &mut BaselineSums, part: &Part) {
        let Some(account) = part.account else { return };
        if part.base > 0.0 {
            sums.base += part.base;
            sums.result += part.counted;
            sums.unclipped += part.current;
            sums.expected += self.of_account(account as usize, usize::from(part.seat), part.base);
        }
    }

    /// Expected revenue of a group; moves the group's mark on. `None` where nothing counts or the rule cannot say.
    pub(super) fn settle(&self, sums: &BaselineSums, mark: &mut Option<Mark>) -> Option<f64> {
        if sums.base <= 0.0 || !sums.expected.is_finite() {
            *mark = None;
            return None;
        }
        let (Baseline::HighWaterMark | Baseline::Ratchet { .. }) = self.rule else { return Some(sums.expected) };
        let baseline = match *mark {
            Some(mark) if mark.result > 0.0 => mark.height * (sums.expected / mark.result),
            _ => sums.base,
        };
        let height = match self.rule {
            Baseline::Ratchet { speed } => baseline + speed * (sums.result - baseline),
            _ => baseline.max(sums.result),
        };
        *mark = Some(Mark { height, result: sums.unclipped });
        Some(baseline)
    }
}

/// Sums over the accounts of one group in one window, \[$ a year\].
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct BaselineSums {
    pub(super) base: f64,
    result: f64,
    unclipped: f64,
    expected: f64,
}

/// What a rule with a memory carries from one pay period to the next.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    /// The mark, or the ratchet's next baseline.
    height: f64,
    /// Revenue of the book that counted, before the influence cap.
    result: f64,
}

/// What the rule expected, in the unit of `measure`: see the table above.
pub(super) fn goal(measure: Measure, expected: f64, base: f64, months: usize) -> Option<f64> {
    match measure {
        Measure::Nrr | Measure::NrrPlus => Some(expected / base),
        Measure::Growth => Some(expected - base),
        Measure::GrowthAboveBaseline => Some(expected),
        Measure::Revenue => Some(expected * months as f64 / 12.0),
        _ => None,
    }
}

/// Whether an account is in the hold-out group: the same accounts in every window, world and plan of a trial.
fn held_out(share: f64, panel: &Panel, account: usize) -> bool {
    lot(salt(panel), [u64::from(panel.id[account]), 0x401d]) < share
}

/// Growth of the unmanaged hold-out group over the window, by segment; NaN for segments without any. `None` without enough past.
fn held_out_growth(share: f64, view: &View<'_>, twin: &Panel) -> Option<Vec<f64>> {
    let (base_span, current_span) = (view.span.base(view.basis)?, view.span.current(view.basis));
    let revenue = super::accounts::Revenue { panel: twin, rules: view.rules };
    let mut sums = vec![(0.0, 0.0); view.books.segments.len()];
    for account in 0..twin.accounts {
        if usize::from(twin.born[account]) <= base_span.from && held_out(share, twin, account) {
            let base = revenue.a_year(account, base_span);
            if base > 0.0 {
                let (current, of) = (revenue.a_year(account, current_span), usize::from(twin.segment[account]));
                sums[of] = (sums[of].0 + base, sums[of].1 + current);
            }
        }
    }
    Some(sums.into_iter().map(|(base, current)| if base > 0.0 { current / base } else { f64::NAN }).collect())
}
