//! From what was measured to what is paid: plans are data, composed of small clauses, each with one meaning.
//!
//! A [`Plan`] names [`Metric`]s and says what each [`Component`] pays for them. [`Terms`] bind a plan to a
//! roster (goals and target pay of each person, settled once); [`pay`] then turns [`Facts`](crate::measure::Facts)
//! into a [`Ledger`]: one line per clause that paid or took, each rounded to the cent, so that a payout can be checked by
//! hand. No clock, files or random numbers here; what people make of a plan is the business of
//! [`behaviour`](crate::behaviour).

mod attainment;
mod calendar;
mod cap;
mod clause;
mod component;
pub mod counts;
mod credit;
mod curve;
mod desk;
mod draw;
mod earn;
mod explain;
mod gate;
mod goal;
mod guarantee;
#[cfg(test)]
mod hand_made;
mod ledger;
pub mod moments;
mod money;
mod ownership;
mod partner;
mod pay;
mod pay_table;
mod phrase;
mod plain;
mod pool;
mod recover;
mod terms;
mod tiers;
mod training;
mod words;
mod yardstick;

pub(crate) use attainment::round_to;
pub use attainment::{Score, Standing};
pub use clause::{Cap, CapPeriod, Clawback, Draw, Gate, Guarantee, Holdback, HoldbackUntil, Multiplier, Partner, Pool};
pub use component::{Accumulation, Attain, Component, Goal, MOST_SCORED, Pays, ScorePart};
pub(crate) use credit::is_dated;
pub use curve::{Above, Curve, CurveError, Edge, Knot, TOLERANCE};
pub use explain::explain_line;
pub(crate) use goal::{adds_up, unit_of, window_months};
pub use ledger::{Ledger, Line, LineKind, Why};
pub use moments::NormalPay;
pub use money::Cents;
pub use ownership::{Owner, Ownership};
pub use pay::pay;
pub use pay_table::{PayRow, PayTable, pay_table};
pub use phrase::measure as measure_name;
pub use plain::{PlainPay, pay_plainly};
pub(crate) use terms::pools_with;
pub use terms::{Payee, Terms, TermsError};
pub use tiers::{AverageRates, Tier, TierMode, Tiers};
pub use training::Training;
pub use words::describe;

use crate::measure::Metric;

/// A pay plan: metrics, components and the clauses around them.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Plan {
    /// Identifier: lower-case words joined by hyphens.
    pub id: String,
    /// Title shown in tables and pictures, short.
    pub title: String,
    /// One or two sentences on what it is for.
    pub about: String,
    /// Where its parameters come from.
    pub sources: Vec<String>,
    /// Parameters that no source gives and that are defaults of ours.
    pub assumed: Vec<String>,
    /// Target variable ÷ OTE, where the plan prescribes the pay mix; `None` keeps the roster's.
    pub variable_share: Option<f64>,
    /// Months between payouts: 1, 3, 6 or 12.
    pub cadence: u16,
    /// What is read; components and clauses refer to it by index.
    pub metrics: Vec<Metric>,
    /// What is paid for.
    pub components: Vec<Component>,
    /// Caps on a person's whole payout.
    pub caps: Vec<Cap>,
    /// Least a person is paid per period, as a share of the period's target; 0 if none.
    pub floor: f64,
    /// Guarantee for new hires.
    pub guarantee: Option<Guarantee>,
    /// Draw against later earnings.
    pub draw: Option<Draw>,
    /// Whether target pay is prorated by the months somebody sat in the seat (false: full target if present at the period's end).
    pub prorate: bool,
    /// Other roles paid on the same results; part of programme cost, never of the CSM's pay.
    pub partners: Vec<Partner>,
    /// Who executes renewals and expansion.
    pub ownership: Ownership,
    /// Training that comes with the plan; it acts only while people respond.
    pub training: Option<Training>,
}

impl Plan {
    /// A quarterly, prorated plan of these metrics and components, without clauses.
    #[must_use]
    pub fn new(id: &str, metrics: Vec<Metric>, components: Vec<Component>) -> Self {
        Self {
            id: id.into(),
            title: id.into(),
            about: String::new(),
            sources: Vec::new(),
            assumed: Vec::new(),
            variable_share: None,
            cadence: 3,
            metrics,
            components,
            caps: Vec::new(),
            floor: 0.0,
            guarantee: None,
            draw: None,
            prorate: true,
            partners: Vec::new(),
            ownership: Ownership::default(),
            training: None,
        }
    }

    /// Whether it pays the same whatever happens: target pay without conditions, or nothing.
    #[must_use]
    pub fn pays_regardless(&self) -> bool {
        let always = |c: &Component| matches!(c.pays, Pays::Target) && c.gates.is_empty() && c.multipliers.is_empty();
        self.pays_nothing() || self.components.iter().all(always)
    }

    /// Base salary alone: no target pay, or nothing that would ever pay it.
    #[must_use]
    pub fn pays_nothing(&self) -> bool {
        let guaranteed = self.floor > 0.0 || self.guarantee.is_some() || self.draw.is_some();
        self.variable_share == Some(0.0) || (!guaranteed && self.components.iter().all(Component::pays_nothing))
    }
}
