//! Expected revenue of a window, lane by lane: the rules of [`baseline`](super::super::baseline).

use std::sync::Arc;

use super::super::baseline::{SANDBAG, held_out, looks_back_to, stated_growth};
use super::super::span::Span;
use super::super::{AccountRules, Baseline, Basis, SegmentBasis};
use super::month::{Month, Row, a_year};
use super::unit::UnitView;
use crate::lanes::{Lanes, Work};

/// A baseline rule made ready for one window of a unit.
pub(super) enum Expected<'a> {
    /// What these months brought, for accounts that were there in all of them; base revenue for others.
    Earlier(Vec<Month<'a>>, usize),
    /// The same, for accounts that arrived in one of them since then.
    Trailing(Vec<Month<'a>>, usize),
    /// Base revenue times a factor, `segments × lanes`.
    Grown(Vec<f64>),
    /// Base revenue times a factor by segment with an error, then what was talked down, `seats × lanes`.
    Forecast { factor: Vec<f64>, error: Vec<f64>, down: Vec<f64> },
    /// Base revenue.
    Base,
}

/// What a rule is read with.
pub(super) struct Rule<'a> {
    pub(super) baseline: Baseline,
    pub(super) rules: &'a AccountRules,
    pub(super) basis: Basis,
    pub(super) segments: &'a [SegmentBasis],
    pub(super) seats: usize,
    /// Lanes in which each account is held out.
    pub(super) held_out: Option<&'a Arc<[u32]>>,
}

impl<'a> Expected<'a> {
    /// `last` is the window of the pay period before. `None` if the rule cannot say anything here.
    pub(super) fn new(rule: &Rule<'_>, view: &UnitView<'a>, span: Span, last: Option<Span>) -> Option<Self> {
        let years = span.len() as f64 / 12.0;
        let width = view.width();
        let months = |span: Span| Month::all(view, rule.rules, span);
        let earlier = looks_back_to(rule.baseline, span, rule.basis, last)?;
        Some(match (rule.baseline, earlier) {
            (Baseline::Trailing { .. }, Some(earlier)) => Self::Trailing(months(earlier), earlier.from),
            (_, Some(earlier)) => Self::Earlier(months(earlier), earlier.from),
            (Baseline::CohortCurve { annual }, _) => {
                let factors = stated_growth(annual, rule.segments, years);
                Self::Grown(factors.into_iter().flat_map(|factor| std::iter::repeat_n(factor, width)).collect())
            }
            (Baseline::HoldOut { .. }, _) => Self::Grown(held_out_growth(rule, view, span)?),
            (Baseline::Forecast { error_sd, negotiated }, _) => {
                let quarters = span.len() as f64 / 3.0;
                let seat_lanes = |month: usize| month * rule.seats * width..(month + 1) * rule.seats * width;
                let normals = &view.forecast_noise[seat_lanes(span.to)];
                let down = |&said: &f32| 1.0 - SANDBAG * if negotiated { f64::from(said) } else { 0.0 };
                Self::Forecast {
                    factor: stated_growth(None, rule.segments, years),
                    error: normals.iter().map(|&normal| error_sd * quarters.sqrt() * f64::from(normal)).collect(),
                    down: view.sandbagging[seat_lanes(span.from)].iter().map(down).collect(),
                }
            }
            _ => Self::Base,
        })
    }

    /// Expected revenue of one account of this birth, segment and seat, \[$ a year\]; for rules with a mark, its revenue in the last window.
    #[inline(always)]
    pub(super) fn of<L: Lanes>(&self, l: L, row: usize, [born, segment, seat]: [usize; 3], by_contract: bool, base: &Row) -> Row {
        let width = L::WIDTH;
        match self {
            Self::Earlier(months, from) if born <= *from => a_year(l, months, row, born, by_contract),
            Self::Trailing(months, from) if born < from + months.len() => {
                a_year(l, &months[born.max(*from) - from..], row, born, by_contract)
            }
            Self::Grown(factor) => {
                let mut grown = *base;
                let factor = &factor[segment * width..(segment + 1) * width];
                for (base, factor) in grown[..width].iter_mut().zip(factor) {
                    *base *= factor;
                }
                grown
            }
            Self::Forecast { factor, error, down } => {
                let mut grown = *base;
                let at = seat * width..(seat + 1) * width;
                for (lane, (error, down)) in error[at.clone()].iter().zip(&down[at]).enumerate() {
                    grown[lane] = grown[lane] * (factor[segment] + error) * down;
                }
                grown
            }
            _ => *base,
        }
    }
}

/// Accounts of a hold-out group: lanes by row.
pub(super) fn held_out_lanes(share: f64, ids: &[u32], salts: &[u64]) -> Arc<[u32]> {
    let of = |&id: &u32| (0..salts.len()).filter(|&lane| held_out(share, salts[lane], id)).fold(0, |bits, lane| bits | 1 << lane);
    ids.iter().map(of).collect()
}

/// Growth of the unmanaged hold-out group over the window, `segments × lanes`; NaN where there is none. `None` without a twin or enough past.
fn held_out_growth(rule: &Rule<'_>, view: &UnitView<'_>, span: Span) -> Option<Vec<f64>> {
    let (base_span, held_out) = (span.base(rule.basis)?, rule.held_out?);
    let twin = UnitView { revenue: view.unserved?, ..*view };
    let mut sums = [vec![0.0; rule.segments.len() * view.width()], vec![0.0; rule.segments.len() * view.width()]];
    view.isa.run(HeldOut {
        view: &twin,
        held_out,
        until: view.rows.arrived(base_span.from),
        months: [base_span, span.current(rule.basis)].map(|span| Month::all(&twin, rule.rules, span)),
        sums: &mut sums,
    });
    let [base, current] = sums;
    Some(base.into_iter().zip(current).map(|(base, current)| if base > 0.0 { current / base } else { f64::NAN }).collect())
}

/// Sums over the accounts of a hold-out group.
struct HeldOut<'a, 'v> {
    view: &'a UnitView<'v>,
    held_out: &'a [u32],
    until: usize,
    months: [Vec<Month<'v>>; 2],
    /// Base and current revenue, `segments × lanes`.
    sums: &'a mut [Vec<f64>; 2],
}

impl Work for HeldOut<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, l: L) {
        let (width, rows) = (L::WIDTH, self.view.rows);
        let [base_months, current_months] = &self.months;
        let [base_sums, current_sums] = self.sums;
        for (row, &held_out) in self.held_out[..self.until].iter().enumerate() {
            if held_out == 0 {
                continue;
            }
            let (born, segment) = (usize::from(rows.born[row]), usize::from(rows.segment[row]));
            let by_contract = rows.by_contract[segment];
            let base = a_year(l, base_months, row, born, by_contract);
            let current = a_year(l, current_months, row, born, by_contract);
            for lane in 0..width {
                let counts = base[lane] > 0.0 && held_out >> lane & 1 != 0;
                base_sums[segment * width + lane] += if counts { base[lane] } else { 0.0 };
                current_sums[segment * width + lane] += if counts { current[lane] } else { 0.0 };
            }
        }
    }
}
