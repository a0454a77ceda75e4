//! Which accounts count in a book, and what their months are worth: the account rules.

use super::holding::Tenure;
use super::span::Span;
use super::{AccountRules, Spike};
use crate::dynamics::Panel;

/// Months between the notice and the renewal at which a contract is lost (model section 0.9).
pub(super) const NOTICE_MONTHS: usize = 2;

/// Why an account, or part of it, does not count: the words statements show.
pub(super) mod note {
    pub(crate) const GRACE: &str = "handed over: still in its grace months";
    pub(crate) const TENURE: &str = "not held long enough";
    pub(crate) const ARRIVED: &str = "arrived inside the window";
    pub(crate) const NO_FULL_MONTH: &str = "no full month yet";
    pub(crate) const GROWTH_ONLY: &str = "arrived inside the window: growth only";
    pub(crate) const NO_BASE: &str = "no base revenue";
    pub(crate) const CAPPED: &str = "clipped by the influence cap";
    pub(crate) const LOST: &str = "lost";
}

impl AccountRules {
    /// Why an account does not count for its holder; `None` if it does.
    ///
    /// Grace protects months: a window that ends within the first `grace_months` months of an inherited account leaves it out, so
    /// three months of grace leave out the whole quarter at whose beginning it changed hands. Tenure asks for months held:
    /// an account held for exactly `min_tenure_months` counts. Both go by the person in the seat.
    pub(super) fn leaves_out(&self, tenure: Tenure) -> Option<&'static str> {
        if self.grace_months > 0 && tenure.inherited && tenure.months <= usize::from(self.grace_months) {
            Some(note::GRACE)
        } else if tenure.months < usize::from(self.min_tenure_months) {
            Some(note::TENURE)
        } else {
            None
        }
    }

    /// Whether every account counts for its holder, so that tenure need not be looked up.
    pub(super) fn count_all(&self) -> bool {
        self.grace_months == 0 && self.min_tenure_months == 0
    }

    /// Current revenue within what one account may move a ratio: (1 − x) to (1 + x) of its base.
    pub(super) fn clip(&self, current: f64, base: f64) -> f64 {
        match self.influence_cap {
            Some(cap) => current.max((1.0 - cap) * base).min((1.0 + cap) * base),
            None => current,
        }
    }

    /// First month that counts as being without the account: the notice instead of the loss, where the rule says so.
    pub(super) fn lost_from(&self, panel: &Panel, account: usize) -> usize {
        match panel.left[account] {
            Panel::ALIVE => usize::MAX,
            left if self.churn_at_notice && panel.contract[account] => usize::from(left).saturating_sub(NOTICE_MONTHS),
            left => usize::from(left),
        }
    }
}

/// Revenue as the account rules see it.
#[derive(Clone, Copy)]
pub(super) struct Revenue<'a> {
    pub(super) panel: &'a Panel,
    pub(super) rules: &'a AccountRules,
}

impl Revenue<'_> {
    /// Revenue of one account in one month, \[$/month\]: nothing from the notice on, spikes cut.
    pub(super) fn month(&self, account: usize, month: usize) -> f64 {
        if self.rules.churn_at_notice && month >= self.rules.lost_from(self.panel, account) {
            return 0.0;
        }
        match self.rules.spike {
            Some(spike) => self.without_spike(spike, account, month),
            None => self.invoiced(account, month),
        }
    }

    /// Mean revenue of one account over a span, \[$ a year\]: a month × 12, a window's sum × 12 / months.
    pub(super) fn a_year(&self, account: usize, span: Span) -> f64 {
        self.sum(account, span) * (12.0 / span.len() as f64)
    }

    /// Revenue of one account summed over a span, \[$\].
    pub(super) fn sum(&self, account: usize, span: Span) -> f64 {
        let mut sum = 0.0;
        for month in span.months() {
            sum += self.month(account, month);
        }
        sum
    }

    fn invoiced(&self, account: usize, month: usize) -> f64 {
        f64::from(self.panel.revenue[month * self.panel.accounts + account])
    }

    /// The three months before are taken as invoiced, spikes in them included: a lasting step up is then cut in its first
    /// month only. A month with fewer than three months behind it, or none of them paid, is never a spike.
    fn without_spike(&self, spike: Spike, account: usize, month: usize) -> f64 {
        let invoiced = self.invoiced(account, month);
        if month < usize::from(self.panel.born[account]) + 3 {
            return invoiced;
        }
        let usual = (1..=3).map(|back| self.invoiced(account, month - back)).sum::<f64>() / 3.0;
        if usual > 0.0 && invoiced > spike.factor * usual { usual } else { invoiced }
    }
}
