//! The past paid again, plan by plan.

use std::collections::BTreeMap;

use super::luck::{LuckBand, Redrawn};
use crate::cohort::History;
use crate::cohort::resample::own_books;
use crate::plan::{Cents, Line, LineKind, Why};
use crate::scenario::{HistoryMarket, Market, Resampling, Scenario};
use crate::stats::Estimate;
use crate::trial::{Engine, EngineError, RunOptions, Watch};

/// One person's pay in one period under one plan.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodPay {
    /// Plan, by index.
    pub plan: usize,
    /// Seat, by index.
    pub seat: usize,
    /// Pay period of the plan, 0-based.
    pub period: usize,
    /// First month of the period, `YYYY-MM`.
    pub from: String,
    /// Last month of it.
    pub to: String,
    /// Attainment of the plan's first component, 1 = goal; `None` where it has none or its measure is undefined.
    pub attainment: Option<f64>,
    /// What is paid.
    pub pay: Cents,
}

/// One person's pay over all paid months under one plan.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonPay {
    /// Plan, by index.
    pub plan: usize,
    /// Seat, by index.
    pub seat: usize,
    /// What is paid.
    pub pay: Cents,
    /// That minus today's plan's.
    pub change: Cents,
    /// Pay over redrawn books; `None` where no book can be redrawn.
    pub luck: Option<LuckBand>,
    /// The change over the same redrawn books; `None` for today's plan too.
    pub change_luck: Option<LuckBand>,
    /// Share of redrawn books in which this plan pays the person more than today's; `None` for today's plan too.
    pub gains: Option<Estimate>,
}

/// Somebody who held accounts in the paid months and is not on the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlisted {
    /// Name.
    pub csm: String,
    /// Accounts held in some paid month.
    pub accounts: usize,
}

/// What every plan would have paid.
#[derive(Debug, Clone, PartialEq)]
pub struct Backtest {
    /// By plan, seat and period.
    pub periods: Vec<PeriodPay>,
    /// By plan and seat.
    pub people: Vec<PersonPay>,
    /// Accounts in each person's book in the paid months, by seat.
    pub accounts: Vec<usize>,
    /// Who is not paid.
    pub unlisted: Vec<Unlisted>,
    /// Times that an account passed from one person to another within the history.
    pub hand_overs: usize,
    /// Redrawn books behind every luck band.
    pub draws: u32,
}

/// Why the past cannot be paid.
#[derive(Debug, thiserror::Error)]
pub enum BacktestError {
    /// The market is no history with known holders: a bug, not a user's mistake.
    #[error("a backtest needs a history with owners")]
    NoHistory,
    /// Whoever watches broke off.
    #[error("interrupted")]
    Interrupted,
    /// A plan that does not fit the roster, or threads that cannot be started.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl Backtest {
    /// One person's pay under one plan.
    #[must_use]
    pub fn of(&self, plan: usize, seat: usize) -> Option<&PersonPay> {
        self.people.binary_search_by_key(&(plan, seat), |row| (row.plan, row.seat)).ok().map(|at| &self.people[at])
    }

    /// What a plan costs over all people.
    #[must_use]
    pub fn cost(&self, plan: usize) -> Cents {
        self.people.iter().filter(|row| row.plan == plan).map(|row| row.pay).sum()
    }

    /// What a person is paid in a period of a plan.
    #[must_use]
    pub fn pay_in(&self, plan: usize, seat: usize, period: usize) -> Option<Cents> {
        let found = self.periods.binary_search_by_key(&(plan, seat, period), |row| (row.plan, row.seat, row.period));
        found.ok().map(|at| self.periods[at].pay)
    }
}

/// Pays every plan of a scenario whose market is a replayed history, and again on `draws` redrawn books.
///
/// # Errors
/// A market that is none, a plan that does not fit the roster, threads that cannot be started, or `watch` breaking off.
pub fn backtest(scenario: &Scenario, draws: u32, options: RunOptions, watch: &mut Watch<'_>) -> Result<Backtest, BacktestError> {
    let Market::History(HistoryMarket { history, ownership: Some(ownership), .. }) = &scenario.market else {
        return Err(BacktestError::NoHistory);
    };
    let (first, months) = (usize::from(scenario.burn_in), usize::from(scenario.months));
    let engine = Engine::prepare(scenario)?;
    let periods: Vec<PeriodPay> =
        (0..scenario.plans.len()).flat_map(|plan| pay_of_plan(scenario, history, plan, &engine.ledger(plan, 0).lines)).collect();

    let names: Vec<&str> = scenario.roster.iter().map(|seat| seat.name.as_str()).collect();
    let held = ownership.seated(&names);
    let accounts: Vec<usize> = own_books(history, &held, names.len(), first, months).iter().map(Vec::len).collect();
    let redrawn = Redrawn::of(&within_books(scenario), draws, options, watch)?.ok_or(BacktestError::Interrupted)?;
    let mut totals = vec![Cents::ZERO; scenario.plans.len() * names.len()];
    for row in &periods {
        totals[row.plan * names.len() + row.seat] += row.pay;
    }
    let today = scenario.reference;
    let people = totals
        .iter()
        .enumerate()
        .map(|(at, &pay)| {
            let (plan, seat) = (at / names.len(), at % names.len());
            let varies = |plan: usize| redrawn.varies(scenario, plan, accounts[seat]);
            let compared = plan != today && (varies(plan) || varies(today));
            PersonPay {
                plan,
                seat,
                pay,
                change: pay - totals[today * names.len() + seat],
                luck: if varies(plan) { redrawn.pay(plan, seat) } else { None },
                change_luck: if compared { redrawn.change(plan, today, seat) } else { None },
                gains: if compared { redrawn.gains(plan, today, seat) } else { None },
            }
        })
        .collect();

    let mut others: BTreeMap<&str, usize> = BTreeMap::new();
    for account in 0..ownership.accounts() {
        let mut holders: Vec<&str> = (first..first + months).filter_map(|month| ownership.holder(account, month)).collect();
        holders.sort_unstable();
        holders.dedup();
        for holder in holders.into_iter().filter(|holder| !names.contains(holder)) {
            *others.entry(holder).or_default() += 1;
        }
    }
    let unlisted = others.into_iter().map(|(csm, accounts)| Unlisted { csm: csm.to_owned(), accounts }).collect();
    Ok(Backtest { periods, people, accounts, unlisted, hand_overs: ownership.hand_overs(), draws })
}

/// The same scenario with every book redrawn out of itself.
fn within_books(scenario: &Scenario) -> Scenario {
    let mut scenario = scenario.clone();
    if let Market::History(market) = &mut scenario.market {
        market.resampling = Resampling::WithinBooks;
    }
    scenario
}

/// Every seat and period of one plan, from its ledger.
fn pay_of_plan(scenario: &Scenario, history: &History, plan: usize, lines: &[Line]) -> Vec<PeriodPay> {
    let cadence = usize::from(scenario.plans[plan].cadence);
    let periods = usize::from(scenario.months) / cadence;
    let first = usize::from(scenario.burn_in);
    let month = |number: usize| history.months.get(first + number).cloned().unwrap_or_default();
    let mut rows = Vec::with_capacity(scenario.roster.len() * periods);
    for seat in 0..scenario.roster.len() {
        for period in 0..periods {
            // lines come by seat and period
            let from = lines.partition_point(|line| (usize::from(line.seat), usize::from(line.period)) < (seat, period));
            let own = || lines[from..].iter().take_while(move |line| (usize::from(line.seat), usize::from(line.period)) == (seat, period));
            rows.push(PeriodPay {
                plan,
                seat,
                period,
                from: month(period * cadence),
                to: month((period + 1) * cadence - 1),
                attainment: own().find_map(attainment),
                pay: own().map(|line| line.cents).sum(),
            });
        }
    }
    rows
}

/// Attainment of the first component, if the line says one.
fn attainment(line: &Line) -> Option<f64> {
    if line.kind != LineKind::Earned || line.component != Some(0) {
        return None;
    }
    match line.why {
        Why::Attained { attainment, .. } | Why::Scored { score: attainment, .. } => Some(attainment),
        _ => None,
    }
}
