//! One CSM's pay in one trial, with everything behind it: the same trial lived again, and every reading traced.

use crate::behaviour::Decision;
use crate::dynamics::{EventKind, Panel};
use crate::measure::{Facts, SeatMonth, Trace, trace};
use crate::plan::{Cents, Ledger, Line, pay};

use super::engine::{Engine, Seen, World};
use super::ground::Luck;
use super::lived::Customers;

/// A seat's book in one paid month.
#[derive(Debug, Clone, PartialEq)]
pub struct BookMonth {
    /// Who sat there.
    pub presence: SeatMonth,
    /// Accounts held.
    pub accounts: u32,
    /// Revenue invoiced, \[$\].
    pub revenue: f64,
    /// Accounts that arrived.
    pub arrived: u32,
    /// Accounts that left.
    pub left: u32,
    /// Expansions and deals signed: number and annual dollars.
    pub expanded: (u32, f64),
}

/// A pay period of a statement.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodStatement {
    /// Every metric's reading with its parts, in the plan's order; empty where there are no customers to trace.
    pub traces: Vec<Trace>,
    /// Ledger lines.
    pub lines: Vec<Line>,
}

impl PeriodStatement {
    /// Sum of the lines.
    #[must_use]
    pub fn total(&self) -> Cents {
        self.lines.iter().map(|l| l.cents).sum()
    }
}

/// One CSM's pay statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Plan, by index.
    pub plan: usize,
    /// Seat, by index.
    pub seat: usize,
    /// Trial.
    pub trial: u32,
    /// Months of the book; empty where there are no customers.
    pub months: Vec<BookMonth>,
    /// What the person did, by paid month; `None` where nobody was there, empty where everybody is salaried.
    pub decisions: Vec<Option<Decision>>,
    /// Pay periods.
    pub periods: Vec<PeriodStatement>,
}

impl Statement {
    /// Pay over the horizon: to the cent what a run reports for this trial.
    #[must_use]
    pub fn total(&self) -> Cents {
        self.periods.iter().map(PeriodStatement::total).sum()
    }
}

impl Engine<'_> {
    /// What everybody is paid under `plan` in `trial`, line by line.
    ///
    /// # Panics
    /// If there is no such plan.
    #[must_use]
    pub fn ledger(&self, plan: usize, trial: u32) -> Ledger {
        let seen = self.live(World::Base, Luck::of(trial));
        self.ledger_of(plan, &seen, trial)
    }

    fn ledger_of(&self, plan: usize, seen: &Seen<'_>, trial: u32) -> Ledger {
        let mut room = Facts::default();
        let facts = self.facts_of(plan, seen, trial, &mut room);
        let mut ledger = Ledger::default();
        pay(&self.terms[plan], facts, seen.presence(plan), &mut ledger);
        ledger
    }

    /// The statement of `seat` under `plan` in `trial`.
    ///
    /// # Panics
    /// If there is no such plan or seat.
    #[must_use]
    pub fn statement(&self, plan: usize, seat: usize, trial: u32) -> Statement {
        let terms = &self.terms[plan];
        let seen = self.live(World::Base, Luck::of(trial));
        let ledger = self.ledger_of(plan, &seen, trial);
        let periods = (0..terms.periods())
            .map(|period| PeriodStatement {
                traces: self.traces(plan, seat, period, &seen),
                lines: ledger.lines.iter().filter(|l| usize::from(l.seat) == seat && usize::from(l.period) == period).copied().collect(),
            })
            .collect();
        let lived = seen.under(plan);
        let customers = lived.and_then(|lived| Some((lived.customers.panel()?, lived)));
        let months = customers.map_or_else(Vec::new, |(panel, lived)| book_months(panel, seat, lived.presence.of(seat)));
        let decisions = lived.map_or_else(Vec::new, |lived| lived.decisions.iter().skip(seat).step_by(self.seats.len()).copied().collect());
        Statement { plan, seat, trial, months, decisions, periods }
    }

    fn traces(&self, plan: usize, seat: usize, period: usize, seen: &Seen<'_>) -> Vec<Trace> {
        let (Seen::Customers { unserved, .. }, Some(lived)) = (seen, seen.under(plan)) else { return Vec::new() };
        let Some(panel) = lived.customers.panel() else { return Vec::new() };
        let twin = unserved.as_deref().and_then(Customers::panel);
        let plan = self.terms[plan].plan();
        let books = self.books(&lived.presence);
        plan.metrics.iter().map(|m| trace(m, plan.cadence, panel, twin, &books, seat, period)).collect()
    }
}

fn book_months(panel: &Panel, seat: usize, presence: &[SeatMonth]) -> Vec<BookMonth> {
    let mut owner = panel.owner.clone();
    let mut moves = panel.moves.iter().peekable();
    let mut months = Vec::with_capacity(presence.len());
    for month in 0..panel.first_paid + presence.len() {
        while let Some(&(account, _, to)) = moves.next_if(|m| usize::from(m.1) <= month) {
            owner[account as usize] = to;
        }
        if month < panel.first_paid {
            continue;
        }
        let held = |account: usize| usize::from(owner[account]) == seat;
        let mut row =
            BookMonth { presence: presence[month - panel.first_paid], accounts: 0, revenue: 0.0, arrived: 0, left: 0, expanded: (0, 0.0) };
        for (account, &revenue) in panel.revenue_in(month).iter().enumerate().filter(|(a, _)| held(*a)) {
            row.accounts += u32::from(panel.alive(account, month));
            row.revenue += f64::from(revenue);
            row.arrived += u32::from(month > 0 && usize::from(panel.born[account]) == month);
            row.left += u32::from(usize::from(panel.left[account]) == month);
        }
        let here = |e: &&crate::dynamics::Event| usize::from(e.month) == month && held(e.account as usize);
        for event in panel.events.iter().filter(here) {
            if matches!(event.kind, EventKind::Expansion | EventKind::Deal) {
                row.expanded.0 += 1;
                row.expanded.1 += f64::from(event.dollars);
            }
        }
        months.push(row);
    }
    months
}
