//! Revenue of base-period customers: NRR, GRR, NRR+, logo retention, growth; and revenue as invoiced.
//!
//! With c the current and b the base revenue of an account (see [`Basis`](super::Basis)), over the accounts that count and have b > 0:
//!
//! | measure | numerator | denominator |
//! | --- | --- | --- |
//! | NRR, NRR+ | Σ c (NRR+: and the deals of [`events`](super::events)) | Σ b |
//! | GRR | Σ min(c, b) | Σ b |
//! | logo retention | accounts still there | accounts |
//! | growth | Σ (c − b) | (Σ b) |
//! | growth above baseline | Σ c, from which [`baseline`](super::baseline) takes the expected revenue | (Σ b) |
//! | revenue | Σ dollars invoiced in the window | (accounts) |
//!
//! All but revenue are in dollars a year. An account without base revenue is left out. Where the denominator is in brackets the
//! value is the numerator alone.

use super::accounts::note;
use super::view::{Part, View};
use super::{Measure, NewAccounts};

/// Parts of a retention measure, by account. `false` without enough past for a base.
pub(super) fn visit(view: &View<'_>, measure: Measure, sink: &mut impl FnMut(Part)) -> bool {
    let Some(base_span) = view.span.base(view.basis) else { return false };
    let current_span = view.span.current(view.basis);
    let (panel, rules, revenue) = (view.panel, view.rules, view.revenue());
    for account in 0..panel.accounts {
        let born = usize::from(panel.born[account]);
        let lost_from = rules.lost_from(panel, account);
        // A customer is somebody who was there in the base period; a logo has to be there when the window begins.
        let gone_by = if measure == Measure::LogoRetention { base_span.to } else { base_span.from };
        if born > view.span.to || lost_from <= gone_by {
            continue;
        }
        let current = revenue.a_year(account, current_span);
        let seat = view.holdings[account].seat;
        let part = Part { seat, account: Some(account as u32), current, ..Part::default() };
        if let Some(note) = view.left_out(account) {
            sink(Part { note: Some(note), ..part });
            continue;
        }
        // An account that was not there in the whole base period is new: its base would be too small.
        let (base, current, note) = if born <= base_span.from {
            (revenue.a_year(account, base_span), current, None)
        } else if rules.new_accounts == NewAccounts::Excluded || measure == Measure::LogoRetention {
            sink(Part { note: Some(note::ARRIVED), ..part });
            continue;
        } else if born + 1 > view.span.to {
            sink(Part { note: Some(note::NO_FULL_MONTH), ..part });
            continue;
        } else {
            // The month of arrival is not a full one. The months that count are the window's months from the first full one
            // on, weighted as in the other accounts' current revenue.
            let first_full = born + 1;
            let from = first_full.max(current_span.from);
            let months = (view.span.to + 1 - from) as f64;
            let a_year = 12.0 / current_span.len() as f64;
            let base = revenue.month(account, first_full) * months * a_year;
            let current = (from..=view.span.to).map(|month| revenue.month(account, month)).sum::<f64>() * a_year;
            (base, current, Some(note::GROWTH_ONLY))
        };
        if base <= 0.0 {
            sink(Part { note: Some(note::NO_BASE), ..part });
            continue;
        }
        let clipped = rules.clip(current, base);
        let kept = current > 0.0 && lost_from > view.span.to;
        let note = match note {
            _ if !kept => Some(note::LOST),
            None if clipped != current && measure != Measure::LogoRetention => Some(note::CAPPED),
            note => note,
        };
        let (base, counted) = match measure {
            Measure::LogoRetention => (1.0, f64::from(u8::from(kept))),
            Measure::Grr => (base, clipped.min(base)),
            Measure::Growth => (base, clipped - base),
            _ => (base, clipped),
        };
        sink(Part { base, current, counted, note, ..part });
    }
    true
}

/// Revenue invoiced in the window to all accounts of the book, new ones included, \[$\], not annualised.
pub(super) fn visit_invoiced(view: &View<'_>, sink: &mut impl FnMut(Part)) -> bool {
    let revenue = view.revenue();
    for account in 0..view.panel.accounts {
        let invoiced = revenue.sum(account, view.span);
        if invoiced == 0.0 {
            continue;
        }
        sink(view.one(account, invoiced));
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::hand_made::{account, close, metric, panel, reading, value};
    use super::super::{AccountRules, Basis, NewAccounts, Reading, Scope, WindowKind};
    use super::*;
    use crate::dynamics::{EventKind, Panel};

    /// Three burn-in months, one paid quarter. Month 2: 100 + 200 + 50; month 5: 120 + 100 + 0.
    fn book() -> Panel {
        panel(3, 6, 1).with(vec![
            account(0, &[100.0, 100.0, 100.0, 100.0, 100.0, 120.0]),
            account(0, &[200.0, 200.0, 200.0, 200.0, 200.0, 100.0]),
            account(0, &[50.0]).left(4),
        ])
    }

    #[test]
    fn a_point_compares_the_last_month_with_the_month_before_the_window() {
        let of = |measure| reading(&metric(measure), &book(), 0, 0);
        assert_eq!(of(Measure::Nrr), Reading { value: Some(220.0 / 350.0), goal: None, base: 4200.0 });
        assert_eq!(of(Measure::Grr).value, Some(200.0 / 350.0), "100 and 100 and 0");
        assert_eq!(of(Measure::LogoRetention), Reading { value: Some(2.0 / 3.0), goal: None, base: 3.0 });
        assert_eq!(of(Measure::Growth), Reading { value: Some((220.0 - 350.0) * 12.0), goal: None, base: 4200.0 });
    }

    #[test]
    fn what_nobody_holds_counts_in_no_reading_until_somebody_takes_it_over() {
        let accounts = || vec![account(0, &[100.0]), account(0, &[100.0, 100.0, 100.0, 100.0, 100.0, 300.0])];
        let mut panel = panel(3, 6, 1).with(accounts());
        panel.owner[1] = Panel::NOBODY;
        for scope in [Scope::Individual, Scope::Pod, Scope::Team, Scope::Company] {
            let nrr = metric(Measure::Nrr).scope(scope);
            assert_eq!(value(&nrr, &panel), Some(1.0), "{scope:?}");
            assert_eq!(reading(&metric(Measure::Revenue).scope(scope), &panel, 0, 0).value, Some(300.0));
            // 100 + 300 of 200 as soon as the seat holds both in the last month
            assert_eq!(value(&nrr, &panel.clone().moved(&[(1, 5, 0)])), Some(2.0), "{scope:?}");
            // and nothing of it once it is given up
            assert_eq!(value(&nrr, &panel.clone().moved(&[(1, 4, 0), (1, 5, Panel::NOBODY)])), Some(1.0), "{scope:?}");
        }
    }

    #[test]
    fn a_sum_compares_the_window_with_the_window_before_it() {
        // 320 + 500 + 50 against 300 + 600 + 150, a quarter's dollars × 4 a year.
        let of = |measure| reading(&metric(measure).sum(), &book(), 0, 0);
        close(of(Measure::Nrr).value, 870.0 / 1050.0);
        close(of(Measure::Grr).value, 850.0 / 1050.0);
        close(of(Measure::Growth).value, -180.0 * 4.0);
        close(Some(of(Measure::Nrr).base), 4200.0);
        close(of(Measure::LogoRetention).value, 2.0 / 3.0);
    }

    #[test]
    fn revenue_is_what_was_invoiced_in_the_window_whatever_the_basis() {
        assert_eq!(reading(&metric(Measure::Revenue), &book(), 0, 0), Reading { value: Some(870.0), goal: None, base: 3.0 });
        assert_eq!(value(&metric(Measure::Revenue).sum(), &book()), Some(870.0));
        assert_eq!(value(&metric(Measure::Revenue).window(1, WindowKind::Trailing, Basis::Point), &book()), Some(220.0));
    }

    #[test]
    fn year_to_date_is_compared_with_the_month_before_the_first_paid_one() {
        let panel = panel(1, 7, 1).with(vec![account(0, &[100.0, 100.0, 100.0, 110.0, 100.0, 100.0, 130.0])]);
        let ytd = metric(Measure::Nrr).window(3, WindowKind::YearToDate, Basis::Point);
        close(reading(&ytd, &panel, 0, 0).value, 1.1);
        close(reading(&ytd, &panel, 0, 1).value, 1.3);
        close(reading(&metric(Measure::Nrr), &panel, 0, 1).value, 130.0 / 110.0);
        let revenue = metric(Measure::Revenue).window(3, WindowKind::YearToDate, Basis::Point);
        close(reading(&revenue, &panel, 0, 1).value, 640.0);
    }

    #[test]
    fn without_enough_past_a_reading_is_undefined() {
        let none = panel(0, 6, 1).with(vec![account(0, &[100.0])]);
        for measure in [Measure::Nrr, Measure::Grr, Measure::LogoRetention, Measure::Growth, Measure::NrrPlus] {
            assert_eq!(reading(&metric(measure), &none, 0, 0), Reading::default(), "{}", measure.id());
            assert!(reading(&metric(measure), &none, 0, 1).value.is_some(), "{}", measure.id());
        }
        let short = panel(2, 5, 1).with(vec![account(0, &[100.0])]);
        assert_eq!(value(&metric(Measure::Nrr).sum(), &short), None);
        assert_eq!(value(&metric(Measure::Nrr), &short), Some(1.0));
    }

    #[test]
    fn accounts_without_base_are_left_out_and_an_empty_book_is_undefined() {
        let panel = panel(3, 6, 2).with(vec![account(0, &[100.0]), account(0, &[0.0, 0.0, 0.0, 70.0]), account(1, &[0.0])]);
        assert_eq!(reading(&metric(Measure::Nrr), &panel, 0, 0), Reading { value: Some(1.0), goal: None, base: 1200.0 });
        assert_eq!(reading(&metric(Measure::Nrr), &panel, 1, 0), Reading::default());
        assert_eq!(reading(&metric(Measure::Growth), &panel, 1, 0).value, None);
        assert_eq!(reading(&metric(Measure::Revenue), &panel, 1, 0).value, Some(0.0), "nothing invoiced is a number");
    }

    #[test]
    fn new_accounts_add_nothing_or_their_growth() {
        let panel = panel(3, 6, 1).with(vec![
            account(0, &[100.0]),
            account(0, &[0.0, 0.0, 0.0, 10.0, 40.0, 60.0]).born(3),
            account(0, &[500.0]).born(5),
        ]);
        let growth_only = AccountRules { new_accounts: NewAccounts::GrowthOnly, ..AccountRules::default() };
        assert_eq!(value(&metric(Measure::Nrr), &panel), Some(1.0));
        // First full month: 40. The account of month 5 has none yet.
        close(value(&metric(Measure::Nrr).rules(growth_only.clone()), &panel), 160.0 / 140.0);
        // Two full months of the quarter: (40 + 60) × 4 against 2 × 40 × 4, beside 1200 against 1200.
        let sum = reading(&metric(Measure::Nrr).sum().rules(growth_only.clone()), &panel, 0, 0);
        close(sum.value, 1600.0 / 1520.0);
        close(Some(sum.base), 1520.0);
        assert_eq!(value(&metric(Measure::LogoRetention).rules(growth_only), &panel), Some(1.0), "new logos are none to keep");
        close(value(&metric(Measure::Revenue), &panel), 300.0 + 110.0 + 500.0);
    }

    #[test]
    fn nrr_plus_adds_deals_won_through_customers() {
        let panel = book().happened(&[
            (2, 0, EventKind::Referral, 999.0),
            (3, 0, EventKind::Referral, 300.0),
            (5, 1, EventKind::Mover, 60.0),
            (5, 1, EventKind::Deal, 77.0),
        ]);
        close(value(&metric(Measure::NrrPlus), &panel), (220.0 * 12.0 + 360.0) / 4200.0);
        close(value(&metric(Measure::NewBusiness), &panel), 360.0);
    }

    #[test]
    fn pooled_is_sum_over_sum() {
        let panel = panel(3, 6, 2)
            .with(vec![account(0, &[100.0, 100.0, 100.0, 100.0, 100.0, 150.0]), account(1, &[300.0, 300.0, 300.0, 300.0, 300.0, 270.0])]);
        let nrr = metric(Measure::Nrr);
        close(reading(&nrr, &panel, 0, 0).value, 1.5);
        close(reading(&nrr, &panel, 1, 0).value, 0.9);
        for scope in [Scope::Pod, Scope::Team, Scope::Company] {
            for seat in 0..2 {
                close(reading(&nrr.clone().scope(scope), &panel, seat, 0).value, 420.0 / 400.0);
            }
        }
    }

    #[test]
    fn a_history_without_leavers_loses_logos_when_they_stop_paying() {
        let panel = panel(3, 6, 1)
            .with(vec![account(0, &[10.0, 10.0, 10.0, 10.0, 0.0, 0.0]), account(0, &[10.0, 10.0, 10.0, 0.0, 0.0, 10.0])])
            .without_customers_life();
        assert_eq!(value(&metric(Measure::LogoRetention), &panel), Some(0.5));
        assert_eq!(value(&metric(Measure::LogoRetention).sum(), &panel), Some(1.0), "both paid something in the quarter");
    }
}
