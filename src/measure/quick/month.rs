//! Revenue of a month as the account rules see it, lane by lane.

use super::super::AccountRules;
use super::super::accounts::NOTICE_MONTHS;
use super::super::span::Span;
use super::unit::UnitView;

/// As many lanes as any vector has.
pub(super) const LANES: usize = 16;

/// Double-precision numbers of one account, lane by lane; those beyond the vector's width stay as they are.
pub(super) type Row = [f64; LANES];

/// Revenue of one month, and what the rules look at beside it.
pub(super) struct Month<'a> {
    month: usize,
    invoiced: &'a [f32],
    /// The three months before, latest first, and the factor of a spike over their mean.
    spike: Option<([&'a [f32]; 3], f64)>,
    /// A month by which contracts whose notice has been given are gone.
    notice: Option<&'a [f32]>,
}

impl<'a> Month<'a> {
    fn of(view: &UnitView<'a>, rules: &AccountRules, month: usize) -> Self {
        let before = |spike: super::super::Spike| Some(([1, 2, 3].map(|back| month.checked_sub(back).map(view.revenue)), spike.factor));
        let spike = rules.spike.and_then(before).and_then(|([a, b, c], factor)| Some(([a?, b?, c?], factor)));
        let notice = rules.churn_at_notice.then(|| (view.revenue)((month + NOTICE_MONTHS).min(view.now)));
        Self { month, invoiced: (view.revenue)(month), spike, notice }
    }

    /// All months of a span.
    pub(super) fn all(view: &UnitView<'a>, rules: &AccountRules, span: Span) -> Vec<Self> {
        span.months().map(|month| Self::of(view, rules, month)).collect()
    }

    /// Months whose revenue [`Month::of`] looks at, when `now` is the last that has been lived.
    pub(super) fn looks_at(rules: &AccountRules, month: usize, now: usize) -> impl Iterator<Item = usize> {
        let back = if rules.spike.is_some() { 3 } else { 0 };
        let notice = rules.churn_at_notice.then(|| (month + NOTICE_MONTHS).min(now));
        (month.saturating_sub(back)..=month).chain(notice)
    }

    /// Adds what one account that arrived in month `born` brought: nothing from the notice on, spikes cut.
    #[inline(always)]
    pub(super) fn add(&self, width: usize, row: usize, born: usize, by_contract: bool, sum: &mut Row) {
        let at = row * width..(row + 1) * width;
        let mut worth = [0.0; LANES];
        for (worth, &invoiced) in worth[..width].iter_mut().zip(&self.invoiced[at.clone()]) {
            *worth = f64::from(invoiced);
        }
        if let Some(([a, b, c], factor)) = self.spike.filter(|_| self.month >= born + 3) {
            let (a, b, c) = (&a[at.clone()], &b[at.clone()], &c[at.clone()]);
            for lane in 0..width {
                let usual = (f64::from(a[lane]) + f64::from(b[lane]) + f64::from(c[lane])) / 3.0;
                worth[lane] = if usual > 0.0 && worth[lane] > factor * usual { usual } else { worth[lane] };
            }
        }
        if let Some(then) = self.notice.filter(|_| by_contract) {
            for (worth, then) in worth[..width].iter_mut().zip(&then[at]) {
                *worth = if *then > 0.0 { *worth } else { 0.0 };
            }
        }
        for (sum, worth) in sum[..width].iter_mut().zip(&worth[..width]) {
            *sum += worth;
        }
    }

    /// Whether one account counts as being there, lane by lane: 1 or 0.
    #[inline(always)]
    pub(super) fn there(&self, width: usize, row: usize, by_contract: bool, there: &mut Row) {
        let then = self.notice.filter(|_| by_contract).unwrap_or(self.invoiced);
        for (there, then) in there[..width].iter_mut().zip(&then[row * width..(row + 1) * width]) {
            *there = if *then > 0.0 { 1.0 } else { 0.0 };
        }
    }
}

/// Adds up some months of one account.
#[inline(always)]
pub(super) fn sum(width: usize, months: &[Month<'_>], row: usize, born: usize, by_contract: bool) -> Row {
    let mut sum = [0.0; LANES];
    for month in months {
        month.add(width, row, born, by_contract, &mut sum);
    }
    sum
}

/// The same for a year: a month × 12, a window's sum × 12 / months.
#[inline(always)]
pub(super) fn a_year(width: usize, months: &[Month<'_>], row: usize, born: usize, by_contract: bool) -> Row {
    let mut sum = sum(width, months, row, born, by_contract);
    let factor = 12.0 / months.len() as f64;
    for sum in &mut sum[..width] {
        *sum *= factor;
    }
    sum
}
