//! One metric in one pay period: what every measure looks at, and the parts it is made of.

use super::accounts::Revenue;
use super::holding::Holding;
use super::read::Books;
use super::shown::Shown;
use super::span::Span;
use super::{AccountRules, Basis, Measure, activity, corporate, events, expansion, health, retention, tickets};
use crate::dynamics::{Event, Panel};

/// One metric's window on the panel.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) panel: &'a Panel,
    pub(super) books: &'a Books<'a>,
    pub(super) rules: &'a AccountRules,
    pub(super) basis: Basis,
    pub(super) span: Span,
    /// Who holds each account at the window's end.
    pub(super) holdings: &'a [Holding],
    /// Who held the account of each event in the event's month.
    pub(super) event_holdings: &'a [Holding],
    /// What readings of use and surveys see.
    pub(super) shown: &'a Shown,
}

/// What one account, event or seat adds to a reading. Readings are sums of parts; statements list them.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Part {
    /// Seat it counts for.
    pub(super) seat: u16,
    /// Column of the account; `None` for what belongs to a seat as a whole.
    pub(super) account: Option<u32>,
    /// Added to the denominator.
    pub(super) base: f64,
    /// What was seen before any rule.
    pub(super) current: f64,
    /// Added to the numerator.
    pub(super) counted: f64,
    /// Why it is left out or changed.
    pub(super) note: Option<&'static str>,
}

impl<'a> View<'a> {
    pub(super) fn revenue(&self) -> Revenue<'a> {
        Revenue { panel: self.panel, rules: self.rules }
    }

    /// Why `account` does not count for its holder at the window's end; `None` if it does.
    pub(super) fn left_out(&self, account: usize) -> Option<&'static str> {
        if self.rules.count_all() {
            return None;
        }
        self.rules.leaves_out(self.holdings[account].tenure(account, self.span.to, self.panel, self.books))
    }

    /// A part of weight one by its holder at the window's end, or of none if the account does not count for the holder.
    pub(super) fn one(&self, account: usize, counted: f64) -> Part {
        let part = Part { seat: self.holdings[account].seat, account: Some(account as u32), current: counted, ..Part::default() };
        match self.left_out(account) {
            Some(note) => Part { note: Some(note), ..part },
            None => Part { base: 1.0, counted, ..part },
        }
    }

    /// Events of a span with the seat that held the account in their month, or the reason why it does not count for it.
    pub(super) fn events(&self, span: Span) -> impl Iterator<Item = (&'a Event, u16, Option<&'static str>)> {
        let events = &self.panel.events;
        let from = events.partition_point(|event| usize::from(event.month) < span.from);
        let to = events.partition_point(|event| usize::from(event.month) <= span.to);
        let view = *self;
        events[from..to].iter().zip(&view.event_holdings[from..to]).map(move |(event, holding)| {
            let left_out = if view.rules.count_all() {
                None
            } else {
                let tenure = holding.tenure(event.account as usize, usize::from(event.month), view.panel, view.books);
                view.rules.leaves_out(tenure)
            };
            (event, holding.seat, left_out)
        })
    }

    /// Hands every part of `measure` to `sink`, always in the same order. `false` if the measure cannot be read here at all:
    /// too little past, or a revenue history asked for what only simulated customers show.
    pub(super) fn visit(&self, measure: Measure, sink: &mut impl FnMut(Part)) -> bool {
        use Measure as M;
        if !measure.needs_revenue_only() && self.panel.value.is_empty() {
            return false;
        }
        match measure {
            M::Nrr | M::Grr | M::LogoRetention | M::Growth | M::GrowthAboveBaseline => retention::visit(self, measure, sink),
            M::NrrPlus => retention::visit(self, measure, sink) && events::visit(self, measure, sink),
            M::SelfServe => expansion::visit(self, sink),
            M::Revenue => retention::visit_invoiced(self, sink),
            M::RenewalRate | M::Expansion | M::Renewed | M::NewBusiness => events::visit(self, measure, sink),
            M::CsqlSubmitted | M::CsqlClosed | M::Csqa | M::TimeToValue => events::visit(self, measure, sink),
            M::HealthShare | M::Results | M::FeatureAdoption | M::Deployment | M::DailyUse | M::HealthScore => {
                health::visit_levels(self, measure, sink)
            }
            M::Wins | M::Movers | M::Saves => health::visit_changes(self, measure, sink),
            M::Nps => health::visit_nps(self, sink),
            M::StrategyCoverage | M::EbrCoverage => activity::visit_coverage(self, measure, sink),
            M::Onboarding | M::Implementation => activity::visit_arrivals(self, measure, sink),
            M::Tickets | M::ServiceLevel | M::ServiceHours => tickets::visit(self, measure, sink),
            M::CompanyAttainment => corporate::visit_company(self, sink),
            M::ManagerScore => corporate::visit_manager(self, sink),
        }
    }
}
