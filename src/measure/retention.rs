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
