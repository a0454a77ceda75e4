//! What will be simulated, already valid: market, segments, roster, horizon, plans, run settings.
//!
//! Built by [`config`](crate::config) from files, or by hand in tests. Nothing here reads files or draws numbers.

mod distribution;
mod market;
mod parameter;
mod roster;
mod run;
mod segment;
mod uncertainty;

pub use distribution::{Distribution, DistributionError, Law};
pub use market::{AttainmentLaw, AttainmentMarket, HistoryMarket, Market, Resampling, Stress};
pub use parameter::{Parameter, Scale};
pub use roster::{Seat, Turnover};
pub use run::{Goalpost, Money, Neutral, RunSettings};
pub use segment::{Billing, Segment};
pub use uncertainty::{Uncertainty, UncertaintyError};

use std::collections::BTreeMap;

use crate::behaviour::{Assumptions, Behaviour, Conduct};
use crate::dynamics::Coefficients;
use crate::plan::{Payee, Plan};

/// A complete, valid scenario.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Scenario {
    /// Name of the company or question, as titles show it.
    pub name: String,
    /// A sentence about it; may be empty.
    pub about: String,
    /// Whether the company is invented (said beside its name).
    pub fictional: bool,
    /// Currency sign put before amounts.
    pub currency: String,
    /// Unpaid months simulated first, so that baselines have a past. With 0, customers drawn from segments have an opening balance
    /// only: one month in which every book is at its stated size and nothing happens.
    pub burn_in: u16,
    /// Paid months; a multiple of every plan's cadence.
    pub months: u16,
    /// Kinds of customers.
    pub segments: Vec<Segment>,
    /// How customers' lives go: what acts on what, and how much.
    #[serde(default)]
    pub coefficients: Coefficients,
    /// CSMs, one seat each.
    pub roster: Vec<Seat>,
    /// Exogenous life of the team.
    pub turnover: Turnover,
    /// Whether and which people respond to pay.
    pub behaviour: Behaviour,
    /// What is assumed about them.
    pub assumptions: Assumptions,
    /// What the people under a plan do whatever it pays, by the plan's identifier; salaried under plans that are not named. Asked for
    /// where behaviour is [`Behaviour::Fixed`] only.
    #[serde(default)]
    pub conduct: BTreeMap<String, Conduct>,
    /// Where customers come from.
    pub market: Market,
    /// Stress twins run beside the market.
    pub stress: Vec<Stress>,
    /// Candidate plans, in the order of the tables.
    pub plans: Vec<Plan>,
    /// Today's plan: index in `plans`.
    pub reference: usize,
    /// Budget and money parameters.
    pub money: Money,
    /// How plans are made comparable at equal cost.
    pub neutral: Neutral,
    /// Seed, trials, precision.
    pub run: RunSettings,
}

impl Scenario {
    /// Sum of target variable pay over the roster for the paid horizon, \[$\] (roster's own mix, not a plan's).
    #[must_use]
    pub fn target_variable(&self) -> f64 {
        self.roster.iter().map(|s| s.variable).sum::<f64>() * f64::from(self.months) / 12.0
    }

    /// Sum of on-target earnings over the roster for the paid horizon, \[$\].
    #[must_use]
    pub fn on_target_earnings(&self) -> f64 {
        self.roster.iter().map(|s| s.ote).sum::<f64>() * f64::from(self.months) / 12.0
    }

    /// Accounts at the start: of the books, or of the whole history where it is replayed.
    #[must_use]
    pub fn accounts(&self) -> usize {
        if let Market::History(HistoryMarket { accounts, resampling: Resampling::Replay, .. }) = &self.market {
            return *accounts;
        }
        self.roster.iter().map(|s| s.accounts as usize).sum()
    }

    /// Number of pay quarters in the horizon, a begun one counted.
    #[must_use]
    pub fn quarters(&self) -> usize {
        usize::from(self.months).div_ceil(3)
    }

    /// The same with today's pay mix under every plan.
    #[must_use]
    pub fn at_todays_mix(&self) -> Self {
        let variable_share = self.plans[self.reference].variable_share;
        let plans = self.plans.iter().map(|plan| Plan { variable_share, ..plan.clone() }).collect();
        Self { plans, ..self.clone() }
    }

    /// The roster as the terms of `plan` see it: a plan that prescribes a pay mix sets its own target variable.
    #[must_use]
    pub fn payees(&self, plan: &Plan) -> Vec<Payee> {
        self.roster
            .iter()
            .map(|seat| {
                let segment = &self.segments[usize::from(seat.segment)];
                Payee {
                    name: seat.name.clone(),
                    target: plan.variable_share.map_or(seat.variable, |share| seat.ote * share),
                    quota: seat.quota,
                    targets: segment.targets.clone(),
                    team: seat.segment,
                    pod: seat.pod,
                    book: f64::from(seat.accounts) * segment.mean_arr(),
                }
            })
            .collect()
    }

    /// The plan with this identifier.
    #[must_use]
    pub fn plan(&self, id: &str) -> Option<usize> {
        self.plans.iter().position(|p| p.id == id)
    }
}
