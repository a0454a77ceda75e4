//! The clauses around a component or a whole plan: gates, multipliers, caps, clawback, holdback, guarantees, draws, pools, partners.

use super::curve::{Curve, Edge};

/// A condition on another metric.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Gate {
    /// Metric, by index.
    pub metric: usize,
    /// Least value that opens it, in the measure's unit.
    pub at_least: f64,
    /// Whether the threshold itself opens it.
    pub edge: Edge,
    /// Share still paid while it is closed, 0 to 1.
    pub otherwise: f64,
}

/// A factor on pay, by a curve of another metric's value.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Multiplier {
    /// Metric, by index.
    pub metric: usize,
    /// Value → factor.
    pub curve: Curve,
}

/// A maximum.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Cap {
    /// As a share of the target of the same thing and time.
    pub share: Option<f64>,
    /// In dollars.
    pub dollars: Option<f64>,
    /// Over which time.
    pub per: CapPeriod,
}

/// Over which time a cap holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum CapPeriod {
    /// Each pay period.
    Period,
    /// The year to date.
    Year,
}

/// Recovery of pay when the credited account leaves soon.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Clawback {
    /// Months after the credit within which a loss is recovered.
    pub months: u16,
    /// Share recovered.
    pub share: f64,
}

/// Part of pay withheld.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Holdback {
    /// Share withheld, 0 to 1.
    pub share: f64,
    /// Until when.
    pub until: HoldbackUntil,
}

/// When withheld pay is released.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum HoldbackUntil {
    /// When the credited invoice is paid; never if it is not.
    InvoicePaid,
    /// After this many months.
    Months(u16),
}

/// New hires are paid at least this.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Guarantee {
    /// Months after hiring.
    pub months: u16,
    /// Share of target guaranteed.
    pub share: f64,
}

/// An advance against later earnings.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Draw {
    /// Share of the period's target advanced.
    pub share: f64,
    /// Months from hiring (or from the horizon's start for settled people) during which it is offered.
    pub months: u16,
    /// Whether a shortfall is carried and recovered from later pay (true) or forgiven (false).
    pub recoverable: bool,
}

/// A common pot shared by score.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Pool {
    /// Dollars per period as a share of the sum of the component's targets.
    pub funding: f64,
    /// Power of the score in the shares: 1 = proportional.
    pub power: f64,
}

/// Another role (account manager, account executive, renewal specialist, …) paid on the same results.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Partner {
    /// Role, for example "account manager".
    pub role: String,
    /// Component whose credited dollars it shares, by index.
    pub component: usize,
    /// Share of the credit.
    pub share: f64,
    /// Commission rate on the credited dollars.
    pub rate: f64,
}
