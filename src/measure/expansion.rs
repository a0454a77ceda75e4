//! Self-serve expansion as a share of base revenue.
//!
//! An expansion of an account from 100 to 120 counts as 20 % of the account's *base* revenue, whatever the account grew or was metered to in
//! between: Σ b·size ÷ Σ b over the customers of the base period. One who left later in the window still counts.

use super::accounts::note;
use super::view::{Part, View};
use crate::dynamics::EventKind;

/// Parts of the measure, by account. `false` without enough past for a base.
pub(super) fn visit(view: &View<'_>, sink: &mut impl FnMut(Part)) -> bool {
    let Some(base_span) = view.span.base(view.basis) else { return false };
    let panel = view.panel;
    let mut grown = vec![0.0_f32; panel.accounts];
    for (event, _, _) in view.events(view.span).filter(|(event, _, _)| event.kind == EventKind::Expansion) {
        grown[event.account as usize] += event.size;
    }
    for (account, grown) in grown.into_iter().enumerate() {
        if usize::from(panel.born[account]) > base_span.from || view.rules.lost_from(panel, account) <= base_span.from {
            continue;
        }
        let base = view.revenue().a_year(account, base_span);
        let (seat, grown) = (view.holdings[account].seat, f64::from(grown));
        let part = Part { seat, account: Some(account as u32), current: base * grown, ..Part::default() };
        sink(match view.left_out(account) {
            Some(note) => Part { note: Some(note), ..part },
            None if base <= 0.0 => Part { note: Some(note::NO_BASE), ..part },
            None => Part { base, counted: base * grown, ..part },
        });
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::hand_made::{account, close, metric, panel, reading, value};
    use super::super::{Measure, Scope, WindowKind};
    use super::*;
    use crate::dynamics::Panel;

    /// Month 2 is the base: 100, 300, 50. In the quarter an expansion of 80 → 100 and one of 240 → 300; the third account leaves after
    /// one of an eighth, the fourth is new.
    fn book() -> Panel {
        let mut panel = panel(3, 6, 2)
            .with(vec![account(0, &[100.0]), account(0, &[300.0]), account(1, &[50.0]).left(5), account(1, &[70.0]).born(3)])
            .happened(&[
                (3, 0, EventKind::Expansion, 20.0),
                (3, 2, EventKind::Expansion, 6.0),
                (4, 1, EventKind::Expansion, 60.0),
                (4, 1, EventKind::Deal, 500.0),
                (5, 3, EventKind::Expansion, 70.0),
            ]);
        panel.events.iter_mut().zip([80.0, 48.0, 240.0, 300.0, 70.0]).for_each(|(event, before)| event.size = event.dollars / before);
        panel
    }

    #[test]
    fn expansions_count_by_their_relative_size_on_base_revenue() {
        let self_serve = metric(Measure::SelfServe);
        close(reading(&self_serve, &book(), 0, 0).value, (100.0 * 0.25 + 300.0 * 0.25) / 400.0);
        close(reading(&self_serve, &book(), 1, 0).value, 0.125);
        assert_eq!(reading(&self_serve, &book(), 0, 0).base, 400.0 * 12.0);
        close(value(&self_serve.scope(Scope::Company), &book()), (25.0 + 75.0 + 6.25) / 450.0);
    }

    #[test]
    fn without_a_base_there_is_no_share() {
        let mut empty = book();
        empty.first_paid = 0;
        assert_eq!(value(&metric(Measure::SelfServe), &empty), None);
        assert_eq!(metric(Measure::SelfServe).window.kind, WindowKind::Trailing);
    }
}
