//! Revenue of a month as the account rules see it, lane by lane.

use super::super::AccountRules;
use super::super::accounts::NOTICE_MONTHS;
use super::super::span::Span;
use super::unit::UnitView;
use crate::lanes::Lanes;

/// As many lanes as any vector has.
pub(super) const LANES: usize = 16;

/// Share of a spike's limit from which it is looked at: single precision is off by far less than the rest.
const NEARLY: f64 = 1.0 - 1e-5;

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
    pub(super) fn add<L: Lanes>(&self, l: L, row: usize, born: usize, by_contract: bool, sum: &mut Row) {
        let mut worth = l.vectors(self.invoiced)[row];
        if let Some(then) = self.notice.filter(|_| by_contract) {
            worth = l.keep(l.less(l.splat(0.0), l.vectors(then)[row]), worth);
        }
        if let Some((before, factor)) = self.spike.filter(|_| self.month >= born + 3) {
            let [a, b, c] = before;
            let usual = l.add(l.add(l.vectors(a)[row], l.vectors(b)[row]), l.vectors(c)[row]);
            // a little below the limit: what passes is looked at to the last bit
            let limit = l.mul(usual, l.splat((factor / 3.0 * NEARLY) as f32));
            let mut spikes = l.bits(l.less(limit, worth));
            while spikes != 0 {
                let lane = spikes.trailing_zeros() as usize;
                let cell = row * L::WIDTH + lane;
                let usual = (f64::from(a[cell]) + f64::from(b[cell]) + f64::from(c[cell])) / 3.0;
                if usual > 0.0 && f64::from(self.invoiced[cell]) > factor * usual {
                    worth = l.keep(l.lanes_set(!(1 << lane)), worth);
                    sum[lane] += usual;
                }
                spikes &= spikes - 1;
            }
        }
        l.accumulate(worth, 1.0, &mut sum[..L::WIDTH]);
    }

    /// Lanes in which one account counts as being there.
    #[inline(always)]
    pub(super) fn there<L: Lanes>(&self, l: L, row: usize, by_contract: bool) -> u32 {
        let then = self.notice.filter(|_| by_contract).unwrap_or(self.invoiced);
        l.bits(l.less(l.splat(0.0), l.vectors(then)[row]))
    }
}

/// Adds up some months of one account.
#[inline(always)]
pub(super) fn sum<L: Lanes>(l: L, months: &[Month<'_>], row: usize, born: usize, by_contract: bool) -> Row {
    let mut sum = [0.0; LANES];
    for month in months {
        month.add(l, row, born, by_contract, &mut sum);
    }
    sum
}

/// The same for a year: a month × 12, a window's sum × 12 / months.
#[inline(always)]
pub(super) fn a_year<L: Lanes>(l: L, months: &[Month<'_>], row: usize, born: usize, by_contract: bool) -> Row {
    let mut sum = sum(l, months, row, born, by_contract);
    let factor = 12.0 / months.len() as f64;
    for sum in &mut sum[..L::WIDTH] {
        *sum *= factor;
    }
    sum
}
