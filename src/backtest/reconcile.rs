//! What was really paid against what today's plan pays on the same months, to the cent.

use std::collections::BTreeMap;

use super::Backtest;
use crate::config::{Paid, nearest_name};
use crate::plan::Cents;
use crate::scenario::Scenario;

/// How a payout and the plan agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// To the cent.
    Agrees,
    /// Another amount was paid.
    Differs,
    /// The plan pays something; the file has no payout.
    NotPaid,
    /// A payout to somebody who is not on the roster.
    NotOnRoster,
}

impl Finding {
    /// In a word or three, as tables show it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Differs => "differs",
            Self::NotPaid => "not paid",
            Self::NotOnRoster => "not on the roster",
        }
    }
}

/// One person's period, reconciled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciled {
    /// Who, as the roster or else the payout file names them.
    pub csm: String,
    /// Pay period of today's plan, 0-based.
    pub period: usize,
    /// What was really paid; `None` without a payout.
    pub paid: Option<Cents>,
    /// What the plan pays; `None` for those who are not on the roster.
    pub due: Option<Cents>,
    /// How they agree.
    pub finding: Finding,
    /// For somebody who is not on the roster, who of it may be meant.
    pub nearest: Option<String>,
    /// Line of the payout in its file.
    pub line: Option<usize>,
}

impl Reconciled {
    /// Paid minus due: above 0 where too much was paid.
    #[must_use]
    pub fn difference(&self) -> Cents {
        self.paid.unwrap_or(Cents::ZERO) - self.due.unwrap_or(Cents::ZERO)
    }
}

/// Reconciles every person in every period that has a payout at all: the roster's people in its order, then those who are not on it.
///
/// A person without a payout in a period in which the plan pays nothing agrees.
#[must_use]
pub fn reconcile(scenario: &Scenario, backtest: &Backtest, paid: &Paid) -> Vec<Reconciled> {
    let mut periods: Vec<usize> = paid.rows.iter().map(|row| row.period).collect();
    periods.sort_unstable();
    periods.dedup();
    let payouts: BTreeMap<(&str, usize), (Cents, usize)> =
        paid.rows.iter().map(|row| ((row.csm.as_str(), row.period), (row.paid, row.line))).collect();
    let mut rows = Vec::new();
    for (seat, person) in scenario.roster.iter().enumerate() {
        for &period in &periods {
            let payout = payouts.get(&(person.name.as_str(), period)).copied();
            let due = backtest.pay_in(scenario.reference, seat, period).unwrap_or(Cents::ZERO);
            let finding = match payout {
                Some((paid, _)) if paid == due => Finding::Agrees,
                Some(_) => Finding::Differs,
                None if due == Cents::ZERO => Finding::Agrees,
                None => Finding::NotPaid,
            };
            rows.push(Reconciled {
                csm: person.name.clone(),
                period,
                paid: payout.map(|(paid, _)| paid),
                due: Some(due),
                finding,
                nearest: None,
                line: payout.map(|(_, line)| line),
            });
        }
    }
    let names = || scenario.roster.iter().map(|seat| seat.name.as_str());
    for row in paid.rows.iter().filter(|row| !names().any(|name| name == row.csm)) {
        rows.push(Reconciled {
            csm: row.csm.clone(),
            period: row.period,
            paid: Some(row.paid),
            due: None,
            finding: Finding::NotOnRoster,
            nearest: nearest_name(&row.csm, names()).map(String::from),
            line: Some(row.line),
        });
    }
    rows
}
