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
///
/// ```
/// # use paylift::plan::*;
/// # use paylift::measure::{AccountRules, Basis, Credit, CreditKind, Facts, Measure, Metric, Presence, Scope, Window, WindowKind};
/// # let window = Window { months: 3, kind: WindowKind::Trailing, basis: Basis::Point };
/// # let metric = Metric { measures: vec![Measure::Expansion], window, scope: Scope::Individual, accounts: AccountRules::default(), baseline: None };
/// # let tier = Tier { from: 0.0, edge: Edge::Inclusive, rate: Some(0.10), factor: 1.0, uplift_rate: 0.0 };
/// # let tiers = Tiers { mode: TierMode::Marginal, tiers: vec![tier] };
/// // 10 % commission; all of it comes back if the account leaves within six months.
/// let mut component = Component::new("expansion", 0.0, 0, Goal::None, Pays::Commission(tiers));
/// component.clawback = Some(Clawback { months: 6, share: 1.0 });
/// # let plan = Plan::new("clawback", vec![metric], vec![component]);
/// # let payee = Payee { target: 12_000.0, ..Payee::default() };
/// # let terms = Terms::bind(&plan, vec![payee], 12)?;
/// # let mut facts = Facts::default();
/// # facts.reset(1, 1, 4);
/// # let credit = |month, dollars, churned| Credit {
/// #     metric: 0, seat: 0, month, account: 1, kind: CreditKind::Expansion, dollars, before: 0.0, years: 1, churned, invoice_paid: Some(month),
/// # };
/// // $20,000 in January leaves in June, $30,000 in February leaves in September.
/// let credits = vec![credit(0, 20_000.0, Some(5)), credit(1, 30_000.0, Some(8))];
/// # for c in &credits {
/// #     facts.change(0, 0, usize::from(c.month) / 3, |reading| reading.value = Some(reading.value.unwrap_or(0.0) + c.dollars));
/// # }
/// # facts.credits = credits;
/// # let mut ledger = Ledger::default();
/// # pay(&terms, &facts, &Presence::settled(1, 12), &mut ledger);
/// let quarter = |q| ledger.lines.iter().filter(|l| l.period == q).map(|l| l.cents).sum::<Cents>().dollars();
/// assert_eq!([0, 1, 2, 3].map(quarter), [5_000.0, -2_000.0, 0.0, 0.0]);
/// # Ok::<(), TermsError>(())
/// ```
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
///
/// ```
/// # use paylift::plan::*;
/// # use paylift::measure::{AccountRules, Basis, Credit, CreditKind, Facts, Measure, Metric, Presence, Scope, Window, WindowKind};
/// # let window = Window { months: 3, kind: WindowKind::Trailing, basis: Basis::Point };
/// # let metric = Metric { measures: vec![Measure::Expansion], window, scope: Scope::Individual, accounts: AccountRules::default(), baseline: None };
/// # let tier = Tier { from: 0.0, edge: Edge::Inclusive, rate: Some(0.10), factor: 1.0, uplift_rate: 0.0 };
/// # let tiers = Tiers { mode: TierMode::Marginal, tiers: vec![tier] };
/// // Target $3,000 a quarter: two thirds of it, $2,000, are advanced in the first half-year.
/// # let component = Component::new("expansion", 0.0, 0, Goal::None, Pays::Commission(tiers));
/// # let mut plan = Plan::new("draw", vec![metric], vec![component]);
/// plan.draw = Some(Draw { share: 2.0 / 3.0, months: 6, recoverable: true });
/// # let payee = Payee { target: 12_000.0, ..Payee::default() };
/// # let terms = Terms::bind(&plan, vec![payee], 12)?;
/// # let mut facts = Facts::default();
/// # facts.reset(1, 1, 4);
/// # let credit = |month, dollars, churned| Credit {
/// #     metric: 0, seat: 0, month, account: 1, kind: CreditKind::Expansion, dollars, before: 0.0, years: 1, churned, invoice_paid: Some(month),
/// # };
/// // 10 % commission earns $500, $3,000, $4,000 and $1,000.
/// let credits = vec![credit(0, 5e3, None), credit(3, 30e3, None), credit(6, 40e3, None), credit(9, 10e3, None)];
/// # for c in &credits {
/// #     facts.change(0, 0, usize::from(c.month) / 3, |reading| reading.value = Some(reading.value.unwrap_or(0.0) + c.dollars));
/// # }
/// # facts.credits = credits;
/// # let mut ledger = Ledger::default();
/// # pay(&terms, &facts, &Presence::settled(1, 12), &mut ledger);
/// let quarter = |q| ledger.lines.iter().filter(|l| l.period == q).map(|l| l.cents).sum::<Cents>().dollars();
/// // $1,500 advanced; $1,000 recovered, so that $2,000 are left; the last $500 recovered; nothing owed.
/// assert_eq!([0, 1, 2, 3].map(quarter), [2_000.0, 2_000.0, 3_500.0, 1_000.0]);
/// # Ok::<(), TermsError>(())
/// ```
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
