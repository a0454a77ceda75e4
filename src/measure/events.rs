//! Counts, dollars and rates of dated events. An event counts for the seat that held the account in the event's month.
//!
//! The reading's base is the number of events counted (for the renewal rate: contracts that came due).

use super::Measure;
use super::view::{Part, View};
use crate::dynamics::{Event, EventKind, Panel};

/// Parts of an event measure, by month and account.
pub(super) fn visit(view: &View<'_>, measure: Measure, sink: &mut impl FnMut(Part)) -> bool {
    for (event, seat, left_out) in view.events(view.span) {
        let Some((base, counted)) = worth(measure, event, view.panel) else { continue };
        let part = Part { seat, account: Some(event.account), current: counted, ..Part::default() };
        sink(match left_out {
            Some(note) => Part { note: Some(note), ..part },
            None => Part { base, counted, note: Some(words(event.kind)), ..part },
        });
    }
    true
}

/// What an event adds to (denominator, numerator) of a measure; `None` if it is none of its events.
pub(super) fn worth(measure: Measure, event: &Event, panel: &Panel) -> Option<(f64, f64)> {
    use EventKind as E;
    let dollars = f64::from(event.dollars);
    match (measure, event.kind) {
        (Measure::NrrPlus, E::Referral | E::Mover) => Some((0.0, dollars)),
        (Measure::Expansion, E::Expansion | E::Deal) | (Measure::Renewed, E::Renewal) | (Measure::NewBusiness, E::Referral | E::Mover) => {
            Some((1.0, dollars))
        }
        (Measure::RenewalRate, E::Lapse) => Some((1.0, 0.0)),
        (Measure::RenewalRate, E::Renewal)
        | (Measure::CsqlSubmitted, E::Lead)
        | (Measure::CsqlClosed, E::Deal)
        | (Measure::Csqa, E::Advocacy) => Some((1.0, 1.0)),
        // Value reached by the end of the month of arrival took one month.
        (Measure::TimeToValue, E::FirstValue) => Some((1.0, f64::from(event.month + 1) - f64::from(panel.born[event.account as usize]))),
        _ => None,
    }
}

/// An event in the words of a statement.
fn words(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Expansion => "expansion",
        EventKind::Lead => "lead handed to sales",
        EventKind::Deal => "lead closed won",
        EventKind::Advocacy => "advocacy act",
        EventKind::Referral => "referral deal",
        EventKind::Mover => "deal of a user who changed employer",
        EventKind::Renewal => "contract renewed",
        EventKind::Lapse => "contract lost",
        EventKind::FirstValue => "first value reached",
        EventKind::Implemented => "implementation completed",
    }
}
