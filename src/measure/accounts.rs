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

#[cfg(test)]
mod tests {
    use super::super::hand_made::{SEGMENTS, account, close, metric, panel, reading, value};
    use super::super::{Books, Facts, Measure, Presence, Scope, SeatBook, SeatMonth, read};
    use super::*;
    use crate::dynamics::EventKind;

    fn nrr(rules: AccountRules) -> super::super::Metric {
        metric(Measure::Nrr).rules(rules)
    }

    #[test]
    fn the_influence_cap_clips_both_ways() {
        let panel = panel(1, 4, 1).with(vec![
            account(0, &[100.0, 0.0, 0.0, 180.0]),
            account(0, &[100.0, 0.0, 0.0, 90.0]),
            account(0, &[100.0, 0.0, 0.0, 10.0]),
        ]);
        let capped = AccountRules { influence_cap: Some(0.25), ..AccountRules::default() };
        close(value(&nrr(capped.clone()), &panel), (125.0 + 90.0 + 75.0) / 300.0);
        close(value(&metric(Measure::Grr).rules(capped.clone()), &panel), (100.0 + 90.0 + 75.0) / 300.0);
        close(value(&metric(Measure::Growth).rules(capped), &panel), -10.0 * 12.0);
        close(value(&nrr(AccountRules::default()), &panel), 280.0 / 300.0);
    }

    #[test]
    fn a_spike_counts_as_the_mean_of_the_three_months_before() {
        let spike = || AccountRules { spike: Some(Spike { factor: 2.0 }), ..AccountRules::default() };
        // 90, 100, 110 → mean 100: 250 is a spike, 200 is not ("above").
        let at = |last: f32| panel(3, 6, 1).with(vec![account(0, &[0.0, 0.0, 90.0, 100.0, 110.0, last])]);
        close(value(&nrr(spike()), &at(250.0)), 100.0 / 90.0);
        close(value(&nrr(spike()), &at(200.0)), 200.0 / 90.0);
        // A lasting step is cut in its first month only: the second month's past already holds the step.
        let step = panel(3, 9, 1).with(vec![account(0, &[100.0, 100.0, 100.0, 100.0, 100.0, 300.0, 300.0])]);
        close(value(&nrr(spike()), &step), 1.0);
        close(reading(&nrr(spike()), &step, 0, 1).value, 3.0);
        // Without three months behind it nothing is a spike.
        let early = panel(1, 4, 1).with(vec![account(0, &[0.0, 10.0, 10.0, 500.0]).born(1), account(0, &[1.0])]);
        close(value(&metric(Measure::Revenue).rules(spike()), &early), 520.0 + 3.0);
    }

    #[test]
    fn a_contract_is_lost_at_notice_two_months_before_its_renewal() {
        let churners = |left| panel(3, 9, 1).with(vec![account(0, &[100.0]), account(0, &[100.0]).left(left).contract()]);
        let at_notice = || AccountRules { churn_at_notice: true, ..AccountRules::default() };
        for (left, without, with) in [(5, 0.5, 0.5), (6, 1.0, 0.5), (7, 1.0, 0.5), (8, 1.0, 1.0)] {
            close(value(&nrr(AccountRules::default()), &churners(left)), without);
            close(value(&nrr(at_notice()), &churners(left)), with);
            close(value(&metric(Measure::LogoRetention).rules(at_notice()), &churners(left)), with);
        }
        let usage = panel(3, 9, 1).with(vec![account(0, &[100.0]), account(0, &[100.0]).left(7)]);
        close(value(&nrr(at_notice()), &usage), 1.0);
        // Lost in the first quarter by notice, it is no base-period customer of the second.
        let second = reading(&nrr(at_notice()), &churners(7), 0, 1);
        assert_eq!((second.value, second.base), (Some(1.0), 1200.0));
    }

    /// Seat 1 gets an account of 100 that fell to 50; its own is steady.
    fn handed_over(from: u16) -> Panel {
        panel(3, 12, 2)
            .with(vec![account(0, &[100.0, 100.0, 100.0, 100.0, 100.0, 50.0]), account(1, &[100.0]), account(0, &[100.0])])
            .moved(&[(0, from, 1)])
    }

    #[test]
    fn an_account_counts_with_its_base_for_whoever_holds_it_at_the_windows_end() {
        let of = |seat| reading(&nrr(AccountRules::default()), &handed_over(5), seat, 0);
        assert_eq!((of(0).value, of(0).base), (Some(1.0), 1200.0));
        assert_eq!((of(1).value, of(1).base), (Some(0.75), 2400.0));
        assert_eq!(
            reading(&nrr(AccountRules::default()), &handed_over(6), 0, 0).value,
            Some(0.75),
            "a month later it is the next quarter's"
        );
    }

    #[test]
    fn grace_protects_whole_months_and_tenure_asks_for_months_held() {
        let grace = |grace_months| AccountRules { grace_months, ..AccountRules::default() };
        let tenure = |min_tenure_months| AccountRules { min_tenure_months, ..AccountRules::default() };
        // Handed over at the beginning of month 3 and held for the whole quarter, months 3 to 5.
        for (rules, counts) in [(grace(2), true), (grace(3), false), (tenure(3), true), (tenure(4), false)] {
            let book = reading(&nrr(rules.clone()), &handed_over(3), 1, 0);
            assert_eq!(book.value, Some(if counts { 0.75 } else { 1.0 }), "{rules:?}");
            assert_eq!(reading(&nrr(rules), &handed_over(3), 0, 0).base, 1200.0, "nor does it fall back to the old owner");
        }
        assert_eq!(reading(&nrr(grace(3)), &handed_over(3), 1, 1).base, 12.0 * 150.0, "the grace is over in the next quarter");
        // An account that was never handed over has no grace; a new one has to be held all the same.
        let born = panel(3, 9, 1).with(vec![account(0, &[100.0]), account(0, &[10.0]).born(3)]);
        let revenue = |rules| value(&metric(Measure::Revenue).rules(rules), &born);
        assert_eq!((revenue(grace(12)), revenue(tenure(3)), revenue(tenure(4))), (Some(330.0), Some(330.0), Some(300.0)));
        let company = nrr(grace(3)).scope(Scope::Company);
        assert_eq!(reading(&company, &handed_over(3), 0, 0).base, 2400.0, "pools are sums of books as the rules leave them");
    }

    #[test]
    fn a_new_hire_inherits_the_seats_accounts() {
        let panel = panel(3, 9, 1)
            .with(vec![account(0, &[100.0]), account(0, &[10.0]).born(4)])
            .happened(&[(3, 0, EventKind::Deal, 5.0), (5, 0, EventKind::Deal, 7.0)]);
        let at = |tenure| SeatMonth { present: true, tenure };
        let vacant = SeatMonth { present: false, tenure: 0 };
        // Hired in paid month 1: month 4 of the panel.
        let presence = Presence { months: 6, seat_months: vec![vacant, at(0), at(1), at(2), at(3), at(4)] };
        let seats = [SeatBook { segment: 0, pod: 0 }];
        let books = Books { seats: &seats, segments: &SEGMENTS, presence: &presence, months: 6 };
        let read_with = |measure, rules, period| {
            let mut facts = Facts::default();
            read(&[metric(measure).rules(rules)], 3, &panel, None, &books, &mut facts);
            facts.reading(0, 0, period).value
        };
        let grace = || AccountRules { grace_months: 2, ..AccountRules::default() };
        assert_eq!(read_with(Measure::Nrr, grace(), 0), None, "held for two months, both of grace");
        assert_eq!(read_with(Measure::Nrr, grace(), 1), Some(1.0));
        assert_eq!(read_with(Measure::Revenue, grace(), 0), Some(20.0), "the account that came with the hire is no inheritance");
        let tenure = AccountRules { min_tenure_months: 2, ..AccountRules::default() };
        assert_eq!(read_with(Measure::Nrr, tenure.clone(), 0), Some(1.0));
        assert_eq!(read_with(Measure::CsqlClosed, AccountRules::default(), 0), Some(2.0));
        assert_eq!(read_with(Measure::CsqlClosed, tenure, 0), Some(1.0), "in a vacant seat nobody has held the account");
    }
}
