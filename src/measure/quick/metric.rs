//! A metric made ready to be read without panels.

use std::ops::Range;

use super::super::baseline::looks_back_to;
use super::super::read::{SeatBook, SegmentBasis};
use super::super::scope::Groups;
use super::super::span::Span;
use super::super::{AccountRules, Baseline, Basis, Measure, Metric};
use super::baseline::held_out_lanes;
use super::level::is_level;
use super::month::Month;
use super::retention::counts_new;
use super::window::Memory;
use crate::dynamics::EventKind;

/// A metric that can be read so, made ready for a plan's pay periods.
#[derive(Debug, Clone)]
pub struct Quick {
    pub(super) measure: Measure,
    pub(super) metric: Metric,
    pub(super) way: Way,
    cadence: u16,
    pub(super) groups: Groups,
    pub(super) segments: Vec<SegmentBasis>,
}

/// What it is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Events alone.
    Counts,
    /// Revenue of two months, without any rules; for self-serve expansion, events too.
    TwoMonths,
    /// Revenue of whole spans.
    Retention,
    /// All revenue of the window.
    Invoiced,
    /// What seats document.
    Coverage,
    /// Value scores.
    Level,
}

/// The window of one reading.
#[derive(Debug, Clone, Copy)]
pub struct Period {
    pub(super) span: Span,
    /// The last pay period's window.
    pub(super) last: Option<Span>,
}

impl Period {
    /// Last month of the window.
    #[must_use]
    pub fn end(&self) -> usize {
        self.span.to
    }
}

/// What a world has to keep beside revenue and events, so that a metric can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Keeps {
    /// Who sits in each seat.
    pub sitting: bool,
    /// Results Strategies.
    pub strategy: bool,
    /// Executive reviews.
    pub review: bool,
    /// Value scores, and the games that make them look better.
    pub levels: bool,
    /// Targets talked down, and the normals of forecasts.
    pub forecasts: bool,
    /// The twin that nobody serves.
    pub unserved: bool,
}

impl Quick {
    /// `None` if the metric needs a panel.
    #[must_use]
    pub fn of(metric: &Metric, cadence: u16, seats: &[SeatBook], segments: &[SegmentBasis]) -> Option<Self> {
        let &[measure] = metric.measures.as_slice() else { return None };
        let no_rules = metric.accounts == AccountRules::default();
        let plain = no_rules && metric.window.basis == Basis::Point;
        let way = match (measure, metric.baseline) {
            (Measure::Nrr | Measure::Grr | Measure::LogoRetention | Measure::SelfServe, None) if plain => Way::TwoMonths,
            (Measure::LogoRetention, None) | (Measure::Nrr | Measure::Grr | Measure::Growth | Measure::GrowthAboveBaseline, _) => {
                Way::Retention
            }
            (Measure::Revenue, None) => Way::Invoiced,
            (Measure::StrategyCoverage | Measure::EbrCoverage, None) => Way::Coverage,
            (measure, None) if is_level(measure) => Way::Level,
            (measure, None) if no_rules && measure != Measure::SelfServe && !kinds(measure).is_empty() => Way::Counts,
            _ => return None,
        };
        let groups = Groups::new(metric.scope, seats);
        Some(Self { measure, way, metric: metric.clone(), cadence, groups, segments: segments.to_vec() })
    }

    /// Kinds of events it counts.
    #[must_use]
    pub fn kinds(&self) -> &'static [EventKind] {
        kinds(self.measure)
    }

    /// What else a world has to keep.
    #[must_use]
    pub fn keeps(&self) -> Keeps {
        Keeps {
            sitting: !self.metric.accounts.count_all(),
            strategy: self.measure == Measure::StrategyCoverage,
            review: self.measure == Measure::EbrCoverage,
            levels: self.way == Way::Level,
            forecasts: matches!(self.metric.baseline, Some(Baseline::Forecast { .. })),
            unserved: matches!(self.metric.baseline, Some(Baseline::HoldOut { .. })),
        }
    }

    /// Months after a window that say more about it: notices given in it.
    #[must_use]
    pub fn lag(&self) -> usize {
        if self.metric.accounts.churn_at_notice { super::super::accounts::NOTICE_MONTHS } else { 0 }
    }

    /// Where a pay period's window lies; `None` where it would begin before the simulation.
    #[must_use]
    pub fn whole(&self, first_paid: usize, period: usize) -> Option<Period> {
        let span = |period| self.metric.window.span(first_paid, self.cadence, period);
        Some(Period { span: span(period)?, last: period.checked_sub(1).and_then(span) })
    }

    /// The same as it stands at the end of month `now` of the period: see [`Metric::so_far`]. `None` where nothing of it has passed.
    #[must_use]
    pub fn so_far(&self, first_paid: usize, period: usize, now: usize) -> Option<Period> {
        let Period { span, .. } = self.whole(first_paid, period)?;
        (span.from <= now).then_some(Period { span: Span { to: now, ..span }, last: None })
    }

    /// Months whose revenue is looked at in a reading that is made at the end of month `now`.
    #[must_use]
    pub fn months(&self, period: &Period, now: usize) -> Vec<usize> {
        let (Period { span, last }, basis, rules) = (*period, self.metric.window.basis, &self.metric.accounts);
        let (base, current) = (span.base(basis), span.current(basis));
        let earlier = self.metric.baseline.and_then(|rule| looks_back_to(rule, span, basis, last)).flatten();
        let young = base.filter(|_| counts_new(rules, self.measure)).map(|base| Span { from: base.from + 1, to: span.to });
        let spans = match self.way {
            Way::Counts | Way::Level => [None; 4],
            Way::TwoMonths if base.is_none() => [None; 4],
            Way::TwoMonths => [base, Some(current), None, None],
            Way::Retention => [base, Some(current), earlier, young],
            Way::Invoiced => [Some(span), None, None, None],
            Way::Coverage => [Some(Span::month(span.to)), None, None, None],
        };
        let months = spans.into_iter().flatten().flat_map(Span::months);
        months.flat_map(|month| Month::looks_at(rules, month, now)).collect()
    }

    /// The month whose value scores are looked at.
    #[must_use]
    pub fn level_month(&self, period: &Period) -> Option<usize> {
        (self.way == Way::Level).then_some(period.span.to)
    }

    /// Nothing read yet. `ids` name the accounts, `salts` tell the lanes' lots apart.
    #[must_use]
    pub fn memory(&self, ids: &[u32], salts: &[u64], width: usize) -> Memory {
        let held_out = match self.metric.baseline {
            Some(Baseline::HoldOut { share }) => Some(held_out_lanes(share, ids, salts)),
            _ => None,
        };
        Memory { marks: vec![None; self.groups.len * width], held_out }
    }

    /// Months of which counts or sizes are looked at, half-open; empty for measures that count nothing.
    #[must_use]
    pub fn counted_months(&self, period: &Period) -> Range<usize> {
        if self.kinds().is_empty() { 0..0 } else { period.span.from..period.span.to + 1 }
    }
}

impl Keeps {
    /// What either needs.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            sitting: self.sitting || other.sitting,
            strategy: self.strategy || other.strategy,
            review: self.review || other.review,
            levels: self.levels || other.levels,
            forecasts: self.forecasts || other.forecasts,
            unserved: self.unserved || other.unserved,
        }
    }
}

/// Kinds of events that a measure counts, or adds up by their relative size.
fn kinds(measure: Measure) -> &'static [EventKind] {
    match measure {
        Measure::SelfServe => &[EventKind::Expansion],
        Measure::CsqlSubmitted => &[EventKind::Lead, EventKind::PaddedLead],
        Measure::CsqlClosed => &[EventKind::Deal],
        Measure::Csqa => &[EventKind::Advocacy],
        Measure::RenewalRate => &[EventKind::Renewal, EventKind::Lapse],
        _ => &[],
    }
}
