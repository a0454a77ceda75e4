//! One component of a plan: what its metric's reading is held against, and what that pays.

use super::clause::{Cap, Clawback, Gate, Holdback, Multiplier, Pool};
use super::curve::Curve;
use super::tiers::Tiers;

/// A part of the target variable (or a commission or bounty beside it) that pays on one metric.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Component {
    /// Name on statements.
    pub name: String,
    /// Share of the target variable that this component pays at 100 %; 0 for commissions and bounties that come on top.
    pub weight: f64,
    /// Metric, by index in [`Plan::metrics`](super::Plan::metrics).
    pub metric: usize,
    /// What 100 % is.
    pub goal: Goal,
    /// How value and goal become attainment.
    pub attain: Attain,
    /// What is scored beside that; the component then stands at the weighted sum of all attainments. Empty = no scorecard.
    #[serde(default)]
    pub score: Vec<ScorePart>,
    /// Attainment is rounded to this many decimals before it is paid; `None` leaves it.
    pub round_decimals: Option<u8>,
    /// What attainment, dollars or events pay.
    pub pays: Pays,
    /// Discrete periods, or cumulative with true-up.
    pub accumulation: Accumulation,
    /// Conditions on other metrics: all must hold, otherwise only what each leaves is paid.
    pub gates: Vec<Gate>,
    /// Factors on what is paid.
    pub multipliers: Vec<Multiplier>,
    /// Caps on this component.
    pub caps: Vec<Cap>,
    /// Least this component pays, as a share of its target; 0 if none.
    pub floor: f64,
    /// Recovery when the account leaves.
    pub clawback: Option<Clawback>,
    /// Part that is paid later.
    pub holdback: Option<Holdback>,
    /// First paid month (0-based) in which it is in force: phase-in, or the second plan of a mid-year change.
    pub from_month: u16,
    /// First paid month in which it is no longer in force; `None` = to the end.
    pub until_month: Option<u16>,
    /// Weights of contract years 1, 2, 3 of a multi-year renewal's credit; empty = each annual value once.
    pub year_weights: Vec<f64>,
    /// The CSM's share of the credit for dollars and events (splits); shares of all roles may sum to more than 1.
    pub credit: f64,
}

impl Component {
    /// A component without clauses: `pays` on `metric`, with so much of the target variable, against `goal` as a ratio.
    #[must_use]
    pub fn new(name: &str, weight: f64, metric: usize, goal: Goal, pays: Pays) -> Self {
        Self {
            name: name.into(),
            weight,
            metric,
            goal,
            attain: Attain::Ratio,
            score: Vec::new(),
            round_decimals: None,
            pays,
            accumulation: Accumulation::Discrete,
            gates: Vec::new(),
            multipliers: Vec::new(),
            caps: Vec::new(),
            floor: 0.0,
            clawback: None,
            holdback: None,
            from_month: 0,
            until_month: None,
            year_weights: Vec::new(),
            credit: 1.0,
        }
    }

    /// Metrics that its attainment depends on, by index: its own first, then those of a scorecard.
    pub fn metrics(&self) -> impl Iterator<Item = usize> + '_ {
        std::iter::once(self.metric).chain(self.score.iter().map(|part| part.metric))
    }

    /// Weight of its own metric in a scorecard: what the others leave of 1.
    #[must_use]
    pub fn own_weight(&self) -> f64 {
        1.0 - self.score.iter().map(|part| part.weight).sum::<f64>()
    }

    /// Whether it never pays anything.
    #[must_use]
    pub fn pays_nothing(&self) -> bool {
        let never = match &self.pays {
            Pays::Curve(curve) => curve.is_zero(),
            Pays::Target => self.weight == 0.0,
            Pays::Commission(_) | Pays::Bounty { .. } | Pays::Pool(_) => false,
        };
        never && self.floor == 0.0
    }
}

/// Most metrics in one scorecard, the component's own included.
pub const MOST_SCORED: usize = 8;

/// A further metric of a scorecard.
///
/// ```
/// # use paylift::plan::*;
/// # use paylift::measure::{AccountRules, Basis, Facts, Measure, Metric, Presence, Scope, Window, WindowKind};
/// # let window = Window { months: 3, kind: WindowKind::Trailing, basis: Basis::Point };
/// # let metric = |measure| Metric { measures: vec![measure], window, scope: Scope::Individual, accounts: AccountRules::default(), baseline: None };
/// // $3,000 a quarter by a score: 60 % retention against 102 %, 40 % closed leads against 2.
/// let line = Curve::from_points(0.0, &[(0.8, 0.0), (1.0, 1.0), (1.2, 2.0)], Above::Hold)?;
/// let mut component = Component::new("scorecard", 1.0, 0, Goal::Fixed(1.02), Pays::Curve(line));
/// component.score = vec![ScorePart { metric: 1, goal: Goal::Fixed(2.0), attain: Attain::Ratio, weight: 0.4 }];
/// # let plan = Plan::new("score", vec![metric(Measure::Nrr), metric(Measure::CsqlClosed)], vec![component]);
/// # let payee = Payee { target: 12_000.0, ..Payee::default() };
/// # let terms = Terms::bind(&plan, vec![payee], 3)?;
/// # let mut facts = Facts::default();
/// # facts.reset(2, 1, 1);
/// facts.change(0, 0, 0, |reading| reading.value = Some(0.969)); // 95 % of its goal
/// facts.change(1, 0, 0, |reading| reading.value = Some(3.0)); // 150 %
/// # let mut ledger = Ledger::default();
/// # pay(&terms, &facts, &Presence::settled(1, 3), &mut ledger);
/// // 60 % × 95 % + 40 % × 150 % = 117 %, which pays 185 % of $3,000.
/// assert_eq!(ledger.total().dollars(), 5_550.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ScorePart {
    /// Metric, by index.
    pub metric: usize,
    /// What 100 % is.
    pub goal: Goal,
    /// How value and goal become attainment.
    pub attain: Attain,
    /// Weight of its attainment in the score, above 0 and below 1.
    pub weight: f64,
}

/// What counts as 100 %.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Goal {
    /// The same number every period, in the measure's unit and for the metric's window.
    Fixed(f64),
    /// One number per pay period; the last one holds on.
    Schedule(Vec<f64>),
    /// The segment's own target for the measure; yearly ratio targets compound to the window's length.
    Segment,
    /// The person's quota from the roster, prorated to the window.
    Quota,
    /// Decided by measuring: the metric's baseline rule, or a drawn attainment.
    Measured,
    /// No goal: commissions and bounties pay from the first dollar or event.
    None,
}

/// How value and goal become attainment.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Attain {
    /// value ÷ goal.
    Ratio,
    /// (value − floor) ÷ (goal − floor): FlowFuse's NRR above 100 %.
    AboveFloor {
        /// Value at which attainment is 0.
        floor: f64,
    },
    /// The value itself is the attainment (curves written in the measure's own unit).
    Value,
    /// goal ÷ value: less is better (time to value).
    Inverse,
}

/// What a component pays.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Pays {
    /// Share of the component's target by a curve of attainment. MBO ladders and step tables are curves of steps.
    Curve(Curve),
    /// Commission: tiers of a rate on credited dollars, by attainment (or by dollars where there is no goal).
    Commission(Tiers),
    /// Dollars per counted event, for at most so many events a period.
    Bounty {
        /// Dollars per event.
        each: f64,
        /// Events paid per period at most.
        at_most: Option<f64>,
    },
    /// The component's target, whatever is measured.
    Target,
    /// A share of a common pot, by score.
    Pool(Pool),
}

/// Whether each period stands alone.
///
/// ```
/// # use paylift::plan::*;
/// # use paylift::measure::{AccountRules, Basis, Credit, CreditKind, Facts, Measure, Metric, Presence, Scope, Window, WindowKind};
/// # let window = Window { months: 3, kind: WindowKind::YearToDate, basis: Basis::Point };
/// # let metric = Metric { measures: vec![Measure::Nrr], window, scope: Scope::Individual, accounts: AccountRules::default(), baseline: None };
/// // $3,000 a quarter, paid in proportion to the attainment of the year to date.
/// let line = Curve::from_points(0.0, &[(0.0, 0.0), (1.0, 1.0)], Above::Extend)?;
/// let mut component = Component::new("to date", 1.0, 0, Goal::Fixed(1.0), Pays::Curve(line));
/// component.accumulation = Accumulation::YearToDate;
/// # let plan = Plan::new("ytd", vec![metric], vec![component]);
/// # let payee = Payee { target: 12_000.0, ..Payee::default() };
/// # let terms = Terms::bind(&plan, vec![payee], 12)?;
/// # let mut facts = Facts::default();
/// # facts.reset(1, 1, 4);
/// for (period, to_date) in [0.5, 1.0, 0.8, 1.0].into_iter().enumerate() {
///     facts.change(0, 0, period, |reading| reading.value = Some(to_date));
/// }
/// # let mut ledger = Ledger::default();
/// # pay(&terms, &facts, &Presence::settled(1, 12), &mut ledger);
/// let quarter = |q| ledger.lines.iter().filter(|l| l.period == q).map(|l| l.cents).sum::<Cents>().dollars();
/// // To date: 50 % of 3,000, 100 % of 6,000, 80 % of 9,000, 100 % of 12,000; each quarter pays the difference.
/// assert_eq!([0, 1, 2, 3].map(quarter), [1_500.0, 4_500.0, 1_200.0, 4_800.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum Accumulation {
    /// Each period stands alone.
    #[default]
    Discrete,
    /// Pay to date is what the year to date earns; each period pays the difference (a true-up, possibly negative).
    YearToDate,
}
