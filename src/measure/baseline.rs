//! Growth that would have come anyway: the revenue a baseline rule expects of the window, \[$ a year\].
//!
//! Rules work on the accounts that count for retention (with their base b, n = months of the window):
//!
//! | rule | expected revenue |
//! | --- | --- |
//! | trailing k | Σ mean of the k months before the window (of those since arrival, for younger accounts) |
//! | same quarter last year | Σ the same months a year earlier; b for accounts that were not there |
//! | cohort curve | Σ b · f^(n/12), f the stated factor or the segment's organic NRR |
//! | forecast | Σ b · (organic NRR^(n/12) + sd · √(n/3) · N), N one normal per seat and window; negotiated: × (1 − .10 × sandbagging when the window begins) |
//! | hold-out | Σ b · (current ÷ base revenue of the segment's hold-out accounts, unmanaged, in the same months) |
//! | high-water mark | the highest result so far; at first Σ b |
//! | ratchet κ | last baseline + κ · (last result − last baseline); at first Σ b |
//!
//! *A hold-out group* is a random share of the segment's accounts as they do in the twin that never had a CSM. *Marks follow the book*:
//! the mark and the ratchet's baseline belong to accounts; when accounts are handed over or begin to count, the mark is scaled by
//! what the book that counts now made in the last window, over what the book that counted then made. While the book stays the
//! same that factor is 1, losses included.
//!
//! What such a rule gives as a goal: [`Baseline`].

use super::lot::{lot, salt};
use super::span::Span;
use super::view::{Part, View};
use super::{Baseline, Basis, Measure, SegmentBasis};
use crate::dynamics::Panel;

/// By how much full sandbagging talks a forecast down (model section 4.5).
pub(super) const SANDBAG: f64 = 0.10;

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
        let compared = looks_back_to(rule, span, view.basis, last)?;
        let segments = view.books.segments;
        let mut expectation = Self { rule, view, earlier: None, factor: Vec::new(), last: None };
        match rule {
            Baseline::Trailing { .. } | Baseline::SameQuarterLastYear => expectation.earlier = compared,
            Baseline::CohortCurve { annual } => expectation.factor = stated_growth(annual, segments, years),
            Baseline::Forecast { .. } if view.panel.seat_noise.is_empty() => return None,
            Baseline::Forecast { .. } => expectation.factor = stated_growth(None, segments, years),
            Baseline::HoldOut { share } => expectation.factor = held_out_growth(share, &view, hold_out?)?,
            Baseline::HighWaterMark | Baseline::Ratchet { .. } => expectation.last = compared,
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
            (Baseline::Forecast { error_sd, negotiated }, ..) => {
                let quarters = self.view.span.len() as f64 / 3.0;
                let normal = f64::from(panel.seat_noise[(self.view.span.to * panel.seats + seat) * 4 + 2]);
                let said = if negotiated { f64::from(panel.sandbagging[self.view.span.from * panel.seats + seat]) } else { 0.0 };
                base * (factor() + error_sd * quarters.sqrt() * normal) * (1.0 - SANDBAG * said)
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
        settle(self.rule, sums, mark)
    }
}

/// Expected revenue from the sums over a group; moves the group's mark on. `None` where nothing counts or the rule cannot say.
pub(super) fn settle(rule: Baseline, sums: &BaselineSums, mark: &mut Option<Mark>) -> Option<f64> {
    if sums.base <= 0.0 || !sums.expected.is_finite() {
        *mark = None;
        return None;
    }
    let (Baseline::HighWaterMark | Baseline::Ratchet { .. }) = rule else { return Some(sums.expected) };
    let baseline = match *mark {
        Some(mark) if mark.result > 0.0 => mark.height * (sums.expected / mark.result),
        _ => sums.base,
    };
    let height = match rule {
        Baseline::Ratchet { speed } => baseline + speed * (sums.result - baseline),
        _ => baseline.max(sums.result),
    };
    *mark = Some(Mark { height, result: sums.unclipped });
    Some(baseline)
}

/// Months that a rule compares a window with: earlier ones, or for rules that carry a mark the `last` period's window (`None` where there was
/// none, or for rules that look at neither). Nothing if they reach back too far.
pub(super) fn looks_back_to(rule: Baseline, span: Span, basis: Basis, last: Option<Span>) -> Option<Option<Span>> {
    Some(match rule {
        Baseline::Trailing { months } => {
            let to = span.from.checked_sub(1)?;
            Some(Span { from: span.from.checked_sub(usize::from(months.max(1)))?, to })
        }
        Baseline::SameQuarterLastYear => Some(span.current(basis).back(12)?),
        Baseline::HighWaterMark | Baseline::Ratchet { .. } => last.map(|last| last.current(basis)),
        Baseline::CohortCurve { .. } | Baseline::Forecast { .. } | Baseline::HoldOut { .. } => None,
    })
}

/// Growth factor over so many years by segment: as stated, or the segment's organic NRR.
pub(super) fn stated_growth(annual: Option<f64>, segments: &[SegmentBasis], years: f64) -> Vec<f64> {
    segments.iter().map(|segment| libm::pow(annual.unwrap_or(segment.organic_nrr), years)).collect()
}

/// Sums over the accounts of one group in one window, \[$ a year\].
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct BaselineSums {
    pub(super) base: f64,
    pub(super) result: f64,
    pub(super) unclipped: f64,
    pub(super) expected: f64,
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
pub(super) fn held_out(share: f64, salt: u64, id: u32) -> bool {
    lot(salt, [u64::from(id), 0x401d]) < share
}

/// Growth of the unmanaged hold-out group over the window, by segment; NaN for segments without any. `None` without enough past.
fn held_out_growth(share: f64, view: &View<'_>, twin: &Panel) -> Option<Vec<f64>> {
    let (base_span, current_span) = (view.span.base(view.basis)?, view.span.current(view.basis));
    let revenue = super::accounts::Revenue { panel: twin, rules: view.rules };
    let mut sums = vec![(0.0, 0.0); view.books.segments.len()];
    for account in 0..twin.accounts {
        if usize::from(twin.born[account]) <= base_span.from && held_out(share, salt(twin), twin.id[account]) {
            let base = revenue.a_year(account, base_span);
            if base > 0.0 {
                let (current, of) = (revenue.a_year(account, current_span), usize::from(twin.segment[account]));
                sums[of] = (sums[of].0 + base, sums[of].1 + current);
            }
        }
    }
    Some(sums.into_iter().map(|(base, current)| if base > 0.0 { current / base } else { f64::NAN }).collect())
}

#[cfg(test)]
mod tests {
    use super::super::hand_made::SEGMENTS;
    use super::super::hand_made::{Account, account, close, facts, metric, panel, reading};
    use super::super::{AccountRules, Basis, Books, Facts, NewAccounts, Presence, Scope, SeatBook, WindowKind, read};
    use super::*;

    fn above(rule: Baseline) -> super::super::Metric {
        metric(Measure::GrowthAboveBaseline).baseline(rule)
    }

    /// Value and goal of the first seat in each quarter, in revenue a month.
    fn by_quarter(metric: &super::super::Metric, panel: &Panel) -> Vec<Option<(f64, f64)>> {
        let facts = facts(metric, panel);
        (0..facts.periods)
            .map(|period| {
                let reading = facts.reading(0, 0, period);
                reading.value.map(|value| (value / 12.0, reading.goal.unwrap() / 12.0))
            })
            .collect()
    }

    #[track_caller]
    fn assert_quarters(metric: &super::super::Metric, panel: &Panel, expected: &[(f64, f64)]) {
        let found = by_quarter(metric, panel);
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            close(found.map(|f| f.0), expected.0);
            close(found.map(|f| f.1), expected.1);
        }
    }

    /// Ends of quarters at months 2, 5, 8, …: each quarter's level in all its months.
    fn levels(owner: u16, quarters: &[f32]) -> Account {
        account(owner, &quarters.iter().flat_map(|&level| [level; 3]).collect::<Vec<_>>())
    }

    #[test]
    fn trailing_months_are_averaged_and_held_flat() {
        let panel = panel(3, 6, 1)
            .with(vec![account(0, &[90.0, 100.0, 110.0, 110.0, 115.0, 130.0]), account(0, &[0.0, 20.0, 40.0, 40.0, 40.0, 50.0]).born(1)]);
        assert_quarters(&above(Baseline::Trailing { months: 3 }), &panel, &[(180.0 - 130.0, 100.0 + 30.0)]);
        assert_quarters(&above(Baseline::Trailing { months: 1 }), &panel, &[(180.0 - 150.0, 150.0)]);
        assert_eq!(by_quarter(&above(Baseline::Trailing { months: 4 }), &panel), [None], "only three months are known");
        // Sums: (110 + 115 + 130) / 3 + (40 + 40 + 50) / 3 against the quarter before. The young account's quarter before is not
        // whole: it is new and left out.
        let sum = above(Baseline::Trailing { months: 3 }).sum();
        assert_quarters(&sum, &panel, &[(355.0 / 3.0 - 100.0, 100.0)]);
    }

    #[test]
    fn the_same_quarter_last_year_is_held_flat() {
        let panel = panel(12, 15, 1).with(vec![
            levels(0, &[80.0, 85.0, 90.0, 95.0, 100.0]),
            account(0, &[10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 20.0, 20.0, 20.0, 26.0]).born(6),
        ]);
        // The younger account was not there a year ago: its base of 20 stands in.
        assert_quarters(&above(Baseline::SameQuarterLastYear), &panel, &[(126.0 - 100.0, 80.0 + 20.0)]);
        let short = panel.clone();
        let early = Panel { first_paid: 9, months: 12, ..short };
        assert_eq!(by_quarter(&above(Baseline::SameQuarterLastYear), &early), [None]);
    }

    #[test]
    fn a_cohort_curve_grows_the_base_for_the_months_of_the_window() {
        let panel = panel(6, 12, 1).with(vec![levels(0, &[100.0, 100.0, 100.0, 130.0]), levels(0, &[50.0]).segment(1)]);
        // Half a year at 1.21 a year is 1.1; the second segment's organic NRR is 1.
        let half = |rule| above(rule).window(6, WindowKind::Trailing, Basis::Point);
        let organic = half(Baseline::CohortCurve { annual: None });
        close(reading(&organic, &panel, 0, 1).value, 12.0 * (180.0 - 160.0));
        close(reading(&organic, &panel, 0, 1).goal, 12.0 * 160.0);
        let stated = half(Baseline::CohortCurve { annual: Some(1.44) });
        close(reading(&stated, &panel, 0, 1).value, 12.0 * (180.0 - 180.0));
    }

    #[test]
    fn a_forecast_errs_by_seat_and_quarter() {
        let mut panel = panel(3, 9, 2).with(vec![account(0, &[100.0]).segment(1), account(1, &[100.0]).segment(1)]);
        panel.seat_noise[(5 * 2) * 4 + 2] = 2.0;
        let forecast = above(Baseline::Forecast { error_sd: 0.01, negotiated: false });
        close(reading(&forecast, &panel, 0, 0).value, -12.0 * 2.0);
        close(reading(&forecast, &panel, 1, 0).value, 0.0);
        close(reading(&forecast, &panel, 0, 1).value, 0.0);
        close(reading(&forecast.clone().scope(Scope::Company), &panel, 1, 0).value, -12.0 * 2.0);
        // Talked down by half when the window begins: a twentieth less than 1,200; a forecast of finance's own does not listen.
        panel.sandbagging[3 * 2 + 1] = 0.5;
        let agreed = above(Baseline::Forecast { error_sd: 0.01, negotiated: true });
        close(reading(&agreed, &panel, 1, 0).value, 60.0);
        close(reading(&agreed, &panel, 0, 0).value, -12.0 * 2.0);
        close(reading(&forecast, &panel, 1, 0).value, 0.0);
        // A window of a year's quarter count q errs √q times as much.
        panel.seat_noise[(8 * 2) * 4 + 2] = 1.0;
        let half = forecast.clone().window(6, WindowKind::Trailing, Basis::Point);
        close(reading(&half, &panel, 0, 1).value, -12.0 * 2f64.sqrt());
        assert_eq!(reading(&forecast, &panel.without_customers_life(), 0, 0).value, None);
    }

    #[test]
    fn a_hold_out_group_grows_as_its_twin_does() {
        let managed = panel(3, 6, 1).with(vec![levels(0, &[100.0, 150.0]), levels(0, &[100.0, 100.0]).segment(1)]);
        let twin = panel(3, 6, 1).with(vec![levels(0, &[100.0, 110.0]), levels(0, &[200.0, 100.0]).segment(1)]);
        let presence = Presence::settled(1, 3);
        let seats = [SeatBook { segment: 0, pod: 0 }];
        let books = Books { seats: &seats, segments: &SEGMENTS, presence: &presence, months: 3 };
        let read_with = |share, twin: Option<&Panel>| {
            let mut facts = Facts::default();
            read(&[above(Baseline::HoldOut { share })], 3, &managed, twin, &books, &mut facts);
            facts.reading(0, 0, 0)
        };
        close(read_with(1.0, Some(&twin)).value, 12.0 * (250.0 - (110.0 + 50.0)));
        assert_eq!(read_with(0.0, Some(&twin)).value, None, "nobody is held out");
        assert_eq!(read_with(1.0, None).value, None, "there is no twin");
    }

    /// The share of accounts held out is a binomial share; it fails by chance for 6 in 100,000 salts, and the salt is fixed.
    #[test]
    fn the_hold_out_group_is_a_random_share_of_accounts() {
        let n = 4000;
        let mut panel = panel(0, 1, 1).with((0..n).map(|_| account(0, &[1.0])).collect());
        let held = |panel: &Panel| (0..n).map(|account| held_out(0.1, salt(panel), panel.id[account])).collect::<Vec<_>>();
        let first = held(&panel);
        let share = first.iter().filter(|&&held| held).count() as f64 / n as f64;
        assert!((share - 0.1).abs() < 4.0 * (0.09 / n as f64).sqrt(), "{share}");
        panel.seat_noise[0] = 0.7;
        assert_ne!(held(&panel), first, "another trial holds out others");
    }

    #[test]
    fn a_high_water_mark_pays_only_what_rises_above_it() {
        let panel = panel(3, 15, 1).with(vec![levels(0, &[100.0, 120.0, 90.0, 110.0, 150.0])]);
        assert_quarters(&above(Baseline::HighWaterMark), &panel, &[(20.0, 100.0), (-30.0, 120.0), (-10.0, 120.0), (30.0, 120.0)]);
        let ytd = above(Baseline::HighWaterMark).window(3, WindowKind::YearToDate, Basis::Point);
        assert_quarters(&ytd, &panel, &[(20.0, 100.0), (-30.0, 120.0), (-10.0, 120.0), (30.0, 120.0)]);
    }

    #[test]
    fn a_ratchet_moves_towards_the_last_result() {
        let panel = panel(3, 15, 1).with(vec![levels(0, &[100.0, 120.0, 90.0, 110.0, 150.0])]);
        // 100; + (120 − 100) / 2 = 110; + (90 − 110) / 2 = 100; + (110 − 100) / 2 = 105.
        let half = above(Baseline::Ratchet { speed: 0.5 });
        assert_quarters(&half, &panel, &[(20.0, 100.0), (-20.0, 110.0), (10.0, 100.0), (45.0, 105.0)]);
        assert_quarters(&above(Baseline::Ratchet { speed: 0.0 }), &panel, &[(20.0, 100.0), (-10.0, 100.0), (10.0, 100.0), (50.0, 100.0)]);
    }

    #[test]
    fn marks_follow_the_book() {
        let rule = || above(Baseline::HighWaterMark);
        // A loss is no change of the book: the mark stays at 200.
        let loss = panel(3, 9, 1).with(vec![levels(0, &[100.0, 100.0, 130.0]), levels(0, &[100.0]).left(6)]);
        assert_quarters(&rule(), &loss, &[(0.0, 200.0), (-70.0, 200.0)]);
        // An account that comes from another seat brings its revenue into the mark: no windfall of 300.
        let handed = panel(3, 9, 2).with(vec![levels(0, &[100.0, 120.0, 130.0]), levels(1, &[300.0])]).moved(&[(1, 7, 0)]);
        assert_quarters(&rule(), &handed, &[(20.0, 100.0), (10.0, 420.0)]);
        // 20 % below the mark it is 20 % below it with the new account, too.
        let below = panel(3, 12, 2).with(vec![levels(0, &[100.0, 100.0, 80.0, 80.0]), levels(1, &[80.0])]).moved(&[(1, 10, 0)]);
        assert_quarters(&rule(), &below, &[(0.0, 100.0), (-20.0, 100.0), (-40.0, 200.0)]);
        // A new account begins to count with what it made in the window before.
        let born = panel(3, 12, 1).with(vec![levels(0, &[100.0]), account(0, &[0.0, 0.0, 0.0, 0.0, 50.0]).born(4)]);
        assert_quarters(&rule(), &born, &[(0.0, 100.0), (0.0, 150.0), (0.0, 150.0)]);
        let growing = AccountRules { new_accounts: NewAccounts::GrowthOnly, ..AccountRules::default() };
        let born = panel(3, 9, 1).with(vec![levels(0, &[100.0]), account(0, &[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 9.0, 50.0, 60.0]).born(6)]);
        assert_quarters(&rule().rules(growing), &born, &[(0.0, 100.0), (10.0, 150.0)]);
    }

    #[test]
    fn goals_are_what_the_rule_expected_of_the_measure() {
        // Base 100, expected 110 (half a year at 1.21), actual 121 at the end; six months' revenue of 600 + 21.
        let panel =
            panel(6, 12, 1).with(vec![account(0, &[100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 121.0])]);
        let of = |measure| {
            let metric = metric(measure).window(6, WindowKind::Trailing, Basis::Point);
            let reading = reading(&metric.baseline(Baseline::CohortCurve { annual: None }), &panel, 0, 1);
            (reading.value, reading.goal)
        };
        let (value, goal) = of(Measure::Nrr);
        close(value, 1.21);
        close(goal, 1.1);
        close(value.zip(goal).map(|(value, goal)| value / goal), 121.0 / 110.0);
        let (value, goal) = of(Measure::Growth);
        close(value, 12.0 * 21.0);
        close(goal, 12.0 * 10.0);
        let (value, goal) = of(Measure::Revenue);
        close(value, 621.0);
        close(goal, 660.0);
        let (value, goal) = of(Measure::GrowthAboveBaseline);
        close(value, 12.0 * 11.0);
        close(goal, 12.0 * 110.0);
        assert_eq!(of(Measure::Grr).1, None);
        assert_eq!(reading(&metric(Measure::GrowthAboveBaseline), &panel, 0, 1).value, None, "no rule, no growth above it");
    }
}
